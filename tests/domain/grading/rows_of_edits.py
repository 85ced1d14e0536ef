"""What edits and the facts of a case say of services: parts of others, add-ons, most units, global periods, places."""

from dataclasses import replace
from datetime import date

from tests.support.audit_rows import Row, dx, key, px
from tests.support.edits import SomeEdits, a_limit, a_pair, an_add_on
from trainer.domain.claims.case import PriorEncounter
from trainer.domain.grading.case_key import Choice, ProcedureKey
from trainer.domain.grading.findings import FindingKind as K

NCCI = "NCCI Policy Manual for Medicare Services, chapter 1, section "
INDICATORS = "NCCI Policy Manual, chapter 1, section E, modifier indicators 0, 1, 9; DOMAIN 6"
MUE = "NCCI Policy Manual, chapter 1, section V; MUE tables, adjudication indicators 1 to 3"
ADD_ON = "CPT 2026, introduction, add-on codes; CMS add-on code edits, types 1 to 3"
GLOBAL = "Medicare Claims Processing Manual, chapter 12, section 40.1"
PLACE = "Medicare Claims Processing Manual, chapter 26, section 10.5; chapter 12, section 30.6"
MEDICARE = {"payer": "Medicare", "convention": "Medicare"}
INPATIENT = {"place_of_service": "21", "setting": "inpatient"}

COLON = key("K63.5", px("45385"))
FEET = key("L97.511", px("11042"), px("11720-59"))
LATER, EARLIER = date(2026, 7, 1), date(2026, 3, 31)


def _bundled(says: str, edits: SomeEdits, claim: str, finds: str) -> Row:
    return Row(says, INDICATORS, COLON, claim, finds, "12/24", edits=edits, facts=MEDICARE)


BUNDLES = (
    _bundled("indicator 0: part of the other", a_pair("45385", "45378", 0), "45385, 45378", "unbundled@2"),
    _bundled("whichever stands first", a_pair("45385", "45378", 0), "45378, 45385", "unbundled@1"),
    _bundled("indicator 0 is not lifted by 59", a_pair("45385", "45378", 0), "45385, 45378-59", "unbundled@2"),
    _bundled("indicator 1, and no modifier", a_pair("45385", "45380", 1), "45385, 45380", "unbundled@2"),
    _bundled("indicator 9: the edit is void", a_pair("45385", "45378", 9), "45385, 45378", "unsupported@2"),
    _bundled("an edit that is over", a_pair("45385", "45378", 0, ends=EARLIER), "45385, 45378", "unsupported@2"),
    _bundled("an edit that is still in force", a_pair("45385", "45378", 0, ends=LATER), "45385, 45378", "unbundled@2"),
    _bundled("an edit that begins later", a_pair("45385", "45378", 0, begins=LATER), "45385, 45378", "unsupported@2"),
    _bundled(
        "an edit that never was",
        a_pair("45385", "45378", 0, date(2020, 1, 1), date(2020, 1, 1)),
        "45385, 45378",
        "unsupported@2",
    ),
    _bundled("no edits imported", SomeEdits(), "45385, 45378", "unsupported@2"),
    Row("lifted by 59", INDICATORS, FEET, "11042, 11720-59", edits=a_pair("11042", "11720", 1), facts=MEDICARE),
    Row(
        "lifted by XS",
        f"{NCCI}E; DOMAIN 9a",
        FEET,
        "11042, 11720-XS",
        edits=a_pair("11042", "11720", 1),
        facts=MEDICARE,
    ),
    Row(
        "not lifted where the record would",
        INDICATORS,
        FEET,
        "11042, 11720",
        "modifier_missing@2",
        "18/24",
        warns="unbundled",
        edits=a_pair("11042", "11720", 1),
        facts=MEDICARE,
    ),
    Row(
        "a part, named by the key",
        f"{NCCI}A",
        key("K63.5", px("45385"), refused={"45378": K.UNBUNDLED}),
        "45385, 45378",
        "unbundled@2",
        "12/24",
    ),
)

