"""What a biller does about a reason code: its usual group, the root cause, the next steps, and its part in the ledger.

The words for each number are in the code book (systems CARC and RARC, `question_banks/code_sets/reason_codes.toml`);
here are only the facts that a program decides by. A code that is not listed is worked like a denial.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from trainer.domain.claims.remittance import Adjustment, Group


class Cause(StrEnum):
    """Where in the practice a denial could have been prevented; the last three are nobody's error."""

    REGISTRATION = "registration"
    ELIGIBILITY = "eligibility"
    COORDINATION = "coordination"
    AUTHORIZATION = "authorization"
    CODING = "coding"
    BUNDLING = "bundling"
    NECESSITY = "necessity"
    DOCUMENTATION = "documentation"
    CLAIM_DATA = "claim-data"
    PROVIDER = "provider"
    TIMELINESS = "timeliness"
    DUPLICATE = "duplicate"
    BENEFIT = "benefit"
    CONTRACT = "contract"
    COST_SHARING = "cost-sharing"


class Step(StrEnum):
    """What to do next. `POST`: enter the adjustment, nothing is left to work."""

    POST = "post"
    CORRECT = "correct"
    SEND = "send-what-was-asked"
    APPEAL = "appeal"
    BILL_OTHER = "bill-other-payer"
    BILL_PATIENT = "bill-patient"
    WRITE_OFF = "write-off"
    FOLLOW_UP = "follow-up"
    WAIT = "wait"


class Disposition(StrEnum):
    """What an adjustment does to the money owed: moved on, gone, told already by an earlier payer, or still open."""

    PATIENT = "patient"
    WRITE_OFF = "write-off"
    EARLIER_PAYER = "earlier-payer"
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class Reason:
    """`groups` and `steps` with the usual one first; a remark code has no groups."""

    cause: Cause
    steps: tuple[Step, ...]
    groups: tuple[Group, ...] = ()


EARLIER_PAYER = "23"
"""The effect of an earlier payer's decision: those amounts were posted from that payer's own remittance."""


def disposition(adjustment: Adjustment) -> Disposition:
    """What posting an adjustment does.

    A denial is not written off: CO-16, CO-29, CO-50, CO-97, CO-197 and every code that is not listed stay open until
    somebody has corrected, appealed or given up. Gone at once is only what a contract or law takes off and nobody can
    win back: 24, 44, 45, 59, 94, 104, 131, 246, 253, P12.
    """
    if adjustment.group is Group.PATIENT:
        return Disposition.PATIENT
    if adjustment.reason == EARLIER_PAYER:
        return Disposition.EARLIER_PAYER
    known = CARC.get(adjustment.reason)
    return Disposition.WRITE_OFF if known and known.steps[0] is Step.POST else Disposition.DENIED


_Row = tuple[str, str, Cause, tuple[Step, ...]]

