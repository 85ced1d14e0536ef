import pytest

from tests.support.drafts import STEM, a_draft
from trainer.domain.items.content import CodeEntry, ItemContent
from trainer.domain.items.keys import CodeKey
from trainer.domain.items.lint.findings import Draft
from trainer.domain.items.lint.options import form_of, is_longest, option_findings

CODE_STEM = STEM.replace("Which step does the biller take next?", "Which {} the service?")


def rules(draft: Draft) -> list[tuple[str, bool]]:
    return [(finding.rule, finding.is_problem) for finding in option_findings(draft)]


def test_a_sound_item_gives_no_finding() -> None:
    assert rules(a_draft()) == []


def test_an_item_without_options_to_choose_from_is_left_alone() -> None:
    content = ItemContent(STEM, CodeEntry("icd-10-cm"), "2026")
    draft = a_draft(content=content, key=CodeKey(("I10",)))
    assert (rules(draft), draft.right, draft.wrong, is_longest(draft)) == ([], None, (), False)


def test_the_exams_have_four_options() -> None:
    assert rules(a_draft(texts=("One", "Two", "Three"))) == [("option-count", False)]


def test_two_options_that_say_the_same_are_a_problem() -> None:
    assert ("same-option", True) in rules(a_draft(texts=("99213, 25", "99213 - 25", "99214", "99215")))


def test_numbers_stand_in_ascending_order() -> None:
    assert rules(a_draft(texts=("$90.00", "$80.00", "$100.00", "$120.00"))) == [("order-of-numbers", True)]
    assert rules(a_draft(texts=("$80.00", "$90.00", "$1,000.00", "$1,200.00"))) == []
    assert rules(a_draft(texts=("2 units", "3 units", "1 unit", "4 units"))) == [("order-of-numbers", True)]


def test_a_conspicuously_long_right_option_is_a_warning() -> None:
    texts = ("Send it", "Hold the claim until the coordination form of the patient is here", "Call first", "Ask again")
    assert rules(a_draft(texts=texts, right="B")) == [("longest-option", False)]
    assert rules(a_draft(texts=texts, right="A")) == []
    assert is_longest(a_draft(texts=texts))
    assert not is_longest(a_draft(texts=texts, right="A"))


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("99213-25", "codes"),
        ("12032, 11403-51; D22.5", "codes"),
        ("20552 × 2", "codes"),
        ("I10", "codes"),
        ("J1885 × 2", "codes"),
        ("$140.28", "amount"),
        ("4 March 2026", "date"),
        ("on March 4, 2026", "date"),
        ("12 units", "quantity"),
        ("Send the claim", "words"),
        ("", "words"),
    ],
)
def test_the_form_of_an_option(text: str, form: str) -> None:
    assert form_of(text) == form


def test_a_right_option_of_a_form_of_its_own_is_a_warning() -> None:
    assert rules(a_draft(texts=("Send it", "4 March 2026", "Call", "Ask"))) == [("lone-form", False)]


def test_a_right_option_that_alone_has_a_modifier_is_a_warning() -> None:
    assert rules(a_draft(texts=("99213", "99214-25", "99215", "99212"))) == [("lone-modifier", False)]
    assert rules(a_draft(texts=("99213", "99214-25", "99215-25", "99212"))) == []


def test_an_article_that_fits_some_options_only_is_a_problem() -> None:
    stem = "The payer sends the practice what the field calls an"
    assert ("grammar", True) in rules(a_draft(stem=stem, texts=("appeal", "letter", "edit", "notice")))
    assert ("grammar", True) not in rules(a_draft(stem=stem, texts=("appeal", "edit", "audit", "allowance")))


def test_a_question_for_one_code_rules_out_options_with_several() -> None:
    stem = CODE_STEM.format("code reports")
    assert rules(a_draft(stem=stem, texts=("99213, 99214", "99213", "99212, 99211", "99215"))) == [("grammar", False)]
    assert rules(a_draft(stem=stem, texts=("99213, 99214", "99213", "99212", "99215"))) == []


def test_a_question_for_codes_gives_the_only_option_with_several_away() -> None:
    stem = CODE_STEM.format("codes report")
    assert rules(a_draft(stem=stem, texts=("99213", "99213, 99214", "99212", "99215"))) == [("grammar", True)]
    assert rules(a_draft(stem=stem, texts=("99213, 99212", "99213, 99214", "99212", "99215"))) == []
