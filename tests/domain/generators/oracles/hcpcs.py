"""Second, independent implementations of the HCPCS families.

Each function reads one generated question as a learner does (stem and options as text), works out the
answer from the published rule and returns the id of the option that states it.
"""

import re
from calendar import month_name
from collections.abc import Callable
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

NUMBER = r"\d[\d,]*(?:\.\d+)?"
MEASURE = r"mcg|mg|mL|g|units?"
CODE = r"[A-Z]\d{4}"

# Billing units of the HCPCS descriptors (January 2025 file and earlier), written down from the descriptors.
DRUG_UNITS = {
    "J0585": "1 unit",
    "J0692": "500 mg",
    "J0696": "250 mg",
    "J0885": "1000 units",
    "J1200": "50 mg",
    "J1626": "100 mcg",
    "J1644": "1000 units",
    "J1650": "10 mg",
    "J1745": "10 mg",
    "J1885": "15 mg",
    "J2185": "100 mg",
    "J2270": "10 mg",
    "J2357": "5 mg",
    "J2469": "25 mcg",
    "J2550": "50 mg",
    "J3301": "10 mg",
    "J3475": "500 mg",
    "J9000": "10 mg",
    "J9035": "10 mg",
    "J9041": "0.1 mg",
    "J9045": "50 mg",
    "J9055": "10 mg",
    "J9190": "500 mg",
    "J9201": "200 mg",
    "J9206": "20 mg",
    "J9228": "1 mg",
    "J9263": "0.5 mg",
    "J9303": "10 mg",
    "J9305": "10 mg",
    "J9308": "5 mg",
    "J9312": "10 mg",
    "J9354": "1 mg",
    "J9355": "10 mg",
    "J9390": "10 mg",
    "J9395": "25 mg",
}

# Medicare Claims Processing Manual, chapter 15, section 30: one letter for each kind of place.
PLACES = {
    "a freestanding imaging center": "D",
    "an independent radiation therapy center": "D",
    "an assisted living facility": "E",
    "a custodial care home": "E",
    "a group home for adults": "E",
    "a hospital's own outpatient dialysis department": "G",
    "the dialysis unit of a hospital": "G",
    "a community hospital": "H",
    "the county hospital": "H",
    "the regional medical center, an acute care hospital": "H",
    "a helipad where an air ambulance takes over": "I",
    "an airport apron where a medical helicopter waits": "I",
    "a freestanding dialysis clinic": "J",
    "an independent dialysis center in a shopping plaza": "J",
    "a bed in a Medicare skilled nursing facility": "N",
    "a skilled nursing facility": "N",
    "a family physician's office": "P",
    "the private office of a cardiologist": "P",
    "a daughter's house, the patient's home": "R",
    "the apartment where the patient lives alone": "R",
    "the patient's own house": "R",
    "a bus stop": "S",
    "a construction site": "S",
    "a grocery store": "S",
    "the shoulder of a highway": "S",
}
TRIPS = (
    r"Pickup: (?P<origin>.+?)\. Drop-off: (?P<destination>.+?)\. Carried: ",
    r"without a stop on the way, to (?P<destination>.+?); the crew loaded the patient at (?P<origin>.+?)\. ",
    r"picks up .+? (?:at|from|in|on) (?P<origin>(?:an? |the )(?:(?! at ).)+?),? and takes the patient to "
    r"(?P<destination>.+?)\. ",
)

