"""Folders of billing exercises: what a good one becomes, and what is said about a bad one."""

from datetime import date
from pathlib import Path

import pytest

from tests.content.billing_folders import LIST_CASE, VALID, BillingFolder
from trainer.content.billing_checks import BilledCode, billing_codes, right_form
from trainer.content.billing_files import split_exhibits
from trainer.domain.claims.billing_case import BillingKind, Exhibit, FieldType
from trainer.domain.claims.professional import Profile
from trainer.domain.claims.remittance import Adjustment, Group
from trainer.domain.grading.billing_faults import BillingFault
from trainer.domain.grading.billing_key import AccountKey, Defect, FieldKey, Mistake

POST, FILL, SCRUB, LIST = VALID


def said(tmp_path: Path, kind: str, *changes: tuple[str, str, str]) -> list[str]:
    """What is said of the valid folder of a kind after changes of (file, old, new)."""
    folder = BillingFolder.valid(tmp_path, kind)
    for change in changes:
        folder.change(*change)
    case, problems = folder.read()
    assert (case is None) is bool(problems)
    return problems


@pytest.mark.parametrize("kind", VALID)
def test_a_valid_folder_has_no_problems(tmp_path: Path, kind: str) -> None:
    case, problems = BillingFolder.valid(tmp_path, kind).read()
    assert problems == []
    assert case is not None
    assert (case.slug, case.content.kind) == ("an-exercise", BillingKind(kind))


def test_a_remittance_to_post_carries_everything_that_its_folder_says(tmp_path: Path) -> None:
    case, _ = BillingFolder.valid(tmp_path, POST).read()
    assert case is not None
    assert (case.key_reason, case.second_solution) == ("A reason.", "pending")
    content = case.content
    assert (content.profile, content.on, content.level) == (Profile.COMMERCIAL, date(2026, 4, 14), 2)
    assert content.exhibits == (
        Exhibit("Contract, page 1", "The allowed amount 160.00 is the contract's."),
        Exhibit("Account", "Diaz, Luis"),
    )
    assert [field.type for field in content.fields] == [
        FieldType.MONEY,
        FieldType.NUMBER,
        FieldType.CHOICE,
        FieldType.ORDER,
    ]
    assert (content.fields[0].section, content.fields[0].hint) == ("Line 1", "Dollars and cents.")
    assert [offer.id for offer in content.fields[2].offers] == ["bill", "appeal", "wait"]
    assert content.remittance is not None
    assert content.remittance.payment_cents == 6_000
    assert content.remittance.provider_adjustments[0].cents == 2_000
    (claim,) = content.remittance.claims
    (line,) = claim.lines
    assert (claim.patient.last, claim.patient_cents, claim.remarks) == ("Diaz", 8_000, ("MA01",))
    assert (line.allowed_cents, line.line_number, line.units) == (16_000, 1, 1)
    assert line.adjustments[1] == Adjustment(Group.PATIENT, "1", 6_000)
    assert case.key.fields[0] == FieldKey(
        "writeoff",
        ("90.00",),
        "Billed less allowed.",
        "contract, page 1",
        "250.00 - 160.00",
        "allowed amount 160.00",
        (Mistake("170.00", BillingFault.WRONG_BUCKET, "With his share."),),
    )


def test_a_computation_from_other_fields_is_carried(tmp_path: Path) -> None:
    folder = BillingFolder.valid(tmp_path, POST)
    folder.change("key.toml", 'sum = "60 / 2"', 'follows = "{writeoff} / 3"')
    case, problems = folder.read()
    assert problems == []
    assert case is not None
    assert [each.follows for each in case.key.fields] == ["", "{writeoff} / 3", "", ""]


def test_a_claim_to_scrub_and_a_list_carry_their_parts(tmp_path: Path) -> None:
    scrub, _ = BillingFolder.valid(tmp_path, SCRUB).read()
    assert scrub is not None
    assert scrub.second_solution == ""
    assert dict(scrub.content.form)["28"] == "150.00"
    assert scrub.key.defects[0] == Defect(
        "28", BillingFault.NOT_ADDED_UP, ("160.00",), "The sum.", "", "Diaz, Luis", ("24.1.charge",)
    )
    assert right_form(scrub.content, scrub.key)["28"] == "160.00"
    listed, _ = BillingFolder.valid(tmp_path, LIST).read()
    assert listed is not None
    assert listed.content.worklist is not None
    assert listed.content.worklist.accounts[0].balance_cents == 9_900
    assert listed.key.accounts[10] == AccountKey("a11", ("appeal",), 5_000, date(2026, 4, 20), "So.")


