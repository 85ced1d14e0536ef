"""Exports: everything of one learner and nothing else, with what may not be told yet held back."""

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import func, select

from tests.support.cases import an_answer, save, start
from tests.support.clock import Clock
from tests.support.everything import Done, do_everything, publish_everything
from tests.support.exam_reports import set_policy
from tests.support.exams import ANATOMY, exam_items
from tests.support.library import CASE_RATIONALE, QUERY_SLUG, RATIONALE
from tests.support.people import Learner, first_to_sign_up, sign_up
from trainer.db.models.base import Base
from trainer.db.models.people import LearnerProfile, User
from trainer.domain.attempts.attempt import Feedback
from trainer.domain.exams.review import Shows
from trainer.domain.items.answers import (
    Answer,
    CodeAnswer,
    MatchingAnswer,
    MultipleAnswer,
    NumericAnswer,
    OrderingAnswer,
    SingleAnswer,
)
from trainer.services import exam_sessions, exports, sittings
from trainer.services.export_values import answer_text
from trainer.services.scope import Scopes

Rows = list[dict[str, Any]]
DOCS = Path(__file__).parents[2] / "docs" / "exports.md"
NAMES = [sheet.name for sheet in exports.SHEETS]


@pytest.fixture
def ann(scopes: Scopes, code_book: Path) -> Learner:
    return first_to_sign_up(scopes, publish_everything)


@pytest.fixture
def ben(ann: Learner) -> Learner:
    """Has done everything too, which is none of Ann's business."""
    ben = sign_up(ann.scopes, "ben@example.org", "Ben")
    do_everything(ben, "NOISE")
    return ben


@pytest.fixture
def done(ann: Learner) -> Done:
    return do_everything(ann, "OWN")


def as_text(learner: Learner) -> str:
    with learner.reading() as scope:
        target = io.BytesIO()
        exports.write_json(scope, target)
    return target.getvalue().decode()


def exported(learner: Learner) -> dict[str, Any]:
    document = json.loads(as_text(learner))
    assert isinstance(document, dict)
    return document


def as_files(learner: Learner) -> dict[str, bytes]:
    with learner.reading() as scope:
        target = io.BytesIO()
        exports.write_csv_zip(scope, target)
    with ZipFile(target) as folder:
        return {name: folder.read(name) for name in folder.namelist()}


def read_csv(content: bytes) -> Rows:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))


def picked(rows: Rows, *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row[column] for column in columns) for row in rows]


def learner_tables() -> set[str]:
    return {table.name for table in Base.metadata.sorted_tables if "learner_id" in table.c}


def test_every_table_that_is_kept_by_learner_is_exported() -> None:
    assert learner_tables() - {table for sheet in exports.SHEETS for table in sheet.tables} == set()


def test_every_table_that_refers_to_a_person_is_exported_or_left_out_for_a_reason() -> None:
    people = {
        table.name
        for table in Base.metadata.sorted_tables
        if any(key.column.table.name == "users" for key in table.foreign_keys)
    }
    covered = {table for sheet in exports.SHEETS for table in sheet.tables}
    assert people - covered - set(exports.LEFT_OUT) == set()
    assert set(exports.LEFT_OUT) <= set(Base.metadata.tables) - covered


def test_one_of_everything_fills_every_table_and_every_sheet(ann: Learner, done: Done) -> None:
    with ann.reading() as scope:
        for name in learner_tables():
            table = Base.metadata.tables[name]
            count = select(func.count()).select_from(table).where(table.c.learner_id == ann.id)
            assert scope.session.execute(count).scalar_one() > 0, name
    document = exported(ann)
    assert [name for name in NAMES if not document[name]] == []
    assert list(document) == ["format", "version", "exported_at", *NAMES, "held_back", "held_back_why"]
    assert (document["format"], document["version"]) == ("medcode-trainer-export", 1)
    assert document["exported_at"] == "2026-03-02T09:00:00Z"
    assert document["held_back"] == {}


