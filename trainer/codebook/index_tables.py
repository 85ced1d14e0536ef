"""Reads the XML of the alphabetic index, the index of external causes, the neoplasm table and the drug table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, cast

from trainer.codebook.dates import check_year, day_named
from trainer.codebook.errors import ReleaseUnusable
from trainer.codebook.parts import IndexTable, TableKind, Term
from trainer.codebook.xml import parse_xml, text_of

if TYPE_CHECKING:
    from lxml import etree

_DEEPEST = 40


def read_index_table(name: str, data: bytes, effective_from: date | None = None) -> IndexTable:
    """An index or table; its name says from when it is in force, unless that is given.

    Raises:
        ReleaseUnusable: the file cannot be read, is of another year than it says, or has no terms.
    """
    begins = effective_from or day_named(name)
    root = parse_xml(name, data, "ICD10CM.index")
    check_year(name, text_of(root, "version"), begins)
    heads = tuple(" ".join("".join(map(str, head.itertext())).split()) for head in root.iterfind("indexHeading/head"))
    terms = [term for main in root.iterfind("letter/mainTerm") for term in _terms(main, 0, len(heads) - 1, name)]
    if not terms:
        raise ReleaseUnusable(name, 0, "has no terms")
    return IndexTable(_kind(heads, text_of(root, "title")), begins, name, heads[1:] or ("Code",), terms)


def _kind(heads: tuple[str, ...], title: str) -> TableKind:
    match heads[:1]:
        case ("Substance",):
            return TableKind.DRUG
        case ("Neoplasm",):
            return TableKind.NEOPLASM
        case _:
            return TableKind.EXTERNAL if "EXTERNAL CAUSE" in title.upper() else TableKind.INDEX


def _terms(element: etree._Element, depth: int, columns: int, name: str) -> Iterator[Term]:
    """A term and those below it. A code that names a manifestation as well has it behind: two cells."""
    if depth > _DEEPEST:
        raise ReleaseUnusable(name, 0, f"has terms more than {_DEEPEST} levels deep")
    written = " ".join(" ".join(_texts(element)).split())
    if columns > 0:
        by_column = {_column(cell, name) - 2: " ".join((cell.text or "").split()) for cell in element.iterfind("cell")}
        cells = tuple(by_column.get(column, "") for column in range(columns))
    else:
        codes = (" ".join((code.text or "").split()) for tag in ("code", "manif") for code in element.iterfind(tag))
        cells = tuple(code for code in codes if code)
    see = [text_of(element, tag) for tag in ("see", "seecat", "subcat") if element.find(tag) is not None]
    yield Term(depth, written, cells if any(cells) else (), "; ".join(see), text_of(element, "seeAlso"))
    for below in element.iterfind("term"):
        yield from _terms(below, depth + 1, columns, name)


def _column(cell: etree._Element, name: str) -> int:
    number = cell.get("col", "")
    if not re.fullmatch(r"[0-9]{1,2}", number):
        raise ReleaseUnusable(name, cast(int, cell.sourceline), f"has a cell in column {number!r}, which is no number")
    return int(number)


def _texts(element: etree._Element) -> Iterator[str]:
    """The words of the title and its nonessential modifiers, as printed."""
    for title in element.iterfind("title"):
        yield from (str(text) for text in title.itertext())
