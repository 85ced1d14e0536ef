"""Looks over what files would make of a bank: every entry as the editor checks a draft, all in a few questions."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from trainer.codebook.book import CodeBookUnusable
from trainer.content.bank_entries import Entry
from trainer.content.bank_tables import column_of
from trainer.content.billing_files import AuthoredBillingCase
from trainer.content.case_files import AuthoredCase
from trainer.content.code_checks import look_codes_up
from trainer.content.draft_files import (
    ITEM,
    SCENARIO,
    Files,
    describe,
    plain_data,
    read_item,
)
from trainer.content.families import AuthoredFamily
from trainer.content.item_files import AuthoredItem, AuthoredStimulus, is_slug
from trainer.content.library import Library
from trainer.content.lint_checks import variant_problems
from trainer.db.models.authoring import Draft
from trainer.db.queries import authoring as queries
from trainer.db.queries import bank_files as bank_queries
from trainer.domain.generators.checks import check_family
from trainer.domain.items.drafts import DraftKind, DraftState
from trainer.domain.items.lint.codes import KnownCodes
from trainer.domain.items.lint.run import lint_item
from trainer.domain.kernel.problems import Problem, Report
from trainer.services.draft_checks import CHECKED_SEEDS, signs_of_real_data
from trainer.services.draft_texts import text_problems
from trainer.services.publishing import LINT_DAY
from trainer.services.scope import Scope


class Verdict(StrEnum):
    """What an import would do with an entry."""

    NEW = "new"
    CHANGES = "changes"
    UNCHANGED = "unchanged"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Judged:
    """An entry, and what it would do; `draft` is the one of its id in this bank."""

    entry: Entry
    verdict: Verdict
    title: str
    problems: tuple[Problem, ...]
    warnings: tuple[str, ...]
    draft: Draft | None


def scenarios_of(drafts: Sequence[Draft]) -> dict[str, tuple[str, str]]:
    """Title and text of the scenarios of a bank by id, without retired ones."""
    files = {each.slug: each.files for each in drafts if each.kind == "scenario" and each.state != DraftState.RETIRED}
    return {slug: _said(each) for slug, each in files.items()}


def _said(files: Files) -> tuple[str, str]:
    data = plain_data(files[SCENARIO]) or {}
    return str(data.get("title", "")).strip(), str(data.get("text", "")).strip()


def judge(scope: Scope, bank_id: int, drafts: Sequence[Draft], entries: Sequence[Entry]) -> tuple[Judged, ...]:
    """What an import of these entries into a bank with these drafts would do, in a fixed number of statements."""
    checks = _Checks(scope, bank_id, drafts, entries)
    known = {(each.kind, each.slug): each for each in drafts}
    found = []
    for entry in entries:
        problems = (*entry.problems, *checks.of_id(entry), *_of_texts(scope, checks, entry))
        found.append(_judged(entry, problems, known.get((entry.kind, entry.slug)), checks.is_repeated(entry)))
    return tuple(found)


def _judged(entry: Entry, problems: tuple[Problem, ...], draft: Draft | None, is_repeated: bool) -> Judged:
    """What is in the bank already is left alone with all that may be wrong with it."""
    if draft is not None and not is_repeated and _is_same(entry, draft):
        verdict, problems = Verdict.UNCHANGED, ()
    elif problems:
        verdict = Verdict.WRONG
    else:
        verdict = Verdict.NEW if draft is None else Verdict.CHANGES
    title = describe(entry.kind, entry.files).title if entry.files else ""
    is_fit = not any(text_problems(entry.files))
    warnings = tuple(signs_of_real_data("\n".join(entry.files.values()))) if is_fit else ()
    return Judged(entry, verdict, title or entry.slug, problems, warnings, draft)


def _of_texts(scope: Scope, checks: "_Checks", entry: Entry) -> Iterator[Problem]:
    """What is wrong with the texts; no check looks into those that are beyond the limits."""
    if unfit := {problem for _, problem in text_problems(entry.files)}:
        yield from (Problem(entry.place, "", problem) for problem in sorted(unfit))
        return
    yield from checks.of_content(entry)
    yield from _looked_up(scope, entry)


def _is_same(entry: Entry, draft: Draft) -> bool:
    """The same texts, or, for what is rebuilt on its way through a file, the same question."""
    if entry.files == draft.files:
        return True
    is_read = entry.kind is DraftKind.ITEM and entry.authored is not None
    return is_read and read_item(draft.files, draft.slug, Report()) == entry.authored


class _Checks:
    """What is looked up once for all entries."""

    def __init__(self, scope: Scope, bank_id: int, drafts: Sequence[Draft], entries: Sequence[Entry]) -> None:
        self._areas = {(row["track"], row["slug"]) for row in queries.list_all_areas(scope.session)}
        self._codes = _known_codes(scope)
        self._own = {(each.kind, each.slug): each for each in drafts}
        known = [each for each in entries if is_slug(each.slug)]
        self._taken = {
            kind: queries.taken_slugs(scope.session, kind, {each.slug for each in known if each.kind is kind})
            for kind in DraftKind
        }
        self._places: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for each in entries:
            self._places[_space(each.kind), each.slug][each.place] += 1
        self._texts: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for slug, said in scenarios_of(drafts).items():
            self._texts[slug].add(said)
        for each in entries:
            if each.kind is DraftKind.SCENARIO:
                self._texts[each.slug].add(_said(each.files))
        self._elsewhere = bank_queries.scenarios_elsewhere(
            scope.session, bank_id, {slug for slug in _scenario_ids(entries) if is_slug(slug)}
        )

    def is_repeated(self, entry: Entry) -> bool:
        """Whether another entry has the same id."""
        return entry.slug != "" and self._places[_space(entry.kind), entry.slug].total() > 1

    def of_id(self, entry: Entry) -> Iterator[Problem]:
        """Whether the entry may have its id."""
        places = self._places[_space(entry.kind), entry.slug]
        if self.is_repeated(entry):
            yield Problem(entry.place, "id", f"stands {places.total()} times: {', '.join(list(places)[:5])}")
        own = self._own.get((entry.kind, entry.slug))
        if own is None and entry.slug in self._taken[entry.kind]:
            yield Problem(entry.place, "id", "belongs to another bank or another thing; ids are never used twice")
        if own is not None and own.state == DraftState.RETIRED:
            yield Problem(entry.place, "id", "is retired in this bank: restore it before you change it")

    def of_content(self, entry: Entry) -> Iterator[Problem]:
        """What the editor finds in a draft, but for codes that are looked up."""
        match entry.authored:
            case AuthoredItem() as item:
                yield from self._of_item(entry, item)
            case AuthoredFamily(family=family) as authored:
                if (family.track, family.area) not in self._areas:
                    yield Problem(entry.place, "area", f"the blueprint of {family.track} has no area {family.area!r}")
                yield from _of_family(entry, authored, self._codes)
            case AuthoredStimulus(slug=slug):
                if slug in self._elsewhere:
                    yield Problem(entry.place, "id", "this id belongs to a scenario of another bank")

    def _of_item(self, entry: Entry, item: AuthoredItem) -> Iterator[Problem]:
        if (item.track, item.area) not in self._areas:
            yield _at(entry, "area", f"the blueprint of {item.track} has no area {item.area!r}")
        for finding in lint_item(item.draft, self._codes):
            if finding.is_problem:
                yield _at(entry, "", f"{finding.message} ({finding.rule})")
        if item.stimulus is None:
            return
        slug, said = item.stimulus.slug, (item.stimulus.title, item.stimulus.body)
        if slug in self._elsewhere:
            yield _at(entry, "stimulus", "this id belongs to a scenario of another bank; give it another one")
        elif slug in self._texts and said not in self._texts[slug]:
            yield _at(entry, "stimulus", "the scenario of this id has another text in this bank")


def _space(kind: DraftKind) -> str:
    """Items and families share their ids."""
    return DraftKind.ITEM if kind is DraftKind.FAMILY else kind


def _at(entry: Entry, field: str, message: str) -> Problem:
    """A problem of an item at its column, or at its field in a file."""
    if entry.place.startswith("row "):
        return Problem(entry.place, column_of(field, "single") if field else "", message)
    return Problem(entry.place, f"items[{entry.slug}].{field}".rstrip("."), message)


def _scenario_ids(entries: Sequence[Entry]) -> set[str]:
    found = {entry.slug for entry in entries if entry.kind is DraftKind.SCENARIO}
    for entry in entries:
        if entry.kind is DraftKind.ITEM and "stimul" in entry.files.get(ITEM, ""):
            stimuli = (plain_data(entry.files[ITEM]) or {}).get("stimuli")
            found |= {str(each.get("id", "")) for each in stimuli or ()}
    return found


def _known_codes(scope: Scope) -> KnownCodes | None:
    try:
        return KnownCodes(scope.shelf.open_on(LINT_DAY)[0])
    except CodeBookUnusable:
        return None


def _of_family(entry: Entry, authored: AuthoredFamily, known: KnownCodes | None) -> Iterator[Problem]:
    for fault in check_family(authored.family, CHECKED_SEEDS):
        yield Problem(entry.place, "family", fault)
    found: dict[str, str] = {}
    for variant in authored.variants[:CHECKED_SEEDS]:
        for finding in variant_problems(authored, variant, known):
            found.setdefault(finding.rule, f"seed {variant.seed}: {finding.message} ({finding.rule})")
    yield from (Problem(entry.place, "family", message) for message in found.values())


def _looked_up(scope: Scope, entry: Entry) -> Iterator[Problem]:
    """Codes that are not billable, claims that do not hold. Nothing where there is no code book."""
    items: tuple[AuthoredItem, ...] = ()
    cases: tuple[AuthoredCase, ...] = ()
    exercises: tuple[AuthoredBillingCase, ...] = ()
    match entry.authored:
        case AuthoredItem() as item:
            items = (item,)
        case AuthoredCase() as case:
            cases = (case,)
        case AuthoredBillingCase() as exercise:
            exercises = (exercise,)
        case _:
            return
    report, folder = Report(), entry.place.rpartition("/")[0]
    try:
        look_codes_up(Library((), items, cases, exercises=exercises), scope.shelf.open_on, report)
    except CodeBookUnusable:
        return
    for problem in report:
        if items:
            yield _at(entry, problem.field, problem.message)
        else:
            file = problem.file.removeprefix(f"{entry.slug}/")
            yield replace(problem, file=f"{folder}/{file}".lstrip("/"))