def test_rows_of_the_database_and_of_the_export_are_as_many(ann: Learner, ben: Learner, done: Done) -> None:
    """Where a sheet is of one table, and has a row for each of its rows."""
    document = exported(ann)
    several = {"case_findings", "case_worksheets", "claim_entries", "plan_tasks", "profile", "remittance_claims"}
    several.add("classes")
    with ann.reading() as scope:
        for sheet in exports.SHEETS:
            if sheet.name not in several:
                table = Base.metadata.tables[sheet.tables[0]]
                count = select(func.count()).select_from(table).where(table.c.learner_id == ann.id)
                assert len(document[sheet.name]) == scope.session.execute(count).scalar_one(), sheet.name


def test_nothing_of_others_is_in_it(ann: Learner, ben: Learner, done: Done) -> None:
    text = as_text(ann)
    assert "OWN" in text
    assert "NOISE" not in text
    assert "ben@example.org" not in text
    for content in as_files(ann).values():
        assert b"NOISE" not in content
    assert "OWN" not in as_text(ben)


def test_neither_secrets_nor_content_of_the_bank_are_in_it(ann: Learner, done: Done) -> None:
    text = as_text(ann) + "".join(content.decode("utf-8-sig") for content in as_files(ann).values())
    with ann.reading() as scope:
        secrets = [scope.session.get_one(User, ann.id).password_hash, ann.token]
    for secret in (*secrets, RATIONALE, CASE_RATIONALE, "The stem of", "impacted wax", "69210", "password", "token"):
        assert secret not in text, secret


def test_the_profile_is_one_row(ann: Learner, done: Done) -> None:
    (row,) = exported(ann)["profile"]
    assert row == {
        "display_name": "Ann",
        "email": "ann@example.org",
        "email_verified_at": None,
        "signed_up_at": "2026-03-02T09:00:00Z",
        "track": "cpc",
        "exam_on": None,
        "weekly_hours": 6,
        "daily_review_limit": 30,
        "time_zone": "UTC",
        "mail_hour": None,
        "mailed_on": None,
    }


def test_sittings_have_their_rules_and_their_latest_score(ann: Learner, done: Done) -> None:
    """The exam went from one right to two by hand; the claim has 15 of 24 and 12 of 24 points: 27 of 48."""
    rows = exported(ann)["sittings"]
    of_exam = [row for row in exported(ann)["answers"] if row["sitting"] == done.exam]
    points = [sum(row[column] for row in of_exam) for column in ("points_earned", "points_possible")]
    score = ("questions_answered", "questions_right", "points_earned", "points_possible")
    assert picked(rows, "sitting", "kind", "state", "form", "case", *score, "is_held_back") == [
        (done.tutor, "practice", "in_progress", None, None, *(None,) * 4, False),
        (done.quiz, "practice", "in_progress", None, None, *(None,) * 4, False),
        (done.case, "case", "submitted", None, "ear-with-wax", None, None, 27, 48, False),
        (done.exam, "exam", "submitted", "area-anatomy", None, 2, 2, *points, False),
    ]
    assert picked(rows, "feedback", "shows", "questions", "allows_pause") == [
        ("at_once", "everything", 3, False),
        ("at_end", "everything", 3, False),
        ("at_end", "everything", 1, False),
        ("at_end", "everything", 10, True),
    ]


def test_answers_have_their_words_and_points_and_their_items_names_once_they_are_graded(
    ann: Learner, done: Done
) -> None:
    rows = [row for row in exported(ann)["answers"] if row["sitting"] == done.tutor]
    right, wrong, open_one = rows
    item = next(item for item in exam_items() if item.slug == right["item"])
    assert (right["area"], right["answer_revision"], right["version"], right["variant"]) == ("anatomy", 1, 1, 0)
    assert item.area == "anatomy"
    assert right["points_earned"] == right["points_possible"] > 0
    assert (wrong["points_earned"], wrong["item"] is None, wrong["is_held_back"]) == (0, False, False)
    untold = ("item", "version", "variant", "answer", "saved_at", "points_earned", "points_possible", "graded_at")
    assert picked([open_one], *untold) == [(None,) * 8]
    assert sorted(open_one["option_order"])[0] == "A"


