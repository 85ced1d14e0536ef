"""Findings in the words of the pages."""

import pytest

from trainer.domain.grading.findings import RULES, FindingKind
from trainer.web.cases.words import kind_choices, kind_words


def test_every_kind_of_finding_has_words_of_its_own():
    words = [kind_words(kind) for kind in RULES]
    assert len(set(words)) == len(words) == len(FindingKind)
    assert not any("_" in each for each in words)


def test_a_kind_of_an_earlier_version_is_told_as_it_was_stored():
    assert kind_words("wrong_code_same_category") == "wrong code same category"


@pytest.mark.parametrize(
    ("section", "offered", "not_offered"),
    [("diagnoses", "seventh_character", "modifier_missing"), ("procedures", "modifier_missing", "seventh_character")],
)
def test_an_auditor_chooses_from_what_can_be_wrong_at_a_line(section, offered, not_offered):
    choices = kind_choices(section)
    kinds = [kind for kind, _ in choices]
    assert offered in kinds
    assert not {not_offered, "missed"} & set(kinds), "nothing is missing at a line that is there"
    assert [words for _, words in choices] == sorted((words for _, words in choices), key=str.casefold)
    assert all(kind in RULES for kind in kinds)
