"""A filled CMS-1500: every item compared by what it says, lines and diagnoses in any order that nothing fixes."""

from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.grading.billing_builders import VISIT, a_content, a_form_key, fill
from trainer.domain.claims.billing_case import BillingKind
from trainer.domain.claims.cms1500 import DIAGNOSES, ITEMS, ORDER
from trainer.domain.claims.money import write_cents
from trainer.domain.grading.billing import exact_worksheet, grade_billing, shown_entry
from trainer.domain.grading.billing_faults import BillingFault
from trainer.domain.grading.billing_form import SECTION
from trainer.domain.grading.billing_items import fault_of
from trainer.domain.grading.billing_key import BillingKey, FieldKey, Mistake
from trainer.domain.grading.billing_reading import read_cents
from trainer.domain.grading.findings import Severity
from trainer.domain.grading.lines import CaseGrade, GradedLine, Verdict
from trainer.domain.kernel.points import Points

F = BillingFault
NAMES = tuple(ORDER)
ALL = len(VISIT)


def row_of(grade: CaseGrade, item: str) -> GradedLine:
    return next(row for row in grade.lines if ORDER[item] in (row.key_line, row.learner_line))


def lost(grade: CaseGrade) -> int:
    return grade.line_score.possible - grade.line_score.earned


def share(grade: CaseGrade) -> Fraction:
    return Fraction(grade.line_score.earned, grade.line_score.possible)


def with_lines(order: tuple[int, ...], typed: dict[str, str] = VISIT) -> dict[str, str]:
    """The form with the service lines in another order: `order[0]` stands first."""
    kept = {item: text for item, text in typed.items() if not item.startswith("24.")}
    for line, old in enumerate(order, 1):
        for item, text in typed.items():
            if item.startswith(f"24.{old}."):
                kept[item.replace(f"24.{old}.", f"24.{line}.")] = text
    return kept


def with_diagnoses(order: str, typed: dict[str, str] = VISIT) -> dict[str, str]:
    """The form with the diagnoses in another order, and the pointers moved with them."""
    moved = {item: text for item, text in typed.items() if item not in DIAGNOSES}
    letters = dict(zip(order, "ABC", strict=True))
    moved |= {f"21.{letters[old]}": typed[f"21.{old}"] for old in order if f"21.{old}" in typed}
    for item, text in typed.items():
        if item.endswith(".pointers"):
            moved[item] = "".join(letters[letter] for letter in text)
    return moved


def test_the_finished_form_is_full_and_an_empty_one_nothing() -> None:
    grade = fill(VISIT)
    assert grade.sections == ((SECTION, Points(12 * ALL, 12 * ALL)),)
    assert (grade.correct_lines, grade.key_lines, grade.is_clean) == (ALL, ALL, True)
    assert [row.key_line for row in grade.lines] == sorted(ORDER[item] for item in VISIT)
    empty = fill({})
    assert empty.line_score == Points(0, 12 * ALL)
    assert {row.verdict for row in empty.lines} == {Verdict.MISSED}
    assert {fault for row in empty.lines for fault in row.faults} == {F.LEFT_BLANK}


def test_what_means_the_same_is_right() -> None:
    said = {
        "1": "GROUP",
        "2": "DIAZ JR, LUIS, A.",
        "3.born": "1980-01-02",
        "12": "Signature on file",
        "21.A": "e119",
        "24.1.from": "03 09 2026",
        "24.1.modifiers": "ga, 25",
        "24.1.pointers": "a b",
        "24.1.charge": "$120",
        "24.1.units": "01",
        "28": "190",
    }
    assert fill(VISIT | said).is_clean


