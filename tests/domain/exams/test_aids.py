"""Study aids at one question: what can be marked, and what is no mark."""

import pytest

from trainer.domain.exams.aids import MAX_HIGHLIGHTS, MAX_ID_CHARACTERS, MAX_OFFSET, MAX_STRUCK, Highlight, QuestionAids


@pytest.mark.parametrize(
    ("block", "start", "end"), [("stem", 0, 1), ("scenario", 3, 17), ("stem", MAX_OFFSET - 1, MAX_OFFSET)]
)
def test_a_passage_of_stem_or_scenario_can_be_highlighted(block: str, start: int, end: int) -> None:
    marked = Highlight(block, start, end)
    assert (marked.block, marked.start, marked.end) == (block, start, end)


@pytest.mark.parametrize(
    ("block", "start", "end"),
    [
        pytest.param("rationale", 0, 1, id="another block"),
        pytest.param("", 0, 1, id="no block"),
        pytest.param("stem", -1, 1, id="before its beginning"),
        pytest.param("stem", 2, 2, id="nothing"),
        pytest.param("stem", 3, 2, id="backwards"),
        pytest.param("stem", 0, MAX_OFFSET + 1, id="behind any end"),
    ],
)
def test_what_is_no_passage_is_refused(block: str, start: int, end: int) -> None:
    with pytest.raises(ValueError, match="no passage"):
        Highlight(block, start, end)


def test_as_many_marks_as_there_may_be_are_kept() -> None:
    aids = QuestionAids(tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), (Highlight("stem", 0, 1),) * MAX_HIGHLIGHTS)
    assert (len(aids.struck), len(aids.highlights)) == (MAX_STRUCK, MAX_HIGHLIGHTS)


@pytest.mark.parametrize(
    "marks",
    [
        pytest.param({"struck": ("A",) * (MAX_STRUCK + 1)}, id="too many options"),
        pytest.param({"highlights": (Highlight("stem", 0, 1),) * (MAX_HIGHLIGHTS + 1)}, id="too many passages"),
    ],
)
def test_more_than_anybody_marks_is_refused(marks: dict[str, tuple[object, ...]]) -> None:
    with pytest.raises(ValueError, match="too many marks"):
        QuestionAids(**marks)  # type: ignore[arg-type]


def test_an_id_longer_than_that_of_any_option_is_refused() -> None:
    assert QuestionAids(("A" * MAX_ID_CHARACTERS,)).struck
    with pytest.raises(ValueError, match="no question has"):
        QuestionAids(("A" * (MAX_ID_CHARACTERS + 1),))
