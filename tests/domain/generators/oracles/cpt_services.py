"""Second implementations of the service families: infusions, vaccines, joint injections, debridement.

Every function reads the question as a learner does and finds the answer by the rule, without the families' code.
"""

import re
from collections import Counter
from collections.abc import Callable

INFUSION_ORDER = ("96365", "96374", "96366", "96367", "96368", "96375", "96360", "96361")
# CPT: size of the joint or bursa → codes without and with ultrasound guidance.
JOINT_CODES = {"small": ("20600", "20604"), "intermediate": ("20605", "20606"), "major": ("20610", "20611")}
SITES = (
    (r"(?:base|middle|end) joint of the (?:right|left) [a-z ]*(?:finger|toe)\b", "small"),
    (r"(?:right|left) (?:wrist|elbow|ankle|acromioclavicular joint)\b", "intermediate"),
    (r"bursa over the tip of the (?:right|left) elbow\b", "intermediate"),
    (r"(?:right|left) (?:shoulder|hip|knee) joint\b", "major"),
    (r"bursa under the (?:right|left) acromion\b", "major"),
)
DEBRIDEMENT = {"bone": ("11044", "11047"), "muscle": ("11043", "11046"), "subcutaneous": ("11042", "11045")}
DEPTHS = {
    "skin and subcutaneous tissue": "subcutaneous",
    "skin down to and with subcutaneous fat": "subcutaneous",
    "skin, subcutaneous tissue and muscle": "muscle",
    "dead tissue down to and with muscle": "muscle",
    "skin, subcutaneous tissue, muscle and bone": "bone",
    "dead tissue down to and with bone": "bone",
}


def pick(options: dict[str, str], text: str) -> str:
    """The id of the one option which says the text."""
    found = [key for key, said in options.items() if said == text]
    assert len(found) == 1, f"computed {text}, which {len(found)} options say"
    return found[0]


def units(code: str, count: int) -> str:
    """A code with its units as the options write them."""
    return code if count == 1 else f"{code} × {count}"


def clock(text: str) -> int:
    """Minutes since midnight of a time like 1:05 p.m."""
    hour, minute, half = re.fullmatch(r"(\d+):(\d\d) ([ap])\.m\.", text).groups()
    return (int(hour) % 12 + (12 if half == "p" else 0)) * 60 + int(minute)


