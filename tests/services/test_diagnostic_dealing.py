"""What a diagnostic deals: new questions first, nothing under examination, every area its share."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select

from tests.support.builders import some_options
from tests.support.diagnostics import (
    about,
    answer,
    answer_all,
    current,
    dealt,
    finish_early,
    grade,
    pass_on,
    send,
    start,
)
from tests.support.exams import CPC, an_exam_library, exam_items, publish_exams
from tests.support.families import a_family, authored
from tests.support.library import an_item
from tests.support.people import Learner, sign_up
from tests.support.published import publish_once
from tests.support.shipped import shipped_library
from trainer.content.library import Library
from trainer.db.models.content import Item
from trainer.db.queries import diagnostics as queries
from trainer.domain.attempts.attempt import Feedback
from trainer.domain.calibration.adaptive import area_quotas
from trainer.domain.items.content import SingleBest
from trainer.domain.items.keys import SingleKey
from trainer.services import diagnostics
from trainer.services.diagnostics import (
    Finished,
    NextDealt,
)
from trainer.services.exams import ExamRequest, start_exam
from trainer.services.progress import list_area_lines
from trainer.services.publishing import publish_library
from trainer.services.scope import Scopes


def test_questions_that_the_learner_was_never_dealt_come_first(candidate: Learner) -> None:
    """There are 53 questions; half of anatomy and compliance stand in a sitting that is over."""
    practised = candidate.start(Feedback.AT_END, 20, areas=("anatomy", "compliance"))
    known = {item.id for item in dealt(candidate, practised)}
    candidate.hand_in(practised)
    quotas = {"anatomy": 15, "compliance": 9, "cases": 6}
    left = Counter(item.area for item in candidate_pool(candidate) if item.id not in known)
    lacking = sum(max(0, quota - left[area]) for area, quota in quotas.items())
    assert 0 < lacking == about(candidate).seen < 20
    number = start(candidate)
    answer_all(candidate, number, rightly=False)
    chosen = dealt(candidate, number)
    assert Counter(item.area for item in chosen) == quotas
    assert sum(item.id in known for item in chosen) == lacking


def candidate_pool(learner: Learner) -> Sequence[Item]:
    with learner.reading() as scope:
        return list(scope.session.scalars(select(Item).where(Item.track == "cpc")))


def test_for_lack_of_new_ones_known_questions_serve_those_of_open_sittings_last(learner: Learner, clock) -> None:
    """Six questions in all: three of an area stand in sittings, one of them still open."""
    done = learner.start(Feedback.AT_END, 1, areas=("anatomy",))
    learner.hand_in(done)
    clock.advance(days=1)
    still_open = learner.start(Feedback.AT_END, 3, areas=("anatomy",))
    assert about(learner).seen == 3
    number = start(learner)
    answer_all(learner, number)
    assert len(dealt(learner, number)) == 6
    assert {item.id for item in dealt(learner, still_open)} <= {item.id for item in dealt(learner, number)}


def test_what_stands_in_an_open_exam_is_not_dealt(candidate: Learner) -> None:
    with candidate.writing() as scope:
        exam = start_exam(scope, ExamRequest("cpc", "short-25"))
    examined = {item.id for item in dealt(candidate, exam)}
    number = start(candidate)
    answer_all(candidate, number)
    assert examined.isdisjoint(item.id for item in dealt(candidate, number))


def test_sealed_questions_stay_out(scopes: Scopes) -> None:
    sealed = tuple(replace(item, is_sealed=True) for item in exam_items() if item.slug.startswith("anatomy-1"))
    others = tuple(item for item in exam_items() if not item.slug.startswith("anatomy-1"))
    publish_exams(scopes, an_exam_library((*others, *sealed)))
    cleo = sign_up(scopes)
    number = start(cleo)
    answer_all(cleo, number)
    assert not any(item.is_sealed for item in dealt(cleo, number))


def test_a_family_comes_with_a_variant_that_the_learner_was_not_dealt(scopes: Scopes) -> None:
    family = authored(a_family(), 3)
    library = Library(
        (CPC,), (an_item("one", SingleBest(some_options()), SingleKey("B"), area="cases"),), (), (family,)
    )
    with scopes.writing() as scope:
        publish_library(scope, library)
    ann = sign_up(scopes)
    variants = []
    for _ in range(3):
        number = start(ann)
        with ann.reading() as scope:
            pool = queries.list_candidates(scope.session, ann.id, "cpc", scope.now)
        assert len({row["item_id"] for row in pool} | {item.id for item in dealt(ann, number)}) == 2
        stems = {current(ann, number).content.stem}
        pass_on(ann, number)
        stems.add(current(ann, number).content.stem)
        pass_on(ann, number)
        grade(ann, number)
        variants += [stem for stem in stems if "claim" in stem]
    assert len(set(variants)) == 3, "every time other facts"


def test_practice_deals_nothing_of_an_open_diagnostic_and_does_again_when_it_is_over(learner: Learner) -> None:
    number = start(learner)
    answer(learner, number)
    asked = {item.id for item in dealt(learner, number)}
    practised = learner.start(number=6)
    assert asked.isdisjoint(item.id for item in dealt(learner, practised))
    assert learner.question(practised).item_count == 4
    finish_early(learner, number)
    assert learner.question(learner.start(number=6)).item_count == 6


def test_what_was_known_of_a_question_before_is_hidden_while_it_is_asked_again(learner: Learner) -> None:
    practised = learner.start(Feedback.AT_ONCE)
    for position in range(1, 7):
        learner.answer(practised, position, rightly=False)
    number = start(learner)
    asked = [item.slug for item in dealt(learner, number)]
    for position in range(1, 7):
        page = learner.question(practised, position)
        is_asked = any(slug in page.content.stem for slug in asked)
        assert (page.is_held_back, page.verdict is None) == (is_asked, is_asked)
    with learner.reading() as scope:
        assert sum(line.progress.answers for line in list_area_lines(scope, "cpc") if line.progress) == 5


def test_the_shipped_bank_fills_every_area(scopes: Scopes) -> None:
    shipped = shipped_library()
    publish_once(scopes, shipped)
    for track in ("cpc", "cpb"):
        assert_every_area_is_filled(sign_up(scopes, f"{track}@example.org", track=track), track, shipped)


def assert_every_area_is_filled(ann: Learner, track: str, shipped: Library) -> None:
    number = start(ann, track)
    dice = random.Random(track)
    outcome: diagnostics.Outcome = NextDealt(1)
    while not isinstance(outcome, Finished):
        page = current(ann, number)
        choice = dice.choice([option.id for option in page.options]) if page.response.kind == "single" else ""
        outcome = send(ann, number, page.position, {"choice": [choice]}, knows=bool(choice))
    (blueprint,) = (each for each in shipped.blueprints if each.track == track)
    shares = Counter(item.area for item in dealt(ann, number))
    assert shares == area_quotas({area.slug: area.questions for area in blueprint.areas})
    assert sum(shares.values()) == 30
    assert min(shares.values()) >= 1
    assert set(shares) == {area.slug for area in blueprint.areas}