_CARC_ROWS: tuple[_Row, ...] = (
    ("1 2 3", "PR", Cause.COST_SHARING, (Step.BILL_OTHER, Step.BILL_PATIENT)),
    ("4 146 181 182 189 199", "CO", Cause.CODING, (Step.CORRECT,)),
    ("5 11 54 58 B20", "CO", Cause.CODING, (Step.CORRECT, Step.APPEAL)),
    ("107 B15 B16", "CO", Cause.CODING, (Step.CORRECT,)),
    ("6 7 9 10 13 14 140", "CO", Cause.REGISTRATION, (Step.CORRECT,)),
    ("31", "CO PR", Cause.REGISTRATION, (Step.CORRECT,)),
    ("8 12 170 183 184 185 B7", "CO", Cause.PROVIDER, (Step.CORRECT, Step.APPEAL)),
    ("206 208", "CO", Cause.PROVIDER, (Step.CORRECT,)),
    ("242", "PR CO", Cause.PROVIDER, (Step.APPEAL, Step.BILL_PATIENT)),
    ("15", "CO", Cause.AUTHORIZATION, (Step.CORRECT,)),
    ("197 198 243 288", "CO", Cause.AUTHORIZATION, (Step.CORRECT, Step.APPEAL)),
    ("39 95 210", "CO", Cause.AUTHORIZATION, (Step.APPEAL,)),
    ("16 110 125", "CO", Cause.CLAIM_DATA, (Step.CORRECT,)),
    ("18", "OA CO", Cause.DUPLICATE, (Step.FOLLOW_UP, Step.CORRECT)),
    ("B13", "OA CO", Cause.DUPLICATE, (Step.FOLLOW_UP,)),
    ("19 20 21 109", "OA CO", Cause.COORDINATION, (Step.BILL_OTHER,)),
    ("22", "CO OA", Cause.COORDINATION, (Step.BILL_OTHER, Step.CORRECT)),
    ("129 136", "OA CO", Cause.COORDINATION, (Step.CORRECT,)),
    ("190", "CO", Cause.COORDINATION, (Step.BILL_OTHER,)),
    ("B9", "CO", Cause.COORDINATION, (Step.BILL_OTHER, Step.CORRECT)),
    ("B11", "OA CO", Cause.COORDINATION, (Step.WAIT,)),
    (EARLIER_PAYER, "OA", Cause.COORDINATION, (Step.POST,)),
    ("26 27 32 33 34 177", "PR CO", Cause.ELIGIBILITY, (Step.BILL_OTHER, Step.BILL_PATIENT)),
    ("258", "CO OA", Cause.ELIGIBILITY, (Step.BILL_OTHER,)),
    # With proof that the claim was filed in time. Medicare makes no initial determination on a late claim, so there is
    # nothing to appeal (Claims Processing Manual, chapter 1, section 70.4).
    ("29", "CO", Cause.TIMELINESS, (Step.FOLLOW_UP, Step.WRITE_OFF)),
    ("35 119 149 204", "PR CO", Cause.BENEFIT, (Step.BILL_OTHER, Step.BILL_PATIENT)),
    ("100", "PR OA", Cause.BENEFIT, (Step.BILL_PATIENT,)),
    ("49", "PR CO", Cause.BENEFIT, (Step.CORRECT, Step.BILL_PATIENT)),
    ("96", "CO PR", Cause.BENEFIT, (Step.CORRECT, Step.APPEAL, Step.BILL_PATIENT)),
    ("40 50 55 56", "CO PR", Cause.NECESSITY, (Step.APPEAL, Step.CORRECT)),
    ("150 151 167 272 273", "CO PR", Cause.NECESSITY, (Step.CORRECT, Step.APPEAL)),
    ("97 231 234 236", "CO", Cause.BUNDLING, (Step.CORRECT, Step.WRITE_OFF)),
    ("112 163 226 251 252", "CO", Cause.DOCUMENTATION, (Step.SEND,)),
    ("227", "PR CO", Cause.DOCUMENTATION, (Step.FOLLOW_UP,)),
    ("133", "OA", Cause.DOCUMENTATION, (Step.WAIT,)),
    ("147", "CO", Cause.CONTRACT, (Step.FOLLOW_UP,)),
    ("222 256", "CO", Cause.CONTRACT, (Step.APPEAL, Step.WRITE_OFF)),
    ("45", "CO PR OA", Cause.CONTRACT, (Step.POST,)),
    ("24 44 59 94 104 131 246 253 P12", "CO", Cause.CONTRACT, (Step.POST,)),
)

_RARC_ROWS: tuple[_Row, ...] = (
    ("M20 M51 M76 M64 M81 MA63 N56 N519 N657 N822 N823", "", Cause.CODING, (Step.CORRECT,)),
    ("N362", "", Cause.CODING, (Step.CORRECT, Step.APPEAL)),
    ("M47 M52 M53 M54 M77 M79 M119 MA30 MA114 MA120 MA130", "", Cause.CLAIM_DATA, (Step.CORRECT,)),
    ("M62", "", Cause.AUTHORIZATION, (Step.CORRECT,)),
    ("MA27 MA36 MA61 N382", "", Cause.REGISTRATION, (Step.CORRECT,)),
    ("MA04 MA83 MA92", "", Cause.COORDINATION, (Step.CORRECT,)),
    ("N4", "", Cause.COORDINATION, (Step.SEND,)),
    ("N104", "", Cause.COORDINATION, (Step.BILL_OTHER,)),
    ("MA07 MA18", "", Cause.COORDINATION, (Step.WAIT,)),
    ("MA112 N95 N257 N264 N265 N276 N286 N290", "", Cause.PROVIDER, (Step.CORRECT,)),
    ("M15 M80 N19 N20", "", Cause.BUNDLING, (Step.CORRECT, Step.WRITE_OFF)),
    ("N122", "", Cause.CODING, (Step.CORRECT,)),
    ("M127 N29 N706", "", Cause.DOCUMENTATION, (Step.SEND,)),
    ("M25 N115 N386", "", Cause.NECESSITY, (Step.CORRECT, Step.APPEAL)),
    ("N30 N130", "", Cause.BENEFIT, (Step.BILL_OTHER, Step.BILL_PATIENT)),
    ("M86", "", Cause.BENEFIT, (Step.APPEAL,)),
    ("N425", "", Cause.BENEFIT, (Step.BILL_PATIENT,)),
    ("N522", "", Cause.DUPLICATE, (Step.FOLLOW_UP,)),
)


def _by_code(rows: Iterable[_Row]) -> Mapping[str, Reason]:
    return MappingProxyType(
        {
            code: Reason(cause, steps, tuple(map(Group, groups.split())))
            for codes, groups, cause, steps in rows
            for code in codes.split()
        }
    )


CARC = _by_code(_CARC_ROWS)
"""By claim adjustment reason code."""

RARC = _by_code(_RARC_ROWS)
"""By remittance advice remark code; those that only inform (MA01, MA13, N210) are not among them."""
