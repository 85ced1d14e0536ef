"""Valid folders of billing exercises, one for each way of grading, in which a test changes one thing at a time."""

from dataclasses import dataclass
from pathlib import Path

from trainer.content.billing_files import AuthoredBillingCase, read_billing_case
from trainer.domain.kernel.problems import Report

HEAD = """
schema = 1
id = "{slug}"
kind = "{kind}"
title = "A title"
specialty = "family medicine"
level = 2
edition = "2026"
payer = "Cedar Plains Health PPO"
profile = "commercial"
on = 2026-04-14
summary = "A summary."
task = "A task."
"""
PAPERS = """# Contract, page 1

The allowed amount 160.00 is the contract's.

# Account

Diaz, Luis
"""

POST_CASE = """
[[fields]]
id = "writeoff"
section = "Line 1"
label = "Write-off"
type = "money"
hint = "Dollars and cents."

[[fields]]
id = "days"
label = "Days"
type = "number"

[[fields]]
id = "next"
label = "Next"
type = "choice"
offers = [{ id = "bill", text = "Bill him" }, { id = "appeal", text = "Appeal it" }, { id = "wait", text = "Wait" }]

[[fields]]
id = "who"
label = "Who pays"
type = "order"
offers = [{ id = "plan", text = "The plan" }, { id = "patient", text = "He" }, { id = "other", text = "She" }]

[remittance]
number = "0081552"
method = "ACH"
paid_on = 2026-04-10
payment = "60.00"
provider_adjustments = [{ reason = "WO", reference = "R1", amount = "20.00", fiscal_year_ends_on = 2026-12-31 }]

[remittance.payer]
name = "CPH"
identifier = "CPH01"
address = { line = "1 A", city = "B", state = "OH", postal_code = "43085" }

[remittance.payee]
name = "P"
identifier = "1999077765"
address = { line = "2 A", city = "B", state = "OH", postal_code = "43085" }

[[remittance.claims]]
account_number = "A-1042"
status = "1"
patient = { last = "Diaz", first = "Luis" }
member_id = "M1"
control_number = "C1"
filing_code = "CI"
billed = "250.00"
paid = "80.00"
patient_share = "80.00"
remarks = ["MA01"]

[[remittance.claims.lines]]
code = "99214"
on = 2026-03-02
billed = "250.00"
allowed = "160.00"
paid = "80.00"
adjustments = [
  { group = "CO", reason = "45", amount = "90.00" },
  { group = "PR", reason = "1", amount = "60.00" },
  { group = "PR", reason = "2", amount = "20.00" },
]
"""
POST_KEY = """
schema = 1
key_reason = "A reason."

[review]
second_solution = "pending"

[[fields]]
field = "writeoff"
accepts = ["90.00"]
why = "Billed less allowed."
source = "contract, page 1"
sum = "250.00 - 160.00"
span = "allowed amount 160.00"
mistakes = [{ value = "170.00", fault = "wrong_bucket", why = "With his share." }]

[[fields]]
field = "days"
accepts = ["30"]
why = "A month."
sum = "60 / 2"

[[fields]]
field = "next"
accepts = ["bill"]
why = "It is his."
mistakes = [{ value = "appeal", fault = "wrong_action", why = "Nothing is denied." }]

[[fields]]
field = "who"
accepts = ["plan patient other"]
why = "In turn."
"""

FORM = {
    "carrier.name": "Cedar Plains Health PPO",
    "carrier.id": "CPH44",
    "carrier.street": "PO Box 1",
    "carrier.city": "Port Ellis",
    "carrier.state": "MI",
    "carrier.zip": "49001",
    "1": "group",
    "1a": "LMH66204419",
    "2": "Diaz, Luis",
    "3.born": "02/11/1980",
    "3.sex": "M",
    "4": "Diaz, Luis",
    "5.street": "1290 Birch Court",
    "5.city": "Port Ellis",
    "5.state": "MI",
    "5.zip": "49002",
    "5.phone": "2695550131",
    "6": "self",
    "7.street": "1290 Birch Court",
    "7.city": "Port Ellis",
    "7.state": "MI",
    "7.zip": "49002",
    "7.phone": "2695550131",
    "10a": "no",
    "10b": "no",
    "10c": "no",
    "11": "GR20875",
    "11a.born": "02/11/1980",
    "11a.sex": "M",
    "11c": "PPO Choice 750",
    "11d": "no",
    "12": "SOF",
    "13": "SOF",
    "21.indicator": "0",
    "21.A": "I10",
    "24.1.from": "04/13/2026",
    "24.1.through": "04/13/2026",
    "24.1.place": "11",
    "24.1.code": "99213",
    "24.1.pointers": "A",
    "24.1.charge": "120.00",
    "24.1.units": "1",
    "24.1.rendering": "1997936178",
    "24.2.from": "04/12/2026",
    "24.2.through": "04/12/2026",
    "24.2.place": "11",
    "24.2.code": "J1885",
    "24.2.pointers": "A",
    "24.2.charge": "40.00",
    "24.2.units": "4",
    "24.2.rendering": "1997936178",
    "25": "891150236",
    "25.kind": "EIN",
    "26": "MSP-3382",
    "27": "yes",
    "28": "160.00",
    "31": "SOF",
    "31.date": "04/14/2026",
    "33.name": "Maple Street Family Practice",
    "33.street": "77 Maple Street",
    "33.city": "Port Ellis",
    "33.state": "MI",
    "33.zip": "49002-3310",
    "33.phone": "2695550108",
    "33a": "1999077765",
}
EXPLAINED = tuple(item for item in FORM if item.startswith("24.1.") or item in ("1a", "2", "4", "11", "24.2.units"))


