"""Order files and order addenda."""

from dataclasses import replace
from datetime import date

import pytest

from tests.support.requirements import check_data
from trainer.codebook.errors import ReleaseUnusable
from trainer.codebook.orders import apply_addenda, as_addenda, is_addenda, is_order_file, read_addenda, read_order_file
from trainer.codebook.parts import Action, Release
from trainer.domain.codesets.book import Level, NoteKind

JANUARY = date(2026, 1, 1)


def test_the_official_addenda_make_the_official_number_of_codes(release: Release) -> None:
    path = check_data() / "icd10cm" / "icd10cm_order_addenda_2027.txt"
    addenda = read_addenda(path.name, path.read_bytes())
    after = apply_addenda(release, addenda)
    entries = {entry.code: entry for entry in after.entries}
    assert (release.billable, after.billable) == (74_719, 74_879)
    assert (after.name, after.effective_from) == ("ICD-10-CM FY2027, October 2026", date(2026, 10, 1))
    assert (entries["D691"].is_billable, entries["D691"].level) == (False, Level.SUBCATEGORY)
    assert (entries["K6A"].parent, entries["K6A0"].parent, entries["K6A01"].parent) == ("K65-K68", "K6A", "K6A0")
    assert entries["L02232"].title.endswith("and flank]")
    unchanged = {entry.code: entry for entry in release.entries}
    assert entries["E1122"] is unchanged["E1122"]
    places = {code: place for place, code in enumerate(entries)}
    assert all(places[entry.parent] < places[code] for code, entry in entries.items() if entry.parent)
    assert places["K689"] < places["K6A"] < places["K6A01"] < places["K70-K77"]


ORDER = """\
00001 A00     0 Cholera                                                      Cholera
00002 A000    1 Cholera due to Vibrio                                        Cholera due to Vibrio cholerae 01
00003 A001    0 El Tor                                                       Cholera of the El Tor kind
00004 A001XXA 1 El Tor, initial                                              Cholera of the El Tor kind, initial
"""


def test_an_order_file_gives_a_hierarchy_by_beginnings() -> None:
    assert is_order_file(ORDER.encode())
    assert not is_addenda(ORDER.encode())
    release = read_order_file("icd10cm-order-2026.txt", ORDER.encode())
    rows = [(entry.code, entry.level, entry.parent, entry.is_billable) for entry in release.entries]
    assert rows == [
        ("A00", Level.CATEGORY, "", False),
        ("A000", Level.CODE, "A00", True),
        ("A001", Level.SUBCATEGORY, "A00", False),
        ("A001XXA", Level.CODE, "A001", True),
    ]
    assert release.entries[1].title == "Cholera due to Vibrio cholerae 01"
    assert release.effective_from == date(2025, 10, 1)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (ORDER + "00005 A000    1 Again\n", "line 5: names A00.0 a second time"),
        (ORDER + "what is this\n", "line 5: cannot be read"),
        ("", "has no codes"),
        (ORDER.replace("Cholera", "Chol\xe9ra", 1).encode("latin-1"), "line 1: is not UTF-8"),
    ],
)
def test_a_bad_order_file_is_refused(text: str | bytes, message: str) -> None:
    data = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(ReleaseUnusable, match=message):
        read_order_file("icd10cm-order-2026.txt", data)


def addenda_of(*lines: str) -> bytes:
    return "\r\n".join((*lines, "      1 additions", "")).encode()


def a_line(action: str, billable: int, code: str, title: str) -> str:
    return f"{action + ':':<13}{billable} {code:<7} {title:<60} {title}"


def base() -> Release:
    return read_order_file("icd10cm-order-2026.txt", ORDER.encode())