def test_the_history_behind_an_answer_is_in_it(ann: Learner, done: Done) -> None:
    ann.save(done.quiz, 2, {}, client="other", sequence=7)
    kind = ann.question(done.quiz, 2).response.kind
    fields = {"single": {"choice": ["A"]}, "multiple": {"choice": ["B", "A"]}, "numeric": {"number": ["-81"]}}
    fields |= {"code": {"code": ["j20.0"]}, "matching": {"match-P": ["A"]}}
    ann.save(done.quiz, 2, fields[kind], client="other", sequence=8, base=0)
    words = {"single": "A", "multiple": "A B", "numeric": "-81", "code": "J200", "matching": "P=A"}[kind]
    rows = [row for row in exported(ann)["answer_events"] if row["sitting"] == done.quiz]
    assert picked(rows, "position", "client", "sequence", "base_revision", "answer", "is_late") == [
        (2, "other", 8, 0, words, False)
    ], "a save that changes nothing is no event"


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (None, None),
        (SingleAnswer("B"), "B"),
        (MultipleAnswer(("A", "C")), "A C"),
        (NumericAnswer(Decimal("1E+2")), "100"),
        (NumericAnswer(Decimal("80.00")), "80.00"),
        (CodeAnswer("J209"), "J209"),
        (OrderingAnswer(("C", "A", "B")), "C A B"),
        (MatchingAnswer((("P", "B"), ("Q", "A"))), "P=B Q=A"),
    ],
)
def test_answers_of_all_kinds_in_words(answer: Answer | None, text: str | None) -> None:
    assert answer_text(answer) == text


def test_every_grade_is_in_it_the_first_and_that_by_hand(ann: Learner, done: Done) -> None:
    rows = [row for row in exported(ann)["grades"] if (row["sitting"], row["position"]) == (done.exam, 2)]
    assert picked(rows, "run_kind", "points_earned") == [("first", 0), ("manual", 1)]
    (notice,) = exported(ann)["notices"]
    assert "OWN was right after all." in notice["text"]


def test_what_belongs_to_an_exam_is_in_it(ann: Learner, done: Done) -> None:
    document = exported(ann)
    (aids,), (notepad,) = document["question_aids"], document["notepads"]
    assert (aids["struck_options"], aids["highlights"]) == (["A", "D"], ["stem:4-8"])
    assert (notepad["sitting"], notepad["text"]) == (done.exam, "OWN notes")
    assert picked(document["question_views"], "sitting", "position", "spent_ms") == [(done.exam, 1, 0)]
    assert picked(document["time_extensions"], "extra_seconds", "reason") == [(600, "OWN heard the fire alarm.")]
    assert picked(document["accommodations"], "extra_percent", "extra_seconds") == [(25, 60)]
    assert picked(document["code_lookups"], "sitting", "position", "text") == [(done.tutor, 1, "OWN aorta")]


def test_a_claim_has_its_lines_verdicts_and_findings(ann: Learner, done: Done) -> None:
    """The wrong side costs nine of twelve points, what is missing all twelve; lines and rows count from one."""
    document = exported(ann)
    (claim,) = document["case_claims"]
    assert picked([claim], "case", "note", "problems", "data", "risk") == [
        ("ear-with-wax", "OWN is not sure.", "low", "minimal", "moderate")
    ]
    assert picked(document["case_lines"], "section", "line", "code", "modifiers", "pointers") == [
        ("diagnoses", 1, "H66.002", "", ""),
        ("diagnoses", 2, "H61.21", "", ""),
        ("procedures", 1, "99213", "25", "A"),
    ]
    (grade,) = document["case_grades"]
    assert grade["sections"] == ["diagnoses=15/24", "procedures=12/24"]
    assert (grade["lines_right"], grade["lines_in_key"], grade["is_clean"]) == (2, 4, False)
    assert picked(document["case_graded_lines"], "row", "line", "verdict", "points_earned", "faults") == [
        (1, 1, "wrong", 3, ["laterality"]),
        (2, 2, "right", 12, []),
        (3, 1, "right", 12, []),
        (4, None, "missed", 0, ["missed"]),
    ]
    assert picked(document["case_findings"], "row", "place", "kind", "severity", "cost_points") == [
        (1, 1, "laterality", "error", 9),
        (4, 1, "missed", "error", 12),
    ]
    assert picked(document["key_disputes"], "sitting", "text", "answer") == [(done.case, "OWN disputes it.", None)]


