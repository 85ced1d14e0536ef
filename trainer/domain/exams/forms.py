"""Forms of an exam: the whole of it, short ones that keep its proportions, and one area alone."""

from dataclasses import dataclass, replace

from trainer.domain.exams.blueprint import Blueprint

SHORT_FORMS = (50, 25)
SEALED = "sealed"
"""The slug of the whole exam from items that stand in no other sitting before this one was sat."""
AREA_FORM_QUESTIONS = 10
AREA_FORM_SHARES = 2
"""An area form has at most so many times the questions that the area has in the exam: banks are built by its shares."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form: its questions by area in the order of the blueprint, its minutes, the number right that passes.

    `pass_questions` is 0 where no number means anything: the exam passes as a whole, never by area.
    """

    slug: str
    track: str
    title: str
    quotas: tuple[tuple[str, int], ...]
    minutes: int
    pass_questions: int

    @property
    def questions(self) -> int:
        return sum(count for _, count in self.quotas)


def forms_of(blueprint: Blueprint) -> tuple[Form, ...]:
    """The full form, the short ones, then one for each area."""
    full = tuple((area.slug, area.questions) for area in blueprint.areas)
    whole = Form("full", blueprint.track, blueprint.title, full, blueprint.minutes, blueprint.pass_questions)
    short = [short_form(blueprint, count) for count in SHORT_FORMS if count < blueprint.questions]
    return (whole, *short, *(area_form(blueprint, area.slug) for area in blueprint.areas))


def sealed_form(blueprint: Blueprint) -> Form:
    """The whole exam, dealt from the sealed items."""
    return replace(forms_of(blueprint)[0], slug=SEALED, title=f"{blueprint.title}, sealed")


def short_form(blueprint: Blueprint, questions: int) -> Form:
    """A form of so many questions with the proportions of the exam, by largest remainder (ties: the earlier area).

    Minutes keep the pace and the pass mark its share, both rounded up: never less time, never a lower bar.
    """
    shares = [area.questions * questions for area in blueprint.areas]
    counts = [share // blueprint.questions for share in shares]
    left = questions - sum(counts)
    by_remainder = sorted(range(len(shares)), key=lambda place: (-(shares[place] % blueprint.questions), place))
    for place in by_remainder[:left]:
        counts[place] += 1
    quotas = tuple((area.slug, count) for area, count in zip(blueprint.areas, counts, strict=True) if count)
    return Form(
        f"short-{questions}",
        blueprint.track,
        f"{blueprint.title}, {questions} questions",
        quotas,
        _up(blueprint.minutes * questions, blueprint.questions),
        _up(blueprint.pass_questions * questions, blueprint.questions),
    )


def area_form(blueprint: Blueprint, slug: str) -> Form:
    """Questions of one area at the pace of the exam: ten, or twice its share of the exam where that is less.

    Raises:
        KeyError: the blueprint has no such area.
    """
    area = {area.slug: area for area in blueprint.areas}[slug]
    questions = min(AREA_FORM_QUESTIONS, AREA_FORM_SHARES * area.questions)
    minutes = _up(blueprint.minutes * questions, blueprint.questions)
    return Form(f"area-{slug}", blueprint.track, area.title, ((slug, questions),), minutes, 0)


def _up(dividend: int, divisor: int) -> int:
    return -(-dividend // divisor)
