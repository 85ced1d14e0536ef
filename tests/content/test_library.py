"""Item and blueprint files: what a good one becomes, and what is said about a bad one."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from tests.support.content_files import (
    CASE_FILE,
    CPC_BLUEPRINT,
    CPC_BLUEPRINT_FILE,
    KINDS,
    KINDS_FILE,
    SHARED,
    SHARED_FILE,
    ContentFolder,
)
from trainer.content.item_files import AuthoredItem, AuthoredStimulus
from trainer.content.library import load_library, source_fingerprint
from trainer.domain.exams.blueprint import Area
from trainer.domain.items.content import (
    CodeEntry,
    ItemContent,
    Matching,
    MultipleResponse,
    NumericEntry,
    Option,
    Ordering,
    SingleBest,
)
from trainer.domain.items.keys import (
    CodeKey,
    Explanation,
    MatchingKey,
    MultipleKey,
    NumericKey,
    OrderingKey,
    SingleKey,
)


def item(folder: ContentFolder, slug: str) -> AuthoredItem:
    library, report = folder.load()
    assert list(report) == []
    return next(each for each in library.items if each.slug == slug)


def problems(folder: ContentFolder) -> list[str]:
    return [str(problem) for problem in folder.load()[1]]


def test_a_valid_folder_has_no_problem_and_is_counted_by_track_and_area(folder: ContentFolder) -> None:
    library, report = folder.load()
    assert list(report) == []
    assert library.counts() == {("cpc", "anatomy"): 6, ("cpb", "billing"): 2}
    assert [case.slug for case in library.cases] == ["ear"]


def test_a_blueprint_keeps_its_areas_in_order(folder: ContentFolder) -> None:
    cpb, cpc = folder.load()[0].blueprints
    assert (cpb.track, cpc.track) == ("cpb", "cpc")
    assert cpc.areas == (Area("anatomy", "Anatomy", 2, "A source"), Area("radiology", "Radiology", 1, "A source"))
    assert (cpc.questions, cpc.minutes, cpc.pass_questions) == (3, 6, 2)


def test_an_item_carries_everything_that_its_file_says(folder: ContentFolder) -> None:
    assert item(folder, "cpc-single") == AuthoredItem(
        slug="cpc-single",
        track="cpc",
        area="anatomy",
        difficulty=3,
        bloom="apply",
        tags=("vessels",),
        stimulus=None,
        content=ItemContent(
            "Which vessel leaves the left ventricle?",
            SingleBest((Option("A", "Aorta"), Option("B", "Pulmonary trunk"))),
            "2026",
        ),
        key=SingleKey("A"),
        explanation=Explanation(
            "", (("A", "It carries blood to the body."), ("B", "It leaves the right ventricle.")), ("An atlas",)
        ),
        key_reason="",
        second_solution="agreed",
    )


@pytest.mark.parametrize(
    ("slug", "response", "key", "general"),
    [
        (
            "cpc-multiple",
            MultipleResponse((Option("A", "Radial"), Option("B", "Saphenous"), Option("C", "Tibial"))),
            MultipleKey(("A", "C")),
            "",
        ),
        (
            "cpc-numeric",
            NumericEntry("US$", 2),
            NumericKey(Decimal("140.28"), Decimal("0.005")),
            "95 % of the fee, times 1.15.",
        ),
        ("cpc-code", CodeEntry("icd-10-cm"), CodeKey(("I10",)), "One code for all of it."),
        (
            "cpc-ordering",
            Ordering((Option("A", "Aorta"), Option("B", "Left ventricle"))),
            OrderingKey(("B", "A")),
            "From the heart outwards.",
        ),
        (
            "cpc-matching",
            Matching((Option("A", "nephr"), Option("B", "hepat")), (Option("K", "kidney"), Option("L", "liver"))),
            MatchingKey((("A", "K"), ("B", "L"))),
            "Greek roots.",
        ),
    ],
)
def test_every_kind_of_item_is_read(folder: ContentFolder, slug: str, response, key, general: str) -> None:
    read = item(folder, slug)
    assert (read.content.response, read.key, read.explanation.general) == (response, key, general)


def test_items_share_a_scenario(folder: ContentFolder) -> None:
    shared = AuthoredStimulus("cpb-day-of-claims", "A day of claims", "Three claims arrive.")
    assert [item(folder, slug).stimulus for slug in ("cpb-first", "cpb-second")] == [shared, shared]


@pytest.mark.parametrize("written", ["140.280", "0.1", "140", "-0.30000000000000004", "12345678901234567890.12"])
def test_a_number_is_read_digit_for_digit(folder: ContentFolder, written: str) -> None:
    folder.change(KINDS_FILE, "key = 140.28", f"key = {written}")
    key = item(folder, "cpc-numeric").key
    assert isinstance(key, NumericKey)
    assert str(key.value) == written


def test_the_reason_for_a_changed_key_is_read(folder: ContentFolder) -> None:
    folder.change(KINDS_FILE, 'key = "A"', 'key = "B"\nkey_reason = "The atlas was misread."')
    assert item(folder, "cpc-single").key_reason == "The atlas was misread."


@dataclass(frozen=True)
class Bad:
    """One change that spoils a file, and what must be said: the field and a part of the message."""

    why: str
    old: str
    new: str
    field: str
    says: str
    file: str = KINDS_FILE


SINGLE_OPTION = '{ id = "B", text = "Pulmonary trunk", why = "It leaves the right ventricle." }'
BAD = [
    Bad("not TOML", "[[items]]", "[[items", "", "is not TOML: "),
    Bad("a number without end", "difficulty = 3", f"difficulty = {'9' * 5000}", "", "is not TOML: "),
    Bad("brackets without end", "tags = [", f"tags = {'[' * 50_000}", "", "is not TOML: "),
    Bad("no schema", "schema = 1\n", "", "schema", "is missing"),
    Bad("an unknown schema", "schema = 1", "schema = 2", "schema", "should be 1"),
    Bad("an unknown field of the file", "schema = 1", "schema = 1\ncolour = 1", "colour", "is not a field"),
    Bad("an unknown field", "difficulty = 3", "difficulty = 3\nlevel = 3", "items[cpc-single].level", "is not a field"),
    Bad("a missing field", "difficulty = 3\n", "", "items[cpc-single].difficulty", "is missing"),
    Bad("too difficult", "difficulty = 3", "difficulty = 6", "items[cpc-single].difficulty", "less than or equal to 5"),
    Bad("a text for a number", "difficulty = 3", 'difficulty = "3"', "items[cpc-single].difficulty", "valid integer"),
    Bad("no kind", 'kind = "single"\n', "", "items[cpc-single].kind", "is missing"),
    Bad("an unknown kind", 'kind = "single"', 'kind = "riddle"', "items[cpc-single].kind", "should be one of"),
    Bad("a bad id", 'id = "cpc-single"', 'id = "CPC single"', "items[CPC single].id", "should match pattern"),
    Bad("an empty stem", '"Which vessel leaves the left ventricle?"', '"  "', "items[cpc-single].stem", "at least 1"),
    Bad("a long stem", "Which vessel leaves", "x" * 20_001, "items[cpc-single].stem", "at most 20000 characters"),
    Bad("another century", 'edition = "2026"', 'edition = "1926"', "items[cpc-single].edition", "should match pattern"),
    Bad("an edition as a number", 'edition = "2026"', "edition = 2026", "items[cpc-single].edition", "valid string"),
    Bad("an unknown bloom", 'bloom = "apply"', 'bloom = "create"', "items[cpc-single].bloom", "should be 'recall'"),
    Bad("no reference", 'references = ["An atlas"]', "references = []", "items[cpc-single].references", "at least 1"),
    Bad("no rationale", ', why = "It leaves the right ventricle."', "", "items[cpc-single].options[B].why", "missing"),
    Bad("a blank rationale", "It leaves the right ventricle.", " ", "items[cpc-single].options[B].why", "at least 1"),
    Bad("no general rationale", 'why = "Greek roots."\n', "", "items[cpc-matching].why", "is missing"),
    Bad("an option without id", 'id = "B", text = "Pulm', 'text = "Pulm', "items[cpc-single].options[2].id", "missing"),
    Bad("one option only", f"\n  {SINGLE_OPTION},", "", "items[cpc-single].options", "at least 2 items"),
    Bad("two options of one id", '"B", text = "Pulm', '"A", text = "Pulm', "items[cpc-single].options", "the same id"),
    Bad("two prompts of one id", '"B", text = "hepa', '"A", text = "', "items[cpc-matching].prompts", "the same id"),
    Bad("a key that names no option", 'key = "A"', 'key = "E"', "items[cpc-single].key", "names no option: 'E'"),
    Bad("a key of another kind", 'key = "A"', 'key = ["A"]', "items[cpc-single].key", "valid string"),
    Bad("a key with one wrong", '["A", "C"]', '["A", "D"]', "items[cpc-multiple].key", "names no option: 'D'"),
    Bad("a key with one twice", '["A", "C"]', '["A", "A"]', "items[cpc-multiple].key", "the same one twice"),
    Bad("an empty key", '["A", "C"]', "[]", "items[cpc-multiple].key", "names no option"),
    Bad("no number", "key = 140.28", 'key = "140.28"', "items[cpc-numeric].key", "should be a number"),
    Bad("not a number", "key = 140.28", "key = nan", "items[cpc-numeric].key", "finite"),
    Bad("a negative tolerance", "= 0.005", "= -0.005", "items[cpc-numeric].key", "zero or more"),
    Bad("no code", '["I10"]', "[]", "items[cpc-code].key", "names no code"),
    Bad("an unknown system", '"icd-10-cm"', '"icd-9"', "items[cpc-code].system", "should be 'icd-10-cm'"),
    Bad("an incomplete order", '["B", "A"]', '["B"]', "items[cpc-ordering].key", "every option once"),
    Bad("an unmatched prompt", '{ A = "K", B = "L" }', '{ A = "K" }', "items[cpc-matching].key", "every prompt"),
    Bad("a match with nothing", '{ A = "K", B = "L" }', '{ A = "K", B = "Z" }', "items[cpc-matching].key", "'Z'"),
    Bad("a match of a wrong type", '{ A = "K",', "{ A = 1,", "items[cpc-matching].key.A", "valid string"),
    Bad("an unknown stimulus", 'stimulus = "cpb-day', 'stimulus = "cpb-night', "items[cpb-first].stimulus",
        "no 'cpb-night-of-claims' in this file", SHARED_FILE),
    Bad("an unused stimulus", "[[items]]", '[[stimuli]]\nid = "cpb-idle"\ntitle = "T"\ntext = "T"\n[[items]]',
        "stimuli[cpb-idle]", "is used by no item", SHARED_FILE),
    Bad("an unknown area", 'area = "anatomy"', 'area = "astrology"', "area", "has no area 'astrology'"),
    Bad("an unknown track", 'track = "cpc"', 'track = "ccs"', "track", "should be 'cpc' or 'cpb'"),
    Bad("an area of another folder", 'area = "anatomy"', 'area = "radiology"', "area", "should lie in cpc/radiology"),
    Bad("an id twice in a file", '"cpc-multiple"', '"cpc-single"', "items[cpc-single].id", "is used 2 times"),
    Bad("a blueprint that does not sum", "questions = 3", "questions = 4", "areas",
        "the areas have 3 questions, the exam 4", CPC_BLUEPRINT_FILE),
    Bad("a blueprint with an area twice", 'slug = "radiology"', 'slug = "anatomy"', "areas", "the same slug",
        CPC_BLUEPRINT_FILE),
    Bad("a blueprint without minutes", "minutes = 6\n", "", "minutes", "is missing", CPC_BLUEPRINT_FILE),
    Bad("a blueprint of another track", 'track = "cpc"', 'track = "cpb"', "track", "should be called cpb.toml",
        CPC_BLUEPRINT_FILE),
]  # fmt: skip


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.why)
def test_a_bad_file_is_reported_with_its_name_and_field(folder: ContentFolder, bad: Bad) -> None:
    folder.change(bad.file, bad.old, bad.new)
    name = bad.file.removeprefix("question_banks/")
    found = [problem.message for problem in folder.load()[1] if (problem.file, problem.field) == (name, bad.field)]
    assert any(bad.says in message for message in found), problems(folder)
    assert all(len(message) < 400 for message in found)


TWO_AT_ONCE = {"an unknown area", "two prompts of one id"}
"""The file lies in no such folder, either; the key can match only one of two prompts."""


@pytest.mark.parametrize("bad", [b for b in BAD if b.file == KINDS_FILE], ids=lambda bad: bad.why)
def test_one_mistake_is_one_problem(folder: ContentFolder, bad: Bad) -> None:
    folder.change(bad.file, bad.old, bad.new)
    assert len(problems(folder)) == (2 if bad.why in TWO_AT_ONCE else 1), problems(folder)


def test_a_file_that_is_not_utf_8_is_reported_with_the_place(folder: ContentFolder) -> None:
    folder.write(KINDS_FILE, KINDS.replace("Greek", "Grüße").encode("latin-1"))
    assert problems(folder) == [
        f"cpc/anatomy/kinds.toml: is not UTF-8 text (byte {KINDS.index('Greek') + 3:,})",
    ]


def test_a_stem_of_20_mb_is_refused_by_its_size(folder: ContentFolder) -> None:
    folder.change(KINDS_FILE, "Which vessel leaves", "x" * 20_000_000)
    (problem,) = folder.load()[1]
    assert (problem.file, problem.field) == ("cpc/anatomy/kinds.toml", "")
    assert problem.message.startswith("is 20,00")
    assert problem.message.endswith("bytes long; files of content have at most 2,000,000")


def test_an_id_used_in_two_files_is_reported_in_both_with_both_names(folder: ContentFolder) -> None:
    folder.write("question_banks/cpb/billing/more.toml", SHARED.replace("cpb-first", "cpc-single"))
    by_field = {(problem.file, problem.field): problem.message for problem in folder.load()[1]}
    for file, field in [
        ("cpc/anatomy/kinds.toml", "items[cpc-single].id"),
        ("cpb/billing/more.toml", "items[cpc-single].id"),
        ("cpb/billing/shared.toml", "items[cpb-second].id"),
        ("cpb/billing/more.toml", "items[cpb-second].id"),
        ("cpb/billing/shared.toml", "stimuli[cpb-day-of-claims].id"),
        ("cpb/billing/more.toml", "stimuli[cpb-day-of-claims].id"),
    ]:
        assert by_field.pop((file, field)).startswith("is used 2 times (cpb/billing/more.toml, ")
    assert by_field == {}


def test_problems_of_one_file_and_of_several_are_reported_at_once(folder: ContentFolder) -> None:
    folder.change(KINDS_FILE, "difficulty = 3", "difficulty = 6")
    folder.change(KINDS_FILE, 'why = "Greek roots."\n', "")
    folder.change(KINDS_FILE, 'bloom = "recall"', 'bloom = "create"')
    folder.change(SHARED_FILE, 'key = "B"', 'key = "C"')
    folder.change(SHARED_FILE, 'key = "A"', 'key = "D"')
    folder.change(CASE_FILE, "level = 2", "level = 9")
    folder.change(CPC_BLUEPRINT_FILE, "questions = 3", "questions = 4")
    found = {(problem.file, problem.field) for problem in folder.load()[1]}
    assert found == {
        ("cpc/anatomy/kinds.toml", "items[cpc-single].difficulty"),
        ("cpc/anatomy/kinds.toml", "items[cpc-multiple].bloom"),
        ("cpc/anatomy/kinds.toml", "items[cpc-matching].why"),
        ("cpb/billing/shared.toml", "items[cpb-first].key"),
        ("cpb/billing/shared.toml", "items[cpb-second].key"),
        ("code-the-encounter/ear/case.toml", "level"),
        ("blueprints/cpc.toml", "areas"),
    }


@pytest.mark.parametrize(
    "name", ["question_banks/stray.toml", "question_banks/cpc/stray.toml", "question_banks/a/b/c/d.toml"]
)
def test_a_file_outside_the_folders_of_the_areas_is_not_passed_over(folder: ContentFolder, name: str) -> None:
    folder.write(name, KINDS)
    assert problems(folder) == [f"{name.removeprefix('question_banks/')}: the file should lie in <track>/<area>"]


def test_a_bank_of_a_track_without_blueprint_is_reported(folder: ContentFolder) -> None:
    (folder.banks / "blueprints" / "cpb.toml").unlink()
    assert problems(folder) == ["cpb/billing/shared.toml: area: the blueprint of cpb has no area 'billing'"]


def test_folders_that_are_not_there_are_a_problem_and_not_an_empty_library(tmp_path: Path) -> None:
    _, report = load_library(tmp_path / "question_banks", tmp_path / "case_studies")
    assert [problem.file for problem in report] == ["blueprints", "case_studies"]


def test_hidden_files_and_files_of_other_kinds_are_left_out(folder: ContentFolder) -> None:
    folder.write("question_banks/cpc/anatomy/.draft.toml", "not TOML")
    folder.write("question_banks/cpc/README.md", "About these files.")
    folder.write("question_banks/code_sets/hcpcs.toml", "schema = 1")
    assert problems(folder) == []


def test_the_source_fingerprint_changes_with_every_name_and_every_byte(folder: ContentFolder) -> None:
    seen = {source_fingerprint(folder.banks, folder.cases)}
    folder.change(KINDS_FILE, "Greek", "greek")
    seen.add(source_fingerprint(folder.banks, folder.cases))
    folder.change(CASE_FILE, "level = 2", "level = 3")
    seen.add(source_fingerprint(folder.banks, folder.cases))
    folder.write("question_banks/blueprints/other.toml", CPC_BLUEPRINT)
    seen.add(source_fingerprint(folder.banks, folder.cases))
    (folder.banks / "blueprints" / "other.toml").rename(folder.banks / "blueprints" / "others.toml")
    seen.add(source_fingerprint(folder.banks, folder.cases))
    assert len(seen) == 5


def test_the_source_fingerprint_is_the_same_in_another_place(tmp_path: Path) -> None:
    first, second = ContentFolder.valid(tmp_path / "one"), ContentFolder.valid(tmp_path / "two")
    assert source_fingerprint(first.banks, first.cases) == source_fingerprint(second.banks, second.cases)
