"""What can be wrong at a field of a billing exercise: the kinds of errors, each with its general rule and source."""

from enum import StrEnum

from trainer.domain.grading.rules import Rule


class BillingFault(StrEnum):
    """Names of differences between what was entered and what the papers support."""

    LEFT_BLANK = "left_blank"
    NOT_WANTED = "not_wanted"
    BAD_FORMAT = "bad_format"
    WRONG_PERSON = "wrong_person"
    WRONG_NUMBER = "wrong_number"
    WRONG_DATE = "wrong_date"
    WRONG_CODE = "wrong_billing_code"
    WRONG_LINK = "wrong_link"
    WRONG_PLACE = "wrong_place"
    WRONG_UNITS = "wrong_units"
    WRONG_PROVIDER = "wrong_provider"
    WRONG_PAYER = "wrong_payer"
    AUTHORIZATION = "authorization"
    WRONG_AMOUNT = "wrong_amount"
    WRONG_BUCKET = "wrong_bucket"
    NOT_ADDED_UP = "not_added_up"
    WRONG_CAUSE = "wrong_cause"
    WRONG_ACTION = "wrong_action"
    TOO_LATE = "too_late"
    WEAK_ARGUMENT = "weak_argument"
    WRONG_ORDER = "wrong_order"
    PRIVACY = "privacy"
    WRONG_POLICY = "wrong_policy"
    WRONG_ANSWER = "wrong_answer"
    UNNOTICED = "unnoticed"
    FALSE_ALARM = "false_alarm"


_F = BillingFault
_CMS = "Medicare Claims Processing Manual"
_NUCC = "NUCC 1500 claim form instruction manual (02/12)"
_X12 = "ASC X12 835 005010X221A1"

BILLING_RULES: dict[BillingFault, Rule] = {
    _F.LEFT_BLANK: Rule(
        "What the payer requires is filled in; without it a claim is not processed.", f"{_CMS}, chapter 26, section 10"
    ),
    _F.NOT_WANTED: Rule("An item that this payer wants empty stays empty.", f"{_CMS}, chapter 26, section 10"),
    _F.BAD_FORMAT: Rule(
        "Identifiers, dates and amounts are written as the form asks, or a machine rejects them.", _NUCC
    ),
    _F.WRONG_PERSON: Rule("Patient and insured are named as the card names them.", _NUCC),
    _F.WRONG_NUMBER: Rule("A number is copied from the paper that issued it.", _NUCC),
    _F.WRONG_DATE: Rule("A day on a claim is the day in the record.", _NUCC),
    _F.WRONG_CODE: Rule(
        "Codes and modifiers say what was done and why, in the sets of the date of service.", "45 CFR 162.1002"
    ),
    _F.WRONG_LINK: Rule("A service points to the diagnosis that made it necessary.", f"{_CMS}, chapter 26, item 24E"),
    _F.WRONG_PLACE: Rule("The place of service is where the patient was.", f"{_CMS}, chapter 26, section 10.5"),
    _F.WRONG_UNITS: Rule("Units count what the code counts.", f"{_CMS}, chapter 26, item 24G"),
    _F.WRONG_PROVIDER: Rule(
        "Who gave, ordered, referred and bills the service are named each in their item.",
        f"{_CMS}, chapter 26, section 10.4",
    ),
    _F.WRONG_PAYER: Rule(
        "A claim goes first to the payer whose turn it is.", "42 CFR 411.20 to 411.206; NAIC model regulation 120"
    ),
    _F.AUTHORIZATION: Rule("A service that needs authorization carries its number in item 23.", _NUCC),
    _F.WRONG_AMOUNT: Rule(
        "Every cent follows from the contract and the benefit, in their order.", f"{_X12}, balancing"
    ),
    _F.WRONG_BUCKET: Rule(
        "The group code says who bears an amount: CO is written off, PR is the patient's.", f"{_X12}, CAS"
    ),
    _F.NOT_ADDED_UP: Rule("A total is the sum of its lines.", f"{_CMS}, chapter 26, item 28"),
    _F.WRONG_CAUSE: Rule(
        "Reason and remark codes together name what went wrong.", "X12 external code lists 139 and 411"
    ),
    _F.WRONG_ACTION: Rule(
        "What is wrong decides what mends it: correct, resubmit, appeal, bill or write off.",
        f"{_CMS}, chapters 29 and 34",
    ),
    _F.TOO_LATE: Rule(
        "A deadline runs from the day that its rule names.", "42 CFR 424.44 and 405.942; the payer's contract"
    ),
    _F.WEAK_ARGUMENT: Rule(
        "An appeal answers the reason for the denial with the record and the rule.", f"{_CMS}, chapter 29"
    ),
    _F.WRONG_ORDER: Rule("What expires first and is worth most is worked first.", "Practice of receivables management"),
    _F.PRIVACY: Rule(
        "Only what the purpose needs goes only to whom it may go.", "45 CFR 164.502(b), 164.506 and 164.510"
    ),
    _F.WRONG_POLICY: Rule("The practice's written policy holds for every patient alike.", "The financial policy shown"),
    _F.WRONG_ANSWER: Rule("The papers decide.", "The exhibits of the exercise"),
    _F.UNNOTICED: Rule("A claim is read against the papers before it goes out.", f"{_CMS}, chapter 1, section 80"),
    _F.FALSE_ALARM: Rule("What is right stays as it is.", f"{_CMS}, chapter 1, section 80"),
}
"""The general rule of each kind; a key may name a more exact one."""
