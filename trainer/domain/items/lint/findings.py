"""What lint is given and what it says."""

from dataclasses import dataclass, field
from datetime import date

from trainer.domain.items.content import ItemContent, Option, Response, options_of
from trainer.domain.items.keys import Explanation, Key, SingleKey


@dataclass(frozen=True, slots=True)
class Draft:
    """An item as its author wrote it.

    `odd_codes` says of codes that are wrong on purpose why they stand there, `accepted` of rules whose warning may
    stand why it may, `service_on` the day its codes must be in force.
    """

    slug: str
    track: str
    content: ItemContent
    key: Key
    explanation: Explanation
    scenario: str = ""
    service_on: date | None = None
    odd_codes: dict[str, str] = field(default_factory=dict)
    accepted: dict[str, str] = field(default_factory=dict)

    @property
    def day(self) -> date:
        """The day that codes are looked up for: the middle of the edition's year where the item says none."""
        return self.service_on or date(int(self.content.edition), 6, 1)

    @property
    def options(self) -> tuple[Option, ...]:
        return options_of(self.response)

    @property
    def response(self) -> Response:
        return self.content.response

    @property
    def right(self) -> Option | None:
        """The one right option; None where the item has another kind of key."""
        if not isinstance(self.key, SingleKey):
            return None
        return next((option for option in self.options if option.id == self.key.option), None)

    @property
    def wrong(self) -> tuple[Option, ...]:
        """The options that are not right; empty where there is no one right option."""
        right = self.right
        return tuple(option for option in self.options if option != right) if right else ()


@dataclass(frozen=True, slots=True, order=True)
class LintFinding:
    """One thing that a rule found. `slug` is "" where it concerns a bank as a whole."""

    slug: str
    rule: str
    message: str
    is_problem: bool = True


def problem(draft: Draft, rule: str, message: str) -> LintFinding:
    """A finding that keeps the item from being published."""
    return LintFinding(draft.slug, rule, message)


def warning(draft: Draft, rule: str, message: str) -> LintFinding:
    """A finding that may stand with a written reason."""
    return LintFinding(draft.slug, rule, message, is_problem=False)
