"""A claim that is scrubbed: a third each for noticing a defect, for its kind, for putting it right; alarms cost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.grading.billing_builders import VISIT, a_content
from trainer.domain.claims.billing_case import BillingKind, Worksheet
from trainer.domain.claims.cms1500 import ITEMS, ORDER
from trainer.domain.grading.billing import exact_worksheet, grade_billing, shown_entry
from trainer.domain.grading.billing_faults import BillingFault
from trainer.domain.grading.billing_key import BillingKey, Defect
from trainer.domain.grading.billing_scrub import SECTION
from trainer.domain.grading.findings import Severity
from trainer.domain.grading.lines import CaseGrade, GradedLine, Verdict
from trainer.domain.kernel.points import Points

F = BillingFault
FORM = VISIT | {"24.1.modifiers": "", "28": "150.00", "23": "A1"}
CONTENT = a_content(BillingKind.SCRUB, form=tuple(FORM.items()))
KEY = BillingKey(
    defects=(
        Defect(
            "24.1.modifiers",
            F.WRONG_CODE,
            ("25", "25 GA"),
            "A visit beside a test.",
            "NCCI",
            "EKG read",
            ("24.1.code",),
        ),
        Defect("28", F.NOT_ADDED_UP, ("190.00",), "The sum.", also=("24.1.charge", "24.2.charge")),
        Defect("23", F.AUTHORIZATION, ("",), "Nothing was authorized."),
    )
)


def scrub(*sheet: tuple[str, str]) -> CaseGrade:
    return grade_billing(CONTENT, KEY, sheet)


def modifiers(*sheet: tuple[str, str]) -> GradedLine:
    return scrub(*sheet).lines[0]


def test_all_defects_found_named_and_put_right_earn_everything() -> None:
    grade = grade_billing(CONTENT, KEY, exact_worksheet(CONTENT, KEY))
    assert grade.sections == ((SECTION, Points(36, 36)),)
    assert (grade.correct_lines, grade.key_lines, grade.is_clean) == (3, 3, True)
    assert [(row.verdict, row.findings, row.explanation) for row in grade.lines] == [
        (Verdict.RIGHT, (), defect.why) for defect in KEY.defects
    ]


def test_who_lets_everything_pass_earns_nothing() -> None:
    grade = scrub()
    assert grade.line_score == Points(0, 36)
    row = grade.lines[0]
    assert (row.verdict, row.learner_line, row.key_line) == (Verdict.MISSED, None, ORDER["24.1.modifiers"])
    missed, cause = row.findings
    assert (missed.kind, missed.cost, missed.remark) == (F.UNNOTICED, 12, "Not noticed.")
    assert (cause.kind, cause.cost, cause.severity, cause.span) == (F.WRONG_CODE, 0, Severity.NOTE, "EKG read")
    assert row.faults == (F.UNNOTICED,)


@pytest.mark.parametrize(
    ("sheet", "earned", "remark"),
    [
        ([("24.1.modifiers.mark", "wrong_date")], 4, "Noticed, not named and not put right."),
        ([("24.1.modifiers.mark", "what?")], 4, "Noticed, not named and not put right."),
        ([("24.1.modifiers.mark", "wrong_billing_code")], 8, "Noticed, not put right."),
        ([("24.1.modifiers.value", "25")], 8, "Noticed, not named."),
        ([("24.1.modifiers.value", "59")], 4, "Noticed, not named and not put right."),
        ([("24.1.code.mark", "wrong_billing_code")], 8, "Noticed, not put right."),
        ([("24.1.code.mark", "wrong_billing_code"), ("24.1.modifiers.value", "GA25")], 12, ""),
        (
            [("24.1.code.mark", "wrong_date"), ("24.1.modifiers.mark", "wrong_billing_code")],
            8,
            "Noticed, not put right.",
        ),
    ],
)
def test_each_step_is_worth_a_third(sheet: list[tuple[str, str]], earned: int, remark: str) -> None:
    row = modifiers(*sheet)
    assert row.earned == earned
    assert [found.remark for found in row.findings] == ([remark] if remark else [])
    if remark:
        (found,) = row.findings
        assert (found.kind, found.cost, found.rule.source) == (F.WRONG_CODE, 12 - earned, "NCCI")
        assert row.verdict is Verdict.PARTLY


def test_several_marks_at_one_defect_count_once() -> None:
    grade = scrub(
        *((f"{item}.mark", "not_added_up") for item in ("28", "24.1.charge", "24.2.charge")), ("28.value", "190")
    )
    assert grade.line_score == Points(12, 36)


def test_an_item_that_should_be_empty_is_put_right_by_its_mark_alone() -> None:
    assert scrub(("23.mark", "authorization")).lines[2].earned == 12
    assert scrub(("23.mark", "authorization"), ("23.value", "A2")).lines[2].earned == 8


def test_what_was_right_and_is_marked_or_changed_adds_what_nobody_can_earn() -> None:
    grade = scrub(("2.mark", "wrong_person"), ("1a.value", "Q9"), ("2.value", "Nobody"))
    assert grade.line_score == Points(0, 60)
    alarm = grade.lines[3]
    assert (alarm.verdict, alarm.faults, alarm.learner_line, alarm.key_line) == (
        Verdict.UNSUPPORTED,
        (F.FALSE_ALARM,),
        ORDER["1a"],
        None,
    )
    assert alarm.explanation == f"{ITEMS['1a'].title} was right as it stood."


def test_a_value_that_changes_nothing_is_no_alarm() -> None:
    nothing = [("1a.value", "xyz-123"), ("2.value", " "), ("14.value", ""), ("99.mark", "wrong_date"), ("1a.mark", " ")]
    assert scrub(*nothing) == scrub()


def test_a_row_shows_mark_and_value() -> None:
    sheet: Worksheet = (
        ("28.mark", "not_added_up"),
        ("28.value", "190.00"),
        ("1a.value", "Q9"),
        ("2.mark", "wrong_date"),
    )
    grade = grade_billing(CONTENT, KEY, sheet)
    shown = [shown_entry(CONTENT, KEY, sheet, row) for row in grade.lines]
    assert shown == ["", "not added up → 190.00", "", "Q9", "wrong date"]


ITEMS_TOUCHED = ("24.1.modifiers", "24.1.code", "28", "24.1.charge", "23", "2", "1a")


@given(
    st.dictionaries(
        st.sampled_from([f"{item}.{part}" for item in ITEMS_TOUCHED for part in ("mark", "value")]),
        st.sampled_from(("wrong_billing_code", "not_added_up", "authorization", "25", "190.00", "x", "")),
    ),
    st.integers(0, 2),
)
def test_doing_one_defect_as_the_key_does_never_lowers_the_score(sheet: dict[str, str], place: int) -> None:
    before = grade_billing(CONTENT, KEY, tuple(sheet.items()))
    defect = KEY.defects[place]
    mended = sheet | {f"{defect.item}.mark": defect.fault.value, f"{defect.item}.value": defect.accepts[0]}
    after = grade_billing(CONTENT, KEY, tuple(mended.items()))
    assert after.line_score.possible == before.line_score.possible
    assert after.line_score.earned >= before.line_score.earned
    assert after.lines[place].verdict is Verdict.RIGHT
