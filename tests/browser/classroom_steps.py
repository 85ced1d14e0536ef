"""A class at work in the shipped content, made by services: who is in it, and the addresses of all its pages."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count, islice

from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.browser.live import LiveServer
from tests.support.assignments import begin
from tests.support.authoring import Desk
from tests.support.cases import diagnoses, save
from tests.support.people import PASSWORD, Learner, sign_up
from tests.support.school import School, a_school, a_spec, an_assignment, enrol
from trainer.db.models.attempts import AttemptItem
from trainer.db.models.classes import AssignmentRow
from trainer.db.models.content import Item, ItemKey, ItemVersion
from trainer.db.models.study import ReadinessSnapshot
from trainer.domain.attempts.attempt import AttemptKind
from trainer.domain.classes.roles import Role
from trainer.domain.classes.work import CaseWork, Draw, DrawBy, DrawnItems, FeedbackRule
from trainer.domain.items.keys import SingleKey
from trainer.services import banks, case_reports, class_analyses, drafts, invitations, item_reports, marks_by_hand
from trainer.services.drafts import DraftKind
from trainer.services.invitations import Invitee
from trainer.services.overrides import Grant, grant_override
from trainer.services.scope import Scopes

WEEKLY, TIMED, CHARTS, DRAWN = "Week 1: first listed", "Week 2: against the clock", "Two charts", "Midterm"
CASES = ("urgent-care-ear", "colonoscopy-first-at-48")
TEXT = "The guideline that the reason names was changed in October."
LONG_NAME = "Wilhelmina Featherstonehaugh-Cholmondeley of the Northern Campus"
NAMES = ("Ada Brook", "Ben Castillo", "Cleo Dufresne", "Dana Egede", "Emil Fuchs", "Farah Gill", LONG_NAME)
SCORES = ("++++++", "+++++-", "++++--", "+++---", "++----", "-+-+-+", "------")

_marks = count(1)


@dataclass(frozen=True, slots=True)
class Classroom:
    """`school` is open now; `learners` in the order of `NAMES`; `assignments` and `places` name what there is."""

    school: School
    learners: tuple[Learner, ...]
    assignments: dict[str, int]
    places: dict[str, str]

    @property
    def root(self) -> str:
        return f"/classes/{self.school.class_id}"


@dataclass(frozen=True, slots=True)
class Keys:
    """Right options of some single-best items of the CPC, by version."""

    slugs: tuple[str, ...]
    right: dict[int, str]


def log_in(page: Page, email: str) -> Page:
    """The start page of somebody who has an account."""
    page.goto("/log-in")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Good to see you")
    return page


def at_time(scopes: Scopes, **ago: float) -> Scopes:
    """The same program so long ago."""
    return Scopes(
        scopes.engines, scopes.settings, lambda: scopes.clock() - timedelta(**ago), random.Random(next(_marks))
    )


def some_keys(scopes: Scopes, wanted: int = 6, areas: tuple[str, ...] = ("anatomy",)) -> Keys:
    statement = (
        select(Item.slug, ItemVersion.id, ItemKey.key)
        .join(ItemVersion, ItemVersion.item_id == Item.id)
        .join(ItemKey, ItemKey.item_version_id == ItemVersion.id)
        .where(Item.track == "cpc", Item.area.in_(areas), Item.retired_at.is_(None), ~Item.is_sealed)
        .where(ItemVersion.variant == 0)
        .order_by(Item.slug, ItemVersion.number.desc(), ItemKey.revision.desc())
    )
    with scopes.reading() as scope:
        rows = [row for row in scope.session.execute(statement) if isinstance(row.key, SingleKey)]
    newest = {row.slug: row for row in reversed(rows)}
    chosen = list(islice(sorted(newest.values(), key=lambda row: row.slug), wanted))
    return Keys(tuple(row.slug for row in chosen), {row.id: row.key.option for row in chosen})


def answer(who: Learner, number: int, keys: Keys, verdicts: str, kind: AttemptKind = AttemptKind.PRACTICE) -> None:
    """Answers the questions of a sitting: `+` rightly, `-` wrongly, anything else not at all."""
    with who.reading() as scope:
        mine = {"learner_id": scope.learner.id, "attempt_number": number}
        dealt = scope.session.scalars(select(AttemptItem).filter_by(**mine).order_by(AttemptItem.position)).all()
        places = [(row.position, row.option_order, keys.right[row.item_version_id]) for row in dealt]
    for (position, order, right), verdict in zip(places, verdicts, strict=False):
        wrong = next(option for option in order if option != right)
        if verdict in "+-":
            who.save(number, position, {"choice": [right if verdict == "+" else wrong]}, kind=kind)


def a_classroom(server: LiveServer) -> Classroom:
    """Seven learners, three assignments with work, a draft, comments, overrides, disputes, authors at work."""
    now = server.scopes
    keys = some_keys(now)
    past = at_time(now, days=9)
    mark = f"{0xB0 + next(_marks):x}"
    school = a_school(past, mark)
    learners = tuple(sign_up(past, f"pupil{place}-{mark}@example.org", name) for place, name in enumerate(NAMES))
    for learner in learners:
        enrol(past, school.class_id, learner)
    present = replace(school, scopes=now, **{name: _in(now, getattr(school, name)) for name in _PEOPLE})
    assignments = _assignments(replace(school, scopes=past), present, keys)
    room = Classroom(present, tuple(_in(now, each) for each in learners), assignments, {})
    _weekly(replace(school, scopes=past), room, keys)
    _timed(room, keys)
    _charts(room)
    _said(room)
    _estimates(room)
    room.places.update(_authoring(room, mark) | _disputes(room))
    for assignment_id in (assignments[WEEKLY], None):
        assert class_analyses.make_analysis(now, school.class_id, assignment_id)
    return room


_PEOPLE = ("instructor", "assistant", "learner", "classmate", "stranger", "other_instructor", "administrator")


def _in(scopes: Scopes, who: Learner) -> Learner:
    return replace(who, scopes=scopes)


def _assignments(past: School, present: School, keys: Keys) -> dict[str, int]:
    now = present.scopes.clock()
    over = {"due_at": now - timedelta(days=3), "closes_at": now - timedelta(days=1), "late_percent_per_day": 10}
    soon = {"opens_at": now - timedelta(days=1), "due_at": now + timedelta(days=5)}
    timed = {"time_limit_minutes": 20, "feedback": FeedbackRule.NEVER_KEYS}
    charts = {"attempts": 2, "feedback": FeedbackRule.AT_ONCE}
    draw = DrawnItems((Draw(DrawBy.AREA, "anatomy", 20), Draw(DrawBy.DIFFICULTY, "5", 400)), is_per_learner=True)
    text = "Read the chapter first. *Work alone.*"
    made = {
        WEEKLY: an_assignment(past, a_spec(*keys.slugs, title=WEEKLY, instructions=text, **over)),
        TIMED: an_assignment(past, a_spec(*keys.slugs[:5], title=TIMED, **soon, **timed)),
        CHARTS: an_assignment(past, a_spec(title=CHARTS, work=CaseWork(CASES), weight=2, **soon, **charts)),
        DRAWN: an_assignment(past, a_spec(title=DRAWN, work=draw), is_published=False),
    }
    with present.scopes.writing() as scope:
        for position, assignment_id in enumerate(made.values(), 1):
            scope.session.get_one(AssignmentRow, assignment_id).position = position
    return made


def _weekly(past: School, room: Classroom, keys: Keys) -> None:
    """All but two learners have done it, one of them late."""
    for place, (learner, verdicts) in enumerate(zip(room.learners, SCORES, strict=True)):
        scopes = at_time(room.school.scopes, days=2 if place == 1 else 5)
        who, at_that_time = _in(scopes, learner), replace(past, scopes=scopes)
        number = begin(at_that_time, who, room.assignments[WEEKLY]).number
        answer(who, number, keys, verdicts)
        who.hand_in(number)


def _timed(room: Classroom, keys: Keys) -> None:
    """One has handed in, one sits, and one was last heard of ten minutes ago."""
    for place, minutes in enumerate((30, 1, 10)):
        scopes = at_time(room.school.scopes, minutes=minutes)
        who = _in(scopes, room.learners[place])
        started = begin(replace(room.school, scopes=scopes), who, room.assignments[TIMED])
        answer(who, started.number, keys, "+-+-+"[: 5 - place], started.kind)
        if place == 0:
            who.hand_in(started.number)


def _charts(room: Classroom) -> None:
    scopes = at_time(room.school.scopes, hours=3)
    who = _in(scopes, room.learners[0])
    started = begin(replace(room.school, scopes=scopes), who, room.assignments[CHARTS])
    save(who, started.number, diagnoses("H61.20", "H66.002"))
    who.hand_in(started.number)
    with room.learners[0].writing() as scope:
        case_reports.dispute_key(scope, started.number, "The chart says both ears.")
    room.places["case"] = f"{_cell(room, CHARTS, 0)}/sittings/{started.number}"


def _cell(room: Classroom, title: str, place: int) -> str:
    return f"{room.root}/gradebook/{room.assignments[title]}/{room.learners[place].id}"


def _said(room: Classroom) -> None:
    """Marks, comments, an override, an invitation."""
    class_id, weekly = room.school.class_id, room.assignments[WEEKLY]
    with room.school.instructor.writing() as scope:
        place = marks_by_hand.place_to_change(scope, class_id, weekly, room.learners[3].id)
        marks_by_hand.set_score(scope, place, 0, 660, "Question 2 was read out wrongly in class.")
        marks_by_hand.add_comment(scope, place, "Come and see me on Thursday.")
        marks_by_hand.excuse_learners(scope, class_id, weekly, [room.school.learner.id], "Was in hospital.")
        later = scope.now + timedelta(days=9)
        grant_override(scope, class_id, Grant(room.learners[6].id, room.assignments[TIMED], "Moved.", due_at=later))
        grant_override(scope, class_id, Grant(room.learners[6].id, None, "Accommodation letter.", extra_percent=50))
        invitations.invite(scope, class_id, Invitee("Gus Hall", f"gus{class_id}@example.org", Role.LEARNER))


def _estimates(room: Classroom) -> None:
    today = room.school.scopes.clock().date()
    with room.school.scopes.writing() as scope:
        for place, learner in enumerate(room.learners[:5]):
            score = 78 - 6 * place
            values = {"first_sights": 200, "questions": 100, "pass_questions": 70, "chance_permille": 500}
            values |= {"score": score, "low": score - 7, "high": score + 7, "level": "fair", "taken_at": scope.now}
            scope.session.add(ReadinessSnapshot(learner_id=learner.id, track="cpc", day=today, **values))


def _authoring(room: Classroom, mark: str) -> dict[str, str]:
    """A private bank with a draft of two revisions, and one in another shared bank that waits to be solved."""
    school = room.school
    with school.instructor.writing() as scope:
        bank = banks.create_bank(scope, f"Ines's bank {mark}", is_shared=False)
    with school.other_instructor.writing() as scope:
        shared = banks.create_bank(scope, f"The school's bank {mark}", is_shared=True)
    people = (school.instructor, school.other_instructor, school.administrator, school.learner)
    desk = Desk(school.scopes, *people, bank)
    draft = desk.draft(f"cpc-vessel-{mark}")
    others = Desk(school.scopes, people[1], people[0], *people[2:], shared)
    review = others.draft(f"cpc-vessel-too-{mark}")
    others.submit(review)
    new = {}
    with school.instructor.writing() as scope:
        for kind in (DraftKind.CASE, DraftKind.SCENARIO):
            beginning = drafts.NewDraft(kind, f"cpc-a-{kind}-{mark}", "cpc", "anatomy")
            new[f"{kind} editor"] = f"/authoring/drafts/{drafts.create_draft(scope, bank, beginning)}/edit"
    return new | {
        "bank": f"/authoring/banks/{bank}",
        "draft": f"/authoring/drafts/{draft}",
        "editor": f"/authoring/drafts/{draft}/edit",
        "history": f"/authoring/drafts/{draft}/history",
        "review": f"/authoring/drafts/{review}",
        "solve": f"/authoring/drafts/{review}/solve",
    }


def _disputes(room: Classroom) -> dict[str, str]:
    """Somebody who got a question of the first week wrong says that its key is."""
    who = room.learners[3]
    with who.reading() as scope:
        dealt = scope.session.get_one(AttemptItem, (who.id, 1, 4))
        version = scope.session.get_one(ItemVersion, dealt.item_version_id)
        slug = scope.session.get_one(Item, version.item_id).slug
    with who.writing() as scope:
        item_reports.report_key(scope, 1, 4, TEXT)
    return {
        "report": f"/disputes/reports/{who.id}-1-4-1",
        "disputed item": f"/disputes/items/{slug}",
        "objection": f"/disputes/objections/{room.learners[0].id}-3-1",
        "disputed case": f"/disputes/cases/{CASES[0]}",
        "analysed item": f"{room.root}/insight/items/{room.assignments[WEEKLY]}/{version.id}",
    }


def class_pages(room: Classroom) -> dict[str, str]:
    """Name -> address of each page of the class that an instructor opens."""
    root, weekly, timed = room.root, room.assignments[WEEKLY], room.assignments[TIMED]
    one = room.learners[6].id
    return {
        "classes": "/classes",
        "new class": "/classes/new",
        "class": root,
        "members": f"{root}/members",
        "member": f"{root}/members/{one}",
        "roster": f"{root}/roster",
        "settings": f"{root}/settings",
        "copy": f"{root}/copy",
        "assignments": f"{root}/assignments",
        "assignment editor": f"{root}/assignments/{weekly}/edit",
        "new assignment": f"{root}/assignments/new",
        "dry run": f"{root}/assignments/{room.assignments[DRAWN]}/dry-run",
        "assignment preview": f"{root}/assignments/{weekly}/preview",
        "assignment": f"{root}/assignments/{weekly}/manage",
        "overrides": f"{root}/assignments/overrides",
        "gradebook": f"{root}/gradebook",
        "column": f"{root}/gradebook/{weekly}",
        "work": _cell(room, WEEKLY, 3),
        "sitting": f"{_cell(room, WEEKLY, 3)}/sittings/1",
        "case": room.places["case"],
        "live": f"{root}/gradebook/{timed}/live",
        "readiness": f"{root}/insight",
        "areas": f"{root}/insight/areas",
        "errors": f"{root}/insight/errors",
        "items": f"{root}/insight/items",
        "items of one": f"{root}/insight/items/{weekly}",
        "analysed item": room.places["analysed item"],
        "papers": f"{root}/papers/{weekly}",
    }


def authoring_pages(room: Classroom) -> dict[str, str]:
    names = ("bank", "draft", "editor", "history", "review", "solve", "case editor", "scenario editor")
    return {"authoring": "/authoring"} | {name: room.places[name] for name in names}


def dispute_pages(room: Classroom) -> dict[str, str]:
    names = ("report", "disputed item", "objection", "disputed case")
    return {"disputes": "/disputes"} | {name: room.places[name] for name in names}


def administration_pages(room: Classroom) -> dict[str, str]:
    person = f"/administration/people/{room.learners[6].id}"
    names = ("banks", "releases", "mail", "jobs", "storage", "audit", "settings", "people")
    pages = {"administration": "/administration", "person": person, "delete": f"{person}/delete"}
    return pages | {f"administration {name}": f"/administration/{name}" for name in names}


def learner_pages(room: Classroom) -> dict[str, str]:
    """The same class as its first learner sees it."""
    root = f"{room.root}/assignments"
    pages = {"my classes": "/classes", "about": f"{room.root}/about", "leave": f"{room.root}/leave", "mine": root}
    pages |= {f"mine: {title}": f"{root}/{room.assignments[title]}/mine" for title in (WEEKLY, TIMED, CHARTS)}
    return pages | {"disputed by me": "/disputes/mine", "start": "/"}


Pages = Callable[[Classroom], dict[str, str]]
