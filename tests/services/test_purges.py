"""Deleting a person's data: nothing personal is left, answers and grades are, and no table is forgotten."""

import io
import json
from datetime import UTC
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from tests.support.everything import do_everything, publish_everything
from tests.support.people import PASSWORD, Learner, an_administrator, sign_up
from tests.support.school import a_class, a_school, a_teacher, enrol
from trainer.db.models.audit import AuditEvent
from trainer.db.models.base import Base
from trainer.db.models.cases import KeyDispute
from trainer.db.models.classes import ClassInvitation, ClassRow, Enrolment, ItemReport
from trainer.db.models.jobs import Job
from trainer.db.models.people import LearnerProfile, User
from trainer.domain.classes.roles import Role
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services import accounts, acting_as, class_joining, exports, people_admin, property_admin, purges, sign_in
from trainer.services.disputes import list_open_disputes
from trainer.services.mail import queue_mail
from trainer.services.purge_decisions import DECISIONS, Fate
from trainer.services.scope import Scope, Scopes

DOCS = Path(__file__).parents[2] / "docs" / "privacy.md"
WHY = "She asked for it."
MAY_HOLD_WORDS = {
    "answer_events": "the name of the page that an answer came from",
    "audit_events": "the reason of an act, under the number of the account",
    "case_submissions": "what was filled into a worksheet: an answer",
    "classes": "the title of a class",
    "grading_runs": "why an answer was marked by hand",
}
"""Where something that was typed may stand after all else is gone, and what that is."""


@pytest.fixture
def ada(scopes: Scopes) -> Learner:
    return an_administrator(scopes)


def columns_of_people() -> dict[str, set[str]]:
    """Table -> columns that refer to a person."""
    found: dict[str, set[str]] = {}
    for table in Base.metadata.sorted_tables:
        keys = {key.parent.name for key in table.foreign_keys if key.column.table.name == "users"}
        names = keys | ({"learner_id", "person_id"} & set(table.c.keys()))
        if names:
            found[table.name] = names
    return found


def test_no_table_that_refers_to_a_person_is_forgotten():
    decided = {each.table: each for each in DECISIONS}
    assert len(decided) == len(DECISIONS)
    assert set(columns_of_people()) | {"users"} == set(decided)
    for name, columns in columns_of_people().items():
        own = {"learner_id", "person_id", "user_id"} & columns
        assert decided[name].column in (own or columns), name
        assert decided[name].fate is not Fate.OTHERS or not own, name


def test_the_documentation_says_what_becomes_of_every_table():
    text = DOCS.read_text()
    missing = [each.table for each in DECISIONS if f"| `{each.table}` | {each.fate} | {each.why} |" not in text]
    assert missing == []


def rows_of(scopes: Scopes, user_id: int) -> dict[str, int]:
    with scopes.reading() as scope:
        found = {}
        for each in DECISIONS:
            table = Base.metadata.tables[each.table]
            counting = select(func.count()).select_from(table).where(table.c[each.column] == user_id)
            found[each.table] = scope.session.execute(counting).scalar_one()
        return found


def everything_stored(scopes: Scopes) -> str:
    """All cells of all tables."""
    with scopes.reading() as scope:
        rows: list[Any] = []
        for table in Base.metadata.sorted_tables:
            rows += [tuple(row) for row in scope.session.execute(select(table))]
        return str(rows)


def purge(scopes: Scopes, user_id: int) -> None:
    with scopes.writing() as scope:
        purges.purge_person(scope, user_id, WHY)


