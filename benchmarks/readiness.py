"""Is the estimate of readiness honest? Simulated learners are estimated, then sit a mock; and Rasch difficulties.

`make bench NAME=readiness ARGS="--seeds 1 2 3"`. 10,000 learners a seed (`--learners`), CPC or CPB
(`--track`). `--write PATH` stores what the page on the model's evidence shows.
"""

import argparse
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
from scipy.special import bdtrc

from benchmarks.figures import Figures
from benchmarks.simulated_learners import (
    POPULATIONS,
    Bank,
    Blueprint,
    Learners,
    Population,
    read_blueprint,
    simulate,
)
from trainer.domain.calibration.rasch import Responses, fit_rasch
from trainer.domain.readiness.ability import fit_ability
from trainer.domain.readiness.estimate import Estimate, estimate
from trainer.domain.readiness.evidence import FirstSight, Level
from trainer.domain.readiness.projection import AreaShape, BankItem, MockShape, bank_of, project

SEEDS, LEARNERS = (11, 12, 13), 10_000
GUESS = 0.25
"""What the program takes for the chance to guess right: four options."""
FEWEST_IN_DECILE = 50
RASCH_PERSONS, RASCH_ITEMS, RASCH_SHARE = 2_000, 300, 0.2

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Outcomes:
    """One entry a learner with an estimate; `too_little` had none."""

    level: Array
    low: Array
    high: Array
    chance: Array
    without_areas: Array
    percent_correct: Array
    score: Array
    ability: Array
    growth: Array
    has_passed: Array
    too_little: int

    @property
    def is_covered(self) -> Array:
        return (self.low <= self.score) & (self.score <= self.high)


def main() -> int:
    options = _options()
    figures = Figures()
    outcomes = follow(read_blueprint(options.track), options.seeds, options.learners, POPULATIONS[options.population])
    _show_coverage(figures, outcomes)
    _show_chances(figures, outcomes)
    _show_rasch(figures, options.seeds[0])
    if options.write:
        origin = {"date": options.date.isoformat(), "track": options.track, "seeds": options.seeds}
        evidence = {**origin, "population": options.population, **evidence_of(outcomes)}
        options.write.write_text(json.dumps(evidence, indent=2) + "\n", "utf-8")
    return figures.exit_code()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=list(SEEDS))
    parser.add_argument("--learners", type=int, default=LEARNERS, help="for each seed")
    parser.add_argument("--track", choices=("cpc", "cpb"), default="cpc", help="whose blueprint the mock follows")
    parser.add_argument("--population", choices=POPULATIONS, default="usual", help="the bars are for the usual one")
    parser.add_argument("--write", type=Path, help="where the evidence is stored, as JSON")
    parser.add_argument("--date", type=date.fromisoformat, default=datetime.now(UTC).date(), help="of the evidence")
    return parser.parse_args()


def follow(blueprint: Blueprint, seeds: Sequence[int], learners: int, population: Population) -> Outcomes:
    """Estimates all simulated learners of these seeds, and holds that against their mocks."""
    rows = [
        row
        for seed in seeds
        for bank, group in simulate(seed, learners, blueprint, population)
        for row in _estimated(blueprint, bank, group)
    ]
    level, low, high, chance, without_areas, percent_correct, score, ability, growth = (
        np.array(column) for column in zip(*rows, strict=True)
    )
    return Outcomes(
        level, low, high, chance, without_areas, percent_correct, score, ability, growth,
        has_passed=score >= blueprint.pass_questions, too_little=len(seeds) * learners - len(rows),
    )  # fmt: skip


def _estimated(blueprint: Blueprint, bank: Bank, group: Learners) -> Iterator[tuple[Any, ...]]:
    shape = _shape(blueprint, bank, bank.area, blueprint.areas, blueprint.questions)
    whole = _shape(blueprint, bank, np.zeros_like(bank.area), ("all",), [blueprint.questions.sum()])
    whole_bank = bank_of(whole)
    for learner in range(len(group.answers)):
        sights = _sights(blueprint, bank, group, learner)
        found = estimate(sights, shape)
        if not isinstance(found, Estimate):
            continue
        together = [
            FirstSight("all", each.difficulty, GUESS, each.is_right, each.age_days, each.is_timed) for each in sights
        ]
        scores = project(fit_ability(together, ("all",)), ("all",), whole_bank).scores
        share = sum(sight.is_right for sight in sights) / len(sights)
        yield (
            found.level, found.low, found.high, found.chance, scores[whole.pass_questions :].sum(),
            bdtrc(whole.pass_questions - 1, whole.questions, share),
            group.score[learner], group.ability[learner], group.growth[learner],
        )  # fmt: skip


def _shape(blueprint: Blueprint, bank: Bank, place: Array, areas: Sequence[str], questions: Any) -> MockShape:
    made = [
        AreaShape(area, area, int(count), tuple(BankItem(float(each), GUESS) for each in bank.believed[place == at]))
        for at, (area, count) in enumerate(zip(areas, questions, strict=True))
    ]
    return MockShape(tuple(made), blueprint.pass_questions)


def _sights(blueprint: Blueprint, bank: Bank, group: Learners, learner: int) -> list[FirstSight]:
    """What the program knows of the answers of one learner."""
    given = slice(0, int(group.answers[learner]))
    item = group.item[learner, given]
    columns = (
        bank.area[item], bank.believed[item], group.is_right[learner, given], group.age_days[learner, given],
        group.is_timed[learner, given],
    )  # fmt: skip
    return [
        FirstSight(blueprint.areas[area], difficulty, GUESS, is_right, age_days, is_timed)
        for area, difficulty, is_right, age_days, is_timed in zip(*(each.tolist() for each in columns), strict=True)
    ]


