"""Which vessel comes before an artery, which follows a vein, and which lie between two points of a catheter's way.

Source: standard anatomy of arteries and veins, usual branching. Wrong answers skip a vessel, take a sister branch,
mirror the other side of the body, or exchange two vessels of the way.
"""

import random
from dataclasses import dataclass

from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.wording import patient
from trainer.domain.generators.words.vessel_table import ARTERIES, VEINS

_USUAL = "The vessels show the usual branching, without variants."
_CHAMBERS = ("right atrium", "left atrium")


@dataclass(frozen=True, slots=True)
class Tree:
    """Vessels with their parent, and how a question speaks of it."""

    parents: dict[str, str]
    verb: str
    openings: tuple[str, ...]
    question: str
    ways: tuple[str, ...]

    def sisters(self, vessel: str) -> list[str]:
        """Other vessels of the same parent."""
        return [each for each, up in self.parents.items() if up == self.parents[vessel] and each != vessel]

    def line(self, vessel: str) -> list[str]:
        """The parent, its parent and so on."""
        found = []
        while vessel in self.parents:
            vessel = self.parents[vessel]
            found.append(vessel)
        return found

    def mirrored(self, vessel: str) -> str:
        """What the parent would be if this side were like the other; "" where it is, or if there is no such vessel."""
        parent = self.parents[vessel]
        mirrored = _other_side(self.parents.get(_other_side(vessel), parent))
        exists = mirrored in self.parents or mirrored in self.parents.values() or mirrored in _CHAMBERS
        return mirrored if exists and mirrored != parent else ""


_ARTERIAL = Tree(
    ARTERIES,
    "comes from",
    (
        "{patient}: with the blood stream a catheter is advanced into the {vessel}, and contrast is injected there.",
        "The angiography report on {lower} says that the catheter, moving with the blood stream, was next placed in "
        "the {vessel}.",
    ),
    "From which vessel did the catheter enter the {vessel} directly?",
    (
        "{patient}: a catheter runs in the direction of the blood flow from the {start} to the {end}.",
        "The report on {lower} gives the two ends of the route only: a wire was passed with the blood stream from the "
        "{start} into the {end}.",
    ),
)
_VENOUS = Tree(
    VEINS,
    "drains into",
    (
        "{patient} has a clot in the {vessel}. A piece breaks off and drifts with the blood.",
        "In the record of {lower} a wire is advanced out of the {vessel} toward the heart, in the direction of the "
        "blood flow.",
    ),
    "Into which vessel or chamber does it pass directly from the {vessel}?",
    (
        "{patient}: a piece of clot drifts with the blood from the {start} to the {end}.",
        "The report on {lower} says that a catheter was advanced in the direction of the blood flow from the {start} "
        "to the {end}.",
    ),
)


def _other_side(name: str) -> str:
    swapped = {"right": "left", "left": "right"}
    return " ".join(swapped.get(word, word) for word in name.split())


def _start(text: str) -> str:
    return text[0].upper() + text[1:]


def _neighbor_mistakes(tree: Tree, vessel: str) -> list[Wrong]:
    parent = tree.parents[vessel]
    fact = f"The {vessel} {tree.verb} the {parent}."
    wrong = []
    if mirrored := tree.mirrored(vessel):
        why = f"That is how it is on the other side, or how it would be if both sides were alike. {fact}"
        wrong.append(Wrong(_start(mirrored), "mirrors the other side", why))
    line = tree.line(vessel)
    if len(line) > 1:
        why = f"Skips a vessel: the {parent} lies between the {vessel} and the {line[1]}."
        wrong.append(Wrong(_start(line[1]), "skips a vessel", why))
    for sister in tree.sisters(vessel):
        why = f"A sister: like the {vessel}, it {tree.verb} the {parent}; neither leads to the other."
        wrong.append(Wrong(_start(sister), "takes a sister vessel", why))
    for child in [each for each, up in tree.parents.items() if up == vessel]:
        why = f"Runs the wrong way: the {child} {tree.verb} the {vessel}. {fact}"
        wrong.append(Wrong(_start(child), "runs the wrong way", why))
    for aunt in tree.sisters(parent) if parent in tree.parents else []:
        why = f"A sister of the right vessel. {fact} The {aunt} is its neighbor."
        wrong.append(Wrong(_start(aunt), "takes a sister of the right vessel", why))
    if len(line) > 2:
        why = f"Skips two vessels: the {parent} and the {line[1]} lie between the {vessel} and the {line[2]}."
        wrong.append(Wrong(_start(line[2]), "skips two vessels", why))
    return wrong