SHOTS = key("I10", px("96372x3"))
LIMITS = (
    Row(
        "more than the most units",
        MUE,
        key("I10", px("93000")),
        "93000x4",
        "mue@1",
        "6/12",
        edits=a_limit("93000", 3),
        facts=MEDICARE,
    ),
    Row(
        "more than the most units of a drug",
        MUE,
        key("J18.9", px("J0696x4")),
        "J0696x40",
        "mue@1",
        "6/12",
        edits=a_limit("J0696", 16, 3),
        facts=MEDICARE,
    ),
    Row(
        "wrong, but not too many",
        MUE,
        key("I10", px("93000")),
        "93000x2",
        "units@1",
        "6/12",
        edits=a_limit("93000", 3),
        facts=MEDICARE,
    ),
    Row(
        "too many, and what the key says",
        f"{MUE}; DESIGN section 5, exact 1",
        SHOTS,
        "96372x3",
        warns="mue",
        edits=a_limit("96372", 2, 3),
        facts=MEDICARE,
    ),
    Row("as many as the limit", MUE, SHOTS, "96372x3", edits=a_limit("96372", 3), facts=MEDICARE),
    Row(
        "a limit of hospitals is none of practitioners",
        MUE,
        SHOTS,
        "96372x3",
        edits=a_limit("96372", 2, 2, "hospital"),
        facts=MEDICARE,
    ),
    Row(
        "a limit of a day counts all lines",
        MUE,
        key("I10", px("96372"), px("96372-76")),
        "96372, 96372-76",
        warns="mue",
        edits=a_limit("96372", 1, 3),
        facts=MEDICARE,
    ),
    Row(
        "a limit of a line counts each",
        MUE,
        key("I10", px("96372"), px("96372-76")),
        "96372, 96372-76",
        edits=a_limit("96372", 1, 1),
        facts=MEDICARE,
    ),
)

TAGS = key("D23.9", px("11200"), px("11201"))
SPINE_ALONE = key("M48.061", px("22614"))
ADD_ONS = (
    Row(
        "an add-on beside nothing of its own",
        ADD_ON,
        key("I10", px("99213")),
        "99213, 11201",
        "addon_alone@2",
        "12/24",
        edits=an_add_on("11201", "11200"),
    ),
    Row(
        "an add-on of Medicare beside nothing",
        ADD_ON,
        key("I10", px("99213")),
        "99213, 17003",
        "addon_alone@2",
        "12/24",
        edits=an_add_on("17003", "17000"),
        facts=MEDICARE,
    ),
    Row("beside its primary procedure", ADD_ON, TAGS, "11200, 11201", edits=an_add_on("11201", "11200")),
    Row(
        "its primary forgotten: one error",
        f"{ADD_ON}; DESIGN section 5, one cause",
        TAGS,
        "11201",
        "missed@-",
        "12/24",
        warns="addon_alone",
        edits=an_add_on("11201", "11200"),
    ),
    Row(
        "alone in the key too",
        f"{ADD_ON}; DESIGN section 5, exact 1",
        SPINE_ALONE,
        "22614",
        warns="addon_alone",
        edits=an_add_on("22614", "22612", "22630"),
    ),
    Row("beside what the contractor decides", ADD_ON, SPINE_ALONE, "22614", edits=an_add_on("22614", kind=2)),
    Row(
        "beside a primary that a list of type 3 leaves out",
        f"{ADD_ON}: the list of type 3 is not complete",
        key("M17.11", px("27301"), px("20701")),
        "27301, 20701",
        edits=an_add_on("20701", "11043", kind=3),
    ),
    Row(
        "too many, and no list that is complete",
        f"{ADD_ON}: the list of type 3 is not complete",
        key("M17.11", px("27301")),
        "27301, 20701",
        "unsupported@2",
        "12/24",
        edits=an_add_on("20701", "11043", kind=3),
    ),
    Row(
        "an edit of add-ons that is over", ADD_ON, SPINE_ALONE, "22614", edits=an_add_on("22614", "22612", ends=EARLIER)
    ),
    Row(
        "too many, but not alone",
        "Medicare Claims Processing Manual, chapter 12, section 30.6.1",
        key("D23.9", px("11200")),
        "11200, 11201",
        "unsupported@2",
        "12/24",
        edits=an_add_on("11201", "11200"),
    ),
)


def _after(days: int, on: date, *, is_same_specialty: bool = True) -> dict[str, object]:
    prior = PriorEncounter(on, "an operation", "27447", days, is_same_specialty)
    return MEDICARE | {"prior_encounters": (prior,), "specialty": "orthopedics"}


FILM = key("M17.11", px("73560"))


def _recovering(says: str, facts: dict[str, object], finds: str) -> Row:
    return Row(says, GLOBAL, FILM, "73560, 99213", finds, "12/24", facts=facts)


UNRELATED = key("I10", px("99213-24"))
GLOBALS = (
    _recovering("a visit on day 90 after an operation", _after(90, date(2026, 3, 12)), "global_included@2"),
    _recovering("a visit on day 91", _after(90, date(2026, 3, 11)), "unsupported@2"),
    _recovering("a visit on day 10 after a small one", _after(10, date(2026, 5, 31)), "global_included@2"),
    _recovering("a visit on day 11", _after(10, date(2026, 5, 30)), "unsupported@2"),
    _recovering("no global period", _after(0, date(2026, 6, 1)), "unsupported@2"),
    _recovering("of another specialty", _after(90, date(2026, 5, 20), is_same_specialty=False), "unsupported@2"),
    Row(
        "an unrelated visit without 24",
        f"{GLOBAL}; CPT 2026, appendix A, modifier 24",
        UNRELATED,
        "99213",
        "modifier_missing@1",
        "6/12",
        facts=_after(90, date(2026, 5, 20)),
    ),
    Row(
        "an unrelated visit with 24",
        f"{GLOBAL}; CPT 2026, appendix A, modifier 24",
        UNRELATED,
        "99213-24",
        facts=_after(90, date(2026, 5, 20)),
    ),
    Row(
        "included, named by the key",
        GLOBAL,
        key("C44.619", px("11602"), refused={"99213": K.GLOBAL_INCLUDED}),
        "11602, 99213-25",
        "global_included@2",
        "12/24",
    ),
)