@pytest.mark.parametrize(
    ("item", "text", "fault"),
    [
        ("1", "medicare", F.WRONG_PAYER),
        ("1a", "XYZ124", F.WRONG_NUMBER),
        ("2", "Diaz, Louis", F.WRONG_PERSON),
        ("2", "Luis A Diaz Jr", F.BAD_FORMAT),
        ("3.born", "01/03/1980", F.WRONG_DATE),
        ("3.born", "01/02/80", F.BAD_FORMAT),
        ("12", "Diaz", F.WRONG_ANSWER),
        ("21.A", "E11.8", F.WRONG_CODE),
        ("24.1.place", "22", F.WRONG_PLACE),
        ("24.1.code", "99214", F.WRONG_CODE),
        ("24.1.modifiers", "25", F.WRONG_CODE),
        ("24.1.pointers", "BA", F.WRONG_LINK),
        ("24.1.pointers", "AC", F.WRONG_LINK),
        ("24.1.charge", "102.00", F.WRONG_AMOUNT),
        ("24.1.charge", "120.005", F.BAD_FORMAT),
        ("24.1.units", "2", F.WRONG_UNITS),
        ("28", "200.00", F.NOT_ADDED_UP),
        ("1a", "", F.LEFT_BLANK),
    ],
)
def test_one_wrong_item_costs_itself_and_is_named(item: str, text: str, fault: BillingFault) -> None:
    grade = fill(VISIT | {item: text})
    row = row_of(grade, item)
    assert lost(grade) == 12
    assert row.faults == (fault,)
    assert row.verdict is (Verdict.WRONG if text else Verdict.MISSED)
    assert row.explanation == f"{ITEMS[item].title}: {VISIT[item]}"
    assert not grade.is_clean


@pytest.mark.parametrize(
    ("item", "fault"),
    [
        ("carrier.id", F.WRONG_PAYER),
        ("11a.sex", F.WRONG_PERSON),
        ("17b", F.WRONG_PROVIDER),
        ("17", F.WRONG_PROVIDER),
        ("24.1.rendering", F.WRONG_PROVIDER),
        ("24.1.shaded", F.WRONG_CODE),
        ("23", F.AUTHORIZATION),
        ("22.reference", F.WRONG_NUMBER),
        ("33.zip", F.WRONG_PROVIDER),
        ("29", F.WRONG_AMOUNT),
        ("27", F.WRONG_ANSWER),
        ("24.1.epsdt", F.WRONG_ANSWER),
    ],
)
def test_every_item_has_a_name_for_its_error(item: str, fault: BillingFault) -> None:
    assert fault_of(item) is fault


def test_an_item_that_stays_empty_adds_what_nobody_can_earn() -> None:
    grade = fill(VISIT | {"23": "A1", "29": "0.00", "20.charges": "0"})
    assert grade.line_score == Points(12 * ALL, 12 * ALL + 12)
    row = row_of(grade, "23")
    assert (row.verdict, row.faults, row.key_line) == (Verdict.UNSUPPORTED, (F.NOT_WANTED,), None)
    assert row.explanation == f"{ITEMS['23'].title} stays empty."
    assert row_of(fill(VISIT | {"14": "soon"}), "14").faults == (F.NOT_WANTED,)


