"""Office visits by medical decision making: two of problems, data and risk must reach the level.

Rule: CPT evaluation and management conventions in force since 2021, stated in our own words.
"""

import random
from dataclasses import dataclass

from trainer.domain.generators.cpt.code_rows import by_level, mixed
from trainer.domain.generators.cpt.office_problems import THEMES, Theme
from trainer.domain.generators.cpt.office_status import Status, draw_status
from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.wording import patient

_PROBLEM = ("minimal", "low", "moderate", "high")
_DATA = ("minimal or none", "limited", "moderate", "extensive")
_RISK = ("minimal", "low", "moderate", "high")
_WHOLE = ("straightforward", "low", "moderate", "high")
_NOTHING = "nothing is ordered or reviewed"
_TALK = "a talk about the treatment with a specialist of another group"


@dataclass(frozen=True, slots=True)
class _Data:
    """What was reviewed: its level, the chart's words, why; `miscounted` is the level if review counts again."""

    level: int
    text: str
    why: str
    miscounted: int


def _data_choices(rng: random.Random, theme: Theme) -> list[_Data]:
    """What can have been looked into with such a problem."""
    tests, lab = rng.sample(theme.tests, len(theme.tests)), "ordered (sent to an outside laboratory)"
    look = f"the physician's own written reading of the {theme.study}, which another group took and bills"
    found = [_Data(0, "no tests, records or other sources", _NOTHING, 0)]
    if tests:
        found += _tested(tests, lab, theme.note)
    else:
        why = "one outside note is one item, and limited data need two"
        found.append(_Data(0, f"{theme.note} reviewed", why, 0))
    if theme.study:
        found.append(_Data(2, look, "an independent interpretation alone is moderate", 2))
    if theme.level >= 2:
        found.append(_Data(2, _TALK, "a discussion with an outside physician alone is moderate", 2))
        why = "an independent interpretation and an outside discussion are two of the three categories"
        found.append(_Data(3, f"{look}, and {_TALK}", why, 3))
    if theme.study and len(tests) >= 3:
        why = "three items and an independent interpretation are two of the three categories"
        found.append(_Data(3, f"{tests[0]}, {tests[1]} and {tests[2]} {lab}, and {look}", why, 3))
    return found


def _tested(tests: list[str], lab: str, note: str) -> list[_Data]:
    """Data of laboratory tests, alone and with an outside note."""
    one, two = tests[:2]
    both = f"{one} and {two} {lab}"
    again = "two tests are two items, their review is part of the order"
    once = "order and review of one test are one item"
    found = [
        _Data(0, f"{one} {lab}", "one test is one item, and limited data need two", 0),
        _Data(0, f"{one} {lab}, the result reviewed the same day", once, 1),
        _Data(1, both, "two different tests are two items", 1),
        _Data(1, f"{both}, both results reviewed the same day", again, 2),
        _Data(1, f"{one} {lab} and {note} reviewed", "a test and an outside note are two items", 1),
    ]
    if len(tests) >= 3:
        found.append(_Data(2, f"{one}, {two} and {tests[2]} {lab}", "three different tests are three items", 2))
    return found


def _draw(rng: random.Random) -> Draft:
    level = rng.randrange(4)
    while True:
        theme = rng.choice(THEMES)
        data = rng.choice([each for each in _data_choices(rng, theme) if _fits(theme, each)])
        plan = rng.choice(theme.plans)
        levels = (theme.level, data.level, plan[0])
        if sorted(levels)[1] == level and (len(set(levels)) > 1 or rng.random() < 0.1):
            break
    status = draw_status(rng)
    return Draft(
        _stem(rng, theme, data, plan[1], status),
        status.codes[level],
        _why(theme, data, plan, status),
        _wrong(rng, level, _mistakes(theme, data, plan), status),
    )


def _fits(theme: Theme, data: _Data) -> bool:
    """Whether so much data belongs to such a problem in a believable chart."""
    return data.level <= theme.level + 1 and (theme.level < 3 or data.level > 0)


