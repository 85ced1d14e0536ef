"""The page of the report of a full CPB exam, 135 questions, and dealing a CPC exam out of a pool of 5,000.

`make bench NAME=exam_report`. The exam was sat with changed answers and times on a SQLite file, as the learner's third.
`exam.report_ms` is a whole request inside the server, from its head to the last byte of the page; beside it stands what
the service alone takes, and what plot and PDF are drawn in. Dealing is the pure function, with other dice every time.
"""

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from benchmarks.figures import Figures
from benchmarks.serving import CHEAP, SECRET, sign_cookie, sign_up
from trainer.config import Settings, resource_folder
from trainer.content.item_files import AuthoredItem, AuthoredStimulus
from trainer.content.library import Library, load_library
from trainer.db.engine import make_engines
from trainer.domain.attempts.attempt import AttemptKind
from trainer.domain.exams.assembly import ExamItem, assemble
from trainer.domain.exams.blueprint import Blueprint
from trainer.domain.exams.forms import forms_of
from trainer.domain.items.content import ItemContent, Option, SingleBest
from trainer.domain.items.keys import Explanation, SingleKey
from trainer.services import accounts, exam_reports, exam_sessions, exams, grading, sittings
from trainer.services.exam_reports import ExamReport
from trainer.services.maintenance import prepare_database
from trainer.services.publishing import publish_library
from trainer.services.scope import Scope, Scopes
from trainer.web.app import make_app
from trainer.web.exams.pace_plot import Size, draw_pace
from trainer.web.exams.report_pdf import make_pdf

SEED = 20261125
POOL = 5_000
EXAMS = 3
ROUNDS = 60
REPORT_BAR_MS = 60
ASSEMBLY_BAR_MS = 50
LETTERS = "ABCD"
STEM = (
    "A 71-year-old with Original Medicare and a supplement is seen in the office for a new problem. The physician is "
    "not participating, accepts assignment for this claim, and the deductible of the year is met. What may be billed? "
) * 2
"""As long as the stems of the shipped questions."""


