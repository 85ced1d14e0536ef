"""Medicare physician fee schedule: the amount from RVUs, GPCIs and conversion factor (42 CFR 414.22 to 414.34).

The conversion factor of 2026 for those who are not in a qualifying payment model is $33.4009. The fee schedule amount
is rounded to the cent at the end only; shares of it are taken of the rounded amount.
"""

import random
from dataclasses import dataclass
from fractions import Fraction

from trainer.domain.generators.billing.figures import wrong_amounts
from trainer.domain.generators.family import Draft, Family
from trainer.domain.generators.wording import decimal, long_day, money, percent_of, rounded
from trainer.domain.generators.billing.figures import day_between
