"""Valid requests around classes, authoring and administration, where the access tables send one that is refused."""

import io
from dataclasses import replace
from uuid import uuid4

from sqlalchemy import select

from tests.support import cases
from tests.support.assignment_forms import FORM
from tests.support.authoring import item_form, item_values, sound_item
from tests.support.html import Page
from tests.support.inbox import an_inbox
from tests.support.library import CASE_SLUG, RIGHT, RIGHT_CLAIM, WRONG
from tests.support.people import PASSWORD, Learner, an_administrator, sign_up
from tests.support.school import a_class, a_spec, a_teacher, an_assignment, belongs_to, enrol
from tests.web.class_rows import administration, assignments, authoring, disputes
from tests.web.fuzz.stage import Sent, Stage, Valid
from trainer.config import Mail
from trainer.content.draft_files import item_text
from trainer.content.key_files import write_key
from trainer.db.models.cases import CaseKeyRevision
from trainer.domain.attempts.attempt import Feedback
from trainer.domain.classes.roles import Role
from trainer.domain.items.drafts import DraftKind
from trainer.services import (
    acting_as,
    banks,
    class_analyses,
    class_items,
    draft_publishing,
    draft_solutions,
    drafts,
    sittings,
)
from trainer.services.draft_beginnings import NewDraft
from trainer.services.first_visit import CODE
from trainer.services.overrides import Grant, grant_override

REASON = {"reason": "The chart was misread."}
_TEACHERS = ("instructor", "other_instructor", "administrator")


def _acting(stage: Stage) -> Sent:
    """The administrator looks at the program as a learner, and stops."""
    with stage.me.writing() as scope:
        token = acting_as.start_acting(scope, stage.place.learner.id, "A question of theirs.")
    with stage.browser.client.session_transaction() as session:
        session["administrator"], session["_user_id"] = stage.me.token, token
    return Sent()


def _may_teach_too(stage: Stage) -> str:
    email = f"{uuid4().hex}@example.org"
    a_teacher(stage.scopes, email, "Tara")
    return email


def _test_mail(stage: Stage) -> Sent:
    """The mail server of the tests has gone when the mail is sent: the page says so, and has succeeded."""
    with an_inbox() as inbox:
        port = inbox.port
    stage.scopes.settings = replace(stage.scopes.settings, mail=Mail(host="127.0.0.1", port=port))
    return Sent(form={"to": "ada@example.org"})


def _from_another_class(stage: Stage) -> Sent:
    """A second class of the instructor's, from which something was copied."""
    school = stage.place
    class_id = a_class(stage.scopes, school.instructor, "Coding II", code=uuid4().hex[:10].upper())
    enrol(stage.scopes, class_id, school.learner)
    an_assignment(school, a_spec("anatomy-1"))
    with school.instructor.writing() as scope:
        grant_override(scope, school.class_id, Grant(school.learner.id, None, "A letter", extra_percent=50))
    return Sent({"class_id": class_id}, {"source": str(school.class_id), "days": "0"})


def _grant(stage: Stage) -> Sent:
    form = {"learners": [str(stage.place.learner.id)], "assignment": "", "percent": "50", "reason": "A letter"}
    return Sent({"class_id": stage.place.class_id}, form)


def _own_bank(stage: Stage) -> str:
    with stage.me.writing() as scope:
        return banks.create_bank(scope, f"Bank {uuid4().hex}", is_shared=True)


def _own_draft(stage: Stage) -> int:
    """A sound draft of the visitor's at revision 2."""
    slug = f"cpc-{uuid4().hex}"
    bank = _own_bank(stage)
    with stage.me.writing() as scope:
        draft_id = drafts.create_draft(scope, bank, NewDraft(DraftKind.ITEM, slug, "cpc", "anatomy"))
        drafts.save_draft(scope, draft_id, sound_item(slug), 1)
    return draft_id


