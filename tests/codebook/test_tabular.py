import re
from pathlib import Path

import pytest

from trainer.codebook.book import SqliteCodeBook
from trainer.codebook.errors import ReleaseUnusable
from trainer.codebook.parts import Entry, Release
from trainer.codebook.releases import read_icd10cm, shipped_tabular
from trainer.codebook.tabular import read_tabular
from trainer.domain.codesets.book import Level, NoteKind
from trainer.domain.codesets.codes import normalise_code

OFFICIAL_TOTAL = 74_719
NAME = "icd10c-tabular-April-1-2026.xml"
BODY = """<ICD10CM.tabular><version>2026</version><chapter><name>1</name><desc>One (A00-B99)</desc>
<section id="A00-A09"><desc>Intestinal (A00-A09)</desc><diag><name>A00</name><desc>Cholera</desc></diag></section>
</chapter></ICD10CM.tabular>"""


@pytest.fixture(scope="module")
def entries(release: Release) -> dict[str, Entry]:
    return {entry.code: entry for entry in release.entries}


def test_the_billable_codes_are_the_official_total(release: Release) -> None:
    assert release.billable == OFFICIAL_TOTAL


def test_no_entry_is_there_twice_and_parents_come_first(release: Release) -> None:
    seen: set[str] = set()
    for entry in release.entries:
        assert entry.code not in seen
        assert entry.parent in seen or entry.level is Level.CHAPTER
        seen.add(entry.code)


def test_the_entries_are_those_of_the_code_list_that_comes_with_the_package(entries: dict[str, Entry]) -> None:
    listed = shipped_tabular().with_name("code-list-April-2026.txt").read_text().split()
    theirs = {f"CH{line}" if line.isdigit() else normalise_code(line) for line in listed}
    assert theirs == set(entries)


@pytest.mark.parametrize("code", ["T36.0X1A", "S06.0X0A", "H40.1110", "QA0.0139", "B20", "F99", "P84", "R99", "Z66"])
def test_these_are_billable(entries: dict[str, Entry], code: str) -> None:
    entry = entries[normalise_code(code)]
    assert entry.is_billable
    assert entry.display == code


@pytest.mark.parametrize(
    "code", ["T36.0X1", "S06.0X0", "H40.111", "H40.11", "QA0.013", "QA0", "T36", "E11.2", "A15-A19"]
)
def test_these_want_more_characters(entries: dict[str, Entry], code: str) -> None:
    assert not entries[normalise_code(code)].is_billable


@pytest.mark.parametrize(
    ("stem", "characters"),
    [
        ("S06.0X1", "ADS"),
        ("S06.307", "A"),
        ("S06.308", "A"),
        ("S06.5X7", "A"),
        ("S06.5X9", "ADS"),
        ("S06.A1X", "ADS"),
        ("W00.0XX", "ADS"),
        ("S52.501", "ABCDEFGHJKMNPQRS"),
        ("S72.001", "ABCDEFGHJKMNPQRS"),
        ("H40.111", "01234"),
        ("O31.00X", "0123459"),
    ],
)
def test_the_seventh_characters_generated_are_those_that_apply(
    entries: dict[str, Entry], stem: str, characters: str
) -> None:
    start = normalise_code(stem)
    assert "".join(sorted(code[6] for code in entries if code[:6] == start and len(code) == 7)) == characters


def test_an_extended_code_carries_the_meaning_of_its_seventh_character(entries: dict[str, Entry]) -> None:
    assert entries["W000XXD"].title == "Fall on same level due to ice and snow, subsequent encounter"
    assert entries["W000XXD"].parent == "W000"


@pytest.mark.parametrize(
    ("code", "parent", "note"),
    [
        ("B20", "CH1", (NoteKind.EXCLUDES1, "asymptomatic human immunodeficiency virus [HIV] infection status (Z21)")),
        ("P84", "CH16", (NoteKind.EXCLUDES1, "intracranial hemorrhage due to anoxia or hypoxia (P52.-)")),
        ("Z66", "CH21", (NoteKind.INCLUSION_TERM, "DNR status")),
        ("T07", "T07-T88", (NoteKind.EXCLUDES1, "burns and corrosions (T20-T32)")),
    ],
)
def test_a_code_that_is_its_own_section_keeps_all_notes(
    entries: dict[str, Entry], code: str, parent: str, note: tuple[NoteKind, str]
) -> None:
    assert entries[code].level is Level.CATEGORY
    assert entries[code].parent == parent
    assert note in entries[code].notes


@pytest.mark.parametrize("code", ["F99", "R99"])
def test_a_code_that_is_its_own_section_lies_below_the_chapter(entries: dict[str, Entry], code: str) -> None:
    assert entries[entries[code].parent].level is Level.CHAPTER


