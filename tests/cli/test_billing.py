"""`trainer billing export-samples`: files for validators, into an empty folder, judged on request."""

import pytest

from tests.support.command import run


def test_samples_are_written_and_it_is_said_how_to_have_them_judged(tmp_path):
    result = run("billing", "export-samples", tmp_path / "new" / "samples", "--count", "3", "--seed", "5")
    assert result.exit_code == 0
    assert "3 claim files (837P) and 3 remittances (835)" in result.output
    assert "--validate" in result.output
    names = sorted(path.name for path in (tmp_path / "new" / "samples").iterdir())
    assert names == [*(f"835-000{n}.txt" for n in (1, 2, 3)), *(f"837P-000{n}.txt" for n in (1, 2, 3))]
    assert (tmp_path / "new" / "samples" / "835-0001.txt").read_bytes().startswith(b"ISA*")


def test_the_same_seed_writes_the_same_files(tmp_path):
    for name in ("one", "two"):
        run("billing", "export-samples", tmp_path / name, "--count", "2")
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_a_folder_that_holds_something_is_left_alone_unless_it_is_forced(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    result = run("billing", "export-samples", tmp_path, "--count", "1")
    assert result.exit_code == 1
    assert "is not empty" in result.output
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
    assert run("billing", "export-samples", tmp_path, "--count", "1", "--force").exit_code == 0
    assert (tmp_path / "mine.txt").read_text() == "mine"
    assert len(list(tmp_path.iterdir())) == 3


def test_validation_counts_what_is_accepted(tmp_path):
    result = run("billing", "export-samples", tmp_path / "samples", "--count", "2", "--validate")
    assert result.exit_code == 0
    assert "837P: pyx12 accepts 2 of 2" in result.output
    assert "835: pyx12 accepts 2 of 2" in result.output


def test_a_file_that_is_refused_is_named_with_its_faults_and_the_command_fails(tmp_path):
    run("billing", "export-samples", tmp_path, "--count", "2")
    (tmp_path / "837P-0003.txt").write_text((tmp_path / "837P-0002.txt").read_text().replace("BHT*", "BHX*"))
    result = run("billing", "export-samples", tmp_path, "--count", "2", "--force", "--validate")
    assert result.exit_code == 1
    assert "837P-0003.txt: segment" in result.stderr
    assert "837P: pyx12 accepts 2 of 3" in result.stdout
    assert "835: pyx12 accepts 2 of 2" in result.stdout


@pytest.mark.parametrize("count", ["0", "10000", "many"])
def test_a_count_that_makes_no_sense_is_refused(tmp_path, count):
    assert run("billing", "export-samples", tmp_path / "samples", "--count", count).exit_code == 2
    assert not (tmp_path / "samples").exists()


def test_a_folder_that_cannot_be_made_is_an_error_and_no_traceback(tmp_path):
    (tmp_path / "file").write_text("in the way")
    result = run("billing", "export-samples", tmp_path / "file" / "samples", "--count", "1")
    assert result.exit_code == 1
    assert "Error: " in result.output
