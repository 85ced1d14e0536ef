"""From the files at hand to the collection that a code book is compiled from: shipped ones, own ones, imported ones."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from trainer.codebook.archives import Member, open_members
from trainer.codebook.cpt import is_cpt, read_cpt
from trainer.codebook.dates import day_written_out
from trainer.codebook.edits import edit_kind, read_edits
from trainer.codebook.errors import ReleaseUnusable
from trainer.codebook.hcpcs import is_hcpcs, read_hcpcs
from trainer.codebook.index_tables import read_index_table
from trainer.codebook.merging import merge_releases
from trainer.codebook.orders import is_addenda, is_order_file, read_addenda, read_order_file
from trainer.codebook.parts import Addenda, Collection, EditKind, EditTable, IndexTable, Part, Release
from trainer.codebook.releases import read_icd10cm, shipped_tabular
from trainer.codebook.schema import FORMAT
from trainer.codebook.shipped import own_files, own_glossary, own_releases, own_synonyms
from trainer.domain.codesets.book import System

_HEAD_BYTES = 65_536
_KNOWN = (
    "the tabular list, index or tables of ICD-10-CM (XML), an order file or its addenda, the alpha-numeric HCPCS file,"
    " NCCI edits (PTP, add-on codes, MUE) or a CPT file"
)


@dataclass(frozen=True, slots=True)
class Source:
    """An imported file as it is kept, and the day that it is in force from where its name does not say so."""

    path: Path
    effective_from: date | None = None


def collect(own: Path, imported: Sequence[Source] = ()) -> Collection:
    """Everything that the program brings along (`own` is the folder of our code sets) and what was imported.

    Raises:
        ReleaseUnusable: a file cannot be read, or two of them are of the same code set and day.
    """
    parts = [part for source in imported for part in read_source(source)]
    tabular = shipped_tabular()
    shipped = [read_icd10cm(tabular.name, tabular.read_bytes()), *own_releases(own)]
    releases = [part for part in parts if isinstance(part, Release)]
    addenda = [part for part in parts if isinstance(part, Addenda)]
    edits = [part for part in parts if isinstance(part, EditTable)]
    _refuse_doubles(edits)
    return Collection(
        merge_releases(shipped, releases, addenda),
        [part for part in parts if isinstance(part, IndexTable)],
        edits,
        own_synonyms(own),
        own_glossary(own),
        fingerprint(own, imported),
    )


def _refuse_doubles(tables: Iterable[EditTable]) -> None:
    """Add-on codes and most units come in one list for a quarter and setting, PTP edits in several files."""
    seen: dict[tuple[object, ...], str] = {}
    for table in tables:
        file = table.source if table.kind is EditKind.PTP else ""
        key = (table.kind, table.setting, table.effective_from, file)
        if key in seen:
            edits = f"{table.kind} edits{f' ({table.setting})' if table.setting else ''}"
            message = f"{edits} in force from {table.effective_from} are in the code book already, from {seen[key]}"
            raise ReleaseUnusable(table.source, 0, message)
        seen[key] = table.source


def read_source(source: Source) -> list[Part]:
    """What a file holds; files inside an archive that are nothing of ours (read-me, PDF) are passed over.

    Raises:
        ReleaseUnusable: nothing in the file is known, or something that is known cannot be read.
    """
    parts: list[Part] = []
    seen: set[tuple[System, date]] = set()
    for member in sorted(open_members(source.path), key=_is_spreadsheet):
        if _is_spreadsheet(member) and seen:
            continue  # what an archive has as text it has as a spreadsheet too, beside reports on what changed
        for part in _read_member(member, source.effective_from):
            if isinstance(part, Release):
                if (part.system, part.effective_from) in seen:
                    continue  # an archive may have the same list twice
                seen.add((part.system, part.effective_from))
            parts.append(part)
    if not parts:
        raise ReleaseUnusable(source.path.name, 0, f"holds nothing that can be imported, which is: {_KNOWN}")
    return parts


def _is_spreadsheet(member: Member) -> bool:
    return member.name.lower().endswith(".xlsx")


def _read_member(member: Member, given: date | None) -> Iterator[Part]:
    """The parts of a file. An archive that names a day (april-1-2026-…zip) does so for the files in it."""
    with member.open() as stream:
        head = stream.read(_HEAD_BYTES)
    name, begins = member.name, given or day_written_out(member.archive)
    if b"<ICD10CM.tabular" in head:
        yield read_icd10cm(name, member.read(), begins)
    elif b"<ICD10CM.index" in head:
        yield read_index_table(name, member.read(), begins)
    elif is_addenda(head):
        yield read_addenda(name, member.read(), begins)
    elif is_order_file(head):
        yield read_order_file(name, member.read(), begins)
    elif edit_kind(name, head) is not None:
        yield read_edits(name, head, member.open, begins)
    elif is_hcpcs(name, head):
        yield from read_hcpcs(name, member.read(), begins)
    elif is_cpt(name, head, is_alone=not member.archive):
        yield read_cpt(name, member.read(), begins)


def fingerprint(own: Path, imported: Sequence[Source] = ()) -> str:
    """Changes when a code book made from these files would come out differently.

    Raises:
        ReleaseUnusable: the shipped tabular list is not there, or a file cannot be read.
    """
    digest = hashlib.sha256(f"format {FORMAT}".encode())
    shipped = [Source(path) for path in (shipped_tabular(), *own_files(own))]
    for lines in (map(_identity, shipped), sorted(map(_identity, imported))):
        digest.update("".join(lines).encode())
    return digest.hexdigest()


def _identity(source: Source) -> str:
    """What an imported file is, wherever it lies."""
    return f"\n{source.path.name} {source.effective_from} {checksum(source.path)}"


def checksum(path: Path) -> str:
    """The SHA-256 of a file.

    Raises:
        ReleaseUnusable: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ReleaseUnusable(path.name, 0, f"cannot be read: {error.strerror}") from error
