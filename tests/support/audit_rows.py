"""Rows of tables: what a learner typed, a key and the facts of a case, and what an audit has to say of it.

Keys and claims are written as on paper: `"E11.22, ?Z79.4"` (the first is first-listed, `?` optional) and
`"99213-25@A, 97110x3@AB"` (code, modifiers, units, pointers). An expected finding is `kind@line`, with the line of the
claim from 1, or `-` for what is not on it; `a|b` where the rules leave open how it is called, no line where they leave
that open, and `~` before what may be said as well.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import permutations

from tests.support.builders import a_context, a_diagnosis_key, a_procedure_key
from trainer.domain.claims.case import Patient
from trainer.domain.claims.lines import Claim, TypedClaim, TypedLine, read_claim
from trainer.domain.codesets.book import CodeBook
from trainer.domain.codesets.edits import ClaimEdits, NoEdits
from trainer.domain.grading.case_key import (
    CaseKey,
    DiagnosisKey,
    ModifierRule,
    NotReportable,
    OrderRule,
    PointerRule,
    ProcedureKey,
    RelatedPair,
    Trap,
)
from trainer.domain.grading.context import Context, Policy
from trainer.domain.grading.findings import FindingKind, Severity
from trainer.domain.grading.lines import LINE_POINTS, CaseGrade

_VISIT = "99213@A"
WOMAN = Patient(54, "female", "established")
_SERVICE = re.compile(
    r"(?P<code>[^\s\-@x]+)(?P<modifiers>(?:-[^\s\-@x]+)*)(?:x(?P<units>\d+))?(?:@(?P<pointers>[A-L]+))?"
)


@dataclass(frozen=True, slots=True)
class Row:
    """One claim against one key. `source` says where the rule is written; that of all credit is DESIGN, section 5.

    `claim` holds the diagnoses as typed or, where the key has services, the services; `diagnoses` are then by default
    those of the key. `credit` are points of the section that `claim` is of: all of them unless said otherwise, and "<"
    where the rule says that something is lost but not how much. `other` are those of the other section. `visit` is a
    service beside diagnoses that are the matter of the row; `is_dated` asks for the releases in force `on` the day.
    """

    says: str
    source: str
    key: CaseKey
    claim: str
    finds: str = ""
    credit: str = "full"
    warns: str = ""
    notes: str = ""
    diagnoses: str | None = None
    other: str = "full"
    policy: Policy = Policy.TEACHING
    edits: ClaimEdits = field(default_factory=NoEdits)
    visit: str = ""
    on: date = date(2026, 6, 10)
    is_dated: bool = False
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def is_of_services(self) -> bool:
        return bool(self.key.procedures) and not self.visit

    def typed(self) -> Claim:
        """The claim as the program reads what was typed."""
        if not self.is_of_services:
            lines = tuple(TypedLine(code) for code in _split(self.claim))
            typed = TypedClaim(lines, (_typed(self.visit),) if self.visit else ())
        else:
            written = self.diagnoses
            codes = [line.code for line in self.key.diagnoses] if written is None else _split(written)
            typed = TypedClaim(tuple(TypedLine(code) for code in codes), tuple(map(_typed, _split(self.claim))))
        claim, problems = read_claim(typed)
        assert not problems
        return claim

    def context(self, book: CodeBook) -> Context:
        """By default a woman of 54 whom the practice knows, in the office, with commercial insurance."""
        facts = {"place_of_service": "11", "specialty": "family medicine", "patient": WOMAN} | dict(self.facts)
        return a_context(book, self.edits, self.policy, date_of_service=self.on, **facts)


def seen(row: Row) -> Row:
    """The row of diagnoses with a visit for the first of them: a wrong one that it points to stands in its place."""
    return replace(row, key=replace(row.key, procedures=(px(_VISIT),)), visit=_VISIT)


def _split(text: str) -> list[str]:
    return [each for each in text.split(", ") if each]


def _typed(text: str) -> TypedLine:
    found = _SERVICE.fullmatch(text)
    assert found, text
    return TypedLine(found["code"], found["modifiers"], found["units"] or "", found["pointers"] or "")


def dx(codes: str) -> tuple[DiagnosisKey, ...]:
    """The diagnoses of a key; the first is first-listed."""
    return tuple(
        a_diagnosis_key(code.lstrip("?"), status="optional" if code.startswith("?") else "required", first=place == 0)
        for place, code in enumerate(_split(codes))
    )


def px(
    code: str,
    units: tuple[int, int] | None = None,
    *,
    one_of: str = "",
    optional: str = "",
    forbidden: str = "",
    allowed: str = "",
) -> ProcedureKey:
    """A service of a key, `"99213-25@A"` or `"?36415"`: modifiers that it must have, and the first pointer.

    `allowed` are the letters of further diagnoses; sets of modifiers are written `"59 XS"`.
    """
    found = _SERVICE.fullmatch(code.lstrip("?"))
    assert found, code
    number = int(found["units"] or 1)
    pointers = None
    if found["pointers"]:
        pointers = PointerRule(_place(found["pointers"]), tuple(map(_place, allowed)))
    return a_procedure_key(
        found["code"],
        status="optional" if code.startswith("?") else "required",
        modifiers=ModifierRule(
            tuple(found["modifiers"].split("-")[1:]),
            tuple(one_of.split()),
            tuple(optional.split()),
            tuple(forbidden.split()),
        ),
        units=units or (number, number),
        pointers=pointers,
    )


def _place(letter: str) -> int:
    return "ABCDEFGHIJKL".index(letter)


def key(
    diagnoses: str | tuple[DiagnosisKey, ...],
    *services: ProcedureKey,
    refused: Mapping[str, FindingKind] | None = None,
    traps: Mapping[str, tuple[str, FindingKind]] | None = None,
    order: tuple[tuple[str, str], ...] = (),
    related: tuple[tuple[str, str], ...] = (),
) -> CaseKey:
    """A key. `refused` names codes that are not reported; `traps` wrong codes, with the right one and the mistake."""
    return CaseKey(
        dx(diagnoses) if isinstance(diagnoses, str) else diagnoses,
        services,
        tuple(NotReportable(code, f"why not {code}", kind) for code, kind in (refused or {}).items()),
        tuple(
            Trap(code, (), kind, f"why not {code}", instead_of=right) for code, (right, kind) in (traps or {}).items()
        ),
        order=tuple(OrderRule(before, after, "why so") for before, after in order),
        related=tuple(RelatedPair(one, other, "why related") for one, other in related),
    )


Found = tuple[FindingKind, int | None]
"""A kind and the line of the claim, from 1; None where the line is not on it."""


def found_in(grade: CaseGrade, severity: Severity) -> list[Found]:
    """The findings of one severity, line for line."""
    return [
        (finding.kind, None if line.learner_line is None else line.learner_line + 1)
        for line in grade.lines
        for finding in line.findings
        if finding.severity is severity
    ]


def agrees(expected: str, found: list[Found]) -> bool:
    """Whether the findings are the expected ones, each once, in any order."""
    tokens = expected.split()
    surely = [token for token in tokens if not token.startswith("~")]
    perhaps = [token[1:] for token in tokens if token.startswith("~")]
    wanted = surely + perhaps[: max(0, len(found) - len(surely))]
    return len(wanted) == len(found) and any(all(map(_fits, wanted, each)) for each in permutations(found))


def _fits(token: str, found: Found) -> bool:
    kinds, _, place = token.partition("@")
    kind, line = found
    is_kind = kinds == "*" or kind in {FindingKind(each) for each in kinds.split("|")}
    return is_kind and (not place or place == ("-" if line is None else str(line)))


def kinds_of(expected: str) -> Iterator[FindingKind]:
    """The kinds that are named without another one to choose from."""
    for token in expected.split():
        name = token.partition("@")[0]
        if name != "*" and "|" not in name and "~" not in name:
            yield FindingKind(name)


def credited(grade: CaseGrade, section: str, credit: str) -> bool:
    """Whether the points of a section are as written; a section that is not used has lost nothing."""
    points = grade.points_of(section)
    if points is None:
        return credit == "full"
    if credit == "full":
        return points.is_full
    if credit == "<":
        return points.earned < points.possible
    earned, possible = map(int, credit.split("/"))
    assert possible % LINE_POINTS == 0
    return (points.earned, points.possible) == (earned, possible)
