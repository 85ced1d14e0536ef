"""Hostile files at every door that takes files: a page that explains, and nothing is stored."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.support.browser import Browser
from tests.support.hostile_files import BUNDLES, TABLES, TEXTS, WORKBOOKS, X12
from tests.support.school import School
from tests.support.uploads import send_file
from trainer.db.models.base import Base
from trainer.services import banks
from trainer.services.scope import Scopes

LIES = "a part that unpacks to more than it says"
DOORS = {
    "roster": ("roster.csv", TABLES),
    "roster, a workbook": ("roster.xlsx", {name: make for name, make in WORKBOOKS.items() if name != LIES}),
    "bank, an archive": ("bank.zip", BUNDLES),
    "bank, a table": ("bank.csv", TABLES),
    "claims": ("claims.txt", X12),
    "remittances": ("march.txt", X12),
}
CHEAP = {"no end", "a way out", "a link", "no text", "nothing", "a NUL", "XML", "an archive", "xxe in utf-16"}
"""Sent at each door that has it, with the first of all; the readers themselves are tested with all of them."""
FILES = [(door, name) for door, (_, files) in DOORS.items() for name in files if name in CHEAP]


def address(door: str, school: School) -> str:
    if door.startswith("roster"):
        return f"/classes/{school.class_id}/roster/preview"
    if door.startswith("bank"):
        with school.instructor.writing() as scope:
            return f"/authoring/banks/{banks.create_bank(scope, f'Bank {uuid4().hex}', is_shared=False)}/files/preview"
    return "/billing/claims/import" if door == "claims" else "/billing/remittances/import"


def counts(scopes: Scopes) -> dict[str, int]:
    with scopes.reading() as scope:
        return {
            table.name: scope.session.execute(select(func.count()).select_from(table)).scalar_one()
            for table in Base.metadata.sorted_tables
        }


def content(made: bytes | Callable[[], bytes]) -> bytes:
    return made if isinstance(made, bytes) else made()


@pytest.mark.parametrize(("door", "name"), FILES, ids=str)
def test_a_hostile_file_is_refused_with_words_and_nothing_is_stored(
    course_app: Flask, school, shared_scopes, door, name
):
    filename, files = DOORS[door]
    url, browser = address(door, school), Browser(course_app).sign_in(school.instructor)
    before = counts(shared_scopes)
    response = send_file(browser, url, content(files[name]), filename)
    assert response.status_code == 422
    assert "Our mistake" not in response.text
    assert counts(shared_scopes) == before


@pytest.mark.parametrize("name", TEXTS)
def test_hostile_toml_is_shown_with_its_problems_and_nothing_is_stored(course_app: Flask, school, shared_scopes, name):
    url, browser = address("bank", school), Browser(course_app).sign_in(school.instructor)
    before = counts(shared_scopes)
    response = send_file(browser, url, TEXTS[name].encode(), "bank.toml")
    assert response.status_code in (200, 413, 422)
    assert "Import the" not in response.text
    assert counts(shared_scopes) == before
