"""Diagnoses that hold for one sex or age only.

From the notes at the chapters (15: records of the mother; 16: conditions that begin before or around birth) and the
titles of categories; the ages of motherhood are those of the Medicare Code Editor (9 to 64 years).
"""

_FEMALE = (
    "O", "C51", "C52", "C53", "C54", "C55", "C56", "C57", "C58", "D06", "D25", "D26", "D27", "D28", "N70", "N71", "N72",
    "N73", "N74", "N75", "N76", "N77", "N80", "N81", "N82", "N83", "N84", "N85", "N86", "N87", "N88", "N89", "N90",
    "N91", "N92", "N93", "N94", "N95", "N96", "N97", "N98", "Z124", "Z32", "Z33", "Z34", "Z36", "Z37", "Z39", "Z3A",
)  # fmt: skip
_MALE = ("C60", "C61", "C62", "C63", "D29", "N40", "N41", "N42", "N43", "N44", "N45", "N46", "N47", "N48", "N49", "N50",
         "N51", "N53", "Z125")  # fmt: skip
_AGES: tuple[tuple[tuple[str, ...], int, int, str], ...] = (
    (("O", "Z33", "Z34", "Z36", "Z37", "Z39", "Z3A"), 9, 64, "of motherhood"),
    (("Z38", "Z0011"), 0, 0, "of the newborn"),
    (("Z0012",), 0, 17, "of childhood"),
    (("Z000",), 15, 124, "of adults"),
)


def unfit_for(code: str, age_years: int, sex: str) -> str:
    """Why a (normalised) code cannot be true of a patient of this age and sex ("unknown" fits all); "" if it can."""
    if sex == "male" and code.startswith(_FEMALE):
        return "The code is for female patients; the patient is male."
    if sex == "female" and code.startswith(_MALE):
        return "The code is for male patients; the patient is female."
    for codes, lowest, highest, whose in _AGES:
        if code.startswith(codes) and not lowest <= age_years <= highest:
            return f"The code is {whose} ({lowest} to {highest} years); the patient is {age_years}."
    return ""