# What the question asks for: the CPT or HCPCS code, looked up by the words of the request.
THINGS = {
    "the work of the CT scan": "70450",
    "the work of the MRI of the brain": "70551",
    "the work of the OCT of the retina": "92134",
    "the work of the ankle films": "73610",
    "the work of the bone density scan": "77080",
    "the work of the catheter placement": "51702",
    "the work of the chemotherapy infusion": "96413",
    "the work of the debridement": "11042",
    "the work of the echocardiogram": "93306",
    "the work of the ferritin test": "82728",
    "the work of the fracture treatment": "25600",
    "the work of the hemoglobin A1c test": "83036",
    "the work of the infusion": "96365",
    "the work of the inhalation treatment in the office": "94640",
    "the work of the injection into the carpal tunnel": "20526",
    "the work of the injection into the knee joint": "20610",
    "the work of the injection into the muscle": "96372",
    "the work of the injection into the vitreous": "67028",
    "the work of the injection under the skin": "96372",
    "the work of the injections for migraine": "64615",
    "the work of the insertion": "58300",
    "the work of the knee films": "73562",
    "the work of the pregnancy test": "81025",
    "the work of the repeated oximetry": "94761",
    "the work of the sleep study": "95810",
    "the work of the vitamin B12 test": "82607",
    "the work of the wound closure": "12001",
    "the work of the wrist films": "73110",
    "the CPAP machine itself": "E0601",
    "the Foley catheter itself": "A4338",
    "the Mirena device itself": "J7298",
    "the aflibercept itself": "J0178",
    "the ambulance trip itself": "A0429",
    "the ankle gauntlet itself": "L1902",
    "the bedside drainage bag itself": "A4357",
    "the cyanocobalamin itself": "J3420",
    "the denosumab itself": "J0897",
    "the dry pressure mattress itself": "E0184",
    "the fiberglass for the cast itself": "Q4010",
    "the home glucose meter itself": "E0607",
    "the inhalation drug for home itself": "J7620",
    "the iron sucrose itself": "J1756",
    "the methylprednisolone acetate itself": "J1010",
    "the nasal mask itself": "A7034",
    "the nebulizer with compressor itself": "E0570",
    "the onabotulinumtoxinA itself": "J0585",
    "the oxygen concentrator itself": "E1390",
    "the portable oxygen system itself": "E0431",
    "the supply of test strips itself": "A4253",
    "the trastuzumab itself": "J9355",
    "the work of the bladder scan": "51798",
    "the work of the blood gas analysis": "82803",
    "the work of the chest films": "71046",
    "the work of the gait training": "97116",
    "the work of the hormone test": "84443",
    "the work of the nerve conduction studies": "95909",
    "the work of the urine albumin test": "82043",
    "the work of the wound culture": "87070",
    "the cane itself": "E0100",
    "the cast material": "Q4010",
    "the diphenhydramine itself": "J1200",
    "the eyeglass frames themselves": "V2020",
    "the foam wound cover itself": "A6209",
    "the folding walker itself": "E0135",
    "the heparin itself": "J1642",
    "the inhalation drug for use at home": "J7620",
    "the ketorolac itself": "J1885",
    "the miles of the ambulance": "A0425",
    "the pair of underarm crutches itself": "E0114",
    "the sling itself": "A4565",
    "the sumatriptan itself": "J3030",
    "the test strips themselves": "A4253",
    "the disease treated": "C50.411",
    "the triamcinolone itself": "J3301",
    "the wrist splint itself": "L3908",
}
# Conditions noted beside the reason of the encounter.
NOTED = {
    "allergy to penicillin": "Z88.0",
    "essential hypertension": "I10",
    "gastroesophageal reflux without esophagitis": "K21.9",
    "hyperlipidemia": "E78.5",
    "hypothyroidism": "E03.9",
    "long-term aspirin": "Z79.82",
    "past cigarette smoking": "Z87.891",
}
# Diagnosis in the words of the stem: ICD-10-CM code (tabular list, April 2026).
REASONS = {
    "woman with age-related osteoporosis and no fracture": "M81.0",
    "carpal tunnel syndrome of the right wrist": "G56.01",
    "woman with cancer in the upper outer quadrant of the right breast": "C50.411",
    "obstructive sleep apnea": "G47.33",
    "woman comes for insertion of an intrauterine device": "Z30.430",
    "sprains the calcaneofibular ligament of the right ankle": "S93.411A",
    "type 2 diabetes and hyperglycemia": "E11.65",
    "cuts the scalp in a fall": "S01.01XA",
    "urinary retention without a known cause": "R33.9",
    "chronic respiratory failure with hypoxia": "J96.11",
    "iron deficiency anemia from chronic blood loss": "D50.0",
    "closed Colles' fracture of the right radius": "S52.531A",
    "stage 3 pressure ulcer of the sacrum": "L89.153",
    "chronic migraine without aura, not intractable": "G43.709",
    "exacerbation of chronic obstructive pulmonary disease": "J44.1",
    "exudative macular degeneration of the right eye and active new vessels": "H35.3211",
    "primary osteoarthritis of the right knee alone": "M17.11",
    "pernicious anemia": "D51.0",
}


def number(text: str) -> Decimal:
    """The value of a number written with thousands separators."""
    return Decimal(text.replace(",", ""))


def find(pattern: str, text: str) -> re.Match[str]:
    """The only match of the pattern in the text."""
    found = list(re.finditer(pattern, text))
    assert len(found) == 1, f"{len(found)} matches of {pattern!r}"
    return found[0]