def test_the_key_explains_items_and_names_mistakes() -> None:
    fields = (
        FieldKey(
            "1a",
            ("XYZ123", "XYZ 123 00"),
            "From the card.",
            "NUCC",
            "",
            "XYZ",
            (Mistake("XYZ12", F.WRONG_PAYER, "Old."),),
        ),
        FieldKey(
            "23", ("",), "Nothing was authorized.", mistakes=(Mistake("A1", F.AUTHORIZATION, "Of another visit."),)
        ),
        FieldKey("24.2.modifiers", ("",), "No modifier.", mistakes=(Mistake("59", F.WRONG_CODE, "Nothing to part."),)),
        FieldKey("24.1.pointers", ("AB",), "Both.", mistakes=(Mistake("B", F.WRONG_POLICY, "One."),)),
        FieldKey("13", ("SOF", ""), "Either."),
    )
    key = a_form_key(VISIT | {"13": "SOF"}, fields=fields)
    right = fill(VISIT | {"1a": "XYZ-12300"}, key)
    assert right.is_clean
    assert row_of(right, "13").verdict is Verdict.OPTIONAL
    assert fill(VISIT | {"13": "SOF"}, key).line_score == right.line_score == Points(12 * ALL, 12 * ALL)
    assert lost(fill(VISIT | {"13": "no"}, key)) == 12
    swapped = with_lines((2, 1, 3), VISIT | {"1a": "XYZ12", "23": "A1", "24.2.modifiers": "59", "24.1.pointers": "B"})
    grade = fill(swapped, key)
    assert [(row.faults, row.findings[0].remark) for row in grade.lines if row.faults] == [
        ((F.WRONG_PAYER,), "Old."),
        ((F.AUTHORIZATION,), "Of another visit."),
        ((F.WRONG_POLICY,), "One."),
        ((F.WRONG_CODE,), "Nothing to part."),
    ]
    card = row_of(grade, "1a")
    assert (card.explanation, card.findings[0].span, card.findings[0].rule.source) == ("From the card.", "XYZ", "NUCC")


def test_free_items_are_not_graded_in_any_line() -> None:
    key = a_form_key(
        VISIT | {"24.1.through": "03/09/2026"}, free=("12", "24.1.through", "24.2.through", "24.3.through")
    )
    assert fill(VISIT | {"12": ""}, key).line_score == Points(12 * (ALL - 1), 12 * (ALL - 1))
    grade = fill(VISIT | {"24.4.code": "36415", "24.4.through": "03/09/2026"}, key)
    assert lost(grade) == 12


@pytest.mark.parametrize("order", list(permutations((1, 2, 3))))
def test_service_lines_may_stand_in_any_order(order: tuple[int, ...]) -> None:
    assert fill(with_lines(order)).is_clean


def test_a_wrong_line_elsewhere_is_compared_with_the_line_that_it_means() -> None:
    typed = with_lines((3, 1, 2), VISIT | {"24.1.units": "2", "24.3.charge": "31.00"})
    grade = fill(typed)
    assert lost(grade) == 24
    units = row_of(grade, "24.1.units")
    assert (units.learner_line, units.key_line) == (ORDER["24.2.units"], ORDER["24.1.units"])


def test_a_line_too_many_and_a_line_too_few_are_counted_by_their_items() -> None:
    short = {item: text for item, text in VISIT.items() if not item.startswith("24.2.")}
    assert lost(fill(short)) == 12 * 6
    assert lost(fill(VISIT | {"24.6.code": "36415", "24.6.units": "1"})) == 24


@pytest.mark.parametrize("order", ["ABC", "ACB"])
def test_diagnoses_behind_the_first_may_stand_in_any_order(order: str) -> None:
    assert fill(with_diagnoses(order)).is_clean


@pytest.mark.parametrize("order", ["BAC", "CAB", "BCA"])
def test_the_first_listed_is_fixed_and_costs_once(order: str) -> None:
    grade = fill(with_diagnoses(order))
    assert lost(grade) == 12
    row = row_of(grade, "21.A")
    assert row.verdict is Verdict.WRONG
    assert row.findings[0].remark == "This diagnosis is listed first."


def test_a_wrong_diagnosis_does_not_cost_its_pointers_as_well() -> None:
    assert lost(fill(VISIT | {"21.B": "I11.9"})) == 12
    assert lost(fill(VISIT | {"21.B": ""})) == 12
    assert lost(fill(VISIT | {"21.A": "E10.9"})) == 12
    assert lost(fill(VISIT | {"21.D": "Z79.4"})) == 12


def test_a_diagnosis_entered_twice_is_one_too_many_and_both_letters_point_to_it() -> None:
    grade = fill(VISIT | {"21.D": "I10", "24.2.pointers": "D"})
    assert lost(grade) == 12
    assert row_of(grade, "21.D").verdict is Verdict.UNSUPPORTED