def _varied(rng: random.Random, wrong: list[Wrong]) -> tuple[Wrong, ...]:
    """One of each mistake first, the likeliest mistake first; within a mistake the dice choose."""
    rows = list(wrong)
    rng.shuffle(rows)
    order = {each.mistake: place for place, each in reversed(list(enumerate(wrong)))}
    firsts: list[Wrong] = []
    rest: list[Wrong] = []
    seen: set[str] = set()
    for each in sorted(rows, key=lambda row: order[row.mistake]):
        (rest if each.mistake in seen else firsts).append(each)
        seen.add(each.mistake)
    return tuple(firsts + rest)


def _draw_neighbor(rng: random.Random, tree: Tree) -> Draft:
    vessel = rng.choice(list(tree.parents))
    person = patient(rng, 40, 80).phrase
    opening = rng.choice(tree.openings).format(patient=person, lower=person[0].lower() + person[1:], vessel=vessel)
    stem = f"{opening} {_USUAL} {tree.question.format(vessel=vessel)}"
    parent = tree.parents[vessel]
    why = f"The {vessel} {tree.verb} the {parent}, so that is the vessel next to it on the way."
    return Draft(stem, _start(parent), why, _varied(rng, _neighbor_mistakes(tree, vessel)))


def _listed(vessels: list[str]) -> str:
    return _start(", ".join(vessels))


def _replaced(vessels: list[str], place: int, vessel: str) -> list[str]:
    return [*vessels[:place], vessel, *vessels[place + 1 :]]


def _exchanged(vessels: list[str], place: int) -> list[str]:
    return [*vessels[:place], vessels[place + 1], vessels[place], *vessels[place + 2 :]]


def _lookalikes(tree: Tree, vessel: str, target: str) -> list[str]:
    """Sisters worth taking for a vessel: nobody takes a coronary vessel for the arch or a caval vein."""
    if vessel == "aortic arch":
        return []
    return [each for each in tree.sisters(vessel) if each not in (target, "coronary sinus")]


def _draw_way(rng: random.Random, tree: Tree) -> Draft:
    """All vessels between two points: one replaced by its sister, two exchanged, or both."""
    ends = [each for each in tree.parents if len(tree.line(each)) >= 3]
    target = rng.choice(ends)
    line = tree.line(target)[: rng.choice((3, 4, 5))]
    way = [target, *line]
    if tree is _ARTERIAL:
        way.reverse()
    start, between, end = way[0], way[1:-1], way[-1]
    person = patient(rng, 40, 80).phrase
    opening = rng.choice(tree.ways).format(patient=person, lower=person[0].lower() + person[1:], start=start, end=end)
    stem = f"{opening} {_USUAL} Through which vessels, in this order, does it pass between the two?"
    order = f"Between the {start} and the {end} lie, in this order: {', '.join(between)}."
    astray = {place: _lookalikes(tree, each, target) for place, each in enumerate(between)}
    place = rng.choice([each for each, sisters in astray.items() if sisters])
    sister = rng.choice(astray[place])
    at = rng.randrange(len(between) - 1)
    detour = f"the {sister}, which {tree.verb} the same vessel as the {between[place]} but is not on this way"
    pair = f"the {between[at]} and the {between[at + 1]}"
    wrong = (
        Wrong(_listed(_exchanged(between, at)), "exchanges two vessels", f"Exchanges {pair}. {order}"),
        Wrong(_listed(_replaced(between, place, sister)), "takes a sister vessel", f"Takes {detour}. {order}"),
        Wrong(
            _listed(_exchanged(_replaced(between, place, sister), at)),
            "exchanges two vessels and takes a sister",
            f"Exchanges places {at + 1} and {at + 2}, and takes {detour}. {order}",
        ),
    )
    return Draft(stem, _listed(between), order, wrong)


def _draw(rng: random.Random) -> Draft:
    tree = _ARTERIAL if rng.randint(0, 2) else _VENOUS
    return _draw_neighbor(rng, tree) if rng.randint(0, 1) else _draw_way(rng, tree)


FAMILIES = (
    Family(
        slug="family-anatomy-vessel",
        title="Vessels on the way of a catheter",
        track="cpc",
        area="anatomy",
        difficulty=3,
        bloom="apply",
        tags=("vessels", "catheterization"),
        references=("Standard anatomy of the arteries and veins",),
        draw=_draw,
    ),
)
