"""Order of several procedures of one session on a claim, with add-on codes and modifier 51.

Rule: add-on codes and codes exempt from modifier 51 never take it (CPT's conventions, in our own words); lines go by
relative value units, and the plan's rule for add-ons and for 51 stands in the stem.
"""

import random
from dataclasses import dataclass
from fractions import Fraction

from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.wording import a, decimal, joined


@dataclass(frozen=True, slots=True)
class _Line:
    """A procedure: number, what was done, usual RVUs in hundredths; an add-on names its primary code."""

    code: str
    text: str
    rvu: int
    primary: str = ""
    is_exempt: bool = False


@dataclass(frozen=True, slots=True)
class _Session:
    """What one surgeon did in one session, primary procedures first."""

    surgeon: str
    lines: tuple[_Line, ...]


_SESSIONS = (
    _Session(
        "neurosurgeon",
        (
            _Line("63047", "decompression of one lumbar segment", 3385),
            _Line("22612", "posterolateral lumbar fusion of one segment", 4803),
            _Line("63048", "decompression of a further lumbar segment", 633, "63047"),
            _Line("22614", "posterolateral lumbar fusion of a further segment", 1176, "22612"),
        ),
    ),
    _Session(
        "orthopedic surgeon",
        (
            _Line("29827", "arthroscopic rotator cuff repair", 3247),
            _Line("23430", "open tenodesis of the long biceps tendon", 2279),
            _Line("29826", "arthroscopic decompression of the subacromial space", 515, "29827"),
        ),
    ),
    _Session(
        "breast surgeon",
        (
            _Line("19301", "partial mastectomy", 2001),
            _Line("38525", "open removal of deep axillary nodes", 1343),
            _Line("38900", "mapping of sentinel nodes with dye during the operation", 411, "38525"),
        ),
    ),
    _Session(
        "pain physician",
        (
            _Line("64483", "lumbar transforaminal epidural injection at one level", 333),
            _Line("64493", "lumbar facet joint injection at one level", 273),
            _Line("64484", "transforaminal epidural injection at a further lumbar level", 151, "64483"),
            _Line("64494", "lumbar facet joint injection at a second level", 152, "64493"),
        ),
    ),
    _Session(
        "vascular surgeon",
        (
            _Line("36478", "laser ablation of the first incompetent leg vein", 818),
            _Line("37765", "stab phlebectomy of varicose veins through 12 incisions", 796),
            _Line("36479", "laser ablation of a second vein of the same leg", 388, "36478"),
        ),
    ),
    _Session(
        "heart surgeon",
        (
            _Line("33405", "replacement of the aortic valve with a prosthesis", 6698),
            _Line("33533", "bypass with one arterial graft", 5531),
            _Line("33518", "two vein grafts in addition to the arterial one", 1206, "33533"),
        ),
    ),
    _Session(
        "dermatologist",
        (
            _Line("11606", "excision of a large skin cancer of the back", 950),
            _Line("12034", "layered closure of 11 cm on the back", 609),
            _Line("11102", "tangential biopsy of a lesion of the arm", 112),
            _Line("11103", "tangential biopsy of a second lesion of the arm", 65, "11102"),
        ),
    ),
    _Session(
        "dermatologist",
        (
            _Line("11200", "removal of the first 15 skin tags", 233),
            _Line("17000", "destruction of the first actinic keratosis", 166),
            _Line("11201", "removal of 10 further skin tags", 48, "11200"),
            _Line("17003", "destruction of the second actinic keratosis", 6, "17000"),
        ),
    ),
    _Session(
        "plastic surgeon",
        (
            _Line("15100", "split-thickness skin graft of 100 sq cm to the thigh", 2168),
            _Line("15002", "preparation of 100 sq cm of the burned thigh for the graft", 1024),
            _Line("15101", "split-thickness skin graft of 60 sq cm more", 331, "15100"),
            _Line("15003", "preparation of 60 sq cm more for the graft", 189, "15002"),
        ),
    ),
    _Session(
        "general surgeon",
        (
            _Line("44140", "partial colectomy with anastomosis", 4038),
            _Line("47120", "partial removal of a lobe of the liver for a metastasis", 4500),
            _Line("44139", "freeing of the splenic flexure for the colectomy", 358, "44140"),
        ),
    ),
    _Session(
        "emergency physician",
        (
            _Line("32551", "chest tube through an open incision", 461),
            _Line("31500", "emergency intubation of the trachea", 423, is_exempt=True),
            _Line("12034", "layered closure of 9 cm on the leg", 609),
            _Line("23650", "closed reduction of a dislocated shoulder without anesthesia", 850),
        ),
    ),
)


