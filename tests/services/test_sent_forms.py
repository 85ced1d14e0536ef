"""Forms that are sent twice make one thing, one after the other and at the same moment."""

from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from tests.support.people import Learner
from tests.support.school import a_teacher
from trainer.db.models.classes import ClassRow
from trainer.db.models.people import SentForm
from trainer.domain.kernel.errors import Refused
from trainer.services import classes
from trainer.services.classes import ClassSpec
from trainer.services.retention import apply_retention
from trainer.services.scope import Scopes
from trainer.services.sent_forms import Form, Made, make_once

SPEC = ClassSpec("Coding I", "Fall 2026", "cpc", "America/Chicago")


@pytest.fixture
def ines(scopes: Scopes) -> Learner:
    return a_teacher(scopes, "ines@example.org", "Ines Okafor")


def send(person: Learner, request_id: str = "one", spec: ClassSpec = SPEC) -> Made:
    with person.writing() as scope:
        return make_once(scope, Form.CLASS, request_id, lambda: classes.create_class(scope, spec))


def count(scopes: Scopes, model: type) -> int:
    with scopes.reading() as scope:
        return scope.session.execute(select(func.count()).select_from(model)).scalar_one()


def test_the_same_form_sent_again_leads_to_what_it_made(scopes, ines):
    made = send(ines)
    assert made.is_new
    assert send(ines) == Made(made.id, is_new=False)
    assert count(scopes, ClassRow) == 1


def test_another_form_another_kind_of_form_and_a_form_without_a_mark_are_new(scopes, ines):
    first = send(ines)
    assert send(ines, "two").is_new
    assert send(ines, "").is_new
    assert send(ines, "").is_new
    with ines.writing() as scope:
        assert make_once(scope, Form.CLASS_COPY, "one", lambda: first.id) == Made(first.id, is_new=True)
    assert count(scopes, ClassRow) == 4


def test_the_mark_of_somebody_else_says_nothing(scopes, ines):
    send(ines)
    assert send(a_teacher(scopes, "otto@example.org", "Otto Lindqvist")).is_new
    assert count(scopes, ClassRow) == 2


def test_a_form_that_was_refused_is_not_spent(scopes, ines):
    with pytest.raises(Refused):
        send(ines, spec=ClassSpec("", "Fall 2026", "cpc", "UTC"))
    assert count(scopes, SentForm) == 0
    assert send(ines).is_new


def test_a_long_mark_is_cut(ines):
    made = send(ines, "m" * 32)
    assert send(ines, "m" * 500) == Made(made.id, is_new=False)


def test_at_the_same_moment_one_makes_it_and_the_others_wait_for_it(scopes, ines):
    for request_id in ("one", "two", "three"):
        together, made = Barrier(4), []

        def both(request_id=request_id, together=together, made=made) -> None:
            together.wait()
            made.append(send(ines, request_id))

        threads = [Thread(target=both) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(made) == 4
        assert len({each.id for each in made}) == 1
        assert sum(each.is_new for each in made) == 1
    assert count(scopes, ClassRow) == 3


def test_at_the_same_moment_as_one_that_fails_the_other_makes_it(scopes, ines):
    claimed, together, made = Barrier(2), Barrier(2), []

    def fail() -> int:
        claimed.wait()
        together.wait()
        raise Refused("no")

    def first() -> None:
        with pytest.raises(Refused), ines.writing() as scope:
            make_once(scope, Form.CLASS, "one", fail)

    def second() -> None:
        claimed.wait()
        together.wait()
        made.append(send(ines))

    threads = [Thread(target=first), Thread(target=second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [each.is_new for each in made] == [True]
    assert count(scopes, ClassRow) == 1


def test_that_a_form_was_sent_is_forgotten_after_a_month(scopes, ines, clock):
    send(ines)
    clock.advance(days=30)
    assert apply_retention(scopes).sent_forms == 0
    clock.advance(hours=1)
    assert apply_retention(scopes).sent_forms == 1
    assert count(scopes, SentForm) == 0
    assert count(scopes, ClassRow) == 1
