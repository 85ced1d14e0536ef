"""No room is left, in the database or for what is sent: a clear page, and nothing is stored by half."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, text
from structlog.testing import capture_logs

from tests.support.html import Page
from trainer.domain.attempts.attempt import Feedback
from trainer.services.scope import Scopes

NOTE = "\N{EGYPTIAN HIEROGLYPH A001}" * 3990  # 16 KB
POSTGRESQL_HAS_NO_ROOM = """
    CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;
    CREATE TRIGGER no_room BEFORE INSERT OR UPDATE ON item_notes EXECUTE FUNCTION no_room();
    CREATE TRIGGER no_room BEFORE INSERT OR UPDATE ON answers EXECUTE FUNCTION no_room();
"""


@contextmanager
def no_room(scopes: Scopes) -> Iterator[None]:
    """SQLite may not take another page; PostgreSQL, which cannot be told so, says it by a trigger with its own code."""
    engine = scopes.engines.write
    if engine.dialect.name == "sqlite":

        def limit(connection: object, *_: object) -> None:
            (pages,) = connection.execute("PRAGMA page_count").fetchone()
            connection.execute(f"PRAGMA max_page_count={pages}")

        def lift(connection: object, *_: object) -> None:
            connection.execute("PRAGMA max_page_count=1000000")

        event.listen(engine, "checkout", limit)
        yield
        event.remove(engine, "checkout", limit)
        event.listen(engine, "checkout", lift)
        return
    with engine.begin() as connection:
        connection.execute(text(POSTGRESQL_HAS_NO_ROOM))
    yield
    with engine.begin() as connection:
        connection.execute(text("DROP FUNCTION no_room() CASCADE"))


def test_a_page_says_so_and_nothing_is_stored(browser, ann, scopes):
    number = ann.start()
    browser.get("/account")
    with capture_logs() as logs:
        with no_room(scopes):
            for position in range(1, 7):  # on SQLite the first ones may find room in pages that are there
                response = browser.post(f"/practice/{number}/notes/{position}", {"note": NOTE})
                if response.status_code != 303:
                    break
            assert (response.status_code, response.headers["Retry-After"]) == (507, "60")
            page = Page(response.text).text
            assert "The disk of this server is full: nothing can be stored just now." in page
            assert "Nothing of this last step was stored. What you had saved before is safe." in page
            assert browser.get(f"/practice/{number}/questions/1").status_code == 200, "reading goes on"
            assert ann.question(number, position).note == ""
        assert browser.post(f"/practice/{number}/notes/{position}", {"note": NOTE}).status_code == 303
    assert ann.question(number, position).note == NOTE
    assert [(line["event"], line.get("fault")) for line in logs] == [
        ("the database cannot be used", "full"),
        ("the database can be used again", None),
    ]


def test_an_answer_is_stored_whole_or_not_at_all(browser, ann, scopes):
    """Its event and the answer itself stand or fall together."""
    number = ann.start(Feedback.AT_END)
    position = ann.position_of(number, "single")
    options = [option.id for option in ann.question(number, position).response.options[:2]]

    def save(sequence: int) -> int:
        event = {"client_id": "tab", "sequence": str(sequence), "base_revision": str(sequence - 1)}
        url = f"/practice/{number}/answers/{position}"
        return browser.post(url, event | {"choice": options[sequence % 2], "go": "stay"}).status_code

    with capture_logs(), no_room(scopes):
        saved = 0  # on SQLite the first ones find room in pages that are there
        while (status := save(saved + 1)) == 303 and saved < 500:
            saved += 1
    assert status == 507
    assert ann.question(number, position).revision == saved
    with scopes.reading() as scope:
        assert scope.session.execute(text("SELECT count(*) FROM answer_events")).scalar_one() == saved
    assert save(saved + 1) == 303, "sent again it is stored"


def test_what_is_sent_finds_no_room(browser, ann, monkeypatch):
    """A file that is too large for memory goes to the disk while it arrives."""

    def no_file(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("werkzeug.formparser.SpooledTemporaryFile", no_file)
    browser.get("/account")
    parts = (
        f'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{browser._token}\r\n',
        f'--x\r\nContent-Disposition: form-data; name="file"; filename="claim.txt"\r\n\r\n{"y" * 600_000}\r\n--x--\r\n',
    )
    with capture_logs():
        response = browser.client.post(
            "/claims/import", data="".join(parts).encode(), content_type="multipart/form-data; boundary=x"
        )
    assert response.status_code == 507
    assert "nothing can be stored just now" in Page(response.text).text


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_file_that_cannot_be_written_is_told_as_a_full_disk(app, browser, number):
    @app.post("/test-file")
    def write() -> str:
        raise OSError(number, "no room")

    with capture_logs():
        assert browser.post("/test-file").status_code == 507