class Clock:
    """Stands still until it is told, so that an exam of hours is sat at once."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def main() -> int:
    figures = Figures()
    library, report = load_library(resource_folder("question_banks"), resource_folder("case_studies"))
    assert not report.problems, report.problems
    cpc, cpb = (next(each for each in library.blueprints if each.track == track) for track in ("cpc", "cpb"))
    figures.add("exam.assembly_ms", median(_assemblies(cpc)), "ms", at_most=ASSEMBLY_BAR_MS)
    with tempfile.TemporaryDirectory() as folder:
        _measure_reports(figures, cpb, Path(folder))
    return figures.exit_code()


def _assemblies(blueprint: Blueprint) -> Iterator[float]:
    """How long each of many exams took to deal, with other dice every time."""
    (full, *_), pool = forms_of(blueprint), _pool(blueprint)
    for place in range(ROUNDS):
        rng = random.Random(SEED + place)
        yield _milliseconds(lambda dice=rng: assemble(full, pool, dice))


def _pool(blueprint: Blueprint) -> list[ExamItem]:
    """Questions in proportion to the blueprint: some share a scenario, some are of a family, half of them were seen."""
    rng = random.Random(SEED)
    areas = [area.slug for area in blueprint.areas for _ in range(area.questions * POOL // blueprint.questions)]
    began = datetime(2026, 1, 1, tzinfo=UTC)
    return [
        ExamItem(
            number,
            number,
            area,
            rng.randint(1, 5),
            set_id=number // 4 if area == "cases" and number % 4 else 0,
            family=f"family-{rng.randrange(200)}" if rng.random() < 0.2 else "",
            last_seen_at=began + timedelta(days=rng.randrange(50)) if rng.random() < 0.5 else None,
            option_ids=tuple(LETTERS),
            right_option=rng.choice(LETTERS),
            keeps_order=rng.random() < 0.1,
        )
        for number, area in enumerate(areas, start=1)
    ]


def _measure_reports(figures: Figures, cpb: Blueprint, folder: Path) -> None:
    clock = Clock()
    settings = Settings(folder, f"sqlite:///{folder / 'trainer.sqlite3'}", secret_key=SECRET, password_cost=CHEAP)
    scopes = Scopes(make_engines(settings.database_url), settings, clock, random.Random(SEED))
    prepare_database(scopes)
    with scopes.writing() as scope:
        publish_library(scope, Library((cpb,), tuple(_questions(cpb)), ()))
        token = sign_up(scope, "candidate")
    numbers = [_sit(scopes, clock, token, cpb) for _ in range(EXAMS)]
    client = make_app(scopes, settings, SECRET, resource_folder("templates")).test_client()
    client.set_cookie("trainer", sign_cookie(token).partition("=")[2])

    def make() -> ExamReport:
        with _signed_in(scopes.reading(), token) as scope:
            found = exam_reports.get_result(scope, numbers[-1])
        assert isinstance(found, ExamReport)
        return found

    def show() -> None:
        response = client.get(f"/exams/{numbers[-1]}/result")
        assert response.status_code == 200
        assert "By area" in response.text

    report = make()
    assert (len(report.questions), len(report.mocks)) == (cpb.questions, EXAMS)
    assert report.has_times
    assert report.score.shifts
    figures.add("exam.report_ms", _median(show), "ms", at_most=REPORT_BAR_MS)
    figures.add("exam.report_service_ms", _median(make), "ms")
    figures.add("exam.report_plot_ms", _median(lambda: draw_pace(report, "light", Size.WIDE)), "ms")
    figures.add("exam.report_pdf_ms", _median(lambda: make_pdf(report)), "ms")
    scopes.engines.dispose()


def _questions(cpb: Blueprint) -> Iterator[AuthoredItem]:
    """One and a half times as many as the exam has, in every area; most of the cases share scenarios of three."""
    number = 0
    for area in cpb.areas:
        for place in range(area.questions * 3 // 2):
            number += 1
            has_story = area.slug == "case-analysis" and place % 4
            story = AuthoredStimulus(f"story-{place // 4}", "A scenario", STEM) if has_story else None
            options = tuple(Option(letter, f"{letter}: the usual charge less the discount") for letter in LETTERS)
            why = tuple((letter, f"The reason for {letter}. {STEM}") for letter in LETTERS)
            yield AuthoredItem(
                slug=f"question-{number}",
                track="cpb",
                area=area.slug,
                difficulty=1 + number % 5,
                bloom="apply",
                tags=(),
                stimulus=story,
                content=ItemContent(f"Question {number}. {STEM}", SingleBest(options), "2026"),
                key=SingleKey("B"),
                explanation=Explanation("", why, ("A reference",)),
                key_reason="",
                second_solution="agreed",
            )


def _sit(scopes: Scopes, clock: Clock, token: str, cpb: Blueprint) -> int:
    """A whole exam: two of three answers right, every fourth changed, every question looked at; handed in, graded."""
    with _signed_in(scopes.writing(), token) as scope:
        number = exams.start_exam(scope, exams.ExamRequest("cpb", "full"))
    for position in range(1, cpb.questions + 1):
        clock.now += timedelta(seconds=60 + position % 90)
        choices = (["A"] if position % 4 == 0 else []) + ["C" if position % 3 == 0 else "B"]
        with _signed_in(scopes.writing(), token) as scope:
            for base, choice in enumerate(choices):
                event = sittings.Event("page", 2 * position + base, base)
                sittings.save_answer(scope, number, position, {"choice": [choice]}, event, kind=AttemptKind.EXAM)
            view = exam_sessions.View("page", position, position, 1000 * (60 + position % 90))
            exam_sessions.record_view(scope, number, view)
    with _signed_in(scopes.writing(), token) as scope:
        grading.submit_attempt(scope, number, AttemptKind.EXAM)
    with _signed_in(scopes.writing(), token) as scope:
        grading.grade_attempt(scope, number)
    clock.now += timedelta(days=1)
    return number


@contextmanager
def _signed_in(opened: AbstractContextManager[Scope], token: str) -> Iterator[Scope]:
    """The scope with the learner who acts."""
    with opened as scope:
        scope.actor = accounts.find_signed_in(scope, token)
        yield scope


def _median(work: Callable[[], object]) -> float:
    return median(_milliseconds(work) for _ in range(ROUNDS))


def _milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1_000


if __name__ == "__main__":
    raise SystemExit(main())
