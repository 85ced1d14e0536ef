"""Redis goes away: tries are still limited, by each process for itself, nothing else is touched, nobody waits."""

import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from tests.support.browser import Browser
from tests.support.databases import SqliteTemplate
from tests.support.own_redis import OwnRedis
from tests.support.people import PASSWORD, sign_up
from tests.web.conftest import build
from trainer.web.security import REDIS_SECONDS, limiter

SLACK_SECONDS = 0.5


@pytest.fixture
def database_url(sqlite_template: SqliteTemplate) -> Iterator[str]:
    """Which database it is makes no difference here."""
    with sqlite_template.copy() as url:
        yield url


@pytest.fixture
def own_redis(tmp_path) -> Iterator[OwnRedis]:
    with OwnRedis(tmp_path) as server:
        yield server
    limiter._storage_dead = limiter._in_memory_fallback_enabled = False
    limiter._fallback_limiter = None


@pytest.fixture
def browser(scopes, settings, own_redis) -> Iterator[Browser]:
    sign_up(scopes)
    browser = Browser(build(scopes, replace(settings, redis_url=own_redis.url, log_in_limit="3 per minute")))
    with closing(limiter.storage.storage):
        yield browser


def try_wrong(browser: Browser, email: str) -> int:
    return browser.post("/log-in", {"email": email, "password": "wrong"}).status_code


def test_limits_hold_without_redis_and_with_it_again(browser, own_redis):
    assert [try_wrong(browser, "one@example.org") for _ in range(4)] == [422, 422, 422, 429]
    own_redis.stop()
    assert [try_wrong(browser, "two@example.org") for _ in range(4)] == [422, 422, 422, 429]
    assert browser.post("/log-in", {"email": "ann@example.org", "password": PASSWORD}).status_code == 303
    assert browser.get("/account").status_code == 200
    own_redis.start()
    for _ in range(200):
        browser.get("/log-in")
        if not limiter._storage_dead:
            break
        time.sleep(0.05)
    assert not limiter._storage_dead
    assert limiter.storage.check()


def test_a_redis_that_hangs_costs_a_moment_once_and_then_nothing(browser, own_redis):
    browser.get("/log-in")
    own_redis.hang()
    took = []
    for _ in range(6):
        began = time.monotonic()
        assert browser.get("/help").status_code == 200
        assert try_wrong(browser, "three@example.org") in (422, 429)
        took.append(time.monotonic() - began)
    own_redis.go_on()
    assert max(took) < 3 * REDIS_SECONDS + SLACK_SECONDS
    assert sorted(took)[2] < REDIS_SECONDS, "most do not wait at all"


def test_a_program_starts_without_redis(scopes, settings, own_redis):
    own_redis.stop()
    browser = Browser(build(scopes, replace(settings, redis_url=own_redis.url, log_in_limit="2 per minute")))
    sign_up(scopes)
    with closing(limiter.storage.storage):
        assert [try_wrong(browser, "four@example.org") for _ in range(3)] == [422, 422, 429]
