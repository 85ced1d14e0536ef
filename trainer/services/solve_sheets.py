"""Sheets for the second solver: scenario, stem and options without a key, and the file that takes the raw answers."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from trainer.content.library import load_library
from trainer.domain.items.lint.findings import Draft
from trainer.domain.items.second_solution import plant, seen_text
from trainer.domain.kernel.errors import Refused


@dataclass(frozen=True, slots=True)
class SolveSheet:
    """`questions` in Markdown for the solver; `answers` in TOML, with planted keys and nothing answered yet."""

    questions: str
    answers: str


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be solved: a batch of this name, of these items, begun on this day."""

    name: str
    slugs: tuple[str, ...]
    day: date


def make_sheet(banks: Path, cases: Path, order: Order, rng: random.Random) -> SolveSheet:
    """A batch of these items, in their order.

    Raises:
        Refused: one of them is no item of the banks with one best answer, or stands there twice; a name that would
            be no name of a file; banks with problems.
    """
    library, report = load_library(banks, cases)
    if report.problems:
        raise Refused(f"The content has problems; see trainer content validate. The first: {report.problems[0]}")
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", order.name) or len(set(order.slugs)) != len(order.slugs):
        raise Refused("A batch is named in small letters, digits and hyphens, and holds every item once.")
    known = {item.slug: item for item in library.items}
    unknown = [slug for slug in order.slugs if slug not in known or known[slug].draft.right is None]
    if unknown or not order.slugs:
        raise Refused(f"No item with one best answer: {', '.join(unknown) or 'none was named'}.")
    drafts = [known[slug].draft for slug in order.slugs]
    return SolveSheet("\n\n".join(map(_question, drafts)) + "\n", _answers(order, drafts, rng))


def unsolved_slugs(banks: Path, cases: Path) -> list[str]:
    """Items that stand in no batch, track by track and area by area."""
    library, _ = load_library(banks, cases)
    solved = {each.slug for batch in library.batches for each in batch.solutions}
    return [item.slug for item in library.items if item.slug not in solved and item.draft.right is not None]


def _question(draft: Draft) -> str:
    scenario = f"{draft.scenario.strip()}\n\n" if draft.scenario else ""
    options = "\n".join(f"- {option.id}: {option.text}" for option in draft.options)
    text = seen_text(draft.content, draft.scenario)
    return f"## {draft.slug}\n\ntext: {text}\n\n{scenario}{draft.content.stem.strip()}\n\n{options}"


def _answers(order: Order, drafts: Sequence[Draft], rng: random.Random) -> str:
    planted = [f'{slug} = "{option}"' for slug, option in sorted(plant(drafts, rng).items())]
    head = ["schema = 1", f'batch = "{order.name}"', f"solved_on = {order.day}", "", "[planted]", *planted]
    return "\n".join([*head, *map(_empty_answer, drafts)]) + "\n"


def _empty_answer(draft: Draft) -> str:
    return f"""
[[solutions]]
item = "{draft.slug}"
text = "{seen_text(draft.content, draft.scenario)}"
answer = ""
looked_up = []
best_loser = ""
argument = ""
doubt = \"\""""