@pytest.mark.usefixtures("code_book")
def test_of_somebody_who_did_everything_nothing_personal_is_left(scopes, ada, clock):
    publish_everything(scopes)
    ann = sign_up(scopes, "ann.marker@example.org", "MARKER Ann")
    user_id = ann.id
    do_everything(ann, "MARKER")
    with scopes.writing() as scope:
        profile = scope.session.get_one(LearnerProfile, user_id)
        profile.time_zone, profile.mail_hour, profile.weekly_hours = "Pacific/Auckland", 7, 20
        queue_mail(scope, "ann.marker@example.org", "email_changed", name="MARKER", email="x@example.org")
        queue_mail(scope, "xann.marker@example.org", "email_changed", name="Somebody", email="x@example.org")
    before = rows_of(scopes, user_id)
    with ann.reading() as scope:
        page = purges.get_purge_page(scope, user_id)
    clock.advance(hours=1)
    with ada.writing() as scope:
        purges.purge_person(scope, user_id, WHY)
    after = rows_of(scopes, user_id)
    for each in DECISIONS:
        expected = 0 if each.fate is Fate.DELETED else before[each.table]
        assert after[each.table] == expected, each.table
    assert dict(page.lost) == {
        each.words: before[each.table] for each in DECISIONS if each.fate is Fate.DELETED and before[each.table]
    }
    assert before["answers"] > 0
    assert before["grades"] > 0
    left = everything_stored(scopes)
    assert "Pacific/Auckland" not in left
    assert "'ann.marker@example.org'" not in left
    assert '"ann.marker@example.org"' not in left
    assert "xann.marker@example.org" in left, "mail to somebody else"
    assert tables_with(scopes, "MARKER") <= MAY_HOLD_WORDS.keys()


def tables_with(scopes: Scopes, words: str) -> set[str]:
    with scopes.reading() as scope:
        return {
            table.name
            for table in Base.metadata.sorted_tables
            if any(words in str(tuple(row)) for row in scope.session.execute(select(table)))
        }


@pytest.mark.usefixtures("code_book")
def test_notes_on_cases_and_objections_lose_their_text_and_wait_for_no_answer(scopes, ada):
    publish_everything(scopes)
    ann = sign_up(scopes)
    do_everything(ann, "OWN")
    with ann.reading() as scope:
        before = len(list_open_disputes(scope))
    purge(scopes, ann.id)
    with scopes.reading() as scope:
        assert before == 1
        assert list_open_disputes(scope) == ()
        for model in (KeyDispute, ItemReport):
            for row in scope.session.scalars(select(model)):
                assert (row.text, row.answer) == (purges.GONE, purges.GONE)
                assert row.answered_at is not None


def test_the_account_is_empty_and_nobody_signs_in_to_it(scopes, ada):
    ann = sign_up(scopes)
    user_id = ann.id
    purge(scopes, user_id)
    with scopes.writing() as scope:
        row = scope.session.get_one(User, user_id)
        assert (row.display_name, row.email, row.email_key, row.email_verified_at) == (purges.NAME, None, None, None)
        assert row.purge_started_at == scope.now
        assert accounts.find_signed_in(scope, ann.token) is None
        with pytest.raises(Refused):
            sign_in.log_in(scope, "ann@example.org", PASSWORD, "a browser")
        profile = scope.session.get_one(LearnerProfile, user_id)
        assert (profile.track, profile.time_zone, profile.exam_on, profile.mail_hour) == ("cpc", "UTC", None, None)
    sign_up(scopes, "ann@example.org", "Another Ann")


def test_that_it_was_done_is_in_the_audit_trail_without_a_name(scopes, ada):
    ann = sign_up(scopes)
    user_id = ann.id
    with ada.writing() as scope:
        purges.purge_person(scope, user_id, WHY)
    with scopes.reading() as scope:
        event = scope.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert event is not None
    assert (event.actor_id, event.action, event.subject, event.detail) == (ada.id, "user.purge", f"user {user_id}", WHY)


def test_it_is_done_once(scopes, ada):
    user_id = sign_up(scopes).id
    purge(scopes, user_id)
    with pytest.raises(NotFound):
        purge(scopes, user_id)
    for act in (
        lambda scope: people_admin.disable(scope, user_id, WHY),
        lambda scope: purges.get_purge_page(scope, user_id),
        lambda scope: acting_as.start_acting(scope, user_id, WHY),
    ):
        with pytest.raises(NotFound), ada.writing() as scope:
            act(scope)
    with ada.reading() as scope:
        assert people_admin.get_person(scope, user_id).person.name == purges.NAME