def test_a_pointer_to_nothing_is_a_wrong_link() -> None:
    assert row_of(fill(VISIT | {"24.2.pointers": "L"}), "24.2.pointers").faults == (F.WRONG_LINK,)


def test_another_diagnosis_first_takes_the_place_of_no_other() -> None:
    typed = VISIT | {"21.A": "I10", "21.B": "E78.5", "24.1.pointers": "A", "24.2.pointers": "A", "24.3.pointers": "B"}
    del typed["21.C"]
    grade = fill(typed)
    assert row_of(grade, "21.A").faults == (F.LEFT_BLANK,)
    assert lost(grade) == 24  # the diagnosis, and the visit that does not point to it


UNITS = VISIT | {"24.1.units": "4", "24.1.charge": "120.00"}
"""30.00 a unit."""


def carried(grade: CaseGrade) -> list[tuple[str, Verdict]]:
    """Items with a note, and their verdicts."""
    rows = [row for row in grade.lines if row.findings and row.findings[0].severity is Severity.NOTE]
    assert all(found.cost == 0 for row in rows for found in row.findings)
    return [(NAMES[row.key_line or 0], row.verdict) for row in rows]


def test_charge_and_total_that_follow_from_wrong_units_are_right() -> None:
    grade = fill(UNITS | {"24.1.units": "1", "24.1.charge": "30.00", "28": "100.00"}, a_form_key(UNITS))
    assert lost(grade) == 12
    assert row_of(grade, "24.1.units").faults == (F.WRONG_UNITS,)
    assert carried(grade) == [("24.1.charge", Verdict.RIGHT), ("28", Verdict.RIGHT)]
    assert row_of(grade, "24.1.charge").findings[0].remark == "Follows from your units, at the right price."
    assert row_of(grade, "28").findings[0].remark == "Is the sum of your charges."
    assert not grade.is_clean


@pytest.mark.parametrize(
    ("typed", "items"),
    [
        ({"24.1.units": "1", "24.1.charge": "30.00", "28": "190.00"}, ["24.1.units"]),
        ({"24.1.units": "1", "28": "190.00"}, ["24.1.units"]),
        ({"24.1.units": "1", "28": "100.00"}, ["24.1.units"]),
        ({"24.1.units": "1", "24.1.charge": "31.00", "28": "101.00"}, ["24.1.charge", "24.1.units"]),
        ({"24.1.units": "1", "24.1.charge": "30.00", "28": "99.00"}, ["24.1.units", "28"]),
        ({"24.1.code": "99212", "24.1.units": "1", "24.1.charge": "30.00", "28": "100.00"}, None),
        ({"24.1.charge": "121.00", "28": "191.00"}, ["24.1.charge"]),
        ({"24.1.charge": "", "28": "70.00"}, ["24.1.charge"]),
        ({"24.1.charge": "x", "28": "190.00"}, ["24.1.charge"]),
        ({"24.1.charge": "x", "24.1.units": "", "28": "70.00"}, ["24.1.charge", "24.1.units", "28"]),
        ({"24.1.charge": "30.00", "24.1.units": "one", "28": "100.00"}, ["24.1.charge", "24.1.units"]),
    ],
)
def test_units_charges_and_total_are_charged_by_their_causes(typed: dict[str, str], items: list[str] | None) -> None:
    grade = fill(UNITS | typed, a_form_key(UNITS))
    found = [NAMES[row.key_line or 0] for row in grade.lines if row.faults]
    assert found == (["24.1.code", "24.1.charge", "24.1.units"] if items is None else items)


def test_a_charge_that_the_key_does_not_price_by_the_unit_follows_from_nothing() -> None:
    for units, charge in (("0", "10.00"), ("many", "10.00"), ("3", "much"), ("3", "40.00")):
        key = a_form_key(VISIT | {"24.1.units": units, "24.1.charge": charge})
        grade = fill(VISIT | {"24.1.units": "1", "24.1.charge": "13.33"}, key)
        assert row_of(grade, "24.1.charge").faults == (F.WRONG_AMOUNT,)


