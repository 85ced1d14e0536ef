"""`trainer items`: correcting keys, regrading, marking by hand; what is printed and what is refused."""

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from tests.support.library import publish
from tests.support.people import Learner, first_to_sign_up, sign_up
from tests.support.regrades import (
    FACTS,
    REASON,
    SLUG,
    count,
    grades_at,
    practise,
    publish_ten,
    sit,
    told,
)
from trainer.cli.items import items
from trainer.db.models.content import ItemKey
from trainer.domain.items.keys import SingleKey
from trainer.factory import Program, build_program
from trainer.services.jobs import run_due_jobs
from trainer.services.regrading import ItemRegrading
from trainer.services.scope import Scopes

OPTION_A = ("--option", "A", "--reason", REASON)


def run(*arguments: object) -> Result:
    """Runs the group as the shell does."""
    opened: list[Program] = []

    def build() -> Program:
        opened.append(build_program())
        return opened[-1]

    result = CliRunner().invoke(items, [str(argument) for argument in arguments], obj=build)
    for each in opened:
        each.scopes.engines.dispose()
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


@pytest.fixture
def scopes(migrated_program: Program) -> Scopes:
    return migrated_program.scopes


@pytest.fixture
def ann(scopes: Scopes) -> Learner:
    return first_to_sign_up(scopes, publish_ten)


def stored(scopes: Scopes) -> list[tuple[int, object]]:
    with scopes.reading() as scope:
        rows = scope.session.scalars(select(ItemKey).where(ItemKey.revision > 1).order_by(ItemKey.id))
        return [(row.revision, row.key) for row in rows]


def test_a_preview_names_everybody_and_stores_nothing(ann, scopes):
    number, position = sit(ann, "A", 6)
    practise(ann, "C")
    before = count(scopes, ItemKey, *FACTS)
    result = run("correct", SLUG, *OPTION_A, "--preview")
    assert result.exit_code == 0, result.output
    assert (
        f"Ann <ann@example.org>  exam {number}, question {position}: 0 of 1 -> 1 of 1; 6 -> 7 of 10 right, passed\n"
    ) in result.output
    assert "1 changed, 1 raised and 0 lowered; 1 exams now passed, 0 no longer passed" in result.output
    assert "1 other answers keep their points" in result.output
    assert "Nothing is stored." in result.output
    assert count(scopes, ItemKey, *FACTS) == before


def test_a_key_is_corrected_and_its_answers_regraded(ann, scopes):
    place = sit(ann, "A", 6)
    result = run("correct", SLUG, *OPTION_A, "--apply", "all", "--explanation", "Plate 4.", "--why", "A=Left = right.")
    assert result.exit_code == 0, result.output
    assert f"Corrected: {SLUG}, key revision 2." in result.output
    assert "6 -> 7 of 10 right, passed" in result.output
    assert "Regraded 1 answers: 1 changed, 1 raised and 0 lowered" in result.output
    assert "Told: 1 learners." in result.output
    assert stored(scopes) == [(2, SingleKey("A"))]
    assert grades_at(ann, place) == [(0, 1), (1, 1)]
    assert len(told(ann)) == 1
    with scopes.reading() as scope:
        key = scope.session.scalars(select(ItemKey).where(ItemKey.revision == 2)).one()
    assert (key.explanation.general, key.explanation.rationale("A")) == ("Plate 4.", "Left = right.")


def test_raises_first_and_the_rest_by_regrading(ann, scopes):
    ben = sign_up(scopes, "ben@example.org", "Ben\x1b[2J")
    place, other = sit(ann, "A", 6), sit(ben, "B", 6)
    run("correct", SLUG, *OPTION_A, "--apply", "raises")
    assert (grades_at(ann, place)[-1], grades_at(ben, other)) == ((1, 1), [(1, 1)])
    assert "Nothing to raise" in run("regrade", SLUG, "--apply", "raises").output
    seen = run("regrade", SLUG, "--preview")
    assert "1 changed, 0 raised and 1 lowered; 0 exams now passed, 1 no longer passed" in seen.output
    assert "\x1b" not in seen.output
    assert grades_at(ben, other) == [(1, 1)]
    done = run("regrade", SLUG, "--apply", "all")
    assert "7 -> 6 of 10 right, no longer passed" in done.output
    assert "Nothing to regrade; 0 set by hand stay." in run("regrade", SLUG, "--apply", "all").output