def _draw(rng: random.Random) -> Draft:
    session = rng.choice(_SESSIONS)
    lines = _valued(rng, session.lines)
    listed = rng.sample(lines, len(lines))
    values = {line.code: value for line, value in lines}
    by_value = sorted((line for line, _ in lines), key=lambda line: -values[line.code])
    order = _order(by_value)
    right = _claim(order, _with_51(order))
    stem = _stem(rng, session, listed)
    return Draft(stem, right, _why(order, values, right), _wrong(rng, by_value, [line for line, _ in listed], right))


def _valued(rng: random.Random, lines: tuple[_Line, ...]) -> list[tuple[_Line, int]]:
    """The lines with RVUs of the plan's own, all different; the order of the primary codes is chance if that can be."""
    wanted = rng.sample([line for line in lines if not line.primary], sum(not line.primary for line in lines))
    tries = 0
    while True:
        tries += 1
        found = [(line, line.rvu * rng.randint(60, 140) // 100) for line in lines]
        values = dict(found)
        first = max(lines, key=lambda line: values[line])
        if len(set(values.values())) < len(lines) or first.is_exempt or first.primary:
            continue
        if tries > 60 or wanted == sorted(wanted, key=lambda line: -values[line]):
            return found


def _order(by_value: list[_Line]) -> list[_Line]:
    """Primary procedures by value, each followed by its add-ons."""
    ordered = []
    for line in by_value:
        if not line.primary:
            ordered += [line, *(each for each in by_value if each.primary == line.code)]
    return ordered


def _with_51(order: list[_Line]) -> set[str]:
    """The codes that take 51: all but the first, the add-ons and the exempt ones."""
    return {line.code for line in order[1:] if not line.primary and not line.is_exempt}


def _claim(order: list[_Line], with_51: set[str]) -> str:
    return ", ".join(line.code + ("-51" if line.code in with_51 else "") for line in order)


def _rvu(value: int) -> str:
    return decimal(Fraction(value, 100), 2)


def _stem(rng: random.Random, session: _Session, listed: list[tuple[_Line, int]]) -> str:
    rows = "; ".join(f"{line.text}, {line.code}, {_rvu(value)} RVUs" for line, value in listed)
    exempt = any(line.is_exempt for line, _ in listed)
    note = " Its list of codes exempt from modifier 51 names 31500." if exempt else ""
    who = a(session.surgeon)
    rule = (
        "The plan wants modifier 51 where CPT's conventions allow it, the primary procedures in descending order of "
        f"its own RVUs, and each add-on directly below its primary code.{note}"
    )
    return rng.choice(
        (
            f"In one session {who} performs, all separately reportable: {rows}. {rule} Leaving other modifiers "
            "aside, how do the lines go on the claim?",
            f"{who.capitalize()} bills a commercial plan for one session, every line of which passes the edits: "
            f"{rows}. {rule} Other modifiers are left aside. Which claim is right?",
            f"Charge sheet of {who}, one session, one patient: {rows}. All of it may be reported together. {rule} "
            "Which order of lines and use of modifier 51 is right, other modifiers left aside?",
        )
    )


def _why(order: list[_Line], values: dict[str, int], right: str) -> str:
    primaries = [line for line in order if not line.primary]
    ranking = ", ".join(f"{line.code} ({_rvu(values[line.code])})" for line in primaries)
    return f"The primary procedures by RVUs are {ranking}. {_free(order)} The claim reads {right}."


def _free(order: list[_Line]) -> str:
    """Which lines take no 51, and why."""
    add_ons = [line.code for line in order if line.primary]
    verb = "are add-ons" if len(add_ons) > 1 else "is an add-on"
    parts = [f"{joined(add_ons)} {verb} and never {'take' if len(add_ons) > 1 else 'takes'} 51"] if add_ons else []
    parts += [f"{line.code} is exempt from 51" for line in order if line.is_exempt]
    with_51 = [line.code for line in order if line.code in _with_51(order)]
    parts.append(f"the first line takes none, so 51 goes on {joined(with_51)}")
    sentence = "; ".join(parts)
    return f"{sentence[0].upper()}{sentence[1:]}."


_ORDERS = {
    "ranked": (
        "add-ons ranked among the primary codes",
        "Ranks every line by RVUs. An add-on follows its primary code",
    ),
    "lowest": ("lowest value first", "Begins with the procedure of the lowest value. The highest goes first"),
    "noted": ("order of the note", "Keeps the order in which the work was noted. RVUs decide"),
    "last": (
        "lines without 51 put last",
        "Puts what takes no 51 below the rest. An add-on follows its primary code, and an exempt code goes by RVUs",
    ),
}
_MARKS = {
    "all": ("51 on every line after the first", "Puts 51 on every line after the first"),
    "none": ("51 left out", "Leaves 51 out, which this plan wants"),
    "first": ("51 on the first line too", "Puts 51 on every primary line, the first or an exempt one too"),
}
"""Mistaken orders and uses of modifier 51 with what is said of them; "" stands for the right one."""


def _mistaken(order: list[_Line], marks: str) -> str:
    with_51 = {
        "": _with_51(order),
        "all": {line.code for line in order[1:]},
        "none": set[str](),
        "first": {line.code for line in order if not line.primary},
    }[marks]
    return _claim(order, with_51)


def _wrong(rng: random.Random, by_value: list[_Line], noted: list[_Line], right: str) -> tuple[Wrong, ...]:
    """Mistakes of order, of modifier 51 and of both, so mixed that now one and now all options keep the rule of 51."""
    orders = {
        "": _order(by_value),
        "ranked": by_value,
        "lowest": _order(by_value[::-1]),
        "noted": noted,
        "last": sorted(by_value, key=lambda line: bool(line.primary) or line.is_exempt),
    }

    def wrong(order: str, marks: str) -> Wrong:
        said = [table[key] for table, key in ((_ORDERS, order), (_MARKS, marks)) if key]
        why = ". ".join(text for _, text in said)
        end = f"{_free(orders[''])} " if marks else ""
        name = " and ".join(name for name, _ in said)
        return Wrong(_mistaken(orders[order], marks), name, f"{why}. {end}Right is {right}.")

    misplaced = [wrong(each, "") for each in rng.sample(list(_ORDERS), len(_ORDERS))]
    mismarked = [wrong("", each) for each in rng.sample(list(_MARKS), len(_MARKS))]
    misplaced = [each for each in misplaced if each.text != right]
    order, marks = rng.choice(list(_ORDERS)), rng.choice(list(_MARKS))
    pattern = rng.choices(("pair", "order", "lone", "both", "any"), (28, 18, 26, 18, 10))[0]
    if pattern == "order":
        return (*misplaced, *mismarked)
    first = [wrong(order, ""), wrong("", marks), wrong(order, marks)]
    if pattern == "lone":
        order = rng.choice(("lowest", "lowest", order))
        first = [wrong(order, each) for each in ("", *rng.sample(list(_MARKS), 2))]
    if pattern == "both":
        first = [*misplaced[:2], wrong(order, marks)]
    found = [*misplaced, *mismarked]
    rng.shuffle(found)
    return tuple(found) if pattern == "any" else (*first, *found)


FAMILIES = (
    Family(
        slug="family-cpt-procedure-order",
        title="Order of procedures with add-on codes and modifier 51",
        track="cpc",
        area="coding-guidelines",
        difficulty=3,
        bloom="apply",
        tags=("add-on codes", "modifiers", "multiple procedures"),
        references=(
            "CPT conventions on add-on codes and modifier 51, stated in our own words",
            "NCCI Policy Manual, chapter I",
        ),
        draw=_draw,
    ),
)
