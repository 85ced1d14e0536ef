"""The form of a draft and its files: two views of the same thing. Nothing that was typed is lost on the way."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from werkzeug.datastructures import MultiDict

from trainer.domain.items.drafts import DraftKind
from trainer.services.draft_texts import (
    FAMILY,
    ITEM,
    SCENARIO,
    Data,
    Files,
    family_text,
    item_text,
    plain_data,
    scenario_text,
)
from trainer.services.drafts import DraftPage, ScenarioRow

Form = MultiDict[str, str]
_KEPT = ("review",)
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,10})?")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_OWN = "own"
_AT = " = "


def read_files(form: Form, draft: DraftPage, scenarios: Sequence[ScenarioRow] = ()) -> dict[str, str]:
    """The files that a form stands for: its texts where they were edited as texts, else what its fields say."""
    if any(f"file-{name}" in form for name in draft.file_names):
        return {name: _lines(form.get(f"file-{name}", "")) for name in draft.file_names}
    match draft.kind:
        case DraftKind.ITEM:
            return {ITEM: item_text(_item(form, draft, scenarios))}
        case DraftKind.SCENARIO:
            return {SCENARIO: scenario_text(_scenario(form, draft))}
        case DraftKind.FAMILY:
            return {FAMILY: family_text(_family(form, draft))}
        case DraftKind.CASE:
            return dict(draft.files)


def form_data(draft: DraftPage, files: Files) -> Data | None:
    """The files as plain data for the fields of a form; None where there is no form for them."""
    if draft.kind is DraftKind.CASE:
        return None
    data = plain_data(files[draft.file_names[0]])
    if data is None or draft.kind is not DraftKind.ITEM:
        return data
    rows = data.get("items")
    is_one = isinstance(rows, list) and len(rows) == 1 and isinstance(rows[0], dict)
    return data if is_one else None


def _lines(text: str) -> str:
    """As it was typed: browsers send two characters for the end of a line."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _text(form: Form, name: str) -> str:
    return _lines(form.get(name, "")).strip()


def _place(form: Form) -> Data:
    track, _, area = form.get("place", "").partition("/")
    return {"schema": 1, "track": track, "area": area}


def _item(form: Form, draft: DraftPage, scenarios: Sequence[ScenarioRow]) -> Data:
    before = _before(draft)
    kind = form.get("kind", "single")
    row: Data = {"id": draft.slug, "kind": kind, "edition": _text(form, "edition"), "bloom": form.get("bloom", "")}
    row |= {name: before[name] for name in _KEPT if name in before}
    row |= {
        "tags": _words(form.get("tags", "")),
        "stem": _text(form, "stem"),
        "references": [line.strip() for line in _text(form, "references").split("\n") if line.strip()],
    }
    if (difficulty := _whole(form.get("difficulty", ""))) != "":
        row["difficulty"] = difficulty
    optional: Data = {
        "sealed": form.get("sealed") == "yes",
        "service_on": _day(form.get("service_on", "")),
        "key_reason": _text(form, "key_reason"),
        "odd_codes": _reasons(_text(form, "odd_codes")),
        "accepted": _reasons(_text(form, "accepted")),
    }
    row |= {name: value for name, value in optional.items() if value}
    row |= _response(form, kind)
    return _with_scenario(form, draft, row, scenarios)


def _before(draft: DraftPage) -> Data:
    rows = (plain_data(draft.files[ITEM]) or {}).get("items")
    return rows[0] if isinstance(rows, list) and rows and isinstance(rows[0], dict) else {}


def _with_scenario(form: Form, draft: DraftPage, row: Data, scenarios: Sequence[ScenarioRow]) -> Data:
    data = _place(form)
    chosen = form.get("stimulus", "")
    shared = next((each for each in scenarios if each.slug == chosen), None)
    if shared is not None:
        stimulus = {"id": shared.slug, "title": shared.title, "text": shared.text}
    elif chosen == _OWN:
        before = str(_before(draft).get("stimulus", ""))
        is_own = bool(before) and before not in {each.slug for each in scenarios}
        own = before if is_own else f"{draft.slug[:110]}-scenario"
        stimulus = {"id": own, "title": _text(form, "scenario_title"), "text": _text(form, "scenario_text")}
    else:
        return data | {"items": [row]}
    return data | {"stimuli": [stimulus], "items": [row | {"stimulus": stimulus["id"]}]}


