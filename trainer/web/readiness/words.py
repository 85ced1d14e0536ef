"""Numbers and sentences of the pages on readiness. They promise nothing."""

from collections.abc import Iterable
from fractions import Fraction

from trainer.domain.exams.scoring import Band
from trainer.domain.readiness.advice import NEW_ITEMS, Cost, Narrowing
from trainer.domain.readiness.estimate import AreaEstimate, Estimate, NotEnough, Standing
from trainer.domain.readiness.evidence import FEWEST_IN_AREA, FEWEST_SIGHTS, HALF_LIFE_DAYS, Level
from trainer.services.readiness import AreaSeen
from trainer.services.study_habits import HABIT_DAYS, LookUps, Pace, StudyHabits, Unanswered

DISCLAIMER = (
    "This is a practice estimate, not a pass probability of the real exam. "
    "It assumes that our questions resemble AAPC's, which we cannot verify."
)

LEVELS = {
    Level.FIRST: "first evidence: expect it to move",
    Level.FAIR: "fair evidence",
    Level.GOOD: "good evidence",
}
STANDINGS = {Standing.ABOVE: "above", Standing.NEAR: "near", Standing.BELOW: "below"}
BANDS = {Band.ABOVE: "above", Band.NEAR: "near", Band.BELOW: "below", Band.UNCLEAR: "too few answers"}
HALVES = {
    "ability_low": "The less able half",
    "ability_high": "The more able half",
    "growth_low": "The half that learned less of late",
    "growth_high": "The half that learned more of late",
}
SMALL_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
NO_LOOK_UPS = "No look-ups recorded yet. Look-ups beside a question are counted from the first one on."


def chance(value: float) -> str:
    """A chance as a whole per cent; never certain, never impossible."""
    whole = round(100 * value)
    return "under 1 %" if whole < 1 else "over 99 %" if whole > 99 else f"{whole} %"


def share(value: float) -> str:
    """`90.1 %`."""
    return f"{100 * value:.1f} %"


def score(value: float) -> str:
    """A Brier score, to three decimals."""
    return f"{value:.3f}"


def standing(found: Estimate) -> str:
    """Where the interval lies to the pass mark, and why."""
    mark = found.pass_questions
    match found.standing:
        case Standing.ABOVE:
            return f"Above the pass mark: all of the interval lies at {mark} or higher."
        case Standing.BELOW:
            return f"Below the pass mark: all of the interval lies under {mark}."
        case Standing.NEAR:
            return f"Near the pass mark: {mark} lies inside the interval, so it can go either way."


def missing(found: NotEnough) -> str:
    """How much is answered and how much more is needed."""
    if found.first_sights < FEWEST_SIGHTS:
        answered = "1 question is" if found.first_sights == 1 else f"{found.first_sights} questions are"
        more = "one more makes" if found.missing == 1 else f"{found.missing} more make"
        return (
            f"{answered} answered at first sight; {more} an estimate. "
            f"Under {FEWEST_SIGHTS} answers a number would say more about luck than about you."
        )
    return (
        f"{found.first_sights} questions are answered at first sight, but long ago: what is {HALF_LIFE_DAYS} days old "
        f"counts half. About {found.missing} more make an estimate of today."
    )


def narrowing(each: Narrowing, *, is_first: bool) -> str:
    """By how much the interval shrinks, after the link that names the questions."""
    verb = "narrows" if each.items == 1 else "narrow"
    most = "most: " if is_first else ""
    return f"{verb} it {most}by about {count(each.questions)}."


def narrowing_link(each: Narrowing) -> str:
    """The questions that would narrow it: twenty of many, or all that are left."""
    if each.items == NEW_ITEMS:
        return f"Twenty unseen questions of {each.title}"
    number = SMALL_NUMBERS[each.items - 1] if each.items <= len(SMALL_NUMBERS) else str(each.items)
    return f"The {number} unseen {'question' if each.items == 1 else 'questions'} of {each.title}"


def cost(each: Cost) -> str:
    """What an area takes, after the link that names it."""
    return f"costs you {count(each.questions)} against the pass mark."


def count(questions: float) -> str:
    """`1 question`, `2.6 questions`."""
    return f"{questions:g} {'question' if questions == 1 else 'questions'}"


def blank(areas: Iterable[AreaSeen]) -> str:
    """Names the areas of which too little is known."""
    return "; ".join(area.title for area in areas)


def seconds(value: Fraction) -> str:
    """`144`, `107`: whole seconds."""
    return str(round(value))


def pace(habits: StudyHabits) -> tuple[str, ...]:
    """The pace of all answers and of exams beside that of the real exam."""
    told = []
    if habits.pace:
        told.append(f"{_pace(habits.pace)} on average in the last {HABIT_DAYS} days.")
    if habits.exam_pace:
        told.append(f"In exams: {_pace(habits.exam_pace)} in the middle (median).")
    allowed = f"The real exam gives {seconds(habits.exam_seconds)} seconds a question."
    return (*told, allowed) if told else (f"No timed answers in the last {HABIT_DAYS} days.", allowed)


def _pace(found: Pace) -> str:
    return f"{round(float(found.seconds))} seconds a question over {_answers(found.answers)}"


def _answers(number: int) -> str:
    return f"{number:,} {'answer' if number == 1 else 'answers'}"


def unanswered(found: Unanswered | None) -> str:
    """What was left unanswered of late."""
    if found is None:
        return "No exam or timed quiz handed in yet."
    where = "exam or timed quiz" if found.sittings == 1 else f"{found.sittings} exams and timed quizzes"
    advice = " A guess costs nothing; an empty answer is wrong." if found.questions else ""
    return f"{found.questions} of {found.of} questions in your last {where} left empty.{advice}"


def look_ups(found: LookUps | None) -> str:
    """How often the code book was asked."""
    if found is None:
        return NO_LOOK_UPS
    return f"Before {found.answers} of {_answers(found.of)} of the last {HABIT_DAYS} days something was looked up."


def expected(area: AreaEstimate) -> str:
    """What a mock would bring in an area, for a mark that is drawn."""
    return f"{area.expected:g} of {area.questions} expected"


def about_areas() -> str:
    """How the table of areas is to be read."""
    return (
        "“Expected” is what a mock drawn from this bank would bring today. Few questions say little: an area has a "
        f"band and no percentage, and no band under {FEWEST_IN_AREA} first answers, where the estimate leans on the "
        "other areas."
    )
