"""The calculator of costs and time: its form, what it begins with, and what comes out. Nothing is stored."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from trainer.domain.careers.calculator import Assumptions, Course, Reckoning, Wages, reckon
from trainer.domain.claims.money import MoneyError, read_cents, write_cents
from trainer.services.field import shipped_figures

CERTIFICATIONS: Mapping[str, tuple[str, str, str]] = {
    "cpc": ("CPC", "cpc-fee-one", "member-professional"),
    "cpb": ("CPB", "cpb-fee-one", "member-professional"),
    "cca": ("CCA", "cca-fee", ""),
    "ccs": ("CCS", "ccs-fee", ""),
    "cbcs": ("CBCS", "cbcs-fee", ""),
}
"""Slug -> name, the figure of its fee, the figure of the membership that it asks for."""

COURSE_CERTIFICATIONS = ("cpc", "cpb")
"""Those that the noted course prepares for; for the others no price of a course is known."""

MOST_CENTS = 100_000_000
_TOO_MUCH = f"At most ${MOST_CENTS // 100:,}."
_BOXES = ("covers_exam", "covers_books")
_AMOUNTS = ("exam", "membership", "books", "course", "lost_pay", "wage_now", "wage_first")
_NUMBERS: Mapping[str, tuple[int, int]] = {
    "course_weeks": (1, 208),
    "study_hours": (1, 5_000),
    "hours_a_week": (1, 80),
    "search_months": (0, 60),
    "kept_percent": (1, 100),
}
"""Field -> least and most."""
FIELDS = ("way", *_AMOUNTS, *_NUMBERS, *_BOXES)
_MOST_TYPED = 40
_SEPARATED = re.compile(r"\$?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]{2})?")


@dataclass(frozen=True, slots=True)
class CostForm:
    """What stands in the fields, and what is wrong with some of them. `result` is None until all can be read."""

    certification: str
    typed: Mapping[str, str]
    problems: Mapping[str, str]
    result: Reckoning | None = None


def begin_costs(certification: str) -> CostForm:
    """The form as it is first shown: prices of a certification, and our assumptions."""
    slug = certification if certification in CERTIFICATIONS else "cpc"
    figures = shipped_figures()

    def dollars(id_: str) -> str:
        return write_cents(figures[id_].cents or 0).removesuffix(".00") if id_ else "0"

    def number(id_: str) -> str:
        return str(figures[id_].number)

    _, fee, membership = CERTIFICATIONS[slug]
    has_course = slug in COURSE_CERTIFICATIONS
    typed = {
        "way": "self",
        "exam": dollars(fee),
        "membership": dollars(membership),
        "books": "",
        "course": dollars("course-one") if has_course else "",
        "course_weeks": number("assumed-course-weeks"),
        "covers_exam": "yes" if has_course else "",
        "covers_books": "yes" if has_course else "",
        "study_hours": number("assumed-study-hours"),
        "hours_a_week": number("assumed-hours-a-week"),
        "lost_pay": "0",
        "search_months": number("assumed-search-months"),
        "wage_now": "",
        "wage_first": dollars("assumed-first-wage"),
        "kept_percent": number("assumed-kept-percent"),
    }
    return CostForm(slug, typed, {})


def reckon_costs(certification: str, sent: Mapping[str, str]) -> CostForm:
    """The form as it was sent, with the result, or with what is wrong beside the fields."""
    slug = certification if certification in CERTIFICATIONS else "cpc"
    typed = {name: sent.get(name, "").strip() for name in FIELDS}
    reader = _Reader(typed)
    given = reader.assumptions()
    return CostForm(slug, typed, reader.problems, reckon(given) if given and not reader.problems else None)


class _Reader:
    """Reads the fields and collects what is wrong with them."""

    def __init__(self, typed: Mapping[str, str]) -> None:
        self.problems: dict[str, str] = {}
        self._typed = typed

    def assumptions(self) -> Assumptions | None:
        """What was typed; None where a field cannot be read."""
        way = self._typed["way"]
        if way not in ("self", "course"):
            self.problems["way"] = "Choose one of the two ways."
        numbers = {name: self._number(name) for name in _NUMBERS if name != "course_weeks" or way == "course"}
        is_exam_covered = way == "course" and self._typed["covers_exam"] == "yes"
        exam, membership = self._cents("exam", is_needed=not is_exam_covered), self._cents("membership")
        books, lost = self._cents("books", is_needed=False), self._cents("lost_pay", is_needed=False)
        course = self._course(numbers.get("course_weeks")) if way == "course" else None
        wages = self._wages(numbers["kept_percent"])
        if self.problems:
            return None
        return Assumptions(
            exam_cents=exam or 0,
            membership_cents_a_year=membership or 0,
            books_cents=books,
            course=course,
            study_hours=numbers["study_hours"] or 1,
            hours_a_week=numbers["hours_a_week"] or 1,
            lost_cents_a_month=lost or 0,
            search_months=numbers["search_months"] or 0,
            wages=wages,
        )

    def _course(self, weeks: int | None) -> Course:
        price = self._cents("course")
        return Course(
            price or 0,
            weeks or 1,
            covers_exam=self._typed["covers_exam"] == "yes",
            covers_books=self._typed["covers_books"] == "yes",
        )

    def _wages(self, kept_percent: int | None) -> Wages | None:
        now, first = self._cents("wage_now", is_needed=False), self._cents("wage_first", is_needed=False)
        if now is None:
            return None
        if first is None:
            self.problems.setdefault("wage_first", "Enter the wage that you expect, or empty the one of today too.")
        return Wages(now, first or 0, kept_percent or 1)

    def _cents(self, name: str, *, is_needed: bool = True) -> int | None:
        text = self._typed[name]
        if not text and not is_needed:
            return None
        if not text:
            self.problems[name] = "Enter dollars, like 425. Enter 0 where nothing is due."
            return None
        try:
            cents = read_cents(text.replace(",", "") if _SEPARATED.fullmatch(text) else text[:_MOST_TYPED])
        except MoneyError:
            is_long = text.isascii() and text.isdigit()
            self.problems[name] = _TOO_MUCH if is_long else "This is not an amount. Write dollars, like 425 or 425.50."
            return None
        if cents > MOST_CENTS:
            self.problems[name] = _TOO_MUCH
        return cents

    def _number(self, name: str) -> int | None:
        least, most = _NUMBERS[name]
        text = self._typed[name]
        if not (text.isascii() and text.isdigit() and len(text) < 7 and least <= int(text) <= most):
            self.problems[name] = f"Enter a whole number from {least:,} to {most:,}."
            return None
        return int(text)
