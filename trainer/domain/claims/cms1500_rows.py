"""The items of the CMS-1500 (02/12) as a table: id, our label, kind, room in characters, place in the 837P.

Order is that of the form. Room after the NUCC manual of the form, but 40 for names and streets: its 24 to 29 would not
take the full name of many a practice. `24.*` rows stand for each of six lines, `21.*` for each of twelve diagnoses.
A page and the checks read them through `cms1500.ITEMS`.
"""

Row = tuple[str, str, str, int, str]

CARRIER: tuple[Row, ...] = (
    ("carrier.name", "Payer's name", "text", 41, "2010BB NM103"),
    ("carrier.id", "Payer's electronic id", "text", 20, "2010BB NM109"),
    ("carrier.street", "Payer's street or box", "text", 41, "2010BB N301"),
    ("carrier.city", "Payer's city", "text", 24, "2010BB N401"),
    ("carrier.state", "Payer's state", "state", 2, "2010BB N402"),
    ("carrier.zip", "Payer's ZIP code", "zip", 10, "2010BB N403"),
)

PATIENT: tuple[Row, ...] = (
    ("1", "Type of insurance", "choice", 9, "2000B SBR09"),
    ("1a", "Insured's member number", "member", 29, "2010BA NM109"),
    ("2", "Patient's name", "person", 40, "2010BA or 2010CA NM103-NM105, NM107"),
    ("3.born", "Patient's date of birth", "date", 10, "2010BA or 2010CA DMG02"),
    ("3.sex", "Patient's sex", "choice", 1, "2010BA or 2010CA DMG03"),
    ("4", "Insured's name", "insured", 40, "2010BA NM103-NM105, NM107"),
    ("5.street", "Patient's street", "text", 40, "2010BA or 2010CA N301"),
    ("5.city", "Patient's city", "text", 24, "2010BA or 2010CA N401"),
    ("5.state", "Patient's state", "state", 2, "2010BA or 2010CA N402"),
    ("5.zip", "Patient's ZIP code", "zip", 10, "2010BA or 2010CA N403"),
    ("5.phone", "Patient's telephone", "phone", 14, ""),
    ("6", "Patient's relationship to the insured", "choice", 6, "2000B SBR02 or 2000C PAT01"),
    ("7.street", "Insured's street", "text", 40, "2010BA N301"),
    ("7.city", "Insured's city", "text", 23, "2010BA N401"),
    ("7.state", "Insured's state", "state", 2, "2010BA N402"),
    ("7.zip", "Insured's ZIP code", "zip", 10, "2010BA N403"),
    ("7.phone", "Insured's telephone", "phone", 14, ""),
    ("9", "Other insured's name", "insured", 40, "2330A NM103-NM105, NM107"),
    ("9a", "Other insured's policy or group number", "text", 28, "2330A NM109 or 2320 SBR03"),
    ("9d", "Other insured's plan", "text", 28, "2320 SBR04, 2330B NM103"),
    ("10a", "Condition from employment?", "choice", 3, "2300 CLM11-1 (EM)"),
    ("10b", "Condition from an auto accident?", "choice", 3, "2300 CLM11-1 (AA)"),
    ("10b.state", "State of the auto accident", "state", 2, "2300 CLM11-4"),
    ("10c", "Condition from another accident?", "choice", 3, "2300 CLM11-1 (OA)"),
    ("10d", "Claim codes", "text", 19, "2300 HI (BG)"),
    ("11", "Insured's policy group or FECA number", "text", 29, "2000B SBR03"),
    ("11a.born", "Insured's date of birth", "date", 10, "2010BA DMG02"),
    ("11a.sex", "Insured's sex", "choice", 1, "2010BA DMG03"),
    ("11b", "Other claim number", "text", 31, "2010BA or 2010CA REF02 (Y4)"),
    ("11c", "Insured's plan", "text", 29, "2000B SBR04"),
    ("11d", "Another health plan?", "choice", 3, "loop 2320 present"),
    ("12", "Patient's signature: release of information", "text", 30, "2300 CLM09"),
    ("12.date", "Date of the patient's signature", "date", 10, ""),
    ("13", "Insured's signature: payment to the provider", "text", 30, "2300 CLM08"),
)

