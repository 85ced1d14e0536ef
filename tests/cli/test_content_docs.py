"""Pages of docs/ that the program writes itself: they are what it says today."""

import re
from pathlib import Path

import pytest

from tests.support.command import run
from tests.support.requirements import check_data
from tests.support.shipped import shipped_library

DOCS = Path(__file__).parents[2] / "docs"


def test_the_spot_list_tells_one_item_of_every_area_as_it_is_now(data: Path) -> None:
    page = (DOCS / "spot-list.md").read_text(encoding="utf-8")
    slugs = re.findall(r"^### .*`(\S+)`$", page, re.MULTILINE)
    library = shipped_library()
    areas = {item.slug: (item.track, item.area) for item in library.items}
    wanted = {(blueprint.track, area.slug) for blueprint in library.blueprints for area in blueprint.areas}
    assert {areas[slug] for slug in slugs} == wanted
    assert len(slugs) == len(wanted)
    assert run("content", "life", *slugs).output in page


def test_an_item_that_is_not_there_has_no_life(data: Path) -> None:
    result = run("content", "life", "cpc-nothing")
    assert (result.exit_code, "There is no item cpc-nothing in the bank." in result.output) == (1, True)


@pytest.fixture
def addenda() -> Path:
    """The official changes of FY2027, by their full path: the program is run in another folder."""
    return (check_data() / "icd10cm" / "icd10cm_order_addenda_2027.txt").resolve()


def test_the_report_on_the_next_release_is_what_the_audit_prints(addenda: Path, data: Path) -> None:
    imported = run("codes", "import", addenda, "--in-force-from", "2026-10-01")
    assert imported.exit_code == 0, imported.output
    page = (DOCS / "editions" / "fy2027.md").read_text(encoding="utf-8")
    assert run("content", "audit", "--release", "FY2027").output in page
    assert "- case `" in page, "it names real cases"
