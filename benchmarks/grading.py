"""Grading of coded work: one claim, and the claims of a class, with the shipped code book.

`make bench NAME=grading`. 12-line claims (8 diagnoses, 4 procedures) with mistakes of many kinds, a 10-line key.
"""

import random
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median, quantiles

from benchmarks.figures import Figures
from trainer.codebook.compile import compile_book
from trainer.codebook.shelf import Shelf
from trainer.codebook.sources import collect
from trainer.config import resource_folder
from trainer.domain.claims.case import CaseContent, CaseKind, Patient
from trainer.domain.claims.lines import Claim, ProcedureLine
from trainer.domain.grading.case_key import (
    CaseKey,
    DiagnosisKey,
    ModifierRule,
    NotReportable,
    PointerRule,
    ProcedureKey,
)
from trainer.domain.grading.cases import grade_case
from trainer.domain.grading.context import Context

SEED = 20261125
CLAIMS = 2_000
CLASS = 200
DAY = date(2026, 6, 1)

KEY_DIAGNOSES = ("I13.0", "I50.22", "N18.32", "E11.22", "Z79.4", "E78.5")
KEY = CaseKey(
    diagnoses=tuple(DiagnosisKey(code, "", f"why {code}", is_first_listed=code == "I13.0") for code in KEY_DIAGNOSES),
    procedures=(
        ProcedureKey("99214", "", "why", modifiers=ModifierRule(all=("25",)), pointers=PointerRule(0, (1, 2, 3))),
        ProcedureKey("93000", "", "why", pointers=PointerRule(0, (1,))),
        ProcedureKey("96372", "", "why", pointers=PointerRule(3, (4,))),
        ProcedureKey("J1885", "", "why", units_low=2, units_high=2, pointers=PointerRule(3)),
    ),
    not_reportable=(NotReportable("R06.02", "a symptom"),),
)
OTHER_DIAGNOSES = (
    "I11.0", "I50.9", "I50.32", "N18.30", "N18.4", "E11.9", "E11.65", "Z79.84", "R06.02", "I10", "E78.2", "S52.531",
    "J44.1", "R07.9", "E11.2Z", "C50.911", "O24.410", "Z87.891",
)  # fmt: skip
OTHER_PROCEDURES = ("99213", "99215", "99204", "93010", "96374", "J1886", "36415", "94640")
CHART = (
    "Dyspnea for two weeks, probable pneumonia ruled out by film. Heart failure with reduced ejection fraction. " * 30
)
CONTENT = CaseContent(
    CaseKind.CODE, "A case", "cardiology", 4, "2026", "outpatient", "11", "Medicare", "Medicare",
    Patient(71, "male", "established"), DAY, "…", "…", CHART,
)  # fmt: skip


def main() -> int:
    figures = Figures()
    rng = random.Random(SEED)
    claims = [_claim(rng) for _ in range(CLAIMS)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "codebook.sqlite3"
        own = resource_folder("question_banks") / "code_sets"
        compile_book(path, collect(own, []), datetime(2026, 6, 1, tzinfo=UTC), lambda *_: None)
        started = time.perf_counter()
        context = Context(CONTENT, *Shelf(path).open_on(DAY))
        for claim in claims[:CLASS]:  # as in a new process: nothing was looked up before
            grade_case(KEY, claim, context)
        figures.add("grading.class_s", time.perf_counter() - started, "s", at_most=1)
        milliseconds = [_time(claim, context) for claim in claims]
    figures.add("grading.claim_median_ms", median(milliseconds), "ms", at_most=2)
    figures.add("grading.claim_p99_ms", quantiles(milliseconds, n=100)[98], "ms", at_most=8)
    return figures.exit_code()


def _time(claim: Claim, context: Context) -> float:
    started = time.perf_counter()
    grade_case(KEY, claim, context)
    return (time.perf_counter() - started) * 1_000


def _claim(rng: random.Random) -> Claim:
    """Eight diagnoses and four procedures: some as the key has them, some not."""
    codes = rng.sample([*KEY_DIAGNOSES, *KEY_DIAGNOSES, *OTHER_DIAGNOSES], 12)
    diagnoses = tuple(code.replace(".", "") for code in list(dict.fromkeys(codes))[:8])
    procedures = [line.code for line in KEY.procedures]
    for place in rng.sample(range(4), rng.randint(0, 3)):
        procedures[place] = rng.choice(OTHER_PROCEDURES)
    lines = tuple(
        ProcedureLine(
            code, tuple(rng.sample(("25", "26", "59", "RT"), rng.randint(0, 2))), rng.randint(1, 2), (rng.randrange(8),)
        )
        for code in procedures
    )
    return Claim(diagnoses, lines)


if __name__ == "__main__":
    raise SystemExit(main())