@pytest.mark.parametrize(
    ("section", "parent"),
    [
        ("C00-C14", "C00-C75"),
        ("C00-C75", "C00-C96"),
        ("C7A", "C00-C96"),
        ("C7B", "C00-C96"),
        ("D3A", "CH2"),
        ("D37-D48", "CH2"),
        ("T20-T25", "T20-T32"),
        ("T20-T32", "T07-T88"),
        ("M80-M85", "M80-M94"),
        ("C00-C96", "CH2"),
        ("V00-V09", "V00-V99"),
        ("V00-V99", "V00-X58"),
        ("W00-W19", "W00-X58"),
        ("W00-X58", "V00-X58"),
        ("V00-X58", "CH20"),
        ("A15-A19", "CH1"),
    ],
)
def test_a_section_within_another_lies_below_the_narrowest(
    entries: dict[str, Entry], section: str, parent: str
) -> None:
    assert entries[section].parent == parent


def test_notes_are_sorted_by_kind_and_keep_their_order(book: SqliteCodeBook) -> None:
    kinds = [note.kind for note in book.notes("E11", inherited=False)]
    assert kinds == sorted(kinds, key=list(NoteKind).index)


def test_a_sound_file_is_read() -> None:
    version, entries = read_tabular(BODY.encode(), NAME)
    assert version == "2026"
    assert [(entry.code, entry.parent) for entry in entries] == [("CH1", ""), ("A00-A09", "CH1"), ("A00", "A00-A09")]
    assert entries[1].title == "Intestinal"


XXE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + BODY.replace("Cholera", "&e;")
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9))
    + "]>"
    + BODY.replace("Cholera", "&j;")
)
EXTERNAL = '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">' + BODY


@pytest.mark.parametrize("text", [XXE, LAUGHS, EXTERNAL], ids=["xxe", "billion laughs", "outside DTD"])
def test_a_file_with_a_document_type_is_refused(text: str) -> None:
    with pytest.raises(ReleaseUnusable) as refused:
        read_tabular(text.encode(), NAME)
    assert refused.value.file == NAME
    assert "root:" not in str(refused.value)


@pytest.mark.parametrize("data", [b"", b"\x00\xff", b"not XML", BODY[:-40].encode(), BODY[:150].encode()])
def test_a_truncated_file_is_refused_with_its_line(data: bytes) -> None:
    with pytest.raises(ReleaseUnusable, match=re.escape(NAME) + ".*is not complete XML"):
        read_tabular(data, NAME)


def test_the_shipped_file_cut_short_is_refused_with_its_line(tmp_path: Path) -> None:
    cut = tmp_path / NAME
    cut.write_bytes(shipped_tabular().read_bytes()[:1_000_000])
    with pytest.raises(ReleaseUnusable, match="is not complete XML") as refused:
        read_icd10cm(cut.name, cut.read_bytes())
    assert refused.value.line > 1000


def test_another_kind_of_xml_is_refused() -> None:
    with pytest.raises(ReleaseUnusable, match=r"its root is <ICD10CM\.index>"):
        read_tabular(b"<ICD10CM.index/>", NAME)


DIAG = "<diag><name>A00</name><desc>Cholera</desc></diag>"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<ICD10CM.tabular><version>2026</version></ICD10CM.tabular>", f"{NAME}: has no codes"),
        (BODY.replace(DIAG, ""), "has no codes"),
        (BODY.replace("<name>A00</name>", ""), "line 2: has a <diag> that is not named"),
        (BODY.replace(DIAG, f"{DIAG[:-7]}<diag/></diag>"), "line 2: has a <diag> that is not named"),
        (BODY.replace("<desc>Cholera</desc>", "<desc> </desc>"), "line 2: has no description of A00"),
        (BODY.replace("<name>A00</name>", "<name>Cholera</name>"), "line 2: has 'Cholera' where a code of ICD-10-CM"),
        (BODY.replace(DIAG, f"{DIAG}\n{DIAG}"), "line 3: names A00 again, after line 2"),
        (BODY.replace(' id="A00-A09"', ""), "line 2: has a <section> that is not named"),
        (BODY.replace("<name>1</name>", ""), "line 1: has a <chapter> that is not named"),
        (BODY.replace("<desc>One (A00-B99)</desc>", ""), "line 1: has no description of 1"),
    ],
)
def test_a_file_without_codes_or_with_one_that_is_not_named_is_refused(text: str, message: str) -> None:
    with pytest.raises(ReleaseUnusable, match=re.escape(message)):
        read_tabular(text.encode(), NAME)
