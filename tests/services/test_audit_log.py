"""The audit trail, filtered, page by page, and as CSV."""

import csv
import io
from datetime import UTC, datetime

import pytest

from tests.support.people import Learner, an_administrator, sign_up
from trainer.db.models.audit import AuditEvent
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services import audit_log
from trainer.services.scope import Scopes


@pytest.fixture
def ada(scopes: Scopes) -> Learner:
    """Her own creation is event 1."""
    return an_administrator(scopes)


def add(scopes: Scopes, day: int, actor: Learner | None, action: str, subject: str, *, detail: str = "") -> None:
    actor_id = actor.id if actor else None
    with scopes.writing() as scope:
        at = datetime(2026, 3, day, 23, 30, tzinfo=UTC)
        scope.session.add(AuditEvent(at=at, actor_id=actor_id, action=action, subject=subject, detail=detail))


@pytest.fixture
def ann(scopes: Scopes, ada: Learner) -> Learner:
    ann = sign_up(scopes)
    add(scopes, 3, ann, "password.change", f"user {ann.id}")
    add(scopes, 4, ada, "user.roles", f"user {ann.id}", detail="=SUM(A1)")
    add(scopes, 5, None, "item.regrade", "cpc-anatomy-1")
    add(scopes, 6, ada, "setting.change", "job_days", detail="30 -> 60")
    return ann


def numbers(ada: Learner, **filters: str) -> list[int]:
    with ada.reading() as scope:
        return [event.id for event in audit_log.list_events(scope, filters).events]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, [5, 4, 3, 2, 1]),
        ({"person": "ann@example.org"}, [2]),
        ({"person": " ADMIN@example.org "}, [5, 3]),
        ({"person": "1"}, [5, 3]),
        ({"person": "999"}, []),
        ({"action": "change"}, [5, 2]),
        ({"action": "100%"}, []),
        ({"subject": "user 2"}, [3, 2]),
        ({"subject": "_"}, [5]),
        ({"since": "2026-03-04"}, [5, 4, 3]),
        ({"until": "2026-03-04"}, [3, 2, 1]),
        ({"since": "2026-03-04", "until": "2026-03-05"}, [4, 3]),
        ({"person": "1", "action": "roles", "subject": "user", "since": "2026-03-04", "until": "2026-03-04"}, [3]),
    ],
)
def test_events_are_found_by_who_what_and_when(ada, ann, filters, found):
    assert numbers(ada, **filters) == found


@pytest.mark.parametrize(
    ("filters", "field"),
    [
        ({"person": "nobody@example.org"}, "person"),
        ({"since": "yesterday"}, "since"),
        ({"until": "2026-02-30"}, "until"),
        ({"until": "9999-12-31"}, "until"),
        ({"since": "2026-03-05", "until": "2026-03-04"}, "until"),
    ],
)
def test_a_filter_that_cannot_be_understood_is_named(ada, ann, filters, field):
    with pytest.raises(Refused) as refused:
        numbers(ada, **filters)
    assert refused.value.field == field


def test_an_event_tells_who_did_it_and_whom_it_is_about(ada, ann):
    with ada.reading() as scope:
        events = audit_log.list_events(scope, {}).events
    assert [(event.actor, event.person_id) for event in events] == [
        ("Ada", None),
        ("", None),
        ("Ada", ann.id),
        ("Ann", ann.id),
        ("", ada.id),
    ]


def test_pages_follow_one_another_without_gap_or_overlap(ada, ann, monkeypatch):
    monkeypatch.setattr(audit_log, "EVENTS_A_PAGE", 2)
    pages, before = [], None
    while True:
        with ada.reading() as scope:
            page = audit_log.list_events(scope, {}, before)
        pages.append([event.id for event in page.events])
        before = page.next_before
        if before is None:
            break
    assert pages == [[5, 4], [3, 2], [1]]


def test_the_csv_has_the_same_events_and_no_formula(ada, ann):
    with ada.reading() as scope:
        content = audit_log.write_events(scope, {"person": "1"})
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert rows == [
        ["id", "at", "actor_id", "actor", "action", "subject", "detail"],
        ["5", "2026-03-06T23:30:00Z", "1", "Ada", "setting.change", "job_days", "30 -> 60"],
        ["3", "2026-03-04T23:30:00Z", "1", "Ada", "user.roles", "user 2", "'=SUM(A1)"],
    ]


def test_it_is_for_administrators(ann):
    with ann.reading() as scope:
        for read in (audit_log.list_events, audit_log.write_events):
            with pytest.raises(NotFound):
                read(scope, {})
