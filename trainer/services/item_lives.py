"""The whole life of an item as its files tell it: source, key, rationales, lint, second solutions; in Markdown."""

from collections.abc import Sequence
from pathlib import Path

from trainer.content.item_files import AuthoredItem
from trainer.content.library import Library, load_library
from trainer.content.lint_checks import Linted
from trainer.domain.items.second_solution import Batch, Solution, seen_text
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services.publishing import check_library
from trainer.services.scope import Shelf


def tell_lives(banks: Path, cases: Path, slugs: Sequence[str], shelf: Shelf | None = None) -> str:
    """One section for each of the items.

    Raises:
        NotFound: one of them is not in the bank.
        Refused: the banks have problems.
    """
    library, report = load_library(banks, cases)
    if report.problems:
        raise Refused(f"The content has problems; see trainer content validate. The first: {report.problems[0]}")
    linted = check_library(library, report, shelf, None)
    known = {item.slug: item for item in library.items}
    if unknown := [slug for slug in slugs if slug not in known]:
        raise NotFound(f"item {', '.join(unknown)}")
    return "\n\n".join(_life(known[slug], library, linted) for slug in slugs) + "\n"


def _life(item: AuthoredItem, library: Library, linted: Linted) -> str:
    titles = {(each.track, area.slug): area.title for each in library.blueprints for area in each.areas}
    head = f"### {titles[item.track, item.area]}: `{item.slug}`"
    facts = f"{item.track.upper()} {item.content.edition}, difficulty {item.difficulty} of 5, {item.bloom}"
    facts += f"; {', '.join(item.tags)}" if item.tags else ""
    facts += "; sealed" if item.is_sealed else ""
    stimulus = [f"*Scenario “{item.stimulus.title}”*"] if item.stimulus else []
    parts = [head, f"{facts}.", *stimulus, _quoted(item.content.stem), _options(item)]
    parts += [f"**Source.** {'; '.join(item.explanation.references)}.", f"**Lint.** {_lint(item, linted)}"]
    return "\n\n".join([*parts, *_solutions(item, library.batches), *_review(item)])


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.strip().splitlines())


def _options(item: AuthoredItem) -> str:
    right = item.draft.right
    lines = []
    for option in item.draft.options:
        mark = " ✓" if option == right else ""
        lines.append(f"- **{option.id}{mark}** {option.text}: {item.explanation.rationale(option.id)}")
    return "\n".join(lines)


def _lint(item: AuthoredItem, linted: Linted) -> str:
    found = [f"{each.rule}: {each.message}" for each in linted.findings if each.slug == item.slug]
    said = [f"{rule} accepted, because {reason}" for rule, reason in item.accepted.items()]
    said += [f"{code} odd on purpose: {reason}" for code, reason in item.odd_codes.items()]
    return f"{'; '.join([*(found or ['nothing']), *said])}."


def _solutions(item: AuthoredItem, batches: Sequence[Batch]) -> list[str]:
    return [
        _solution(item, batch, each) for batch in batches for each in batch.solutions if each.slug == item.slug
    ] or ["**Second solution.** None yet."]


def _solution(item: AuthoredItem, batch: Batch, solution: Solution) -> str:
    seen = seen_text(item.content, item.draft.scenario)
    text = "the text as it is" if solution.text == seen else "an earlier text"
    planted = f" (a planted {batch.planted[item.slug]} stood in the comparison)" if item.slug in batch.planted else ""
    looked_up = f" Looked up: {', '.join(solution.looked_up)}." if solution.looked_up else ""
    doubt = f" Doubt: {solution.doubt}" if solution.doubt else ""
    return (
        f"**Second solution** {batch.name}, {batch.solved_on}, of {text}: {solution.answer}{planted}.{looked_up} "
        f"Best loser {solution.best_loser}: {solution.argument}{doubt}"
    )


def _review(item: AuthoredItem) -> list[str]:
    if not item.second_solution:
        return []
    note = f": {item.settlement}" if item.settlement else "."
    return [f"**Review.** {item.second_solution.capitalize()}{note}"]
