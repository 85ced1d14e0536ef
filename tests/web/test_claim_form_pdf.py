"""The form as a PDF: long texts shrink and are cut, other scripts get their letters."""

from datetime import UTC, datetime

import pytest

from tests.support.pdf import pdf_pages, pdf_text
from trainer.domain.claims.professional import Profile
from trainer.services.claim_drafts import Draft
from trainer.web import pdf_letters
from trainer.web.claims.form_pdf import make_pdf
from trainer.web.pdf_letters import Letters, letters_for


def a_draft(title: str = "Knee", **items: str) -> Draft:
    entries = tuple((item, text) for item, text in items.items())
    return Draft(1, title, Profile.COMMERCIAL, entries, "", 0, datetime(2026, 3, 2, tzinfo=UTC))


def test_a_text_as_long_as_its_box_is_printed_whole_and_a_longer_one_ends_with_an_ellipsis():
    whole = "Second visit the same day, records upon request, see the letter of 9 March"
    assert whole in pdf_text(make_pdf(a_draft(**{"19": whole})))
    text = pdf_text(make_pdf(a_draft(**{"19": "word " * 79})))
    assert "word word" in text
    assert "word…" in text or "wor…" in text or "…" in text


def test_a_choice_is_printed_in_words_and_one_that_is_none_as_it_stands():
    text = pdf_text(make_pdf(a_draft(**{"1": "group", "6": "neighbour"})))
    assert "Group health plan" in text
    assert "neighbour" in text


def test_an_empty_draft_with_an_endless_title_is_one_page():
    assert pdf_pages(make_pdf(a_draft("x" * 200))) == 1


@pytest.mark.parametrize("name", ["Łukasiewicz, Žofia", "Ионеску, Мара", "Παππά, Ελένη"])
def test_names_outside_of_latin_1_get_the_font_that_has_them(name):
    letters = letters_for([name])
    if letters.covers_all:
        assert letters.shown(name) == name
        assert b"DejaVuSans" in make_pdf(a_draft(**{"2": name}))
    else:
        assert "?" in letters.shown(name) or letters.shown(name).isascii()


def test_western_names_need_no_other_font():
    assert letters_for(["Díaz, Å", "Müller – “x”"]) == Letters("Helvetica", "Helvetica-Bold", covers_all=True)


def test_without_the_font_letters_are_replaced_and_nothing_fails(monkeypatch: pytest.MonkeyPatch):
    """A machine that lacks the font is one on which its file has another name."""
    monkeypatch.setattr(pdf_letters, "_OTHER_SCRIPTS", ("NoSuchFont", "NoSuchFont-Bold"))
    letters = letters_for(["Łukasiewicz, Žofia, 王"])
    assert letters == Letters("Helvetica", "Helvetica-Bold", covers_all=False)
    assert letters.shown("Žofia 王") == "Žofia ?"
    assert letters.shown("ő") == "o"
    assert "o?" in pdf_text(make_pdf(a_draft(**{"2": "ő王"})))