def test_a_total_follows_only_where_the_key_adds_its_charges_up() -> None:
    wrong = VISIT | {"24.1.charge": "121.00", "28": "191.00"}
    assert lost(fill(wrong, a_form_key(VISIT | {"28": "200.00"}))) == 24
    assert lost(fill({"28": "0.00"})) == 12 * ALL


def test_a_total_with_a_line_too_many_counts_neither_way() -> None:
    grade = fill(VISIT | {"24.5.code": "36415", "24.5.charge": "10.00", "28": "200.00"})
    assert grade.line_score == Points(12 * (ALL - 1), 12 * (ALL - 1 + 2))
    assert carried(grade) == [("28", Verdict.OPTIONAL)]
    assert row_of(grade, "28").findings[0].remark.endswith("it counts neither way.")


@pytest.mark.parametrize("order", ["BAC", "BCA"])
def test_pointers_by_the_letters_of_the_key_follow_from_the_first_listed_elsewhere(order: str) -> None:
    grade = fill(VISIT | {f"21.{letter}": VISIT[f"21.{old}"] for letter, old in zip("ABC", order, strict=True)})
    assert lost(grade) == 12
    assert row_of(grade, "21.A").verdict is Verdict.WRONG
    assert ("24.1.pointers", Verdict.RIGHT) in carried(grade)
    assert row_of(grade, "24.1.pointers").findings[0].remark.startswith("Follows from your order of diagnoses")


def test_a_first_listed_that_is_entered_twice_costs_its_second_place_only() -> None:
    assert lost(fill(VISIT | {"21.B": "E11.9"})) == 12


@pytest.mark.parametrize("order", ["ACB", "CAB", "CBA"])
def test_pointers_do_not_follow_from_an_order_that_changed_otherwise(order: str) -> None:
    """C, B, A: the first-listed has changed places with the third, and pointers to both follow from that."""
    typed = VISIT | {f"21.{letter}": VISIT[f"21.{old}"] for letter, old in zip("ABC", order, strict=True)}
    assert lost(fill(typed)) == {"ACB": 36, "CAB": 48, "CBA": 12}[order]


def test_a_pointer_that_is_wrong_by_either_reading_is_wrong() -> None:
    typed = VISIT | {"21.A": "I10", "21.B": "E11.9", "24.3.pointers": "B"}
    assert row_of(fill(typed), "24.3.pointers").faults == (F.WRONG_LINK,)


STATE = VISIT | {"5.state": "OH", "17": "Samuel Otieno", "22.code": "7", "33.name": "Ann Diaz, MD", "4": "Diaz, Ann"}


@pytest.mark.parametrize(
    ("item", "text", "fault", "words"),
    [
        ("5.state", "Ohio", F.BAD_FORMAT, "two letters: OH."),
        ("5.state", "Kentucky", F.WRONG_PERSON, ""),
        ("4", "Ann Diaz", F.BAD_FORMAT, "in another order"),
        ("4", "Ann Dias", F.WRONG_PERSON, ""),
    ],
)
def test_what_is_only_badly_written_is_called_so(item: str, text: str, fault: BillingFault, words: str) -> None:
    row = row_of(fill(STATE | {item: text}, a_form_key(STATE)), item)
    assert (row.faults, row.earned) == ((fault,), 0)
    assert words in row.findings[0].remark


def test_the_key_may_say_more_of_a_name_that_is_badly_written() -> None:
    said = FieldKey("4", ("Diaz, Ann",), "The card.", mistakes=(Mistake("Ann Diaz", F.WRONG_PERSON, "Hers."),))
    row = row_of(fill(STATE | {"4": "Ann Diaz"}, a_form_key(STATE, fields=(said,))), "4")
    assert (row.faults, row.findings[0].remark) == ((F.WRONG_PERSON,), "Hers.")


