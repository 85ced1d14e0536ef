"""Statements of the hottest paths: what they send, and that nothing makes SQLite plan them anew each time."""

import re

import pytest
from sqlalchemy import select
from sqlalchemy.dialects import sqlite

from tests.support.library import publish
from tests.support.people import sign_up
from trainer.db.models.attempts import ItemNote
from trainer.db.queries import attempts
from trainer.db.queries.lean import send
from trainer.db.queries.navigator import NAVIGATOR, list_navigator
from trainer.services import practice, sittings

NOTE = select(ItemNote.text).where(ItemNote.learner_id > 0)
INDEXED = "kind|state|feedback|shows"
"""Columns of sittings that a partial index names, or that stand beside one in a condition."""


@pytest.mark.parametrize("statement", [attempts._QUESTION, attempts._TO_ANSWER, NAVIGATOR])
def test_no_word_that_a_partial_index_names_is_handed_over_as_a_value(statement):
    sql = str(statement.compile(dialect=sqlite.dialect()))
    assert not re.findall(rf"\.(?:{INDEXED}) (?:=|!=|IN) \(?(?:\?|:|__\[POSTCOMPILE)", sql), sql
    assert "POSTCOMPILE" not in sql, "SQLAlchemy would write the statement anew each time"


def test_what_waits_to_be_stored_goes_first(scopes):
    publish(scopes)
    ann = sign_up(scopes)
    with ann.writing() as scope:
        number = practice.start_practice(scope, practice.PracticeRequest("cpc", (), 1, practice.Pool.ALL, "at_end"))
        sittings.set_note(scope, number, 1, "look again")
        assert send(scope.session, NOTE, {}).scalar_one() == "look again"
    with ann.reading() as scope:
        assert send(scope.session, NOTE, {}).scalar_one() == "look again"


def test_the_questions_of_a_sitting_come_in_their_order_with_their_state(scopes):
    publish(scopes)
    ann = sign_up(scopes)
    with ann.writing() as scope:
        number = practice.start_practice(scope, practice.PracticeRequest("cpc", (), 5, practice.Pool.ALL, "at_end"))
        sittings.set_flag(scope, number, 3, is_flagged=True)
    with ann.reading() as scope:
        places = list_navigator(scope.session, scope.learner.id, number)
        assert [place.position for place in places] == list(range(1, 6))
        assert [place.position for place in places if place.is_flagged is True] == [3]
        assert {(place.is_answered, place.earned, place.possible) for place in places} == {(False, None, None)}
        assert list_navigator(scope.session, scope.learner.id, number + 1) == []
