"""Holds the visits of a case's key against the rules of their levels: elements, kind of patient, declared traps."""

from collections.abc import Iterator, Mapping, Sequence

from trainer.domain.codesets.codes import normalise_code
from trainer.domain.grading.em import (
    Category,
    DecisionMaking,
    are_other_kinds,
    category_of,
    code_by_decision_making,
    complexity_named,
    levels_between,
)

_ELEMENTS = ("problems", "data", "risk")
_STATUS = {
    Category.OFFICE_NEW: "new",
    Category.OFFICE_ESTABLISHED: "established",
    Category.HOME_NEW: "new",
    Category.HOME_ESTABLISHED: "established",
}


def visit_problems(code: str, elements: Mapping[str, str], patient_status: str) -> Iterator[tuple[str, str]]:
    """What does not fit at one procedure of a key: field and sentence. Codes without levels are not looked at.

    Without elements a visit is taken to be leveled by time, which the chart states.
    """
    category = category_of(normalise_code(code))
    if category is None:
        if elements:
            yield "elements", "are given for a code that has no levels"
        return
    if patient_status != _STATUS.get(category, patient_status):
        yield "code", f"is for a patient who is {_STATUS[category]}; the facts say {patient_status}"
    if not elements:
        return
    made = [complexity_named(elements.get(name, "")) for name in _ELEMENTS]
    problems, data, risk = made
    if problems is None or data is None or risk is None or set(elements) != set(_ELEMENTS):
        yield "elements", "are problems, data and risk, each with a word such as low, limited, moderate, high"
        return
    supported = code_by_decision_making(category, DecisionMaking(problems, data, risk))
    if supported != normalise_code(code):
        yield "elements", f"support {supported}: two of the three decide"


def trap_problem(code: str, finding: str, key_codes: Sequence[str]) -> str | None:
    """What does not fit at a trap that declares a finding about a visit's level; None where it fits."""
    if finding not in ("em_over", "em_under", "em_category"):
        return None
    entered = normalise_code(code)
    visits = [wanted for wanted in map(normalise_code, key_codes) if category_of(wanted) is not None]
    levels = [levels_between(entered, wanted) for wanted in visits]
    fits = {
        "em_over": any(count is not None and count > 0 for count in levels),
        "em_under": any(count is not None and count < 0 for count in levels),
        "em_category": any(are_other_kinds(entered, wanted) for wanted in map(normalise_code, key_codes)),
    }
    return (
        None if fits[finding] else f"{finding} is not what this code would be beside {', '.join(visits) or 'no visit'}"
    )