def test_classes_are_left_and_places_kept_for_the_address_are_gone(scopes):
    school = a_school(scopes)
    user_id = school.learner.id
    with scopes.writing() as scope:
        scope.session.get_one(Enrolment, (school.class_id, user_id)).student_number = "4711"
        for number, (email, accepted) in enumerate((("learner@example.org", True), ("someone@example.org", False))):
            scope.session.add(
                ClassInvitation(
                    class_id=school.class_id,
                    email=email,
                    email_key=email,
                    name="Somebody",
                    role="learner",
                    token_hash=str(number),
                    invited_at=scope.now,
                    invited_by=1,
                    accepted_at=scope.now if accepted else None,
                    accepted_by=user_id if accepted else None,
                )
            )
    purge(scopes, user_id)
    with scopes.reading() as scope:
        row = scope.session.get_one(Enrolment, (school.class_id, user_id))
        assert (row.left_at, row.student_number) == (scope.now, "")
        assert [each.email for each in scope.session.scalars(select(ClassInvitation))] == ["someone@example.org"]


def test_an_administrator_and_oneself_are_not_deleted_there(scopes, ada):
    other = an_administrator(scopes, "abe@example.org")
    with pytest.raises(Refused, match="account page"), ada.writing() as scope:
        purges.purge_person(scope, ada.id, WHY)
    with pytest.raises(Refused, match="role of an administrator"), ada.writing() as scope:
        purges.purge_person(scope, other.id, WHY)
    ann_id = sign_up(scopes).id
    with pytest.raises(Refused, match="Say why"), ada.writing() as scope:
        purges.purge_person(scope, ann_id, " ")


def test_somebody_elses_data_are_neither_counted_nor_deleted_by_a_learner(scopes, ada):
    ann, ben = sign_up(scopes), sign_up(scopes, "ben@example.org", "Ben")
    for act in (purges.get_purge_page, lambda scope, user_id: purges.purge_person(scope, user_id, WHY)):
        with pytest.raises(NotFound), ann.writing() as scope:
            act(scope, ben.id)


def test_one_deletes_ones_own_data_with_the_password(scopes, ada):
    ann = sign_up(scopes)
    with pytest.raises(Refused), ann.writing() as scope:
        purges.purge_own(scope, "a wrong one")
    with ann.writing() as scope:
        user_id = scope.learner.id
        purges.purge_own(scope, PASSWORD)
    with scopes.reading() as scope:
        assert scope.session.get_one(User, user_id).purge_started_at is not None


def test_the_last_administrator_cannot_and_one_of_two_can(scopes, ada):
    with ada.reading() as scope:
        assert len(purges.get_purge_page(scope, ada.id).obstacles) == 1
    with pytest.raises(Refused, match="last administrator"), ada.writing() as scope:
        purges.purge_own(scope, PASSWORD)
    an_administrator(scopes, "abe@example.org")
    with ada.writing() as scope:
        user_id = scope.learner.id
        purges.purge_own(scope, PASSWORD)
    with scopes.reading() as scope:
        assert not scope.session.get_one(User, user_id).is_administrator


def test_the_only_instructor_of_a_class_first_finds_another_or_archives_it(scopes, ada):
    ines, otto = a_teacher(scopes, "ines@example.org", "Ines"), a_teacher(scopes, "otto@example.org", "Otto")
    first = a_class(scopes, ines)
    second = a_class(scopes, ines, "Coding II", code="C2")
    enrol(scopes, first, otto, Role.ASSISTANT)
    with pytest.raises(Refused, match=r"Coding I, Spring 2026.*Coding II"), ines.writing() as scope:
        purges.purge_own(scope, PASSWORD)
    with ada.reading() as scope:
        assert len(purges.get_purge_page(scope, ines.id).obstacles) == 2
    with ada.writing() as scope:
        property_admin.add_instructor(scope, first, "otto@example.org", WHY)
    with scopes.writing() as scope:
        scope.session.get_one(ClassRow, second).archived_at = scope.now
    with ines.writing() as scope:
        purges.purge_own(scope, PASSWORD)


