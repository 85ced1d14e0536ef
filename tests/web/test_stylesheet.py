"""The one stylesheet: named by its content, compressed, kept for good under that name only."""

import gzip
from pathlib import Path

from tests.support.html import Page
from trainer.web.stylesheet import ORDER

FOLDER = Path(__file__).parents[2] / "trainer" / "web" / "static" / "css"


def address_of(page: Page) -> str:
    (address,) = (each.attributes["href"] for each in page.elements if each.attributes.get("rel") == "stylesheet")
    return address


def test_a_page_asks_for_one_stylesheet_which_may_be_kept_for_good(stranger):
    response = stranger.get(address_of(stranger.page("/")))
    assert response.mimetype == "text/css"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["Vary"] == "Accept-Encoding"
    assert "Content-Encoding" not in response.headers


def test_it_holds_bootstrap_and_every_file_of_ours_once(stranger):
    text = stranger.get(address_of(stranger.page("/"))).text
    assert "Bootstrap" in text[:200]
    assert "sourceMappingURL" not in text
    assert sorted(ORDER) == sorted(path.stem for path in FOLDER.glob("*.css"))
    for name in ORDER:
        assert text.count((FOLDER / f"{name}.css").read_text(encoding="utf-8")) == 1, name


def test_whoever_takes_it_compressed_gets_the_same_text(stranger):
    address = address_of(stranger.page("/"))
    plain = stranger.get(address).data
    response = stranger.get(address, headers={"Accept-Encoding": "gzip, br"})
    assert response.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(response.data) == plain
    assert len(response.data) < len(plain) / 4
    refused = stranger.get(address, headers={"Accept-Encoding": "gzip;q=0"})
    assert refused.data == plain


def test_an_old_name_gives_the_present_text_and_is_not_kept(stranger):
    old = stranger.get("/style/0000000000000000.css")
    assert old.data == stranger.get(address_of(stranger.page("/"))).data
    assert old.headers["Cache-Control"] == "no-cache"
