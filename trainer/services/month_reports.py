"""The closing report of a month in the practice: stored when the month closes, and shown as stored ever after."""

from dataclasses import dataclass
from itertools import groupby

from trainer.adapters import adapter_of
from trainer.domain.kernel.points import percent
from trainer.domain.simulation.closing import ClosingReport, close
from trainer.domain.simulation.scenario import Scenario
from trainer.domain.simulation.state import Loss, LossKind, State
from trainer.services.month_records import MonthHead, get_row, to_head
from trainer.services.scope import Scope

GOOD_PERCENT = 95
"""From so much of the money secured the next level is worth a try."""


@dataclass(frozen=True, slots=True)
class StoredReport:
    """The figures with the names that they speak of: patients by the id of their account."""

    report: ClosingReport
    patients: dict[str, str]

    @property
    def secured_cents(self) -> int:
        """What came in or is on its way by itself, of all that right handling would bring."""
        return self.report.entitled_cents - self.report.left_cents

    @property
    def secured_percent(self) -> int:
        """In whole per cent, half up; 100 only where nothing was left."""
        share = percent(self.secured_cents, self.report.entitled_cents) or 0
        return min(share, 99) if self.report.left_cents else share


@dataclass(frozen=True, slots=True)
class LossGroup:
    """Losses of one kind, the largest first."""

    kind: LossKind
    cents: int
    losses: tuple[Loss, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What to play next: this very month again, or the month that a level comes with. `focus` has cost most."""

    scenario: Scenario
    is_same: bool
    focus: LossKind | None


@dataclass(frozen=True, slots=True)
class ReportPage:
    """The report; the accounts behind it can be looked at while the rules are those of the month."""

    head: MonthHead
    stored: StoredReport
    groups: tuple[LossGroup, ...]
    suggestion: Suggestion


def write_report(state: State) -> str:
    """The report of a month that has closed, as JSON."""
    names = {encounter.id: encounter.patient.name for encounter in state.world.encounters.values()}
    report = StoredReport(close(state), {each: f"{name.first} {name.last}" for each, name in names.items()})
    return adapter_of(StoredReport).dump_json(report).decode()


def read_report(text: str) -> StoredReport:
    """A report as it was stored. A field that is added later needs a default: old reports are read too."""
    return adapter_of(StoredReport).validate_json(text)


def get_report(scope: Scope, number: int) -> ReportPage | None:
    """The report as it was stored; None of a month that is not closed.

    Raises:
        NotFound: the learner has no such month.
    """
    row = get_row(scope, number)
    if row.report is None:
        return None
    head, stored = to_head(row), read_report(row.report)
    groups = group_losses(stored.report.losses)
    return ReportPage(head, stored, groups, suggest(head, stored, groups))


def group_losses(losses: tuple[Loss, ...]) -> tuple[LossGroup, ...]:
    """By kind, the kind that cost most first."""
    ordered = sorted(losses, key=lambda loss: (loss.kind, -loss.cents, loss.on, loss.encounter))
    groups = [
        LossGroup(kind, sum(loss.cents for loss in found), found)
        for kind, each in groupby(ordered, key=lambda loss: loss.kind)
        if (found := tuple(each))
    ]
    return tuple(sorted(groups, key=lambda group: -group.cents))


def suggest(head: MonthHead, stored: StoredReport, groups: tuple[LossGroup, ...]) -> Suggestion:
    """The next level after a month that went well, else the same month again: the same visits, now known."""
    focus = groups[0].kind if groups else None
    levels = list(Scenario)
    place = levels.index(head.scenario)
    if stored.secured_percent >= GOOD_PERCENT and place + 1 < len(levels):
        return Suggestion(levels[place + 1], is_same=False, focus=focus)
    return Suggestion(head.scenario, is_same=True, focus=focus)
