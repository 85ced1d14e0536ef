"""Lessons of the Foundations course: `question_banks/lessons/<id>.toml` with `<id>.md`; see docs/content-format.md."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token
from pydantic import Field, StringConstraints

from trainer.content.item_files import SLUG, AuthoredItem, Slug, Text
from trainer.content.toml_files import Shape, read_text, read_toml
from trainer.domain.kernel.problems import Report

FOLDER = "lessons"
WORD_PARTS = "word_parts.toml"
"""The one file in the folder that is no lesson."""
ITEMS = 5
"""A lesson ends in so many items."""
LAST_SECTION = "What to keep"
GAME_LINK = "game:words"
LESSON_LINK = "lesson:"

_MARKER = re.compile(rf"\{{exercise: *({SLUG})\}}")
_PAGE_ANCHORS = ("main", "five-questions", "references")
_MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("table")

Areas = Set[tuple[str, str]]
AreaName = Annotated[str, StringConstraints(pattern=f"^(cpc|cpb)/{SLUG}$")]
LessonTitle = Annotated[str, StringConstraints(min_length=1, max_length=80, strip_whitespace=True)]


class ExerciseShape(Shape):
    id: Slug
    prompt: Text
    answer: Text


class LessonShape(Shape):
    schema_: Literal[1] = Field(alias="schema")
    id: Slug
    number: Annotated[int, Field(ge=1, le=99)]
    title: LessonTitle
    minutes: Annotated[int, Field(ge=1, le=60)]
    summary: Text
    areas: Annotated[list[AreaName], Field(max_length=6)]
    tags: list[Text]
    references: Annotated[list[Text], Field(min_length=1)]
    exercises: Annotated[list[ExerciseShape], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Exercise:
    """A task on the way, with its answer: both are Markdown. Exercises are numbered as they come in the text."""

    slug: str
    number: int
    prompt: str
    answer: str


@dataclass(frozen=True, slots=True)
class Section:
    """A section under its heading: pieces of Markdown, with the exercises between them. The first has no heading."""

    title: str
    anchor: str
    parts: tuple[str | Exercise, ...]


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson. For questions of its `areas` (track, area), and most of all with its `tags`, it is the ground."""

    slug: str
    number: int
    title: str
    minutes: int
    summary: str
    areas: tuple[tuple[str, str], ...]
    tags: tuple[str, ...]
    references: tuple[str, ...]
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class _Cut:
    """Where the text is cut: lines `start` to `end` are a heading, or the place of an exercise."""

    start: int
    end: int
    heading: str = ""
    exercise: str = ""


def lesson_slugs(banks: Path) -> tuple[str, ...]:
    """The ids of all lessons that there are files of, with problems or without."""
    return tuple(sorted(path.stem for path in (banks / FOLDER).glob("*.toml") if path.name != WORD_PARTS))


def read_lessons(banks: Path, areas: Areas | None, report: Report) -> tuple[Lesson, ...]:
    """The lessons that are free of problems, by number. `areas` is None where the blueprints could not be read."""
    slugs = lesson_slugs(banks)
    numbers: dict[int, list[str]] = defaultdict(list)
    lessons = []
    for slug in slugs:
        name, before = f"{FOLDER}/{slug}.toml", len(report)
        shape = read_toml(banks / name, name, LessonShape, report)
        body = _read_body(banks, slug, report)
        if shape is None or body is None:
            continue
        numbers[shape.number].append(name)
        for field, problem in _shape_problems(shape, slug, areas):
            report.add(name, field, problem)
        for where, text in _texts(shape, body):
            for field, problem in _text_problems(text, slugs):
                report.add(*_place(name, where, field), problem)
        lesson = _lesson(shape, body, report)
        if len(report) == before:
            lessons.append(lesson)
    for number, names in numbers.items():
        for name in names if len(names) > 1 else ():
            report.add(name, "number", f"{number} is the number of {len(names)} lessons: {', '.join(names)}")
    for path in sorted((banks / FOLDER).glob("*.md")):
        if path.stem not in slugs:
            report.add(f"{FOLDER}/{path.name}", "", f"there is no {path.stem}.toml beside it")
    return tuple(sorted(lessons, key=lambda lesson: lesson.number))


def report_items(banks: Path, items: Sequence[AuthoredItem], files: Mapping[str, str], report: Report) -> None:
    """Reports lessons without their five items, and items whose lesson there is not. `files`: item id -> its file."""
    slugs = lesson_slugs(banks)
    found: dict[str, list[AuthoredItem]] = defaultdict(list)
    for item in items:
        if item.lesson is None:
            continue
        found[item.lesson].append(item)
        field = f"items[{item.slug}].lesson"
        if item.lesson not in slugs:
            report.add(files[item.slug], field, f"there is no lesson {item.lesson!r}")
        if item.is_sealed:
            report.add(files[item.slug], field, "an item of a lesson is not sealed")
    for slug in slugs:
        name = f"{FOLDER}/{slug}.toml"
        if len(found[slug]) != ITEMS:
            has = f"{len(found[slug])} items" if found[slug] else "no item"
            report.add(name, "", f"has {has} free of problems with lesson = {slug!r}; a lesson ends in {ITEMS}")
        if len({files[item.slug] for item in found[slug]}) > 1:
            report.add(name, "", "its items stand in more than one file")


def _read_body(banks: Path, slug: str, report: Report) -> str | None:
    name = f"{FOLDER}/{slug}.md"
    if not (banks / name).exists():
        report.add(name, "", "is missing: the text of a lesson stands beside its toml file")
        return None
    return read_text(banks / name, name, report)