def further_hours(minutes: int) -> int:
    """Hours after the first one; the last counts from more than 30 minutes."""
    return max(0, (minutes - 60 + 29) // 60)


def infusion_entry(entry: str, main: str, codes: Counter) -> None:
    """Counts the codes of one entry of the record."""
    found = re.fullmatch(r"(.+?), (push|infusion|infusion from .*? line|nothing else running), (.+)", entry)
    assert found, f"entry {entry}"
    drug, kind, when = found.groups()
    if kind == "push":
        codes["96375"] += 1
        return
    start, end = (clock(time) for time in when.split(" to "))
    minutes = end - start
    if kind == "nothing else running":
        assert drug == "normal saline for dehydration", drug
        codes["96361"] += 1 + further_hours(minutes) if minutes > 30 else 0
    elif "second bag" in kind:
        assert minutes > 15, "a short second infusion"
        codes["96368"] = 1
    elif minutes <= 15:
        assert drug != main, "the main infusion is a push"
        codes["96375"] += 1
    else:
        codes["96365" if drug == main else "96367"] += 1
        codes["96366"] += further_hours(minutes)


def infusion_times(stem: str, options: dict[str, str]) -> str:
    """CPT conventions for infusions in physicians' offices: one initial code, that of the reason for the visit."""
    assert re.search(r"[Oo]ne venous access", stem), "access"
    main = re.search(r"infusion of ([a-z ]+?) because of|reason for the visit is ([a-z ]+?) for", stem)
    entries = re.search(r"\((.*?)\)", stem)[1].split("; ")
    drugs = [entry.split(",", 1)[0] for entry in entries]
    assert len(set(drugs)) == len(drugs), "a drug is given twice"
    codes: Counter = Counter()
    for entry in entries:
        infusion_entry(entry, main[1] or main[2], codes)
    assert codes["96365"] == 1, "initial code"
    return pick(options, ", ".join(units(code, codes[code]) for code in INFUSION_ORDER if codes[code]))


def components(against: str) -> int:
    """CPT: a component covers all antigens against the disease of one organism."""
    if re.search(r"^(?:\w+ (?:types|strains) of |meningococcus of )", against):
        return 1
    return len(re.split(r", | and ", against))


def vaccine_administration(stem: str, options: dict[str, str]) -> str:
    """CPT 90460 and 90461 (through 18 years, counseling by a qualified professional), else 90471, 90472, 90474."""
    assert "commercial" in stem, "payer"
    age = re.search(r"(\d+)-(month|year)-old", stem)
    young = age[2] == "month" or int(age[1]) <= 18
    counsels = (
        r"(?:pediatrician|family physician|nurse practitioner with her own billing number) counsels the \w+ on every"
    )
    counseled = bool(re.search(counsels, stem))
    others = r"physician is not involved|no physician or other qualified professional takes part"
    assert counseled != bool(re.search(others, stem)), "counseling"
    given = re.findall(r"one (injection|by mouth) against (.*?)[;.]", stem)
    if announced := re.search(r"receives (\d+) vaccines", stem):
        assert int(announced[1]) == len(given), "number of vaccines"
    codes: Counter = Counter()
    for number, (route, against) in enumerate(sorted(given, key=lambda vaccine: vaccine[0] == "by mouth")):
        if young and counseled:
            codes["90460"] += 1
            codes["90461"] += components(against) - 1
        elif number == 0:
            assert route == "injection", "oral vaccine alone"
            codes["90471"] += 1
        else:
            codes["90472" if route == "injection" else "90474"] += 1
    return pick(options, ", ".join(units(code, codes[code]) for code in sorted(codes) if codes[code]))


def joint_injection(stem: str, options: dict[str, str]) -> str:
    """CPT arthrocentesis: size of the joint or bursa, guidance with permanent recording and report."""
    note = re.search(r"(?:Procedure note|Procedures of today, with consent): (.*?)\. (?:Drugs|Under CPT)", stem)[1]
    codes = []
    for service in note.split("; "):
        sizes = [size for pattern, size in SITES if re.match(pattern, service)]
        assert len(sizes) == 1, f"site {service}"
        guided = "under ultrasound guidance, with images kept in the record and the findings written down" in service
        unguided = (
            "by landmarks alone" in service
            or "with ultrasound for orientation, no image kept and no findings written down" in service
        )
        assert guided != unguided, f"guidance {service}"
        codes.append(JOINT_CODES[sizes[0]][guided])
    return pick(options, ", ".join(sorted(codes, reverse=True)))


def debridement_area(stem: str, options: dict[str, str]) -> str:
    """CPT 11042 to 11047; NCCI Policy Manual ch. III: areas of one depth are added, first 20 sq cm, each further 20."""
    removed = re.search(r"Removed: (.*?)\. (?:Leaving|Which)", stem)[1]
    areas: Counter = Counter()
    for wound in removed.split("; "):
        found = re.fullmatch(r"[a-z ]+(?:, from an open wound of \d+ sq cm)?: (.*), (\d+) sq cm", wound)
        areas[DEPTHS[found[1]]] += int(found[2])
    lines = []
    for depth, (first, further) in DEBRIDEMENT.items():
        if areas[depth]:
            lines.append(first)
            rest = (areas[depth] - 1) // 20
            lines += [units(further, rest)] if rest else []
    return pick(options, ", ".join(lines))


ORACLES: dict[str, Callable[[str, dict[str, str]], str]] = {
    "family-cpt-infusion-times": infusion_times,
    "family-cpt-vaccine-administration": vaccine_administration,
    "family-cpt-joint-injection": joint_injection,
    "family-cpt-debridement-area": debridement_area,
}
