"""A bank as an archive of files: items by track and area as question_banks has them, cases as folders, and back."""

import io
import stat
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from trainer.content.bank_entries import Entries, Entry, inner
from trainer.content.draft_files import (
    CASE,
    CHART,
    EXHIBITS,
    FAMILY,
    ITEM,
    KEY,
    SCENARIO,
    Data,
    Files,
    item_text,
    plain_data,
    read_case_files,
    read_family,
    read_item,
    read_scenario,
)
from trainer.content.toml_files import MAX_FILE_BYTES, Shape, parse_toml
from trainer.domain.items.drafts import DraftKind
from trainer.domain.kernel.errors import Refused
from trainer.domain.kernel.problems import Problem, Report

MAX_ENTRIES = 5_000
MAX_FILES = 3_000
MAX_UNPACKED_BYTES = 20_000_000
PART_CHARACTERS = 600_000
"""A file that has more of its questions is followed by another one: readers take two million bytes."""
_BROKEN = (BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError)
_METHODS = (ZIP_STORED, ZIP_DEFLATED)
"""By the others the library unpacks all that was read at once, however little is asked for."""
_FILE_FIELDS = ("schema", "track", "area", "stimuli", "items")
_NOT_OF_A_BANK = ("blueprints/", "code_sets/", "second_solutions/")
_CASE_FILES = (CASE, CHART, EXHIBITS, KEY)


class _AnyFile(Shape):
    """For a text of which only whether it is TOML is looked at."""

    model_config = Shape.model_config | {"extra": "ignore"}


def unpack(data: bytes) -> dict[str, str]:
    """Path -> text of the files of an archive, in their order; nothing is written anywhere.

    Raises:
        Refused: it is broken, protected or beyond the limits, a path leads out of it, or a file is no UTF-8 text.
    """
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            _refuse_bombs(members)
            return {member.filename: _text(archive, member) for member in members if _is_read(member.filename)}
    except _BROKEN as error:
        raise Refused("This archive cannot be read: it is broken or protected. Pack it again.", "file") from error


def _is_read(path: str) -> bool:
    """What computers add to archives by themselves is not looked at, nor what is no text of a bank."""
    parts = PurePosixPath(path).parts
    is_hidden = any(part.startswith(".") or part == "__MACOSX" for part in parts)
    return not is_hidden and path.endswith((".toml", ".md"))


def _refuse_bombs(members: Sequence[ZipInfo]) -> None:
    if len(members) > MAX_FILES or sum(member.file_size for member in members) > MAX_UNPACKED_BYTES:
        most = f"{MAX_FILES:,} files and {MAX_UNPACKED_BYTES:,} bytes"
        raise Refused(f"The archive unpacks to more than {most}. Send it in parts.", "file")
    names = [member.filename for member in members]
    if len(set(names)) != len(names):
        raise Refused("Two files of the archive have the same name.", "file")
    for member in members:
        path, is_link = PurePosixPath(member.filename), stat.S_ISLNK(member.external_attr >> 16)
        if path.is_absolute() or ".." in path.parts or set(member.filename) & set('\\:"<>|\n\r') or is_link:
            raise Refused("A path in the archive leads out of it. Pack plain folders and files.", "file")
        if member.compress_type not in _METHODS:
            raise Refused(f"{member.filename} is packed in an odd way. Pack it again, as a plain zip.", "file")
        if member.file_size > MAX_FILE_BYTES and _is_read(member.filename):
            raise Refused(f"{member.filename} has more than {MAX_FILE_BYTES:,} bytes. Split it.", "file")


def _text(archive: ZipFile, member: ZipInfo) -> str:
    with archive.open(member) as file:  # no more is read than the sizes say that were summed up
        data = file.read(member.file_size)
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise Refused(f"{member.filename} is not UTF-8 text (byte {error.start + 1:,}).", "file") from error


