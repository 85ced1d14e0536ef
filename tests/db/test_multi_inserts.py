"""One statement for rows of several tables: what it stores, what it changes, and what is left when it fails."""

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import RowMapping, Table, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.support.people import Learner, sign_up
from trainer.db.engine import make_engines
from trainer.db.faults import is_duplicate
from trainer.db.models.study import StudyDay
from trainer.db.models.words import WordAnswer
from trainer.db.queries.graded import MULTI_INSERTS
from trainer.db.queries.multi_inserts import MultiInsert, Row
from trainer.db.queries.sights import add_to_day

AT = datetime(2026, 3, 2, 9, 0, 0, 250_000, tzinfo=UTC)
TODAY = date(2026, 3, 2)
BOTH = MultiInsert("words_and_days", {WordAnswer: None, StudyDay: add_to_day})


@pytest.fixture
def ann(scopes) -> Learner:
    return sign_up(scopes)


def a_word(learner_id: int, repetition: int = 1, *, chosen: str = "heart") -> Row:
    place = {"learner_id": learner_id, "part": "cardi", "repetition": repetition}
    return place | {"chosen": chosen, "is_right": chosen == "heart", "answered_at": AT}


def a_day(learner_id: int, answers: int = 1) -> Row:
    none = {"cases": 0, "timed_answers": 0, "timed_seconds": 0}
    return {"learner_id": learner_id, "day": TODAY, "track": "cpc", "answers": answers} | none


def send(session: Session, *rows: tuple[Row, ...]) -> None:
    raw: Any = session.connection().connection.dbapi_connection
    if isinstance(raw, sqlite3.Connection):
        BOTH.forget(raw.cursor())
        BOTH.prepare(raw)
    BOTH.send(session, rows)


def stored(learner: Learner, model: type[WordAnswer | StudyDay]) -> list[RowMapping]:
    table = model.__table__
    assert isinstance(table, Table)
    with learner.reading() as scope:
        return list(scope.session.execute(select(*table.c).order_by(*table.primary_key.columns)).mappings())


def test_each_table_gets_its_row_as_it_was_given(ann):
    with ann.writing() as scope:
        send(scope.session, (a_word(ann.id), a_day(ann.id, 3)))
    assert stored(ann, WordAnswer) == [a_word(ann.id)]
    assert stored(ann, StudyDay) == [a_day(ann.id, 3)]


def test_several_at_once_are_stored_in_their_order_and_what_is_there_is_changed(ann):
    with ann.writing() as scope:
        send(scope.session)
        send(scope.session, *((a_word(ann.id, number), a_day(ann.id, number)) for number in (1, 2, 3)))
    with ann.writing() as scope:
        send(scope.session, (a_word(ann.id, 4, chosen="skin"), a_day(ann.id, 10)))
    assert [(row["repetition"], row["is_right"]) for row in stored(ann, WordAnswer)] == [
        (1, True),
        (2, True),
        (3, True),
        (4, False),
    ]
    assert stored(ann, StudyDay) == [a_day(ann.id, 16)]


@pytest.mark.parametrize(
    ("broken", "is_there"), [({"repetition": 1}, True), ({"repetition": 0}, False), ({"learner_id": 4711}, False)]
)
def test_where_one_row_cannot_be_stored_none_is(ann, broken, is_there):
    with ann.writing() as scope:
        send(scope.session, (a_word(ann.id), a_day(ann.id)))
    with ann.writing() as scope, pytest.raises(IntegrityError) as error, scope.session.begin_nested():
        send(scope.session, (a_word(ann.id, 2) | broken, a_day(ann.id)))
    assert is_duplicate(error.value) is is_there
    assert stored(ann, WordAnswer) == [a_word(ann.id)]
    assert stored(ann, StudyDay) == [a_day(ann.id)]


def test_a_row_too_few_or_without_a_column_is_refused(ann):
    with ann.writing() as scope:
        with pytest.raises(ValueError, match="shorter"):
            send(scope.session, (a_word(ann.id),))
        with pytest.raises(KeyError, match="day"):
            send(scope.session, (a_word(ann.id), {"learner_id": ann.id}))
    assert stored(ann, WordAnswer) == []


def test_only_connections_that_write_to_sqlite_have_the_views_and_the_file_has_none(tmp_path):
    file = tmp_path / "trainer.sqlite3"
    engines = make_engines(f"sqlite:///{file}")
    views = "SELECT name FROM sqlite_temp_master WHERE type = 'view' ORDER BY name"
    with engines.write.begin() as writing, engines.read.connect() as reading:
        found = writing.exec_driver_sql(views).scalars().all()
        assert found == sorted(each.name for each in MULTI_INSERTS)
        assert reading.exec_driver_sql(views).scalars().all() == []
        writing.exec_driver_sql("CREATE TABLE kept (id INTEGER PRIMARY KEY)")
    engines.dispose()
    with closing(sqlite3.connect(file)) as plain:
        assert plain.execute("SELECT type, name FROM sqlite_master").fetchall() == [("table", "kept")]
