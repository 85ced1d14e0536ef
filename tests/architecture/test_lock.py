"""The lists of dependencies with hashes: they agree with the pins, hold all that is needed, and are installed."""

import re
from importlib.metadata import distributions
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

from requirements.lock import LISTS, closure_of, pins, wanted

ROOT = Path(__file__).parents[2]
OF_THE_ENVIRONMENT = {"pip", "setuptools", "wheel", "medcode-trainer"}
"""What a virtual environment begins with, and the program itself."""
_ENTRY = re.compile(
    r"^(?P<pin>[\w.-]+==\S+)(?: ; .+?)?(?P<hashes>(?: \\\n    --hash=sha256:[0-9a-f]{64})+)$", re.MULTILINE
)


def entries(name: str) -> dict[str, str]:
    """Canonical name -> pin of what one list adds to the one before; each has a hash at least."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    found = {canonicalize_name(each["pin"].partition("==")[0]): each["pin"] for each in _ENTRY.finditer(text)}
    left = _ENTRY.sub("", text).split("\n")
    assert [line for line in left if line and not line.startswith(("#", "-r "))] == []
    return found


def test_every_pin_stands_in_one_list_with_hashes_and_nothing_else_does():
    listed = [pin for name, _, _ in LISTS for pin in entries(name).values()]
    assert sorted(listed) == sorted(pins().values())


def test_each_list_begins_with_the_one_before():
    texts = [(ROOT / "requirements" / f"{name}.txt").read_text() for name, _, _ in LISTS]
    assert [re.findall(r"^-r (\w+)\.txt$", text, re.MULTILINE) for text in texts] == [[], ["runtime"], ["server"]]
    assert not [text for text in texts if "://" in text]


def test_each_list_holds_all_that_its_extras_lead_to():
    known: set[str] = set()
    for name, extras, _ in LISTS:
        known |= entries(name).keys()
        assert closure_of(wanted(extras)).keys() <= known, name


def test_what_is_installed_is_what_is_pinned():
    installed = {canonicalize_name(each.name): each.version for each in distributions() if each.name}
    ours = {name: version for name, version in installed.items() if name not in OF_THE_ENVIRONMENT}
    assert ours == {name: pin.partition("==")[2] for name, pin in pins().items() if name in ours}


@pytest.mark.parametrize("target", ["run", "test"])
def test_set_up_installs_nothing_without_its_hash(target):
    text = (ROOT / "Makefile").read_text()
    steps = re.search(rf"^\.venv/\.ready-to-{target}:.*\n((?:\t.*\n)+)", text, re.MULTILINE)
    assert steps
    name = "runtime" if target == "run" else "test"
    assert re.findall(r"\$\(INSTALL\) (.+)", steps[1]) == [f"$(LISTED) requirements/{name}.txt", "$(ITSELF)"]
    assert "LISTED := --no-deps --require-hashes -r\n" in text
    assert "ITSELF := --no-index --no-deps --no-build-isolation -e .\n" in text
