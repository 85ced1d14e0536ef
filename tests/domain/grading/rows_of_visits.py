"""Visits of the wrong level or of the wrong category."""

from dataclasses import replace

from tests.support.audit_rows import Row, key, px
from trainer.domain.claims.case import Patient
from trainer.domain.grading.context import Policy

CMS12 = "Medicare Claims Processing Manual, chapter 12, section "
EM = "CPT 2026, evaluation and management guidelines; DESIGN section 5, credit of visits"
STRICT = Policy.STRICT
Facts = dict[str, object]

MEDICARE: Facts = {"payer": "Medicare", "convention": "Medicare"}
EMERGENCY: Facts = {"place_of_service": "23", "specialty": "emergency medicine"}
HOSPITAL: Facts = {"place_of_service": "21", "setting": "inpatient", "specialty": "hospital medicine"}
NEW: Facts = {"patient": Patient(54, "female", "new")}
EAR = key("H61.21, I10", px("99213-25@B"), px("69210@A", optional="RT", forbidden="50"))


def _visit(
    says: str, right: str, claim: str, finds: str, credit: str, *, source: str = EM, facts: Facts | None = None
) -> Row:
    return Row(says, source, key("I10, E78.5", px(right)), claim, finds, credit, facts=facts or {})


ROWS = (
    _visit("one level too high", "99213", "99214", "em_over@1", "6/12"),
    replace(_visit("one level too high, strict", "99213", "99214", "em_over@1", "0/12"), policy=STRICT),
    _visit("two levels too high", "99213", "99215", "em_over@1", "0/12"),
    _visit("one level too low", "99214", "99213", "em_under@1", "6/12"),
    replace(_visit("one level too low, strict", "99214", "99213", "em_under@1", "0/12"), policy=STRICT),
    _visit("two levels too low", "99215", "99213", "em_under@1", "0/12"),
    _visit("too high in the emergency room", "99283", "99284", "em_over@1", "6/12", facts=EMERGENCY),
    _visit("too low in the hospital", "99232", "99231", "em_under@1", "6/12", facts=HOSPITAL),
    _visit("too high for a new patient", "99203", "99204", "em_over@1", "6/12", facts=NEW),
    _visit("new for a patient who is known", "99213", "99203", "em_category@1", "0/12"),
    _visit("known for a patient who is new", "99203", "99213", "em_category@1", "0/12", facts=NEW),
    _visit("an office visit in the emergency room", "99283", "99213", "em_category@1", "0/12", facts=EMERGENCY),
    _visit("the first day for a later one", "99232", "99222", "em_category@1", "0/12", facts=HOSPITAL),
    _visit("preventive for a visit of problems", "99214", "99396", "em_category@1", "0/12"),
    _visit("critical care for a visit", "99285", "99291", "em_category@1", "0/12", facts=EMERGENCY),
    _visit(
        "a consultation, which Medicare does not pay",
        "99203",
        "99243",
        "em_category@1",
        "0/12",
        source=f"{CMS12}30.6.10",
        facts=MEDICARE | NEW,
    ),
    Row("a level too low, with its modifier", EM, EAR, "99212-25@B, 69210@A", "em_under@1", "18/24"),
)
