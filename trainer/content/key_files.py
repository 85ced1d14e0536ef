"""The key of a case as the text of a key.toml, and back: keys that are read and corrected without their files."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from trainer.content import billing_checks, billing_files, case_files
from trainer.content.billing_shapes import BillingKeyShape
from trainer.content.case_shapes import CaseKeyShape
from trainer.content.toml_files import MAX_FILE_BYTES, parse_toml
from trainer.domain.claims.billing_case import BillingContent
from trainer.domain.claims.case import CaseContent
from trainer.domain.claims.money import write_cents
from trainer.domain.grading.billing_key import AccountKey, BillingKey, Defect, FieldKey
from trainer.domain.grading.case_key import (
    CaseKey,
    DiagnosisKey,
    ModifierRule,
    NotReportable,
    ProcedureKey,
    QueryKey,
    RelatedPair,
    SeededError,
    Trap,
)
from trainer.domain.grading.findings import FindingKind
from trainer.domain.kernel.problems import Report

NAME = "key.toml"

Plain = str | int | bool | date | list["Plain"] | dict[str, "Plain"]
_NOTHING: tuple[Plain, ...] = ("", [], {})
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def read_key(text: str, content: CaseContent | BillingContent, report: Report) -> CaseKey | BillingKey | None:
    """The key that a text is for this case, checked as files are; None, and its problems in `report`, if it is none.

    What a file says of its review and of the reason for the key is read and not kept.
    """
    if len(text.encode()) > MAX_FILE_BYTES:
        report.add(NAME, "", f"is longer than {MAX_FILE_BYTES:,} bytes")
        return None
    text = text.replace("\r\n", "\n")
    if isinstance(content, BillingContent):
        return _read_billing_key(text, content, report)
    return _read_case_key(text, content, report)


def _read_case_key(text: str, content: CaseContent, report: Report) -> CaseKey | None:
    shape = parse_toml(text, NAME, CaseKeyShape, report)
    if shape is None:
        return None
    before = len(report)
    _add(report, case_files.key_problems(content, shape))
    if len(report) > before:
        return None
    key = case_files.make_key(shape)
    _add(report, case_files.contradictions(content, key))
    return key if len(report) == before else None


def _read_billing_key(text: str, content: BillingContent, report: Report) -> BillingKey | None:
    shape = parse_toml(text, NAME, BillingKeyShape, report)
    if shape is None:
        return None
    before = len(report)
    key = billing_files.make_key(shape)
    _add(report, billing_checks.key_problems(content, key))
    if len(report) == before:
        _add(report, billing_checks.grading_problems(content, key))
    return key if len(report) == before else None


def _add(report: Report, problems: Iterable[tuple[str, str]]) -> None:
    for where, message in problems:
        report.add(NAME, where, message)


def write_key(key: CaseKey | BillingKey) -> str:
    """The text of a key; `read_key` gives the same key again. What is said by default is left out."""
    plain = _billing_key(key) if isinstance(key, BillingKey) else _case_key(key)
    return "\n".join(_document({"schema": 1, **_said(plain)})) + "\n"


def _case_key(key: CaseKey) -> dict[str, Plain]:
    return {
        "references": list(key.references),
        "diagnoses": [_diagnosis(line) for line in key.diagnoses],
        "procedures": [_procedure(line) for line in key.procedures],
        "order": [{"before": rule.before, "after": rule.after, "why": rule.why} for rule in key.order],
        "related": [_related(pair) for pair in key.related],
        "not_reportable": [_not_reportable(each) for each in key.not_reportable],
        "traps": [_trap(each) for each in key.traps],
        "seeded": [_seeded(each) for each in key.seeded],
        "query": _query(key.query) if key.query else {},
    }


def _line(line: DiagnosisKey | ProcedureKey) -> dict[str, Plain]:
    return _said(
        {
            "code": line.code,
            "status": "" if line.status == "required" else line.status,
            "alternative": f"{line.choice.group}/{line.choice.name}" if line.choice else "",
            "when": line.when,
        }
    )


def _diagnosis(line: DiagnosisKey) -> dict[str, Plain]:
    role: dict[str, Plain] = {"role": "first-listed"} if line.is_first_listed else {}
    return {**_line(line), **role, "span": line.span, "why": line.why}


def _procedure(line: ProcedureKey) -> dict[str, Plain]:
    more: dict[str, Plain] = {"modifiers": _modifiers(line.modifiers)}
    if line.units_low != line.units_high:
        more["units"] = {"low": line.units_low, "high": line.units_high}
    elif line.units_low != 1:
        more["units"] = line.units_low
    if line.pointers:
        allowed: list[Plain] = [place + 1 for place in line.pointers.allowed]
        more["pointers"] = _said({"first": line.pointers.first + 1, "allowed": allowed})
    if line.elements:
        visit = line.elements
        more["elements"] = {"problems": visit.problems, "data": visit.data, "risk": visit.risk}
    return {**_line(line), **_said(more), "span": line.span, "why": line.why}


def _modifiers(rule: ModifierRule) -> Plain:
    return _said({name: list(getattr(rule, name)) for name in ("all", "one_of", "optional", "forbidden")})


def _related(pair: RelatedPair) -> Plain:
    unrelated: dict[str, Plain] = {} if pair.is_related else {"related": False}
    return {"codes": [pair.one, pair.other], **unrelated, "why": pair.why}


def _not_reportable(each: NotReportable) -> Plain:
    finding = "" if each.finding is FindingKind.UNSUPPORTED else each.finding.value
    return _said({"code": each.code, "finding": finding, "why": each.why})


def _trap(trap: Trap) -> Plain:
    line: dict[str, Plain] = _said({"code": trap.code, "modifiers": list(trap.modifiers)})
    if trap.units != 1:
        line["units"] = trap.units
    if trap.pointers is not None:
        line["pointers"] = [place + 1 for place in trap.pointers]
    if trap.place is not None:
        line["place"] = trap.place
    if trap.is_left_out:
        line["left_out"] = True
    return _said({"line": line, "instead_of": trap.instead_of, "finding": trap.finding.value, "why": trap.why})


def _seeded(each: SeededError) -> Plain:
    finding, *also = (kind.value for kind in each.kinds)
    line: dict[str, Plain] = {} if each.line is None else {"line": each.line + 1}
    more: dict[str, Plain] = {"missing": each.missing, "finding": finding, "also": list(also), "why": each.why}
    return {"section": each.section, **line, **_said(more)}


def _query(key: QueryKey) -> Plain:
    return {
        "needed": key.is_needed,
        "why": key.why,
        "gaps": list(key.gaps),
        "gap_reasons": dict(key.gap_remarks),
        "parts": {each.part: {"right": each.right, "why": dict(each.remarks)} for each in key.parts},
    }


def _billing_key(key: BillingKey) -> dict[str, Plain]:
    return {
        "free": list(key.free),
        "form": dict(key.form),
        "fields": [_field(each) for each in key.fields],
        "defects": [_defect(each) for each in key.defects],
        "accounts": [_account(each) for each in key.accounts],
    }


def _field(each: FieldKey) -> Plain:
    named: dict[str, Plain] = {name: getattr(each, name) for name in ("why", "source", "sum", "span", "follows")}
    mistakes: list[Plain] = [{"value": m.value, "fault": m.fault.value, "why": m.why} for m in each.mistakes]
    return {"field": each.field, "accepts": list(each.accepts), **_said({**named, "mistakes": mistakes})}


def _defect(each: Defect) -> Plain:
    named: dict[str, Plain] = {"why": each.why, "source": each.source, "span": each.span, "also": list(each.also)}
    return {"item": each.item, "fault": each.fault.value, "accepts": list(each.accepts), **_said(named)}


def _account(each: AccountKey) -> Plain:
    saves, due_on = write_cents(each.saves_cents), each.due_on or ""
    named: dict[str, Plain] = {"saves": saves, "due_on": due_on, "why": each.why, "source": each.source}
    return {"account": each.account, "actions": list(each.actions), **_said(named)}


def _said(plain: Mapping[str, Plain]) -> dict[str, Plain]:
    """Without what is empty, which is what the format says by default."""
    return {name: value for name, value in plain.items() if value not in _NOTHING}


def _document(plain: Mapping[str, Plain], path: str = "") -> Iterator[str]:
    """A table in lines: its own values first, then the tables in it."""
    tables = [(name, value) for name, value in plain.items() if isinstance(value, dict) or _is_tables(value)]
    for name, value in plain.items():
        if not isinstance(value, dict) and not _is_tables(value):
            yield f"{_name(name)} = {_value(value)}"
    for name, value in tables:
        below = f"{path}.{_name(name)}" if path else _name(name)
        if isinstance(value, dict):
            yield from ("", f"[{below}]", *_document(value, below))
        elif isinstance(value, list):
            for each in value:
                assert isinstance(each, dict)
                yield from ("", f"[[{below}]]", *(f"{_name(key)} = {_value(part)}" for key, part in each.items()))


def _is_tables(value: Plain) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _name(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _text(name)


def _value(value: Plain) -> str:
    """One value; of a list that is long every part stands on a line of its own."""
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case str():
            return _text(value)
        case date():
            return value.isoformat()
        case dict():
            return f"{{ {', '.join(f'{_name(name)} = {_value(part)}' for name, part in value.items())} }}"
        case _:
            parts = [_value(part) for part in value]
            on_one_line = f"[{', '.join(parts)}]"
            return on_one_line if len(on_one_line) <= 100 else "\n".join(["[", *(f"  {part}," for part in parts), "]"])


def _text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return '"' + _CONTROL.sub(_escape, escaped) + '"'


def _escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"
