"""`trainer field`: wages by state from the official file."""

from tests.support.command import run
from tests.support.wages import state_rows, write_workbook
from trainer.services.state_wages import get_wages


def test_wages_are_imported_and_counted(program, tmp_path):
    result = run("field", "import-wages", write_workbook(tmp_path, state_rows()), "--year", "2024")
    assert result.exit_code == 0, result.output
    assert "Wages of May 2024:" in result.output
    assert "29-2072 Medical records specialists: 51 states and territories" in result.output
    with program.scopes.reading() as scope:
        assert len(get_wages(scope, "29-2072").rows) == 51


def test_what_is_wrong_is_told_and_nothing_is_stored(program, tmp_path):
    rows = state_rows()
    rows[0][10] = "much"
    result = run("field", "import-wages", write_workbook(tmp_path, rows), "--year", "2024")
    assert result.exit_code == 1
    assert "Nothing was imported." in result.output
    assert "state_M2024_dl.xlsx: row 2, A_MEDIAN: 'much' is neither a whole number nor * or #" in result.output
    with program.scopes.reading() as scope:
        assert get_wages(scope, "29-2072").rows == ()


def test_a_year_has_to_be_named_and_a_file_to_be_there(program, tmp_path):
    assert run("field", "import-wages", write_workbook(tmp_path, state_rows())).exit_code == 2
    assert run("field", "import-wages", tmp_path / "gone.xlsx", "--year", "2024").exit_code == 2
