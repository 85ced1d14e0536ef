from decimal import Decimal

import pytest

from tests.support.drafts import STEM, WHY, a_draft, explained
from trainer.domain.items.content import ItemContent, NumericEntry
from trainer.domain.items.keys import NumericKey
from trainer.domain.items.lint.findings import Draft
from trainer.domain.items.lint.wording import question_of, reading_grade, sentences, wording_findings


def rules(draft: Draft) -> list[str]:
    return [finding.rule for finding in wording_findings(draft)]


def test_a_sound_item_gives_no_finding() -> None:
    assert rules(a_draft()) == []


@pytest.mark.parametrize(
    "text",
    [
        "All of the above",
        "None of these answers",
        "Both A and C",
        "neither B nor D",
        "All of these",
        "Both of them.",
        "Neither",
        "All are correct",
    ],
)
def test_an_option_that_points_at_others_is_a_problem(text: str) -> None:
    draft = a_draft(texts=(text, "Two", "Three", "Four"))
    assert rules(draft) == ["all-or-none"]
    assert all(finding.is_problem for finding in wording_findings(draft))


@pytest.mark.parametrize("text", ["All of the claims", "Both codes", "None is needed here"])
def test_an_option_may_speak_of_all_or_none_of_something(text: str) -> None:
    assert rules(a_draft(texts=(text, "Two", "Three", "Four"))) == []


def test_a_rationale_that_names_a_letter_is_a_problem_because_letters_are_dealt_anew() -> None:
    assert rules(a_draft(explanation=explained("Unlike option B, this one is about the payer.", WHY))) == [
        "names-a-letter"
    ]
    assert rules(a_draft(explanation=explained("Medicare Part B pays for it, section (a)(1)(A).", WHY))) == []


def test_a_rationale_that_says_nothing_is_a_warning() -> None:
    (finding,) = wording_findings(a_draft(explanation=explained("It is wrong.", WHY)))
    assert (finding.rule, finding.is_problem) == ("thin-rationale", False)


@pytest.mark.parametrize(
    "words",
    [
        "the imaging, when performed",
        "removal (separate procedure)",
        "List separately in addition to the first",
        "a medically appropriate history and examination",
        "30 minutes must be met or exceeded",
    ],
)
def test_turns_of_phrase_of_cpt_descriptors_are_a_problem_wherever_they_stand(words: str) -> None:
    assert rules(a_draft(stem=f"{words}. {STEM}")) == ["cpt-text"]
    assert rules(a_draft(texts=(words, "Two", "Three", "Four"))) == ["cpt-text"]
    assert rules(a_draft(explanation=explained(f"It says: {words} as well.", WHY))) == ["cpt-text"]


def test_a_stem_that_is_very_short_or_long_is_a_warning() -> None:
    assert rules(a_draft(stem="Which one comes first here?")) == ["stem-length"]
    assert "stem-length" in rules(a_draft(stem="The chart goes on. " * 120 + STEM))


def test_a_stem_with_a_best_answer_must_ask() -> None:
    assert rules(a_draft(stem=STEM.replace("?", "."))) == ["no-question"]
    assert rules(a_draft(stem=f"{STEM} Leave modifiers aside.")) == []


def test_an_item_of_another_kind_may_be_an_instruction() -> None:
    content = ItemContent("Enter the amount that the plan allows for the visit of the patient.", NumericEntry(), "2026")
    assert rules(a_draft(content=content, key=NumericKey(Decimal(1)))) == []


@pytest.mark.parametrize(
    "question", ["Which step is not allowed?", "Who may not see the record?", "What is false here?"]
)
def test_a_question_that_turns_on_a_negative_must_emphasize_it(question: str) -> None:
    facts = "The patient comes in, the claim is sent and the payer answers it within a week."
    assert rules(a_draft(stem=f"{facts} {question}")) == ["negative"]
    loud = question.replace("not", "**not**").replace("false", "FALSE")
    assert rules(a_draft(stem=f"{facts} {loud}")) == []


def test_a_negative_among_the_facts_needs_no_emphasis() -> None:
    assert rules(a_draft(stem=f"The payer does not cover it. {STEM}")) == []


@pytest.mark.parametrize("question", ["Which of the following applies?", "Which statement fits?", "Which is true?"])
def test_a_question_that_needs_its_options_is_a_warning(question: str) -> None:
    assert rules(a_draft(stem=STEM.replace("Which step does the biller take next?", question))) == ["needs-options"]


def test_a_sentence_of_over_fifty_words_is_a_warning() -> None:
    long = "The claim " + "goes on and on and " * 12 + "ends. "
    assert rules(a_draft(stem=long + STEM)) == ["long-sentence"]


def test_a_stem_that_few_can_read_is_a_warning() -> None:
    heavy = "Institutional reimbursement methodologies necessitate comprehensive documentation interpretation. "
    assert rules(a_draft(stem=heavy * 6 + "Which organizational methodology predominates institutionally?")) == [
        "reading-level"
    ]


def test_the_question_is_the_last_sentence_that_asks() -> None:
    assert question_of("Is it so? It is. What now? Leave the rest aside.") == "What now?"
    assert question_of("No question.\n\nNone at all") == "None at all"
    assert question_of("Which code reports the visit of Dr. Null?") == "Which code reports the visit of Dr Null?"


def test_rows_of_a_table_and_clauses_are_sentences_of_their_own() -> None:
    assert len(sentences("One; two: three.\n| a | b |\n| c | d |")) == 5


def test_the_reading_grade_rises_with_words_and_sentences() -> None:
    """0.39 × 6 words + 11.8 × 1 syllable − 15.59 = −1.45 for six words of one syllable."""
    assert reading_grade("The cat sat on the mat.") == pytest.approx(-1.45)
    assert reading_grade("") == 0
    assert reading_grade("The cat sat on the mat and the dog lay by the door.") > reading_grade(
        "The cat sat. The dog lay."
    )


@pytest.mark.parametrize(("word", "syllables"), [("code", 1), ("table", 2), ("fee", 1), ("deductible", 4), ("shh", 1)])
def test_syllables_are_groups_of_vowels(word: str, syllables: int) -> None:
    assert reading_grade(word) == pytest.approx(0.39 + 11.8 * syllables - 15.59)