def _stem(rng: random.Random, theme: Theme, data: _Data, plan: str, status: Status) -> str:
    who = patient(rng, *theme.ages)
    seen = data.text[0].upper() + data.text[1:]
    return rng.choice(
        (
            f"{who.phrase} comes to a family physician's office. {status.fact} Problem: {theme.problem}. Data: "
            f"{data.text}. Plan: {plan}. The note gives no time. Under CPT conventions, which office visit code do "
            "the three elements of decision making support?",
            f"Office note, family medicine. {who.phrase}. {status.fact} Assessment: {theme.problem}. {seen}. "
            f"Treatment: {plan}. Time was not recorded. Under CPT conventions, which code reports the visit?",
            f"An auditor reads a family physician's note on the office visit of {who.phrase[0].lower()}"
            f"{who.phrase[1:]}. {status.fact} Addressed: {theme.problem}. Reviewed and ordered: {data.text}. "
            f"Management: {plan}. No minutes are given. Which code does CPT's method by decision making support?",
        )
    )


def _why(theme: Theme, data: _Data, plan: tuple[int, str, str], status: Status) -> str:
    levels = (theme.level, data.level, plan[0])
    level = sorted(levels)[1]
    return (
        f"Problems are {_PROBLEM[theme.level]} ({theme.why}), data {_DATA[data.level]} ({data.why}), risk "
        f"{_RISK[plan[0]]} ({plan[2]}). Two of the three reach {_WHOLE[level]} and not more. The patient is "
        f"{status.word}: {status.why}. That is {status.codes[level]}."
    )


@dataclass(frozen=True, slots=True)
class _Mistake:
    """A level arrived at by mistake, how, and why that is wrong."""

    level: int
    name: str
    why: str


def _mistakes(theme: Theme, data: _Data, plan: tuple[int, str, str]) -> list[_Mistake]:
    """Mistakes about the level, whatever they lead to."""
    levels = (theme.level, data.level, plan[0])
    low, level, high = sorted(levels)
    elements = f"Problems, data and risk are {_PROBLEM[levels[0]]}, {_DATA[levels[1]]} and {_RISK[levels[2]]}"
    right = f"{elements}, so two of three reach {_WHOLE[level]} decision making"
    found = [
        _Mistake(
            sorted((levels[0], data.miscounted, levels[2]))[1],
            "review of a test counted beside its order",
            f"Counts order and review of a test twice, but {data.why}. {right}.",
        ),
        _Mistake(low, "all three elements required", f"Lets the lowest element decide. {right}; the third need not."),
        _Mistake(high, "highest element decides", f"Lets the highest element decide. {right}, and not more."),
        _Mistake(levels[0], "problem alone decides", f"Goes by the problem alone. {right}."),
        _Mistake(levels[2], "risk alone decides", f"Goes by the risk of the treatment alone. {right}."),
        _Mistake((2 * sum(levels) + 3) // 6, "elements averaged", f"Takes the mean of the three elements. {right}."),
    ]
    names = (("problem", _PROBLEM, theme.why), ("data", _DATA, data.why), ("risk", _RISK, plan[2]))
    for place, (name, words, why) in enumerate(names):
        for taken in (levels[place] - 1, levels[place] + 1):
            if 0 <= taken <= 3 and why != _NOTHING:
                misrated = sorted((*levels[:place], taken, *levels[place + 1 :]))[1]
                mistake = f"{name} {'over' if taken > levels[place] else 'under'}rated"
                said = f"Rates the {name} as {words[taken]} instead of {words[levels[place]]}: {why}. {right}."
                found.append(_Mistake(misrated, mistake, said))
    return found


def _wrong(rng: random.Random, level: int, mistakes: list[_Mistake], status: Status) -> tuple[Wrong, ...]:
    """Wrong codes of either patient status."""
    same = [(each.level, Wrong(status.codes[each.level], each.name, each.why)) for each in mistakes]
    other = [(each.level, _of_other_status(each, status)) for each in mistakes if each.level != level]
    other.append((level, _of_other_status(_Mistake(level, "", ""), status)))
    return mixed(rng, level, by_level(rng, same, level), by_level(rng, other))


def _of_other_status(mistake: _Mistake, status: Status) -> Wrong:
    """The code of a level among those of the other patient status."""
    swapped = f"Takes the patient for {'an established' if status.is_new else 'a new'} one, but {status.why}"
    code = status.other_codes[mistake.level]
    if not mistake.name:
        return Wrong(code, "new and established confused", f"{swapped}.")
    return Wrong(code, f"new and established confused and {mistake.name}", f"{swapped}. {mistake.why}")


FAMILIES = (
    Family(
        slug="family-cpt-office-decision-making",
        title="Level of an office visit from problems, data and risk",
        track="cpc",
        area="evaluation-management",
        difficulty=3,
        bloom="analyze",
        tags=("medical decision making", "office visit"),
        references=("CPT evaluation and management conventions on medical decision making, stated in our own words",),
        draw=_draw,
    ),
)
