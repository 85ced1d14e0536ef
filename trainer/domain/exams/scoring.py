"""The score report of an exam: pass or fail at the cut, areas as "n of m" with a band, pace, changed answers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from trainer.domain.exams.forms import Form
from trainer.domain.items.answers import Answer
from trainer.domain.kernel.points import Points

FEW = 8
"""Under so many questions an area has a band and no percentage: one question would move it by more than a tenth."""


class Band(StrEnum):
    """How an area stands to the pass mark, given how little a few questions say."""

    ABOVE = "above the pass mark"
    NEAR = "near the pass mark"
    BELOW = "below the pass mark"


class Shift(StrEnum):
    """What changing an answer came to."""

    WRONG_TO_RIGHT = "wrong to right"
    RIGHT_TO_WRONG = "right to wrong"
    WRONG_TO_WRONG = "wrong to wrong"


@dataclass(frozen=True, slots=True)
class Marked:
    """One question: its area, its final points, whether it was answered, how long it was open, its answers in turn.

    `history` holds the points of every answer that was saved, first to last; a cleared one is None.
    """

    position: int
    area: str
    points: Points
    is_answered: bool
    seconds: int
    history: tuple[Points | None, ...] = ()


@dataclass(frozen=True, slots=True)
class AreaScore:
    area: str
    correct: int
    questions: int
    band: Band

    @property
    def has_percentage(self) -> bool:
        return self.questions >= FEW


@dataclass(frozen=True, slots=True)
class ScoreReport:
    """`has_passed` None where the form has no pass mark. `pace_seconds` is what each question may take."""

    correct: int
    questions: int
    pass_questions: int
    has_passed: bool | None
    unanswered: int
    areas: tuple[AreaScore, ...]
    pace_seconds: int
    slow: tuple[int, ...]
    shifts: tuple[tuple[Shift, int], ...]


def score(form: Form, marked: Sequence[Marked]) -> ScoreReport:
    """The report of a graded sitting. A question counts as right only with full points, as in the exam."""
    correct = sum(each.points.is_full for each in marked)
    pace = form.minutes * 60 // form.questions
    return ScoreReport(
        correct=correct,
        questions=len(marked),
        pass_questions=form.pass_questions,
        has_passed=correct >= form.pass_questions if form.pass_questions else None,
        unanswered=sum(not each.is_answered for each in marked),
        areas=tuple(_area(form, area, marked) for area, _ in form.quotas),
        pace_seconds=pace,
        slow=tuple(each.position for each in marked if each.seconds > 2 * pace),
        shifts=tuple((shift, count) for shift in Shift if (count := _count(shift, marked))),
    )


def _area(form: Form, area: str, marked: Iterable[Marked]) -> AreaScore:
    own = [each for each in marked if each.area == area]
    correct = sum(each.points.is_full for each in own)
    return AreaScore(area, correct, len(own), band(correct, len(own), form))


def band(correct: int, questions: int, form: Form) -> Band:
    """Where `correct` of `questions` stands to the pass mark of the form (70 % where it has none).

    Near is what lies within one question of the mark, or within a tenth of the questions, whichever is wider.
    """
    cut, of = (form.pass_questions, form.questions) if form.pass_questions else (7, 10)
    distance = correct * of - cut * questions
    margin = max(10, questions) * of
    if 10 * distance > margin:
        return Band.ABOVE
    return Band.BELOW if -10 * distance > margin else Band.NEAR


def _count(shift: Shift, marked: Iterable[Marked]) -> int:
    return sum(_shift(each) is shift for each in marked)


def _shift(each: Marked) -> Shift | None:
    """What the changes of an answer came to, first to last; None where it was never changed, or cleared at the end."""
    answers = [points for points in each.history if points is not None]
    if len(answers) < 2 or each.history[-1] is None:
        return None
    first, last = answers[0].is_full, answers[-1].is_full
    if first == last:
        return None if first else Shift.WRONG_TO_WRONG
    return Shift.WRONG_TO_RIGHT if last else Shift.RIGHT_TO_WRONG


def distinct_answers(answers: Iterable[Answer | None]) -> list[Answer | None]:
    """The answers in turn, one that was saved again without a change left out."""
    turns: list[Answer | None] = []
    for answer in answers:
        if not turns or turns[-1] != answer:
            turns.append(answer)
    return turns
