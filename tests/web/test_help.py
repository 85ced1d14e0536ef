"""Help for everybody: its pages are there, and what they say of the program is true."""

import re
import tomllib
from collections.abc import Iterable
from datetime import UTC, datetime
from fractions import Fraction
from importlib import metadata
from math import sqrt
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import trainer.web
from tests.support.browser import Browser
from tests.support.exams import an_exam_library, publish_exams
from tests.support.people import PASSWORD, Learner, an_administrator, sign_up
from tests.web.conftest import build
from trainer.config import resource_folder
from trainer.domain.exams.forms import Form
from trainer.domain.exams.scoring import FEW, TOO_FEW, band
from trainer.domain.grading.items import grade_item
from trainer.domain.items.answers import MultipleAnswer
from trainer.domain.items.keys import MultipleKey
from trainer.domain.kernel.points import Points, percent
from trainer.domain.readiness.evidence import FAIR_FROM, FEWEST_SIGHTS, FEWEST_WEIGHED, GOOD_FROM, UNTIMED_WEIGHT
from trainer.domain.review.cards import review
from trainer.domain.review.ratings import Rating
from trainer.services import acting_as, site_settings
from trainer.services.field import shipped_figures
from trainer.services.purge_decisions import DECISIONS, Fate
from trainer.services.tracks import EXAM_SECONDS
from trainer.web.help.cookies import COOKIES, STORAGE
from trainer.web.help.licences import LICENCES
from trainer.web.help.shortcuts import SHEETS
from trainer.web.help.views import CHAPTERS
from trainer.web.requests import JUST_WROTE

SCRIPTS = Path(trainer.web.__file__).parent / "static" / "js"
TEMPLATES = resource_folder("templates")
ADDRESSES = ["/help", *(f"/help/{endpoint}" for endpoint, _, _ in CHAPTERS)]
ROOT = resource_folder("templates").parent
NOW = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_is_there_for_strangers_and_for_whoever_is_signed_in(stranger, browser, address):
    for visitor in (stranger, browser):
        page = visitor.page(address)
        tags = [element.tag for element in page.elements]
        assert (tags.count("h1"), tags.count("main")) == (1, 1)
        assert set(ADDRESSES) <= {*page.links, address}, "every page leads to the others"


@pytest.mark.parametrize("address", ADDRESSES)
def test_places_within_a_page_are_there(stranger, address):
    page = stranger.page(address)
    ids = [element.attributes["id"] for element in page.elements if "id" in element.attributes]
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(ids)


def test_the_mocks_are_those_of_this_server(scopes, settings):
    empty = Browser(build(scopes, settings)).page("/help/exams").text
    assert empty.count("No mock of this exam is published on this server yet.") == 2
    library = an_exam_library()
    publish_exams(scopes, library)
    page = Browser(build(scopes, settings)).page("/help/exams").text
    for blueprint in library.blueprints:
        told = f"{blueprint.questions} questions in {blueprint.minutes} minutes; {blueprint.pass_questions} right pass."
        assert told in page


def test_what_is_said_of_the_clock_is_what_the_runner_does(stranger):
    text = stranger.page("/help/exams").text
    assert "const WARN_AT_SECONDS = [1800, 300];" in (SCRIPTS / "exam" / "clock.js").read_text()
    assert "It tells when 30 and 5 minutes are left." in text
    assert "still counts for 5 seconds" in text


def test_the_price_of_the_exam_is_that_of_the_file_of_figures(stranger):
    one, two = (shipped_figures()[id_] for id_ in ("cpc-fee-one", "cpc-fee-two"))
    told = f"{one.value} for one attempt, {two.value} for two, by two third parties in {one.year}"
    assert told in stranger.page("/help/exams").text


def test_every_source_is_cited_and_every_citation_has_its_source(stranger):
    page = stranger.page("/help/exams")
    cited = {link for link in page.links if link.startswith("#source-")}
    sources = {element.attributes.get("id", "") for element in page.elements if element.tag == "li"}
    assert cited == {f"#{source}" for source in sources if source.startswith("source-")}
    assert len(cited) == 18


def test_the_examples_of_points_are_right(stranger):
    text = stranger.page("/help/numbers").text
    key, answer = MultipleKey(("a", "b", "c")), MultipleAnswer(("a", "b", "d"))
    assert grade_item(key, answer) == Points(1, 3)
    assert "2 − 1 = 1 of 3 points" in text
    assert f"only from {FEW} questions on" in text
    assert f"Under {TOO_FEW} questions there is no band" in text


