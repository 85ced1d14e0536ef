"""Folders of audits and queries: what good ones become, and what is said about bad ones."""

from dataclasses import dataclass

import pytest

from tests.support.case_files import AUDIT_FOLDER, QUERY_FOLDER, add_audit, add_query
from tests.support.content_files import ContentFolder
from trainer.content.case_files import AuthoredCase
from trainer.domain.claims.case import CaseKind, Offer, QueryPart, QueryTask
from trainer.domain.claims.lines import TypedClaim, TypedLine
from trainer.domain.grading.case_key import QueryKey, QueryPartKey, SeededError
from trainer.domain.grading.findings import FindingKind


@pytest.fixture
def folder(folder: ContentFolder) -> ContentFolder:
    add_audit(folder)
    add_query(folder)
    return folder


def case(folder: ContentFolder, kind: CaseKind) -> AuthoredCase:
    library, report = folder.load()
    assert list(report) == []
    return next(each for each in library.cases if each.content.kind is kind)


def test_an_audit_carries_the_finished_claim_and_its_errors(folder: ContentFolder) -> None:
    audit = case(folder, CaseKind.AUDIT)
    assert audit.content.billed == TypedClaim(
        (TypedLine("H66.009"), TypedLine("H61.21")),
        (TypedLine("99213", "", "1", "A"), TypedLine("92504", "RT", "2", "BA")),
    )
    assert audit.key.seeded == (
        SeededError("diagnoses", (FindingKind.LESS_SPECIFIC, FindingKind.WRONG_CODE), "The kind is known.", 0),
        SeededError("procedures", (FindingKind.MODIFIER_MISSING,), "A visit beside a procedure.", 0),
        SeededError("procedures", (FindingKind.UNSUPPORTED,), "No microscope.", 1),
        SeededError("procedures", (FindingKind.MISSED,), "The wax was removed with an instrument.", missing="69210"),
    )
    assert (audit.content.query, audit.key.query) == (None, None)


def test_a_query_carries_its_choices_and_apart_from_them_its_key(folder: ContentFolder) -> None:
    query = case(folder, CaseKind.QUERY)
    assert query.content.query == QueryTask(
        (Offer("a", "The side"), Offer("b", "The kind of wax")),
        (
            QueryPart(
                "question", "The question", (Offer("a", "Which ear was it?"), Offer("b", "Was it the right ear?"))
            ),
            QueryPart(
                "record",
                "How the answer enters the record",
                (Offer("a", "On a slip."), Offer("b", "As an addendum.")),
            ),
        ),
    )
    assert query.key.query == QueryKey(
        is_needed=True,
        why="The side is in no line.",
        gaps=("a",),
        gap_remarks=(("a", "No ear is named."), ("b", "It is hard.")),
        parts=(
            QueryPartKey("question", "a", (("a", "Open."), ("b", "It leads."))),
            QueryPartKey("record", "b", (("a", "A slip is no record."), ("b", "Late and open about it."))),
        ),
    )
    assert (query.key.diagnoses, query.key.procedures, query.content.billed) == ((), (), None)


@dataclass(frozen=True)
class Bad:
    """One change that spoils a case, and what must be said: the field and a part of the message."""

    why: str
    file: str
    old: str
    new: str
    field: str
    says: str