def _solved(stage: Stage, choice: str) -> dict[str, object]:
    """The instructor's draft in review, which somebody else has solved."""
    found = authoring.in_review(stage.place)
    solver = stage.me if stage.me is not stage.place.instructor else stage.place.other_instructor
    _solve(solver, int(str(found["draft_id"])), choice)
    return found


def _solve(solver: Learner, draft_id: int, choice: str) -> None:
    with solver.writing() as scope:
        draft_solutions.solve_draft(scope, draft_id, 2, {"choice": [choice]}, "")


def _own_solved(stage: Stage, choice: str) -> dict[str, object]:
    """A draft of the visitor's in review, which somebody else has solved."""
    draft_id = _own_draft(stage)
    with stage.me.writing() as scope:
        draft_publishing.submit_draft(scope, draft_id)
    teachers = (stage.place.instructor, stage.place.other_instructor)
    _solve(next(each for each in teachers if each is not stage.me), draft_id, choice)
    return {"draft_id": draft_id}


def _solution(stage: Stage) -> Sent:
    """Whoever is the author solves what somebody else wrote."""
    if stage.me is not stage.place.instructor:
        return Sent(authoring.in_review(stage.place), {"revision": "2", "choice": "A"})
    other = Stage(stage.app, stage.scopes, stage.browser, stage.owner, stage.place.other_instructor, stage.school)
    draft_id = _own_draft(other)
    with other.me.writing() as scope:
        draft_publishing.submit_draft(scope, draft_id)
    return Sent({"draft_id": draft_id}, {"revision": "2", "choice": "A"})


def _remark(stage: Stage) -> Sent:
    if stage.me is not stage.place.instructor:
        return Sent(_solved(stage, "B"), {"comment": "Look at B again."})
    sent = _solution(stage)
    _solve(stage.me, int(str(sent.arguments["draft_id"])), "B")
    return Sent(sent.arguments, {"comment": "Look at B again."})


def _a_file(slug: str) -> bytes:
    return item_text(item_values(slug)).encode()


def _looked_at(stage: Stage) -> Sent:
    """A bank of the visitor's and a file that was looked at."""
    bank = _own_bank(stage)
    file = {"file": (io.BytesIO(_a_file(f"cpc-{uuid4().hex}")), "mine.toml")}
    page = Page(stage.browser.post(f"/authoring/banks/{bank}/files/preview", file).text)
    form = {name: str(page.named(name)[0]["value"]) for name in ("carried", "looked_at")}
    return Sent({"slug": bank}, form | {"replace": "yes"})


def _item_correction(stage: Stage) -> Sent:
    """Of the question whose key is not corrected by anybody else here: its newest key is named."""
    page = Page(stage.browser.get("/disputes/items/a-single").text)
    revision = page.named("revision")[0]["value"]
    return Sent({"slug": "a-single"}, {"revision": revision, "choice": "C" if int(revision) % 2 else "A", **REASON})


def _case_correction(stage: Stage) -> Sent:
    disputes.an_objection(stage.place)
    with stage.scopes.reading() as scope:
        first = scope.session.scalars(select(CaseKeyRevision).order_by(CaseKeyRevision.id)).first()
        assert first is not None
        own = CaseKeyRevision.case_version_id == first.case_version_id
        key = scope.session.scalars(
            select(CaseKeyRevision).where(own).order_by(CaseKeyRevision.revision.desc())
        ).first()
        assert key is not None
        before, after = ("25", "24") if key.revision % 2 else ("24", "25")
        text = write_key(key.key).replace(f'all = ["{before}"]', f'all = ["{after}"]')
        return Sent({"slug": CASE_SLUG}, {"revision": str(key.revision), "text": text, **REASON})


def _graded_case(stage: Stage) -> dict[str, object]:
    school = stage.place
    assignment_id = an_assignment(school, a_spec())
    wrong = replace(RIGHT_CLAIM, diagnoses=(replace(RIGHT_CLAIM.diagnoses[0], code="J20.9"), RIGHT_CLAIM.diagnoses[1]))
    number = cases.hand_in(school.learner, wrong).number
    belongs_to(school, school.learner, number, assignment_id)
    names = {"class_id": school.class_id, "assignment_id": assignment_id, "learner_id": school.learner.id}
    return names | {"number": number}


