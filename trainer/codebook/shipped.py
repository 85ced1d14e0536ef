"""Reads our own files of code sets: codes and synonyms and word parts in our wording."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from trainer.codebook.errors import ReleaseUnusable
from trainer.codebook.parts import Entry, Release, Synonym
from trainer.domain.codesets.book import Level, NoteKind, System
from trainer.domain.codesets.glossary import WordPart

OWN_WORDING = "our own wording"
_EFFECTS = {
    "pricing": "Changes the amount.",
    "payment": "Decides whether, or by whom, the line is paid.",
    "informational": "Informs; changes no payment.",
}


def own_files(folder: Path) -> list[Path]:
    """The files of code sets in our own wording that go into a code book."""
    return [folder / f"{name}.toml" for name in (*_READERS, "synonyms", "glossary")]


def own_releases(folder: Path) -> list[Release]:
    """HCPCS Level II, modifiers, places of service and reason codes.

    Raises:
        ReleaseUnusable: a file is not there or cannot be read.
    """
    found = [_read(folder / f"{name}.toml") for name in _READERS]
    by_system: dict[System, list[Entry]] = {}
    for data, read in zip(found, _READERS.values(), strict=True):
        for system, entry in read(data):
            by_system.setdefault(system, []).append(entry)
    begins = date.fromisoformat(f"{found[0]['as_of']}-01")
    return [
        Release(system, f"{_NAMES[system]}, {begins:%B %Y}, {OWN_WORDING}", begins, OWN_WORDING, entries)
        for system, entries in by_system.items()
    ]


def own_synonyms(folder: Path) -> list[Synonym]:
    """Raises:
    ReleaseUnusable: see `own_releases`.
    """
    rows = _read(folder / "synonyms.toml")["synonyms"]
    return [Synonym(row["phrase"], tuple(row.get("means", ())), tuple(row.get("codes", ()))) for row in rows]


def own_glossary(folder: Path) -> list[WordPart]:
    """Raises:
    ReleaseUnusable: see `own_releases`.
    """
    rows = _read(folder / "glossary.toml")["terms"]
    return [
        WordPart(row["part"], row["kind"], row["meaning"], tuple(row["examples"]), tuple(row["variants"]))
        for row in rows
    ]


_NAMES = {
    System.HCPCS: "HCPCS Level II, selected codes",
    System.MODIFIER: "Modifiers",
    System.PLACE_OF_SERVICE: "Places of service",
    System.CARC: "Claim adjustment reason codes",
    System.RARC: "Remittance advice remark codes",
}


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ReleaseUnusable(path.name, 0, f"cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise ReleaseUnusable(path.name, 0, f"is not TOML: {error}") from error


def _hcpcs(data: Mapping[str, Any]) -> Iterator[tuple[System, Entry]]:
    for row in data["codes"]:
        unit = [f"One unit is {row['unit']}."] if row.get("unit") else []
        yield System.HCPCS, _entry(row["code"], row["title"], unit)


def _modifiers(data: Mapping[str, Any]) -> Iterator[tuple[System, Entry]]:
    for row in data["modifiers"]:
        yield System.MODIFIER, _entry(row["code"], row["title"], [row["use"], _EFFECTS[row["effect"]]])


def _anesthesia(data: Mapping[str, Any]) -> Iterator[tuple[System, Entry]]:
    for row in data["physical_status"]:
        worth = f"Adds {row['units']} unit{'' if row['units'] == 1 else 's'} where the payer counts physical status."
        yield System.MODIFIER, _entry(row["code"], row["title"], [worth, "Anesthesia codes only."])


def _places(data: Mapping[str, Any]) -> Iterator[tuple[System, Entry]]:
    for row in data["places"]:
        rate = {True: ["Medicare pays the facility rate."], False: ["Medicare pays the non-facility rate."]}
        yield System.PLACE_OF_SERVICE, _entry(row["code"], row["title"], rate.get(row.get("is_facility"), []))


def _reasons(data: Mapping[str, Any]) -> Iterator[tuple[System, Entry]]:
    for system, key in ((System.CARC, "carc"), (System.RARC, "rarc")):
        for row in data[key]:
            yield system, _entry(row["code"], row["title"], [row["action"]])


_READERS = {
    "hcpcs": _hcpcs,
    "modifiers": _modifiers,
    "anesthesia": _anesthesia,
    "places_of_service": _places,
    "reason_codes": _reasons,
}


def _entry(code: str, title: str, notes: Iterable[str]) -> Entry:
    told = tuple((NoteKind.NOTE, note) for note in notes)
    return Entry(code, code, title, Level.CODE, "", is_billable=True, notes=told)
