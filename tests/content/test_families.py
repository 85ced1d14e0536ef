"""Which families a folder of banks publishes: `families.toml`."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.support.content_files import ContentFolder
from tests.support.families import WHY, a_family, authored
from trainer.codebook.book import SqliteCodeBook
from trainer.content.families import AuthoredFamily
from trainer.content.library import Library, source_fingerprint
from trainer.content.lint_checks import lint_library, variant_problems
from trainer.domain.generators.family import Draft, Wrong, generate
from trainer.domain.generators.registry import families
from trainer.domain.items.lint.codes import KnownCodes

FILE = "question_banks/families.toml"


def known() -> str:
    """A family whose area the small folder has."""
    return next(slug for slug, family in families().items() if (family.track, family.area) == ("cpc", "anatomy"))


def write(folder: ContentFolder, *slugs: str, variants: str = "") -> None:
    folder.write(FILE, f"schema = 1\n{variants}\nfamilies = [{', '.join(f'{slug!r}' for slug in slugs)}]\n")


def test_a_folder_without_the_file_publishes_no_family(folder: ContentFolder) -> None:
    assert folder.load()[0].families == ()


def test_chosen_families_come_with_forty_variants_or_as_many_as_the_file_says(folder: ContentFolder) -> None:
    write(folder, known())
    (family,) = folder.load()[0].families
    assert (family.slug, len(family.variants)) == (known(), 40)
    write(folder, known(), variants="variants = 3")
    assert len(folder.load()[0].families[0].variants) == 3
    assert folder.load()[0].families[0].variants == family.variants[:3]


def test_what_is_wrong_with_the_file_is_named(folder: ContentFolder) -> None:
    elsewhere = next(slug for slug, family in families().items() if family.area == "anesthesia")
    write(folder, "family-unknown", elsewhere, known(), known(), variants="variants = 2")
    assert [str(problem) for problem in folder.load()[1]] == [
        "families.toml: family-unknown: there is no such family",
        f"families.toml: {elsewhere}: the blueprint of cpc has no area 'anesthesia'",
        "families.toml: families: names a family twice",
    ]
    folder.write(FILE, "schema = 1\nfamilies = []")
    assert [problem.file for problem in folder.load()[1]] == ["families.toml"]


def test_a_family_that_cannot_give_so_many_variants_is_named(
    folder: ContentFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(families(), "family-sum", a_family())
    write(folder, "family-sum", variants="variants = 500")
    folder.load()
    monkeypatch.setitem(families(), "family-sum", a_family(slug="family-sum", more=0))
    assert folder.load()[1].problems == []


def test_an_item_may_not_have_the_id_of_a_family(folder: ContentFolder) -> None:
    write(folder, known(), variants="variants = 1")
    folder.change("question_banks/cpc/anatomy/kinds.toml", 'id = "cpc-single"', f'id = "{known()}"')
    assert {problem.file for problem in folder.load()[1]} == {"families.toml", "cpc/anatomy/kinds.toml"}


def test_the_programs_families_count_among_the_sources_where_some_are_chosen(folder: ContentFolder) -> None:
    before = source_fingerprint(folder.banks, folder.cases)
    write(folder, known())
    assert source_fingerprint(folder.banks, folder.cases) != before


def test_of_a_family_with_odd_codes_the_right_option_is_looked_up(book_file: Path) -> None:
    known = KnownCodes(SqliteCodeBook(book_file, date(2026, 6, 1)))
    odd = Draft(
        "How is it coded, with the codes S52.5 and what may stand behind it, all of them complete?",
        "S52.501A",
        WHY,
        (Wrong("S52.501", "no 7th character", WHY), Wrong("S52.5", "category", WHY), Wrong("S52.50", "no side", WHY)),
    )
    for right, rules in (("S52.501A", []), ("S52.501Z", ["code"])):
        family = replace(a_family(), draw=lambda rng, right=right: replace(odd, right=right), has_odd_codes=True)
        found = variant_problems(AuthoredFamily(family, ()), generate(family, 1), known)
        assert [each.rule for each in found] == rules


def test_lint_reads_every_variant_and_names_its_seed() -> None:
    family = a_family("of the claim, option A says, is it")
    library = Library((), (), (), (authored(family, 2),))
    assert lint_library(library).findings == ()
    spoiled = AuthoredFamily(a_family(why="Unlike option B it is the sum of both lines."), ())
    variants = tuple(generate(spoiled.family, seed) for seed in (1, 2))
    found = lint_library(Library((), (), (), (AuthoredFamily(spoiled.family, variants),))).findings
    assert {(each.slug, each.rule) for each in found} == {
        ("family-sum seed 1", "names-a-letter"),
        ("family-sum seed 2", "names-a-letter"),
    }
