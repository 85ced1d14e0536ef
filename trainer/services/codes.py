"""Looking up codes: search, the tabular page of an entry, word parts, the index and the tables."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from trainer.codebook.book import CodeBookUnusable, ReleaseRow, SqliteCodeBook
from trainer.codebook.dates import fiscal_year
from trainer.codebook.parts import TableKind, Term
from trainer.codebook.reference import TableRow
from trainer.codebook.search import Filters, MatchKind, Results
from trainer.codebook.shipped import OWN_WORDING
from trainer.domain.codesets.book import ChangeKind, Code, CodeChange, Level, Note, NoteKind, SeventhCharacter, System
from trainer.domain.codesets.codes import normalise_code
from trainer.domain.codesets.edits import AddOnEdit, MueEdit
from trainer.domain.codesets.glossary import TakenApart, WordPart, take_apart
from trainer.domain.codesets.references import mentions_in
from trainer.domain.kernel.errors import DomainError, NotFound
from trainer.services.scope import Scope

__all__ = ["ChangeKind", "Filters", "Level", "MatchKind", "NoteKind", "System", "TableKind"]

HITS = 20
TERMS_ON_A_PAGE = 300


class NoCodeBook(DomainError):
    """The code book is not there yet, or it is damaged."""


@dataclass(frozen=True, slots=True)
class LookUp:
    """The code book as it was in force on a day: what every page of it shows. `releases` are all of the code set's.

    `missing_year` is the fiscal year of that day where no release of ICD-10-CM of it is at hand, or 0; `too_early` are
    the releases that answer though the day lies before them, since they are the earliest of their code sets.
    """

    day: date
    in_force: ReleaseRow
    releases: tuple[ReleaseRow, ...]
    tables: tuple[TableRow, ...]
    missing_year: int
    too_early: tuple[ReleaseRow, ...]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What answers a query; `chapters` may be filtered by, `systems` are those that the book holds."""

    look_up: LookUp
    results: Results
    systems: tuple[System, ...]
    chapters: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: `link` is the code whose page it leads to, or ""."""

    text: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class NoteGroup:
    """The notes of one kind at one entry, in pieces."""

    kind: NoteKind
    notes: tuple[tuple[Piece, ...], ...]


@dataclass(frozen=True, slots=True)
class OwnedNotes:
    """The notes that are printed at one entry."""

    owner: Code
    groups: tuple[NoteGroup, ...]


@dataclass(frozen=True, slots=True)
class TabularLine:
    """An entry below the one that the page is about, with the notes printed there."""

    depth: int
    code: Code
    groups: tuple[NoteGroup, ...]


@dataclass(frozen=True, slots=True)
class CodePage:
    """An entry as a code book prints it. `inherited` begins with the nearest entry above; chapter first in `path`.

    `sevenths` are the characters with the code that each gives, None where the entry has no such code itself.
    `neighbours` are those before and behind; `changes` what the release in force did here, `before` the one before it.
    """

    look_up: LookUp
    code: Code
    path: tuple[Code, ...]
    words: tuple[TakenApart, ...]
    own: tuple[NoteGroup, ...]
    inherited: tuple[OwnedNotes, ...]
    lines: tuple[TabularLine, ...]
    sevenths: tuple[tuple[SeventhCharacter, Code | None], ...]
    previous: Code | None
    next: Code | None
    changes: tuple[CodeChange, ...]
    compared_with: ReleaseRow | None
    add_ons: tuple[AddOnEdit, ...]
    limits: tuple[tuple[str, MueEdit], ...]


@dataclass(frozen=True, slots=True)
class GlossaryPage:
    look_up: LookUp
    terms: tuple[WordPart, ...]
    query: str


@dataclass(frozen=True, slots=True)
class IndexPage:
    """One letter of an index or table, `TERMS_ON_A_PAGE` lines at a time."""

    look_up: LookUp
    table: TableRow
    letters: tuple[str, ...]
    letter: str
    terms: tuple[tuple[Term, tuple[Piece, ...]], ...]
    page: int
    pages: int


def search_codes(scope: Scope, query: str, filters: Filters, day: date | None = None, limit: int = HITS) -> SearchPage:
    """What a query finds in the releases in force on a day (today where none is given).

    Raises:
        NoCodeBook: see there.
    """
    book, look_up = _open_all(scope, day)
    results = book.search.find(query, filters, limit)
    return SearchPage(look_up, results, tuple(book.releases), tuple(book.children("")))


def get_code_page(scope: Scope, system: System, code: str, day: date | None = None) -> CodePage:
    """The page of an entry.

    Raises:
        NotFound: the releases in force have no such entry.
        NoCodeBook: see there.
    """
    book, look_up = _open(scope, day, system)
    found = book.get(code, system)
    if found is None:
        raise NotFound(f"code {code}")
    path = tuple(book.ancestors(found.code, system))
    is_icd = system is System.ICD10CM
    previous, behind = (
        book.neighbours(found.code, system) if found.level is Level.CATEGORY or not is_icd else (None, None)
    )
    changes, compared_with = _changes(book, found)
    return CodePage(
        look_up=look_up,
        code=found,
        path=path[::-1],
        words=take_apart(found.title, book.reference.glossary()),
        own=_notes(book, book.notes(found.code, system, inherited=False)),
        inherited=tuple(
            OwnedNotes(owner, groups)
            for owner in path
            if (groups := _notes(book, _binding(book.notes(owner.code, system, inherited=False))))
        ),
        lines=_lines(book, found),
        sevenths=_sevenths(book, found) if is_icd else (),
        previous=previous,
        next=behind,
        changes=changes,
        compared_with=compared_with,
        add_ons=tuple(book.reference.add_on_edits(found.code, look_up.day)) if not is_icd else (),
        limits=tuple(book.reference.mue_edits(found.code, look_up.day)) if not is_icd else (),
    )


def get_chapters(scope: Scope, day: date | None = None) -> tuple[LookUp, tuple[tuple[System, tuple[Code, ...]], ...]]:
    """Where browsing begins: for each code set what stands at its top.

    Raises:
        NoCodeBook: see there.
    """
    book, look_up = _open_all(scope, day)
    return look_up, tuple((system, tuple(book.children("", system))) for system in book.releases)


def get_glossary(scope: Scope, query: str) -> GlossaryPage:
    """Word parts that contain a query in part, meaning or examples; all of them for "".

    Raises:
        NoCodeBook: see there.
    """
    book, look_up = _open(scope, None)
    wanted = query.strip().casefold()
    terms = tuple(
        term
        for term in book.reference.glossary()
        if any(wanted in text.casefold() for text in (term.part, term.meaning, *term.variants, *term.examples))
    )
    return GlossaryPage(look_up, terms, query)


def get_index_page(scope: Scope, kind: TableKind, letter: str, page: int, day: date | None = None) -> IndexPage:
    """A page of an imported index or table.

    Raises:
        NotFound: no such table was imported, or it has no such letter.
        NoCodeBook: see there.
    """
    book, look_up = _open(scope, day)
    table = next((table for table in look_up.tables if table.kind is kind), None)
    letters = tuple(book.reference.letters(table)) if table else ()
    letter = letter or (letters[0] if letters else "")
    if table is None or letter not in letters:
        raise NotFound(f"{kind} {letter}")
    terms, count = book.reference.terms(table, letter, (page - 1) * TERMS_ON_A_PAGE, TERMS_ON_A_PAGE)
    linked = tuple((term, tuple(_cell(book, cell) for cell in term.cells)) for term in terms)
    return IndexPage(look_up, table, letters, letter, linked, page, -(-count // TERMS_ON_A_PAGE))


def _open(scope: Scope, day: date | None, system: System = System.ICD10CM) -> tuple[SqliteCodeBook, LookUp]:
    wanted = day or scope.now.date()
    try:
        book = scope.shelf.on(wanted)
    except CodeBookUnusable as error:
        raise NoCodeBook from error
    in_force = book.releases.get(system)
    if in_force is None:
        raise NotFound(f"code set {system}")
    releases = tuple(release for release in book.all_releases if release.system is system)
    tables = tuple(book.reference.tables(wanted))
    year = fiscal_year(wanted)
    is_missing = system is System.ICD10CM and year > fiscal_year(in_force.effective_from)
    missing_year = year if is_missing else 0
    too_early = (in_force,) if wanted < in_force.effective_from else ()
    return book, LookUp(wanted, in_force, releases, tables, missing_year, too_early)


def _open_all(scope: Scope, day: date | None) -> tuple[SqliteCodeBook, LookUp]:
    """For pages of all code sets; what they say of releases is said of ICD-10-CM, but for those that begin later."""
    book, look_up = _open(scope, day)
    too_early = tuple(release for release in book.releases.values() if look_up.day < release.effective_from)
    return book, replace(look_up, too_early=too_early)


def _binding(notes: Iterable[Note]) -> Sequence[Note]:
    """The notes that hold for what stands below; inclusion terms describe their own entry alone."""
    return [note for note in notes if note.kind is not NoteKind.INCLUSION_TERM]


def _notes(book: SqliteCodeBook, notes: Iterable[Note]) -> tuple[NoteGroup, ...]:
    """The notes of an entry by kind, in the order in which a code book prints them."""
    return tuple(
        NoteGroup(kind, tuple(_pieces(book, note.text) for note in group))
        for kind, group in groupby(notes, key=lambda note: note.kind)
    )


def _pieces(book: SqliteCodeBook, text: str) -> tuple[Piece, ...]:
    """A note in pieces, those that name a known code or section with their link; a range links to both of its ends."""
    pieces: list[Piece] = []
    text = text.lstrip(", ")  # some notes go on from their heading: "Code first" ", if applicable, …"
    done = 0
    for mention in mentions_in(text):
        section = f"{mention.first}-{mention.last}"
        link = mention.first if mention.first == mention.last else section
        if book.get(link) is None:
            link = mention.first
        if book.get(link) is not None:
            pieces += [Piece(text[done : mention.start]), Piece(text[mention.start : mention.end], link)]
            done = mention.end
    return tuple(piece for piece in (*pieces, Piece(text[done:])) if piece.text)


def _cell(book: SqliteCodeBook, cell: str) -> Piece:
    code = normalise_code(cell.rstrip("-"))
    return Piece(cell, code if code and book.get(code) is not None else "")


def _lines(book: SqliteCodeBook, code: Code) -> tuple[TabularLine, ...]:
    """Chapters list their sections, sections their categories, everything else all that is below it."""
    if code.level in (Level.CHAPTER, Level.SECTION):
        children = book.children(code.code, code.system)
        return tuple(TabularLine(1, child, ()) for child in children)
    return tuple(
        TabularLine(depth, below, _notes(book, book.notes(below.code, code.system, inherited=False)))
        for depth, below in book.subtree(code.code, code.system)
    )


def _sevenths(book: SqliteCodeBook, code: Code) -> tuple[tuple[SeventhCharacter, Code | None], ...]:
    return tuple(
        (seventh, book.get(code.code[:6].ljust(6, "X") + seventh.character))
        for seventh in book.required_seventh(code.code)
    )


def _changes(book: SqliteCodeBook, code: Code) -> tuple[tuple[CodeChange, ...], ReleaseRow | None]:
    number = book.releases[code.system].number
    before = next((row for row in book.all_releases if row.number == number - 1 and row.system is code.system), None)
    if before is None or code.level in (Level.CHAPTER, Level.SECTION):
        return (), before
    if OWN_WORDING in (before.source, book.releases[code.system].source):
        return (), None  # what differs between our wording and the official one is no change of the code set
    return tuple(book.changes(code.code, code.system)), before