def _line_points(stage: Stage) -> Sent:
    return Sent(_graded_case(stage), {"line": "1", "points": "6", "base": "1", **REASON})


def _finding(stage: Stage) -> Sent:
    place = _graded_case(stage)
    address = "/classes/{class_id}/gradebook/{assignment_id}/{learner_id}/sittings/{number}".format(**place)
    page = Page(stage.browser.get(address).text)
    options = (each.attributes["value"] for each in page.elements if each.tag == "option")
    return Sent(place, {"finding": next(each for each in options if "." in each), "base": "1", **REASON})


def _two_weeks_of_cases(stage: Stage) -> Sent:
    school = stage.place
    assignment_id = an_assignment(school, a_spec())
    for learner in (school.learner, school.classmate):
        number = cases.start(learner)
        cases.save(learner, number, cases.EMPTY)
        belongs_to(school, learner, number, assignment_id)
        learner.hand_in(number)
        stage.scopes.clock.advance(days=7)  # type: ignore[attr-defined]
    return Sent({"class_id": school.class_id})


def _many_answers(stage: Stage) -> Sent:
    """Twenty learners have answered the same questions: enough to draw who chose what."""
    school = stage.place
    assignment_id = an_assignment(school, a_spec("compliance-1"))
    for place in range(20):
        learner = sign_up(stage.scopes, f"{uuid4().hex}@example.org")
        enrol(stage.scopes, school.class_id, learner)
        number = learner.start(Feedback.AT_END, 20, areas=("compliance",))
        questions = [learner.question(number, at) for at in range(1, learner.question(number).item_count + 1)]
        with learner.writing() as scope:
            for at, question in enumerate(questions, start=1):
                typed = (RIGHT if (place < 10) == (at % 2 == 0) else WRONG)[question.response.kind]
                sittings.save_answer(scope, number, at, typed, sittings.Event("tab", at, 0))
        learner.hand_in(number)
        belongs_to(school, learner, number, assignment_id)
    class_analyses.make_analysis(stage.scopes, school.class_id, assignment_id)
    with school.instructor.reading() as scope:
        place = (school.class_id, assignment_id)
        versions = [row.version_id for row in class_items.get_items(scope, *place).rows]
        drawn = next(each for each in versions if class_items.get_item(scope, *place, each).has_plot)
    return Sent({"class_id": school.class_id, "assignment_id": assignment_id, "version_id": drawn})


def _another_instructor(stage: Stage) -> dict[str, object]:
    """Somebody else runs both classes too, and somebody the place, so that anybody can go."""
    other = a_teacher(stage.scopes, f"{uuid4().hex}@example.org", "Tara")
    an_administrator(stage.scopes, f"{uuid4().hex}@example.org")
    for class_id in (stage.place.class_id, stage.place.other_class_id):
        enrol(stage.scopes, class_id, other, Role.INSTRUCTOR)
    return _in_class(stage)


def _in_class(stage: Stage) -> dict[str, object]:
    return {"class_id": stage.place.class_id}


