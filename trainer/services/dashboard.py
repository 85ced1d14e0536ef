"""The start page: what to do today, how near to passing, areas, cases, days. At most 12 statements with the sign-in."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import RowMapping

from trainer.db.queries import cases as case_queries
from trainer.db.queries import dashboard as queries
from trainer.db.queries import items
from trainer.domain.exams.scoring import Band
from trainer.services.case_sittings import BILLING, CODING
from trainer.services.dashboard_cases import CaseErrors, case_errors
from trainer.services.dashboard_history import Estimated, History, read_history, thinned
from trainer.services.dashboard_today import NEWCOMER_SIGHTS, TEN, DoQuestions, Today, order_work
from trainer.services.diagnostics import NoDiagnostic, diagnostic_state
from trainer.services.plans import local_day, todays_tasks
from trainer.services.practice import OpenSitting, Pool, list_open_sittings
from trainer.services.readiness import ReadinessView, get_readiness
from trainer.services.reviews import count_due
from trainer.services.scope import Scope
from trainer.services.sights import time_zone_of, today_of


@dataclass(frozen=True, slots=True)
class Landing:
    """What a stranger is told: how much content there is, counted."""

    cpc_items: int
    cpb_items: int
    cases: int
    exercises: int


@dataclass(frozen=True, slots=True)
class AreaBar:
    """An area with `right` of `seen` first-seen answers; `band` is the estimate's, None where there is none."""

    slug: str
    title: str
    right: int
    seen: int
    band: Band | None


@dataclass(frozen=True, slots=True)
class NextCase:
    """The case to go on with; `open_number` is that of its sitting where it is in hand."""

    slug: str
    kind: str
    title: str
    specialty: str
    level: int
    summary: str
    open_number: int | None


@dataclass(frozen=True, slots=True)
class Dashboard:
    """`items`, `unseen` and `missed` are numbers of questions, `answers` of first-seen answers that may be told of.

    `estimates` is the course of the estimate with, last, that of now; one a week where there are many.
    """

    track: str
    open_sittings: tuple[OpenSitting, ...]
    today: Today
    readiness: ReadinessView
    estimates: tuple[Estimated, ...]
    areas: tuple[AreaBar, ...]
    items: int
    unseen: int
    missed: int
    next_case: NextCase | None
    cases: int
    errors: CaseErrors
    history: History
    is_in_class: bool

    @property
    def answers(self) -> int:
        return self.readiness.answered


def get_landing(scope: Scope) -> Landing:
    """The counts that the landing page names."""
    return Landing(
        sum(items.count_by_area(scope.session, "cpc").values()),
        sum(items.count_by_area(scope.session, "cpb").values()),
        case_queries.count_cases(scope.session, CODING),
        case_queries.count_cases(scope.session, BILLING),
    )


def get_dashboard(scope: Scope) -> Dashboard:
    """The learner's start page, for the track of their profile."""
    track = scope.learner.track
    readiness = get_readiness(scope, track)
    offers = queries.get_offers(scope.session, scope.learner.id, track, scope.now)
    history = read_history(scope, track, local_day(scope.now, offers["time_zone"]))
    sittings = list_open_sittings(scope)
    return Dashboard(
        track=track,
        open_sittings=sittings,
        today=_today(scope, sittings, readiness, offers, history.today),
        readiness=readiness,
        estimates=_with_present(history, readiness),
        areas=_bars(readiness),
        items=offers["items"],
        unseen=offers["unseen"],
        missed=offers["missed"],
        next_case=_next_case(offers),
        cases=offers["cases"],
        errors=case_errors(history.cases, scope.now.astimezone(ZoneInfo(offers["time_zone"]))),
        history=history,
        is_in_class=bool(offers["is_in_class"]),
    )


def _today(
    scope: Scope, sittings: tuple[OpenSitting, ...], readiness: ReadinessView, offers: RowMapping, today: date
) -> Today:
    """A diagnostic is offered only to whoever has no plan: who has one is no newcomer."""
    track, has_plan = scope.learner.track, bool(offers["has_plan"])
    is_new = not has_plan and readiness.answered < NEWCOMER_SIGHTS and offers["items"] > 0
    pool = Pool.UNSEEN if offers["unseen"] >= TEN else Pool.ALL
    return order_work(
        sittings,
        count_due(scope, track).now,
        todays_tasks(scope) if has_plan else (),
        DoQuestions(TEN, pool, is_first=not readiness.answered),
        has_plan=has_plan,
        is_newcomer=is_new and isinstance(diagnostic_state(scope, track), NoDiagnostic),
        exam_on=today if has_plan and offers["exam_on"] == today else None,
    )


def _with_present(history: History, readiness: ReadinessView) -> tuple[Estimated, ...]:
    """The course of the estimate up to now: what is known now takes the place of what was stored for today."""
    found = readiness.estimate
    if found is None:
        return thinned(history.estimates)
    now = Estimated(history.today, found.score, found.low, found.high, found.first_sights, found.questions)
    return thinned((*(each for each in history.estimates if each.day < history.today), now))


def _bars(readiness: ReadinessView) -> tuple[AreaBar, ...]:
    found = readiness.estimate
    bands = {area.area: area.band for area in found.areas} if found else {}
    return tuple(
        AreaBar(area.slug, area.title, area.right, area.seen, bands.get(area.slug)) for area in readiness.areas
    )


def _next_case(row: RowMapping) -> NextCase | None:
    if row["slug"] is None:
        return None
    return NextCase(
        row["slug"],
        row["kind"],
        row["title"],
        row["specialty"],
        row["level"],
        row["content"].summary,
        row["open_number"],
    )


def get_history(scope: Scope) -> History:
    """What the plots of days and of pace draw, for the track of the learner's profile."""
    return read_history(scope, scope.learner.track, today_of(scope, scope.learner.id))


def get_course(scope: Scope) -> tuple[tuple[Estimated, ...], int]:
    """The course of the estimate up to now, oldest first, and the pass mark that it stands beside."""
    readiness = get_readiness(scope, scope.learner.track)
    return _with_present(get_history(scope), readiness), readiness.pass_questions


def get_case_errors(scope: Scope) -> CaseErrors:
    """What the plot of errors draws."""
    zone = ZoneInfo(time_zone_of(scope, scope.learner.id))
    return case_errors(get_history(scope).cases, scope.now.astimezone(zone))