def test_addenda_add_delete_and_revise() -> None:
    data = addenda_of(
        a_line("Delete", 1, "A000", "Cholera due to Vibrio cholerae 01"),
        a_line("Add", 0, "A000", "Cholera due to Vibrio cholerae 01"),
        a_line("Add", 1, "A0001", "New below it"),
        a_line("Revise from", 1, "A001XXA", "Cholera of the El Tor kind, initial"),
        a_line("Revise to", 1, "A001XXA", "Cholera of the El Tor kind, initial encounter"),
        a_line("Add", 1, "A01", "A new category"),
    )
    assert is_addenda(data)
    addenda = read_addenda("icd10cm_order_addenda_2027.txt", data)
    assert [change.action for change in addenda.changes][:2] == [Action.DELETE, Action.ADD]
    entries = {entry.code: entry for entry in apply_addenda(base(), addenda).entries}
    assert list(entries) == ["A00", "A000", "A0001", "A001", "A001XXA", "A01"]
    assert not entries["A000"].is_billable
    assert entries["A001XXA"].title.endswith("encounter")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (a_line("Add", 1, "A000", "x"), "line 1: adds A00.0, which is there already"),
        (a_line("Delete", 1, "B99", "x"), "line 1: changes B99, which is not there"),
        (a_line("Revise from", 1, "A000", "Something else"), "line 1: changes A00.0, which is another one"),
        (a_line("Delete", 0, "A000", "Cholera due to Vibrio cholerae 01"), "line 1: changes A00.0"),
        (a_line("Delete", 0, "A001", "Cholera of the El Tor kind"), r"deletes what A00\.1XXA stands below"),
        ("Add:  maybe A0001", "line 1: is a change that cannot be read"),
        ("nothing", "has no changes"),
    ],
)
def test_addenda_that_do_not_fit_are_refused(line: str, message: str) -> None:
    with pytest.raises(ReleaseUnusable, match=message):
        apply_addenda(base(), read_addenda("icd10cm_order_addenda_2027.txt", addenda_of(line)))


COUNTS = """
Headers
      3 headers in icd10cm_order_2026.txt
      3 headers in icd10cm_order_2027.txt
      0 additions
      0 deletions
      0 revisions
of which
      0 revisions to long title only

Codes
      2 codes in icd10cm_order_2026.txt
      3 codes in icd10cm_order_2027.txt
      1 additions
      0 deletions
      1 revisions
of which
      1 revisions to both long and short titles
"""
COUNTED = addenda_of(
    a_line("Add", 1, "A002", "New"),
    a_line("Revise from", 1, "A000", "Cholera due to Vibrio cholerae 01"),
    a_line("Revise to", 1, "A000", "Cholera due to Vibrio"),
    COUNTS,
).decode()


def test_addenda_that_count_themselves_right_are_taken() -> None:
    addenda = read_addenda("icd10cm_order_addenda_2027.txt", COUNTED.encode())
    assert addenda.billable == apply_addenda(base(), addenda).billable == 3


@pytest.mark.parametrize(
    ("name", "was", "now", "message"),
    [
        ("2028", "", "", "line 16: is of 2027, not of 2028 as its name says"),
        ("2026", "", "", "line 16: is of 2027, not of 2026 as its name says"),
        ("2027", "1 additions", "2 additions", "line 17: counts 2 additions of codes; there are 1"),
        ("2027", "1 revisions\n", "4 revisions\n", "line 19: counts 4 revisions of codes; there are 1"),
        ("2027", "0 deletions", "1 deletions", "line 9: counts 1 deletions of headers; there are 0"),
        ("2027", "3 codes", "4 codes", "says that 4 codes come of it; on ICD-10-CM FY2026, October 2025 they are 3"),
    ],
)
def test_addenda_of_another_year_or_with_other_counts_are_refused(name: str, was: str, now: str, message: str) -> None:
    data = COUNTED.replace(was, now, 1).encode()
    with pytest.raises(ReleaseUnusable, match=message):
        apply_addenda(base(), read_addenda(f"icd10cm_order_addenda_{name}.txt", data))


def test_an_order_file_keeps_the_notes_of_the_release_before() -> None:
    first = base()
    noted = replace(first, entries=[replace(each, notes=((NoteKind.NOTE, "kept"),)) for each in first.entries])
    later = read_order_file("icd10cm-order-2027.txt", ORDER.replace("of the El Tor kind\n", "of El Tor\n").encode())
    entries = {entry.code: entry for entry in apply_addenda(noted, as_addenda(noted, later)).entries}
    assert entries["A001"].title == "Cholera of El Tor"
    assert {entry.notes for entry in entries.values()} == {((NoteKind.NOTE, "kept"),)}
