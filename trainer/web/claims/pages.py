"""What the templates of the claims desk need beside the values of services."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from trainer.domain.claims.billing_case import FormEntries
from trainer.domain.claims.cms1500 import ITEMS, Item
from trainer.domain.claims.form_values import FormProblem
from trainer.domain.claims.professional import Profile
from trainer.domain.claims.requirements import Requirement, rule_for
from trainer.services.claim_drafts import MAX_DRAFTS, MAX_TITLE, Draft, list_drafts
from trainer.services.scope import Scope
from trainer.web.billing.form_layout import form_items
from trainer.web.billing.pages import form_page
from trainer.web.billing.words import PROFILE_TITLES

_REQUIRED_WORDS = {
    Requirement.REQUIRED: "Required by {payer}.",
    Requirement.CONDITIONAL: "{payer}: {when}.",
    Requirement.OPTIONAL: "Optional for {payer}.",
    Requirement.NOT_WANTED: "{payer} does not take it: leave it empty.",
}
_PAYER_WORDS = {
    Profile.MEDICARE: "Medicare",
    Profile.COMMERCIAL: "commercial payers",
    Profile.MEDICAID: "Medicaid",
    Profile.TRICARE: "TRICARE",
    Profile.WORKERS_COMPENSATION: "workers’ compensation",
}


@dataclass(frozen=True, slots=True)
class HelpRow:
    """An item with what its payer wants of it."""

    item: Item
    requirement: Requirement
    words: str
    source: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a check found, or what keeps a form from being read: a heading, a sentence, and the items."""

    title: str
    message: str = ""
    problems: tuple[FormProblem, ...] = ()

    @property
    def is_clean(self) -> bool:
        return not self.problems and not self.message


def help_rows(profile: Profile) -> tuple[HelpRow, ...]:
    """Every item of the form, those of item 24 once, in the order of the form."""
    shown = [item for item in form_items() if not item.startswith("24.") or item.startswith("24.1.")]
    return tuple(_help_row(item, profile) for item in ITEMS if item in shown)


def _help_row(item: str, profile: Profile) -> HelpRow:
    rule = rule_for(item, profile)
    words = _REQUIRED_WORDS[rule.requirement].format(payer=_PAYER_WORDS[profile], when=rule.when)
    return HelpRow(ITEMS[item], rule.requirement, words[0].upper() + words[1:], rule.source)


def by_item(problems: Iterable[FormProblem]) -> dict[str, str]:
    """The problems at their boxes, which need not be named there; several of one item after each other."""
    found: dict[str, str] = {}
    for problem in problems:
        title = ITEMS[problem.item].title if problem.item in ITEMS else ""
        words = problem.message.removeprefix(title).lstrip(": ")
        found[problem.item] = f"{found.get(problem.item, '')} {words[:1].upper()}{words[1:]}".strip()
    return found


def list_page(scope: Scope) -> dict[str, Any]:
    """The start page of the desk."""
    return {
        "drafts": list_drafts(scope),
        "most": MAX_DRAFTS,
        "max_title": MAX_TITLE,
        "titles": PROFILE_TITLES,
        "typed": {},
        "problems": {},
    }


def draft_page(draft: Draft, found: Found | None = None, entries: FormEntries | None = None) -> dict[str, Any]:
    """The page of a draft, with what was found in it; `entries` where what was typed could not be kept."""
    return {
        "page": draft,
        "values": dict(draft.entries if entries is None else entries),
        "found": found,
        "problems": by_item(found.problems) if found else {},
        "titles": PROFILE_TITLES,
        "max_title": MAX_TITLE,
        "help_rows": help_rows(draft.profile),
        **form_page(),
    }