def pack(files: Mapping[str, str]) -> bytes:
    """An archive of these texts; the same texts make the same bytes."""
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for path, text in files.items():
            archive.writestr(ZipInfo(path, (1980, 1, 1, 0, 0, 0)), text.encode(), ZIP_DEFLATED)
    return out.getvalue()


def read_bundle(texts: Mapping[str, str]) -> Entries:
    """The drafts that the files of a bank stand for, each with its problems by file and field; cases by their folders.

    Raises:
        Refused: there is nothing to read, or too much.
    """
    entries: list[Entry] = []
    problems: list[Problem] = []
    passed_over: list[str] = []
    folders = {path.rpartition("/")[0] for path in texts if _name(path) == CASE}
    for path, text in texts.items():
        folder = path.rpartition("/")[0]
        if folder in folders and _name(path) in _CASE_FILES:
            if _name(path) == CASE:
                entries.append(_case(path, {name: texts.get(_beside(path, name)) for name in _CASE_FILES}))
        elif any(part in f"/{path}" for part in (f"/{part}" for part in _NOT_OF_A_BANK)) or path.endswith(".md"):
            passed_over.append(f"{path}: no file of a bank")
        else:
            entries += _of_one(path, text, problems)
    if len(entries) > MAX_ENTRIES:
        raise Refused(f"There are {len(entries):,} questions, cases and others. Send at most {MAX_ENTRIES:,}.", "file")
    if not entries and not problems:
        raise Refused("There is no file of a bank in it: .toml files, or folders of cases.", "file")
    return Entries(tuple(entries), tuple(problems), tuple(passed_over))


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _beside(path: str, name: str) -> str:
    return path.removesuffix(CASE) + name


def _case(path: str, found: Mapping[str, str | None]) -> Entry:
    papers = EXHIBITS if found[EXHIBITS] is not None else CHART
    files = {name: found[name] or "" for name in (CASE, papers, KEY)}
    slug, report = str((plain_data(files[CASE]) or {}).get("id", "")), Report()
    authored = None
    for name in (papers, KEY):
        if found[name] is None:
            report.add(_beside(path, name), "", "is missing")
    if not report.problems:
        authored = read_case_files(files, slug, report)
    at = path.removesuffix(CASE)
    placed = (each if "/" in each.file else Problem(f"{at}{each.file}", each.field, each.message) for each in report)
    return Entry(path, DraftKind.CASE, slug, files, tuple(placed), authored)


def _of_one(path: str, text: str, problems: list[Problem]) -> Iterator[Entry]:
    """The entries of one file that is TOML; else a problem."""
    data = plain_data(text)
    if data is None:
        report = Report()
        parse_toml(text, path, _AnyFile, report)
        problems.extend(report)
    elif "items" in data or "stimuli" in data:
        yield from _items(path, data, problems)
    elif "families" in data:
        problems.append(Problem(path, "", "names families of the program; a family of a bank has a file of its own"))
    elif "family" in data:
        yield _flat(path, DraftKind.FAMILY, FAMILY, text, data)
    elif "title" in data and "text" in data:
        yield _flat(path, DraftKind.SCENARIO, SCENARIO, text, data)
    else:
        problems.append(Problem(path, "", "is no file of questions, no scenario and no family"))


def _flat(path: str, kind: DraftKind, name: str, text: str, data: Data) -> Entry:
    files, slug, report = {name: text}, str(data.get("id", "")), Report()
    read = read_family if kind is DraftKind.FAMILY else read_scenario
    authored = read(files, slug, report)
    problems = tuple(Problem(path, each.field, each.message) for each in report)
    return Entry(path, kind, slug, files, problems, authored)


