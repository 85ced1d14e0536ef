"""Which items and cases a release of the code sets breaks, and what could take the place of each broken code."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from trainer.codebook.book import ReleaseRow, SqliteCodeBook
from trainer.codebook.shelf import Shelf
from trainer.content.case_files import AuthoredCase
from trainer.content.library import Library, load_library
from trainer.content.lint_checks import variant_draft
from trainer.domain.codesets.book import CodeChange, NoteKind, System
from trainer.domain.codesets.codes import normalise_code
from trainer.domain.codesets.editions import Break, BreakKind, breaks_of, more_specific
from trainer.domain.items.keys import CodeKey
from trainer.domain.items.lint.codes import codes_in
from trainer.domain.items.lint.findings import Draft
from trainer.domain.kernel.errors import Refused


@dataclass(frozen=True, slots=True)
class Use:
    """One place of one item, family or case where a broken code stands; `is_key`: as a right answer."""

    noun: str
    slug: str
    place: str
    is_key: bool


@dataclass(frozen=True, slots=True)
class BrokenCode:
    broken: Break
    uses: tuple[Use, ...]


@dataclass(frozen=True, slots=True)
class ContentAudit:
    """What a release breaks, worst first; `codes` is how many different codes the content shows."""

    release: ReleaseRow
    codes: int
    broken: tuple[BrokenCode, ...]

    @property
    def things(self) -> int:
        """How many items, families and cases are touched."""
        return len({(use.noun, use.slug) for each in self.broken for use in each.uses})


def audit_content(banks: Path, cases: Path, shelf: Shelf, name: str) -> ContentAudit:
    """Holds every code of the content against a release in the code book.

    Raises:
        Refused: there is no such release, or the code book has none before it.
        CodeBookUnusable: there is no code book.
    """
    library, report = load_library(banks, cases)
    if report.problems:
        raise Refused(f"The content has problems; see trainer content validate. The first: {report.problems[0]}")
    release = _release(shelf, name)
    after, before = shelf.on(release.effective_from), shelf.on(release.effective_from - timedelta(days=1))
    if before.releases[release.system].effective_from >= release.effective_from:
        raise Refused(f"{release.name} is the earliest release in the code book; there is nothing to compare it with.")
    uses = _uses(library, before, release.system)
    changes = after.changes("", release.system)
    broken = _broken(uses, changes, before, release.system)
    return ContentAudit(release, len(uses), tuple(broken))


def _release(shelf: Shelf, name: str) -> ReleaseRow:
    """The release whose name holds these words, such as FY2027."""
    known = [each for each in shelf.on(date.max).all_releases if each.system in (System.ICD10CM, System.HCPCS)]
    wanted = [release for release in known if name.casefold() in release.name.casefold()]
    if len(wanted) == 1:
        return wanted[0]
    there = "; ".join(release.name for release in wanted or known)
    fault = f"Several releases are called {name!r}" if wanted else f"The code book has no release {name!r}"
    raise Refused(f"{fault}: {there}. Others are imported with: trainer codes import")


def _broken(
    uses: Mapping[str, list[Use]], changes: Iterable[CodeChange], before: SqliteCodeBook, system: System
) -> Iterator[BrokenCode]:
    listed = list(changes)
    breaks = breaks_of(listed, lambda code: _inclusion_terms(before, code, system))
    for kind in BreakKind:
        for code, places in sorted(uses.items()):
            found = breaks.get(code)
            if found is None and (entry := before.get(code, system)) is not None and any(use.is_key for use in places):
                found = more_specific(entry, listed)
            if found is not None and found.kind is kind:
                yield BrokenCode(found, tuple(places))


def _inclusion_terms(book: SqliteCodeBook, code: str, system: System) -> list[str]:
    notes = book.notes(code, system, inherited=False)
    return [note.text for note in notes if note.kind is NoteKind.INCLUSION_TERM]


def _uses(library: Library, book: SqliteCodeBook, system: System) -> dict[str, list[Use]]:
    """Code -> where the content shows it."""
    uses: dict[str, list[Use]] = defaultdict(list)

    def note(code: str, use: Use) -> None:
        if use not in uses[normalise_code(code)]:
            uses[normalise_code(code)].append(use)

    drafts = [("item", item.slug, item.draft) for item in library.items]
    drafts += [
        ("family", family.slug, variant_draft(family, variant))
        for family in library.families
        for variant in family.variants
    ]
    for noun, slug, draft in drafts:
        for place, text, is_key in _texts(draft):
            for shown in codes_in(text, book):
                if shown.system is system:
                    note(shown.code, Use(noun, slug, place, is_key))
    for case in library.cases:
        for code, use in _case_uses(case, system):
            note(code, use)
    return uses


def _texts(draft: Draft) -> Iterator[tuple[str, str, bool]]:
    yield "stem", f"{draft.scenario}\n{draft.content.stem}", False
    for option in draft.options:
        is_right = option == draft.right
        yield ("right option" if is_right else "wrong option"), option.text, is_right
    for _, why in draft.explanation.rationales:
        yield "rationale", why, False
    if isinstance(draft.key, CodeKey):
        yield "key", ", ".join(draft.key.any_of), True


def _case_uses(case: AuthoredCase, system: System) -> Iterator[tuple[str, Use]]:
    lines = case.key.diagnoses if system is System.ICD10CM else case.key.procedures
    codes = [line.code for line in lines]
    for code in codes:
        yield code, Use("case", case.slug, "key", is_key=True)
    others = [*(line.code for line in case.key.not_reportable), *(trap.code for trap in case.key.traps)]
    for code in others:
        yield code, Use("case", case.slug, "trap", is_key=False)
    billed = case.content.billed
    for line in (billed.diagnoses if system is System.ICD10CM else billed.procedures) if billed else ():
        yield line.code, Use("case", case.slug, "claim to be audited", is_key=False)
