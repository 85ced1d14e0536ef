"""Rosters: what is read, what is wrong with which row, which files are refused as a whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.domain.classes.roles import Role
from trainer.domain.classes.rosters import (
    MAX_ROSTER_ROWS,
    Addresses,
    Roster,
    RosterRow,
    RowProblem,
    Standing,
    read_roster,
)
from trainer.domain.kernel.errors import Refused

HEADINGS = ["name", "email", "student number", "role"]


def read(*rows: list[str], standing: dict[str, Standing] | None = None) -> Roster:
    addresses = Addresses(lambda text: "@" in text and " " not in text, str.casefold, standing or {})
    return read_roster(rows, addresses)


def refusal(*rows: list[str]) -> str:
    with pytest.raises(Refused) as refused:
        read(*rows)
    assert refused.value.field == "file"
    return refused.value.reason


def test_a_full_row_is_a_person_to_invite():
    assert read(HEADINGS, ["Zoë  Marsh", "zoe@example.org", "A-17", "Assistant"]) == Roster(
        (RosterRow(2, "Zoë Marsh", "zoe@example.org", "A-17", Role.ASSISTANT),), ()
    )


@pytest.mark.parametrize(
    "headings",
    [
        ["Name", "E-Mail"],
        ["FULL NAME", "Email Address"],
        ["student", "e_mail"],
        ["Student Name", " MAIL: "],
    ],
)
def test_headings_may_be_written_in_the_usual_ways(headings):
    (row,) = read(headings, ["Bo Reyes", "bo@example.org"]).rows
    assert (row.name, row.email, row.student_number, row.role) == ("Bo Reyes", "bo@example.org", "", Role.LEARNER)


def test_first_and_last_name_make_a_name_in_any_order_of_columns():
    roster = read(["Student ID", "Surname", "E-mail", "Given name"], ["7", "Reyes", "bo@example.org", "Bo"])
    assert roster.rows == (RosterRow(2, "Bo Reyes", "bo@example.org", "7", Role.LEARNER),)


def test_the_column_name_comes_before_first_and_last_name():
    roster = read(["name", "first name", "last name", "email"], ["B. Reyes", "Bo", "Reyes", "bo@example.org"])
    assert roster.rows[0].name == "B. Reyes"


@pytest.mark.parametrize(
    ("text", "role"),
    [("", Role.LEARNER), ("STUDENT", Role.LEARNER), ("TA", Role.ASSISTANT), ("Co-Instructor", Role.INSTRUCTOR)],
)
def test_roles_may_be_written_in_the_usual_ways(text, role):
    assert read(HEADINGS, ["Bo", "bo@example.org", "", text]).rows[0].role == role


@pytest.mark.parametrize(
    ("row", "who", "message"),
    [
        (["", "bo@example.org"], "bo@example.org", "The name is missing."),
        (["B" * 81, "bo@example.org"], "bo@example.org", "The name is longer than 80 characters."),
        (["Bo"], "Bo", "The address is missing."),
        (["Bo", "bo at example"], "bo at example", "“bo at example” is not an e-mail address."),
        (["Bo", "b@" + "x" * 253], "b@" + "x" * 253, "“b@" + "x" * 37 + "…” is not an e-mail address."),
        (["Bo", "MIA@example.org"], "MIA@example.org", "MIA@example.org is in the class already."),
        (
            ["Bo", "ivo@example.org"],
            "ivo@example.org",
            "ivo@example.org is invited already. Send the mail again from the page of members.",
        ),
        (["Bo", "bo@example.org", "9" * 41], "bo@example.org", "The student number is longer than 40 characters."),
        (
            ["Bo", "bo@example.org", "", "dean"],
            "bo@example.org",
            "There is no role “dean”: write learner, assistant or instructor.",
        ),
    ],
)
def test_what_is_wrong_with_a_row_is_said_with_its_number_and_the_others_stay(row, who, message):
    standing = {"mia@example.org": Standing.MEMBER, "ivo@example.org": Standing.INVITED}
    roster = read(HEADINGS, ["Ana", "ana@example.org"], row, ["Cy", "cy@example.org"], standing=standing)
    assert roster.problems == (RowProblem(3, who, message),)
    assert [each.row for each in roster.rows] == [2, 4]


def test_everything_that_is_wrong_with_a_row_is_said_at_once():
    roster = read(HEADINGS, ["", "", "", "dean"])
    assert [problem.who for problem in roster.problems] == ["–"] * 3
    assert roster.bad_rows == (2,)


def test_an_address_that_stands_twice_is_taken_the_first_time():
    roster = read(HEADINGS, ["Bo", "bo@example.org"], ["Bo Reyes", "BO@example.org"], ["Bo", "bo@example.org"])
    assert [row.row for row in roster.rows] == [2]
    assert roster.problems == (
        RowProblem(3, "BO@example.org", "The address stands in row 2 already."),
        RowProblem(4, "bo@example.org", "The address stands in row 2 already."),
    )


def test_two_rows_without_an_address_are_not_the_same_person():
    messages = [problem.message for problem in read(HEADINGS, ["Bo"], ["Cy"]).problems]
    assert messages == ["The address is missing."] * 2


def test_empty_rows_are_passed_over_and_counted():
    assert [row.row for row in read(HEADINGS, [], ["", " "], ["Bo", "bo@example.org"]).rows] == [4]


def test_unknown_columns_are_named_and_the_known_ones_listed():
    reason = refusal(["name", "email", "Grade 2025", "", "x" * 50], ["Bo", "bo@example.org"])
    assert reason.startswith(f"Unknown: Grade 2025, column 4, {'x' * 39}…. Known columns are name, first name,")


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([], "There is no column email"),
        ([["name", "student id"], ["Bo", "7"]], "There is no column email"),
        ([["email", "first name"], ["bo@example.org", "Bo"]], "There is no column name"),
        ([["name", "email", "E-mail"], ["Bo", "a", "b"]], "Two columns hold the email"),
        ([HEADINGS], "There is nobody below the headings"),
        ([HEADINGS, ["", ""]], "There is nobody below the headings"),
    ],
)
def test_files_that_are_no_roster_are_refused(rows, words):
    assert words in refusal(*rows)


@pytest.mark.parametrize(("count", "shown"), [(MAX_ROSTER_ROWS + 1, "2,001"), (10_000, "10,000")])
def test_too_many_rows_are_refused_with_their_number(count, shown):
    rows = ([f"P{number}", f"p{number}@example.org"] for number in range(count))
    assert f"The file has {shown} rows. A roster takes at most 2,000" in refusal(HEADINGS, *rows)


@given(st.lists(st.lists(st.text(max_size=90), max_size=5), min_size=1, max_size=20))
def test_every_filled_row_is_either_read_or_complained_about(rows):
    filled = {number for number, row in enumerate(rows, start=2) if any(cell.strip() for cell in row)}
    if not filled:
        return
    roster = read(HEADINGS, *rows)
    good, bad = [row.row for row in roster.rows], list(roster.bad_rows)
    assert set(good) | set(bad) == filled
    assert not set(good) & set(bad)
    assert len({row.email.casefold() for row in roster.rows}) == len(roster.rows)
