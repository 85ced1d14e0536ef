"""Column types on both databases: instants in UTC only, and domain values that come back as they went in."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Column, MetaData, Table, insert, select, text
from sqlalchemy.exc import StatementError

from tests.support import first_release
from trainer.db.columns import Id, Instant, Stored
from trainer.db.engine import Engines
from trainer.domain.claims.case import CaseContent, CaseKind, Offer, Patient, PriorEncounter, QueryPart, QueryTask
from trainer.domain.claims.lines import TypedClaim, TypedLine
from trainer.domain.grading.case_key import (
    CaseKey,
    Choice,
    DiagnosisKey,
    ModifierRule,
    NotReportable,
    OrderRule,
    PointerRule,
    ProcedureKey,
    QueryKey,
    QueryPartKey,
    RelatedPair,
    SeededError,
    Trap,
    VisitElements,
)
from trainer.domain.grading.findings import Finding, FindingKind, Severity, finding
from trainer.domain.grading.lines import SectionPoints
from trainer.domain.grading.queries import QueryAnswer
from trainer.domain.items.answers import (
    Answer,
    CodeAnswer,
    MatchingAnswer,
    MultipleAnswer,
    NumericAnswer,
    OrderingAnswer,
    SingleAnswer,
)
from trainer.domain.items.content import (
    CodeEntry,
    ItemContent,
    Matching,
    MultipleResponse,
    NumericEntry,
    Option,
    Ordering,
    Response,
    SingleBest,
)
from trainer.domain.items.keys import (
    CodeKey,
    Explanation,
    Key,
    MatchingKey,
    MultipleKey,
    NumericKey,
    OrderingKey,
    SingleKey,
)
from trainer.domain.kernel.points import Points

OPTIONS = (Option("A", "a **bold** one"), Option("B", "“quoted”, ½ of 5 µg"), Option("C2", "line\nbreak"))
PROMPTS = (Option("P1", "first"), Option("P2", "second"))

RESPONSES = [
    SingleBest(OPTIONS),
    MultipleResponse(OPTIONS),
    NumericEntry("US$", 2),
    CodeEntry("icd-10-cm"),
    CodeEntry("cpt"),
    CodeEntry("hcpcs"),
    Ordering(OPTIONS),
    Matching(PROMPTS, OPTIONS),
]
KEYS = [
    SingleKey("C2"),
    MultipleKey(("A", "C2")),
    NumericKey(Decimal("140.28"), Decimal("0.005")),
    NumericKey(Decimal("0.1")),
    NumericKey(Decimal("-1234567890123.4567890123")),
    CodeKey(("S52.532A", "00100")),
    OrderingKey(("B", "A", "C2")),
    MatchingKey((("P1", "B"), ("P2", "B"))),
]
ANSWERS = [
    SingleAnswer("A"),
    MultipleAnswer(("A", "B")),
    NumericAnswer(Decimal("140.280")),
    NumericAnswer(Decimal("1E+3")),
    NumericAnswer(Decimal("0.30000000000000004")),
    CodeAnswer("S52532A"),
    OrderingAnswer(("C2", "B", "A")),
    MatchingAnswer((("P1", "C2"),)),
]
CASE_CONTENT = CaseContent(
    kind=CaseKind.CODE,
    title="An ear",
    specialty="urgent care",
    level=2,
    edition="2026",
    setting="outpatient",
    place_of_service="20",
    payer="commercial",
    convention="CPT",
    patient=Patient(7, "female", "new"),
    date_of_service=date(2026, 6, 18),
    summary="…",
    task="Code it.",
    chart="# Note\n\nPain.\n",
)
AUDIT_CONTENT = replace(
    CASE_CONTENT,
    kind=CaseKind.AUDIT,
    provider="the surgeon",
    asks_elements=True,
    prior_encounters=(PriorEncounter(date(2026, 6, 1), "an operation", "69210", 10, is_face_to_face=False),),
    billed=TypedClaim((TypedLine("H66.001"),), (TypedLine("99213", "25 RT", "2", "A", "units", is_struck=True),)),
)
QUERY_CONTENT = replace(
    CASE_CONTENT,
    kind=CaseKind.QUERY,
    query=QueryTask(
        (Offer("a", "The *kind*"), Offer("b", "The side")), (QueryPart("ask", "The question", (Offer("a", "Which?"),)),)
    ),
)
CASE_KEY = CaseKey(
    diagnoses=(
        DiagnosisKey("H66.001", "red drum", "why", "required", is_first_listed=True),
        DiagnosisKey("Y99.8", "at play", "why", "optional"),
    ),
    procedures=(
        ProcedureKey("99213", "visit", "why"),
        ProcedureKey(
            "69210",
            "wax",
            "why",
            "optional",
            ModifierRule(("25",), ("RT", "LT"), ("51",), ("50",)),
            1,
            2,
            PointerRule(0, (1,)),
        ),
    ),
    not_reportable=(NotReportable("H92.01", "a symptom"),),
    traps=(Trap("69209", ("RT",), FindingKind.WRONG_CODE, "no water"),),
    references=("CPT 2026",),
)
AUDIT_KEY = CaseKey(
    diagnoses=(DiagnosisKey("H66.001", "red drum", "why", choice=Choice("drum", "one"), when="Medicare"),),
    procedures=(ProcedureKey("99213", "visit", "why", elements=VisitElements("low", "minimal", "low")),),
    not_reportable=(NotReportable("H92.01", "a symptom", FindingKind.SYMPTOM_WITH_DEFINITIVE),),
    traps=(Trap("H66.001", (), FindingKind.SEQUENCING, "too late", pointers=(0, 1), place=2, is_left_out=True),),
    order=(OrderRule("H66.001", "H61.21", "the infection first"),),
    related=(RelatedPair("H66.001", "H92.01", "one ear"),),
    seeded=(
        SeededError("procedures", (FindingKind.UNITS, FindingKind.DUPLICATE), "billed twice", line=0),
        SeededError("diagnoses", (FindingKind.MISSED,), "left out", missing="H61.21"),
    ),
)
QUERY_KEY = CaseKey(
    (),
    (),
    query=QueryKey(
        is_needed=True,
        why="why",
        gaps=("a",),
        gap_remarks=(("a", "open"), ("b", "said")),
        parts=(QueryPartKey("ask", "a", (("a", "ok"),)),),
    ),
)
FINDINGS = (
    finding(FindingKind.UNITS, "two", cost=6, span="once", look_up="69210"),
    finding(FindingKind.MUE, severity=Severity.WARNING),
)


def stored(engines: Engines, column_type: Any, value: Any) -> tuple[Any, Any]:
    """`value`, read back twice from a table of its own."""
    table = Table("probe", MetaData(), Column("id", Id, primary_key=True), Column("value", column_type))
    with engines.write.begin() as connection:
        table.create(connection)
        connection.execute(insert(table).values(value=value))
    with engines.write.connect() as connection:
        read = select(table.c.value)
        return connection.execute(read).scalar_one(), connection.execute(read).scalar_one()


@pytest.mark.parametrize(
    ("value_type", "values"),
    [
        (Response, RESPONSES),
        (Key, KEYS),
        (Answer, ANSWERS),
        (ItemContent, [ItemContent("Which?", response, "2026") for response in RESPONSES]),
        (Explanation, [Explanation("", (("A", "because"), ("B", "not")), ("CFR",)), Explanation("so", (), ())]),
        (CaseContent, [CASE_CONTENT, AUDIT_CONTENT, QUERY_CONTENT]),
        (CaseKey, [CASE_KEY, AUDIT_KEY, QUERY_KEY, CaseKey((), ())]),
        (VisitElements, [VisitElements("low", "", "high")]),
        (QueryAnswer, [QueryAnswer(), QueryAnswer(is_needed=False, gaps=("a", "b"), parts=(("ask", "a"),))]),
        (tuple[Finding, ...], [(), FINDINGS]),
        (SectionPoints, [(), (("diagnoses", Points(3, 12)), ("audit", Points(0, 24)))]),
        (tuple[str, ...], [(), ("A", "“é”")]),
    ],
    ids=[
        "responses",
        "keys",
        "answers",
        "contents",
        "explanations",
        "case-contents",
        "case-keys",
        "elements",
        "query-answers",
        "findings",
        "sections",
        "texts",
    ],
)
def test_a_domain_value_comes_back_equal_and_of_its_own_type(
    engines: Engines, value_type: Any, values: list[Any]
) -> None:
    table = Table("probe", MetaData(), Column("id", Id, primary_key=True), Column("value", Stored(value_type)))
    with engines.write.begin() as connection:
        table.create(connection)
        connection.execute(insert(table), [{"value": value} for value in values])
        read = connection.execute(select(table.c.value).order_by(table.c.id)).scalars().all()
    assert read == values
    assert [type(each) for each in read] == [type(each) for each in values]


def test_a_case_that_was_stored_by_the_first_release_is_read_as_one_without_the_later_parts() -> None:
    content = Stored(CaseContent).process_result_value(first_release.CONTENT, None)
    key = Stored(CaseKey).process_result_value(first_release.KEY, None)
    assert (content.kind, content.billed, content.query) == (CaseKind.CODE, None, None)
    assert (content.prior_encounters, content.asks_elements) == ((), False)
    assert key == CASE_KEY


@pytest.mark.parametrize("key", [each for each in KEYS if isinstance(each, NumericKey)])
def test_a_decimal_comes_back_digit_for_digit(key: NumericKey) -> None:
    column = Stored(Key)
    back = column.process_result_value(column.process_bind_param(key, None), None)
    assert (str(back.value), str(back.tolerance)) == (str(key.value), str(key.tolerance))


@pytest.mark.parametrize("answer", [each for each in ANSWERS if isinstance(each, NumericAnswer)])
def test_a_number_is_answered_digit_for_digit(answer: NumericAnswer) -> None:
    column = Stored(Answer)
    assert str(column.process_result_value(column.process_bind_param(answer, None), None).value) == str(answer.value)


def test_equal_text_gives_the_same_object_back(engines: Engines) -> None:
    first, second = stored(engines, Stored(ItemContent), ItemContent("Which?", RESPONSES[0], "2026"))
    assert first is second


def test_a_long_text_is_decoded_each_time_and_kept_nowhere(engines: Engines) -> None:
    first, second = stored(engines, Stored(ItemContent), ItemContent("x" * 20_001, RESPONSES[0], "2026"))
    assert first == second
    assert first is not second


def test_no_value_is_stored_as_null(engines: Engines) -> None:
    assert stored(engines, Stored(Answer), None) == (None, None)
    with engines.write.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM probe WHERE value IS NULL")).scalar_one() == 1


def test_text_that_is_no_such_value_is_not_read_as_one(engines: Engines) -> None:
    table = Table("probe", MetaData(), Column("value", Stored(Key)))
    with engines.write.begin() as connection:
        table.create(connection)
        connection.execute(text("INSERT INTO probe (value) VALUES (:value)"), {"value": '{"kind": "riddle"}'})
        with pytest.raises(ValueError, match="riddle"):
            connection.execute(select(table.c.value)).all()


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 3, 2, 9, 0),  # noqa: DTZ001 - naive on purpose
        datetime(2026, 3, 2, 9, 0, tzinfo=timezone(timedelta(hours=1))),
        datetime(2026, 7, 2, 9, 0, tzinfo=ZoneInfo("Europe/London")),
        datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("America/New_York")),
    ],
    ids=["naive", "offset", "London in summer", "New York"],
)
def test_a_moment_that_is_not_in_utc_is_refused(engines: Engines, moment: datetime) -> None:
    with pytest.raises(StatementError, match="not a UTC instant"):
        stored(engines, Instant, moment)


@pytest.mark.parametrize("name", ["UTC", "America/New_York", "Asia/Kolkata"])
def test_an_instant_comes_back_in_utc_to_the_microsecond_wherever_the_session_is(engines: Engines, name: str) -> None:
    moment = datetime(2026, 3, 29, 1, 30, 15, 123456, tzinfo=UTC)
    stored(engines, Instant, moment)
    table = Table("probe", MetaData(), Column("value", Instant))
    with engines.write.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SET TIME ZONE '{name}'"))
        connection.execute(insert(table).values(value=moment))
        read = connection.execute(select(table.c.value)).scalars().all()
    assert read == [moment, moment]
    assert [each.tzinfo for each in read] == [UTC, UTC]


def test_instants_sort_by_time(engines: Engines) -> None:
    table = Table("probe", MetaData(), Column("value", Instant))
    moments = [
        datetime(2026, 3, 2, 9, 0, second, tzinfo=UTC) + timedelta(microseconds=second % 3) for second in range(9)
    ]
    with engines.write.begin() as connection:
        table.create(connection)
        connection.execute(insert(table), [{"value": moment} for moment in reversed(moments)])
        assert connection.execute(select(table.c.value).order_by(table.c.value)).scalars().all() == moments


def test_no_moment_is_stored_as_null(engines: Engines) -> None:
    assert stored(engines, Instant, None) == (None, None)


def test_ids_count_up_by_themselves(engines: Engines) -> None:
    table = Table("probe", MetaData(), Column("id", Id, primary_key=True), Column("value", Instant))
    with engines.write.begin() as connection:
        table.create(connection)
        ids = [connection.execute(insert(table).values(value=None)).inserted_primary_key[0] for _ in range(3)]
    assert ids == [1, 2, 3]
