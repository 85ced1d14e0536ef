"""The score report of an exam: pass or fail at the cut, areas as "n of m" with a band, pace, changed answers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import groupby

from trainer.domain.exams.forms import Form
from trainer.domain.items.answers import Answer, SingleAnswer
from trainer.domain.kernel.points import Points

FEW = 8
"""Under so many questions an area has a band and no percentage: one question would move it by more than a tenth."""

TOO_FEW = 3
"""Under so many questions an area has no band either: one guess decides where it would stand."""

SLOW_TIMES = 2
"""A question that took more than so many times the pace is called slow."""


class Band(StrEnum):
    """How an area stands to the pass mark, given how little a few questions say."""

    ABOVE = "above the pass mark"
    NEAR = "near the pass mark"
    BELOW = "below the pass mark"
    UNCLEAR = "too few questions to say"


class Shift(StrEnum):
    """What changing an answer came to."""

    WRONG_TO_RIGHT = "wrong to right"
    RIGHT_TO_WRONG = "right to wrong"
    WRONG_TO_WRONG = "wrong to wrong"


@dataclass(frozen=True, slots=True)
class Marked:
    """One question: its area, its final points, whether it was answered, how long it was open, its answers in turn.

    `history` holds the points of the answers that were given, first to last; None at the end where it was cleared.
    """

    position: int
    area: str
    points: Points
    is_answered: bool
    seconds: int
    history: tuple[Points | None, ...] = ()

    @property
    def is_changed(self) -> bool:
        """Whether there was more than one answer, whatever that came to."""
        return sum(points is not None for points in self.history) > 1

    @property
    def shift(self) -> Shift | None:
        """What the changes came to, first to last; None: there were none, or back to right, or cleared at the end."""
        if not self.is_changed or self.history[-1] is None:
            return None
        given = [points.is_full for points in self.history if points is not None]
        if given[0] == given[-1]:
            return None if given[0] else Shift.WRONG_TO_WRONG
        return Shift.WRONG_TO_RIGHT if given[-1] else Shift.RIGHT_TO_WRONG


@dataclass(frozen=True, slots=True)
class AreaScore:
    area: str
    correct: int
    questions: int
    band: Band

    @property
    def has_percentage(self) -> bool:
        return self.questions >= FEW

    @property
    def lost(self) -> int:
        return self.questions - self.correct


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


@dataclass(frozen=True, slots=True)
class PacePoint:
    """After the question at `position`: what it took, what all up to it took, and what they would at an even pace."""

    position: int
    seconds: int
    used_seconds: int
    even_seconds: int


def score(form: Form, marked: Sequence[Marked], extra_seconds: int = 0) -> ScoreReport:
    """The report of a graded sitting. A question counts as right only with full points, as in the exam.

    A learner's extra time is part of their pace.
    """
    correct = sum(each.points.is_full for each in marked)
    pace = (form.minutes * 60 + extra_seconds) // form.questions
    return ScoreReport(
        correct=correct,
        questions=len(marked),
        pass_questions=form.pass_questions,
        has_passed=passes(form, correct),
        unanswered=sum(not each.is_answered for each in marked),
        areas=tuple(_area(form, area, marked) for area, _ in form.quotas),
        pace_seconds=pace,
        slow=tuple(each.position for each in marked if each.seconds > SLOW_TIMES * pace),
        shifts=tuple((shift, count) for shift in Shift if (count := sum(each.shift is shift for each in marked))),
    )


def passes(form: Form, correct: int) -> bool | None:
    """Whether so many right reach the pass mark; None where the form has none."""
    return correct >= form.pass_questions if form.pass_questions else None


def _area(form: Form, area: str, marked: Iterable[Marked]) -> AreaScore:
    own = [each for each in marked if each.area == area]
    correct = sum(each.points.is_full for each in own)
    return AreaScore(area, correct, len(own), band(correct, len(own), form))


def band(correct: int, questions: int, form: Form) -> Band:
    """Where `correct` of `questions` stands to the pass mark of the form (70 % where it has none).

    Near is what lies within one question of the mark, or within a tenth of the questions, whichever is wider.
    """
    if questions < TOO_FEW:
        return Band.UNCLEAR
    cut, of = (form.pass_questions, form.questions) if form.pass_questions else (7, 10)
    distance = correct * of - cut * questions
    margin = max(10, questions) * of
    if 10 * distance > margin:
        return Band.ABOVE
    return Band.BELOW if -10 * distance > margin else Band.NEAR


def areas_to_study(areas: Iterable[AreaScore], weights: Mapping[str, int]) -> tuple[AreaScore, ...]:
    """Areas that are not above the mark and cost questions, the dearest first.

    What an area costs is its share of wrong questions times its number of questions in the whole exam (`weights`; its
    number in the form where that is not known). Ties stay in the order of the form.
    """
    costly = [area for area in areas if area.lost and area.band is not Band.ABOVE]
    return tuple(
        sorted(costly, key=lambda area: -Fraction(area.lost * weights.get(area.area, area.questions), area.questions))
    )


def pace(marked: Sequence[Marked], allowed_seconds: int) -> tuple[PacePoint, ...]:
    """The time used, question by question in the order of the paper, beside an even share of the time allowed."""
    points = []
    used = 0
    for place, each in enumerate(marked, start=1):
        used += each.seconds
        points.append(PacePoint(each.position, each.seconds, used, allowed_seconds * place // len(marked)))
    return tuple(points)


def answers_in_turn(saves: Iterable[tuple[int, Answer | None]]) -> dict[int, tuple[Answer | None, ...]]:
    """Position -> the answers that were given there, first to last; `saves` in the order in which they arrived.

    An answer that was saved again, or cleared and given again, is no new one. One that is put together in steps
    (several boxes, a typed code) counts as it stood when the learner turned to another question.
    """
    saved: dict[int, list[Answer | None]] = {}
    last_position = None
    for position, answer in saves:
        given = saved.setdefault(position, [])
        if given and position == last_position and _in_steps(given[-1], answer):
            given.pop()
        given.append(answer)
        last_position = position
    return {position: _without_repeats(given) for position, given in saved.items()}


def _in_steps(before: Answer | None, after: Answer | None) -> bool:
    return any(each is not None and not isinstance(each, SingleAnswer) for each in (before, after))


def _without_repeats(saved: Sequence[Answer | None]) -> tuple[Answer | None, ...]:
    given = [*(answer for answer in saved[:-1] if answer is not None), saved[-1]]
    return tuple(answer for answer, _ in groupby(given))
