"""Rules about a bank as a whole: where the key stands, how long it is, which items say the same."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from trainer.domain.items.keys import SingleKey
from trainer.domain.items.lint.findings import Draft, LintFinding
from trainer.domain.items.lint.options import is_longest

SHINGLE_WORDS = 4
NEAR, SAME = 0.30, 0.55
"""Shares of shingles in common (Jaccard) from which two stems are alike, and from which they are one."""
ENOUGH_FOR_BALANCE = 60
PLACE_SHARE = (0.19, 0.31)
LONGEST_SHARE = 0.40


def bank_findings(drafts: Sequence[Draft]) -> Iterator[LintFinding]:
    """What the rules about banks find, track by track."""
    by_track: dict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        by_track[draft.track].append(draft)
    for track, items in sorted(by_track.items()):
        yield from _balance_findings(track, items)
        yield from _duplicate_findings(items)


def _balance_findings(track: str, items: Sequence[Draft]) -> Iterator[LintFinding]:
    single = [item for item in items if isinstance(item.key, SingleKey)]
    if len(single) < ENOUGH_FOR_BALANCE:
        return
    places = Counter(item.key.option for item in single if isinstance(item.key, SingleKey))
    for letter in sorted(places):
        share = places[letter] / len(single)
        if not PLACE_SHARE[0] <= share <= PLACE_SHARE[1]:
            message = f"{track}: {share:.0%} of the keys stand at {letter}; every place should have about a quarter"
            yield LintFinding("", "key-balance", message)
    longest = sum(is_longest(item) for item in single) / len(single)
    if longest > LONGEST_SHARE:
        message = f"{track}: the right option is the longest in {longest:.0%} of the items; chance gives a quarter"
        yield LintFinding("", "longest-share", message)


def _duplicate_findings(items: Sequence[Draft]) -> Iterator[LintFinding]:
    shingles = {item.slug: shingles_of(item.content.stem) for item in items}
    places: dict[str, set[str]] = defaultdict(set)
    for slug, grams in shingles.items():
        for gram in grams:
            places[gram].add(slug)
    accepted = {item.slug for item in items if "near-duplicate" in item.accepted}
    for one, other in _pairs(places.values()):
        likeness = jaccard(shingles[one], shingles[other])
        if (likeness >= NEAR and not {one, other} & accepted) or likeness >= SAME:
            message = f"{likeness:.0%} of the phrases of its stem also stand in {other}"
            yield LintFinding(one, "near-duplicate", message, is_problem=likeness >= SAME)


def _pairs(groups: Iterable[set[str]]) -> list[tuple[str, str]]:
    """Pairs of items with at least one phrase in common."""
    pairs: set[tuple[str, str]] = set()
    for group in groups:
        if 1 < len(group) <= 40:  # a phrase of more items is the house's way of asking, not a likeness
            ordered = sorted(group)
            pairs |= {(one, other) for place, one in enumerate(ordered) for other in ordered[place + 1 :]}
    return sorted(pairs)


def shingles_of(text: str) -> frozenset[str]:
    """Every run of four words, in small letters and without punctuation."""
    words = re.findall(r"[a-z0-9.]+", text.lower())
    return frozenset(
        " ".join(words[place : place + SHINGLE_WORDS]) for place in range(max(1, len(words) - SHINGLE_WORDS + 1))
    )


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    """The share that two sets have in common; 0 for two empty ones."""
    together = len(one | other)
    return len(one & other) / together if together else 0.0