def coverage(outcomes: Outcomes) -> dict[Level, tuple[int, float]]:
    """Level -> learners with that evidence, and the share of them whose score lies in the interval."""
    found = {level: outcomes.is_covered[outcomes.level == level] for level in Level}
    return {level: (len(covered), float(covered.mean())) for level, covered in found.items() if len(covered)}


def halves(outcomes: Outcomes) -> dict[str, tuple[int, float]]:
    """The same for the less and the more able half, and for those who grew less and more."""
    found = {}
    for name, values in (("ability", outcomes.ability), ("growth", outcomes.growth)):
        is_low = values <= np.median(values)
        found[f"{name}_low"] = (int(is_low.sum()), float(outcomes.is_covered[is_low].mean()))
        found[f"{name}_high"] = (int((~is_low).sum()), float(outcomes.is_covered[~is_low].mean()))
    return found


def reliability(outcomes: Outcomes) -> list[dict[str, float]]:
    """For each tenth of the scale of chances: how many learners, their mean chance, the share that passed."""
    tenth = np.minimum((outcomes.chance * 10).astype(int), 9)
    rows = []
    for at in range(10):
        own = tenth == at
        if own.any():
            mean_chance, observed = float(outcomes.chance[own].mean()), float(outcomes.has_passed[own].mean())
            row = {"from": at / 10, "to": (at + 1) / 10, "n": int(own.sum())}
            rows.append({**row, "mean_chance": round(mean_chance, 4), "observed": round(observed, 4)})
    return rows


def brier(chance: Array, has_passed: Array) -> float:
    """The mean square of what the chance was off."""
    return float(np.mean((chance - has_passed) ** 2))


def evidence_of(outcomes: Outcomes) -> dict[str, Any]:
    """What the page on the model's evidence shows."""
    estimated = len(outcomes.chance)
    return {
        "learners": estimated + outcomes.too_little,
        "estimated": estimated,
        "coverage": [
            {"level": level, "n": n, "share": round(share, 4)} for level, (n, share) in coverage(outcomes).items()
        ],
        "halves": [{"half": half, "n": n, "share": round(share, 4)} for half, (n, share) in halves(outcomes).items()],
        "reliability": reliability(outcomes),
        "brier": {
            "model": round(brier(outcomes.chance, outcomes.has_passed), 4),
            "percent_correct": round(brier(outcomes.percent_correct, outcomes.has_passed), 4),
            "without_areas": round(brier(outcomes.without_areas, outcomes.has_passed), 4),
        },
    }


def _show_coverage(figures: Figures, outcomes: Outcomes) -> None:
    figures.add("readiness.learners", len(outcomes.chance) + outcomes.too_little, "learners", at_least=10_000)
    figures.add("readiness.estimated", len(outcomes.chance), "learners")
    by_level = coverage(outcomes)
    worst = max((share for _, share in by_level.values()), key=lambda share: abs(share - 0.9))
    figures.add("readiness.coverage_90", worst, "share, worst level", at_least=0.87, at_most=0.93)
    for level, (n, share) in by_level.items():
        figures.add(f"readiness.coverage_90.{level}", share, f"share of {n}", at_least=0.87, at_most=0.93)
    for half, (n, share) in halves(outcomes).items():
        figures.add(f"readiness.coverage_90.{half}", share, f"share of {n}")
    figures.add("readiness.width", float(np.mean(outcomes.high - outcomes.low)), "questions")


def _show_chances(figures: Figures, outcomes: Outcomes) -> None:
    worst = max(
        abs(row["mean_chance"] - row["observed"]) for row in reliability(outcomes) if row["n"] >= FEWEST_IN_DECILE
    )
    figures.add("readiness.reliability_worst", worst, "difference of chances", at_most=0.05)
    by_percent, without = (
        brier(chance, outcomes.has_passed) for chance in (outcomes.percent_correct, outcomes.without_areas)
    )
    figures.add("readiness.brier_percent_correct", by_percent, "Brier score")
    figures.add("readiness.brier_without_areas", without, "Brier score")
    figures.add(
        "readiness.brier", brier(outcomes.chance, outcomes.has_passed), "Brier score", at_most=min(by_percent, without)
    )


def _show_rasch(figures: Figures, seed: int) -> None:
    """Known difficulties, recovered from learners of whom each has answered a fifth of the items."""
    dice = np.random.default_rng(seed)
    ability, true = dice.normal(0, 1, RASCH_PERSONS), dice.normal(0, 1, RASCH_ITEMS)
    who, which = np.nonzero(dice.random((RASCH_PERSONS, RASCH_ITEMS)) < RASCH_SHARE)
    is_right = dice.random(len(who)) < 1 / (1 + np.exp(true[which] - ability[who]))
    started = time.perf_counter()
    fit = fit_rasch(Responses(who, which, is_right, RASCH_PERSONS, RASCH_ITEMS))
    seconds = time.perf_counter() - started
    figures.add("rasch.r", float(np.corrcoef(true, fit.difficulties)[0, 1]), "correlation", at_least=0.97)
    figures.add("rasch.mae_logits", float(np.mean(np.abs(true - fit.difficulties))), "logits", at_most=0.15)
    figures.add("rasch.seconds", seconds, "s", at_most=5)


if __name__ == "__main__":
    raise SystemExit(main())