CONDITION: tuple[Row, ...] = (
    ("14", "Date of current illness, injury or pregnancy", "date", 10, "2300 DTP03 (431, 484)"),
    ("14.qualifier", "What the date in 14 is", "choice", 3, "2300 DTP01"),
    ("15", "Other date", "date", 10, "2300 DTP03 (454, 304, 453, 439, 455, 471, 090, 091, 444)"),
    ("15.qualifier", "What the date in 15 is", "choice", 3, "2300 DTP01"),
    ("16.from", "Unable to work from", "date", 10, "2300 DTP03 (360)"),
    ("16.through", "Unable to work through", "date", 10, "2300 DTP03 (361)"),
    ("17.qualifier", "Role of the provider in 17", "choice", 2, "NM101 of 2310A (DN), 2420E (DK), 2310D (DQ)"),
    ("17", "Referring, ordering or supervising provider", "signer", 40, "2310A, 2420E or 2310D NM103-NM105"),
    ("17a.qualifier", "Kind of the number in 17a", "choice", 2, "2310A, 2420E or 2310D REF01"),
    ("17a", "Other number of the provider in 17", "text", 17, "2310A, 2420E or 2310D REF02"),
    ("17b", "NPI of the provider in 17", "npi", 10, "2310A, 2420E or 2310D NM109"),
    ("18.from", "In hospital from", "date", 10, "2300 DTP03 (435)"),
    ("18.through", "In hospital through", "date", 10, "2300 DTP03 (096)"),
    ("19", "Additional information", "text", 71, "2300 NTE02"),
    ("20", "Bought from an outside laboratory?", "choice", 3, "2400 PS1"),
    ("20.charges", "Price paid to the outside laboratory", "money", 11, "2400 PS102"),
    ("21.indicator", "Edition of the diagnosis codes", "choice", 1, "2300 HI01-1 (ABK)"),
    ("21.*", "Diagnosis {letter}", "diagnosis", 8, "2300 HI{place}-2 ({qualifier})"),
    ("22.code", "Resubmission code", "choice", 1, "2300 CLM05-3"),
    ("22.reference", "Payer's number of the original claim", "text", 18, "2300 REF02 (F8)"),
    ("23", "Authorization, referral or CLIA number", "authorization", 29, "2300 REF02 (G1, 9F or X4)"),
)

SERVICE: tuple[Row, ...] = (
    ("24.*.from", "Date of service from", "date", 10, "2400 DTP03 (472)"),
    ("24.*.through", "Date of service through", "date", 10, "2400 DTP03 (472)"),
    ("24.*.place", "Place of service", "place", 2, "2300 CLM05-1 or 2400 SV105"),
    ("24.*.emergency", "Emergency", "choice", 1, "2400 SV109"),
    ("24.*.code", "Procedure code", "procedure", 5, "2400 SV101-2"),
    ("24.*.modifiers", "Modifiers", "modifiers", 11, "2400 SV101-3 to SV101-6"),
    ("24.*.pointers", "Diagnosis pointers", "pointers", 4, "2400 SV107"),
    ("24.*.charge", "Charge", "money", 11, "2400 SV102"),
    ("24.*.units", "Days or units", "units", 3, "2400 SV104"),
    ("24.*.epsdt", "EPSDT", "choice", 2, "2400 SV111"),
    ("24.*.qualifier", "Kind of the other number", "choice", 2, "2310B or 2420A PRV02, REF01"),
    ("24.*.other", "Rendering provider's other number", "text", 11, "2310B or 2420A PRV03, REF02"),
    ("24.*.rendering", "Rendering provider's NPI", "npi", 10, "2310B or 2420A NM109"),
    ("24.*.shaded", "Shaded line: drug code and quantity", "drug", 61, "2410 LIN03, CTP04, CTP05"),
)

