"""Column types on both databases: instants in UTC only, and domain values that come back as they went in."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Column, MetaData, Table, insert, select, text
from sqlalchemy.exc import StatementError

from trainer.db.columns import Id, Instant, Stored
from trainer.db.engine import Engines
from trainer.domain.claims.case import CaseContent, Patient
from trainer.domain.grading.case_key import (
    CaseKey,
    DiagnosisKey,
    ModifierRule,
    NotReportable,
    PointerRule,
    ProcedureKey,
    Trap,
)
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
    kind="code-the-encounter",
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
    traps=(Trap("69209", ("RT",), "wrong_code", "no water"),),
    references=("CPT 2026",),
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
        (CaseContent, [CASE_CONTENT]),
        (CaseKey, [CASE_KEY, CaseKey((), ())]),
        (tuple[str, ...], [(), ("A", "“é”")]),
    ],
    ids=["responses", "keys", "answers", "contents", "explanations", "case-contents", "case-keys", "texts"],
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