@pytest.mark.parametrize(
    ("item", "text"),
    [
        ("17", "Dr. Samuel Otieno"),
        ("17", "Otieno, Samuel, MD"),
        ("22.code", "7 (replacement)"),
        ("33.name", "Dr Ann Diaz"),
        ("4", "Mrs. Diaz, Ann (wife)"),
        ("12", "SOF (on paper)"),
    ],
)
def test_titles_and_words_in_parentheses_are_passed_over(item: str, text: str) -> None:
    assert fill(STATE | {item: text}, a_form_key(STATE)).is_clean


PRINTED = {"1": "group", "24.1.from": "03/09/2026", "24.1.pointers": "A", "25": "123456789"}


def test_what_was_printed_rightly_earns_nothing_and_what_was_printed_wrongly_must_be_mended() -> None:
    key = a_form_key(VISIT)
    assert fill({}, key, PRINTED).line_score == Points(0, 12 * (ALL - 2) + 12)
    assert fill(VISIT | {"25": ""}, key, PRINTED).line_score == Points(12 * (ALL - 2), 12 * (ALL - 2))
    broken = fill(VISIT | {"25": "", "1": "other"}, key, PRINTED)
    assert broken.line_score == Points(12 * (ALL - 2), 12 * (ALL - 1))
    content = a_content(BillingKind.FILL, form=tuple(PRINTED.items()))
    exact = exact_worksheet(content, key)
    assert ("25", "") in exact
    assert grade_billing(content, key, exact).is_clean


def test_what_was_printed_and_follows_from_an_error_earns_nothing() -> None:
    printed = {"24.1.units": "1", "24.1.charge": "30.00", "28": "100.00", "24.2.pointers": "B"}
    key = a_form_key(UNITS)
    assert fill({}, key, printed).line_score.earned == 0
    grade = fill(UNITS | {"24.1.units": "1", "24.1.charge": "30.00", "28": "100.00"}, key, printed)
    assert row_of(grade, "28").verdict is Verdict.WRONG
    assert all(row.key_line != ORDER["24.1.charge"] for row in grade.lines)
    swapped = fill(UNITS | {"21.A": "I10", "21.B": "E11.9"}, key, {"24.2.pointers": "B"})
    assert all(row.key_line != ORDER["24.2.pointers"] for row in swapped.lines)


def test_items_that_no_form_has_are_not_read() -> None:
    assert fill(VISIT | {"99": "x"}).is_clean


def test_a_row_shows_what_was_typed() -> None:
    content, key = a_content(BillingKind.FILL, form=(("1", "medicare"),)), a_form_key()
    sheet = (("1a", " XYZ124 "), ("2", ""))
    grade = grade_billing(content, key, sheet)
    shown = [shown_entry(content, key, sheet, row_of(grade, item)) for item in ("1", "1a", "2")]
    assert shown == ["medicare", "XYZ124", ""]


WRONG = {
    "1a": "Q1",
    "2": "Nobody",
    "21.A": "A01",
    "21.B": "A02",
    "21.C": "A03",
    "24.1.code": "99999",
    "24.1.modifiers": "59",
    "24.1.pointers": "C",
    "24.2.charge": "x",
    "24.2.code": "99998",
    "24.3.units": "7",
    "24.3.pointers": "A",
    "28": "1.00",
}
EXTRA = {"23": "A9", "21.E": "B99", "24.5.code": "12345", "24.5.charge": "9.00", "24.1.shaded": "N4"}
BY_THE_UNIT = ("24.1", "120.00", "240.00"), ("24.3", "30.00", "210.00")
"""Lines, their right charge, and that of the units in `WRONG` or of two."""


