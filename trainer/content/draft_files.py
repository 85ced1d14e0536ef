"""The files of a draft: the same formats as question_banks and case_studies, one thing in each, read from text.

Items, scenarios and families are written from plain data as well, so that a form and a file are two views of one draft.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any, Literal

import tomlkit
from pydantic import Field
from tomlkit.items import AoT, Item, Table

from trainer.content.billing_files import AuthoredBillingCase, read_billing_case
from trainer.content.case_files import AuthoredCase, read_case
from trainer.content.families import DEFAULT_VARIANTS, AuthoredFamily
from trainer.content.item_files import (
    AuthoredItem,
    AuthoredStimulus,
    Difficulty,
    ItemFileShape,
    Slug,
    Text,
    Title,
    is_slug,
    item_problems,
    to_item,
)
from trainer.content.toml_files import Shape, load_toml, parse_toml
from trainer.domain.claims.billing_case import BillingKind
from trainer.domain.claims.case import CaseKind
from trainer.domain.generators.family import Degenerate, variants
from trainer.domain.generators.registry import families
from trainer.domain.items.content import (
    CodeEntry,
    Matching,
    MultipleResponse,
    NumericEntry,
    Option,
    Ordering,
    SingleBest,
)
from trainer.domain.items.keys import CodeKey, MatchingKey, MultipleKey, NumericKey, OrderingKey, SingleKey
from trainer.domain.kernel.problems import Report

Files = Mapping[str, str]
"""Name -> text, as in a folder."""
Data = dict[str, Any]
"""A file as plain values, as a TOML parser gives them."""
AnyAuthored = AuthoredItem | AuthoredStimulus | AuthoredFamily | AuthoredCase | AuthoredBillingCase

ITEM, SCENARIO, FAMILY, CASE = "item.toml", "scenario.toml", "family.toml", "case.toml"
CHART, EXHIBITS, KEY = "chart.md", "exhibits.md", "key.toml"
MAX_VARIANTS = 200
MAX_TITLE = 200

_ITEM_FIELDS = (
    *("id", "kind", "stimulus", "edition", "difficulty", "bloom", "tags", "system", "unit", "decimals", "key"),
    *("tolerance", "sealed", "service_on", "stem", "references", "why", "key_reason"),
)
_FAMILY_FIELDS = ("schema", "id", "family", "title", "variants", "difficulty", "bloom", "tags")
_SCENARIO_FIELDS = ("schema", "track", "area", "id", "title", "text")


class ScenarioFileShape(Shape):
    schema_: Literal[1] = Field(alias="schema")
    track: Literal["cpc", "cpb"]
    area: Slug
    id: Slug
    title: Title
    text: Text
    odd_codes: dict[Text, Text] = {}


class FamilyFileShape(Shape):
    """A family of the program under a name of its own: other dice, and what its author sets otherwise."""

    schema_: Literal[1] = Field(alias="schema")
    id: Slug
    family: Slug
    title: Text | None = None
    variants: Annotated[int, Field(ge=1, le=MAX_VARIANTS)] = DEFAULT_VARIANTS
    difficulty: Difficulty | None = None
    bloom: Literal["recall", "apply", "analyze"] | None = None
    tags: list[Text] | None = None


def plain_data(text: str) -> Data | None:
    """A TOML text as plain values; None where it is no TOML."""
    try:
        return load_toml(text)
    except (ValueError, RecursionError):
        return None


def file_names(kind: str, files: Files) -> tuple[str, ...]:
    """The files that a draft of this kind has, in the order in which they are edited."""
    if kind != "case":
        return (f"{kind}.toml",)
    return (CASE, EXHIBITS if EXHIBITS in files else CHART, KEY)


def read_item(files: Files, slug: str, report: Report) -> AuthoredItem | None:
    """The item in `item.toml`; None, and its problems by field, if something is wrong with it."""
    found = Report()
    file = parse_toml(files.get(ITEM, ""), ITEM, ItemFileShape, found)
    authored = None
    if file is not None:
        for field, message in _problems_of_one(file, slug):
            found.add(ITEM, field, message)
        if not found.problems:
            stimuli = [AuthoredStimulus(each.id, each.title, each.text, dict(each.odd_codes)) for each in file.stimuli]
            authored = to_item(file.items[0], file, stimuli[0] if stimuli else None)
    for each in found:
        report.add(ITEM, _short(each.field), each.message)
    return authored


def _problems_of_one(file: ItemFileShape, slug: str) -> Iterator[tuple[str, str]]:
    if len(file.items) != 1:
        yield "items", "a draft holds one item"
        return
    item = file.items[0]
    if item.id != slug:
        yield "id", f"the id of this draft is {slug!r} and never changes"
    if item.lesson is not None:
        yield "lesson", "only items of the shipped lessons name one"
    yield from item_problems(item)
    if [each.id for each in file.stimuli] != ([item.stimulus] if item.stimulus else []):
        yield "stimulus", "an item names the one scenario that its file holds, and no other"


def _short(field: str) -> str:
    """`items[cpc-x].options[B].why` -> `options[B].why`: there is one item."""
    for name, instead in (("items[", ""), ("stimuli[", "scenario.")):
        if field.startswith(name) and "]" in field:
            rest = field.split("]", 1)[1].lstrip(".")
            return f"{instead}{rest}".strip(".")
    return field


def read_scenario(files: Files, slug: str, report: Report) -> AuthoredStimulus | None:
    """The scenario in `scenario.toml`; None, and its problems, if something is wrong with it."""
    shape = parse_toml(files.get(SCENARIO, ""), SCENARIO, ScenarioFileShape, report)
    if shape is None:
        return None
    if shape.id != slug:
        report.add(SCENARIO, "id", f"the id of this draft is {slug!r} and never changes")
        return None
    return AuthoredStimulus(shape.id, shape.title, shape.text, dict(shape.odd_codes))


def read_family(files: Files, slug: str, report: Report) -> AuthoredFamily | None:
    """The family in `family.toml` with its variants; None, and its problems, if something is wrong with it."""
    shape = parse_toml(files.get(FAMILY, ""), FAMILY, FamilyFileShape, report)
    if shape is None:
        return None
    if shape.id != slug:
        report.add(FAMILY, "id", f"the id of this draft is {slug!r} and never changes")
    base = families().get(shape.family)
    if base is None:
        report.add(FAMILY, "family", "there is no such family")
    if base is None or shape.id != slug:
        return None
    family = replace(
        base,
        slug=slug,
        title=shape.title or base.title,
        difficulty=shape.difficulty or base.difficulty,
        bloom=shape.bloom or base.bloom,
        tags=base.tags if shape.tags is None else tuple(shape.tags),
    )
    try:
        return AuthoredFamily(family, variants(family, shape.variants))
    except Degenerate as error:
        report.add(FAMILY, "variants", str(error))
        return None


def read_case_files(files: Files, slug: str, report: Report) -> AuthoredCase | AuthoredBillingCase | None:
    """The case in the texts of its folder; None, and its problems by file and field, if something is wrong with it."""
    data = plain_data(files.get(CASE, "")) or {}
    kind = data.get("kind")
    if kind not in (*CaseKind, *BillingKind):
        known = ", ".join((*CaseKind, *BillingKind))
        parse_toml(files.get(CASE, ""), CASE, _AnyShape, report)
        report.add(CASE, "kind", f"should be one of {known}")
        return None
    if data.get("id") != slug:
        report.add(CASE, "id", f"the id of this draft is {slug!r} and never changes")
        return None
    if not is_slug(slug):  # it names the folder that the readers of cases are given
        report.add(CASE, "id", "should be small letters and digits, joined by single hyphens, at most 120")
        return None
    found = Report()
    with TemporaryDirectory() as root:  # the readers of cases read folders
        folder = Path(root) / str(kind) / "draft"
        folder.mkdir(parents=True)
        for name in (CASE, EXHIBITS if kind in list(BillingKind) else CHART, KEY):
            (folder / name).write_text(files.get(name, ""), encoding="utf-8", newline="\n")
        folder = folder.rename(folder.with_name(slug))
        read = read_billing_case if kind in list(BillingKind) else read_case
        authored = read(folder, "draft", found)
    for each in found:
        report.add(each.file.removeprefix("draft/"), each.field, each.message)
    return authored


class _AnyShape(Shape):
    """For a file whose kind is not known: only whether it is TOML is looked at."""

    model_config = Shape.model_config | {"extra": "ignore"}


@dataclass(frozen=True, slots=True)
class Described:
    """What lists show of a draft; empty where its files do not say."""

    title: str
    track: str
    area: str
    tags: tuple[str, ...]


def describe(kind: str, files: Files) -> Described:
    """What the files say of themselves, as far as they can be read."""
    name = file_names(kind, files)[0]
    data = plain_data(files.get(name, "")) or {}
    inner = _first(data.get("items")) if kind == "item" else data
    text = str(inner.get("stem" if kind == "item" else "title") or "")
    tags = inner.get("tags")
    track, area = str(data.get("track", "")), str(data.get("area", ""))
    if kind == "case":
        track = "cpb" if data.get("kind") in list(BillingKind) else "cpc"
    elif kind == "family" and (base := families().get(str(data.get("family")))):
        track, area, text = base.track, base.area, text or base.title
        tags = list(base.tags) if tags is None else tags
    title = " ".join(text.split())
    title = title if len(title) <= MAX_TITLE else f"{title[: MAX_TITLE - 1].rstrip()}…"
    listed = tags if isinstance(tags, list) else []
    return Described(title, track[:8], area[:40], tuple(str(tag)[:60] for tag in listed[:30]))


def _first(value: object) -> Data:
    return value[0] if isinstance(value, list) and value and isinstance(value[0], dict) else {}


def item_text(data: Data) -> str:
    """`item.toml` of plain data in the shape of a question file. Numbers that are none stay as they were typed."""
    document = tomlkit.document()
    for name in ("schema", "track", "area"):
        if name in data:
            document.add(name, _value(data[name]))
    for name in ("stimuli", "items"):
        if data.get(name):
            document.append(name, _tables(data[name]))
    return tomlkit.dumps(document)


def scenario_text(data: Data) -> str:
    """`scenario.toml` of plain data."""
    return _flat_text(data, _SCENARIO_FIELDS)


def family_text(data: Data) -> str:
    """`family.toml` of plain data; what is not set otherwise is left to the family."""
    return _flat_text(data, _FAMILY_FIELDS)


def _flat_text(data: Data, fields: Sequence[str]) -> str:
    document = tomlkit.document()
    for name, value in _in_order(data, fields):
        document.add(name, value)
    return tomlkit.dumps(document)


def _in_order(data: Data, fields: Sequence[str]) -> Iterator[tuple[str, Item]]:
    """Plain values before tables: what follows a table belongs to it."""
    names = [*(name for name in fields if name in data), *(name for name in data if name not in fields)]
    values = [(name, _value(data[name])) for name in names]
    yield from (each for each in values if not isinstance(each[1], (Table, AoT)))
    yield from (each for each in values if isinstance(each[1], (Table, AoT)))


def _value(value: Any) -> Item:
    match value:
        case str() if "\n" in value:
            return tomlkit.string(value, multiline=True)
        case Decimal() if value.is_finite():
            return tomlkit.value(format(value, "f"))
        case dict():
            table = tomlkit.table()
            for name, each in _in_order(value, _ITEM_FIELDS):
                table.add(name, each)
            return table
        case list() if value and all(isinstance(each, dict) for each in value):
            return _tables(value)
        case bool() | int() | date() | list():
            return tomlkit.item(value)
        case _:
            return tomlkit.string(str(value))


def _tables(rows: Sequence[Data]) -> AoT:
    found = tomlkit.aot()
    for row in rows:
        table = _value(row)
        assert isinstance(table, Table)
        found.append(table)
    return found


def item_data(item: AuthoredItem) -> Data:
    """An item as plain data in the shape of a question file, which reads back as the same item."""
    whys = dict(item.explanation.rationales)
    row: Data = {
        "id": item.slug,
        "kind": item.content.response.kind,
        "edition": item.content.edition,
        "difficulty": item.difficulty,
        "bloom": item.bloom,
        "tags": list(item.tags),
        "stem": item.content.stem,
        "references": list(item.explanation.references),
    }
    optional: Data = {
        "stimulus": item.stimulus.slug if item.stimulus else "",
        "why": "" if item.content.response.kind in ("single", "multiple") else item.explanation.general,
        "key_reason": item.key_reason,
        "sealed": item.is_sealed,
        "service_on": item.service_on,
        "odd_codes": dict(item.odd_codes),
        "accepted": dict(item.accepted),
    }
    if item.second_solution:
        optional["review"] = {"second_solution": item.second_solution, "note": item.settlement}
    row |= {name: value for name, value in optional.items() if value}
    row |= _response_data(item, whys)
    data: Data = {"schema": 1, "track": item.track, "area": item.area, "items": [row]}
    if item.stimulus:
        scenario = {"id": item.stimulus.slug, "title": item.stimulus.title, "text": item.stimulus.body}
        odd_codes = {"odd_codes": dict(item.stimulus.odd_codes)} if item.stimulus.odd_codes else {}
        data["stimuli"] = [scenario | odd_codes]
    return data


def _response_data(item: AuthoredItem, whys: Mapping[str, str]) -> Data:
    match item.content.response, item.key:
        case SingleBest(options), SingleKey(option):
            return {"key": option, "options": _options(options, whys)}
        case MultipleResponse(options), MultipleKey(chosen):
            return {"key": list(chosen), "options": _options(options, whys)}
        case NumericEntry(unit, decimals), NumericKey(value, tolerance):
            return {"unit": unit, "decimals": decimals, "key": value, "tolerance": tolerance}
        case CodeEntry(system), CodeKey(any_of):
            return {"system": system, "key": list(any_of)}
        case Ordering(options), OrderingKey(order):
            return {"key": list(order), "options": _options(options)}
        case Matching(prompts, options), MatchingKey(pairs):
            return {"key": dict(pairs), "prompts": _options(prompts), "options": _options(options)}
        case _:
            raise ValueError(f"{item.slug}: the key does not fit the question")


def _options(options: Sequence[Option], whys: Mapping[str, str] | None = None) -> list[Data]:
    plain = [{"id": option.id, "text": option.text} for option in options]
    return plain if whys is None else [each | {"why": whys.get(each["id"], "")} for each in plain]