def test_an_instructor_who_is_disabled_is_nobody_to_leave_a_class_to(scopes, ada):
    ines, otto = a_teacher(scopes, "ines@example.org", "Ines"), a_teacher(scopes, "otto@example.org", "Otto")
    enrol(scopes, a_class(scopes, ines), otto, Role.INSTRUCTOR)
    with ada.writing() as scope:
        people_admin.disable(scope, otto.id, WHY)
    with pytest.raises(Refused), ines.writing() as scope:
        purges.purge_own(scope, PASSWORD)


def test_an_administrator_who_goes_looks_in_no_more(scopes, ada):
    other, ann = an_administrator(scopes, "abe@example.org"), sign_up(scopes)
    with other.writing() as scope:
        look = acting_as.start_acting(scope, ann.id, WHY)
    with other.writing() as scope:
        purges.purge_own(scope, PASSWORD)
    with scopes.reading() as scope:
        assert accounts.find_signed_in(scope, look) is None


def test_somebody_elses_export_is_theirs(scopes, ada, learner):
    """The caller has checked the right to it."""
    learner.start()
    documents = []
    for reader, learner_id in ((learner, None), (ada, learner.id)):
        with reader.reading() as scope:
            target = io.BytesIO()
            exports.write_json(scope, target, learner_id)
            documents.append(json.loads(target.getvalue()))
    assert documents[0] == documents[1]
    with ada.reading() as scope:
        assert exports.export_name(scope, "json", learner.id).endswith(f"{scope.now.astimezone(UTC):%Y-%m-%d}.json")


def test_mail_that_waits_is_not_sent_any_more(scopes, ada):
    user_id = sign_up(scopes).id
    purge(scopes, user_id)
    with scopes.reading() as scope:
        assert scope.session.scalars(select(Job)).all() == []


def test_mail_to_the_address_in_another_spelling_is_deleted_too(scopes):
    ann = sign_up(scopes, "Ann.Zoe_X@example.org")
    user_id = ann.id
    sign_up(scopes, "ann.zoexx@example.org", "Somebody else")
    with scopes.writing() as scope:
        for address in ("ann.zoe_x@EXAMPLE.org", "ANN.ZOE_X@example.org"):
            queue_mail(scope, address, "email_changed", name="Ann", email="x@example.org")
    purge(scopes, user_id)
    with scopes.reading() as scope:
        (left,) = scope.session.scalars(select(Job.payload))
    assert json.loads(left)["to"] == "ann.zoexx@example.org"


def two_instructors(scopes: Scopes) -> tuple[int, Learner, Learner]:
    ines, otto = a_teacher(scopes, "ines@example.org", "Ines"), a_teacher(scopes, "otto@example.org", "Otto")
    class_id = a_class(scopes, ines)
    enrol(scopes, class_id, otto, Role.INSTRUCTOR)
    return class_id, ines, otto


def leave(scope: Scope, class_id: int) -> None:
    class_joining.leave_class(scope, class_id)


def delete_own(scope: Scope, class_id: int) -> None:
    purges.purge_own(scope, PASSWORD)


@pytest.mark.parametrize(
    ("first", "second"),
    [(delete_own, leave), (leave, delete_own), (delete_own, delete_own)],
    ids=["delete-leave", "leave-delete", "delete-delete"],
)
def test_of_two_instructors_who_go_at_the_same_moment_one_stays(scopes, first, second):
    class_id, ines, otto = two_instructors(scopes)
    outcomes: list[type[Exception]] = []

    def go_too() -> None:
        try:
            with otto.writing() as scope:
                second(scope, class_id)
        except (NotFound, Refused, OperationalError) as error:
            outcomes.append(type(error))

    other = Thread(target=go_too)
    with ines.writing() as scope:
        first(scope, class_id)
        other.start()
        other.join(0.5)
        assert other.is_alive(), "it waits for whoever goes first"
    other.join(20)
    assert outcomes == [Refused]
    with scopes.reading() as scope:
        staying = select(User.display_name).join(Enrolment, Enrolment.person_id == User.id)
        assert scope.session.scalars(staying.where(Enrolment.left_at.is_(None))).all() == ["Otto"]