def table(name: str, form: dict[str, str]) -> str:
    return f"\n[{name}]\n" + "".join(f'"{item}" = "{text}"\n' for item, text in form.items())


FILL_CASE = table("form", {item: text for item, text in FORM.items() if item.startswith("carrier.")})
FILL_KEY = (
    'schema = 1\nfree = ["31.date"]\n'
    + table("form", FORM)
    + "".join(f'\n[[fields]]\nfield = "{item}"\naccepts = ["{FORM[item]}"]\nwhy = "So."\n' for item in EXPLAINED)
    + """
[[fields]]
field = "28"
accepts = ["160.00"]
why = "Added up."
sum = "120.00 + 40.00"
mistakes = [{ value = "120.00", fault = "not_added_up", why = "One line." }]
"""
)

SCRUB_CASE = table("form", FORM | {"28": "150.00", "23": "A1", "24.2.units": "1"})
SCRUB_KEY = """
schema = 1

[[defects]]
item = "28"
fault = "not_added_up"
accepts = ["160.00"]
why = "The sum."
span = "Diaz, Luis"
also = ["24.1.charge"]

[[defects]]
item = "23"
fault = "authorization"
accepts = [""]
why = "Nothing was authorized."

[[defects]]
item = "24.2.units"
fault = "wrong_units"
accepts = ["4"]
why = "60 mg."
"""

LIST_CASE = """
[worklist]
minutes_a_day = 60
actions = [{ id = "appeal", text = "Appeal", minutes = 60 }, { id = "nothing", text = "Leave it", minutes = 0 }]
""" + "".join(
    f"""
[[worklist.accounts]]
id = "a{place:02}"
patient = "P"
payer = "Q"
balance = "{100 - place}.00"
service_on = 2026-01-05
status = "denied"
"""
    for place in range(1, 16)
)
LIST_KEY = "schema = 1\n" + "".join(
    f"""
[[accounts]]
account = "a{place:02}"
actions = ["{"appeal" if place > 10 else "nothing" if place > 8 else "appeal"}"]
saves = "{"50.00" if place > 10 else "0.00"}"
{"due_on = 2026-04-20" if place > 10 else ""}
why = "So."
"""
    for place in range(1, 16)
)
"""Five accounts at the end of the list bring money until the fifth weekday; eight before them take a day each."""

VALID = {
    "post-the-remittance": (POST_CASE, POST_KEY),
    "fill-the-claim": (FILL_CASE, FILL_KEY),
    "scrub-the-claim": (SCRUB_CASE, SCRUB_KEY),
    "work-the-list": (LIST_CASE, LIST_KEY),
}


@dataclass(frozen=True)
class BillingFolder:
    """A folder of one exercise below `root`."""

    root: Path
    kind: str

    @classmethod
    def valid(cls, root: Path, kind: str) -> "BillingFolder":
        folder = cls(root, kind)
        case, key = VALID[kind]
        folder.path.mkdir(parents=True)
        folder.write("case.toml", HEAD.format(slug="an-exercise", kind=kind) + case)
        folder.write("exhibits.md", PAPERS)
        folder.write("key.toml", key)
        return folder

    @property
    def path(self) -> Path:
        return self.root / self.kind / "an-exercise"

    def write(self, name: str, text: str) -> None:
        (self.path / name).write_text(text, encoding="utf-8")

    def change(self, name: str, old: str, new: str) -> None:
        """Replaces the first `old` in a file, which must be there."""
        text = (self.path / name).read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}"
        self.write(name, text.replace(old, new, 1))

    def read(self) -> tuple[AuthoredBillingCase | None, list[str]]:
        report = Report()
        case = read_billing_case(self.path, "x", report)
        return case, [str(problem) for problem in report]
