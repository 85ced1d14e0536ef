"""The form of an assignment: what stands in it, and the assignment that it describes."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from werkzeug.datastructures import MultiDict

from trainer.domain.classes.checks import SpecProblem
from trainer.domain.classes.local_times import to_local, to_utc
from trainer.domain.classes.work import (
    AssignmentSpec,
    CaseWork,
    Counts,
    Draw,
    DrawBy,
    DrawnItems,
    FeedbackRule,
    FixedItems,
    MockWork,
    ReviewWork,
    Work,
)
from trainer.domain.kernel.errors import Refused

BLANK_DRAWS = 6
MOST_DRAWS = 60
_YEARS = range(2000, 2100)
_TEXTS = (
    "title",
    "instructions",
    "track",
    "work",
    "items",
    "draw_for",
    "form",
    "reviews",
    "opens",
    "due",
    "closes",
    "late",
    "attempts",
    "counts",
    "time_limit",
    "access_code",
    "feedback",
    "shuffled",
    "weight",
    "find",
)
Each = TypeVar("Each", DrawBy, Counts, FeedbackRule)


@dataclass(frozen=True, slots=True)
class TypedDraw:
    """One row of a draw as it was typed."""

    by: str = "area"
    value: str = ""
    count: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.value.strip() and not self.count.strip()


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form; `text` has every field that is one text, `picked` items found and ticked just now."""

    text: Mapping[str, str]
    draws: tuple[TypedDraw, ...] = ()
    cases: tuple[str, ...] = ()
    picked: tuple[str, ...] = ()


@dataclass(slots=True)
class Reading:
    """Reads typed text into values; what cannot be read is collected with its field."""

    time_zone: str
    problems: list[SpecProblem] = field(default_factory=list)

    def number(self, typed: str, where: str, default: int, entry: int = 0) -> int:
        text = typed.strip()
        if not text:
            return default
        if text.isascii() and text.removeprefix("-").isdecimal() and len(text) <= 6:
            return int(text)
        self.problems.append(SpecProblem(where, f"“{text[:40]}” is no whole number.", entry))
        return default

    def moment(self, typed: str, where: str, kept: datetime | None = None) -> datetime | None:
        """`kept` where the form still says what it showed of it: of an hour that comes twice it may be the second."""
        text = typed.strip()
        if not text:
            return None
        if text == _wall(kept, self.time_zone):
            return kept
        try:
            local = datetime.fromisoformat(text)
        except ValueError:
            local = None
        if local is None or local.tzinfo is not None or local.year not in _YEARS:
            self.problems.append(SpecProblem(where, f"“{text[:40]}” is no date with a time, as 2026-03-09T23:59."))
            return None
        try:
            return to_utc(local.replace(second=0, microsecond=0), self.time_zone)
        except Refused as error:
            self.problems.append(SpecProblem(where, error.reason))
            return None

    def choice(self, typed: str, where: str, kind: Callable[[str], Each], default: Each) -> Each:
        try:
            return kind(typed) if typed else default
        except ValueError:
            self.problems.append(SpecProblem(where, "Choose one of these."))
            return default


def blank(track: str) -> Typed:
    """The form of a new assignment."""
    return typed_from_spec(AssignmentSpec("", "", track, FixedItems(())), "UTC")


def typed_from_form(form: MultiDict[str, str]) -> Typed:
    """What was sent; items that were ticked in the list of found ones join those typed."""
    text = {name: form.get(name, "") for name in _TEXTS}
    known = set(text["items"].split())
    picked = [slug for slug in form.getlist("pick") if slug and slug not in known]
    if picked:
        text["items"] = "\n".join(filter(None, [text["items"].rstrip(), *picked]))
    rows = (
        TypedDraw(*(form.get(f"draw-{row}-{part}", "") for part in ("by", "value", "count")))
        for row in range(1, MOST_DRAWS + 1)
    )
    return Typed(
        text, tuple(row for row in rows if not row.is_empty), tuple(form.getlist("cases")), tuple(form.getlist("pick"))
    )


def typed_from_spec(spec: AssignmentSpec, time_zone: str) -> Typed:
    """An assignment as it stands in the form."""
    text = dict.fromkeys(_TEXTS, "") | {
        "title": spec.title,
        "instructions": spec.instructions,
        "track": spec.track,
        "opens": _wall(spec.opens_at, time_zone),
        "due": _wall(spec.due_at, time_zone),
        "closes": _wall(spec.closes_at, time_zone),
        "late": str(spec.late_percent_per_day),
        "attempts": str(spec.attempts),
        "counts": spec.counts.value,
        "time_limit": "" if spec.time_limit_minutes is None else str(spec.time_limit_minutes),
        "access_code": spec.access_code,
        "feedback": spec.feedback.value,
        "shuffled": "yes" if spec.is_shuffled else "no",
        "weight": str(spec.weight),
        "draw_for": "all",
    }
    match spec.work:
        case FixedItems(items):
            return Typed(text | {"work": "items", "items": "\n".join(items)})
        case DrawnItems(draws, is_per_learner):
            rows = tuple(TypedDraw(draw.by.value, draw.value, str(draw.count)) for draw in draws)
            return Typed(text | {"work": "draws", "draw_for": "each" if is_per_learner else "all"}, rows)
        case CaseWork(cases):
            return Typed(text | {"work": "cases"}, cases=cases)
        case MockWork(form):
            return Typed(text | {"work": "mock", "form": f"{spec.track}:{form}"})
        case ReviewWork(reviews):
            return Typed(text | {"work": "reviews", "reviews": str(reviews)})