AUDIT, AUDITED = f"{AUDIT_FOLDER}/case.toml", f"{AUDIT_FOLDER}/key.toml"
QUERY, QUERIED = f"{QUERY_FOLDER}/case.toml", f"{QUERY_FOLDER}/key.toml"
SEEDED = 'section = "diagnoses"\nline = 1\n'
NO_ERROR_THERE = "the claim has no such line"
BAD = [
    Bad("a claim without diagnoses", AUDIT, '["H66.009", "H61.21"]', "[]", "claim.diagnoses", "at least 1"),
    Bad("a claim that cannot be read", AUDIT, '"H61.21"', '"H"', "claim",
        "diagnoses 2: “H” is not written like a code."),
    Bad("a pointer of the claim to nothing", AUDIT, '"BA"', '"BC"', "claim", "procedures 2: The pointer C names no"),
    Bad("a pointer in small letters", AUDIT, '"BA"', '"ba"', "claim.procedures[2].pointers", "match pattern"),
    Bad("units of the claim without end", AUDIT, "units = 2", "units = 1000", "claim.procedures[2].units", "less than"),
    Bad("an error nowhere", AUDITED, SEEDED, 'section = "diagnoses"\n', "seeded", "is at a line, or names a missing"),
    Bad("an error in two ways", AUDITED, SEEDED, f'{SEEDED}missing = "H61.21"\n', "seeded", "is at a line, or names"),
    Bad("an error in no section", AUDITED, 'section = "diagnoses"', 'section = "both"', "seeded[1].section",
        "should be 'diagnoses' or 'procedures'"),
    Bad("an error before the first line", AUDITED, "line = 1", "line = 0", "seeded[1].line", "greater than or equal"),
    Bad("an error behind the last line", AUDITED, "line = 2", "line = 3", "seeded", NO_ERROR_THERE),
    Bad("a missing code that the key does not want", AUDITED, '"69210"\nfinding = "missed"',
        '"69200"\nfinding = "missed"', "seeded", "is no line of the key"),
    Bad("a missing code of the other section", AUDITED, 'section = "procedures"\nmissing',
        'section = "diagnoses"\nmissing', "seeded", "is no line of the key"),
    Bad("an unknown kind of error", AUDITED, '"less_specific"', '"vague"', "seeded[1].finding", "should be 'missed'"),
    Bad("one gap only", QUERY, ', { id = "b", text = "The kind of wax" }', "", "query.gaps", "at least 2"),
    Bad("a gap without reason", QUERIED, 'b = "It is hard."\n', "", "query.gaps", "every gap of the case"),
    Bad("a gap that is none", QUERIED, 'gaps = ["a"]', 'gaps = ["c"]', "query.gaps", "every gap of the case"),
    Bad("nothing missing, yet a query", QUERIED, 'gaps = ["a"]', "gaps = []", "query.needed", "exactly where"),
    Bad("something missing, yet no query", QUERIED, "needed = true", "needed = false", "query.needed", "exactly where"),
    Bad("a part without key", QUERIED, "[query.parts.record]", "[query.parts.other]", "query.parts", "every part"),
    Bad("a choice without remark", QUERIED, 'a = "Open.", ', "", "query.parts.question", "every choice, and no other"),
    Bad("a right choice that is none", QUERIED, 'right = "a"', 'right = "c"', "query.parts.question", "every choice"),
    Bad("no key of a query", QUERIED, "[query]\nneeded = true\n", "", "query.needed", "is missing"),
    Bad("diagnoses of a query", QUERIED, "[query]",
        '[[diagnoses]]\ncode = "H66.001"\nrole = "first-listed"\nspan = "red"\nwhy = "x"\n[query]', "",
        "a query has no lines of a claim"),
]  # fmt: skip


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.why)
def test_a_bad_case_is_reported_with_its_file_and_field_and_left_out(folder: ContentFolder, bad: Bad) -> None:
    folder.change(bad.file, bad.old, bad.new)
    library, report = folder.load()
    name = bad.file.removeprefix("case_studies/")
    found = [problem.message for problem in report if (problem.file, problem.field) == (name, bad.field)]
    assert any(bad.says in message for message in found), list(map(str, report))
    assert len(library.cases) == 2


RECORD = """[query.parts.record]
right = "b"
why = { b = "Late and open about it.", a = "A slip is no record." }
"""


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param(
            [(QUERY, '"b", text = "The kind', '"a", text = "The kind'), (QUERIED, 'b = "It is hard."\n', "")],
            "query.gaps",
            id="gaps",
        ),
        pytest.param(
            [(QUERY, '"b", text = "Was it', '"a", text = "Was it'), (QUERIED, ', b = "It leads."', "")],
            "query.parts.question",
            id="choices",
        ),
        pytest.param([(QUERY, '"record"', '"question"'), (QUERIED, RECORD, "")], "query.parts", id="parts"),
    ],
)
def test_two_of_one_id_are_reported(folder: ContentFolder, changes: list[tuple[str, str, str]], field: str) -> None:
    """Nobody could tell which of the two was chosen."""
    for change in changes:
        folder.change(*change)
    assert [problem.field for problem in folder.load()[1]] == [field]


def test_an_audit_without_claim_is_reported(folder: ContentFolder) -> None:
    facts = (folder.root / AUDIT).read_text(encoding="utf-8")
    folder.write(AUDIT, facts[: facts.index("[claim]")])
    says = "an audit, and no other kind of case, has a finished claim"
    assert [str(problem) for problem in folder.load()[1]] == [f"audit-the-coder/ear-audit/case.toml: claim: {says}"]


def test_a_query_without_choices_is_reported(folder: ContentFolder) -> None:
    facts = (folder.root / QUERY).read_text(encoding="utf-8")
    folder.write(QUERY, facts[: facts.index("[query]")])
    says = "a query, and no other kind of case, has choices of a query"
    assert [str(problem) for problem in folder.load()[1]] == [f"query-the-provider/ear-query/case.toml: query: {says}"]


def test_an_audit_without_errors_is_reported(folder: ContentFolder) -> None:
    key = (folder.root / AUDITED).read_text(encoding="utf-8")
    folder.write(AUDITED, key[: key.index("[[seeded]]")])
    says = "an audit, and no other kind of case, has seeded errors"
    assert [str(problem) for problem in folder.load()[1]] == [f"audit-the-coder/ear-audit/key.toml: seeded: {says}"]


def test_a_query_without_its_key_is_reported(folder: ContentFolder) -> None:
    folder.write(QUERIED, "schema = 1\n")
    says = "a query, and no other kind of case, has the key of a query"
    assert [str(problem) for problem in folder.load()[1]] == [f"query-the-provider/ear-query/key.toml: query: {says}"]
