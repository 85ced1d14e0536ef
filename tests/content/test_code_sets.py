"""The reference data in question_banks/code_sets/: complete, without repetition, and in force in April 2026."""

import csv
import re
import tomllib
from collections import Counter
from typing import Any

import openpyxl
import pytest

from tests.support.requirements import check_data
from trainer.codebook.parts import Release
from trainer.codebook.releases import read_icd10cm, shipped_tabular
from trainer.codebook.shipped import own_releases
from trainer.codebook.sources import Source, read_source
from trainer.config import resource_folder
from trainer.domain.codesets.book import System

GROUPS = {
    "drugs", "dme", "supplies", "orthotics", "prosthetics", "vision", "hearing", "ambulance", "screening", "services",
    "vaccines-administration", "imaging-agents", "nutrition", "temporary",
}  # fmt: skip
NOT_OF_MEDICARE = ("S", "T")
"""Level II codes of private payers and Medicaid: Medicare's list never holds them."""

CPT_MODIFIERS = {
    "22", "23", "24", "25", "26", "27", "32", "33", "47", "50", "51", "52", "53", "54", "55", "56", "57", "58", "59",
    "62", "63", "66", "73", "74", "76", "77", "78", "79", "80", "81", "82", "90", "91", "92", "93", "95", "96", "97",
    "99", "1P", "2P", "3P", "8P",
}  # fmt: skip
"""All of CPT but the physical status ones, which are in anesthesia.toml."""

MODIFIERS_SINCE_2020 = {"FQ", "FR", "FS", "FT", "JZ"}
"""New in January 2022, the last in January 2023, so not in the official file of 2020."""


def read(name: str) -> dict[str, Any]:
    return tomllib.loads((resource_folder("question_banks") / "code_sets" / f"{name}.toml").read_text("utf-8"))


def repeated(values: list[str]) -> list[str]:
    return [value for value, times in Counter(values).items() if times > 1]


@pytest.mark.parametrize(
    ("name", "table", "identity", "least"),
    [
        ("hcpcs", "codes", "code", 350),
        ("modifiers", "modifiers", "code", 150),
        ("places_of_service", "places", "code", 45),
        ("reason_codes", "carc", "code", 60),
        ("reason_codes", "rarc", "code", 30),
        ("anesthesia", "physical_status", "code", 6),
        ("anesthesia", "qualifying_circumstances", "code", 4),
        ("synonyms", "synonyms", "phrase", 300),
        ("glossary", "terms", "part", 400),
    ],
)
def test_a_table_has_what_is_promised_and_names_nothing_twice(name: str, table: str, identity: str, least: int) -> None:
    rows = read(name)[table]
    assert len(rows) >= least
    assert repeated([row[identity] for row in rows]) == []
    assert all(row[identity].strip() == row[identity] != "" for row in rows)


def test_every_level_ii_code_is_in_force_and_none_is_dental() -> None:
    with (check_data() / "hcpcs" / "numbers_2026_april.csv").open(newline="") as file:
        in_force = {row["code"] for row in csv.DictReader(file)}
    codes = [row["code"] for row in read("hcpcs")["codes"]]
    assert [code for code in codes if not re.fullmatch(r"[A-CE-Z]\d{4}", code)] == []
    assert [code for code in codes if code not in in_force and not code.startswith(NOT_OF_MEDICARE)] == []


def test_codes_that_medicare_does_not_list_are_in_the_list_of_all_level_ii_codes() -> None:
    book = openpyxl.load_workbook(check_data() / "hcpcs" / "hcpcs-2025-long-descriptors.xlsx", read_only=True)
    listed = {str(row[0]).strip() for sheet in book.worksheets for row in sheet.iter_rows(max_col=1, values_only=True)}
    book.close()
    codes = {row["code"] for row in read("hcpcs")["codes"] if row["code"].startswith(NOT_OF_MEDICARE)}
    assert len(codes) > 10
    assert codes - listed == set()


def test_level_ii_codes_have_a_group_a_short_title_and_drugs_a_unit() -> None:
    for row in read("hcpcs")["codes"]:
        assert row["group"] in GROUPS, row
        assert 1 <= len(row["title"]) <= 90, row
    drugs = [row for row in read("hcpcs")["codes"] if row["group"] == "drugs"]
    without = {row["code"] for row in drugs if not row["unit"]}
    assert without == {"J3490", "J3590", "J7799", "J8499", "J9999", "J7300", "J7307"}, "unclassified drugs and devices"


def test_modifiers_say_what_they_do() -> None:
    for row in read("modifiers")["modifiers"]:
        assert re.fullmatch(r"[0-9A-Z]{2}", row["code"]), row
        assert row["system"] in {"cpt", "hcpcs"}, row
        assert row["effect"] in {"pricing", "payment", "informational"}, row
        assert row["title"], row
        assert row["use"], row


def test_modifiers_are_all_those_of_cpt_and_official_ones_of_level_ii() -> None:
    by_system: dict[str, set[str]] = {}
    for row in read("modifiers")["modifiers"]:
        by_system.setdefault(row["system"], set()).add(row["code"])
    assert by_system["cpt"] == CPT_MODIFIERS
    parts = read_source(Source(check_data() / "hcpcs" / "2020-Alpha-Numeric-HCPCS-File.zip"))
    (official,) = (part for part in parts if isinstance(part, Release) and part.system is System.MODIFIER)
    assert by_system["hcpcs"] - {entry.code for entry in official.entries} == MODIFIERS_SINCE_2020


def test_every_code_that_a_synonym_stands_for_is_there() -> None:
    tabular = shipped_tabular()
    releases = [read_icd10cm(tabular.name, tabular.read_bytes())]
    releases += own_releases(resource_folder("question_banks") / "code_sets")
    there = {(release.system, entry.code) for release in releases for entry in release.entries}
    named = [
        (row["phrase"], system or "icd-10-cm", code.replace(".", ""))
        for row in read("synonyms")["synonyms"]
        for system, _, code in (written.rpartition(" ") for written in row.get("codes", ()))
    ]
    assert {system for _, system, _ in named} == {"icd-10-cm", "modifier", "pos", "carc"}
    assert [each for each in named if (System(each[1]), each[2]) not in there] == []


def test_anesthesia_units_are_those_of_the_relative_value_guide() -> None:
    table = read("anesthesia")
    assert {row["code"]: row["units"] for row in table["physical_status"]} == {
        "P1": 0, "P2": 0, "P3": 1, "P4": 2, "P5": 3, "P6": 0,
    }  # fmt: skip
    assert {row["code"]: row["units"] for row in table["qualifying_circumstances"]} == {
        "99100": 1, "99116": 5, "99135": 5, "99140": 2,
    }  # fmt: skip


def test_every_example_of_the_glossary_holds_its_part_in_its_place() -> None:
    for term in read("glossary")["terms"]:
        letters = re.sub(r"/.*|-", "", term["part"]).lower()
        for example in term["examples"]:
            word = example.lower()
            assert letters in word, (term["part"], example)
            if term["kind"] == "suffix":
                assert any(one.endswith(letters) for one in word.split()), (term["part"], example)