@pytest.mark.parametrize("kind", [FILL, SCRUB])
def test_the_codes_of_the_right_form_are_given_with_their_days(tmp_path: Path, kind: str) -> None:
    case, _ = BillingFolder.valid(tmp_path, kind).read()
    assert case is not None
    assert billing_codes(case.content, case.key) == (
        BilledCode("icd-10-cm", "I10", date(2026, 4, 12)),
        BilledCode("cpt", "99213", date(2026, 4, 13)),
        BilledCode("hcpcs", "J1885", date(2026, 4, 12)),
    )


def test_a_code_without_a_day_holds_on_the_first_day_and_without_any_on_that_of_the_exercise(tmp_path: Path) -> None:
    folder = BillingFolder.valid(tmp_path, FILL)
    case, _ = folder.read()
    assert case is not None
    for items, days in (({"24.1.from"}, {date(2026, 4, 12)}), ({"24.1.from", "24.2.from"}, {date(2026, 4, 14)})):
        form = tuple((item, text) for item, text in case.key.form if item not in items)
        codes = billing_codes(case.content, type(case.key)(form=form))
        assert {code.on for code in codes} == days


def test_an_exercise_without_a_form_has_no_codes(tmp_path: Path) -> None:
    case, _ = BillingFolder.valid(tmp_path, POST).read()
    assert case is not None
    assert billing_codes(case.content, case.key) == ()


def test_papers_are_parted_at_their_titles() -> None:
    assert split_exhibits("x\n# A\n\nb\r\n## c\n#d\n# E \n") == (
        (Exhibit("A", "b\n## c\n#d"), Exhibit("E", "")),
        "x",
    )


def test_what_a_folder_lacks_is_named(tmp_path: Path) -> None:
    folder = BillingFolder.valid(tmp_path, POST)
    for name in ("case.toml", "exhibits.md", "key.toml"):
        (folder.path / name).unlink()
    case, problems = folder.read()
    assert case is None
    assert [problem.split(":")[0] for problem in problems] == ["x/case.toml", "x/exhibits.md", "x/key.toml"]


