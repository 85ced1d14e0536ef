"""Lessons: what good files become, and what is said about bad ones."""

import pytest

from tests.support.content_files import SHARED_FILE, ContentFolder
from tests.support.shipped import load_shipped, shipped_library
from trainer.content.lesson_files import (
    Exercise,
    Lesson,
    Section,
    lesson_slugs,
    read_lessons,
)
from trainer.domain.kernel.problems import Report

TOML, BODY = "question_banks/lessons/first-steps.toml", "question_banks/lessons/first-steps.md"
ITEM_FILE = "question_banks/cpb/billing/lesson-first-steps.toml"
LESSON = """
schema = 1
id = "first-steps"
number = 1
title = "First steps"
minutes = 12
summary = "You can walk."
areas = ["cpb/billing", "cpc/anatomy"]
tags = ["walking", "shoes"]
references = ["A manual"]

[[exercises]]
id = "left-foot"
prompt = "Lift the **left** foot."
answer = "It is up."

[[exercises]]
id = "right-foot"
prompt = "And the right one?"
answer = "See [first steps](lesson:first-steps)."
"""
TEXT = """Before one runs, one walks. Ten minutes with [the word game](game:words) help.

## Standing

Stand.

{exercise: right-foot}

## Standing

Stand again.

```
## No heading, {exercise: left-foot} no place
```

{exercise: left-foot}

### A part

| a | b |
|---|---|
| 1 | 2 |

## What to keep

- Left, right.
"""
ITEMS = """
schema = 1
track = "cpb"
area = "billing"
"""
ITEM = """
[[items]]
id = "lesson-step-{place}"
kind = "single"
edition = "2026"
difficulty = 1
bloom = "recall"
lesson = "first-steps"
stem = "Which foot is step {place}?"
key = "A"
options = [
  {{ id = "A", text = "The other", why = "They take turns." }},
  {{ id = "B", text = "The same", why = "That is hopping." }},
]
references = ["A manual"]
"""


@pytest.fixture
def course(folder: ContentFolder) -> ContentFolder:
    """A valid folder with one lesson."""
    folder.write(TOML, LESSON)
    folder.write(BODY, TEXT)
    folder.write(ITEM_FILE, ITEMS + "".join(ITEM.format(place=place) for place in range(1, 6)))
    return folder


def problems(folder: ContentFolder) -> list[str]:
    return [str(problem) for problem in folder.load()[1]]


def lesson(folder: ContentFolder) -> Lesson:
    library, report = folder.load()
    assert list(report) == []
    (found,) = library.lessons
    return found


def second_lesson(folder: ContentFolder, number: int) -> None:
    """Another lesson, with items of its own."""
    folder.write(TOML.replace("first", "second"), LESSON.replace("first", "second").replace("= 1\nt", f"= {number}\nt"))
    folder.write(BODY.replace("first", "second"), TEXT.replace("first", "second"))
    more = "".join(ITEM.format(place=place).replace("first", "second") for place in range(6, 11))
    folder.write(ITEM_FILE.replace("first", "second"), ITEMS + more)


def test_a_lesson_carries_everything_that_its_files_say(course: ContentFolder) -> None:
    found = lesson(course)
    assert (found.slug, found.number, found.title, found.minutes) == ("first-steps", 1, "First steps", 12)
    assert (found.summary, found.references) == ("You can walk.", ("A manual",))
    assert found.areas == (("cpb", "billing"), ("cpc", "anatomy"))
    assert found.tags == ("walking", "shoes")


def test_its_text_is_cut_at_headings_and_exercises_which_are_numbered_as_they_come(course: ContentFolder) -> None:
    right = Exercise("right-foot", 1, "And the right one?", "See [first steps](lesson:first-steps).")
    left = Exercise("left-foot", 2, "Lift the **left** foot.", "It is up.")
    before, standing, again, keep = lesson(course).sections
    help_of_words = "Before one runs, one walks. Ten minutes with [the word game](game:words) help."
    assert before == Section("", "", (help_of_words,))
    assert standing == Section("Standing", "standing", ("Stand.", right))
    assert (again.title, again.anchor) == ("Standing", "standing-2")
    code, exercise, table = again.parts
    assert isinstance(code, str)
    assert "## No heading, {exercise: left-foot} no place" in code
    assert exercise == left
    assert isinstance(table, str)
    assert table.startswith("### A part")
    assert keep == Section("What to keep", "what-to-keep", ("- Left, right.",))