def test_a_query_has_what_was_chosen(ann: Learner) -> None:
    save(ann, start(ann, QUERY_SLUG), an_answer())
    (claim,) = exported(ann)["case_claims"]
    assert (claim["query_is_needed"], claim["query_gaps"]) == (True, ["a", "c"])
    assert claim["query_parts"] == ["facts=a", "question=b"]
    assert claim["problems"] == ""


def test_plans_estimates_and_results_are_in_it(ann: Learner, done: Done) -> None:
    document = exported(ann)
    assert picked(document["study_plans"], "plan", "made_on", "exam_on", "warnings") == [
        (1, "2026-03-02", "2026-06-01", ["few_hours", "bank_runs_out"])
    ]
    assert picked(document["plan_tasks"], "on", "kind", "subject", "count", "minutes") == [
        ("2026-03-02", "practice", "anatomy", 10, 25),
        ("2026-03-03", "reviews", None, 12, 18),
    ]
    estimate = ("projected_low", "projected_right", "projected_high", "chance_permille", "first_sights")
    assert picked(document["readiness_snapshots"], "day", "evidence_level", *estimate) == [
        ("2026-03-01", "first", 24, 28, 33, 512, 120)
    ]
    assert picked(document["exam_outcomes"], "taken_on", "has_passed", "percent", "areas", *estimate) == [
        ("2026-02-14", False, 66, ["anatomy=75", "cases=40"], 24, 28, 33, 512, 120)
    ]


def test_what_was_seen_and_comes_back_stands_under_the_names_of_items(ann: Learner, done: Done) -> None:
    document = exported(ann)
    dealt = {row["item"] for row in document["answers"] if row["item"]}
    assert {row["item"] for row in document["sights"]} == dealt
    answered = {row["item"] for row in document["answers"] if row["item"] and row["answer"]}
    assert {row["item"] for row in document["review_cards"]} == answered
    first = next(row for row in document["sights"] if row["first_position"] == 1 and row["first_sitting"] == done.tutor)
    assert (first["first_is_right"], first["times_seen"], first["times_right"]) == (True, 1, 1)
    log = next(row for row in document["review_logs"] if row["sitting"] == done.tutor and row["position"] == 2)
    assert (log["rating"], log["number"], log["is_overruling"], log["stability_before_days"]) == (
        "again",
        1,
        False,
        None,
    )
    assert log["stability_after_days"] > 0
    (note,), (flag,) = document["notes"], document["flags"]
    assert note["text"] == "OWN: mind the arch, twice.\nIt bends."
    assert {note["item"], flag["item"]} <= dealt


def open_exam_with_known_items(learner: Learner) -> int:
    """Practises all of anatomy with a note on everything, then opens an exam of it."""
    number = learner.start(Feedback.AT_ONCE, 100, areas=("anatomy",))
    for position in range(1, learner.question(number, 1).item_count + 1):
        learner.answer(number, position, rightly=True)
        with learner.writing() as scope:
            sittings.set_note(scope, number, position, f"note {position}")
            sittings.set_flag(scope, number, position, is_flagged=True)
    return learner.start_exam(ANATOMY)


def test_while_an_exam_is_open_nothing_is_told_of_its_items(ann: Learner) -> None:
    exam = open_exam_with_known_items(ann)
    ann.answer_exam(exam, "+-")
    document = exported(ann)
    of_exam = [row for row in document["answers"] if row["sitting"] == exam]
    assert {row["item"] for row in of_exam} == {row["points_possible"] for row in of_exam} == {None}
    assert [row["answer"] is not None for row in of_exam] == [True, True, *[False] * 8]
    held = [row for row in document["answers"] if row["is_held_back"]]
    told = [row for row in document["answers"] if row["item"]]
    assert len(held) == 10
    assert {row["item"] for row in held} == {row["points_earned"] for row in held} == {None}
    assert document["held_back"] == dict.fromkeys(
        ("answers", "grades", "notes", "flags", "sights", "review_cards", "review_logs"), 10
    )
    names = {row["item"] for row in told}
    for sheet in ("sights", "review_cards", "review_logs", "notes", "flags"):
        assert {row["item"] for row in document[sheet]} - {None} == names, sheet
    assert len(document["notes"]) == len(told) + 10, "what was typed is there all the same"
    assert len(document["grades"]) == len(told)
    read_me = as_files(ann)["read-me.txt"].decode()
    assert "Rows concerned: 10 in answers, 10 in flags, 10 in grades," in read_me


