"""Fields of a billing exercise: 12 points each, one cause one deduction, wrong answers named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.grading.billing_builders import a_content, a_field, of_field
from trainer.domain.claims.billing_case import BillingKind, FieldType
from trainer.domain.claims.money import write_cents
from trainer.domain.grading.billing import exact_worksheet, grade_billing
from trainer.domain.grading.billing_faults import BILLING_RULES, BillingFault
from trainer.domain.grading.billing_fields import SECTION
from trainer.domain.grading.billing_key import BillingKey, FieldKey, Mistake
from trainer.domain.grading.findings import Severity
from trainer.domain.grading.lines import CaseGrade, Verdict
from trainer.domain.kernel.points import Points

F = BillingFault
T = FieldType


@pytest.mark.parametrize(
    ("type_", "typed", "right", "fault", "remark"),
    [
        (T.MONEY, "100.00", "90.00", F.WRONG_AMOUNT, "10.00 too much."),
        (T.MONEY, "89.99", "90.00", F.WRONG_AMOUNT, "0.01 too little."),
        (T.MONEY, "-90", "90.00", F.WRONG_AMOUNT, "180.00 too little."),
        (T.DATE, "03/10/2026", "2026-03-09", F.WRONG_DATE, "1 day too late."),
        (T.DATE, "03/07/2026", "2026-03-09", F.WRONG_DATE, "2 days too early."),
        (T.CODE, "99214", "99213", F.WRONG_CODE, ""),
        (T.TEXT, "Ann", "Anna", F.WRONG_ANSWER, ""),
        (T.TEXT, "Ellis, Colin", "Colin Ellis", F.BAD_FORMAT, "The right words in another order."),
        (T.NUMBER, "29", "30", F.WRONG_ANSWER, ""),
        (T.CHOICE, "b", "a", F.WRONG_ANSWER, ""),
    ],
)
def test_a_wrong_answer_is_named_by_its_type_and_earns_nothing(
    type_: FieldType, typed: str, right: str, fault: BillingFault, remark: str
) -> None:
    grade, row = of_field(type_, typed, right, offers="abc")
    (found,) = row.findings
    assert (found.kind, found.remark, found.cost, found.severity) == (fault, remark, 12, Severity.ERROR)
    assert found.rule == BILLING_RULES[fault]
    assert (row.verdict, row.earned, row.learner_line, row.key_line) == (Verdict.WRONG, 0, 0, 0)
    assert grade.sections == ((SECTION, Points(0, 12)),)
    assert (grade.correct_lines, grade.key_lines, grade.is_clean) == (0, 1, False)


@pytest.mark.parametrize(
    ("type_", "typed", "word"),
    [(T.MONEY, "9.005", "two decimals"), (T.DATE, "soon", "cannot be read"), (T.NUMBER, "2.5", "whole")],
)
def test_what_cannot_be_read_is_badly_written_and_says_why(type_: FieldType, typed: str, word: str) -> None:
    _, row = of_field(type_, typed, {T.MONEY: "9.00", T.DATE: "2026-03-09", T.NUMBER: "2"}[type_])
    assert row.faults == (F.BAD_FORMAT,)
    assert word in row.findings[0].remark


@pytest.mark.parametrize("typed", ["35.77", "36.4 %", "35.5 days"])
def test_a_number_that_was_not_rounded_earns_half(typed: str) -> None:
    _, row = of_field(T.NUMBER, typed, "36")
    assert (row.verdict, row.earned, row.faults) == (Verdict.PARTLY, 6, (F.BAD_FORMAT,))
    assert (row.findings[0].cost, row.findings[0].remark) == (6, "Right, but not rounded as asked.")


def test_a_number_that_was_not_rounded_is_named_by_the_key_if_it_says_more() -> None:
    mistakes = (Mistake("35.77", F.WRONG_POLICY, "The definition rounds."),)
    _, row = of_field(T.NUMBER, "35.77", "36", mistakes=mistakes)
    assert (row.earned, row.faults, row.findings[0].remark) == (6, (F.WRONG_POLICY,), "The definition rounds.")


def test_a_number_that_rounds_to_another_or_may_stay_empty_earns_nothing() -> None:
    assert of_field(T.NUMBER, "35.4", "36")[1].earned == 0
    assert of_field(T.NUMBER, "35.77", "36", "")[1].earned == 6
    assert of_field(T.NUMBER, "35.77", "")[1].verdict is Verdict.UNSUPPORTED


def test_the_words_of_one_right_text_in_another_order_are_badly_written() -> None:
    assert of_field(T.TEXT, "Ellis, Colin", "", "Ann Ellis", "Colin Ellis")[1].faults == (F.BAD_FORMAT,)
    mistakes = (Mistake("Ellis, Colin", F.WRONG_PERSON, "The son."),)
    assert of_field(T.TEXT, "Ellis, Colin", "Colin Ellis", mistakes=mistakes)[1].faults == (F.WRONG_PERSON,)


@pytest.mark.parametrize(
    ("typed", "earned", "remark"),
    [
        ("a b c", 12, ""),
        ("c b a", 12, ""),
        ("a b", 8, "2 of 3 right ones chosen, 0 wrong."),
        ("a b c d", 8, "3 of 3 right ones chosen, 1 wrong."),
        ("a d", 0, "1 of 3 right ones chosen, 1 wrong."),
        ("d", 0, "0 of 3 right ones chosen, 1 wrong."),
    ],
)
def test_several_choices_earn_the_right_ones_less_the_wrong_ones(typed: str, earned: int, remark: str) -> None:
    _, row = of_field(T.CHOICES, typed, "a b c", offers="abcde")
    assert row.earned == earned
    assert [found.remark for found in row.findings] == ([remark] if remark else [])
    assert [found.cost for found in row.findings] == ([12 - earned] if remark else [])


@pytest.mark.parametrize(
    ("typed", "earned", "held"),
    [("a b c d", 12, 6), ("b a c d", 9, 5), ("b a d c", 6, 4), ("d a b c", 6, 3), ("c d b a", 0, 1), ("a b", 0, 1)],
)
def test_an_order_earns_by_the_quarter_what_share_of_its_pairs_stands_right(typed: str, earned: int, held: int) -> None:
    _, row = of_field(T.ORDER, typed, "a b c d", offers="abcd")
    assert row.earned == earned
    assert [found.remark for found in row.findings] == (
        [] if earned == 12 else [f"{held} of 6 pairs stand in the right order."]
    )


def test_an_order_of_one_thing_is_right_or_wrong() -> None:
    assert of_field(T.ORDER, "b", "a", offers="ab")[1].earned == 0


def test_an_order_with_something_too_many_is_not_all_right() -> None:
    assert of_field(T.ORDER, "a b c x", "a b c", offers="abc")[1].earned == 9


@pytest.mark.parametrize(
    ("kind", "fault"), [(BillingKind.PAYS_FIRST, F.WRONG_PAYER), (BillingKind.DENIAL, F.WRONG_ORDER)]
)
def test_a_wrong_order_of_payers_is_a_wrong_payer(kind: BillingKind, fault: BillingFault) -> None:
    assert of_field(T.ORDER, "b a", "a b", offers="ab", kind=kind)[1].faults == (fault,)


def test_the_best_of_several_right_answers_is_the_measure() -> None:
    assert of_field(T.TEXT, "anna", "Ann", "Anna")[1].verdict is Verdict.RIGHT
    assert of_field(T.CHOICES, "c", "a b", "c d", offers="abcd")[1].earned == 6


def test_nothing_entered_is_missed() -> None:
    grade, row = of_field(T.MONEY, "  ", "0.00")
    assert (row.verdict, row.learner_line, row.key_line, row.faults) == (Verdict.MISSED, None, 0, (F.LEFT_BLANK,))
    assert grade.line_score == Points(0, 12)


def test_the_key_says_what_a_wrong_answer_is_and_why() -> None:
    mistakes = (
        Mistake("", F.WRONG_POLICY, "Somebody must decide."),
        Mistake("110.00", F.WRONG_BUCKET, "That is the patient's."),
        Mistake("1.005", F.NOT_ADDED_UP, "Rounded too late."),
    )
    for typed, fault, why in (
        ("$110", F.WRONG_BUCKET, "That is the patient's."),
        ("", F.WRONG_POLICY, "Somebody must decide."),
        ("1.005", F.NOT_ADDED_UP, "Rounded too late."),
        ("1.006", F.BAD_FORMAT, "“1.006” is not dollars and cents: write two decimals, like 120.50."),
        ("111", F.WRONG_AMOUNT, "21.00 too much."),
    ):
        _, row = of_field(T.MONEY, typed, "90.00", mistakes=mistakes, span="page 1", source="contract, page 1")
        (found,) = row.findings
        assert (found.kind, found.remark, found.span) == (fault, why, "page 1")
        assert found.rule.source == "contract, page 1"
        assert found.rule.text == BILLING_RULES[fault].text
        assert row.explanation == "because"


@pytest.mark.parametrize(
    ("type_", "typed", "verdict", "sections"),
    [
        (T.TEXT, "", Verdict.OPTIONAL, ()),
        (T.MONEY, "0.00", Verdict.OPTIONAL, ()),
        (T.MONEY, "5", Verdict.UNSUPPORTED, ((SECTION, Points(0, 12)),)),
        (T.TEXT, "x", Verdict.UNSUPPORTED, ((SECTION, Points(0, 12)),)),
    ],
)
def test_a_field_that_stays_empty_counts_only_when_something_is_entered(
    type_: FieldType, typed: str, verdict: Verdict, sections: object
) -> None:
    grade, row = of_field(type_, typed, "")
    assert (row.verdict, grade.sections, grade.key_lines, grade.is_clean) == (verdict, sections, 0, False)
    assert row.faults == ((F.NOT_WANTED,) if sections else ())


@pytest.mark.parametrize(
    ("typed", "verdict"), [("", Verdict.OPTIONAL), ("SOF", Verdict.OPTIONAL), ("x", Verdict.WRONG)]
)
def test_a_field_that_may_stay_empty_counts_only_when_it_is_wrong(typed: str, verdict: Verdict) -> None:
    assert of_field(T.TEXT, typed, "SOF", "")[1].verdict is verdict


def test_choices_of_which_none_is_right_are_right_or_too_many() -> None:
    assert of_field(T.CHOICES, "a", "", offers="abc")[1].verdict is Verdict.UNSUPPORTED


ANSWERS = {
    T.MONEY: ("90.00", "80.00", "x", "90.005"),
    T.DATE: ("2026-03-09", "2026-03-10", "03/09/26"),
    T.CODE: ("E11.22", "E11.9"),
    T.TEXT: ("Diaz, Ann", "Dias"),
    T.NUMBER: ("30", "31", "many"),
    T.CHOICE: ("a", "b", "c"),
    T.CHOICES: ("a b", "a", "c", "a b c"),
    T.ORDER: ("b a d c", "a b c d", "b a c d", "c"),
}


@st.composite
def answered(draw: st.DrawFn) -> tuple[tuple[FieldType, ...], tuple[str, ...]]:
    types = tuple(draw(st.lists(st.sampled_from(list(T)), min_size=1, max_size=6)))
    return types, tuple(draw(st.sampled_from(("", *ANSWERS[each]))) for each in types)


@given(answered(), st.data())
def test_exact_answers_are_full_and_correcting_one_never_lowers(
    given_: tuple[tuple[FieldType, ...], tuple[str, ...]], data: st.DataObject
) -> None:
    types, typed = given_
    names = [f"f{place}" for place in range(len(types))]
    content = a_content(fields=tuple(a_field(each, name, "abcd") for name, each in zip(names, types, strict=True)))
    key = BillingKey(
        fields=tuple(FieldKey(name, ANSWERS[each][:1], "why") for name, each in zip(names, types, strict=True))
    )
    exact = grade_billing(content, key, exact_worksheet(content, key))
    assert exact.is_clean
    assert exact.line_score.is_full
    assert exact.correct_lines == exact.key_lines == len(types)
    assert grade_billing(content, key, ()).line_score.earned == 0

    sheet = dict(zip(names, typed, strict=True))
    before = grade_billing(content, key, tuple(sheet.items()))
    place = data.draw(st.integers(0, len(types) - 1))
    sheet[names[place]] = ANSWERS[types[place]][0]
    after = grade_billing(content, key, tuple(sheet.items()))
    assert after.line_score.earned >= before.line_score.earned
    assert after.line_score.possible == before.line_score.possible == 12 * len(types)
    for row in before.lines:
        assert row.earned + sum(found.cost for found in row.findings) == 12


CHAIN = (
    ("deductible", "39.00", ""),
    ("coinsurance", "11.80", "(98.00 - {deductible}) * 20%"),
    ("payment", "47.20", "(98.00 - {deductible}) * 80%"),
    ("share", "50.80", "{deductible} + {coinsurance}"),
    ("statement", "10.80", "{share} - 40.00"),
)
"""A line of 98.00 with 39.00 of deductible: 20 % of 59.00 is 11.80, 80 % is 47.20; 40.00 have been deposited."""
BY_WHOLE_DEDUCTIBLE = {
    "deductible": "98.00",
    "coinsurance": "0.00",
    "payment": "0",
    "share": "98.00",
    "statement": "58.00",
}
CHAIN_CONTENT = a_content(fields=tuple(a_field(T.MONEY, name) for name, _, _ in CHAIN))
CHAIN_KEY = BillingKey(fields=tuple(FieldKey(name, (right,), "why", follows=rule) for name, right, rule in CHAIN))
CHAIN_NAMES = tuple(name for name, _, _ in CHAIN)
RIGHT = {name: right for name, right, _ in CHAIN}
RESTS_ON = {
    "deductible": set(),
    "coinsurance": {"deductible"},
    "payment": {"deductible"},
    "share": {"deductible", "coinsurance"},
    "statement": {"deductible", "coinsurance", "share"},
}


def chain(sheet: dict[str, str]) -> CaseGrade:
    return grade_billing(CHAIN_CONTENT, CHAIN_KEY, tuple(sheet.items()))


def earned_by(grade: CaseGrade) -> dict[str, int]:
    return {name: row.earned for name, row in zip(CHAIN_NAMES, grade.lines, strict=True)}


def test_what_follows_from_a_wrong_answer_is_not_charged_again() -> None:
    grade = chain(BY_WHOLE_DEDUCTIBLE)
    assert grade.line_score == Points(48, 60)
    assert (grade.correct_lines, grade.key_lines, grade.is_clean) == (4, 5, False)
    assert [row.verdict for row in grade.lines] == [Verdict.WRONG, *[Verdict.RIGHT] * 4]
    notes = [row.findings for row in grade.lines[1:]]
    assert {(found.severity, found.cost, found.kind) for (found,) in notes} == {(Severity.NOTE, 0, F.WRONG_AMOUNT)}
    assert notes[0][0].remark == "Follows from your “A label”; by the papers it is 11.80."
    assert notes[2][0].remark == "Follows from your “A label” and “A label”; by the papers it is 50.80."


def test_an_answer_that_does_not_follow_from_the_own_ones_is_charged() -> None:
    assert earned_by(chain(BY_WHOLE_DEDUCTIBLE | {"share": "97.00", "statement": "57.00"})) == {
        "deductible": 0,
        "coinsurance": 12,
        "payment": 12,
        "share": 0,
        "statement": 12,
    }
    assert earned_by(chain(BY_WHOLE_DEDUCTIBLE | {"payment": "47.20", "statement": ""}))["payment"] == 12
    assert earned_by(chain(BY_WHOLE_DEDUCTIBLE | {"statement": ""}))["statement"] == 0
    assert chain(BY_WHOLE_DEDUCTIBLE | {"deductible": ""}).line_score == Points(12, 60)  # the statement of the share


def test_what_rests_on_an_answer_still_follows_when_the_one_between_is_mended() -> None:
    grade = chain(BY_WHOLE_DEDUCTIBLE | {"coinsurance": "11.80", "share": "98.00"})
    assert earned_by(grade) == {"deductible": 0, "coinsurance": 12, "payment": 12, "share": 12, "statement": 12}
    between = chain(BY_WHOLE_DEDUCTIBLE | {"share": "50.80"}).lines[4]
    assert between.findings[0].remark == "Follows from your other answers; by the papers it is 10.80."


def test_a_cause_mended_alone_leaves_wrong_what_followed_from_it() -> None:
    assert earned_by(chain(BY_WHOLE_DEDUCTIBLE | {"deductible": "39.00"})) == {
        "deductible": 12,
        "coinsurance": 0,
        "payment": 0,
        "share": 0,
        "statement": 12,
    }


def test_a_number_follows_from_amounts_rounded_to_a_whole_one() -> None:
    content = a_content(fields=(a_field(T.MONEY, "ar"), a_field(T.NUMBER, "days")))
    key = BillingKey(
        fields=(FieldKey("ar", ("160960.00",), "why"), FieldKey("days", ("36",), "why", follows="{ar} / 4500.00"))
    )
    grade = grade_billing(content, key, (("ar", "170320.00"), ("days", "38")))  # 37.85
    assert [row.earned for row in grade.lines] == [0, 12]
    assert grade.lines[1].findings[0].kind is F.WRONG_ANSWER
    assert grade_billing(content, key, (("ar", "170320.00"), ("days", "37"))).line_score.earned == 0


WORDS = ("", "x", "0.00", "39.00", "98.00", "58.00", "11.80", "47.20", "50.80", "10.80", "60.00", "20.00")


@st.composite
def chains(draw: st.DrawFn) -> dict[str, str]:
    """Own answers, each right, made up, or computed from those before it."""
    sheet: dict[str, str] = {}
    for name in CHAIN_NAMES:
        cents = {each: int(text.replace(".", "")) for each, text in sheet.items() if text not in ("", "x")}
        base, share = cents.get("deductible"), cents.get("share")
        computed = {
            "coinsurance": None if base is None else (9_800 - base) // 5,
            "payment": None if base is None else (9_800 - base) * 4 // 5,
            "share": None if base is None or "coinsurance" not in cents else base + cents["coinsurance"],
            "statement": None if share is None else share - 4_000,
        }.get(name)
        own = "" if computed is None else write_cents(computed)
        sheet[name] = draw(st.sampled_from((RIGHT[name], own, draw(st.sampled_from(WORDS)))))
    return sheet


@given(chains(), st.sampled_from(CHAIN_NAMES))
def test_mending_an_answer_with_what_follows_from_it_never_lowers_the_score(sheet: dict[str, str], name: str) -> None:
    mended = {each for each in CHAIN_NAMES if each == name or name in RESTS_ON[each]}
    before, after = chain(sheet), chain(sheet | {each: RIGHT[each] for each in mended})
    assert after.line_score.earned >= before.line_score.earned


@given(chains(), st.sampled_from(CHAIN_NAMES))
def test_mending_what_only_follows_never_lowers_and_a_cause_alone_by_no_more_than_was_carried(
    sheet: dict[str, str], name: str
) -> None:
    before, after = chain(sheet), chain(sheet | {name: RIGHT[name]})
    row = before.lines[CHAIN_NAMES.index(name)]
    carried = sum(
        12 for each, line in zip(CHAIN_NAMES, before.lines, strict=True) if line.findings and line.earned
        and name in RESTS_ON[each]
    )  # fmt: skip
    if row.verdict is Verdict.RIGHT or row.verdict is Verdict.MISSED:
        carried = 0
    assert after.line_score.earned >= before.line_score.earned + 12 * (row.earned == 0) - carried
    assert after.line_score.possible == before.line_score.possible


@given(chains())
def test_a_chain_is_full_when_exact_and_charged_by_its_causes(sheet: dict[str, str]) -> None:
    assert chain(RIGHT).is_clean
    assert chain({}).line_score.earned == 0
    grade = chain(sheet)
    assert grade.is_clean is all(row.verdict is Verdict.RIGHT for row in grade.lines)
    assert grade.is_clean is all(not row.findings for row in grade.lines)
    for row in grade.lines:
        assert row.earned + sum(found.cost for found in row.findings) == 12
