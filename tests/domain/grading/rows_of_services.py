"""What is wrong with one service: its code, modifiers, units, the diagnosis that it points to."""

from tests.support.audit_rows import Row, key, px
from trainer.domain.grading.context import Policy
from trainer.domain.grading.findings import FindingKind as K

CPT = "CPT 2026, "
A = "CPT 2026, appendix A, modifier "
NCCI = "NCCI Policy Manual, chapter 1, section "
CMS12 = "Medicare Claims Processing Manual, chapter 12, section "
STRICT = Policy.STRICT
MEDICARE = {"payer": "Medicare", "convention": "Medicare"}
EMERGENCY = {"place_of_service": "23", "specialty": "emergency medicine"}
HOSPITAL = {"place_of_service": "21", "setting": "inpatient", "specialty": "hospital medicine"}
THEATRE = {"place_of_service": "24", "specialty": "anesthesiology"}

KNEE = "M17.11, I10"
VISIT = key("I10, E78.5", px("99213"))
EAR = key("H61.21, I10", px("99213-25@B"), px("69210@A", optional="RT", forbidden="50"))
LESION = key("C44.619", px("11602"), px("12032"))


CODES = (
    Row("a service forgotten", f"{CPT}introduction", LESION, "11602", "missed@-", "12/24"),
    Row("no service entered", f"{CPT}introduction", LESION, "", "missed@- missed@-", "0/24"),
    Row("a service that nobody documented", f"{CMS12}30.6.1", LESION, "11602, 12032, 20610", "unsupported@3", "24/36"),
    Row("the lesion without its margins", f"{CPT}excision of lesions", LESION, "11601, 12032", "wrong_code@1", "12/24"),
    Row("a simple repair for a layered one", f"{CPT}repair", LESION, "11602, 12002", "wrong_code@2", "12/24"),
    Row(
        "a wrong code is one error, whatever hangs on it",
        "DESIGN section 5, one cause one deduction; code wrong 0",
        key(KNEE, px("29881-RT@A")),
        "29880-LTx2@B",
        "wrong_code@1",
        "0/12",
    ),
    Row(
        "the same service twice",
        "Medicare Claims Processing Manual, chapter 1, section 120",
        VISIT,
        "99213, 99213",
        "duplicate@2",
        "12/24",
    ),
    Row(
        "the same test three times",
        "Medicare Claims Processing Manual, chapter 1, section 120",
        key("I10", px("93000")),
        "93000, 93000, 93000",
        "duplicate@2 duplicate@3",
        "12/36",
    ),
    Row("twice, and twice done", f"{A}76", key("I10", px("93000"), px("93000-76")), "93000, 93000-76"),
    Row("a diagnosis as service", "45 CFR 162.1002", VISIT, "E11.9", "wrong_system@1 missed@-", "0/12"),
    Row(
        "an emergency that was planned",
        f"{CPT}anesthesia, qualifying circumstances",
        key("I65.21", px("00350-AA"), refused={"99140": K.CONTRADICTS_CHART}),
        "00350-AA, 99140",
        "contradicts_chart@2",
        "12/24",
        facts=THEATRE,
    ),
    Row(
        "without contrast, with contrast in the report",
        f"{CPT}radiology guidelines",
        key("N20.1", px("74177-26"), traps={"74176": ("74177", K.CONTRADICTS_CHART)}),
        "74176-26",
        "contradicts_chart@1",
        "0/12",
    ),
    Row("an I for a one in a service", "DESIGN section 5, I/1 never fail", VISIT, "992I3", notes="*@1"),
)

