"""The item analysis of one assignment, or of all that a class has done: from columns, for a million answers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trainer.domain.calibration.answers import AnswerColumns, AuthoredItem
from trainer.domain.calibration.flags import Flag, flags_of
from trainer.domain.calibration.reliability import FormReliability, reliability_of_drawn, reliability_of_fixed
from trainer.domain.calibration.statistics import (
    Floats,
    ItemStatistics,
    OptionStatistics,
    rest_scores,
    statistics_from,
)

GROUPS = ((20, 2), (30, 3), (100, 5))
"""From so many answers with a rest score on they are split in halves, thirds, fifths: ten a group at least."""
_MOST = 5

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class AbilityGroup:
    """The `n` answers of a part of the rest scores with their mean; how many chose each option, in the item's order."""

    n: int
    mean_rest: float
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class AnalysedItem:
    """What the answers of a class say of one item version; the fields are those of ItemStatistics.

    `groups` from the lowest rest scores to the highest: halves, thirds or fifths; () where there are too few answers.
    """

    item_version_id: int
    n: int
    facility: float | None
    facility_standard_error: float | None
    rest_n: int
    point_biserial: float | None
    options: tuple[OptionStatistics, ...]
    timed_n: int
    median_seconds: float | None
    flags: tuple[Flag, ...]
    groups: tuple[AbilityGroup, ...] = ()


@dataclass(frozen=True, slots=True)
class FormAnalysis:
    """Items in the order of the assignment, and how reliable its scores are (None: it cannot be told)."""

    items: tuple[AnalysedItem, ...]
    reliability: FormReliability | None


@dataclass(frozen=True, slots=True)
class Dealt:
    """Every question that was dealt, as columns of the same length: who (0…), which item (its place), whether right.

    `choices` are the sets of options that were chosen, () for answers without options; `choice` is the place of the
    answer's in them, below 0 where the question was left empty. `seconds` are not a number where they are unknown.
    """

    persons: Integers
    places: Integers
    is_right: NDArray[np.bool_]
    choice: Integers
    seconds: Floats
    choices: Sequence[Sequence[str]]


def analyse(dealt: Dealt, items: Sequence[AuthoredItem], pace_seconds: float) -> tuple[AnalysedItem, ...]:
    """The statistics and flags of each item in the order given, from the questions that were answered.

    Of several answers by one learner to one item the first that is listed counts. The `item` of an item is the id of
    its version; `pace_seconds` is what the exam grants to a question.
    """
    columns = _columns(dealt, items)
    rest = rest_scores(columns)
    found = statistics_from(columns, items, rest)
    groups = _groups(columns, items, rest)
    return tuple(_analysed(each, own, pace_seconds) for each, own in zip(found, groups, strict=True))


def reliability_of(dealt: Dealt, question_of: Sequence[int], form: str) -> FormReliability | None:
    """How reliable the number of right answers is; a question that was left empty is not right.

    `question_of` is the place of an item -> its question: versions of one item are the same question. Where all had
    the same questions it is coefficient alpha, else see `reliability_of_drawn`. None where it cannot be told: not
    everybody had as many questions, or see there.
    """
    counts = np.bincount(dealt.persons)
    if not len(counts) or np.ptp(counts):
        return None
    asked, questions = np.unique(np.asarray(question_of, dtype=np.int64)[dealt.places], return_inverse=True)
    if len(asked) == counts[0]:
        scores = np.zeros((len(counts), len(asked)))
        scores[dealt.persons, questions] = dealt.is_right
        return reliability_of_fixed(form, scores)
    rights = np.bincount(dealt.persons, dealt.is_right)
    return reliability_of_drawn(form, rights.tolist(), int(counts[0]))


def _columns(dealt: Dealt, items: Sequence[AuthoredItem]) -> AnswerColumns:
    answered = np.flatnonzero(dealt.choice >= 0)
    pairs = dealt.persons[answered] * max(1, len(items)) + dealt.places[answered]
    firsts = np.sort(answered[np.unique(pairs, return_index=True)[1]])
    persons, places = dealt.persons[firsts], dealt.places[firsts]
    choosers, chosen = _chosen(dealt.choices, dealt.choice[firsts], places, items)
    learner_count = int(persons.max()) + 1 if len(persons) else 0
    right, seconds = dealt.is_right[firsts], dealt.seconds[firsts]
    return AnswerColumns(persons, places, right, seconds, choosers, chosen, learner_count, len(items))


