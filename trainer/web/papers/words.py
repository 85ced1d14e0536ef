"""What papers say: how a question is answered, and keys by the letters and numbers of a form."""

from collections.abc import Sequence
from typing import assert_never

from trainer.domain.claims.lines import POINTER_LETTERS, TypedLine
from trainer.domain.codesets.codes import dotted
from trainer.domain.grading.case_key import DiagnosisKey, ModifierRule, PointerRule, ProcedureKey
from trainer.domain.items.content import (
    CodeEntry,
    Matching,
    MultipleResponse,
    NumericEntry,
    Option,
    Ordering,
    Response,
    SingleBest,
)
from trainer.domain.items.keys import CodeKey, Key, MatchingKey, MultipleKey, NumericKey, OrderingKey, SingleKey

SYSTEM_WORDS = {"icd-10-cm": "ICD-10-CM", "cpt": "CPT", "hcpcs": "HCPCS Level II"}
OWN_WORK = "Everybody hands in their own work."
ELEMENTS = ("problems", "data", "risk")


def letter_of(place: int) -> str:
    """A, B, … Z, AA, AB, …: the letter of an option by its place, from 0."""
    return (letter_of(place // 26 - 1) if place >= 26 else "") + chr(ord("A") + place % 26)


def task_words(response: Response) -> str:
    """How the question is answered; "" where everybody knows."""
    match response:
        case SingleBest():
            return ""
        case MultipleResponse():
            return "Choose every answer that applies."
        case NumericEntry(unit, decimals):
            places = f" with {decimals} decimal{'' if decimals == 1 else 's'}" if decimals else ""
            return f"Write a number{places}{f', in {unit}' if unit else ''}."
        case CodeEntry(system):
            return f"Write one {SYSTEM_WORDS[system]} code."
        case Ordering():
            return "Write the letters in the right order, first to last."
        case Matching():
            return "Write the letter that belongs to each number. A letter may serve more than once, or not at all."
        case unreachable:
            assert_never(unreachable)


def key_words(response: Response, options: Sequence[Option], key: Key) -> str:
    """The key on one line, by the letters under which this form prints the options."""
    letters = {option.id: letter_of(place) for place, option in enumerate(options)}
    match key:
        case SingleKey(option):
            return letters[option]
        case MultipleKey(chosen):
            return ", ".join(sorted((letters[each] for each in chosen), key=lambda each: (len(each), each)))
        case NumericKey(value, tolerance):
            unit = f" {response.unit}" if isinstance(response, NumericEntry) and response.unit else ""
            return f"{value:f}{unit}{f' (± {tolerance:f})' if tolerance else ''}"
        case CodeKey(codes):
            return " or ".join(codes)
        case OrderingKey(order):
            return ", ".join(letters[each] for each in order)
        case MatchingKey(pairs):
            prompts = response.prompts if isinstance(response, Matching) else ()
            right = dict(pairs)
            return ", ".join(f"{number} {letters[right[each.id]]}" for number, each in enumerate(prompts, start=1))
        case unreachable:
            assert_never(unreachable)


def shown_code(code: str) -> str:
    """A diagnosis with its dot; a service as it is."""
    is_service = len(code) == 5 and code[1:].isdigit()
    return code if is_service or "-" in code else dotted(code)


def billed_words(line: TypedLine) -> tuple[str, str, str, str]:
    """A line of a finished claim: code, modifiers, units, pointers."""
    return line.code, line.modifiers, line.units, line.pointers


def modifier_words(rule: ModifierRule) -> str:
    """What stands behind a code: all of these, one of those; what may and what must not stand there."""
    parts = [", ".join(rule.all)] if rule.all else []
    parts += [f"one of {', '.join(rule.one_of)}"] if rule.one_of else []
    parts += [f"may have {', '.join(rule.optional)}"] if rule.optional else []
    parts += [f"not {', '.join(rule.forbidden)}"] if rule.forbidden else []
    return "; ".join(parts) or "none"


def units_words(line: ProcedureKey) -> str:
    low, high = line.units_low, line.units_high
    return str(low) if low == high else f"{low} to {high}"


def pointer_words(rule: PointerRule | None) -> str:
    """The letters of the diagnoses of the key that a line points to."""
    if rule is None:
        return "any"
    others = [POINTER_LETTERS[place] for place in rule.allowed if place != rule.first]
    first = POINTER_LETTERS[rule.first]
    return f"{first}, then any of {', '.join(others)}" if others else first


def status_words(line: DiagnosisKey | ProcedureKey) -> str:
    """Whether a line must stand on the claim, and when."""
    parts = ["first-listed"] if isinstance(line, DiagnosisKey) and line.is_first_listed else []
    parts += ["optional"] if line.status == "optional" else []
    parts += [f"choice {line.choice.name} of {line.choice.group}"] if line.choice else []
    parts += [f"for {line.when}"] if line.when else []
    return ", ".join(parts) or "required"