PROVIDER: tuple[Row, ...] = (
    ("25", "Federal tax number", "tax", 15, "2010AA REF02"),
    ("25.kind", "Kind of tax number", "choice", 3, "2010AA REF01 (EI, SY)"),
    ("26", "Patient's account number", "text", 14, "2300 CLM01"),
    ("27", "Accept assignment?", "choice", 3, "2300 CLM07"),
    ("28", "Total charge", "money", 11, "2300 CLM02"),
    ("29", "Amount paid", "money", 11, "2300 AMT02 (F5)"),
    ("31", "Provider's signature", "signer", 40, "2300 CLM06"),
    ("31.date", "Date of the provider's signature", "date", 10, ""),
    ("32.name", "Name of the place of service", "text", 40, "2310C NM103"),
    ("32.street", "Street of the place of service", "text", 40, "2310C N301"),
    ("32.city", "City of the place of service", "text", 24, "2310C N401"),
    ("32.state", "State of the place of service", "state", 2, "2310C N402"),
    ("32.zip", "ZIP code of the place of service", "zip", 10, "2310C N403"),
    ("32a", "NPI of the place of service", "npi", 10, "2310C NM109"),
    ("32b", "Other number of the place of service", "other_id", 14, "2310C REF01, REF02"),
    ("33.name", "Billing provider's name", "provider", 40, "2010AA NM103-NM105"),
    ("33.street", "Billing provider's street", "text", 40, "2010AA N301"),
    ("33.city", "Billing provider's city", "text", 24, "2010AA N401"),
    ("33.state", "Billing provider's state", "state", 2, "2010AA N402"),
    ("33.zip", "Billing provider's ZIP code", "zip", 10, "2010AA N403"),
    ("33.phone", "Billing provider's telephone", "phone", 14, "2010AA PER04"),
    ("33a", "Billing provider's NPI", "npi", 10, "2010AA NM109"),
    ("33b", "Billing provider's other number", "other_id", 17, "2000A PRV03 or 2010BB REF02"),
)

_YES_NO = (("yes", "Yes"), ("no", "No"))
_YES = (("Y", "Yes"),)
_EPSDT = (
    *_YES,
    ("N", "No"),
    ("AV", "Yes, referral refused"),
    ("S2", "Yes, already under treatment"),
    ("ST", "Yes, referred"),
    ("NU", "Yes, no referral"),
)
_NUMBERS = (("0B", "State license"), ("1G", "UPIN"), ("G2", "Payer's own number"), ("LU", "Location"))
_SEXES = (("F", "Female"), ("M", "Male"), ("U", "Unknown"))

CHOICES: dict[str, tuple[tuple[str, str], ...]] = {
    "1": (
        ("medicare", "Medicare"),
        ("medicaid", "Medicaid"),
        ("tricare", "TRICARE"),
        ("champva", "CHAMPVA"),
        ("group", "Group health plan"),
        ("feca", "FECA, black lung"),
        ("other", "Other"),
    ),
    "3.sex": _SEXES,
    "6": (("self", "Self"), ("spouse", "Spouse"), ("child", "Child"), ("other", "Other")),
    "10a": _YES_NO,
    "10b": _YES_NO,
    "10c": _YES_NO,
    "11a.sex": _SEXES,
    "11d": _YES_NO,
    "14.qualifier": (("431", "Onset of symptoms or illness"), ("484", "Last menstrual period")),
    "15.qualifier": (
        ("454", "First treatment"),
        ("304", "Latest visit or consultation"),
        ("453", "Acute phase of a chronic condition"),
        ("439", "Accident"),
        ("455", "Last x-ray"),
        ("471", "Prescription"),
        ("090", "Report: care taken over"),
        ("091", "Report: care given up"),
        ("444", "First visit or consultation"),
    ),
    "17.qualifier": (("DN", "Referring"), ("DK", "Ordering"), ("DQ", "Supervising")),
    "17a.qualifier": _NUMBERS,
    "20": _YES_NO,
    "21.indicator": (("0", "ICD-10-CM"),),
    "22.code": (("7", "Replaces a claim"), ("8", "Voids a claim")),
    "24.*.emergency": _YES,
    "24.*.epsdt": _EPSDT,
    "24.*.qualifier": (*_NUMBERS, ("ZZ", "Taxonomy code")),
    "25.kind": (("EIN", "Employer's number (EIN)"), ("SSN", "Social security number")),
    "27": _YES_NO,
}

NUMBER_QUALIFIERS = tuple(value for value, _ in CHOICES["24.*.qualifier"])
"""Kinds of a provider's other numbers; ZZ stands for a taxonomy code on paper, where the 837P says PXC."""
ONSET_QUALIFIERS = tuple(value for value, _ in CHOICES["14.qualifier"])
OTHER_DATE_QUALIFIERS = tuple(value for value, _ in CHOICES["15.qualifier"])
