"""The one place for money: dollars and cents as text, integer cents inside, and the rounding of shares."""

import re
from dataclasses import dataclass

from trainer.domain.kernel.errors import DomainError

MAX_DIGITS = 10
"""An amount of the 837P has at most ten digits, cents included (S9(8)V99)."""

_AMOUNT = re.compile(r"(?P<sign>-?)(?P<dollars>[0-9]+)(?:\.(?P<cents>[0-9]{2}))?")


@dataclass(eq=False)
class MoneyError(DomainError):
    """A text that is no amount of money, and the sentence that says why."""

    text: str
    reason: str

    def __str__(self) -> str:
        return self.reason


def read_cents(text: str, *, may_be_negative: bool = False) -> int:
    """Integer cents from `120`, `120.00` or `$120.00`.

    Raises:
        MoneyError: nothing, a comma, decimals other than two, a minus where none may be, more than ten digits, or no
            number at all.
    """
    bare = text.strip()
    bare = bare.replace("$", "", 1) if bare.startswith(("$", "-$")) else bare
    found = _AMOUNT.fullmatch(bare)
    if not found:
        raise MoneyError(text, _why_not(bare))
    if found["sign"] and not may_be_negative:
        raise MoneyError(text, f"“{text.strip()}” is negative: an amount here is zero or more.")
    digits = found["dollars"].lstrip("0") + (found["cents"] or "00")
    if len(digits) > MAX_DIGITS:
        raise MoneyError(
            text, f"“{text.strip()}” is too large: an amount has at most {MAX_DIGITS} digits with its cents."
        )
    return -int(digits) if found["sign"] else int(digits)


def _why_not(bare: str) -> str:
    if not bare:
        return "The amount is missing: write dollars and cents, like 120.00."
    if "," in bare:
        return f"“{bare}” has a comma: write 1200.50, without separators."
    if re.fullmatch(r"-?[0-9]*\.[0-9]*", bare):
        return f"“{bare}” is not dollars and cents: write two decimals, like 120.50."
    return f"“{bare}” is not an amount: write dollars and cents, like 120.00."


def write_cents(cents: int) -> str:
    """The amount as it is typed into a claim: `120.00`, `-5.10`."""
    dollars, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{dollars}.{rest:02}"


def dollars(cents: int) -> str:
    """The amount as it is shown to people: `$1,200.50`, `-$5.10`."""
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}${whole:,}.{rest:02}"


def share_half_up(cents: int, basis_points: int) -> int:
    """`basis_points` of `cents` (2,000 = 20 %), half a cent rounded up.

    Of a negative amount the half is rounded away from zero, so that a reversal takes back exactly what was given.
    """
    share = (abs(cents) * abs(basis_points) * 2 + 10_000) // 20_000
    return share if (cents < 0) == (basis_points < 0) else -share
