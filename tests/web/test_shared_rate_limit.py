"""Several processes count tries together when they share a Redis server."""

from dataclasses import replace
from uuid import uuid4

from tests.support.browser import Browser
from tests.support.requirements import redis_url
from tests.web.conftest import build


def test_tries_at_one_process_count_at_another(scopes, settings):
    shared = replace(settings, redis_url=redis_url(), log_in_limit="3 per minute")
    unique = uuid4().hex
    address = {"environ_base": {"REMOTE_ADDR": f"2001:db8::{unique[:4]}:{unique[4:8]}:{unique[8:12]}"}}
    wrong = {"email": f"{unique}@example.org", "password": "not this one"}
    one = Browser(build(scopes, shared))
    statuses = [one.post("/log-in", wrong, **address).status_code for _ in range(3)]
    another = Browser(build(scopes, shared))
    assert [*statuses, another.post("/log-in", wrong, **address).status_code] == [422, 422, 422, 429]