def the_one(options: dict[str, str], wanted: Callable[[str], bool], computed: object) -> str:
    """The id of the only option that says what was computed."""
    right = [name for name, text in options.items() if wanted(text)]
    assert len(right) == 1, f"computed {computed}, stated by options {right}"
    return right[0]


def units_option(options: dict[str, str], value: Decimal) -> str:
    """The option that says this number of units."""

    def says(text: str) -> bool:
        read = re.fullmatch(rf"({NUMBER}) units?", text)
        assert read, f"not a number of units: {text}"
        return number(read[1]) == value

    return the_one(options, says, f"{value} units")


def ceiling(value: Decimal) -> Decimal:
    """Every started unit counts."""
    return value.to_integral_value(ROUND_CEILING)


def measured(value: str, measure: str) -> tuple[Decimal, str]:
    """An amount of drug in micrograms or in the drug's own units."""
    factors = {"mcg": 1, "mg": 1_000, "g": 1_000_000}
    if measure in factors:
        return number(value) * factors[measure], "mcg"
    assert measure in ("unit", "units"), f"not an amount of drug: {measure}"
    return number(value), "units"


def billing_unit(stem: str) -> tuple[str, Decimal, str]:
    """Code and billing unit as the stem states them, compared with the HCPCS descriptor."""
    code = find(rf"\b{CODE}\b", stem)[0]
    stated = find(
        rf"(?:is defined per|{code} stands for|descriptor makes|descriptor of {code} counts|"
        rf"One billing unit of {code} is|{code} is billed per) (?:up to )?({NUMBER}) ({MEASURE})\b",
        stem,
    )
    amount = measured(stated[1], stated[2])
    assert amount == measured(*DRUG_UNITS[code].split()), f"{code}: the stem says {stated[0]}, not {DRUG_UNITS[code]}"
    return code, *amount


def dose_given(stem: str) -> tuple[Decimal, str]:
    """The dose of a medication record: by weight, by volume or directly."""
    if "for each kilogram" in stem:
        each = find(rf"ordered at ({NUMBER}) ({MEASURE}) for each kilogram, all of it given", stem)
        weight = number(find(rf"weight charted today is ({NUMBER}) kg", stem)[1])
        amount, measure = measured(each[1], each[2])
        return amount * weight, measure
    if "in each mL" in stem:
        volume = number(find(rf"(?:receives|charted|: ?)\s*({NUMBER}) mL of [a-z]", stem)[1])
        amount, measure = measured(*find(rf"the label reads ({NUMBER}) ({MEASURE}) in each mL", stem).groups())
        return amount * volume, measure
    return measured(*find(rf"(?:receives|charted|:) ({NUMBER}) ({MEASURE}) of [a-z]", stem).groups())


def drug_units(stem: str, options: dict[str, str]) -> str:
    """Medicare Claims Processing Manual, chapter 17, section 10: dose by the descriptor's unit, rounded up."""
    _, unit, unit_measure = billing_unit(stem)
    dose, dose_measure = dose_given(stem)
    assert dose_measure == unit_measure, f"dose in {dose_measure}, unit in {unit_measure}"
    return units_option(options, ceiling(dose / unit))


def drug_waste(stem: str, options: dict[str, str]) -> str:
    """Medicare Claims Processing Manual, chapter 17, section 40: JW for at least one whole wasted unit, else JZ."""
    assert "Medicare" in stem
    assert "single-dose" in stem
    code, unit, measure = billing_unit(stem)
    dose, dose_measure = measured(*find(rf"(?:Given:|dose given is|receives) ({NUMBER}) ({MEASURE})\b", stem).groups())
    opened = re.findall(rf"({NUMBER}) vials? of ({NUMBER}) ({MEASURE})\b", stem)
    content = sum((number(count) * measured(size, kind)[0] for count, size, kind in opened), Decimal(0))
    waste = content - dose
    assert dose_measure == measure, f"dose in {dose_measure}, unit in {measure}"
    assert waste >= 0, f"vials {opened}, waste {waste}"
    assert (waste == 0) == bool(re.search("nothing is left over|vials are used up", stem)), f"waste is {waste}"
    given = ceiling(dose / unit)
    wasted = (waste / unit).to_integral_value(ROUND_FLOOR)
    lines = {(code, given), (f"{code}-JW", wasted)} if wasted else {(f"{code}-JZ", given)}

    def says(text: str) -> bool:
        read = [re.fullmatch(rf"({CODE}(?:-J[WZ])?) × ({NUMBER})", line) for line in text.split(" and ")]
        assert all(read), f"not claim lines: {text}"
        return {(line[1], number(line[2])) for line in read if line} == lines

    return the_one(options, says, sorted(lines))


