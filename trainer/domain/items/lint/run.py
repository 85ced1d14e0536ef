"""Runs every rule over the items of all banks."""

from collections.abc import Sequence

from trainer.domain.items.lint.bank import bank_findings
from trainer.domain.items.lint.codes import KnownCodes, code_findings
from trainer.domain.items.lint.findings import Draft, LintFinding, problem
from trainer.domain.items.lint.options import option_findings
from trainer.domain.items.lint.wording import wording_findings


def lint(drafts: Sequence[Draft], known: KnownCodes | None = None) -> list[LintFinding]:
    """What still stands: problems, and warnings without a written reason. Codes are looked up where `known` is given.

    A reason for a warning that no rule gives any more is a problem of its own, because nobody reads it again.
    """
    found = [finding for draft in drafts for finding in lint_item(draft, known)]
    return found + list(bank_findings(drafts))


def lint_item(draft: Draft, known: KnownCodes | None = None) -> list[LintFinding]:
    """What the rules about single items find, less what the author accepted with a reason."""
    found = [*wording_findings(draft), *option_findings(draft)]
    if known:
        found += code_findings(draft, known)
    raised = {finding.rule for finding in found if not finding.is_problem}
    unneeded = [
        problem(draft, "accepted", f"a reason is written down for {rule!r}, which nothing gives rise to")
        for rule in draft.accepted
        if rule not in raised and (known or rule not in NEED_CODES) and rule not in NEED_OTHERS
    ]
    return [finding for finding in found if finding.is_problem or finding.rule not in draft.accepted] + unneeded


NEED_CODES = ("far-distractor",)
NEED_OTHERS = ("near-duplicate", "second-solution")
