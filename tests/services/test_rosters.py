"""Rosters: a preview that stores nothing, the import that invites, the export."""

import pytest
from sqlalchemy import func, select

from tests.support.invitations import invite, mails_to
from tests.support.school import School, a_school
from trainer.db.models.classes import ClassInvitation
from trainer.db.models.jobs import Job
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services import class_members, rosters
from trainer.services.scope import Scopes
from trainer.services.tables import read_table

ROSTER = b"""Name;E-Mail;Student ID
Zo\xeb Marsh;zoe@example.org;007
Learner;learner@example.org;
;bo@example.org;
=Ivo Lund;ivo@example.org;8
Ivo Lund;IVO@example.org;8
"""


@pytest.fixture
def school(scopes: Scopes) -> School:
    return a_school(scopes)


def preview(school: School, data: bytes = ROSTER, name: str = "C:\\files\\roster.csv") -> rosters.RosterPreview:
    with school.instructor.reading() as scope:
        return rosters.preview_roster(scope, school.class_id, data, name)


def count(school: School, model: type[ClassInvitation] | type[Job]) -> int:
    with school.scopes.reading() as scope:
        return scope.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_preview_says_row_by_row_what_would_happen_and_stores_nothing(school):
    invite(school, "bea@example.org")
    page = preview(school, ROSTER + b"Bea;bea@example.org;\n")
    assert page.filename == "roster.csv"
    assert [(row.row, row.name, row.email, row.student_number) for row in page.roster.rows] == [
        (2, "Zoë Marsh", "zoe@example.org", "007"),
        (5, "=Ivo Lund", "ivo@example.org", "8"),
    ]
    assert [(each.row, each.message) for each in page.roster.problems] == [
        (3, "learner@example.org is in the class already."),
        (4, "The name is missing."),
        (6, "The address stands in row 5 already."),
        (7, "bea@example.org is invited already. Send the mail again from the page of members."),
    ]
    assert count(school, ClassInvitation) == 1


def test_an_import_invites_the_good_rows_and_says_what_was_left_out(school):
    carried = preview(school).carried
    with school.instructor.writing() as scope:
        imported = rosters.import_roster(scope, school.class_id, carried)
    assert imported.invited == 2
    assert imported.roster.bad_rows == (3, 4, 6)
    with school.instructor.reading() as scope:
        waiting = class_members.get_members(scope, school.class_id).invitations
    assert [(row.name, row.email, row.student_number) for row in waiting] == [
        ("=Ivo Lund", "ivo@example.org", "8"),
        ("Zoë Marsh", "zoe@example.org", "007"),
    ]
    assert len(mails_to(school.scopes, "zoe@example.org")) == 1
    assert mails_to(school.scopes, "bo@example.org") == []


def test_an_import_sent_twice_invites_nobody_twice(school):
    carried = preview(school).carried
    with school.instructor.writing() as scope:
        rosters.import_roster(scope, school.class_id, carried)
    with school.instructor.writing() as scope, pytest.raises(Refused, match="Nobody is left to invite"):
        rosters.import_roster(scope, school.class_id, carried)
    assert count(school, ClassInvitation) == 2


def test_what_is_carried_is_checked_again(school):
    with school.instructor.writing() as scope:
        for text, words in (
            ("", "nothing in this file"),
            ("name,grade\nBo,1", "Unknown: grade"),
            ("name\nBo", "email"),
        ):
            with pytest.raises(Refused, match=words):
                rosters.import_roster(scope, school.class_id, text)


def test_cells_that_are_too_long_stay_too_long_when_carried(school):
    page = preview(school, b"name,email\n" + b"B" * 5_000 + b",bo@example.org\n")
    assert len(page.carried) < 400
    with school.instructor.writing() as scope, pytest.raises(Refused, match="Nobody is left"):
        rosters.import_roster(scope, school.class_id, page.carried)


def test_a_roster_of_two_thousand_is_invited_and_ten_thousand_are_refused(school):
    def roster(size: int) -> bytes:
        return b"name,email\n" + b"".join(b"P %d,p%d@example.org\n" % (number, number) for number in range(size))

    with pytest.raises(Refused, match=r"The file has 10,000 rows\. A roster takes at most 2,000"):
        preview(school, roster(10_000))
    carried = preview(school, roster(2_000)).carried
    with school.instructor.writing() as scope:
        assert rosters.import_roster(scope, school.class_id, carried).invited == 2_000
    assert count(school, ClassInvitation) == 2_000


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_template_is_a_roster_without_people(school, ending):
    template = rosters.roster_template(ending)
    assert read_table(template, f"roster.{ending}") == [["name", "email", "student number", "role"]]
    with pytest.raises(Refused, match="nobody below the headings"):
        preview(school, template, f"roster.{ending}")


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_export_can_be_imported_into_another_class(school, ending):
    with school.instructor.writing() as scope:
        class_members.change_member(scope, school.class_id, school.learner.id, "learner", "=7")
    with school.assistant.reading() as scope:
        exported = rosters.export_roster(scope, school.class_id, ending)
    assert ending == "xlsx" or b"'=7" in exported
    with school.other_instructor.reading() as scope:
        page = rosters.preview_roster(scope, school.other_class_id, exported, f"roster.{ending}")
    assert [(row.name, row.student_number, row.role) for row in page.roster.rows] == [
        ("Ines Okafor", "", "instructor"),
        ("Assistant", "", "assistant"),
        ("Classmate", "", "learner"),
        ("Learner", "=7", "learner"),
    ]


def test_only_instructors_import_and_only_staff_exports(school):
    with school.assistant.writing() as scope:
        with pytest.raises(NotFound):
            rosters.preview_roster(scope, school.class_id, ROSTER, "roster.csv")
        with pytest.raises(NotFound):
            rosters.import_roster(scope, school.class_id, "name,email\nBo,bo@example.org")
    with school.learner.reading() as scope, pytest.raises(NotFound):
        rosters.export_roster(scope, school.class_id, "csv")