FORK = key(KNEE, px("27447-LT-22"))
SKIN = key("L57.0", px("17000"), px("11102-XS"))
CUTS = key("L60.0", px("11042"), px("11720", one_of="59 XS"))
ONE_VISIT = key("I10, E78.5", px("99213", forbidden="25"))
MODIFIERS = (
    Row("no 25 beside a procedure", f"{A}25; {NCCI}D", EAR, "99213@B, 69210@A", "modifier_missing@1", "18/24"),
    Row(
        "no 25, strict: half all the same",
        f"{A}25; DESIGN section 5",
        EAR,
        "99213@B, 69210@A",
        "modifier_missing@1",
        "18/24",
        policy=STRICT,
    ),
    Row(
        "25 for 57",
        f"{A}57; {CMS12}40.2",
        key("K35.80", px("99223-57")),
        "99223-25",
        "modifier_wrong@1",
        "6/12",
        facts=HOSPITAL,
    ),
    Row("22 for nothing", f"{A}22", key("M17.11", px("27447-RT")), "27447-RT-22", "modifier_unneeded@1", "6/12"),
    Row(
        "25 with nothing beside the visit",
        f"{A}25",
        ONE_VISIT,
        "99213-25",
        "modifier_unneeded|modifier_wrong@1",
        "6/12",
    ),
    Row("50 for one ear", f"{A}50", EAR, "99213-25@B, 69210-50@A", "modifier_unneeded|modifier_wrong@2", "18/24"),
    Row("right for left", f"{A}LT", key("M17.12", px("20610-LT")), "20610-RT", "laterality@1", "6/12"),
    Row(
        "a finger of the other hand",
        f"{A}F1, F6",
        key("M17.11", px("26055-F1")),
        "26055-F6",
        "laterality|modifier_wrong@1",
        "6/12",
    ),
    Row(
        "another finger of the same hand",
        f"{A}F1, F2",
        key("M17.11", px("26055-F1")),
        "26055-F2",
        "modifier_wrong|laterality@1",
        "6/12",
    ),
    Row(
        "planned for a return that was not",
        f"{A}78; {CMS12}40.2",
        key("K35.80", px("49000-78")),
        "49000-58",
        "modifier_wrong@1",
        "6/12",
        facts=HOSPITAL,
    ),
    Row(
        "unrelated for a related return",
        f"{A}78; {CMS12}40.2",
        key("K35.80", px("49000-78")),
        "49000-79",
        "modifier_wrong@1",
        "6/12",
        facts=HOSPITAL,
    ),
    Row(
        "another physician's repetition",
        f"{A}76, 77",
        key("I10", px("93000-76")),
        "93000-77",
        "modifier_wrong@1",
        "6/12",
    ),
    Row(
        "mild for severe systemic disease",
        f"{CPT}anesthesia, physical status",
        key("I65.21", px("00350-AA-P3")),
        "00350-AA-P2",
        "modifier_wrong@1",
        "6/12",
        facts=THEATRE,
    ),
    Row(
        "one of two is asked for, none is there",
        f"{NCCI}E",
        CUTS,
        "11042, 11720",
        "modifier_missing@2",
        "18/24",
        facts=MEDICARE,
    ),
    Row("one of two is there", f"{NCCI}E", CUTS, "11042, 11720-XS", facts=MEDICARE),
    Row(
        "59 and X at one line",
        f"{NCCI}E: X in lieu of 59",
        SKIN,
        "17000, 11102-59-XS",
        "modifier_wrong|modifier_unneeded@2",
        "18/24",
        facts=MEDICARE,
    ),
    Row("51 on the only line", f"{A}51", key("M17.11", px("20610")), "20610-51", "modifier_unneeded@1", "6/12"),
    Row(
        "modifier and units: two names, one deduction",
        "DESIGN section 5, modifier or units wrong ½",
        key("J20.9", px("94640-76x2")),
        "94640",
        "modifier_missing@1 units@1",
        "6/12",
    ),
)

NEUTRAL = (
    Row("order of modifiers", "DESIGN section 5, neutral", FORK, "27447-22-LT"),
    Row("small letters", "DESIGN section 5, normalise", FORK, "27447-lt-22"),
    Row("51 on a secondary line", "DESIGN section 5, neutral", LESION, "11602, 12032-51"),
    Row("51 for Medicare", "DESIGN section 5, neutral; DOMAIN 9a", LESION, "11602, 12032-51", facts=MEDICARE),
    Row("59 for an X", "DESIGN section 5, neutral", SKIN, "17000, 11102-59", facts=MEDICARE),
    Row(
        "an X for 59",
        f"{NCCI}E; DOMAIN 9a",
        key("L60.0", px("11042"), px("11720-59")),
        "11042, 11720-XS",
        facts=MEDICARE,
    ),
    Row(
        "the wrong X is only noted",
        "DOMAIN 9a: the wrong X is a note",
        SKIN,
        "17000, 11102-XU",
        notes="*@2",
        facts=MEDICARE,
    ),
    Row("a side that is not needed", "DESIGN section 5, neutral", EAR, "99213-25@B, 69210-RT@A"),
    Row("a side that the key does not name", "DESIGN section 5, neutral", key("M17.11", px("73560")), "73560-RT"),
    Row("order of the lines", "DESIGN section 5, neutral", LESION, "12032, 11602"),
    Row(
        "an optional service left out",
        "DESIGN section 5, status optional",
        key("I10", px("99213"), px("?36415")),
        "99213",
    ),
    Row(
        "an optional service entered",
        "DESIGN section 5, status optional",
        key("I10", px("99213"), px("?36415")),
        "99213, 36415",
    ),
    Row("the fewest units of a range", "DESIGN section 5, units as a range", key(KNEE, px("97110", (2, 3))), "97110x2"),
    Row("the most units of a range", "DESIGN section 5, units as a range", key(KNEE, px("97110", (2, 3))), "97110x3"),
)