def test_the_example_of_bands_is_right(stranger):
    text = stranger.page("/help/numbers").text
    form = Form("full", "cpc", "CPC exam", (("anatomy", 100),), 240, 70)
    bands = [band(correct, 6, form).name.lower() for correct in range(7)]
    assert bands == ["below"] * 4 + ["near"] * 2 + ["above"]
    assert "0 to 3 ▼ below 4 or 5 ● near 6 ▲ above" in text
    assert "has its mark at 4.2" in text


def test_the_weights_of_the_estimate_are_right(stranger):
    text = stranger.page("/help/numbers").text
    weight = 80 + 60 * UNTIMED_WEIGHT
    assert FAIR_FROM <= weight == 125 < GOOD_FROM
    assert weight / 2 >= FEWEST_WEIGHED
    assert "80 × 1 + 60 × ¾ = 125" in text
    assert f"{weight / 2}: still a number" in text
    assert f"Under {FEWEST_SIGHTS} first answers, or under a weight of {FEWEST_WEIGHED}" in text
    assert f"From {FAIR_FROM} on the evidence is fair, from {GOOD_FROM} good." in text


def test_the_pace_is_right(stranger):
    text = stranger.page("/help/numbers").text
    assert {"cpc": 144, "cpb": 106 + Fraction(2, 3)} == EXAM_SECONDS
    assert "144 seconds, 2 min 24 s each; slow is over 4 min 48 s" in text
    assert "106⅔ seconds, just under 1 min 47 s" in text


def test_the_days_until_a_question_comes_back_are_right(stranger):
    text = stranger.page("/help/numbers").text
    for aim in (85, 90, 95):
        days = [(review(None, rating, NOW, aim).due_at - NOW).days for rating in Rating]
        assert f"{aim} % {' '.join(map(str, days))}" in text
    card, days = None, []
    for _ in range(4):
        begun = NOW if card is None else card.due_at
        card = review(card, Rating.GOOD, begun, 90)
        days.append((card.due_at - begun).days)
    assert days == [2, 11, 46, 163]
    assert "after 2, then 11, 46 and 163 days" in text


def test_the_other_examples_add_up(stranger):
    text = stranger.page("/help/numbers").text
    assert percent(24 * 24 + 18 * 24, 2 * 24 * 24) == 88
    assert "(100 + 75) ÷ 2 = 87.5 %, shown as 88 %" in text
    assert (21_000 / (42_000 / 30), 8_100 / (12_000 - 3_000), 27 / 30) == (15, 0.9, 0.9)
    assert (80 + 2 * 95) / 3 == 90
    assert percent(18, 24) == 75
    assert round(100 * sqrt(20 / 28 * 8 / 28 / 28)) == 9
    assert "with 20 of 28 it is 9 points" in text
    assert round((6 + 9) / 15 * sqrt(0.6 * 0.4), 2) == 0.49
    assert "× √(0.6 × 0.4) = 0.49" in text
    assert round(10 * sqrt(1 - 0.84), 9) == 4


def literal_keys(source: str) -> set[str]:
    """The keys that a script compares with, as it writes them."""
    found = set(re.findall(r'\bkey [!=]== "([^"]+)"', source))
    for listed in re.findall(r'\[((?:"[^"]+",? ?)+)\]\.includes\((?:event\.)?key\)', source):
        found |= set(re.findall(r'"([^"]+)"', listed))
    return found | set(re.findall(r"^\s+(Arrow\w+|Home|End): \[", source, re.MULTILINE))


def template_keys(*folders: str) -> set[str]:
    """The values of `data-key` in templates; those that are worked out stand as they are written."""
    texts = (path.read_text() for folder in folders for path in sorted((TEMPLATES / folder).glob("*.html")))
    return {key for text in texts for key in re.findall(r'data-key="((?:\{\{.*?\}\}|[^"])+)"', text)}


WORKED_OUT = {"{{ value[0] }}": {"s", "u"}, "{{ loop.index }}": {"1", "2", "3", "4"}}
"""Keys that a template works out: the first letter of sure and unsure, the place of a rating."""
DATA_KEYS = {
    "question.js": ("practice", "reviews", "diagnostics"),
    "exam/runner.js": ("exams",),
    "gradebook.js": ("gradebook",),
}
LETTERED = {"question.js", "exam/runner.js"}
"""Scripts that take letters for options."""