OF_STAFF: dict[tuple[str, str], Valid] = {
    ("accounts.delete_data", "POST"): Valid(
        lambda stage: Sent(_another_instructor(stage) and {}, {"password": PASSWORD}, says="Your data is deleted.")
    ),
    ("administration.stop_acting", "POST"): Valid(_acting, ("administrator",)),
    ("administration.add_instructor", "POST"): Valid(
        lambda stage: Sent(administration.a_class_of_theirs(stage.place), {"email": _may_teach_too(stage), **REASON})
    ),
    ("administration.hand_over_bank", "POST"): Valid(
        lambda stage: Sent(administration.a_private_bank(stage.place), {"email": _may_teach_too(stage), **REASON})
    ),
    ("administration.send_mail", "POST"): Valid(_test_mail),
    ("assignments.create", "POST"): Valid(lambda stage: Sent(_in_class(stage), dict(FORM))),
    ("assignments.save", "POST"): Valid(
        lambda stage: Sent(assignments._draft(stage.place), FORM | {"base_number": "1"})
    ),
    ("assignments.copy_from", "POST"): Valid(_from_another_class),
    ("assignments.grant", "POST"): Valid(_grant),
    ("assignments.bring_overrides", "POST"): Valid(_from_another_class, ("instructor",)),
    ("authoring.create_bank", "POST"): Valid(lambda _: Sent(form={"title": f"Bank {uuid4().hex}"})),
    ("authoring.change_bank", "POST"): Valid(
        lambda stage: Sent({"slug": _own_bank(stage)}, {"title": "Renamed", "shared": "yes"})
    ),
    ("authoring.create_draft", "POST"): Valid(
        lambda stage: Sent(
            {"slug": _own_bank(stage)},
            {"kind": "item", "slug": f"cpc-{uuid4().hex}", "place": "cpc/anatomy", "item_kind": "single"},
        )
    ),
    ("authoring.copy_item", "POST"): Valid(
        lambda stage: Sent({"slug": "a-single"}, {"bank": _own_bank(stage), "slug": f"my-{uuid4().hex}"}), _TEACHERS
    ),
    ("authoring.copy_case", "POST"): Valid(
        lambda stage: Sent({"slug": CODE}, {"bank": _own_bank(stage), "slug": f"my-{uuid4().hex}"}),
        _TEACHERS,
    ),
    ("authoring.save", "POST"): Valid(lambda stage: Sent({"draft_id": _own_draft(stage)}, dict(item_form()))),
    ("authoring.preview", "POST"): Valid(
        lambda stage: Sent(form={"draft": str(_own_draft(stage)), **item_form()}), _TEACHERS
    ),
    ("authoring.restore_revision", "POST"): Valid(
        lambda stage: Sent({"draft_id": _own_draft(stage), "number": 1}, {"base_revision": "2"})
    ),
    ("authoring.settle", "POST"): Valid(lambda stage: Sent(_own_solved(stage, "B"), {"reason": "It is the aorta."})),
    ("authoring.publish", "POST"): Valid(lambda stage: Sent(_own_solved(stage, "A"))),
    ("authoring.send_solution", "POST"): Valid(_solution),
    ("authoring.say", "POST"): Valid(_remark),
    ("authoring.preview_import", "POST"): Valid(
        lambda stage: Sent({"slug": _own_bank(stage)}, file=(_a_file(f"cpc-{uuid4().hex}"), "mine.toml")), _TEACHERS
    ),
    ("authoring.import_files", "POST"): Valid(_looked_at),
    ("authoring.import_problems", "POST"): Valid(_looked_at, _TEACHERS),
    ("classes.leave", "POST"): Valid(lambda stage: Sent(_another_instructor(stage)), ("instructor",)),
    ("classes.preview_roster", "POST"): Valid(
        lambda stage: Sent(_in_class(stage), file=(b"name,email\nBo,bo@example.org\n", "roster.csv"))
    ),
    ("disputes.preview_item", "POST"): Valid(_item_correction),
    ("disputes.correct_item", "POST"): Valid(_item_correction),
    ("disputes.preview_case", "POST"): Valid(_case_correction),
    ("disputes.correct_case", "POST"): Valid(_case_correction),
    ("gradebook.excuse", "POST"): Valid(
        lambda stage: Sent(assignments._published(stage.place), {"learner": [str(stage.place.learner.id)], **REASON})
    ),
    ("gradebook.line_points", "POST"): Valid(_line_points),
    ("gradebook.withdraw_finding", "POST"): Valid(_finding),
    ("insight.errors_plot", "GET"): Valid(_two_weeks_of_cases, ("assistant", "instructor")),
    ("insight.choices_plot", "GET"): Valid(_many_answers, ("assistant", "instructor")),
}
