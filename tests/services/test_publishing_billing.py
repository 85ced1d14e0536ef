"""Publishing billing exercises: what makes a version, what needs a reason, what is only an explanation."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from tests.support.billing import FILL, LIST, ONE_OF_EACH, POST, SCRUB, SLUGS, exercise, exercises, publish_exercises
from trainer.content.billing_files import AuthoredBillingCase
from trainer.db.models.cases import Case, CaseKeyRevision, CaseVersion
from trainer.domain.grading.billing_faults import BillingFault
from trainer.services.scope import Scopes

Change = Callable[[Any], Any]


@pytest.fixture(autouse=True)
def published(scopes: Scopes) -> None:
    """An exercise of each kind, for the first time."""
    found = publish_exercises(scopes)
    assert list(found.report) == []
    assert found.changes["cases added"] == 3 + len(SLUGS)


def publish_again(scopes: Scopes, changed: AuthoredBillingCase):
    return publish_exercises(scopes, [changed if each.slug == changed.slug else each for each in exercises()])


def stored(scopes: Scopes, slug: str) -> tuple[Case, list[CaseVersion], list[CaseKeyRevision]]:
    with scopes.reading() as scope:
        case = scope.session.scalars(select(Case).filter_by(slug=slug)).one()
        of_slug = select(CaseVersion).filter_by(case_id=case.id).order_by(CaseVersion.number)
        versions = list(scope.session.scalars(of_slug))
        of_case = CaseKeyRevision.case_version_id.in_([version.id for version in versions])
        keys = list(scope.session.scalars(select(CaseKeyRevision).where(of_case).order_by(CaseKeyRevision.id)))
        scope.session.expunge_all()
    return case, versions, keys


def test_an_exercise_is_a_case_of_the_billers_track_with_its_kind(scopes):
    for kind, slug in ONE_OF_EACH.items():
        case, (version,), (key,) = stored(scopes, slug)
        authored = exercise(slug)
        assert (case.track, case.kind, case.title, case.level) == (
            "cpb",
            kind,
            authored.content.title,
            authored.content.level,
        )
        assert (version.content, key.key, key.revision) == (authored.content, authored.key, 1)


def test_publishing_the_same_again_changes_nothing(scopes):
    assert publish_exercises(scopes).changes == {}


@pytest.mark.parametrize(
    ("slug", "change"),
    [
        (POST, lambda content: replace(content, task=content.task + " Take your time.")),
        (POST, lambda content: replace(content, exhibits=content.exhibits[:-1])),
        (
            POST,
            lambda content: replace(content, fields=(replace(content.fields[0], label="Other"), *content.fields[1:])),
        ),
        (POST, lambda content: replace(content, remittance=replace(content.remittance, number="0000001"))),
        (FILL, lambda content: replace(content, form=content.form[1:])),
        (SCRUB, lambda content: replace(content, form=(*content.form[:-1], (content.form[-1][0], "other")))),
        (LIST, lambda content: replace(content, worklist=replace(content.worklist, minutes_a_day=30))),
        (LIST, lambda content: replace(content, on=date(2026, 5, 5))),
    ],
)
def test_whatever_the_learner_sees_makes_a_new_version_when_it_changes(scopes, slug, change):
    changed = replace(exercise(slug), content=change(exercise(slug).content))
    assert publish_again(scopes, changed).changes == {"cases with a new version": 1}
    case, versions, keys = stored(scopes, slug)
    assert ([version.number for version in versions], case.current_number) == ([1, 2], 2)
    assert versions[0].content == exercise(slug).content
    assert [key.revision for key in keys] == [1, 1]
    assert publish_again(scopes, changed).changes == {}


def _first(name: str, **parts: Any) -> Change:
    """The key with other parts in the first of its fields, defects or accounts."""

    def change(key: Any) -> Any:
        first, *others = getattr(key, name)
        return replace(key, **{name: (replace(first, **parts), *others)})

    return change


DECISIVE: list[tuple[str, Change]] = [
    (POST, _first("fields", accepts=("something",))),
    (FILL, lambda key: replace(key, form=key.form[1:])),
    (FILL, lambda key: replace(key, form=((key.form[0][0], "other"), *key.form[1:]))),
    (FILL, lambda key: replace(key, free=())),
    (SCRUB, _first("defects", fault=BillingFault.WRONG_DATE)),
    (SCRUB, _first("defects", accepts=("other",))),
    (SCRUB, _first("defects", also=("28",))),
    (LIST, _first("accounts", actions=("nothing",))),
    (LIST, _first("accounts", saves_cents=1)),
    (LIST, _first("accounts", due_on=date(2026, 5, 4))),
]
SPOKEN: list[tuple[str, Change]] = [
    (POST, _first("fields", why="Said better.")),
    (POST, _first("fields", source="Page 2")),
    (POST, _first("fields", sum="1.00")),
    (POST, _first("fields", span="Other words.")),
    (FILL, _first("fields", why="Said better.")),
    (SCRUB, _first("defects", why="Said better.")),
    (SCRUB, _first("defects", span="Other words.")),
    (LIST, _first("accounts", why="Said better.")),
    (LIST, _first("accounts", source="Page 2")),
]


@pytest.mark.parametrize(("slug", "change"), DECISIVE)
def test_a_key_that_decides_otherwise_needs_a_reason(scopes, slug, change):
    changed = replace(exercise(slug), key=change(exercise(slug).key))
    assert changed.key != exercise(slug).key
    found = publish_again(scopes, changed)
    assert found.changes == {}
    assert [str(problem) for problem in found.report] == [
        f"cases: {slug}: its key was changed without a key_reason; the published key is kept"
    ]
    assert stored(scopes, slug)[2][-1].key == exercise(slug).key
    found = publish_again(scopes, replace(changed, key_reason="It was wrong."))
    assert found.changes == {"cases with a corrected key": 1}
    _, (version,), (_, key) = stored(scopes, slug)
    assert (key.case_version_id, key.revision, key.reason, key.key) == (version.id, 2, "It was wrong.", changed.key)


@pytest.mark.parametrize(("slug", "change"), SPOKEN)
def test_a_changed_remark_is_a_new_revision_of_the_same_key(scopes, slug, change):
    changed = replace(exercise(slug), key=change(exercise(slug).key))
    assert changed.key != exercise(slug).key
    found = publish_again(scopes, changed)
    assert (list(found.report), found.changes) == ([], {"cases with a revised explanation": 1})
    _, (_,), (first, second) = stored(scopes, slug)
    assert first.key_fingerprint == second.key_fingerprint
    assert first.explanation_fingerprint != second.explanation_fingerprint
    assert (second.revision, second.key) == (2, changed.key)
    assert publish_again(scopes, changed).changes == {}


def test_a_removed_exercise_is_retired_and_one_that_returns_is_not_retired_any_more(scopes):
    without = [each for each in exercises() if each.slug != POST]
    assert publish_exercises(scopes, without).changes == {"cases retired": 1}
    assert stored(scopes, POST)[0].retired_at is not None
    publish_exercises(scopes)
    case, versions, keys = stored(scopes, POST)
    assert (case.retired_at, len(versions), len(keys)) == (None, 1, 1)
