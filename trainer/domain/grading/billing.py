"""Grades billing work of all nine kinds, field by field, and writes the answer that the key itself would give.

Every kind: the exact answer earns everything, an empty sheet nothing. One cause costs once where the key says how an
answer follows from others, and on a form where units, charges and their total, or the order of diagnoses, say so.
"""

from collections.abc import Mapping

from trainer.domain.claims.billing_case import BillingContent, BillingKind, FieldType, Worksheet
from trainer.domain.claims.cms1500 import ORDER
from trainer.domain.grading.billing_fields import grade_fields
from trainer.domain.grading.billing_form import grade_form
from trainer.domain.grading.billing_key import BillingKey
from trainer.domain.grading.billing_reading import read_ids
from trainer.domain.grading.billing_scrub import grade_scrub
from trainer.domain.grading.billing_worklist import best_work, grade_worklist
from trainer.domain.grading.lines import CaseGrade, GradedLine

BILLING_GRADER_VERSION = 1
"""Raised whenever the same worksheet and key could earn other points than before."""

MAX_SHOWN = 200
"""Characters of an entry that a report shows."""


def grade_billing(content: BillingContent, key: BillingKey, worksheet: Worksheet) -> CaseGrade:
    """The work, compared with the key. The same content, key and worksheet give the same grade, always.

    Rows name places: of the content's fields (section `fields`), of `cms1500.ORDER` (`form`), of the accounts
    (`accounts`, whose points are those of the sections `dollars` and `deadlines`).
    """
    sheet = dict(worksheet)
    match content.kind:
        case BillingKind.FILL:
            return grade_form(content, key, sheet)
        case BillingKind.SCRUB:
            return grade_scrub(content, key, sheet)
        case BillingKind.WORKLIST:
            return grade_worklist(content, key, sheet)
        case _:
            return grade_fields(content, key, sheet)


def exact_worksheet(content: BillingContent, key: BillingKey) -> Worksheet:
    """The key's own answer, of several right ones the first."""
    match content.kind:
        case BillingKind.FILL:
            cleared = [(item, "") for item, _ in content.form if item not in dict(key.form)]
            return (*key.form, *cleared)
        case BillingKind.SCRUB:
            marks = [(f"{each.item}.mark", each.fault.value) for each in key.defects]
            return (*marks, *((f"{each.item}.value", each.accepts[0]) for each in key.defects))
        case BillingKind.WORKLIST:
            work = list(enumerate(best_work(content, key), 1))
            ranks = [(f"{account}.rank", str(rank)) for rank, (account, _) in work]
            return (*ranks, *((f"{account}.action", action) for _, (account, action) in work))
        case _:
            return tuple((each.field, each.accepts[0]) for each in key.fields)


def shown_entry(content: BillingContent, key: BillingKey, worksheet: Worksheet, line: GradedLine) -> str:
    """What was entered at a row, in words, cut at 200 characters; "" where nothing was."""
    if line.learner_line is None:
        return ""
    sheet = dict(worksheet)
    match content.kind:
        case BillingKind.FILL:
            item = _item(line.learner_line)
            text = sheet.get(item, dict(content.form).get(item, ""))
        case BillingKind.SCRUB:
            text = _shown_mark(sheet, _item(line.learner_line))
        case BillingKind.WORKLIST:
            text = _shown_work(content, sheet, line.learner_line)
        case _:
            text = _shown_field(content, sheet, line.learner_line)
    return text.strip()[:MAX_SHOWN]


def _item(place: int) -> str:
    return next(item for item, each in ORDER.items() if each == place)


def _shown_mark(sheet: Mapping[str, str], item: str) -> str:
    """`wrong date → 03/09/2026`: the kind of the mark, and what should stand there."""
    mark, value = sheet.get(f"{item}.mark", ""), sheet.get(f"{item}.value", "")
    return " → ".join(part for part in (mark.replace("_", " ").strip(), value.strip()) if part)


def _shown_work(content: BillingContent, sheet: Mapping[str, str], place: int) -> str:
    """`3. Write and send the appeal`."""
    assert content.worklist is not None
    account = content.worklist.accounts[place].id
    texts = {action.id: action.text for action in content.worklist.actions}
    rank, text = sheet.get(f"{account}.rank", "").strip(), texts[sheet[f"{account}.action"].strip()]
    return f"{rank}. {text}" if rank else text


def _shown_field(content: BillingContent, sheet: Mapping[str, str], place: int) -> str:
    """As typed; what was chosen by the words of its offers."""
    field = content.fields[place]
    if not field.offers:
        return sheet[field.id]
    texts = {offer.id: offer.text for offer in field.offers}
    between = " → " if field.type is FieldType.ORDER else "; "
    return between.join(texts.get(each, each) for each in read_ids(sheet[field.id]))