def _chosen(
    choices: Sequence[Sequence[str]], choice: Integers, places: Integers, items: Sequence[AuthoredItem]
) -> tuple[Integers, Integers]:
    """Answers and the numbers of the options that they chose, see `AnswerColumns`."""
    names = {name: place for place, name in enumerate(sorted({name for each in items for name in each.options}))}
    numbers = np.full((len(items), len(names) + 1), -1, dtype=np.int64)  # the last column: no such option anywhere
    number = 0
    for place, each in enumerate(items):
        for option in each.options:
            numbers[place, names[option]] = number
            number += 1
    choosers, chosen = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for nth in range(max(map(len, choices), default=0)):
        named = np.array([names.get(each[nth], -1) if len(each) > nth else -1 for each in choices], dtype=np.int64)
        found = numbers[places, named[choice]]
        fitting = np.flatnonzero(found >= 0)
        choosers.append(fitting)
        chosen.append(found[fitting])
    return np.concatenate(choosers), np.concatenate(chosen)


def _groups(columns: AnswerColumns, items: Sequence[AuthoredItem], rest: Floats) -> Iterator[tuple[AbilityGroup, ...]]:
    """For each item its answers by rest score; equal rest scores stand in the same group."""
    group = _group_of(columns, rest)
    known = group >= 0
    cells = columns.places[known] * _MOST + group[known]
    size = columns.item_count * _MOST
    ns, sums = np.bincount(cells, minlength=size), np.bincount(cells, rest[known], size)
    of_chooser = group[columns.choosers]
    taken = columns.chosen[of_chooser >= 0] * _MOST + of_chooser[of_chooser >= 0]
    option_count = sum(len(each.options) for each in items)
    counts = np.bincount(taken, minlength=option_count * _MOST).reshape(option_count, _MOST)
    end = 0
    for place, each in enumerate(items):
        start, end = end, end + len(each.options)
        own = range(place * _MOST, (place + 1) * _MOST)
        found = tuple(
            AbilityGroup(int(ns[cell]), float(sums[cell] / ns[cell]), tuple(counts[start:end, nth].tolist()))
            for nth, cell in enumerate(own)
            if ns[cell]
        )
        yield found if len(found) > 1 else ()


def _group_of(columns: AnswerColumns, rest: Floats) -> Integers:
    """The group (0…) of each answer among those to the same item; below 0 where there is none."""
    groups = np.full(len(rest), -1, dtype=np.int64)
    known = np.flatnonzero(~np.isnan(rest))
    scores = np.round(rest[known], 9)
    order = np.lexsort((scores, columns.places[known]))
    known, scores = known[order], scores[order]
    places = columns.places[known]
    counts = np.bincount(places, minlength=columns.item_count)
    wanted = np.select([counts >= least for least, _ in reversed(GROUPS)], [number for _, number in reversed(GROUPS)])
    is_new = np.ones(len(known), dtype=np.bool_)
    is_new[1:] = (np.diff(places) != 0) | (np.diff(scores) != 0)
    begins = np.flatnonzero(is_new)
    lengths = np.diff(np.append(begins, len(known)))
    middles = np.repeat(begins + lengths / 2, lengths) - (np.cumsum(counts) - counts)[places]
    found = np.floor(middles * wanted[places] / counts[places]).astype(np.int64)
    groups[known] = np.where(wanted[places] > 0, found, -1)
    return groups


def _analysed(found: ItemStatistics, groups: tuple[AbilityGroup, ...], pace_seconds: float) -> AnalysedItem:
    return AnalysedItem(
        item_version_id=int(found.item),
        n=found.n,
        facility=found.facility,
        facility_standard_error=found.facility_standard_error,
        rest_n=found.rest_n,
        point_biserial=found.point_biserial,
        options=found.options,
        timed_n=found.timed_n,
        median_seconds=found.median_seconds,
        flags=flags_of(found, None, pace_seconds),
        groups=groups,
    )
