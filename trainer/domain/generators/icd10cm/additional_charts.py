"""Charts whose codes ask for another one: kidneys, heart, weight, urine, and what such a chart is made of."""

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Case:
    """A drawn chart with the two codes; `changed` are pairs that misread one of them, each with its mistake and why."""

    chart: str
    ages: tuple[int, int]
    first: str
    second: str
    what: str
    changed: tuple[tuple[str, str, str], ...]
    noun: str = ""


_STAGES = (
    ("stage 1", "N18.1"),
    ("stage 2", "N18.2"),
    ("stage 3a", "N18.31"),
    ("stage 3b", "N18.32"),
    ("stage 4", "N18.4"),
    ("stage 5, no dialysis", "N18.5"),
)
_KINDS_OF_FAILURE = (
    ("chronic systolic", "I50.22"),
    ("chronic diastolic", "I50.32"),
    ("acute on chronic systolic", "I50.23"),
    ("acute on chronic diastolic", "I50.33"),
    ("chronic combined systolic and diastolic", "I50.42"),
)
_ORGANISMS = (
    ("Escherichia coli", "B96.20"),
    ("Klebsiella pneumoniae", "B96.1"),
    ("Proteus mirabilis", "B96.4"),
    ("Pseudomonas aeruginosa", "B96.5"),
    ("Enterococcus", "B95.2"),
)
_URINARY = (
    ("urinary tract infection, site not known,", "N39.0"),
    ("acute cystitis without hematuria", "N30.00"),
    ("acute cystitis with hematuria", "N30.01"),
)


def hypertensive_kidney(rng: random.Random) -> Case:
    stage, second = rng.choice(_STAGES)
    first, other = ("I12.0", "I12.9") if second == "N18.5" else ("I12.9", "I12.0")
    chart = f"has primary hypertension and chronic kidney disease, {stage}; there is no heart disease and no diabetes"
    apart = "Hypertension with chronic kidney disease is presumed to be hypertensive kidney disease: I12, not I10."
    return Case(
        chart,
        (45, 84),
        first,
        second,
        "the stage of the kidney disease",
        (
            (f"I10, {second}", "hypertension and kidney disease kept apart", apart),
            (f"{other}, {second}", "wrong group of stages", f"{other} does not go with {stage}; {first} does."),
            (f"{first}, N18.9", "stage left open", f"N18.9 leaves the stage open, and the chart says {stage}."),
        ),
    )


def diabetic_kidney(rng: random.Random) -> Case:
    stage, second = rng.choice(_STAGES)
    name, code = rng.choice((("type 1", "E10"), ("type 2", "E11")))
    by = "takes insulin" if name == "type 1" else "is treated by diet alone"
    chart = (
        f"has {name} diabetes with chronic kidney disease, {stage}; the blood pressure is normal, and the patient {by}"
    )
    return Case(
        chart,
        (35, 80),
        f"{code}.22",
        second,
        "the stage of the kidney disease",
        (
            (
                f"{code}.9, {second}",
                "diabetes and kidney disease kept apart",
                f"“With” links the two by convention, so that {code}.22 is used; {code}.9 denies complications.",
            ),
            (f"{code}.22, N18.9", "stage left open", f"N18.9 leaves the stage open, and the chart says {stage}."),
            (f"{code}.29, {second}", "other kidney complication", f"{code}.29 is for a complication without own code."),
        ),
    )


def hypertensive_heart(rng: random.Random) -> Case:
    kind, second = rng.choice(_KINDS_OF_FAILURE)
    chart = f"has primary hypertension and {kind} heart failure; the kidneys are healthy"
    return Case(
        chart,
        (55, 88),
        "I11.0",
        second,
        "the kind of heart failure",
        (
            (
                f"I10, {second}",
                "hypertension and heart failure kept apart",
                "Hypertension with heart failure is presumed to be hypertensive heart disease: I11.0, not I10.",
            ),
            ("I11.0, I50.9", "kind of failure left open", f"I50.9 leaves the kind open, and the chart says {kind}."),
            (
                f"I11.9, {second}",
                "heart failure denied",
                "I11.9 is for hypertensive heart disease without heart failure.",
            ),
        ),
    )


def _index_code(tenths: int) -> str:
    """The code of a body mass index of 30 and more, given in tenths: whole units below 40, ranges above."""
    if tenths < 400:
        return f"Z68.{tenths // 10}"
    return next(f"Z68.4{last}" for last, end in ((1, 450), (2, 500), (3, 600), (4, 700), (5, 9999)) if tenths < end)


def obesity(rng: random.Random) -> Case:
    low, high, degree = rng.choice(((305, 349, 1), (355, 399, 2), (403, 548, 3)))
    tenths = rng.randint(low, high)
    first, second = f"E66.81{degree}", _index_code(tenths)
    up = _index_code((tenths + 5) // 10 * 10)
    if up == second:
        up = _index_code(tenths + (10 if tenths < 400 else 60))
    shown = f"{tenths // 10}.{tenths % 10}"
    chart = (
        f"is advised about weight. The physician diagnoses class {degree} obesity; the dietitian's note gives a body "
        f"mass index of {shown}"
    )
    other = 3 if degree == 2 else 2
    return Case(
        chart,
        (22, 70),
        first,
        second,
        "the body mass index",
        (
            (f"{first}, {up}", "body mass index rounded up", f"{up} starts higher; the index of {shown} is {second}."),
            (f"E66.9, {second}", "class left out", f"E66.9 names no class; the physician says class {degree}."),
            (f"E66.81{other}, {second}", "class misread", f"The physician says class {degree}, not class {other}."),
        ),
    )


def urinary_infection(rng: random.Random) -> Case:
    infection, first = rng.choice(_URINARY)
    (organism, second), (other, wrong) = rng.sample(_ORGANISMS, 2)
    chart = f"has {'a ' if first == 'N39.0' else ''}{infection} and the culture grows {organism}, named as its cause"
    return Case(
        chart,
        (20, 80),
        first,
        second,
        "the organism",
        (
            (f"{first}, {wrong}", "another organism", f"{wrong} is for {other}; the culture grew {organism}."),
            (
                f"{first}, A49.9",
                "organism as an infection of its own",
                f"A49.9 is for a bacterial infection of no known site. {second} names a cause of a "
                "disease coded elsewhere.",
            ),
        ),
    )