@pytest.mark.parametrize(
    ("slug", "key", "printed"),
    [
        ("a-single", ("--option", " C "), "SingleKey(option='C'"),
        ("a-multiple", ("--options", "C, B"), "MultipleKey(options=('B', 'C')"),
        ("a-number", ("--number", "81.50"), "value=Decimal('81.50'), tolerance=Decimal('0')"),
        ("a-number", ("--number", "81", "--tolerance", "0.5"), "tolerance=Decimal('0.5')"),
        ("a-code", ("--code", "J20.0", "--code", " J20.1 "), "CodeKey(any_of=('J20.0', 'J20.1')"),
        ("an-ordering", ("--order", "A,B, C"), "OrderingKey(order=('A', 'B', 'C')"),
        ("a-matching", ("--match", "P=A", "--match", "Q = B"), "MatchingKey(pairs=(('P', 'A'), ('Q', 'B'))"),
    ],
)
def test_each_kind_of_item_has_its_option(scopes, slug, key, printed):
    publish(scopes)
    result = run("correct", slug, *key, "--reason", REASON, "--apply", "all")
    assert result.exit_code == 0, result.output
    ((_, stored_key),) = stored(scopes)
    assert printed in str(stored_key)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((SLUG, *OPTION_A), "Say --preview"),
        ((SLUG, "--reason", REASON, "--preview"), "Name the key by one of"),
        ((SLUG, *OPTION_A, "--number", "1", "--preview"), "Name the key by one of"),
        ((SLUG, *OPTION_A, "--tolerance", "1", "--preview"), "--tolerance goes with --number"),
        ((SLUG, "--number", "eighty", "--reason", REASON, "--preview"), "is not a number"),
        ((SLUG, "--match", "P", "--reason", REASON, "--preview"), "is not of the form"),
        ((SLUG, "--match", "=A", "--reason", REASON, "--preview"), "is not of the form"),
        ((SLUG, "--option", "A", "--preview"), "Missing option '--reason'"),
        ((SLUG, *OPTION_A, "--apply", "some"), "is not one of"),
    ],
)
def test_a_command_that_is_not_understood_is_explained(ann, scopes, arguments, message):
    result = run("correct", *arguments)
    assert result.exit_code == 2
    assert message in result.output
    assert stored(scopes) == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nowhere", *OPTION_A), "There is no item nowhere."),
        ((SLUG, "--option", "Z", "--reason", REASON), "does not fit the item: names no option: 'Z'"),
        ((SLUG, "--number", "1", "--reason", REASON), "a numeric key does not fit a single item"),
        ((SLUG, "--option", "B", "--reason", REASON), "in force already"),
        ((SLUG, "--option", "A", "--reason", " "), "Say why"),
        ((SLUG, "--option", "A", "--reason", "Option A is right"), "must not name an option"),
        ((SLUG, *OPTION_A, "--why", "Z=text"), "There is no option Z"),
    ],
)
def test_a_correction_that_makes_no_sense_is_refused(ann, scopes, arguments, message):
    result = run("correct", *arguments, "--apply", "all")
    assert result.exit_code == 1
    assert message in result.output
    assert stored(scopes) == []


def test_a_preview_of_a_correction_that_makes_no_sense_is_refused_as_well(ann):
    assert "must not name an option" in run("correct", SLUG, "--option", "A", "--reason", "A.", "--preview").output
    for how in ("--preview", "--apply=all"):
        result = run("regrade", "nowhere", how)
        assert (result.exit_code, "There is no item nowhere." in result.output) == (1, True)
    assert run("regrade", SLUG).exit_code == 2


def test_a_big_regrade_is_queued_and_done_by_a_worker(ann, scopes, monkeypatch):
    monkeypatch.setattr(ItemRegrading, "at_once", 0)
    place = sit(ann, "A", 6)
    result = run("correct", SLUG, *OPTION_A, "--apply", "all")
    assert "Queued as job " in result.output
    assert "answers to be graded anew: 1." in result.output
    assert len(grades_at(ann, place)) == 1
    assert run_due_jobs(scopes) >= 1
    assert len(grades_at(ann, place)) == 2
    assert "Nothing to regrade" in run("regrade", SLUG, "--apply", "all").output


def test_a_grade_is_set_by_hand_and_no_regrade_touches_it(ann, scopes):
    number, position = sit(ann, "C", 6)
    result = run("mark", "Ann@Example.org", number, position, "--points", 1, "--reason", "The stem was unclear.")
    assert result.exit_code == 0, result.output
    assert f"exam {number}, question {position}: 0 of 1 -> 1 of 1; 6 -> 7 of 10 right, passed" in result.output
    assert "The learner is told." in result.output
    assert len(told(ann)) == 1
    assert "Nothing to regrade; 1 set by hand stay." in run("correct", SLUG, *OPTION_A, "--apply", "all").output
    assert grades_at(ann, (number, position)) == [(0, 1), (1, 1)]


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (("nobody@example.org", 1, 1, "--points", 1), 1, "There is no such account."),
        (("ann@example.org", 9, 1, "--points", 1), 1, "There is no such sitting."),
        (("ann@example.org", 1, 11, "--points", 1), 1, "There is no such question."),
        (("ann@example.org", 1, 1, "--points", 7), 1, "This question has 0 to 1 points."),
        (("ann@example.org", 1, 1, "--points", -1), 2, "-1 is not in the range"),
        (("ann@example.org", 0, 1, "--points", 1), 2, "0 is not in the range"),
        (("ann@example.org", 2**40, 1, "--points", 1), 2, "is not in the range"),
        (("ann@example.org", "x", 1, "--points", 1), 2, "is not a valid integer"),
    ],
)
def test_a_mark_that_makes_no_sense_is_refused(ann, scopes, arguments, status, message):
    sit(ann, "A")
    before = count(scopes, *FACTS)
    result = run("mark", *arguments, "--reason", "The stem was unclear.")
    assert result.exit_code == status
    assert message in result.output
    assert count(scopes, *FACTS) == before


def test_on_an_empty_database_there_is_no_item(data):
    assert "There is no item x." in run("regrade", "x", "--preview").output
