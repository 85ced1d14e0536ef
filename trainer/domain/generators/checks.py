"""The self-test of a family: what must hold of every variant, whatever its rule is.

That the key is right is not among it: that is tested against a second implementation of each rule, which reads the
question as a learner does.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from trainer.domain.generators.cues import giveaways
from trainer.domain.generators.family import OPTIONS, Degenerate, Family, Generated, generate
from trainer.domain.items.content import SingleBest, options_of

STEM_WORDS = (15, 220)
ENOUGH_STEMS = 40
ENOUGH_TO_GUESS = 100
"""Seeds from which it is looked at whether the options alone give the key away."""
_LEFTOVER = re.compile(r"[{}]|\bNone\b|\bTrue\b|\bFalse\b|Fraction|Decimal|\d\.\d{5,}|  |\.\.|,,| ,| \.(?!\d)|\bnan\b")
_TWICE = re.compile(r"\b([a-z]+) \1\b", re.IGNORECASE)
_ARTICLE = re.compile(
    r"\b(a (?=[aeio](?!ne\b|nce\b|u))|a (?=8|18\b|11\b)|an (?=[bcdfgjkpqtvwxyz]|1[02-79]\b|[2-79]))", re.IGNORECASE
)
_ONE = re.compile(
    r"(?<![\d.,/-])1 (units|minutes|days|hours|weeks|months|years|lines|claims|codes|vials|miles|patients)\b"
)
_FAULTS = (("leftover", _LEFTOVER), ("doubled word", _TWICE), ("article", _ARTICLE), ("plural", _ONE))


def check_family(family: Family, seeds: int) -> list[str]:
    """What is wrong with the variants of seeds 1 to `seeds`, as `check_variants` says it, or which of them has none."""
    variants = []
    for seed in range(1, seeds + 1):
        try:
            variants.append(generate(family, seed))
        except Degenerate as error:
            return [f"seed {seed}: {error}"]
    return check_variants(variants)


def check_variants(variants: Sequence[Generated]) -> list[str]:
    """What is wrong with variants of a family; a fault of a kind is named once, with the first seed that has it."""
    found: dict[str, str] = {}
    stems, wrongs, guessed = set(), Counter[str](), []
    for variant in variants:
        for kind, detail in _faults(variant):
            found.setdefault(kind, f"seed {variant.seed}: {kind}{detail}")
        stems.add(variant.content.stem)
        guessed.append((options_of(variant.content.response), variant.key.option))
        wrongs.update(mistake for _, mistake in variant.mistakes)
    if len(stems) < min(ENOUGH_STEMS, len(variants)):
        found["stems"] = f"only {len(stems)} different stems in {len(variants)} seeds"
    if len(variants) >= ENOUGH_TO_GUESS:
        found |= {cue: cue for cue in giveaways(guessed)}
    if len(wrongs) < OPTIONS - 1:
        found["mistakes"] = f"only {len(wrongs)} mistakes are named: {', '.join(wrongs)}"
    return list(found.values())


def _faults(variant: Generated) -> Iterator[tuple[str, str]]:
    """Pairs of a fault and its detail."""
    response = variant.content.response
    assert isinstance(response, SingleBest)
    texts = [option.text for option in response.options]
    if len({_plain(text) for text in texts}) != OPTIONS:
        yield "options are not four different ones", f": {texts}"
    if len(variant.mistakes) != OPTIONS - 1 or not all(mistake for _, mistake in variant.mistakes):
        yield "a wrong option has no named mistake", ""
    stem = variant.content.stem
    if not STEM_WORDS[0] <= len(stem.split()) <= STEM_WORDS[1]:
        yield "the stem has the wrong length", f": {len(stem.split())} words"
    if not stem.endswith("?"):
        yield "the stem asks no question", f": …{stem[-40:]}"
    for where, text in [("stem", stem), *(("option", text) for text in texts), *variant.explanation.rationales]:
        for kind, pattern in _FAULTS:
            if fault := pattern.search(text):
                yield f"{kind} in {where}", f": …{text[max(0, fault.start() - 20) : fault.end() + 20]}…"
    for option, why in variant.explanation.rationales:
        if len(why.split()) < 6:
            yield "a rationale says too little", f" ({option}): {why}"


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()