def test_when_the_exam_is_over_all_of_it_is_told(ann: Learner) -> None:
    exam = open_exam_with_known_items(ann)
    ann.hand_in(exam)
    document = exported(ann)
    assert document["held_back"] == {}
    assert all(row["item"] for row in document["answers"])
    assert not any(row["is_held_back"] for row in document["answers"])


def test_a_score_is_held_back_while_a_question_of_its_sitting_is_examined(ann: Learner) -> None:
    quiz = ann.start(Feedback.AT_END, 23, areas=("anatomy",))
    ann.hand_in(quiz)
    ann.start_exam(ANATOMY)
    document = exported(ann)
    (row, _) = document["sittings"]
    score = ("questions_answered", "questions_right", "points_earned", "points_possible")
    assert picked([row], *score, "is_held_back") == [(None, None, None, None, True)]
    assert document["held_back"]["sittings"] == 1


@pytest.mark.parametrize(
    ("policy", "told"),
    [
        ((Shows.EVERYTHING, None), {"score", "verdicts"}),
        ((Shows.EVERYTHING, 1), set()),
        ((Shows.EVERYTHING, -1), {"score", "verdicts"}),
        ((Shows.SCORE, None), {"score"}),
        ((Shows.NOTHING, None), set()),
    ],
)
def test_what_a_policy_does_not_show_is_not_exported_either(
    ann: Learner, done: Done, clock: Clock, policy: tuple[Shows, int | None], told: set[str]
) -> None:
    """A policy shows something, from so many days from now on."""
    shows, days = policy
    set_policy(ann, done.exam, shows, None if days is None else clock() + timedelta(days=days))
    document = exported(ann)
    row = next(row for row in document["sittings"] if row["sitting"] == done.exam)
    assert (row["questions_right"] is None) is row["is_held_back"] is ("score" not in told)
    assert bool(document["notices"]) is ("score" in told)
    answers = [row for row in document["answers"] if row["sitting"] == done.exam]
    assert {row["item"] is not None for row in answers} == {"verdicts" in told}
    for sheet, column in (("grades", "sitting"), ("sights", "last_sitting"), ("review_logs", "sitting")):
        assert any(row[column] == done.exam for row in document[sheet]) is ("verdicts" in told), sheet


def test_verdicts_on_a_claim_follow_the_policy_too(ann: Learner, done: Done) -> None:
    set_policy(ann, done.case, Shows.NOTHING)
    document = exported(ann)
    for sheet, rows in (("case_grades", 1), ("case_graded_lines", 4), ("case_findings", 2)):
        assert document[sheet] == []
        assert document["held_back"][sheet] == rows
    assert len(document["case_lines"]) == 3


def in_csv(value: object) -> str:
    """How a value of the JSON document stands in a CSV file."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return " ".join(value)
    return "" if value is None else str(value)


def test_both_formats_hold_the_same_rows(ann: Learner, ben: Learner, done: Done) -> None:
    document, files = exported(ann), as_files(ann)
    assert list(files) == [*(f"{name}.csv" for name in NAMES), "read-me.txt"]
    for sheet in exports.SHEETS:
        rows = read_csv(files[f"{sheet.name}.csv"])
        assert rows == [{name: in_csv(row[name]) for name in sheet.columns} for row in document[sheet.name]]


def test_a_csv_file_is_known_to_spreadsheets_and_ends_its_lines_as_rfc_4180_says(ann: Learner, done: Done) -> None:
    files = as_files(ann)
    for name in NAMES:
        content = files[f"{name}.csv"]
        assert content.startswith(b"\xef\xbb\xbf")
        assert content.endswith(b"\r\n")
        assert content.count(b"\xef\xbb\xbf") == 1
    assert b'"OWN: mind the arch, twice.\nIt bends."' in files["notes.csv"]


def test_a_learner_who_did_nothing_gets_headers_and_empty_lists(ann: Learner) -> None:
    document, files = exported(ann), as_files(ann)
    assert [name for name in NAMES if document[name]] == ["profile"]
    assert files["answers.csv"].decode("utf-8-sig").splitlines() == [
        "sitting,position,item,version,variant,area,option_order,answer,answer_revision,saved_at,points_earned,"
        "points_possible,graded_at,is_held_back"
    ]
    assert "Rows concerned: nothing." in files["read-me.txt"].decode()


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t=", "\r=", " =", "\n=", "＝", "'="])
def test_no_text_becomes_a_formula_in_a_spreadsheet(ann: Learner, first: str) -> None:
    number = ann.start_exam(ANATOMY)
    formula = f'{first}HYPERLINK("http://example.org","Ann ""here""")'
    with ann.writing() as scope:
        exam_sessions.set_notepad(scope, number, formula)
    (row,) = read_csv(as_files(ann)["notepads.csv"])
    assert row["text"] == "'" + formula
    assert exported(ann)["notepads"][0]["text"] == formula