def _shape_problems(shape: LessonShape, slug: str, areas: Areas | None) -> Iterator[tuple[str, str]]:
    if shape.id != slug:
        yield "id", f"the file should be called {shape.id}.toml"
    for area in shape.areas:
        if areas is not None and _pair(area) not in areas:
            yield "areas", f"no blueprint has the area {area!r}"
    named = {"areas": shape.areas, "tags": shape.tags, "exercises": [each.id for each in shape.exercises]}
    for field, names in named.items():
        for repeated in sorted(name for name, times in Counter(names).items() if times > 1):
            yield field, f"names {repeated!r} more than once"


def _pair(area: str) -> tuple[str, str]:
    track, _, name = area.partition("/")
    return track, name


def _texts(shape: LessonShape, body: str) -> Iterator[tuple[str, str]]:
    """All Markdown of a lesson, with its field; the body has none."""
    yield "", body
    for exercise in shape.exercises:
        yield f"exercises[{exercise.id}].prompt", exercise.prompt
        yield f"exercises[{exercise.id}].answer", exercise.answer


def _place(name: str, where: str, line: str) -> tuple[str, str]:
    """File and field of a problem: a line of the body's file, or a field of the other."""
    return (name, where) if where else (name.removesuffix("toml") + "md", line)


def _text_problems(text: str, slugs: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What no text of a lesson may hold, by line."""
    line = ""
    for token in _MARKDOWN.parse(text):
        line = f"line {token.map[0] + 1}" if token.map else line
        if token.type == "heading_open" and token.tag == "h1":
            yield line, "a title of its own: the page has the lesson's; sections begin with ##"
        if token.type == "html_block":
            yield line, "HTML is not shown"
        for child in token.children or ():
            for problem in _inline_problems(child, slugs):
                yield line, problem


def _inline_problems(token: Token, slugs: Sequence[str]) -> Iterator[str]:
    match token.type:
        case "html_inline":
            yield f"HTML is not shown: {token.content}"
        case "image":
            yield "pictures are not shown"
        case "link_open":
            target = str(token.attrGet("href"))
            slug = target.removeprefix(LESSON_LINK)
            if target == slug and target != GAME_LINK:
                yield f"links lead to {LESSON_LINK}<id> or {GAME_LINK}, not to {target!r}"
            elif target != slug and slug not in slugs:
                yield f"there is no lesson {slug!r}"


def _lesson(shape: LessonShape, body: str, report: Report) -> Lesson:
    name = f"{FOLDER}/{shape.id}.md"
    cuts = list(_cuts(body, name, report))
    placed = [cut.exercise for cut in cuts if cut.exercise]
    known = {each.id: each for each in shape.exercises}
    for slug in dict.fromkeys((*known, *placed)):
        if slug not in known:
            report.add(name, f"exercise {slug}", "there is no such exercise in the toml file")
        elif placed.count(slug) != 1:
            times = f"{placed.count(slug)} times" if slug in placed else "nowhere"
            report.add(name, f"exercise {slug}", f"is placed {times}; each has one line {{exercise: {slug}}}")
    exercises = {
        slug: Exercise(slug, number, known[slug].prompt, known[slug].answer)
        for number, slug in enumerate((each for each in dict.fromkeys(placed) if each in known), start=1)
    }
    sections = _sections(body, cuts, exercises)
    if sections[-1].title != LAST_SECTION:
        report.add(name, "", f"does not end with a section '## {LAST_SECTION}'")
    return Lesson(
        shape.id,
        shape.number,
        shape.title,
        shape.minutes,
        shape.summary,
        tuple(map(_pair, shape.areas)),
        tuple(shape.tags),
        tuple(shape.references),
        sections,
    )


def _cuts(body: str, name: str, report: Report) -> Iterator[_Cut]:
    """Headings of sections and places of exercises, in their order."""
    tokens = _MARKDOWN.parse(body)
    for token, inline in pairwise(tokens):
        if inline.type != "inline" or not inline.map:
            continue
        start, end = token.map or inline.map
        marker = _MARKER.fullmatch(inline.content)
        if token.level == 0 and token.type == "heading_open" and token.tag == "h2":
            yield _Cut(start, end, heading=inline.content)
        elif marker and token.level == 0 and token.type == "paragraph_open":
            yield _Cut(start, end, exercise=marker[1])
        elif "{exercise" in inline.content:
            report.add(name, f"line {start + 1}", "{exercise: id} stands alone between empty lines, with a known id")


def _sections(body: str, cuts: Sequence[_Cut], exercises: Mapping[str, Exercise]) -> tuple[Section, ...]:
    lines = body.splitlines()
    anchors = set(_PAGE_ANCHORS)
    sections = []
    title, parts, here = "", list[str | Exercise](), 0
    for cut in (*cuts, _Cut(len(lines), len(lines), heading="the end")):
        if text := "\n".join(lines[here : cut.start]).strip("\n"):
            parts.append(text)
        if cut.exercise in exercises:
            parts.append(exercises[cut.exercise])
        if cut.heading:
            if title or parts:
                sections.append(Section(title, _anchor(title, anchors), tuple(parts)))
            title, parts = cut.heading, []
        here = cut.end
    return tuple(sections) or (Section("", "", ()),)


def _anchor(title: str, taken: set[str]) -> str:
    """What an address may name the section by; "" for the one without a heading."""
    if not title:
        return ""
    plain = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "section"
    anchor = next(each for each in (plain, *(f"{plain}-{n}" for n in range(2, 999))) if each not in taken)
    taken.add(anchor)
    return anchor