def _wall(moment: datetime | None, time_zone: str) -> str:
    return "" if moment is None else f"{to_local(moment, time_zone):%Y-%m-%dT%H:%M}"


def read_spec(
    typed: Typed, time_zone: str, areas: Iterable[tuple[str, str, str]], stored: AssignmentSpec | None = None
) -> tuple[AssignmentSpec, tuple[SpecProblem, ...]]:
    """The assignment that was typed, and what of it could not be read. Areas may be named by their titles.

    Dates that were left as the form showed them stay those of `stored`, and its cases keep their order.
    """
    text, read = typed.text, Reading(time_zone)
    spec = AssignmentSpec(
        title=" ".join(text["title"].split()),
        instructions=text["instructions"].replace("\r\n", "\n").strip(),
        track=text["track"],
        work=_in_order(_work(typed, read, areas), stored),
        opens_at=read.moment(text["opens"], "opens", stored.opens_at if stored else None),
        due_at=read.moment(text["due"], "due", stored.due_at if stored else None),
        closes_at=read.moment(text["closes"], "closes", stored.closes_at if stored else None),
        late_percent_per_day=read.number(text["late"], "late", 0),
        attempts=read.number(text["attempts"], "attempts", 1),
        counts=read.choice(text["counts"], "counts", Counts, Counts.BEST),
        time_limit_minutes=read.number(text["time_limit"], "time_limit", 1) if text["time_limit"].strip() else None,
        access_code=text["access_code"].strip(),
        feedback=read.choice(text["feedback"], "feedback", FeedbackRule, FeedbackRule.AFTER_DUE),
        is_shuffled=text["shuffled"] == "yes",
        weight=read.number(text["weight"], "weight", 1),
    )
    return spec, tuple(read.problems)


def _in_order(work: Work, stored: AssignmentSpec | None) -> Work:
    """Boxes come in the order of the form, which follows titles; cases that were there stay where they were."""
    if stored is None or not isinstance(work, CaseWork) or not isinstance(stored.work, CaseWork):
        return work
    before = stored.work.cases
    kept = tuple(slug for slug in before if slug in work.cases)
    return CaseWork((*kept, *(slug for slug in work.cases if slug not in before)))


def _work(typed: Typed, read: Reading, areas: Iterable[tuple[str, str, str]]) -> Work:
    text = typed.text
    match text["work"]:
        case "items":
            return FixedItems(tuple(slug for _, slug in _lines(typed)))
        case "draws":
            slugs = {
                name.casefold(): slug
                for track, slug, title in areas
                if track == text["track"]
                for name in (slug, title)
            }
            rows = enumerate(typed.draws, start=1)
            draws = tuple(_draw(row, entry, read, slugs) for entry, row in rows)
            return DrawnItems(draws, is_per_learner=text["draw_for"] == "each")
        case "cases":
            return CaseWork(typed.cases)
        case "mock":
            track, _, slug = text["form"].rpartition(":")
            if track and track != text["track"]:
                read.problems.append(
                    SpecProblem("form", f"This mock is one of the {track.upper()[:8]}: choose its track.")
                )
            return MockWork(slug)
        case "reviews":
            return ReviewWork(read.number(text["reviews"], "reviews", 0))
        case _:
            read.problems.append(SpecProblem("work", "Choose the kind of work."))
            return FixedItems(())


def _draw(row: TypedDraw, entry: int, read: Reading, slugs: Mapping[str, str]) -> Draw:
    by = read.choice(row.by, "draws", DrawBy, DrawBy.AREA)
    value = " ".join(row.value.split())
    if by is DrawBy.AREA:
        value = slugs.get(value.casefold(), value)
    return Draw(by, value, read.number(row.count, "draws", 0, entry))


def _lines(typed: Typed) -> list[tuple[int, str]]:
    """Every id with the number of the line that it stands on."""
    lines = enumerate(typed.text["items"].splitlines(), start=1)
    return [(number, slug) for number, line in lines for slug in line.replace(",", " ").split()]


def by_field(typed: Typed, problems: Iterable[SpecProblem]) -> dict[str, list[str]]:
    """Field -> what is wrong with it, in words that name the line or the row."""
    lines = [number for number, _ in _lines(typed)]
    found: dict[str, list[str]] = {}
    for each in problems:
        message = each.message
        if each.field == "items" and 0 < each.entry <= len(lines):
            message = f"Line {lines[each.entry - 1]}: {message}"
        elif each.field == "draws" and each.entry:
            message = f"Row {each.entry}: {message}"
        found.setdefault(each.field, []).append(message)
    return found


def all_problems(unread: Iterable[SpecProblem], found: Iterable[SpecProblem]) -> tuple[SpecProblem, ...]:
    """What could not be read, and what is wrong elsewhere: nothing is said twice about one place."""
    first = tuple(unread)
    told = {(each.field, each.entry) for each in first}
    if any(each.field == "work" for each in first):
        told.add(("items", 0))
    return (*first, *(each for each in found if (each.field, each.entry) not in told))
