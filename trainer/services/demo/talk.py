"""What the teachers of the demo do and say: marks by hand, excuses, comments, overrides, disputes, a corrected key."""

from datetime import time, timedelta
from functools import partial

from trainer.db.queries import demo as queries
from trainer.domain.attempts.attempt import Feedback
from trainer.domain.classes.marks import CellState
from trainer.domain.exams.regrades import Mode
from trainer.services import case_reports, disputes, key_corrections, marks_by_hand, overrides
from trainer.services.demo import work
from trainer.services.demo.people import ASSISTANT, INSTRUCTOR, Pupil
from trainer.services.demo.term import Planned, at, week_begins
from trainer.services.demo.world import OWN_ITEM, OWN_TRUTH, World
from trainer.services.gradebook import GradebookPage, LearnerRow, get_gradebook
from trainer.services.item_evidence import get_key
from trainer.services.overrides import Grant

_EVENING = time(18)
COMMENTS = (
    "Read the question again before you answer: twice you coded what was planned, not what was done.",
    "Good work on the modifiers. Look once more at which side the record names.",
    "Come to the office hour on Thursday, and bring the tabular list: we go through these together.",
    "Much better than last week. Next time look up every code that you believe you know by heart.",
    "Your diagnoses are right; the order is not. The reason for the visit is listed first.",
)
EXCUSES = ("Was in hospital that week; a note is with the office.", "Jury duty, told me beforehand.")
_QUESTIONED = "The question names no laterality, and the key wants one. I have looked at it twice."
_STANDS = "The stem names the side in its second sentence, so the key stands. Read to the end of the record."
_RECENT = "Two of the options seem right to me. Where in the guidelines is it said that the second one is not?"
_CASE = "The record says that the wound was closed in layers. Why is the closure not reported beside the excision?"


def schedule_teaching(world: World, planned: tuple[Planned, ...]) -> None:
    """Plans everything that teachers do during the term."""
    for week in range(1, world.size.weeks + 1):
        evening = at(week_begins(world, week + 1), _EVENING) + timedelta(days=3)
        world.agenda.add(evening, partial(look_through, world, f"week {week}", week))
    first = at(week_begins(world, 1), _EVENING)
    world.agenda.add(first, lambda: grant_extra_time(world))
    world.agenda.add(first + timedelta(days=8), lambda: grant_dates(world))
    world.agenda.add(first + timedelta(days=15), lambda: grant_another_try(world))
    world.agenda.add(first + timedelta(days=9), lambda: correct_own_key(world))
    middle = world.begins + (world.ends - world.begins) / 2
    world.agenda.add(middle, lambda: question_key(world, world.pupils[2], _QUESTIONED))
    world.agenda.add(middle + timedelta(days=2), lambda: explain_all(world))
    world.agenda.add(world.ends - timedelta(days=1), lambda: question_key(world, world.pupils[0], _RECENT))
    world.agenda.add(world.ends - timedelta(hours=20), lambda: question_case(world, world.pupils[-1]))


