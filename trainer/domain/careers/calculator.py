"""What a certification takes in money and months, and after how many months of the new wage the money is back.

Exact inside (integer cents and fractions); rounded once, at the end, and never in favor of the plan: months upward to
a tenth, whole months of work upward, cents of cost upward, cents of gain downward.
"""

from dataclasses import dataclass
from fractions import Fraction

MONTHS_A_YEAR = 12
MOST_YEARS_OF_WORK = 50
"""Nobody waits longer for their money."""
WEEKS_A_MONTH = Fraction(52, MONTHS_A_YEAR)


@dataclass(frozen=True, slots=True)
class Course:
    """A course: how long it runs at least, its price, and what that price covers."""

    cents: int
    weeks: int
    covers_exam: bool
    covers_books: bool


@dataclass(frozen=True, slots=True)
class Wages:
    """Cents a year before taxes, now and in the first job, and the share of a raise that is left after taxes."""

    now_cents: int
    first_cents: int
    kept_percent: int


@dataclass(frozen=True, slots=True)
class Assumptions:
    """All that the result rests on. `books_cents` is None where nobody named a price; `course` None is self-study.

    `lost_cents_a_month` is pay given up while studying; `wages` is None where break-even is not asked for.
    """

    exam_cents: int
    membership_cents_a_year: int
    books_cents: int | None
    course: Course | None
    study_hours: int
    hours_a_week: int
    lost_cents_a_month: int
    search_months: int
    wages: Wages | None

    def __post_init__(self) -> None:
        if self.hours_a_week < 1 or self.study_hours < 1:
            raise ValueError("somebody who studies no hours never finishes")


@dataclass(frozen=True, slots=True)
class Cost:
    """One line of the bill. `cents` is None where no price was named: it is not in the total."""

    name: str
    cents: int | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class BreakEven:
    """The money is back after `months_of_work` whole months of the new wage, `months_from_now` from today.

    `gain_cents_a_month` is what is left of the raise each month, after taxes and the membership that goes on.
    """

    gain_cents_a_month: int
    months_of_work: int
    months_from_now: Fraction

    @property
    def is_too_late(self) -> bool:
        """Whether no working life is long enough."""
        return self.months_of_work > MOST_YEARS_OF_WORK * MONTHS_A_YEAR


@dataclass(frozen=True, slots=True)
class NoGain:
    """The new wage leaves nothing over each month: the money never comes back. `loss_cents_a_month` is 0 or more."""

    loss_cents_a_month: int


@dataclass(frozen=True, slots=True)
class NotAsked:
    """No wages were named."""


Return = BreakEven | NoGain | NotAsked


@dataclass(frozen=True, slots=True)
class Reckoning:
    """The result. Months are tenths, rounded up; `membership_years` are those begun until the first day of work."""

    costs: tuple[Cost, ...]
    total_cents: int
    study_months: Fraction
    membership_years: int
    until_work_months: Fraction
    back: Return


def reckon(given: Assumptions) -> Reckoning:
    """Costs, time and break-even. A month is a twelfth of 52 weeks.

    With a course the studies last as long as it runs, or as the hours need, whichever is longer. Membership is due for
    each year begun until the first day of the new work; until then the wage of today goes on as it is.
    """
    months = _study_months(given)
    years = _up((months + given.search_months) / MONTHS_A_YEAR)
    costs = _costs(given, months, years)
    total = sum(cost.cents or 0 for cost in costs)
    until_work = _tenths_up(months) + given.search_months
    return Reckoning(costs, total, _tenths_up(months), years, until_work, _back(given, total, until_work))


def _study_months(given: Assumptions) -> Fraction:
    weeks = Fraction(given.study_hours, given.hours_a_week)
    if given.course:
        weeks = max(weeks, Fraction(given.course.weeks))
    return weeks / WEEKS_A_MONTH


def _costs(given: Assumptions, months: Fraction, years: int) -> tuple[Cost, ...]:
    course = given.course
    costs = [
        Cost("Exam", 0, "in the price of the course")
        if course and course.covers_exam
        else Cost("Exam", given.exam_cents),
        Cost("Membership", given.membership_cents_a_year * years, "1 year" if years == 1 else f"{years} years"),
        Cost("Books", 0, "in the price of the course")
        if course and course.covers_books
        else Cost("Books", given.books_cents, "" if given.books_cents is not None else "no price entered"),
    ]
    if course:
        costs.append(Cost("Course", course.cents))
    if given.lost_cents_a_month:
        costs.append(Cost("Pay given up while studying", _up(given.lost_cents_a_month * months)))
    return tuple(costs)


def _back(given: Assumptions, total: int, until_work: Fraction) -> Return:
    wages = given.wages
    if wages is None:
        return NotAsked()
    raised = wages.first_cents - wages.now_cents
    kept = Fraction(raised * wages.kept_percent, 100) if raised > 0 else Fraction(raised)
    gain = (kept - given.membership_cents_a_year) / MONTHS_A_YEAR
    if gain <= 0:
        return NoGain(_up(-gain))
    worked = _up(total / gain)
    return BreakEven(int(gain), worked, until_work + worked)


def _up(value: Fraction) -> int:
    return -(-value.numerator // value.denominator)


def _tenths_up(months: Fraction) -> Fraction:
    return Fraction(_up(months * 10), 10)