def test_no_section_has_the_address_of_another_part_of_the_page(course: ContentFolder) -> None:
    course.change(BODY, "## Standing", "## References")
    course.change(BODY, "## Standing", "## §")
    assert [section.anchor for section in lesson(course).sections] == ["", "references-2", "section", "what-to-keep"]


def test_lessons_come_by_their_number(course: ContentFolder) -> None:
    course.change(TOML, "number = 1", "number = 7")
    second_lesson(course, 2)
    library, report = course.load()
    assert list(report) == []
    assert [each.slug for each in library.lessons] == ["second-steps", "first-steps"]


def test_a_folder_without_lessons_is_valid(folder: ContentFolder) -> None:
    library, report = folder.load()
    assert list(report) == []
    assert library.lessons == ()


def test_the_file_of_word_parts_is_no_lesson(course: ContentFolder) -> None:
    course.write("question_banks/lessons/word_parts.toml", "schema = 1")
    report = Report()
    assert [each.slug for each in read_lessons(course.banks, None, report)] == ["first-steps"]
    assert lesson_slugs(course.banks) == ("first-steps",)
    assert list(report) == []


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('id = "first-steps"', 'id = "steps"', "id: the file should be called steps.toml"),
        ("schema = 1", "schema = 2", "schema: input should be 1"),
        ("number = 1", "number = 0", "number: input should be greater than or equal to 1"),
        ("minutes = 12", 'minutes = "12"', "minutes: input should be a valid integer"),
        ("minutes = 12", "", "minutes: is missing"),
        ("minutes = 12", "minutes = 12\nhours = 1", "hours: is not a field of this file format"),
        ('summary = "You can walk."', 'summary = " "', "summary: string should have at least 1 character"),
        ("cpb/billing", "cpb/nowhere", "areas: no blueprint has the area 'cpb/nowhere'"),
        ("cpb/billing", "ccs/billing", "areas[1]: string should match pattern"),
        ("cpb/billing", "cpc/anatomy", "areas: names 'cpc/anatomy' more than once"),
        ('"shoes"', '"walking"', "tags: names 'walking' more than once"),
        ('id = "left-foot"', 'id = "right-foot"', "exercises: names 'right-foot' more than once"),
        ('["A manual"]', "[]", "references: list should have at least 1 item"),
        ("Lift the **left** foot.", "Lift <b>it</b>.", "exercises[left-foot].prompt: HTML is not shown: <b>"),
        ("lesson:first-steps", "lesson:last-steps", "exercises[right-foot].answer: there is no lesson 'last-steps'"),
    ],
)
def test_what_is_wrong_with_a_lesson_is_named_with_its_field(
    course: ContentFolder, old: str, new: str, problem: str
) -> None:
    course.change(TOML, old, new)
    library, report = course.load()
    assert any(str(each).startswith(f"lessons/first-steps.toml: {problem}") for each in report), list(map(str, report))
    assert library.lessons == ()


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("Stand.", "# Stand", "line 5: a title of its own"),
        ("Stand.", "Stand\n=====", "line 5: a title of its own"),
        ("Stand.", "<div>Stand.</div>", "line 5: HTML is not shown"),
        ("Stand.", "Stand <br> up.", "line 5: HTML is not shown: <br>"),
        ("Stand.", "![A foot](foot.png)", "line 5: pictures are not shown"),
        ("game:words", "lesson:last-steps", "line 1: there is no lesson 'last-steps'"),
        ("game:words", "https://example.org", "line 1: links lead to lesson:<id> or game:words"),
        ("game:words", "code:I10", "line 1: links lead to lesson:<id> or game:words, not to 'code:I10'"),
        ("game:words", "game:chess", "line 1: links lead to lesson:<id> or game:words"),
        ("\n{exercise: right-foot}\n", "", "exercise right-foot: is placed nowhere"),
        ("Stand.", "Stand.\n\n{exercise: left-foot}", "exercise left-foot: is placed 2 times"),
        ("Stand.", "{exercise: both-feet}", "exercise both-feet: there is no such exercise"),
        ("Stand.", "Stand.\n{exercise: left-foot}", "line 5: {exercise: id} stands alone"),
        ("Stand.", "- {exercise: left-foot}", "line 5: {exercise: id} stands alone"),
        ("## What to keep", "## What to forget", "does not end with a section '## What to keep'"),
        (TEXT, "", "does not end with a section '## What to keep'"),
    ],
)
def test_what_is_wrong_with_its_text_is_named_with_the_line(
    course: ContentFolder, old: str, new: str, problem: str
) -> None:
    course.change(BODY, old, new)
    library, report = course.load()
    assert any(str(each).startswith(f"lessons/first-steps.md: {problem}") for each in report), list(map(str, report))
    assert library.lessons == ()