PLACES = (
    Row("an emergency visit in the office", PLACE, key("S61.411A", px("12002")), "12002, 99283-25", "pos@2", "12/24"),
    Row("a hospital visit in the office", PLACE, key("M17.11", px("20610")), "20610, 99232-25", "pos@2", "12/24"),
    Row(
        "an office visit on the ward",
        PLACE,
        key("M17.11", px("20610")),
        "20610, 99213-25",
        "pos@2",
        "12/24",
        facts=INPATIENT,
    ),
    Row(
        "the hospital's supplies, named by the key",
        PLACE,
        key("S61.411A", px("12002"), refused={"99070": K.POS}),
        "12002, 99070",
        "pos@2",
        "12/24",
        facts={"place_of_service": "23"},
    ),
    Row(
        "an emergency visit for one in urgent care",
        PLACE,
        key("J20.9", px("99213")),
        "99283",
        "em_category@1",
        "0/12",
        warns="pos",
        facts={"place_of_service": "20"},
    ),
    Row(
        "a hospital visit for one in the office",
        PLACE,
        key("J20.9", px("99214")),
        "99232",
        "em_category@1",
        "0/12",
        warns="pos",
    ),
    Row("an emergency visit in its place", PLACE, key("J20.9", px("99284")), "99284", facts={"place_of_service": "23"}),
    Row(
        "an office visit in a hospital's clinic",
        PLACE,
        key("J20.9", px("99213")),
        "99213",
        facts={"place_of_service": "22"},
    ),
)


def _for(payer: str, line: ProcedureKey) -> ProcedureKey:
    return replace(line, when=payer)


POLYP = key(
    dx("Z12.11, D12.3"), _for("CPT", px("45385-33", forbidden="PT")), _for("Medicare", px("45385-PT", forbidden="33"))
)
LONG_VISIT = key("I10", px("99215"), _for("CPT", px("99417")), _for("Medicare", px("G2212")))
BOTH_KNEES = key(
    "M17.0",
    replace(px("20610-50"), choice=Choice("sides", "one line")),
    replace(px("20610-RT"), choice=Choice("sides", "two lines")),
    replace(px("20610-LT"), choice=Choice("sides", "two lines")),
)
PAYERS = (
    Row("33 where CPT holds", "CPT 2026, appendix A, modifier 33", POLYP, "45385-33"),
    Row(
        "PT for Medicare",
        "Medicare Claims Processing Manual, chapter 18, section 60",
        POLYP,
        "45385-PT",
        facts=MEDICARE,
    ),
    Row(
        "33 for Medicare",
        "Medicare Claims Processing Manual, chapter 18, section 60",
        POLYP,
        "45385-33",
        "modifier_wrong@1",
        "6/12",
        facts=MEDICARE,
    ),
    Row("PT where CPT holds", "CPT 2026, appendix A, modifier 33", POLYP, "45385-PT", "modifier_wrong@1", "6/12"),
    Row(
        "CPT's long visit for Medicare",
        "DOMAIN 9a: 99417, Medicare's G2212",
        LONG_VISIT,
        "99215, 99417",
        "wrong_system@2 ~missed@-",
        "12/24",
        facts=MEDICARE,
    ),
    Row(
        "Medicare's long visit for CPT",
        "DOMAIN 9a: 99417, Medicare's G2212",
        LONG_VISIT,
        "99215, G2212",
        "wrong_system@2 ~missed@-",
        "12/24",
    ),
    Row(
        "the long visit that the payer wants",
        "DOMAIN 9a: 99417, Medicare's G2212",
        LONG_VISIT,
        "99215, G2212",
        facts=MEDICARE,
    ),
    Row("both knees as one line", "DESIGN section 5, any_of; DOMAIN 9a, bilateral", BOTH_KNEES, "20610-50"),
    Row("both knees as two lines", "DESIGN section 5, any_of; DOMAIN 9a, bilateral", BOTH_KNEES, "20610-LT, 20610-RT"),
    Row(
        "one of two knees",
        "CPT 2026, appendix A, modifier 50",
        BOTH_KNEES,
        "20610-RT",
        "modifier_missing|modifier_wrong|missed",
        "<",
    ),
)

ROWS = (*BUNDLES, *LIMITS, *ADD_ONS, *GLOBALS, *PLACES, *PAYERS)
