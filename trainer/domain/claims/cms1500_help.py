"""Help for every item of the CMS-1500, in our words: what goes in, where it comes from, what usually goes wrong.

Keys are the rows of `cms1500_rows`. Sources of the facts: the NUCC instruction manual of the form, Medicare Claims
Processing Manual chapter 26 §10, and the NUCC map to the 837P.
"""

HELP: dict[str, str] = {
    "carrier.name": "The payer that this claim goes to, as on the insurance card.",
    "carrier.id": (
        "The payer's number in electronic claims. Paper has no box for it; the 837P cannot be sent without it."
    ),
    "carrier.street": "The claims address on the back of the card, which is rarely that of the payer's head office.",
    "carrier.city": "City of the claims address.",
    "carrier.state": "Two letters, like OH.",
    "carrier.zip": "Five digits, or nine with a dash.",
    "1": (
        "The insurance that is billed with this form. Private plans are Group or Other, workers' compensation is Other."
    ),
    "1a": (
        "The number on the card of the insurance that is billed: the MBI for Medicare, the DoD Benefits Number (or the "
        "sponsor's number) for TRICARE. Copy it from the card; a number from an old card is often why a claim is "
        "rejected."
    ),
    "2": "Last, First, Middle, with a suffix behind the last name, spelled as on the card and without a nickname.",
    "3.born": (
        "Month, day and four-digit year from the face sheet. Swapped month and day go unnoticed until the denial."
    ),
    "3.sex": "As the payer has it on file.",
    "4": (
        "Who holds the insurance, when that is not the patient. SAME stands for the patient; for workers' compensation "
        "it is the employer; for Medicare only when another insurance pays first."
    ),
    "5.street": "Where the patient lives, number and street, without commas or dots.",
    "5.city": "City of the patient's address.",
    "5.state": "Two letters, like OH.",
    "5.zip": "Five digits, or nine with a dash.",
    "5.phone": "Ten digits with the area code.",
    "6": "What the patient is to the person in item 4. A wife's claim under her husband's plan is Spouse, not Self.",
    "7.street": (
        "Address of the person in item 4; SAME when it is the patient's. The employer's for workers' compensation."
    ),
    "7.city": "City of the insured's address.",
    "7.state": "Two letters, like OH.",
    "7.zip": "Five digits, or nine with a dash.",
    "7.phone": "Ten digits with the area code.",
    "9": (
        "Holder of a further insurance, when 11d says yes; for Medicare the holder of a Medigap policy. "
        "The insurance that is billed does not belong here."
    ),
    "9a": "Number of that further policy. For Medigap the word MEDIGAP stands in front.",
    "9d": "Name of that further plan; for Medigap the five-digit number under which Medicare passes claims on.",
    "10a": "Yes when the condition comes from work: then workers' compensation usually pays first.",
    "10b": (
        "Yes when it comes from a car accident: then the car's insurance may pay first. The state belongs beside it."
    ),
    "10b.state": "Two letters of the state where the accident happened, only after a yes in 10b.",
    "10c": "Yes for any other accident, such as a fall in a shop.",
    "10d": (
        "Condition codes where a payer asks for them, as W2 (repeated bill) to W5 (appeals) in workers' compensation. "
        "On a Medicare claim MCD and the number when the patient has Medicaid too."
    ),
    "11": (
        "Group or policy number from the card. A Medicare claim says NONE when Medicare pays first, which declares "
        "that "
        "somebody has asked; an empty box gets the claim returned."
    ),
    "11a.born": "Date of birth of the person in item 4.",
    "11a.sex": "Sex of the person in item 4.",
    "11b": (
        "The claim number that a workers' compensation or accident insurer has given; the qualifier Y4 may precede it. "
        "Medicare as second payer: the employer's name, or RETIRED and the date of retirement."
    ),
    "11c": "Name of the plan in item 11, as on the card.",
    "11d": (
        "Whether the patient has a further health plan. After a yes, 9, 9a and 9d are filled. Medicare: stays empty."
    ),
    "12": "The patient's signature, or Signature on file when the signed form is kept in the practice.",
    "12.date": "Day of that signature. Not needed with Signature on file.",
    "13": (
        "The signature by which the insured has the money sent to the provider, or Signature on file. "
        "On a Medicare claim it concerns only a Medigap policy in item 9."
    ),
    "14": "First day of the illness or injury, or of the last period in pregnancy. After an accident, its day.",
    "14.qualifier": "431 for the onset, 484 for the last menstrual period. Medicare does not want it.",
    "15": "Another day that matters, such as that of the first treatment. Stays empty for Medicare.",
    "15.qualifier": "Says which day item 15 is; a date without its qualifier means nothing.",
    "16.from": "First day on which the patient could not do the present work.",
    "16.through": "Last day off work; it may lie ahead.",
    "17.qualifier": "DN who referred, DK who ordered, DQ who supervised. When several apply, that order decides.",
    "17": (
        "First name, middle, last name and title of the provider who referred or ordered. Not the name of a practice."
    ),
    "17a.qualifier": "Says what the number in 17a is: 0B state license, G2 the payer's own number. NPIs go into 17b.",
    "17a": "Another number of the provider in 17, where a payer still wants one. Medicare takes only the NPI.",
    "17b": "That provider's own NPI, not the one of the group.",
    "18.from": "Day of admission, when the services belong to an inpatient stay.",
    "18.through": "Day of discharge; empty while the patient is still in hospital.",
    "19": "What the payer asks for in words, such as the description of an unlisted code.",
    "20": "Yes when a test was bought from an outside laboratory and is billed on; then item 32 names that laboratory.",
    "20.charges": "What the laboratory charged for it, only after a yes.",
    "21.indicator": "0 says that the codes are ICD-10-CM.",
    "21.*": (
        "An ICD-10-CM code to its last character; the dot is left out on paper. "
        "The first says why the patient came; the letters are what item 24E points to. No gaps, no code twice."
    ),
    "22.code": (
        "7 replaces and 8 voids a claim that the payer has already decided. Empty on a first claim and for Medicare."
    ),
    "22.reference": (
        "The payer's own number of that claim, from the remittance. Without it the new claim is a duplicate."
    ),
    "23": (
        "One number: the payer's authorization or referral, or the CLIA number of the laboratory. "
        "When both are needed they go on two claims."
    ),
    "24.*.from": "Day of the service, or the first of a run of equal services.",
    "24.*.through": "Last day of that run; the same day for a single service.",
    "24.*.place": (
        "Two digits for where the patient was: 11 office, 22 hospital outpatient, 21 inpatient, 10 telehealth at home."
    ),
    "24.*.emergency": "Y when the payer wants an emergency marked; otherwise empty.",
    "24.*.code": "One CPT or HCPCS Level II code for each line, of the year of the service.",
    "24.*.modifiers": (
        "Up to four, those that decide payment first. A second visit code on one day without 25 is the classic denial."
    ),
    "24.*.pointers": "Letters of item 21 that justify this line, the main one first, at most four. Medicare takes one.",
    "24.*.charge": (
        "The charge for all units of the line, from the practice's own fee schedule; not what the payer allows."
    ),
    "24.*.units": (
        "Whole units, at least 1; minutes for anesthesia. A drug counts in the units of its code, not in vials."
    ),
    "24.*.epsdt": (
        "Y when the service belongs to Medicaid's check-up programme for children. Some states want instead what "
        "it led to: AV, S2, ST or NU."
    ),
    "24.*.qualifier": "Says what the number beside it is: ZZ for a taxonomy code, G2 for the payer's own number.",
    "24.*.other": (
        "In the shaded half of 24J: the taxonomy code or another number of the person who did the work, where the "
        "payer wants it, as many Medicaid programmes do. Medicare does not."
    ),
    "24.*.rendering": "NPI of the person who did the work, when a group bills in item 33.",
    "24.*.shaded": "N4 and the eleven digits of the drug, a space, unit and quantity: N400026064871 ML2.5.",
    "25": "Tax number of whoever bills: it has to fit the name in item 33.",
    "25.kind": "EIN for a practice, SSN for a person who bills under the own social security number.",
    "26": (
        "The practice's number for the patient's account; it comes back on the remittance, so that the payment "
        "finds home."
    ),
    "27": "Yes: the provider takes the payer's allowed amount as full price. Participating providers always say yes.",
    "28": "Sum of all charges in 24F of this page.",
    "29": (
        "What the patient and other payers have paid for these services so far, not what is expected. "
        "On a Medicare claim only what the patient has paid."
    ),
    "31": "Name or signature of the provider who answers for the claim, or Signature on file.",
    "31.date": "Day of that signature; not before the last service.",
    "32.name": (
        "Where the patient was treated, when not at the billing practice. Medicare wants the address in every case, "
        "the patient's own after a visit at home."
    ),
    "32.street": "Number and street of that place, not a post-office box.",
    "32.city": "City of that place.",
    "32.state": "Two letters, like OH.",
    "32.zip": "Five or nine digits. Medicare prices the service by it.",
    "32a": "NPI of that place, where it has one.",
    "32b": "Another number of that place: its qualifier and the number in one piece, as G2ABC123.",
    "33.name": (
        "Who asks for payment: the practice as it is enrolled with the payer, or the person when in solo practice."
    ),
    "33.street": "Street address of the biller. An 837P does not take a post-office box here.",
    "33.city": "City of the biller.",
    "33.state": "Two letters, like OH.",
    "33.zip": "Nine digits where they are known; the 837P wants all nine.",
    "33.phone": "Ten digits with the area code, for questions about the bill.",
    "33a": "The biller's NPI: that of the group when a group bills. The rendering person's stands in 24J.",
    "33b": (
        "Another number of the biller in one piece with its qualifier: ZZ207Q00000X is the taxonomy code 207Q00000X, "
        "which many Medicaid programmes want."
    ),
}
