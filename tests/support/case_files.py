"""Two more folders of cases beside that of `content_files`: an audit of its claim, and a query about its chart."""

from tests.support.content_files import CASE, CHART, KEY, ContentFolder

AUDIT_FOLDER = "case_studies/audit-the-coder/ear-audit"
QUERY_FOLDER = "case_studies/query-the-provider/ear-query"

_AUDIT = CASE.replace('"ear"', '"ear-audit"').replace('"code-the-encounter"', '"audit-the-coder"')
AUDIT_CASE = f"""{_AUDIT}
[claim]
diagnoses = ["H66.009", "H61.21"]

[[claim.procedures]]
code = "99213"
pointers = "A"

[[claim.procedures]]
code = "92504"
modifiers = ["RT"]
units = 2
pointers = "BA"
"""

AUDIT_KEY = f"""{KEY}
[[seeded]]
section = "diagnoses"
line = 1
finding = "less_specific"
also = ["wrong_code"]
why = "The kind is known."

[[seeded]]
section = "procedures"
line = 1
finding = "modifier_missing"
why = "A visit beside a procedure."

[[seeded]]
section = "procedures"
line = 2
finding = "unsupported"
why = "No microscope."

[[seeded]]
section = "procedures"
missing = "69210"
finding = "missed"
why = "The wax was removed with an instrument."
"""

_QUERY = CASE.replace('"ear"', '"ear-query"').replace('"code-the-encounter"', '"query-the-provider"')
QUERY_CASE = f"""{_QUERY}
[query]
gaps = [{{ id = "a", text = "The side" }}, {{ id = "b", text = "The kind of wax" }}]

[[query.parts]]
id = "question"
title = "The question"
choices = [{{ id = "a", text = "Which ear was it?" }}, {{ id = "b", text = "Was it the right ear?" }}]

[[query.parts]]
id = "record"
title = "How the answer enters the record"
choices = [{{ id = "a", text = "On a slip." }}, {{ id = "b", text = "As an addendum." }}]
"""

QUERY_KEY = """
schema = 1
references = ["A practice brief"]
review = { second_solution = "agreed" }

[query]
needed = true
why = "The side is in no line."
gaps = ["a"]

[query.gap_reasons]
b = "It is hard."
a = "No ear is named."

[query.parts.question]
right = "a"
why = { a = "Open.", b = "It leads." }

[query.parts.record]
right = "b"
why = { b = "Late and open about it.", a = "A slip is no record." }
"""


def add_audit(folder: ContentFolder) -> None:
    """A claim with four errors: no side in a diagnosis, no 25, a microscope that was not there, no removal."""
    _add(folder, AUDIT_FOLDER, AUDIT_CASE, AUDIT_KEY)


def add_query(folder: ContentFolder) -> None:
    """A note that does not name the ear."""
    _add(folder, QUERY_FOLDER, QUERY_CASE, QUERY_KEY)


def _add(folder: ContentFolder, where: str, case: str, key: str) -> None:
    for name, text in (("case.toml", case), ("chart.md", CHART), ("key.toml", key)):
        folder.write(f"{where}/{name}", text)
