from datetime import date
from pathlib import Path

from tests.support.drafts import STEM, a_draft, explained
from trainer.codebook.book import SqliteCodeBook
from trainer.domain.items.lint.codes import KnownCodes
from trainer.domain.items.lint.findings import Draft
from trainer.domain.items.lint.run import lint, lint_item

THIN = explained("Wrong.", "A rationale that says a little more.")


def rules(found: list) -> list[str]:  # type: ignore[type-arg]
    return [finding.rule for finding in found]


def test_every_rule_is_run() -> None:
    draft = a_draft(STEM.replace("?", "."), ("One", "Two", "Three"), explanation=THIN)
    assert sorted(rules(lint([draft, a_draft(slug="cpc-copy")]))) == [
        "near-duplicate",
        "no-question",
        "option-count",
        "thin-rationale",
    ]


def test_a_warning_may_stand_with_a_written_reason_and_a_problem_may_not() -> None:
    assert lint_item(a_draft(explanation=THIN, accepted={"thin-rationale": "there is no more to say"})) == []
    draft = a_draft(STEM.replace("?", "."), accepted={"no-question": "we like it so"})
    assert rules(lint_item(draft)) == ["no-question", "accepted"]


def test_a_reason_that_nothing_gives_rise_to_is_a_problem() -> None:
    assert rules(lint_item(a_draft(accepted={"thin-rationale": "there is no more to say"}))) == ["accepted"]


def test_reasons_are_not_held_against_rules_that_were_not_run(book_file: Path) -> None:
    draft: Draft = a_draft(
        accepted={"far-distractor": "reason", "near-duplicate": "reason", "second-solution": "reason"}
    )
    assert lint_item(draft) == []
    assert rules(lint_item(draft, KnownCodes(SqliteCodeBook(book_file, date(2026, 6, 1))))) == ["accepted"]