@st.composite
def attempts(draw: st.DrawFn) -> dict[str, str]:
    typed = dict(VISIT)
    for item, text in WRONG.items():
        typed[item] = draw(st.sampled_from((VISIT[item], text, "")))
    for line, right, wrong in BY_THE_UNIT:
        typed[f"{line}.units"] = draw(st.sampled_from(("1", "2" if line == "24.1" else "7")))
        typed[f"{line}.charge"] = draw(st.sampled_from((right, wrong)))
    typed |= {item: text for item, text in EXTRA.items() if draw(st.booleans())}
    if draw(st.booleans()):
        charges = [read_cents(text) for item, text in typed.items() if item.endswith(".charge")]
        typed["28"] = write_cents(sum(each for each in charges if isinstance(each, int)))
    return typed


@st.composite
def reordered(draw: st.DrawFn) -> dict[str, str]:
    """With diagnoses in another order, and pointers as they were, moved, or wrong."""
    typed = dict(VISIT)
    for letter, old in zip("ABC", draw(st.permutations("ABC")), strict=True):
        typed[f"21.{letter}"] = draw(st.sampled_from((VISIT[f"21.{old}"], VISIT[f"21.{old}"], "A01", "", "E11.9")))
    for line in (1, 2, 3):
        typed[f"24.{line}.pointers"] = draw(st.sampled_from((VISIT[f"24.{line}.pointers"], "A", "B", "BA", "C")))
    return typed


def mended(typed: dict[str, str], row: GradedLine) -> dict[str, str]:
    """What a row says is wrong, put right in its place; a missing item at the key's own place, if that is free."""
    of_learner = None if row.learner_line is None else NAMES[row.learner_line]
    of_key = None if row.key_line is None else NAMES[row.key_line]
    if of_learner is None and typed.get(of_key or ""):
        return typed
    return typed | {of_learner or of_key or "": VISIT[of_key] if of_key else ""}


@settings(max_examples=60)
@given(attempts())
def test_mending_what_a_row_says_never_lowers_the_score(typed: dict[str, str]) -> None:
    before = fill(typed)
    for row in before.lines:
        if row.verdict is not Verdict.RIGHT:
            assert share(fill(mended(typed, row))) >= share(before), (typed, row)


@settings(max_examples=60)
@given(reordered())
def test_mending_a_row_never_lowers_the_score_of_diagnoses_in_another_order(typed: dict[str, str]) -> None:
    before = fill(typed)
    for row in before.lines:
        if row.verdict is not Verdict.RIGHT:
            assert share(fill(mended(typed, row))) >= share(before), (typed, row)


@given(attempts(), st.permutations((1, 2, 3, 4, 5, 6)), st.permutations("BCDEF"))
def test_another_order_of_lines_and_right_diagnoses_changes_nothing(
    typed: dict[str, str], lines: list[int], letters: list[str]
) -> None:
    """Of diagnoses that are the key's: what a wrong one is meant for is told by its place alone."""
    typed = typed | {item: VISIT[item] for item in ("21.A", "21.B", "21.C")}
    names = dict(zip("BCDEF", letters, strict=True)) | {"A": "A"}
    moved = {}
    for item, text in with_lines(tuple(lines), typed).items():
        value = "".join(names[letter] for letter in text) if item.endswith("pointers") else text
        moved[f"21.{names[item[-1]]}" if item in DIAGNOSES else item] = value
    before, after = fill(typed), fill(moved)
    assert (before.line_score, before.correct_lines) == (after.line_score, after.correct_lines)


@given(attempts(), st.permutations((1, 2, 3, 4, 5, 6)))
def test_another_order_of_lines_changes_nothing(typed: dict[str, str], lines: list[int]) -> None:
    before, after = fill(typed), fill(with_lines(tuple(lines), typed))
    assert (before.sections, before.correct_lines) == (after.sections, after.correct_lines)


def test_a_key_without_lines_and_a_form_without_items_are_graded() -> None:
    grade = fill({"1": "group"}, BillingKey(form=(("1", "group"), ("2", " "))))
    assert grade.is_clean
    assert fill({}, BillingKey()).sections == ()
