"""Licensed CPT files; all descriptors here are invented."""

from datetime import date

import pytest

from trainer.codebook.cpt import is_cpt, read_cpt
from trainer.codebook.errors import ReleaseUnusable
from trainer.domain.codesets.book import System

JANUARY = date(2026, 1, 1)


@pytest.mark.parametrize(
    "text",
    [
        "code,descriptor,short\n99213,Invented service one,One\n0001U,Invented analysis,\n",
        "Legal words, first\n\nConcept Id\tCPT Code\tLong\tMedium\tShort\n1\t99213\tInvented service one\tOne\tO\n"
        "2\t0001U\tInvented analysis\tA\tA\n",
        "Copyright somebody\n\n99213\tInvented service one\n0001U\tInvented analysis\n",
    ],
)
def test_a_licensed_file_is_read_in_each_layout(text: str) -> None:
    assert is_cpt("CPT2026.txt", text.encode())
    release = read_cpt("CPT2026.txt", text.encode())
    assert (release.system, release.effective_from) == (System.CPT, JANUARY)
    assert [(entry.code, entry.title) for entry in release.entries] == [
        ("99213", "Invented service one"),
        ("0001U", "Invented analysis"),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("code,text\n99213,Invented\n", "line 1: has no column descriptor"),
        ("code,descriptor\n99213,Invented\n99213,Again\n", "line 3: names 99213 again, after line 2"),
        ("code,descriptor\nD0120,Invented\n", "line 2: has 'D0120', which is no CPT code"),
        ("code,descriptor\nA0021,Invented\n", "which is no CPT code"),
        ("code,descriptor\n99213,\n", "line 2: has no descriptor"),
        ("code,descriptor\n99213\n", "line 2: has 1 columns"),
        ("code,descriptor\n", "has no codes"),
        ('code,descriptor\n99213,"never closed\n', "cannot be read"),
    ],
)
def test_a_bad_cpt_file_is_refused_with_its_line(text: str, message: str) -> None:
    with pytest.raises(ReleaseUnusable, match=message):
        read_cpt("CPT2026.csv", text.encode())


def test_older_files_in_windows_letters_are_read() -> None:
    release = read_cpt("x.csv", "code,descriptor\n99213,M\xe9ni\xe8re invented\n".encode("cp1252"), JANUARY)
    assert release.entries[0].title == "Ménière invented"
    with pytest.raises(ReleaseUnusable, match="in-force-from"):
        read_cpt("x.csv", b"code,descriptor\n99213,x\n")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("codes,descriptor\n99213,Invented\n", "line 1: has no column code or CPT Code: codes, descriptor"),
        ("code,text\n99213,Invented\n", "line 1: has no column descriptor or Long: code, text"),
        ("code;descriptor\n99213;Invented\n", "has no codes below headings such as code,descriptor"),
    ],
)
def test_a_wrong_column_is_told_of_a_file_that_is_given_by_itself(text: str, message: str) -> None:
    assert is_cpt("licensed.csv", text.encode())
    assert is_cpt("CPT2026.csv", text.encode(), is_alone=False)
    assert not is_cpt("layout.txt", text.replace(";", " ").encode(), is_alone=False)
    with pytest.raises(ReleaseUnusable, match=message):
        read_cpt("CPT2026.csv", text.encode())


def test_pairs_of_codes_are_no_list_of_cpt() -> None:
    assert not is_cpt("ccipra.txt", b"Col 1\tCol 2\n99213\t99214\t1\n99213\t99215\n")
