"""The six accounts of the months before with which the month begins: two of them have a deadline within it."""

import random
from datetime import date

from trainer.domain.simulation import visits
from trainer.domain.simulation.drafting import Kind, Papers, draft
from trainer.domain.simulation.practice import HMO, MEDICARE, PPO
from trainer.domain.simulation.scenario import FIRST_DAY, Trouble
from trainer.domain.simulation.world import Argument, Encounter, Old, PayerError, Standing


def draw_old(rng: random.Random, surnames: list[str]) -> list[tuple[Encounter, Old]]:
    """The accounts with their encounters, A01 to A06; takes its surnames from the end of the list."""
    lost, sent, denied, second = (rng.choice(visits.SIMPLE) for _ in range(4))
    authorized = PayerError("197", (0,), Argument.AUTHORIZED)
    necessary = PayerError("50", (0,), Argument.RECORDS)
    plans = (
        (Kind(visits.MOLE, (HMO,), payer_error=authorized), Trouble.PAYER_ERROR, Standing.DENIED, (3, 2), (3, 16)),
        (Kind(lost, (PPO,)), Trouble.NONE, Standing.LOST, (1, 20), (1, 26)),
        (Kind(sent, (MEDICARE,)), Trouble.DEDUCTIBLE, Standing.SENT, (3, 23), (3, 25)),
        (Kind(rng.choice(visits.WITH_PROCEDURE), (PPO,)), Trouble.POINTER, Standing.SENT, (3, 25), (3, 26)),
        (Kind(denied, (MEDICARE,), payer_error=necessary), Trouble.PAYER_ERROR, Standing.DENIED, (3, 3), (3, 19)),
        (Kind(second, (MEDICARE, PPO)), Trouble.SECOND_PAYER, Standing.SECOND_DUE, (3, 9), (3, 24)),
    )
    accounts = []
    for number, (kind, trouble, standing, on, since) in enumerate(plans, 1):
        name = f"A{number:02d}"
        papers = Papers(name, FIRST_DAY, surnames.pop(), trouble, on=date(2026, *on), kind=kind)
        accounts.append((draft(rng, papers), Old(name, standing, date(2026, *since))))
    return accounts