@pytest.mark.parametrize(
    ("kind", "change", "problem"),
    [
        (
            POST,
            ("case.toml", 'id = "an-exercise"', 'id = "other"'),
            "id: the folder should be post-the-remittance/other",
        ),
        (POST, ("case.toml", "level = 2", "level = 2\nrank = 1"), "rank: is not a field of this file format"),
        (POST, ("case.toml", 'payment = "60.00"', 'payment = "60.001"'), "remittance.payment: value error"),
        (
            POST,
            ("case.toml", 'paid = "80.00"\nadj', 'paid = "81.00"\nadj'),
            "remittance: claim A-1042 line 1: says 81.00",
        ),
        (POST, ("case.toml", 'id = "days"', 'id = "writeoff"'), "fields[writeoff].id: is the id of two fields"),
        (POST, ("case.toml", 'type = "number"', 'type = "choice"'), "fields[days].offers: there are 0; at least 3"),
        (
            POST,
            ("case.toml", 'type = "choice"', 'type = "text"'),
            "fields[next].offers: a field of the type text has none",
        ),
        (POST, ("case.toml", 'id = "wait"', 'id = "bill"'), "fields[next].offers: 'bill' is offered twice"),
        (POST, ("case.toml", 'text = "Wait"', 'text = "Bill him"'), "fields[next].offers: 'Bill him' is offered twice"),
        (
            POST,
            ("case.toml", "[remittance]", '[form]\n"1" = "x"\n[remittance]'),
            "form: post-the-remittance has no such",
        ),
        (
            POST,
            ("case.toml", "[remittance]", f"{LIST_CASE}\n[remittance]"),
            "worklist: post-the-remittance has no such",
        ),
        (POST, ("exhibits.md", "# Contract", "Words\n# Contract"), "the first paper begins before a line `# Title`"),
        (
            POST,
            ("exhibits.md", "# Account", "# Contract, page 1"),
            "exhibits: two papers are called 'Contract, page 1'",
        ),
        (POST, ("key.toml", "schema = 1", 'schema = 1\nfree = ["1"]'), "free: post-the-remittance has no such part"),
        (POST, ("key.toml", "allowed amount 160", "allowed amount 161"), "fields[writeoff].span: is in no exhibit"),
        (POST, ("key.toml", "wrong_bucket", "false_alarm"), "fields[writeoff].fault: false_alarm is the grader's own"),
        (POST, ("key.toml", "wrong_bucket", "wrong_bukket"), "fields[1].mistakes[1].fault: input should be"),
        (POST, ("key.toml", "250.00 - 160.00", "250.00 - 161.00"), "fields[writeoff].sum: 250.00 - 161.00 makes 89.00"),
        (POST, ("key.toml", "60 / 2", "60 / 4"), "fields[days].sum: 60 / 4 makes 15.00, not 30"),
        (POST, ("key.toml", "60 / 2", "60 / x"), "fields[days].sum: x is no part of a sum"),
        (
            POST,
            ("key.toml", 'why = "It is his."', 'why = "x"\nsum = "1"'),
            "fields[next].sum: only amounts and numbers",
        ),
        (
            POST,
            ("key.toml", 'sum = "60 / 2"', 'follows = "{writeoff} / 2"'),
            "fields[days].follows: makes 45, not 30",
        ),
        (POST, ("key.toml", 'field = "days"', 'field = "weeks"'), "fields[days]: has no key"),
        (POST, ("key.toml", 'field = "days"', 'field = "weeks"'), "fields[weeks].field: is no field of the case"),
        (POST, ("key.toml", 'field = "days"', 'field = "writeoff"'), "fields[writeoff].field: has two keys"),
        (POST, ("key.toml", 'accepts = ["30"]', 'accepts = ["soon"]'), "fields[days].accepts: 'soon': This cannot be"),
        (POST, ("key.toml", 'value = "appeal"', 'value = "sue"'), "fields[next]: 'sue' is not offered"),
        (
            POST,
            ("key.toml", '"plan patient other"', '"plan patient"'),
            "fields[who].accepts: an order names every offer",
        ),
        (
            POST,
            ("key.toml", 'value = "170.00"', 'value = "90"'),
            "fields[writeoff].mistakes: '90' is declared wrong_bucket; it is graded no error",
        ),
        (
            POST,
            ("case.toml", '"Bill him"', '"Send him a statement of what he still owes"'),
            "fields[next].offers: what is right is told by",
        ),
        (FILL, ("case.toml", '"carrier.zip"', '"carrier.fax"'), "form[carrier.fax]: is no item of the CMS-1500"),
        (FILL, ("key.toml", '"carrier.zip"', '"carrier.fax"'), "form[carrier.fax]: is no item of the CMS-1500"),
        (FILL, ("key.toml", '"28" = "160.00"', '"28" = "160.00x"'), "form[28]: “160.00X” is not an amount"),
        (
            FILL,
            ("key.toml", '"28" = "160.00"', '"28" = "161.00"'),
            "fields[28].accepts: begins with '160.00'; the form says",
        ),
        (FILL, ("key.toml", '"31.date"]', '"28"]'), "fields[28]: is explained, and not graded"),
        (FILL, ("key.toml", "120.00 + 40.00", "120.00 + 41.00"), "fields[28].sum: 120.00 + 41.00 makes 161.00"),
        (FILL, ("key.toml", '"24.2.units" = "4"', '"24.2.units" = "four"'), "form[24.2.units]: This cannot be read"),
        (FILL, ("key.toml", '"33a" = "1999077765"', '"33a" = "1999077766"'), "form[33a]: "),
        (SCRUB, ("key.toml", 'item = "28"', 'item = "30"'), "defects[30]: 30 is no item of the CMS-1500"),
        (SCRUB, ("key.toml", '"24.1.charge"', '"24.9.charge"'), "defects[28]: 24.9.charge is no item"),
        (SCRUB, ("key.toml", 'item = "23"', 'item = "28"'), "defects[28].item: has two defects"),
        (SCRUB, ("key.toml", '"160.00"', '"150.00"'), "defects[28].accepts: is what the form says already"),
        (SCRUB, ("key.toml", 'item = "23"', 'item = "29"'), "defects[29].accepts: is what the form says already"),
        (SCRUB, ("key.toml", '"160.00"', '"160.001"'), "defects[28].accepts: '160.001': "),
        (SCRUB, ("key.toml", "wrong_units", "unnoticed"), "defects[24.2.units].fault: unnoticed is the grader's own"),
        (SCRUB, ("key.toml", "Diaz, Luis", "Diaz, Ann"), "defects[28].span: is in no exhibit"),
        (SCRUB, ("case.toml", '"33a" = "1999077765"', '"33a" = "1999077766"'), "form[33a]: "),
        (LIST, ("case.toml", 'id = "a02"', 'id = "a01"'), "worklist.accounts[a01].id: is used twice"),
        (LIST, ("case.toml", 'id = "nothing"', 'id = "appeal"'), "worklist.actions[appeal].id: is used twice"),
        (LIST, ("key.toml", '"a02"', '"a77"'), "accounts[a02]: has no key"),
        (LIST, ("key.toml", '"a02"', '"a77"'), "accounts[a77].account: is no account of the list"),
        (LIST, ("key.toml", '"a02"', '"a01"'), "accounts[a01].account: has two keys"),
        (LIST, ("key.toml", '["nothing"]', '["sue"]'), "accounts[a09].actions: 'sue' is no action of the list"),
        (LIST, ("key.toml", '"50.00"', '"-50.00"'), "accounts[a11].saves: is less than nothing"),
        (
            LIST,
            ("case.toml", "minutes_a_day = 60", "minutes_a_day = 480"),
            "accounts: the best order saves 250.00, the accounts as listed 250.00",
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_field(
    tmp_path: Path, kind: str, change: tuple[str, str, str], problem: str
) -> None:
    found = said(tmp_path, kind, change)
    assert any(each.removeprefix(f"x/{change[0]}: ").startswith(problem) or f": {problem}" in each for each in found), (
        found
    )


def test_parts_that_a_kind_needs_are_asked_for(tmp_path: Path) -> None:
    folder = BillingFolder.valid(tmp_path, POST)
    text = (folder.path / "case.toml").read_text(encoding="utf-8")
    folder.write("case.toml", text.split("[[fields]]")[0])
    folder.write("key.toml", "schema = 1")
    folder.write("exhibits.md", "")
    assert folder.read()[1] == [
        "x/case.toml: fields: post-the-remittance needs it",
        "x/case.toml: remittance: post-the-remittance needs it",
        "x/exhibits.md: exhibits: there is no paper: each begins with a line `# Title`",
        "x/key.toml: fields: post-the-remittance needs it",
    ]


def test_a_list_has_fifteen_accounts(tmp_path: Path) -> None:
    folder = BillingFolder.valid(tmp_path, LIST)
    text = (folder.path / "case.toml").read_text(encoding="utf-8")
    folder.write("case.toml", text.rsplit("[[worklist.accounts]]", 1)[0])
    assert "x/case.toml: worklist.accounts: there are 14, not 15" in folder.read()[1]


def test_at_least_twelve_items_of_a_form_are_explained(tmp_path: Path) -> None:
    folder = BillingFolder.valid(tmp_path, FILL)
    text = (folder.path / "key.toml").read_text(encoding="utf-8")
    folder.write("key.toml", "[[fields]]".join(text.split("[[fields]]")[:6]))
    assert folder.read()[1] == ["x/key.toml: fields: explains 5 items; at least 12 are explained"]


def test_something_is_to_be_entered(tmp_path: Path) -> None:
    folder = BillingFolder.valid(tmp_path, POST)
    folder.write(
        "key.toml",
        "schema = 1\n"
        + "".join(
            f'[[fields]]\nfield = "{name}"\naccepts = [""]\nwhy = "x"\n' for name in ("writeoff", "days", "next")
        ),
    )
    assert "x/key.toml: fields: nothing is to be entered" in folder.read()[1]


def test_a_key_that_points_to_no_diagnosis_is_not_graded_as_right(tmp_path: Path) -> None:
    (problem,) = said(tmp_path, FILL, ("key.toml", '"24.2.pointers" = "A"', '"24.2.pointers" = "AL"'))
    assert problem.startswith("x/key.toml: the key's own answer is not graded as right: [('Item 24E, line 2")
