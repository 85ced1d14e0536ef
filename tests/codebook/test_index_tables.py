"""The index and the tables of ICD-10-CM."""

import re
from datetime import date

import pytest

from tests.support.requirements import check_data
from trainer.codebook.errors import ReleaseUnusable
from trainer.codebook.index_tables import read_index_table
from trainer.codebook.parts import TableKind

JANUARY = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("table", "kind", "columns", "terms"),
    [
        ("drug", TableKind.DRUG, 6, 5179 + 2251),
        ("neoplasm", TableKind.NEOPLASM, 6, 1 + 1939),
        ("eindex", TableKind.EXTERNAL, 1, 314 + 7776),
    ],
)
def test_an_official_table_is_read_to_the_last_term(table: str, kind: TableKind, columns: int, terms: int) -> None:
    path = check_data() / "icd10cm" / f"icd10cm-{table}-April-1-2026.xml"
    data = path.read_bytes()
    found = read_index_table(path.name, data)
    assert (found.kind, len(found.heads), len(found.terms)) == (kind, columns, terms)
    assert len(found.terms) == len(re.findall(rb"<(?:mainTerm|term)\b", data)), "counted a second way"
    assert sum(bool(cell) for term in found.terms for cell in term.cells) == len(
        re.findall(rb"<(?:cell|code)[^>]*>\s*[^<\s]", data)
    )
    assert found.effective_from == date(2026, 4, 1)


def an_index(body: str, version: str = "2026", title: str = "") -> bytes:
    text = f"<ICD10CM.index><version>{version}</version>{title}<letter><title>A</title>{body}</letter></ICD10CM.index>"
    return text.encode()


def test_terms_keep_their_depth_their_modifiers_and_where_they_refer_to() -> None:
    data = an_index(
        "<mainTerm><title>Abuse<nemod>(adult) (child)</nemod> NEC</title><code>X58</code><manif>Y07</manif>"
        "<term level='1'><title>car</title><see>Accident</see><seeAlso>Bus</seeAlso></term></mainTerm>"
    )
    table = read_index_table("icd10cm-index-April-1-2026.xml", data)
    main, below = table.terms
    assert (table.kind, table.heads) == (TableKind.INDEX, ("Code",))
    assert (main.depth, main.title, main.cells) == (0, "Abuse (adult) (child) NEC", ("X58", "Y07"))
    assert (below.depth, below.cells, below.see, below.see_also) == (1, (), "Accident", "Bus")


BOMB = (
    b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    b"<ICD10CM.index><version>&b;</version></ICD10CM.index>"
)
XXE = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><ICD10CM.index><version>&x;</version></ICD10CM.index>'


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (BOMB, "declares a document type"),
        (XXE, "declares a document type"),
        (b"<ICD10CM.index><version>2026", "line 1: is not complete XML"),
        (b"<html/>", "its root is <html>"),
        (an_index("", version="2025"), "is of 2025, not of 2026"),
        (an_index(""), "has no terms"),
        (an_index("<mainTerm><title>a</title>" + "<term>" * 60 + "</term>" * 60 + "</mainTerm>"), "levels deep"),
    ],
)
def test_a_bad_index_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(ReleaseUnusable, match=re.escape(message)):
        read_index_table("icd10cm-index-April-1-2026.xml", data)


@pytest.mark.parametrize("column", ["", "two", "-1", "9" * 30])
def test_a_cell_in_no_column_is_refused_with_its_line(column: str) -> None:
    heading = "<indexHeading><head>Neoplasm</head><head>Malignant</head></indexHeading>"
    cell = f"<mainTerm><title>Bone</title>\n<cell col='{column}'>C41.9</cell></mainTerm>"
    with pytest.raises(ReleaseUnusable, match=f"line 2: has a cell in column '{column}', which is no number"):
        read_index_table("icd10cm-neoplasm-April-1-2026.xml", an_index(cell, title=heading))