CLINIC = "Medicare Claims Processing Manual, chapter 13, section 20; CPT appendix A, modifier 26"
ROLES = f"{CMS12}50 (anesthesia)"
PARTS = (
    Row(
        "the whole film for its reading",
        CLINIC,
        key("J20.9", px("71046-26")),
        "71046",
        "component@1",
        "6/12",
        facts=EMERGENCY,
    ),
    Row(
        "the technical part for the reading",
        CLINIC,
        key("J20.9", px("71046-26")),
        "71046-TC",
        "component@1",
        "6/12",
        facts=EMERGENCY,
    ),
    Row(
        "the reading alone of one's own film",
        CLINIC,
        key("J20.9", px("71046", forbidden="26 TC")),
        "71046-26",
        "component@1",
        "6/12",
    ),
    Row(
        "the whole tracing for its reading",
        f"{CPT}cardiography",
        key("I10", px("93010"), traps={"93000": ("93010", K.COMPONENT)}),
        "93000",
        "component@1",
        "0/12",
        facts=EMERGENCY,
    ),
    Row(
        "directing others for one's own case",
        ROLES,
        key("I65.21", px("00350-AA")),
        "00350-QK",
        "provider_role@1",
        "6/12",
        facts=THEATRE,
    ),
    Row(
        "a nurse alone for one who is directed",
        ROLES,
        key("I65.21", px("00350-QX")),
        "00350-QZ",
        "provider_role@1",
        "6/12",
        facts=THEATRE,
    ),
    Row(
        "a physician for an assistant who is none",
        f"{CMS12}20.4.3",
        key("M17.11", px("27447-AS")),
        "27447-80",
        "provider_role@1",
        "6/12",
    ),
    Row(
        "two surgeons for an assistant",
        f"{CMS12}40.8",
        key("M17.11", px("27447-62")),
        "27447-80",
        "provider_role@1",
        "6/12",
    ),
    Row(
        "the surgeon's operation",
        f"{CPT}anesthesia guidelines",
        key("I65.21", px("00350-AA"), refused={"35301": K.PROVIDER_ROLE}),
        "00350-AA, 35301",
        "provider_role@2",
        "12/24",
        facts=THEATRE,
    ),
)

DRUG = "Medicare Claims Processing Manual, chapter 17, section 40"
WASTE = key("C34.90", px("J9305x85"), px("J9305-JWx15"))
NO_WASTE = key("C34.90", px("J9271-JZx200"))
UNITS = (
    Row(
        "one unit for 1 g of 250 mg each",
        f"{DRUG}; HCPCS unit",
        key("J18.9", px("J0696x4")),
        "J0696",
        "units@1",
        "6/12",
    ),
    Row("three units for 30 minutes", f"{CPT}time", key(KNEE, px("97110x2")), "97110x3", "units@1", "6/12"),
    Row("more units than a range allows", f"{CPT}time", key(KNEE, px("97110", (2, 3))), "97110x4", "units@1", "6/12"),
    Row("nothing discarded, and no JZ", DRUG, NO_WASTE, "J9271x200", "drug_waste@1", "6/12", facts=MEDICARE),
    Row("JW where nothing was discarded", DRUG, NO_WASTE, "J9271-JWx200", "drug_waste@1", "6/12", facts=MEDICARE),
    Row("the discarded part left out", DRUG, WASTE, "J9305x85", "drug_waste@-", "12/24", facts=MEDICARE),
    Row("waste on its line", DRUG, WASTE, "J9305x85, J9305-JWx15", facts=MEDICARE),
)

ITEM_24E = "Medicare Claims Processing Manual, chapter 26, item 24E"
LINKED = key("H66.001, H61.21, I10", px("99213-25@A", allowed="AC"), px("69210@B"))
POINTERS = (
    Row("the visit for the wax", ITEM_24E, LINKED, "99213-25@B, 69210@B", "pointer@1", "21/24"),
    Row("the operation for the other condition", ITEM_24E, LINKED, "99213-25@A, 69210@A", "pointer@2", "21/24"),
    Row("the right one second", ITEM_24E, LINKED, "99213-25@CA, 69210@B", "pointer@1", "21/24"),
    Row("no pointer", ITEM_24E, LINKED, "99213-25@A, 69210", "pointer@2", "21/24"),
    Row("one that the key does not allow", ITEM_24E, LINKED, "99213-25@AB, 69210@B", "pointer@1", "21/24"),
    Row("one more that is allowed", ITEM_24E, LINKED, "99213-25@AC, 69210@B"),
    Row(
        "secondary diagnoses in another order",
        "DESIGN section 5, neutral",
        LINKED,
        "99213-25@AB, 69210@C",
        diagnoses="H66.001, I10, H61.21",
    ),
    Row(
        "a pointer to the line of a wrong code is right",
        "DESIGN section 5, one cause one deduction",
        LINKED,
        "99213-25@A, 69210@B",
        "less_specific@1",
        diagnoses="H66.90, H61.21, I10",
        other="27/36",
    ),
    Row(
        "pointer and modifier: two names, one deduction",
        "DESIGN section 5, modifier wrong ½, link wrong ¾",
        LINKED,
        "99213@B, 69210@B",
        "modifier_missing@1 pointer@1",
        "18/24",
    ),
)

ROWS = (*CODES, *MODIFIERS, *NEUTRAL, *PARTS, *UNITS, *POINTERS)