def test_a_lesson_without_its_text_and_a_text_without_its_lesson_are_problems(course: ContentFolder) -> None:
    (course.root / BODY).rename(course.root / BODY.replace("first", "last"))
    assert problems(course) == [
        "lessons/first-steps.md: is missing: the text of a lesson stands beside its toml file",
        "lessons/last-steps.md: there is no last-steps.toml beside it",
    ]


def test_a_file_that_is_no_text_is_a_problem(course: ContentFolder) -> None:
    course.write(BODY, b"\xff")
    assert problems(course) == ["lessons/first-steps.md: is not UTF-8 text (byte 1)"]


def test_a_number_belongs_to_one_lesson(course: ContentFolder) -> None:
    second_lesson(course, 1)
    both = "1 is the number of 2 lessons: lessons/first-steps.toml, lessons/second-steps.toml"
    assert problems(course) == [
        f"lessons/first-steps.toml: number: {both}",
        f"lessons/second-steps.toml: number: {both}",
    ]


def test_without_its_items_it_is_no_lesson(course: ContentFolder) -> None:
    (course.root / ITEM_FILE).unlink()
    rest = "free of problems with lesson = 'first-steps'; a lesson ends in 5"
    assert problems(course) == [f"lessons/first-steps.toml: has no item {rest}"]


def test_it_has_five_items(course: ContentFolder) -> None:
    course.change(ITEM_FILE, 'lesson = "first-steps"\n', "")
    rest = "free of problems with lesson = 'first-steps'; a lesson ends in 5"
    assert problems(course) == [f"lessons/first-steps.toml: has 4 items {rest}"]
    course.change(SHARED_FILE, 'bloom = "apply"', 'bloom = "apply"\nlesson = "first-steps"')
    assert problems(course) == ["lessons/first-steps.toml: its items stand in more than one file"]


def test_an_item_of_a_lesson_that_there_is_not_is_a_problem(folder: ContentFolder) -> None:
    folder.change(SHARED_FILE, 'bloom = "apply"', 'bloom = "apply"\nlesson = "first-steps"')
    where = "cpb/billing/shared.toml: items[cpb-first].lesson"
    assert problems(folder) == [f"{where}: there is no lesson 'first-steps'"]


def test_an_item_of_a_lesson_is_not_sealed(course: ContentFolder) -> None:
    course.change(ITEM_FILE, 'lesson = "first-steps"', 'lesson = "first-steps"\nsealed = true')
    where = "cpb/billing/lesson-first-steps.toml: items[lesson-step-1].lesson"
    assert problems(course) == [f"{where}: an item of a lesson is not sealed"]


def test_without_blueprints_its_areas_are_not_looked_for(course: ContentFolder) -> None:
    report = Report()
    course.change(TOML, "cpb/billing", "cpb/nowhere")
    assert len(read_lessons(course.banks, None, report)) == 1
    assert list(report) == []


def test_the_shipped_lessons_are_free_of_problems_and_numbered_without_a_gap() -> None:
    library, report = load_shipped()
    about_lessons = [str(each) for each in report if "lesson" in str(each)]
    assert about_lessons == []
    assert [each.slug for each in library.lessons] == [
        "how-a-claim-travels",
        "who-pays",
        "three-code-sets",
        "reading-a-chart",
        "first-diagnosis-codes",
        "first-procedure-codes",
        "medical-words",
        "body-systems-one",
        "body-systems-two",
        "hipaa-in-practice",
        "arithmetic-of-billing",
        "denials-and-what-to-do",
        "modifiers-and-links",
    ]
    assert [each.number for each in library.lessons] == list(range(1, 14))


def test_shipped_tags_are_tags_that_items_carry() -> None:
    library = shipped_library()
    families = {tag for family in library.families for tag in family.family.tags}
    carried = {tag for item in library.items for tag in item.tags} | families
    assert {each.slug: sorted(set(each.tags) - carried) for each in library.lessons if set(each.tags) - carried} == {}