@pytest.mark.parametrize("path", sorted(SCRIPTS.rglob("*.js")), ids=lambda path: path.relative_to(SCRIPTS).as_posix())
def test_every_key_that_a_script_listens_for_is_listed(path):
    name, source = path.relative_to(SCRIPTS).as_posix(), path.read_text()
    listed = {key.lower() for sheet in SHEETS if name in sheet.scripts for each in sheet.shortcuts for key in each.keys}
    assert ("keydown" in source) == any(name in sheet.scripts for sheet in SHEETS)
    heard = literal_keys(source) if "keydown" in source else set()
    for key in template_keys(*DATA_KEYS.get(name, ())):
        heard |= WORKED_OUT.get(key, {key})
    assert {key.lower() for key in heard} - listed == set()


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.title)
def test_every_listed_key_stands_in_a_script(sheet):
    heard = {"enter"} if sheet.scripts == ("gradebook.js",) else set()  # a link follows it by itself
    for name in sheet.scripts:
        source = (SCRIPTS / name).read_text()
        heard |= {key.lower() for key in literal_keys(source)} | (set("abcdefghij") if name in LETTERED else set())
        for key in template_keys(*DATA_KEYS.get(name, ())):
            heard |= WORKED_OUT.get(key, {key})
    assert {key.lower() for each in sheet.shortcuts for key in each.keys} - heard == set()


def test_every_script_with_a_shortcut_of_one_character_asks_whether_it_may_act():
    asking = {name for sheet in SHEETS if any(each.is_single for each in sheet.shortcuts) for name in sheet.scripts}
    for name in asking - {"exam/calculator.js"}:  # its field hears Enter alone
        assert "isSilenced(event)" in (SCRIPTS / name).read_text(), name


def test_the_shortcuts_are_switched_off_and_on_and_the_page_says_so(stranger, browser):
    for visitor in (stranger, browser):
        page = visitor.page("/help/keyboard")
        assert "Shortcuts of a single letter, digit or slash are on." in page.text
        response = visitor.post("/help/keyboard", page.form("/help/keyboard").fields)
        assert (response.status_code, response.headers["Location"]) == (303, "/help/keyboard")
        cookie = next(each for each in response.headers.getlist("Set-Cookie") if each.startswith("keys="))
        assert {"keys=off", "Max-Age=31536000", "SameSite=Lax"} <= set(cookie.split("; "))
        page = visitor.page("/help/keyboard")
        assert "Shortcuts of a single letter, digit or slash are off." in page.text
        visitor.post("/help/keyboard", page.form("/help/keyboard").fields)
        assert "digit or slash are on." in visitor.page("/help/keyboard").text


def test_the_switch_takes_nothing_else_and_leads_nowhere_else(stranger):
    response = stranger.post("/help/keyboard", {"keys": "<script>", "next": "https://elsewhere.example"})
    assert response.headers["Location"] == "/"
    assert "keys=on" in response.headers["Set-Cookie"]
    stranger.client.set_cookie("keys", "nonsense")
    assert "digit or slash are on." in stranger.page("/help/keyboard").text
    assert stranger.client.post("/help/keyboard", data={"keys": "off"}).status_code == 400, "without its token"


def cookie_names(response) -> set[str]:
    return {each.split("=", 1)[0] for each in response.headers.getlist("Set-Cookie")}


def test_the_cookies_listed_are_those_that_are_set(stranger, ann):
    seen = cookie_names(stranger.get("/log-in"))
    seen |= cookie_names(stranger.post("/log-in", {"email": "ann@example.org", "password": PASSWORD}))
    stranger.get("/")  # a new sign-in has new tokens
    seen |= cookie_names(stranger.post("/theme", {"theme": "dark"})) | cookie_names(stranger.post("/help/keyboard"))
    seen.add(JUST_WROTE)  # only where there is a replica: tests/web/test_reports.py
    assert seen == {each.name for each in COOKIES}
    sources = "".join(path.read_text() for path in Path(trainer.web.__file__).parent.rglob("*.py"))
    named = re.findall(r"set_cookie\(\s*(\w+|\"[a-z_]+\"),", sources)
    assert set(named) == {'"theme"', '"keys"', '"just_wrote"', "DEVICE_COOKIE"}
    assert len(re.findall(r"set_cookie\(", sources)) == len(named)
    page = stranger.page("/help/privacy").text
    for each in (*COOKIES, *STORAGE):
        assert each.name in page


