"""Second, independent implementations of the anatomy families.

Each function reads one generated question as a learner does (stem and options as text), follows the way, the vessel or
the words of direction by standard anatomy and returns the id of the option that states the result.
"""

import re
from collections.abc import Callable

from tests.domain.generators.oracles.anatomy_tables import (
    SIDE_ARTERIES,
    SIDE_VEINS,
    TRAVELERS,
    TRUNK_ARTERIES,
    TRUNK_VEINS,
)


def bare(name: str) -> str:
    """A name without article, capitals and full stop."""
    return name.strip().rstrip(".").lower().removeprefix("the ")


def only(options: dict[str, str], answer: str) -> str:
    """The id of the one option that reads like the answer."""
    found = [key for key, text in options.items() if bare(text) == answer]
    assert len(found) == 1, f"computed {answer!r}, found {found} in {options}"
    return found[0]


def both_sides(pairs: dict[str, str]) -> dict[str, str]:
    """The same connections on the right and on the left."""
    return {f"{side} {one}": f"{side} {other}" for side in ("right", "left") for one, other in pairs.items()}


PARENTS = {**TRUNK_ARTERIES, **both_sides(SIDE_ARTERIES)}
RECEIVERS = {**TRUNK_VEINS, **both_sides(SIDE_VEINS)}


def way(stem: str) -> list[str]:
    """The stations of the traveler in the order in which it meets them; the longest name of a traveler counts."""
    named = [each for each in TRAVELERS if re.search(rf"\b{re.escape(each)}\b", stem)]
    assert named, f"no traveler in {stem!r}"
    return TRAVELERS[max(named, key=len)]


def path(stem: str, options: dict[str, str]) -> str:
    """The nearest option ahead of the traveler, or all the stations between two."""
    stations = way(stem)
    names = "|".join(re.escape(each) for each in sorted(stations, key=len, reverse=True))
    left = re.search(rf"(?:has just left|is now leaving) (?:the )?({names})\b", stem, re.IGNORECASE)
    if left:
        ahead = stations[stations.index(left[1].lower()) + 1 :]
        offered = [bare(text) for text in options.values()]
        assert all(each in stations for each in offered), f"{offered} are not all on the way"
        reached = [each for each in ahead if each in offered]
        assert reached, f"nothing of {offered} is ahead"
        return only(options, reached[0])
    ends = re.search(rf"\bfrom (?:the )?({names}) (?:to|as far as) (?:the )?({names})\b", stem, re.IGNORECASE)
    assert ends, f"no two ends in {stem!r}"
    start, end = stations.index(ends[1].lower()), stations.index(ends[2].lower())
    assert start < end, f"{ends[1]} comes after {ends[2]}"
    return only(options, ", ".join(stations[start + 1 : end]))


def chain(links: dict[str, str], start: str, end: str) -> list[str] | None:
    """Everything strictly between two vessels by these links, or None where the links do not join them."""
    between, here = [], links.get(start)
    while here is not None and here != end:
        between.append(here)
        here = links.get(here)
    return between if here == end else None


def vessel(stem: str, options: dict[str, str]) -> str:
    """From which artery, into which vein or chamber, or which vessels between two, with the blood."""
    entered = re.search(r"From which vessel did the catheter enter (?:the )?(.+?) directly\?", stem)
    if entered:
        return only(options, PARENTS[bare(entered[1])])
    passed = re.search(r"Into which vessel or chamber does it pass directly from (?:the )?(.+?)\?", stem)
    if passed:
        return only(options, RECEIVERS[bare(passed[1])])
    ends = re.search(r"\bfrom (?:the )?(.+?) (?:to|into) (?:the )?(.+?)\. The vessels", stem)
    assert ends, f"no two ends in {stem!r}"
    start, end = bare(ends[1]), bare(ends[2])
    along_arteries, along_veins = chain(PARENTS, end, start), chain(RECEIVERS, start, end)
    assert (along_arteries is None) != (along_veins is None), f"no way from {start} to {end}"
    between = along_veins if along_arteries is None else along_arteries[::-1]
    return only(options, ", ".join(between or []))