def _response(form: Form, kind: str) -> Data:
    do = form.get("do", "")
    why = {"why": _text(form, "why")}
    match kind:
        case "numeric":
            decimals = _whole(form.get("decimals", ""))
            numeric: Data = {"unit": _text(form, "unit"), "key": _number(form.get("key_value", ""))} | why
            if tolerance := form.get("tolerance", "").strip():
                numeric["tolerance"] = _number(tolerance)
            return numeric if decimals == "" else numeric | {"decimals": decimals}
        case "code":
            return {"system": form.get("system", "icd-10-cm"), "key": _words(form.get("codes", ""))} | why
        case "ordering":
            options = _rows(form, "option", do, is_explained=False)
            return {"options": options, "key": _order(form, options)} | why
        case "matching":
            options = _rows(form, "option", do, is_explained=False)
            prompts = _rows(form, "prompt", do, is_explained=False)
            pairs = {each["id"]: form.get(f"pair_{each['id']}", "") for each in prompts}
            return {"prompts": prompts, "options": options, "key": {a: b for a, b in pairs.items() if b}} | why
        case "multiple":
            options = _rows(form, "option", do)
            return {"options": options, "key": [key for key in form.getlist("key") if key in _ids(options)]}
        case _:
            options = _rows(form, "option", do)
            return {"options": options, "key": form.get("key", "")}


def _rows(form: Form, name: str, do: str, *, is_explained: bool = True) -> list[Data]:
    """The options or prompts as typed, less the one that is taken away, and one more where that was asked for."""
    columns = [form.getlist(f"{name}_{part}") for part in ("id", "text", "why")]
    whys = columns[2] + [""] * len(columns[0])
    found = [
        {"id": option, "text": _lines(text).strip()} | ({"why": _lines(why).strip()} if is_explained else {})
        for option, text, why in zip(columns[0], columns[1], whys, strict=False)
        if do != f"remove-{name}:{option}"
    ]
    blank = {"text": ""} | ({"why": ""} if is_explained else {})
    wanted = len(found) + 1 if do == f"add-{name}" else max(2, len(found))
    letters = [letter for letter in _LETTERS if letter not in {str(each["id"]) for each in found}]
    return [*found, *({"id": letter} | blank for letter in letters[: wanted - len(found)])]


def _ids(rows: Sequence[Data]) -> set[str]:
    return {str(row["id"]) for row in rows}


def _order(form: Form, options: Sequence[Data]) -> list[str] | str:
    """The options in the order of their places; places that are no order stay as typed, in a text that is a problem."""
    typed = {str(each["id"]): _whole(form.get(f"place_{each['id']}", "")) for each in options}
    places = {place: option for option, place in typed.items() if place != ""}
    if sum(place != "" for place in typed.values()) == len(places) and set(places) == {*range(1, len(places) + 1)}:
        return [places[place] for place in range(1, len(places) + 1)]
    return "; ".join(f"{option}{_AT}{place}" for option, place in typed.items() if place != "")


def typed_place(key: list[str] | str, option: str) -> str:
    """The place of an option as it was typed, from what `read_files` made of it."""
    if isinstance(key, str):
        typed = (each.partition(_AT) for each in key.split("; "))
        return next((place for name, _, place in typed if name == option), "")
    return str(key.index(option) + 1) if option in key else ""


def _scenario(form: Form, draft: DraftPage) -> Data:
    before = plain_data(draft.files[SCENARIO]) or {}
    kept = {name: before[name] for name in ("odd_codes",) if name in before}
    return _place(form) | {"id": draft.slug, "title": _text(form, "title"), "text": _text(form, "text")} | kept


def _family(form: Form, draft: DraftPage) -> Data:
    """What is left empty is the family's own."""
    data: Data = {"schema": 1, "id": draft.slug, "family": form.get("family", "")}
    optional: Mapping[str, Any] = {
        "title": _text(form, "title"),
        "variants": _whole(form.get("variants", "")),
        "difficulty": _whole(form.get("difficulty", "")),
        "bloom": form.get("bloom", ""),
        "tags": _words(form.get("tags", "")),
    }
    return data | {name: value for name, value in optional.items() if value not in ("", [])}


def _words(text: str) -> list[str]:
    """What commas and line ends part, each once."""
    return list(dict.fromkeys(word.strip() for word in re.split(r"[,;\n\r]", text) if word.strip()))


def _reasons(text: str) -> dict[str, str]:
    """`S72.001: why` on each line."""
    pairs = (line.partition(":") for line in text.split("\n") if line.strip())
    return {name.strip(): why.strip() for name, _, why in pairs}


def _whole(text: str) -> int | str:
    """A whole number; what is none stays as it was typed, and is named as a problem."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else text


def _number(text: str) -> Decimal | str:
    """A number; what is none stays as it was typed, and is named as a problem."""
    plain = text.strip()
    return Decimal(plain) if _NUMBER.fullmatch(plain) else plain


def _day(text: str) -> date | str:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return text.strip()