@pytest.mark.parametrize("text", ["", "a=b", "'quoted'", "1-2", "Zoë, “née” 💉", 'a "b"\r\nc', " x=y"])
def test_other_texts_stay_as_they_are(ann: Learner, text: str) -> None:
    number = ann.start_exam(ANATOMY)
    with ann.writing() as scope:
        exam_sessions.set_notepad(scope, number, text)
    assert read_csv(as_files(ann)["notepads.csv"])[0]["text"] == text
    assert exported(ann)["notepads"][0]["text"] == text


def test_instants_keep_their_fractions_and_are_in_utc(ann: Learner, clock: Clock) -> None:
    clock.advance(milliseconds=250)
    number = ann.start_exam(ANATOMY)
    (row,) = exported(ann)["sittings"]
    assert (row["sitting"], row["started_at"]) == (number, "2026-03-02T09:00:00.250000Z")


def test_a_sitting_whose_time_is_up_is_told_as_expired(ann: Learner, clock: Clock) -> None:
    ann.start_exam(ANATOMY)
    clock.advance(days=1)
    assert picked(exported(ann)["sittings"], "state") == [("expired",)]


@pytest.mark.parametrize("write", [exports.write_json, exports.write_csv_zip])
def test_exporting_changes_nothing(ann: Learner, done: Done, write: Callable[..., None]) -> None:
    def counts() -> list[int]:
        with ann.reading() as scope:
            tables = Base.metadata.sorted_tables
            return [scope.session.execute(select(func.count()).select_from(table)).scalar_one() for table in tables]

    before = counts()
    with ann.reading() as scope:
        write(scope, io.BytesIO())
        assert not scope.session.new
    assert counts() == before


def test_the_name_of_a_file_has_the_learners_own_date(ann: Learner, clock: Clock) -> None:
    with ann.writing() as scope:
        scope.session.get_one(LearnerProfile, ann.id).time_zone = "Pacific/Auckland"
    clock.advance(hours=12)
    with ann.reading() as scope:
        assert exports.export_name(scope, "zip") == "medcode-trainer-2026-03-03.zip"


def test_the_page_says_whether_something_would_be_held_back(ann: Learner) -> None:
    def holds_back() -> bool:
        with ann.reading() as scope:
            return exports.get_export_page(scope).holds_back

    assert not holds_back()
    exam = ann.start_exam(ANATOMY)
    assert holds_back()
    ann.hand_in(exam)
    assert not holds_back()


def documented() -> dict[str, list[str]]:
    """Sheet -> its columns, from the tables of the page in docs/."""
    found: dict[str, list[str]] = {}
    for line in DOCS.read_text().splitlines():
        if heading := re.fullmatch(r"### `(\w+)`", line):
            found[heading[1]] = []
        elif cell := re.match(r"\| `(\w+)`", line):
            list(found.values())[-1].append(cell[1])
    return found


def test_the_documentation_names_every_sheet_and_column_in_their_order() -> None:
    assert documented() == {sheet.name: list(sheet.columns) for sheet in exports.SHEETS}


def test_the_documentation_says_what_a_sheet_is_and_what_is_left_out() -> None:
    text = " ".join(DOCS.read_text().split())
    assert [sheet.name for sheet in exports.SHEETS if sheet.about not in text] == []
    assert [table for table in exports.LEFT_OUT if f"`{table}`" not in text] == []
    assert exports.FORMAT in text