OTHER_SIDE = {"left": "right", "right": "left"}
SEGMENTS = {
    ("elbow", "proximal"): "upper arm",
    ("elbow", "distal"): "forearm",
    ("knee", "proximal"): "thigh",
    ("knee", "distal"): "lower leg",
}
# in the anatomical position: palms forward, thumbs out, big toes in
SURFACES = {
    "upper arm": ("inner side", "outer side", "biceps side", "triceps side"),
    "forearm": ("little-finger side", "thumb side", "palm side", "back-of-hand side"),
    "thigh": ("inner side", "outer side", "kneecap side", "hamstring side"),
    "lower leg": ("big-toe side", "little-toe side", "shin side", "calf side"),
}
ASPECTS = ("medial", "lateral", "anterior", "posterior")


def direction(stem: str, options: dict[str, str]) -> str:
    """Side from ipsi- or contralateral, segment from proximal or distal to the joint, surface from the aspect."""
    first, rest = re.split(r"(?<=[a-z])\. ", stem, maxsplit=1)
    operated = re.findall(r"\b(left|right)\b", first)
    told = re.search(r"\b(ipsilateral|contralateral) (arm|leg)\b", rest)
    level = re.search(r"\d+ cm (proximal|distal) to the (elbow|knee)", rest)
    aspects = re.findall(rf"\b({'|'.join(ASPECTS)})\b", rest)
    assert told, f"no limb in {stem!r}"
    assert level, f"no level in {stem!r}"
    assert len(operated) == len(aspects) == 1, f"{operated} and {aspects} in {stem!r}"
    assert (told[2] == "arm") == (level[2] == "elbow"), f"limb and joint differ in {stem!r}"
    side = operated[0] if told[1] == "ipsilateral" else OTHER_SIDE[operated[0]]
    segment = SEGMENTS[level[2], level[1]]
    return only(options, f"{side} {segment}, {SURFACES[segment][ASPECTS.index(aspects[0])]}")


def plane(stem: str) -> str:
    """Coronal: right-left and top-bottom; transverse: right-left and front-back; sagittal: the other two."""
    shown = re.search(r"It shows (.+?) In which plane", stem)
    assert shown, f"no image in {stem!r}"
    # what does not appear says nothing of the directions that do
    parts = re.split(r"(?<=\w)[.;] ", shown[1])
    seen = " ".join(
        each for each in parts if not re.match(r"(?:only one level|neither|the \w+ \w+ does not)", each, re.I)
    )
    across = "side by side" in seen
    depth = re.search(r"\bbehind\b", seen) is not None
    height = (
        re.search(r"\babove\b|\bfrom (?:its upper|top|first|the lower neck) to\b|from the lower neck", seen) is not None
    )
    assert across + depth + height == 2, f"not two directions in {seen!r}"
    if across:
        return "transverse" if depth else "coronal"
    middle, beside = "exactly in the midline" in stem, re.search(r"\d+ cm (?:left|right) of the midline", stem)
    assert middle != (beside is not None), f"midline or not in {stem!r}"
    return "midsagittal" if middle else "parasagittal"


POSITIONS = {
    "supine": r"on the back, face up",
    "prone": r"on the belly, face down",
    "left lateral decubitus": r"on the side, with the right flank facing up",
    "right lateral decubitus": r"on the side, with the left flank facing up",
    "dorsal lithotomy": r"legs in stirrups",
    "trendelenburg": r"whole table tilted so that the head is lower",
    "reverse trendelenburg": r"whole table tilted so that the head is higher",
    "fowler": r"only the upper body raised to half sitting",
}


def plane_position(stem: str, options: dict[str, str]) -> str:
    """The plane by the directions an image shows; the term by the description of a position, or the other way."""
    if "In which plane" in stem:
        return only(options, plane(stem))
    told = re.search(r"\bin (?:the )?([\w ]+?) position\b", stem, re.I)
    if told:
        term = told[1].lower()
        found = [key for key, text in options.items() if re.search(POSITIONS[term], text, re.I)]
        assert len(found) == 1, f"{found} describe {term}"
        return found[0]
    terms = [term for term, description in POSITIONS.items() if re.search(description, stem, re.I)]
    assert len(terms) == 1, f"{terms} in {stem!r}"
    return only(options, terms[0])


ORACLES: dict[str, Callable[[str, dict[str, str]], str]] = {
    "family-anatomy-path": path,
    "family-anatomy-vessel": vessel,
    "family-anatomy-direction": direction,
    "family-anatomy-plane-position": plane_position,
}
