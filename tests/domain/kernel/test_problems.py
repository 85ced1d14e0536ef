import pytest

from trainer.domain.kernel.problems import Problem, Report


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (Problem("anatomy.toml", "items[2].key", "names no option"), "anatomy.toml: items[2].key: names no option"),
        (Problem("anatomy.toml", "", "is not TOML"), "anatomy.toml: is not TOML"),
        (Problem("", "", "nothing was found"), "nothing was found"),
    ],
)
def test_a_problem_reads_as_file_field_and_sentence_without_empty_parts(problem: Problem, sentence: str) -> None:
    assert str(problem) == sentence


def test_problems_sort_by_file_then_field() -> None:
    late, early, middle = Problem("b", "a", "x"), Problem("a", "a", "z"), Problem("a", "b", "y")
    assert sorted([late, early, middle]) == [early, middle, late]


def test_a_report_without_problems_is_false() -> None:
    assert not Report()
    assert len(Report()) == 0


def test_a_report_keeps_all_problems_in_the_order_they_were_found() -> None:
    report = Report()
    report.add("b.toml", "stem", "is missing")
    report.extend([Problem("a.toml", "key", "is wrong"), Problem("a.toml", "id", "is taken")])
    assert list(report) == [
        Problem("b.toml", "stem", "is missing"),
        Problem("a.toml", "key", "is wrong"),
        Problem("a.toml", "id", "is taken"),
    ]
    assert len(report) == 3
    assert report


def test_two_reports_do_not_share_their_problems() -> None:
    Report().add("a.toml", "id", "is taken")
    assert not Report()
