"""The gradebook as files: numbers that can be counted with, states in words, nothing that a spreadsheet computes."""

import csv
import io

import pytest
from openpyxl import load_workbook

from tests.support.gradebooks import Course, a_course, quiz
from tests.support.school import a_spec, an_assignment, at
from trainer.db.models.people import User
from trainer.domain.classes.marks import Cell, CellState
from trainer.domain.kernel.errors import NotFound
from trainer.services import gradebook_exports, marks_by_hand
from trainer.services.gradebook_exports import cell_words
from trainer.services.scope import Scopes


@pytest.fixture
def course(scopes: Scopes) -> Course:
    return a_course(scopes, title="Week 1", due_at=at("2026-03-09 14:00"))


def as_csv(course: Course) -> list[list[str]]:
    with course.school.instructor.reading() as scope:
        data = gradebook_exports.export_csv(scope, course.school.class_id).data
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def test_every_assignment_has_a_score_and_a_state(course, clock):
    quiz(course, "+++---")
    second = Course(course.school, an_assignment(course.school, a_spec("q-1", title="Week 2")))
    with course.school.instructor.writing() as scope:
        marks_by_hand.set_score(scope, second.place(scope), 0, 875, "A gift.")
    rows = as_csv(course)
    assert rows[0] == [
        "Name",
        "E-mail",
        "Student number",
        "Total (%)",
        "Week 1 (%)",
        "Week 1 (state)",
        "Week 2 (%)",
        "Week 2 (state)",
    ]
    assert rows[1] == ["Classmate", "classmate@example.org", "", "", "", "not begun", "", "not begun"]
    assert rows[2] == ["Learner", "learner@example.org", "", "68.8", "50.0", "done", "87.5", "set by hand"]
    assert rows[3] == ["Mean", "", "", "68.8", "50.0", "", "87.5", ""]
    assert rows[4][0] == "Median"


def test_the_explanation_names_date_zone_and_what_the_words_mean(course):
    rows = as_csv(course)
    told = {row[0]: row[1] for row in rows if len(row) == 2}
    assert told["Made on"] == "2026-03-02 03:00 CST"
    assert told["Time zone"] == "America/Chicago"
    assert told["missing"].endswith("It counts 0 in the total.")
    assert set(gradebook_exports.STATE_WORDS.values()) <= set(told)
    assert ["Week 1", "1", "2026-03-09 09:00 CDT", "0", "0"] in rows


def test_the_workbook_has_numbers_and_a_second_sheet(course):
    quiz(course, "+++---")
    an_assignment(course.school, a_spec("q-1", title="No date"))
    with course.school.assistant.reading() as scope:
        export = gradebook_exports.export_xlsx(scope, course.school.class_id)
    assert export.name == "gradebook-coding-i-2026-03-02.xlsx"
    book = load_workbook(io.BytesIO(export.data))
    assert book.sheetnames == ["Gradebook", "Explanation"]
    assert [cell.value for cell in book["Gradebook"][3]][3:6] == [50, 50, "done"]


def test_a_name_that_looks_like_a_formula_is_text(course, scopes):
    with scopes.writing() as scope:
        scope.session.get_one(User, course.school.learner.id).display_name = "=HYPERLINK(1)"
    assert "'=HYPERLINK(1)" in [row[0] for row in as_csv(course) if row]


def test_who_may_not_grade_takes_nothing_away(course):
    with course.school.learner.reading() as scope, pytest.raises(NotFound):
        gradebook_exports.export_csv(scope, course.school.class_id)


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (Cell(CellState.LATE, 500, is_by_hand=True), "late, set by hand"),
        (Cell(CellState.DONE, 500, is_by_hand=True), "set by hand"),
        (Cell(CellState.EXCUSED, is_by_hand=True), "excused"),
        (Cell(CellState.UNGRADED), "handed in, not graded"),
    ],
)
def test_a_cell_in_words(cell, words):
    assert cell_words(cell) == words
