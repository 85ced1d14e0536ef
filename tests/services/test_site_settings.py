"""Settings of the site: defaults, bounds, who set what."""

from pathlib import Path

import pytest
from sqlalchemy import select

from tests.support.people import Learner, an_administrator, sign_up
from trainer.db.models.audit import AuditEvent
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services.scope import Scopes
from trainer.services.site_settings import SETTINGS, change_settings, get_number, list_settings

DOCS = Path(__file__).parents[2] / "docs" / "administration.md"


@pytest.fixture
def ada(scopes: Scopes) -> Learner:
    return an_administrator(scopes)


def change(ada: Learner, **typed: str) -> int:
    with ada.writing() as scope:
        return change_settings(scope, typed)


def values(ada: Learner) -> dict[str, int]:
    with ada.reading() as scope:
        return {setting.name: get_number(scope, setting.name) for setting in SETTINGS}


def test_what_nobody_has_set_has_its_default_within_its_bounds(ada):
    with ada.reading() as scope:
        rows = list_settings(scope)
    assert [(row.value, row.set_at, row.set_by) for row in rows] == [(each.default, None, "") for each in SETTINGS]
    assert all(each.low <= each.default <= each.high for each in SETTINGS)
    assert len({each.name for each in SETTINGS}) == len(SETTINGS)


def test_a_setting_is_changed_with_who_and_when_and_a_line_in_the_audit_trail(scopes, ada):
    assert change(ada, session_days=" 60 ", token_days="30", something_else="1") == 1
    assert values(ada)["session_days"] == 60
    with ada.reading() as scope:
        row = next(row for row in list_settings(scope) if row.setting.name == "session_days")
        assert (row.set_at, row.set_by) == (scope.now, "Ada")
        event = scope.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert event is not None
    assert (event.action, event.subject, event.detail) == ("setting.change", "session_days", "90 -> 60")
    assert change(ada, session_days="60") == 0
    assert change(ada, session_days="61") == 1
    assert values(ada)["session_days"] == 61


@pytest.mark.parametrize("text", ["", "0", "3651", "-1", "1.5", "many", "٣", "99999999999"])
def test_what_is_no_number_within_the_bounds_is_refused_and_nothing_is_stored(ada, text):
    with pytest.raises(Refused) as refused:
        change(ada, token_days="10", session_days=text)
    assert refused.value.field == "session_days"
    assert values(ada)["token_days"] == 30


def test_it_is_for_administrators(scopes, ada):
    ann = sign_up(scopes)
    with pytest.raises(NotFound):
        change(ann, session_days="60")
    with pytest.raises(NotFound), ann.reading() as scope:
        list_settings(scope)


def test_the_documentation_has_every_setting_with_default_and_bounds():
    text = DOCS.read_text()
    for each in SETTINGS:
        (line,) = [line for line in text.splitlines() if line.startswith(f"| `{each.name}` |")]
        assert line.endswith(f"| {each.default} {each.unit} | {each.low}–{each.high} |")