def look_through(world: World, name: str, week: int) -> None:
    """After an assignment has closed: words for the weakest, an excuse, now and then another mark."""
    with world.acting(world.ids[INSTRUCTOR.email]) as scope:
        page = get_gradebook(scope, world.class_id)
    assignment_id = world.assignments[name]
    found = page.column(assignment_id)
    if found is None:
        return
    done = sorted((row for row in page.rows if row.cells[found[0]].counted), key=lambda row: _score(row, found[0]))
    for place, row in enumerate(done[:2]):
        who = ASSISTANT if place else INSTRUCTOR
        _comment(world, who.email, assignment_id, row.learner_id, COMMENTS[(week + place) % len(COMMENTS)])
    if week % 3 == 1:
        _excuse(world, page, found[0], assignment_id, EXCUSES[week % len(EXCUSES)])
    if week % 3 == 2 and done:
        _raise_score(world, assignment_id, done[len(done) // 2], found[0])
    if week % 4 == 1:
        _raise_question(world, assignment_id, done)


def _score(row: LearnerRow, place: int) -> int:
    return row.cells[place].permille or 0


def _comment(world: World, email: str, assignment_id: int, learner_id: int, text: str) -> None:
    with world.acting(world.ids[email]) as scope:
        place = marks_by_hand.place_to_change(scope, world.class_id, assignment_id, learner_id)
        marks_by_hand.add_comment(scope, place, text)


def _excuse(world: World, page: GradebookPage, column: int, assignment_id: int, reason: str) -> None:
    missing = [row for row in page.rows if row.cells[column].state is CellState.MISSING]
    chosen = missing[0] if missing else page.rows[-1]
    with world.acting(world.ids[INSTRUCTOR.email]) as scope:
        place = marks_by_hand.place_to_change(scope, world.class_id, assignment_id, chosen.learner_id)
        marks_by_hand.excuse(scope, place, 0, reason)


def _raise_score(world: World, assignment_id: int, row: LearnerRow, column: int) -> None:
    with world.acting(world.ids[INSTRUCTOR.email]) as scope:
        place = marks_by_hand.place_to_change(scope, world.class_id, assignment_id, row.learner_id)
        permille = min(1000, _score(row, column) + 50)
        marks_by_hand.set_score(
            scope, place, 0, permille, "The power failed during the last question; answered by mail."
        )


def _raise_question(world: World, assignment_id: int, rows: list[LearnerRow]) -> None:
    """The points of the first question that somebody got wrong, because of how it could be read."""
    with world.acting(world.ids[INSTRUCTOR.email]) as scope:
        for row in rows:
            number = queries.find_sitting(scope.session, row.learner_id, assignment_id)
            questions = queries.list_questions(scope.session, row.learner_id, number) if number else []
            wrong = next((each for each in questions if each["earned"] == 0 and each["slug"] != OWN_ITEM), None)
            if number is None or wrong is None:
                continue
            place = marks_by_hand.place_to_change(scope, world.class_id, assignment_id, row.learner_id)
            full, reason = (
                wrong["possible"],
                "Two readings of the stem were possible; yours was argued well on your sheet.",
            )
            marks_by_hand.mark_question(scope, place, number, wrong["position"], base=0, earned=full, reason=reason)
            return


def _grant(world: World, grant: Grant) -> None:
    with world.acting(world.ids[INSTRUCTOR.email]) as scope:
        overrides.grant_override(scope, world.class_id, grant)


def grant_extra_time(world: World) -> None:
    """Half as much time again in everything, for one learner."""
    reason = "Accommodation of the school's disability office: time and a half."
    _grant(world, Grant(world.pupils[4].id, None, reason, extra_percent=50))


def grant_dates(world: World) -> None:
    """Four days more for one assignment."""
    day = week_begins(world, 3) + timedelta(days=4)
    _grant(
        world,
        Grant(world.pupils[2].id, world.assignments["week 2"], "A death in the family.", due_at=at(day, _EVENING)),
    )


def grant_another_try(world: World) -> None:
    """One try more, and ten minutes, for somebody who came late."""
    reason = "Joined after the class had begun; the first try was to find the way around."
    _grant(world, Grant(world.pupils[3].id, world.assignments["week 3"], reason, extra_seconds=600, extra_attempts=1))


def correct_own_key(world: World) -> None:
    """The key of the instructor's own question is put right, answers are graded anew, everybody affected is told."""
    reason = "Dysphagia is trouble swallowing; the key named trouble speaking, which is dysphasia."
    with world.acting(world.ids[INSTRUCTOR.email]) as scope:
        known = get_key(scope, OWN_ITEM)
        answer = "You are right, and thank you: the key is corrected, and your answer has its points."
        wanted = key_corrections.Correction(known.revision, {"choice": [OWN_TRUTH]}, reason, answer)
        key_corrections.correct_key(scope, OWN_ITEM, wanted)
    with world.acting(world.ids[INSTRUCTOR.email]) as scope:
        key_corrections.regrade_or_queue(scope, OWN_ITEM, Mode.RAISES)


def question_key(world: World, pupil: Pupil, text: str) -> None:
    """Somebody practises, and takes the key of a question that they got wrong for wrong."""
    number = work.practise(world, pupil, Feedback.AT_ONCE)
    with world.acting(pupil.id) as scope:
        rows = queries.list_questions(scope.session, pupil.id, number)
        wrong = next((row for row in rows if row["earned"] == 0), rows[0])
    work.report(world, pupil, number, wrong["position"], text)


def question_case(world: World, pupil: Pupil) -> None:
    """Somebody codes a case and objects to its key."""
    number = work.do_case(world, pupil, world.catalogue.cases[-1])
    with world.acting(pupil.id) as scope:
        case_reports.dispute_key(scope, number, _CASE)


def explain_all(world: World) -> None:
    """Whatever waits for an answer gets one: the key stands."""
    with world.acting(world.ids[INSTRUCTOR.email]) as scope:
        for row in disputes.list_disputes(scope, "cpc").rows:
            if row.is_item:
                disputes.explain_key(scope, row.reference, _STANDS)
            else:
                disputes.explain_case_key(scope, row.reference, _STANDS)
