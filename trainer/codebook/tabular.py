"""Reads the tabular XML of ICD-10-CM: every chapter, section and code with its own notes and seventh characters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from trainer.codebook.errors import ReleaseUnusable
from trainer.codebook.parts import Entry, Sevenths
from trainer.codebook.xml import parse_xml, text_of
from trainer.domain.codesets.book import Level, NoteKind
from trainer.domain.codesets.codes import normalise_code

if TYPE_CHECKING:
    from lxml import etree

_NOTE_TAGS = {
    "inclusionTerm": NoteKind.INCLUSION_TERM,
    "includes": NoteKind.INCLUDES,
    "notes": NoteKind.NOTE,
    "sevenChrNote": NoteKind.SEVENTH_CHARACTER,
    "codeFirst": NoteKind.CODE_FIRST,
    "useAdditionalCode": NoteKind.USE_ADDITIONAL,
    "codeAlso": NoteKind.CODE_ALSO,
    "excludes1": NoteKind.EXCLUDES1,
    "excludes2": NoteKind.EXCLUDES2,
}
_CODE = re.compile(r"[A-Z][0-9A-Z]{2}(\.[0-9A-Z]{1,4})?")
_EXCEPTION = re.compile(
    r"7th characters (?P<characters>[A-Z](?:(?:,| and) ?[A-Z])*) do not apply to codes in category (?P<category>\S+) "
    r"with 6th character (?P<sixths>.*)"
)

_ORDER = {kind: place for place, kind in enumerate(NoteKind)}


@dataclass(slots=True)
class _Scope:
    """What holds below an entry: seventh characters, and those that some codes do not take."""

    sevenths: Sevenths = ()
    refused: list[tuple[str, frozenset[str], frozenset[str]]] = field(default_factory=list)


def read_tabular(data: bytes, name: str) -> tuple[str, list[Entry]]:
    """The version that the file gives itself, and its entries, parents before children, extended codes generated.

    Raises:
        ReleaseUnusable: not XML, not this kind of XML, XML that declares entities, or has an entry without its code.
    """
    root = parse_xml(name, data, "ICD10CM.tabular")
    _check(root, name)
    version = root.findtext("version") or ""
    return version.strip(), [entry for chapter in root.iterfind("chapter") for entry in _chapter(chapter)]


def _check(root: etree._Element, name: str) -> None:
    """Every chapter, section and code is named and described, each code once, and there are codes at all."""
    lines: dict[str, int] = {}
    for chapter in root.iterfind("chapter"):
        _check_described(chapter, text_of(chapter, "name"), name)
        for section in chapter.iterfind("section"):
            _check_described(section, section.get("id", ""), name)
            for diag in section.iter("diag"):
                code, line = text_of(diag, "name"), _line(diag)
                _check_described(diag, code, name)
                if not _CODE.fullmatch(code):
                    raise ReleaseUnusable(name, line, f"has {code!r} where a code of ICD-10-CM belongs")
                if code in lines:
                    raise ReleaseUnusable(name, line, f"names {code} again, after line {lines[code]}")
                lines[code] = line
    if not lines:
        raise ReleaseUnusable(name, 0, "has no codes")


def _check_described(element: etree._Element, called: str, name: str) -> None:
    if not called:
        raise ReleaseUnusable(name, _line(element), f"has a <{element.tag}> that is not named")
    if not text_of(element, "desc"):
        raise ReleaseUnusable(name, _line(element), f"has no description of {called}")


def _line(element: etree._Element) -> int:
    return cast(int, element.sourceline)


def _chapter(element: etree._Element) -> Iterator[Entry]:
    number = text_of(element, "name")
    yield Entry(
        f"CH{number}",
        f"Chapter {number}",
        text_of(element, "desc"),
        Level.CHAPTER,
        "",
        is_billable=False,
        notes=_notes(element),
    )
    before: list[str] = []
    for section in element.iterfind("section"):
        identity = section.get("id", "")
        parent = _enclosing(identity, before) or f"CH{number}"
        before.append(identity)
        is_code_too = any(text_of(child, "name") == identity for child in section.iterfind("diag"))
        if not is_code_too:
            title = re.sub(r"\s*\([^()]*\)$", "", text_of(section, "desc"))
            yield Entry(identity, identity, title, Level.SECTION, parent, is_billable=False, notes=_notes(section))
        for child in section.iterfind("diag"):
            above = parent if is_code_too else identity
            yield from _code(child, above, _Scope(), extra=_notes(section) if is_code_too else ())


def _enclosing(identity: str, before: list[str]) -> str:
    """The narrowest section before this one whose range holds it; "" if none does.

    D3A stands before D37-D48 and is no part of it, though it sorts between the two.
    """
    first, last = _span(identity)
    holding = [other for other in before if _span(other)[0] <= first and last <= _span(other)[1]]
    return max(holding, key=lambda other: (_span(other)[0], [-ord(letter) for letter in _span(other)[1]]), default="")


def _span(identity: str) -> tuple[str, str]:
    first, _, last = identity.partition("-")
    return first, last or first


def _code(
    element: etree._Element, parent: str, scope: _Scope, extra: tuple[tuple[NoteKind, str], ...] = ()
) -> Iterator[Entry]:
    display = text_of(element, "name")
    code = normalise_code(display)
    own = _sevenths(element)
    notes = (*extra, *_notes(element))
    inner = _Scope(own or scope.sevenths, [*scope.refused, *_exceptions(notes)])
    children = element.findall("diag")
    extended = not children and bool(inner.sevenths)
    level = Level.CATEGORY if len(code) == 3 else Level.SUBCATEGORY if children or extended else Level.CODE
    yield Entry(code, display, text_of(element, "desc"), level, parent, not children and not extended, notes, own)
    for child in children:
        yield from _code(child, code, inner)
    if extended:
        yield from _extended(code, text_of(element, "desc"), inner)


def _extended(code: str, title: str, scope: _Scope) -> Iterator[Entry]:
    """The codes with a seventh character, the places between filled with X."""
    stem = code.ljust(6, "X")
    for character, meaning in scope.sevenths:
        if any(code.startswith(start) and stem[5] in sixths and character in no for start, no, sixths in scope.refused):
            continue
        full = stem + character
        yield Entry(full, f"{full[:3]}.{full[3:]}", f"{title}, {meaning}", Level.CODE, code, is_billable=True)


def _sevenths(element: etree._Element) -> Sevenths:
    return tuple(
        (extension.get("char", ""), " ".join((extension.text or "").split()))
        for extension in element.iterfind("sevenChrDef/extension")
    )


def _exceptions(
    notes: tuple[tuple[NoteKind, str], ...],
) -> Iterator[tuple[str, frozenset[str], frozenset[str]]]:
    """Notes such as that at S06: some seventh characters do not apply to some sixth ones."""
    for _, text in notes:
        if match := _EXCEPTION.match(text):
            no = frozenset(re.findall(r"\b[A-Z]\b", match["characters"]))
            sixths = frozenset(re.findall(r"(?:^|, or |, )(\d)\b", match["sixths"]))
            yield match["category"], no, sixths


def _notes(element: etree._Element) -> tuple[tuple[NoteKind, str], ...]:
    found = [
        (kind, " ".join((note.text or "").split()))
        for child in element
        if (kind := _NOTE_TAGS.get(child.tag)) is not None
        for note in child.iterchildren("note")
    ]
    return tuple(sorted(found, key=lambda note: _ORDER[note[0]]))