def test_the_storage_listed_is_what_scripts_keep():
    sources = {path: path.read_text() for path in SCRIPTS.rglob("*.js")}
    keeping = {path.name for path, text in sources.items() if re.search(r"\b(local|session)Storage\b", text)}
    assert keeping == {"runner.js", "outbox.js", "codebook.js"}
    text = "".join(sources.values())
    for each in STORAGE:
        assert f'"{each.name.removesuffix(".…")}"' in text
    assert set(re.findall(r'remember\("([a-z-]+)"', text)) == {"exam-text-size", "exam-pace"}


def test_the_periods_are_those_that_are_set(stranger, scopes, ann):
    page = stranger.page("/help/privacy").text
    assert "deleted 90 days after it ended" in page
    assert "30 days after it began it is deleted" in page
    boss = an_administrator(scopes)
    with boss.writing() as scope:
        site_settings.change_settings(scope, {"session_days": "7", "guest_days": "1", "failed_job_days": "11"})
    page = stranger.page("/help/privacy").text
    assert "lasts 30 days; deleted 7 days after it ended" in page
    assert "1 day after it began it is deleted" in page
    assert "what could not be sent after 11 days" in page


def test_what_becomes_of_each_kind_of_rows_is_told(stranger):
    page = stranger.page("/help/privacy").text
    for decision in DECISIONS:
        assert decision.words in page
    kept = "; ".join(each.words for each in DECISIONS if each.fate is Fate.ANONYMOUS)
    assert f"Kept without your name {kept}" in page


def pin_name(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def needed_packages() -> set[str]:
    """The packages that are installed with the program, PostgreSQL and Redis, and what those bring along."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    waiting = [Requirement(each) for each in (*project["dependencies"], *extras["postgresql"], *extras["redis"])]
    found: set[str] = set()
    while waiting:
        requirement = waiting.pop()
        found.add(pin_name(requirement.name))
        for text in metadata.requires(requirement.name) or ():
            inner = Requirement(text)
            wanted = inner.marker is None or any(
                inner.marker.evaluate({"extra": extra}) for extra in ("", *requirement.extras)
            )
            if wanted and pin_name(inner.name) not in found:
                waiting.append(inner)
    return found


def installed_among(credited: Iterable[str]) -> list[str]:
    """All of them; the one that only some releases of Python need may be missing."""
    installed = {pin_name(each.name) for each in metadata.distributions()}
    assert set(credited) - installed <= {"async-timeout"}
    return sorted(installed & set(credited))


FAMILIES = {"LGPL": "lgpl", "BSD": "bsd", "MIT": "mit", "Apache": "apache", "PSF": "psf", "ISC": "isc", "ZPL": "zpl"}


def test_every_package_is_credited_with_the_licence_that_it_states():
    credited = {pin_name(name): licence for licence, names in LICENCES for name in names}
    assert needed_packages() - credited.keys() == set()
    for name in installed_among(credited):
        licence, about = credited[name], metadata.metadata(name)
        stated = [about.get("License-Expression", ""), about.get("License", "")]
        stated += [each for each in about.get_all("Classifier") or [] if each.startswith("License")]
        words = " ".join(stated).lower() + (" bsd" if "Redistribution and use in source" in " ".join(stated) else "")
        families = [word for family, word in FAMILIES.items() if family in licence] or ["unlicense"]
        assert [word for word in families if word not in words] == [], (name, licence)


def test_the_marks_of_others_are_named_with_their_owners_here_and_in_the_notice(stranger):
    page, notice = stranger.page("/help/credits").text, (ROOT / "NOTICE").read_text()
    for mark in ("CPT", "CPC", "CPB", "CPC-A", "CCA", "CCS", "CBCS"):
        assert mark in page
        assert mark in notice
    for owner in ("American Medical Association", "American Health Information Management Association"):
        assert owner in page
        assert owner in " ".join(notice.split())
    assert "not affiliated with, endorsed by or connected to" in page


def test_whoever_looks_in_as_somebody_else_may_switch_shortcuts_off(app, scopes):
    boss, ben = an_administrator(scopes), sign_up(scopes, "ben@example.org", "Ben")
    with boss.writing() as scope:
        token = acting_as.start_acting(scope, ben.id, "A question about a page")
    visitor = Browser(app).sign_in(Learner(scopes, token))
    assert visitor.post("/help/keyboard", {"keys": "off", "next": "/help/keyboard"}).status_code == 303
