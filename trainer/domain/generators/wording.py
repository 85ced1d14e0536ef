"""Words and figures of generated questions: articles, plural forms, money, dates, patients."""

import random
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

_SOUNDS_LIKE_YOU = ("eu", "one", "once", "uni", "us", "uti", "uri", "ure", "uro")
_SPELLED_WITH_A_VOWEL_SOUND = "AEFHILMNORSX"


def a(noun: str) -> str:
    """The noun with its indefinite article: a vial, an ampule, an 8 mg dose, an MRI, a unit."""
    first = noun.split(maxsplit=1)[0].lstrip("$(")
    if first[0].isdigit():
        is_vowel = first.startswith(("8", "11-", "18")) or first.split(",")[0] in ("11", "18")
    elif len(first) > 1 and first[:2].isupper():
        is_vowel = first[0] in _SPELLED_WITH_A_VOWEL_SOUND
    elif noun.lower().startswith(_SOUNDS_LIKE_YOU):
        is_vowel = noun.lower().startswith(("unin", "unim", "unid"))
    else:
        is_vowel = first[0].lower() in "aeiou" or first.lower().startswith(("hour", "honest", "heir"))
    return f"{'an' if is_vowel else 'a'} {noun}"


def count(number: int, noun: str, plural: str = "") -> str:
    """The number with its noun: 1 unit, 3 units, 1,200 units."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def money(cents: int) -> str:
    """An amount of whole cents: $1,240.50."""
    sign = "-" if cents < 0 else ""
    return f"{sign}${abs(cents) // 100:,}.{abs(cents) % 100:02d}"


def rounded(value: Fraction | Decimal | int) -> int:
    """The nearest whole number, a half away from zero: how amounts are rounded to cents."""
    exact = Fraction(value)
    half_up = int((abs(exact) + Fraction(1, 2)) // 1)
    return half_up if exact >= 0 else -half_up


def percent_of(cents: int, percent: Fraction | Decimal | int) -> int:
    """A share of an amount in cents, rounded to the nearest cent."""
    return rounded(cents * Fraction(percent) / 100)


def decimal(value: Fraction, places: int) -> str:
    """A number with so many decimals, a half rounded up: 2.65 for two places of 53/20."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return f"{exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,}"


def long_day(day: date) -> str:
    """A date in words: 4 March 2026."""
    return f"{day.day} {day:%B %Y}"


def joined(words: list[str], last: str = "and") -> str:
    """Words as a list in a sentence: one, one and two, one, two and three."""
    return f" {last} ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]


@dataclass(frozen=True, slots=True)
class Patient:
    """Somebody to code for; `noun` is man, woman, boy or girl."""

    age: int
    noun: str

    @property
    def phrase(self) -> str:
        """ "A 54-year-old woman", the start of a sentence."""
        return f"{a(f'{self.age}-year-old {self.noun}').capitalize()}"

    @property
    def subject(self) -> str:
        return "he" if self.noun in ("man", "boy") else "she"

    @property
    def possessive(self) -> str:
        return "his" if self.noun in ("man", "boy") else "her"


def patient(rng: random.Random, low: int = 22, high: int = 84) -> Patient:
    """A patient of an age from `low` to `high`."""
    age = rng.randint(low, high)
    return Patient(age, rng.choice(("man", "woman") if age >= 18 else ("boy", "girl")))
