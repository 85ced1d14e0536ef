"""Searching the code book: the real release, and the small book where the answer is known to the letter."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.support.code_book import SECOND, build_small_book
from trainer.codebook.book import SqliteCodeBook
from trainer.codebook.search import Filters, MatchKind, Results
from trainer.codebook.words import deletions, is_one_letter_away, synonym_key, telling, words_in
from trainer.domain.codesets.book import System


@pytest.fixture(scope="session")
def full_book(full_book_file: Path) -> Iterator[SqliteCodeBook]:
    """Everything that is shipped."""
    book = SqliteCodeBook(full_book_file, date(2026, 6, 1))
    yield book
    book.close()


@pytest.fixture(scope="session")
def small_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("small") / "codes.sqlite"
    build_small_book(path)
    return path


@pytest.fixture
def small(small_file: Path) -> Iterator[SqliteCodeBook]:
    book = SqliteCodeBook(small_file, SECOND)
    yield book
    book.close()


def displays(results: Results) -> list[str]:
    return [hit.code.display for hit in results.hits]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("MI", "I21"),
        ("COPD", "J44"),
        ("CHF", "I50"),
        ("HTN", "I10"),
        ("DM2", "E11"),
        ("heart attack", "I21"),
        ("broken wrist", "S52.5"),
        ("fractures femur neck", "S72.0"),
        ("neck femur fractured", "S72.0"),
        ("pnuemonia", "J1"),
        ("Crohns disease", "K50"),
        ("Crohn's disease", "K50"),
        ("Sjögren", "M35.0"),
        ("sjogren", "M35.0"),
        ("chickenpox", "B01"),
        ("nose bleed", "R04.0"),
        ("kidney stones", "N20"),
    ],
)
def test_what_people_write_leads_to_the_category(full_book: SqliteCodeBook, query: str, wanted: str) -> None:
    found = displays(full_book.search.find(query, limit=10))
    assert any(display.startswith(wanted) for display in found), found


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("bilateral procedure", "50"),
        ("decision for surgery", "57"),
        ("team surgery", "66"),
        ("distinct procedural service", "59"),
        ("repeat procedure", "76"),
        ("repeat procedure", "77"),
        ("discontinued procedure", "53"),
        ("discontinued procedure", "73"),
        ("reduced services", "52"),
        ("unusual anesthesia", "23"),
        ("professional component", "26"),
        ("technical component", "TC"),
        ("staged procedure", "58"),
        ("assistant surgeon", "80"),
        ("postoperative management", "55"),
        ("discarded drug", "JW"),
        ("ABN", "GA"),
        ("co-surgeon", "62"),
    ],
)
def test_a_modifier_is_found_by_what_it_is_used_for(full_book: SqliteCodeBook, query: str, wanted: str) -> None:
    first = full_book.search.find(query).hits[:7]
    assert (System.MODIFIER, wanted) in [(hit.code.system, hit.code.code) for hit in first]


def test_what_many_modifiers_share_finds_none_of_them(full_book: SqliteCodeBook) -> None:
    assert full_book.search.find("changes no payment", Filters(system=System.MODIFIER)).hits == ()
    (hit,) = full_book.search.find("reciprocal arrangement", Filters(system=System.MODIFIER)).hits
    assert (hit.kind, hit.code.code) == (MatchKind.NOTE, "Q5")


@pytest.mark.parametrize(
    ("query", "system", "code"),
    [
        ("modifier 25", System.MODIFIER, "25"),
        ("Modifiers: 25", System.MODIFIER, "25"),
        ("mod 25", System.MODIFIER, "25"),
        ("mod-25", System.MODIFIER, "25"),
        ("mod25", System.MODIFIER, "25"),
        ("25 modifier", System.MODIFIER, "25"),
        ("modifier bilateral", System.MODIFIER, "50"),
        ("pos 11", System.PLACE_OF_SERVICE, "11"),
        ("place of service 11", System.PLACE_OF_SERVICE, "11"),
        ("CARC 45", System.CARC, "45"),
        ("reason code 45", System.CARC, "45"),
        ("CO-45", System.CARC, "45"),
        ("co 45", System.CARC, "45"),
        ("CO45", System.CARC, "45"),
        ("PR-1", System.CARC, "1"),
        ("remark code N130", System.RARC, "N130"),
        ("RARC N130", System.RARC, "N130"),
        ("HCPCS J0120", System.HCPCS, "J0120"),
        ("ICD-10-CM J01.20", System.ICD10CM, "J0120"),
        ("icd10 e11.9", System.ICD10CM, "E119"),
    ],
)
def test_a_query_that_names_a_code_set_is_answered_from_it(
    full_book: SqliteCodeBook, query: str, system: System, code: str
) -> None:
    results = full_book.search.find(query)
    assert results.query == query
    assert (results.hits[0].code.system, results.hits[0].code.code) == (system, code)
    assert results.left_out == ()


def test_the_name_of_a_code_set_is_a_word_where_the_set_has_no_answer(full_book: SqliteCodeBook) -> None:
    assert displays(full_book.search.find("mod depression"))[0].startswith("F")
    assert (System.CARC, "4") in [
        (hit.code.system, hit.code.code) for hit in full_book.search.find("modifier missing").hits
    ]
    of_level_ii = full_book.search.find("modifier 25", Filters(system=System.HCPCS)).hits
    assert {hit.code.system for hit in of_level_ii} <= {System.HCPCS}


def test_a_code_among_words_comes_first_and_the_words_behind_it(full_book: SqliteCodeBook) -> None:
    results = full_book.search.find("Z23 vaccination")
    assert (results.hits[0].code.display, results.hits[0].kind, results.left_out) == ("Z23", MatchKind.CODE, ())
    assert len(results.hits) > 5
    misspelt = full_book.search.find("vacination, Z23")
    assert displays(misspelt)[0] == "Z23"
    assert misspelt.corrected == (("vacination", "vaccination"),)
    assert displays(full_book.search.find("E11.9 i10")) == ["E11.9", "I10"]
    named = displays(full_book.search.find("conditions classifiable to C4A"))
    assert named[:2] == ["C4A", "Z85.821"], "an inclusion term of Z85.821 names the category"
    alone = full_book.search.find("J0120 tetracycline injected", Filters(system=System.HCPCS))
    assert (displays(alone), alone.left_out) == (["J0120"], ())
    assert displays(full_book.search.find("fracture T12"))[0].startswith("S22.08"), "T12 is a vertebra and no code"


def test_a_word_with_the_stem_of_another_by_chance_is_corrected(full_book: SqliteCodeBook) -> None:
    results = full_book.search.find("migrane")
    assert results.corrected == (("migrane", "migraine"),)
    assert displays(results)[0].startswith("G43")
    assert full_book.search.find("wheezed").corrected == (), "another form of wheezing"


@pytest.mark.parametrize(
    ("query", "wanted", "reading", "left_out"),
    [
        ("htn ckd", "I12", "htn → hypertension, ckd → chronic kidney disease", ()),
        ("ckd htn", "I12", "ckd → chronic kidney disease, htn → hypertension", ()),
        ("hypertention ckd", "I12", "ckd → chronic kidney disease", ()),
        ("dm2 with ckd", "E11.22", "dm2 → type 2 diabetes mellitus, ckd → chronic kidney disease", ()),
        ("cva with left hemiparesis", "I69.35", "cva → cerebral infarction", ("with",)),
        ("anemia due to ckd", "D63.1", "ckd → chronic kidney disease", ("due",)),
        ("htn xylophone", "I1", "", ("xylophone",)),
        ("ckd with xylophone and htn", "I12", "", ("xylophone", "with")),
    ],
)
def test_synonyms_are_read_together_and_whatever_is_left_out(
    full_book: SqliteCodeBook, query: str, wanted: str, reading: str, left_out: tuple[str, ...]
) -> None:
    results = full_book.search.find(query)
    assert any(display.startswith(wanted) for display in displays(results)[:10]), displays(results)
    assert results.left_out == left_out
    assert reading in {hit.reading for hit in results.hits} | {""}


@pytest.mark.parametrize("written", ["E11.22", "e11.22", "E1122", "e1122", " E11 . 22 ", "Ｅ11.22"])
def test_a_code_is_found_however_it_is_written(full_book: SqliteCodeBook, written: str) -> None:
    first = full_book.search.find(written).hits[0]
    assert (first.code.display, first.kind) == ("E11.22", MatchKind.CODE)


def test_a_beginning_finds_the_codes_in_order(full_book: SqliteCodeBook) -> None:
    results = full_book.search.find("E11.2", limit=10)
    assert displays(results)[:4] == ["E11.2", "E11.21", "E11.22", "E11.29"]
    assert {hit.kind for hit in results.hits[1:4]} == {MatchKind.CODE_PREFIX}


def test_the_same_characters_are_shown_for_every_code_set_that_has_them(full_book: SqliteCodeBook) -> None:
    found = {(hit.code.system, hit.code.display) for hit in full_book.search.find("J0120").hits}
    assert {(System.HCPCS, "J0120"), (System.ICD10CM, "J01.20")} <= found
    assert (System.MODIFIER, "25") in {(hit.code.system, hit.code.display) for hit in full_book.search.find("25").hits}


def test_billable_codes_come_before_headings(full_book: SqliteCodeBook) -> None:
    for query in ("diabetes", "asthma", "fracture radius", "kidney"):
        billable = [hit.code.is_billable for hit in full_book.search.find(query, limit=60).hits]
        assert billable == sorted(billable, reverse=True), query


def test_first_encounters_come_before_later_ones(full_book: SqliteCodeBook) -> None:
    ends = [
        hit.code.code[6]
        for hit in full_book.search.find("fracture of clavicle", limit=12).hits
        if len(hit.code.code) == 7
    ]
    assert ends
    assert set(ends) <= {"A", "B"}


def test_filters_hold_for_every_hit(full_book: SqliteCodeBook) -> None:
    for filters in (Filters(system=System.HCPCS), Filters(chapter="CH9"), Filters(is_billable=False)):
        for query in ("heart", "I21", "heart attack", "cathetr"):
            for hit in full_book.search.find(query, filters).hits:
                assert filters.system in (None, hit.code.system)
                assert filters.chapter in ("", hit.chapter)
                assert filters.is_billable in (None, hit.code.is_billable)


@pytest.mark.parametrize("wrong", ["fractrue", "fracure", "fraccture", "fraxture"])
def test_a_slip_of_one_letter_is_put_right_and_told(full_book: SqliteCodeBook, wrong: str) -> None:
    results = full_book.search.find(f"{wrong} of femur")
    assert results.corrected == ((wrong, "fracture"),)
    assert all("femur" in words_in(hit.text) or "femoral" in hit.text.lower() for hit in results.hits[:3])


def test_a_word_that_stands_nowhere_is_left_out_and_told(full_book: SqliteCodeBook) -> None:
    results = full_book.search.find("appendicitis xylophone")
    assert results.left_out == ("xylophone",)
    assert any(display.startswith("K3") for display in displays(results))


def test_nothing_is_invented_where_nothing_fits(full_book: SqliteCodeBook) -> None:
    for query in ("", "   ", "qqqqq", "zzzz wwww", "???", "\x00"):
        assert full_book.search.find(query).hits == ()


def test_a_word_may_still_be_in_the_making(small: SqliteCodeBook) -> None:
    assert "E12" in displays(small.search.find("gesta"))
    assert "E12" in displays(small.search.find("diabetes ges"))


def test_each_hit_says_what_matched(small: SqliteCodeBook) -> None:
    kinds = {
        "sugar disease kidneys": (MatchKind.INCLUSION_TERM, "Sugar disease of the kidneys <b>", ""),
        "gestational": (MatchKind.TITLE, "Gestational diabetes", ""),
        "fall ladder": (MatchKind.INDEX, "Fall, from ladder", ""),
        "wrist broken": (MatchKind.SYNONYM, "wrist broken", ""),
    }
    for query, expected in kinds.items():
        hit = small.search.find(query).hits[0]
        assert (hit.kind, hit.text, hit.reading) == expected


def test_a_synonym_inside_a_query_is_read_both_ways(small: SqliteCodeBook) -> None:
    results = small.search.find("sugar newly found")
    assert displays(results) == ["E11.29"]
    assert results.hits[0].reading == "sugar → diabetes mellitus"


def test_only_what_is_in_force_is_found(small_file: Path) -> None:
    before, after = SqliteCodeBook(small_file, date(2026, 9, 30)), SqliteCodeBook(small_file, SECOND)
    assert displays(before.search.find("newly found")) == []
    assert displays(after.search.find("newly found")) == ["E11.29"]
    assert displays(before.search.find("E11.8")) == ["E11.8"]
    assert displays(after.search.find("E11.8")) == []
    before.close()
    after.close()


@pytest.mark.parametrize(
    "query",
    [
        '"',
        "*",
        "a*",
        "AND",
        "NOT fever",
        "NEAR(a b)",
        "a OR b",
        "(((",
        "text:fever",
        "^fever",
        "{a}",
        "a" * 9999,
        "é" * 300,
    ],
)
def test_no_query_is_understood_as_a_command(full_book: SqliteCodeBook, query: str) -> None:
    assert isinstance(full_book.search.find(query), Results)


def test_words_are_folded_and_the_possessive_s_left_out() -> None:
    assert words_in("Crohn’s Disease, Löffler's (É)") == ["crohn", "disease", "loffler", "e"]


def test_small_words_count_only_where_there_are_no_others() -> None:
    assert telling(["fracture", "of", "the", "wrist"]) == ["fracture", "wrist"]
    assert telling(["of", "the"]) == ["of", "the"]


def test_a_synonym_is_known_in_the_plural_and_in_any_order() -> None:
    assert synonym_key(["stones", "in", "the", "kidney"]) == synonym_key(["kidneys", "stone"])
    assert synonym_key(["abscess"]) == "abscess"


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("fever", "feer", True),
        ("fever", "feever", True),
        ("fever", "fevar", True),
        ("fever", "fevre", True),
        ("fever", "fever", False),
        ("fever", "favor", False),
        ("fever", "evrfe", False),
        ("fever", "fe", False),
        ("abcd", "badc", False),
    ],
)
def test_one_letter_away_is_dropped_added_replaced_or_swapped(one: str, other: str, near: bool) -> None:
    assert is_one_letter_away(one, other) is near
    assert is_one_letter_away(other, one) is near


def test_deletions_leave_each_letter_out_once() -> None:
    assert list(deletions("feed")) == ["eed", "fed", "fee"]