def days_both_included(first: str, last: str) -> Decimal:
    """Calendar days from the first to the last in an ordinary year."""

    def day(text: str) -> date:
        month, number_of_day = text.split()
        return date(2025, list(month_name).index(month), int(number_of_day))

    return Decimal((day(last) - day(first)).days + 1)


def daily_use(stem: str) -> Decimal:
    """Pieces used a day times the days of the order."""
    times = number(find(rf"({NUMBER}) times a day", stem)[1])
    return times * number(find(rf"(?:for|order covers) ({NUMBER}) days\b", stem)[1])


def supply_units(stem: str) -> Decimal:
    """Units of one supply line by the descriptor's unit, which the stem states."""
    unit = find(r"(?:, whose unit is|, the unit|its descriptor counts) (.+?)(?:\. |, and no limit)", stem)[1]
    if pack := re.fullmatch(r"(?:a box of )?(50|100) (?:strips|lancets|gloves)", unit):
        assert "in unbroken packs" in stem
        return ceiling(daily_use(stem) / number(pack[1]))
    if unit == "18 square inches":
        rolls = find(rf"({NUMBER}) rolls?, each ({NUMBER}) inch(?:es)? wide and ({NUMBER}) yards long", stem)
        return ceiling(number(rolls[1]) * number(rolls[2]) * number(rolls[3]) * 36 / 18)
    if unit == "100 calories":
        formula = find(rf"of ({NUMBER}) kcal per mL, ({NUMBER}) mL a day; formula for ({NUMBER}) days", stem)
        return ceiling(number(formula[1]) * number(formula[2]) * number(formula[3]) / 100)
    if unit == "one day":
        return days_both_included(*find(r"every day from (\w+ \d+) to (\w+ \d+), both included", stem).groups())
    if span := re.fullmatch(r"one (week|month)'s supply", unit):
        stretch = find(rf"for ({NUMBER}) days \(({NUMBER}) full {span[1]}s?\)", stem)
        assert number(stretch[1]) == number(stretch[2]) * {"week": 7, "month": 30}[span[1]]
        return number(stretch[2])
    if unit == "0.1 mL":
        return ceiling(number(find(rf"injects ({NUMBER}) mL of gadobutrol", stem)[1]) / Decimal("0.1"))
    if pairs := re.search(rf"is given ({NUMBER}) pairs? of", stem):
        return number(pairs[1]) * {"one pair": 1, "one shoe": 2, "one insert": 2, "one stocking": 2}[unit]
    assert unit in ("one catheter", "one pad", "one wipe", "one syringe", "one needle"), unit
    assert "delivered and billed one by one" in stem
    return daily_use(stem)


def supply_quantity(stem: str, options: dict[str, str]) -> str:
    """HCPCS Level II descriptors: the quantity ordered, counted in the unit of the code."""
    return units_option(options, supply_units(stem))


def ambulance_modifier(stem: str, options: dict[str, str]) -> str:
    """Medicare Claims Processing Manual, chapter 15, section 30: letter of the origin, then of the destination."""
    trip = next(found for pattern in TRIPS if (found := re.search(pattern, stem)))
    letters = PLACES[trip["origin"]] + PLACES[trip["destination"]]
    return the_one(options, lambda text: text == letters, letters)


def code_set(stem: str, options: dict[str, str]) -> str:
    """ICD-10-CM tells why, CPT what was done, HCPCS Level II which product, drug or trip was supplied."""
    asked = find(r"(?:reports|stands for|needs the code for) (the [^?.]+)[?.]", stem)[1]
    if asked == "the reason for the encounter":
        found = [code for words, code in REASONS.items() if words in stem]
        assert len(found) == 1, f"diagnoses: {found}"
        wanted = found[0]
    elif noted := re.fullmatch(r"the (.+) also noted", asked):
        wanted = NOTED[noted[1]]
    else:
        wanted = THINGS[asked]
    return the_one(options, lambda text: text == wanted, wanted)


ORACLES: dict[str, Callable[[str, dict[str, str]], str]] = {
    "family-hcpcs-drug-units": drug_units,
    "family-hcpcs-drug-waste": drug_waste,
    "family-hcpcs-supply-quantity": supply_quantity,
    "family-hcpcs-ambulance-modifier": ambulance_modifier,
    "family-hcpcs-code-set": code_set,
}
