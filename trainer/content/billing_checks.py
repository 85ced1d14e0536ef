"""What must hold of a billing exercise: its parts belong together, its sums come out, and graded, its own key is right.

Every check yields (field of the file, sentence).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from trainer.content.billing_follows import follow_problems
from trainer.domain.claims.billing_case import BillingContent, BillingKind, Field, FieldType, Worksheet
from trainer.domain.claims.cms1500 import DIAGNOSES, ITEMS, LINES, ORDER, Kind
from trainer.domain.claims.form_checks import check_form
from trainer.domain.claims.money import write_cents
from trainer.domain.claims.remittance import imbalances
from trainer.domain.claims.sums import SumError, evaluate, sum_cents
from trainer.domain.grading.billing import exact_worksheet, grade_billing
from trainer.domain.grading.billing_faults import BillingFault
from trainer.domain.grading.billing_items import read_item
from trainer.domain.grading.billing_key import BillingKey, FieldKey
from trainer.domain.grading.billing_reading import Unreadable, is_blank, read_day, read_ids, read_value
from trainer.domain.grading.billing_worklist import best_plan, saved_cents
from trainer.domain.grading.lines import CaseGrade

Problem = tuple[str, str]

ACCOUNTS = 15
MIN_OFFERS = 3
MIN_EXPLAINED = 12
SHORT = 25
"""Characters up to which an offer is a name, whose length tells nothing."""
_GRADERS_OWN = (BillingFault.UNNOTICED, BillingFault.FALSE_ALARM)
_CHOSEN = (FieldType.CHOICE, FieldType.CHOICES, FieldType.ORDER)
_OF_FORM = (BillingKind.FILL, BillingKind.SCRUB)
_WITHOUT_FIELDS = (*_OF_FORM, BillingKind.WORKLIST)


def content_problems(content: BillingContent) -> Iterator[Problem]:
    """What is wrong with what the learner sees."""
    kind = content.kind
    yield from _presence("fields", bool(content.fields), kind not in _WITHOUT_FIELDS, kind)
    yield from _presence("worklist", content.worklist is not None, kind is BillingKind.WORKLIST, kind)
    if kind is not BillingKind.FILL:
        yield from _presence("form", bool(content.form), kind is BillingKind.SCRUB, kind)
    if kind is BillingKind.POST and content.remittance is None:
        yield "remittance", f"{kind} needs it"
    if not content.exhibits:
        yield "exhibits", "there is no paper: each begins with a line `# Title`"
    for title in _repeated(each.title for each in content.exhibits):
        yield "exhibits", f"two papers are called {title!r}"
    for item in _unknown(item for item, _ in content.form):
        yield f"form[{item}]", "is no item of the CMS-1500"
    for field in _repeated(each.id for each in content.fields):
        yield f"fields[{field}].id", "is the id of two fields"
    for each in content.fields:
        yield from _offer_problems(each)
    yield from _sheet_problems(content)


def _sheet_problems(content: BillingContent) -> Iterator[Problem]:
    """Remittances balance; lists have 15 accounts."""
    for wrong in imbalances(content.remittance) if content.remittance else ():
        stated, expected = write_cents(wrong.stated_cents), write_cents(wrong.expected_cents)
        yield "remittance", f"{wrong.where}: says {stated}, its parts make {expected}"
    if content.worklist is not None:
        if len(content.worklist.accounts) != ACCOUNTS:
            yield "worklist.accounts", f"there are {len(content.worklist.accounts)}, not {ACCOUNTS}"
        for name, parts in (("accounts", content.worklist.accounts), ("actions", content.worklist.actions)):
            for each_id in _repeated(part.id for part in parts):
                yield f"worklist.{name}[{each_id}].id", "is used twice"


def _presence(name: str, is_there: bool, is_wanted: bool, kind: BillingKind) -> Iterator[Problem]:
    if is_there is not is_wanted:
        yield name, f"{kind} {'needs it' if is_wanted else 'has no such part'}"


def _offer_problems(field: Field) -> Iterator[Problem]:
    where = f"fields[{field.id}].offers"
    if field.type not in _CHOSEN:
        if field.offers:
            yield where, f"a field of the type {field.type} has none"
        return
    if len(field.offers) < MIN_OFFERS:
        yield where, f"there are {len(field.offers)}; at least {MIN_OFFERS} are offered"
    for each in (*_repeated(each.id for each in field.offers), *_repeated(each.text for each in field.offers)):
        yield where, f"{each!r} is offered twice"


def key_problems(content: BillingContent, key: BillingKey) -> Iterator[Problem]:
    """What is wrong with the key beside what the learner sees."""
    kind = content.kind
    yield from _presence("fields", bool(key.fields), kind not in (BillingKind.SCRUB, BillingKind.WORKLIST), kind)
    yield from _presence("form", bool(key.form), kind is BillingKind.FILL, kind)
    yield from _presence("defects", bool(key.defects), kind is BillingKind.SCRUB, kind)
    yield from _presence("accounts", bool(key.accounts), kind is BillingKind.WORKLIST, kind)
    for field in _repeated(each.field for each in key.fields):
        yield f"fields[{field}].field", "has two keys"
    if kind is BillingKind.FILL:
        yield from _form_problems(key)
    elif key.free:
        yield "free", f"{kind} has no such part"
    if kind not in _WITHOUT_FIELDS:
        yield from _field_problems(content, key)
    for each in key.fields:
        yield from _text_problems(f"fields[{each.field}]", each.span, (m.fault for m in each.mistakes), content)
        yield from _sum_problems(content, each)
    yield from follow_problems(content, key)
    for defect in key.defects:
        yield from _text_problems(f"defects[{defect.item}]", defect.span, [defect.fault], content)
    yield from _defect_problems(content, key)
    yield from _account_problems(content, key)


def _text_problems(where: str, span: str, faults: Iterable[BillingFault], content: BillingContent) -> Iterator[Problem]:
    if span and not any(span in each.text for each in content.exhibits):
        yield f"{where}.span", f"is in no exhibit word for word: {span!r}"
    for fault in faults:
        if fault in _GRADERS_OWN:
            yield f"{where}.fault", f"{fault} is the grader's own"


def _form_problems(key: BillingKey) -> Iterator[Problem]:
    """The finished form of a claim that is to be filled, and the explanations of its items."""
    form = dict(key.form)
    for item in _unknown((*form, *key.free, *(each.field for each in key.fields))):
        yield f"form[{item}]", "is no item of the CMS-1500"
    for item, text in form.items():
        if item in ITEMS and not is_blank(text) and isinstance(value := read_item(item, text), Unreadable):
            yield f"form[{item}]", value.reason
    if len(key.fields) < MIN_EXPLAINED:
        yield "fields", f"explains {len(key.fields)} items; at least {MIN_EXPLAINED} are explained"
    for each in key.fields:
        if form.get(each.field, "") != each.accepts[0]:
            yield f"fields[{each.field}].accepts", f"begins with {each.accepts[0]!r}; the form says otherwise"
        if each.field in key.free:
            yield f"fields[{each.field}]", "is explained, and not graded"


def _field_problems(content: BillingContent, key: BillingKey) -> Iterator[Problem]:
    fields = {each.id: each for each in content.fields}
    keyed = {each.field for each in key.fields}
    for missing in sorted(fields.keys() - keyed):
        yield f"fields[{missing}]", "has no key"
    for unknown in sorted(keyed - fields.keys()):
        yield f"fields[{unknown}].field", "is no field of the case"
    if key.fields and all(is_blank(right) for each in key.fields for right in each.accepts):
        yield "fields", "nothing is to be entered"
    for each in key.fields:
        if each.field in fields:
            yield from _answer_problems(fields[each.field], each)


def _answer_problems(field: Field, key: FieldKey) -> Iterator[Problem]:
    where = f"fields[{field.id}]"
    offers = {each.id for each in field.offers}
    for right in key.accepts:
        if not is_blank(right) and isinstance(value := read_value(field.type, right), Unreadable):
            yield f"{where}.accepts", f"{right!r}: {value.reason}"
        if field.type is FieldType.ORDER and set(read_ids(right)) != offers:
            yield f"{where}.accepts", "an order names every offer"
    if field.type in _CHOSEN:
        for answer in (*key.accepts, *(mistake.value for mistake in key.mistakes)):
            for unknown in sorted(set(read_ids(answer)) - offers):
                yield where, f"{unknown!r} is not offered"
        yield from _length_problems(field, set(read_ids(key.accepts[0])))


def _length_problems(field: Field, right: set[str]) -> Iterator[Problem]:
    """Right answers that stand out by their length; short ones are names, and as long as they are."""
    lengths = {each.id: len(each.text) for each in field.offers}
    of_right = [length for each, length in lengths.items() if each in right]
    if field.type is FieldType.ORDER or not of_right or len(of_right) == len(lengths):
        return
    longest_wrong = max(length for each, length in lengths.items() if each not in right)
    if median(of_right) > max(longest_wrong, 1.3 * median(lengths.values()), SHORT):
        yield f"fields[{field.id}].offers", "what is right is told by its length"


def _sum_problems(content: BillingContent, key: FieldKey) -> Iterator[Problem]:
    if not key.sum:
        return
    types = {each.id: each.type for each in content.fields}
    kind = ITEMS[key.field].kind if key.field in ITEMS else None
    where, stated = f"fields[{key.field}].sum", key.accepts[0]
    try:
        if types.get(key.field) is FieldType.MONEY or kind is Kind.MONEY:
            is_right = sum_cents(key.sum) == read_value(FieldType.MONEY, stated)
        elif types.get(key.field) is FieldType.NUMBER or kind is Kind.UNITS:
            is_right = evaluate(key.sum) == read_value(FieldType.NUMBER, stated)
        else:
            yield where, "only amounts and numbers have a sum"
            return
        if not is_right:
            yield where, f"{key.sum} makes {write_cents(sum_cents(key.sum))}, not {stated}"
    except SumError as error:
        yield where, str(error)


def _defect_problems(content: BillingContent, key: BillingKey) -> Iterator[Problem]:
    printed = dict(content.form)
    for item in _repeated(each.item for each in key.defects):
        yield f"defects[{item}].item", "has two defects"
    for each in key.defects:
        where = f"defects[{each.item}]"
        unknown = _unknown((each.item, *each.also))
        for item in unknown:
            yield where, f"{item} is no item of the CMS-1500"
        if each.item in unknown:
            continue
        said = printed.get(each.item, "")
        rights = [right for right in each.accepts if not is_blank(right)]
        for right in rights:
            if isinstance(value := read_item(each.item, right), Unreadable):
                yield f"{where}.accepts", f"{right!r}: {value.reason}"
        is_accepted = len(rights) < len(each.accepts) if is_blank(said) else _means_one_of(each.item, said, rights)
        if is_accepted:
            yield f"{where}.accepts", "is what the form says already"


def _means_one_of(item: str, text: str, others: Sequence[str]) -> bool:
    return read_item(item, text) in [read_item(item, other) for other in others]


def _account_problems(content: BillingContent, key: BillingKey) -> Iterator[Problem]:
    if content.worklist is None:
        return
    listed, keyed = [each.id for each in content.worklist.accounts], [each.account for each in key.accounts]
    for account in _repeated(keyed):
        yield f"accounts[{account}].account", "has two keys"
    for missing in sorted(set(listed) - set(keyed)):
        yield f"accounts[{missing}]", "has no key"
    for unknown in sorted(set(keyed) - set(listed)):
        yield f"accounts[{unknown}].account", "is no account of the list"
    actions = {each.id for each in content.worklist.actions}
    for each in key.accounts:
        for action in sorted(set(each.actions) - actions):
            yield f"accounts[{each.account}].actions", f"{action!r} is no action of the list"
        if each.saves_cents < 0:
            yield f"accounts[{each.account}].saves", "is less than nothing"


def grading_problems(content: BillingContent, key: BillingKey) -> Iterator[Problem]:
    """What does not hold when the key is put to the test. Content and key have no other problems."""
    exact = exact_worksheet(content, key)
    grade = grade_billing(content, key, exact)
    if not (grade.is_clean and grade.line_score.is_full and grade.correct_lines == grade.key_lines):
        faults = [(row.explanation, *row.faults) for row in grade.lines if row.faults]
        yield "", f"the key's own answer is not graded as right: {faults}"
        return
    for each in key.fields:
        yield from _mistake_problems(content, key, each, exact)
    if content.kind in _OF_FORM:
        for problem in check_form(right_form(content, key), content.profile, content.on):
            yield f"form[{problem.item}]", problem.message
    if content.kind is BillingKind.WORKLIST:
        yield from _pressure_problems(content, key)


def _mistake_problems(content: BillingContent, key: BillingKey, field: FieldKey, exact: Worksheet) -> Iterator[Problem]:
    if content.kind is BillingKind.FILL:
        place = ORDER[field.field]
    else:
        place = [each.id for each in content.fields].index(field.field)
    for mistake in field.mistakes:
        grade = grade_billing(content, key, (*exact, (field.field, mistake.value)))
        found = _found_at(grade, place)
        if found[:1] != [mistake.fault]:
            graded = ", ".join(found) or "no error"
            where = f"fields[{field.field}].mistakes"
            yield where, f"{mistake.value!r} is declared {mistake.fault}; it is graded {graded}"


def _found_at(grade: CaseGrade, place: int) -> list[str]:
    rows = [row for row in grade.lines if place in (row.key_line, row.learner_line)]
    rows.sort(key=lambda row: row.key_line != place)
    return [fault.value for row in rows[:1] for fault in row.faults]


def _pressure_problems(content: BillingContent, key: BillingKey) -> Iterator[Problem]:
    """Order must matter: as listed, or the biggest first, saves clearly less than the best order."""
    assert content.worklist is not None
    accounts = content.worklist.accounts
    best = saved_cents(content, key, best_plan(content, key))
    biggest = sorted(accounts, key=lambda each: -each.balance_cents)
    for words, order in (("as listed", accounts), ("the biggest first", biggest)):
        saved = saved_cents(content, key, [each.id for each in order])
        if best * 10 < saved * 11:
            yield "accounts", f"the best order saves {write_cents(best)}, the accounts {words} {write_cents(saved)}"


def right_form(content: BillingContent, key: BillingKey) -> dict[str, str]:
    """The claim as it should be: the finished one, or the one that was to be scrubbed with its defects put right."""
    if content.kind is BillingKind.FILL:
        return dict(key.form)
    return dict(content.form) | {each.item: each.accepts[0] for each in key.defects}


@dataclass(frozen=True, slots=True)
class BilledCode:
    """A code of a claim: `icd-10-cm`, `cpt` or `hcpcs`, and the day on which it must hold."""

    system: str
    code: str
    on: date


def billing_codes(content: BillingContent, key: BillingKey) -> tuple[BilledCode, ...]:
    """The codes of the right form, for looking up; diagnoses hold on the first day of service. Empty without a form."""
    if content.kind not in _OF_FORM:
        return ()
    form = right_form(content, key)
    days = {line: read_day(form.get(f"24.{line}.from", "")) for line in LINES}
    first = min((day for day in days.values() if isinstance(day, date)), default=content.on)
    codes = [BilledCode("icd-10-cm", form[item], first) for item in DIAGNOSES if not is_blank(form.get(item, ""))]
    for line, day in days.items():
        code = form.get(f"24.{line}.code", "").strip()
        if code:
            system = "hcpcs" if code[0].isalpha() else "cpt"
            codes.append(BilledCode(system, code, day if isinstance(day, date) else first))
    return tuple(codes)


def _repeated(values: Iterable[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]


def _unknown(items: Iterable[str]) -> list[str]:
    return [item for item in dict.fromkeys(items) if item not in ITEMS]