def _items(path: str, data: Data, problems: list[Problem]) -> Iterator[Entry]:
    """Each item of a file as a file of its own, with the scenario that it goes with."""
    unknown = sorted(data.keys() - set(_FILE_FIELDS))
    problems.extend(Problem(path, name, "is not a field of this file format") for name in unknown)
    rows, stimuli = inner(data.get("items")), inner(data.get("stimuli"))
    named = {row.get("stimulus") for row in rows}
    unused = [each.get("id") for each in stimuli if each.get("id") not in named]
    problems.extend(Problem(path, f"stimuli[{slug}]", "is used by no item") for slug in unused)
    if len(rows) != len(data["items"] if isinstance(data.get("items"), list) else ""):
        problems.append(Problem(path, "items", "should be a list of tables, [[items]]"))
    for row in rows:
        own = [each for each in stimuli if each.get("id") == row.get("stimulus")]
        place: Data = {name: data[name] for name in ("schema", "track", "area") if name in data}
        files = {ITEM: item_text(place | {"stimuli": own, "items": [row]})}
        slug, report = str(row.get("id", "")), Report()
        authored = read_item(files, slug, report)
        found = (Problem(path, f"items[{slug}].{each.field}".rstrip("."), each.message) for each in report)
        yield Entry(path, DraftKind.ITEM, slug, files, tuple(found), authored)


class Bundle:
    """Collects drafts as the files of a bank. `notes` say what is not where one would look for it."""

    def __init__(self, topic: str) -> None:
        self._topic = topic
        self._files: dict[str, str] = {}
        self._areas: dict[tuple[str, str], list[Data]] = defaultdict(list)
        self._stimuli: dict[str, tuple[tuple[str, str], Data]] = {}
        self.notes: list[str] = []

    def add_item(self, files: Files) -> None:
        """An item that can be read, to the file of its track and area."""
        data = plain_data(files[ITEM]) or {}
        place = (str(data["track"]), str(data["area"]))
        row = dict(data["items"][0])
        for stimulus in inner(data.get("stimuli")):
            row["stimulus"] = self._add_stimulus(place, stimulus)
            if row["stimulus"] != stimulus["id"]:
                told = f"{row['id']} has its scenario {stimulus['id']} as {row['stimulus']}"
                self.notes.append(f"{told}: in files an id has one text and one place.")
        self._areas[place].append(row)

    def _add_stimulus(self, place: tuple[str, str], stimulus: Data) -> str:
        """The id under which a scenario stands in the file of this place; another one where its own is taken."""
        slug, number = str(stimulus["id"]), 1
        while True:
            found = {**stimulus, "id": slug}
            if self._stimuli.setdefault(slug, (place, found)) == (place, found):
                return slug
            number += 1
            slug = f"{str(stimulus['id'])[:115]}-{number}"

    def add_folder(self, folder: str, files: Files) -> None:
        """The files of a draft as they are."""
        self._files |= {f"{folder}/{name}": text for name, text in files.items()}

    def add_file(self, path: str, text: str) -> None:
        self._files[path] = text

    def files(self) -> dict[str, str]:
        """Path -> text of all that was added, in order."""
        found = dict(self._files)
        for (track, area), rows in self._areas.items():
            for number, part in enumerate(_parts(rows), start=1):
                slugs = {row.get("stimulus") for row in part}
                stimuli: list[Any] = [each for slug, (_, each) in self._stimuli.items() if slug in slugs]
                data: Data = {"schema": 1, "track": track, "area": area, "stimuli": stimuli, "items": part}
                name = self._topic if number == 1 else f"{self._topic}-part-{number}"
                found[f"question_banks/{track}/{area}/{name}.toml"] = item_text(data)
        return dict(sorted(found.items()))


def _parts(rows: Sequence[Data]) -> Iterator[list[Data]]:
    """The rows in parts that make files of a readable size; those of one scenario stay together."""
    part: list[Data] = []
    size = 0
    for row in sorted(rows, key=lambda row: str(row.get("stimulus", ""))):
        is_apart = not part or not row.get("stimulus") or row["stimulus"] != part[-1].get("stimulus")
        if size > PART_CHARACTERS and is_apart:
            yield part
            part, size = [], 0
        part.append(row)
        size += len(str(row))
    yield part
