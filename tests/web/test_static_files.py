"""Scripts: compressed, kept under an address that tells their content, asked for with an ETag everywhere else."""

import gzip
import http.client
import re
from pathlib import Path

import pytest

import trainer.web
from tests.support.served import served
from trainer.web.kept_files import KeptFile, mark_of

FOLDER = Path(trainer.web.__file__).parent / "static"
FOR_GOOD = "public, max-age=31536000, immutable"


def script_of(page):
    return next(each.attributes["src"] for each in page.elements if each.tag == "script")


def test_a_page_names_its_scripts_so_that_they_may_be_kept_for_good(stranger):
    address = script_of(stranger.page("/"))
    assert re.fullmatch(r"/static/v-[0-9a-f]{16}/js/page\.js", address)
    response = stranger.get(address)
    assert response.data == (FOLDER / "js" / "page.js").read_bytes()
    assert response.mimetype == "text/javascript"
    assert response.headers["Cache-Control"] == FOR_GOOD
    assert response.headers["Vary"] == "Accept-Encoding"
    assert "Set-Cookie" not in response.headers


def test_every_script_is_sent_compressed_with_the_same_text(stranger):
    start = script_of(stranger.page("/")).removesuffix("js/page.js")
    for path in sorted(FOLDER.rglob("*.js")):
        name = path.relative_to(FOLDER).as_posix()
        response = stranger.get(start + name, headers={"Accept-Encoding": "gzip"})
        assert response.headers["Cache-Control"] == FOR_GOOD, name
        sent = gzip.decompress(response.data) if "Content-Encoding" in response.headers else response.data
        assert sent == path.read_bytes(), name
        assert len(response.data) <= len(sent)


def test_modules_that_import_each_other_stay_under_one_mark(stranger):
    """Relative addresses inside the modules lead to files that are there, below the same folder."""
    start = script_of(stranger.page("/")).removesuffix("js/page.js")
    found = 0
    for path in sorted(FOLDER.rglob("*.js")):
        for target in re.findall(r'^import .* from "(\.[^"]+)";$', path.read_text("utf-8"), re.MULTILINE):
            name = (path.parent / target).resolve().relative_to(FOLDER.resolve()).as_posix()
            assert stranger.get(start + name).headers["Cache-Control"] == FOR_GOOD, f"{path.name}: {target}"
            found += 1
    assert found > 5


@pytest.mark.parametrize("start", ["/static/", "/static/v-0000000000000000/"])
def test_without_the_present_mark_whoever_has_a_file_is_told_so(stranger, start):
    first = stranger.get(f"{start}js/page.js", headers={"Accept-Encoding": "gzip"})
    assert first.headers["Cache-Control"] == "no-cache"
    tag = {"Accept-Encoding": "gzip", "If-None-Match": first.headers["ETag"]}
    again = stranger.get(f"{start}js/page.js", headers=tag)
    assert (again.status_code, again.data) == (304, b"")
    plain = stranger.get(f"{start}js/page.js", headers={"If-None-Match": first.headers["ETag"]})
    assert plain.status_code == 200, "the compressed file is another one than the plain one"


def test_the_stylesheet_has_an_etag_too(stranger):
    address = next(each.attributes["href"] for each in stranger.page("/").elements if "stylesheet" in str(each))
    tag = stranger.get(address).headers["ETag"]
    assert stranger.get(address, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("name", ["js/none.js", "../app.py", "js/", "%2e%2e/config.py", ".", "js/exam"])
def test_nothing_but_the_files_is_served(stranger, name):
    assert stranger.get(f"/static/{name}").status_code in (404, 308)


def test_the_mark_is_another_one_for_another_content():
    assert mark_of(b"one") != mark_of(b"two")
    assert KeptFile(b"one", "text/plain").mark == mark_of(b"one")


def test_one_connection_carries_many_requests(app):
    """HTTP/1.1 as waitress speaks it: pages and files come over the connection that is open already."""
    with served(app, threads=1) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.connect()
        opened = connection.sock
        for address in ("/", "/static/js/page.js", "/field", "/no-such-page"):
            connection.request("GET", address)
            response = connection.getresponse()
            response.read()
            assert not response.will_close, address
            assert connection.sock is opened, address
        connection.close()
