"""Grades work on an A/R list: the accounts are worked in the learner's order, day by day, and what is saved is counted.

Work begins on the day of the exercise and goes on on weekdays, so many minutes a day; an action that does not fit in
what is left of a day ends on the next. An account is saved when an action that saves it ends on or before its last day.
The best order is computed exactly: of all sets of accounts that can be finished in time (earliest deadline first, which
is enough where all may start at once), that which saves most money, of those that which keeps most deadlines.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from trainer.domain.claims.billing_case import BillingContent, WorkAction, Worklist
from trainer.domain.claims.money import dollars
from trainer.domain.grading.billing_faults import BillingFault
from trainer.domain.grading.billing_key import AccountKey, BillingKey
from trainer.domain.grading.billing_rows import fault_found
from trainer.domain.grading.findings import Finding, Severity
from trainer.domain.grading.lines import LINE_POINTS, CaseGrade, GradedLine, SectionPoints, Verdict
from trainer.domain.kernel.points import Points

SECTION = "accounts"
DOLLARS, DEADLINES = "dollars", "deadlines"
_FRIDAY = 4


@dataclass(frozen=True, slots=True)
class Worked:
    """An account that was worked, by which action, and the day on which that ended."""

    account: str
    action: str
    on: date


def grade_worklist(content: BillingContent, key: BillingKey, sheet: Mapping[str, str]) -> CaseGrade:
    """A row for each account in the order of the list; sections: dollars saved (whole, halves up), deadlines kept.

    An account that the best order gives up counts neither way when it is lost. Deadlines possible are those that the
    best order keeps. Of the lines, and for clean work, every other account counts, those with nothing to win as well:
    a wrong action there is an error that takes no dollar. Rows cost nothing by themselves; they say what was lost.
    """
    keys = {each.account: each for each in key.accounts}
    worked = {each.account: each for each in work_through(content, chosen(_list(content), sheet))}
    best = {each.account for each in work_through(content, best_work(content, key)) if _is_saved(keys, each)}
    saved = {each.account for each in worked.values() if _is_saved(keys, each)}
    rows = [
        _row(place, keys[account.id], worked.get(account.id), account.id in best, content)
        for place, account in enumerate(_list(content).accounts)
    ]
    counts = [(DOLLARS, _dollars(keys, saved), _dollars(keys, best))]
    counts.append((DEADLINES, _deadlines(keys, saved), _deadlines(keys, best)))
    sections: SectionPoints = tuple((name, Points(min(mine, most), most)) for name, mine, most in counts if most)
    return CaseGrade(
        lines=tuple(rows),
        sections=sections,
        correct_lines=len(saved & best),
        key_lines=len(best),
        is_clean=bool(sections) and all(points.is_full for _, points in sections) and best <= saved,
    )


def chosen(worklist: Worklist, sheet: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """(account, action) in the learner's order: by rank, then as listed; accounts without a rank come last, those
    without an action not at all.
    """
    actions = {action.id for action in worklist.actions}
    ranked = []
    for place, account in enumerate(worklist.accounts):
        action, rank = sheet.get(f"{account.id}.action", "").strip(), sheet.get(f"{account.id}.rank", "").strip()
        is_ranked = rank.isascii() and rank.isdigit() and len(rank) < 5
        if action in actions:
            ranked.append((not is_ranked, int(rank) if is_ranked else 0, place, (account.id, action)))
    return tuple(each[-1] for each in sorted(ranked))


def work_through(content: BillingContent, work: Iterable[tuple[str, str]]) -> tuple[Worked, ...]:
    """What was worked, in order, with the day on which each action ends."""
    worklist, spent, worked = _list(content), 0, []
    actions = {action.id: action.minutes for action in worklist.actions}
    for account, action in work:
        spent += actions[action]
        worked.append(Worked(account, action, _workday(content.on, max(1, -(-spent // worklist.minutes_a_day)))))
    return tuple(worked)


def best_plan(content: BillingContent, key: BillingKey) -> tuple[str, ...]:
    """All accounts in the order that saves most."""
    return tuple(account for account, _ in best_work(content, key))


def best_work(content: BillingContent, key: BillingKey) -> tuple[tuple[str, str], ...]:
    """(account, action) in the order that saves most: by deadline, then what has none, then what has to be given up."""
    worklist = _list(content)
    keys = {each.account: each for each in key.accounts}
    quickest = {each.account: _quickest(worklist, each) for each in key.accounts}
    places = {account.id: place for place, account in enumerate(worklist.accounts)}
    dated = [(each.due_on, places[each.account], each) for each in key.accounts if each.due_on]
    urgent = [each for _, _, each in sorted(dated, key=lambda entry: entry[:2])]
    kept = _most_worth(content, urgent, {account: action.minutes for account, action in quickest.items()})
    later = [account.id for account in worklist.accounts if keys[account.id].due_on is None]
    lost = [account.id for account in worklist.accounts if account.id not in (*kept, *later)]
    return tuple((account, quickest[account].id) for account in (*kept, *later, *lost))


def saved_cents(content: BillingContent, key: BillingKey, order: Sequence[str]) -> int:
    """What an order of accounts saves when each gets its quickest right action."""
    worklist, keys = _list(content), {each.account: each for each in key.accounts}
    work = [(account, _quickest(worklist, keys[account]).id) for account in order]
    return sum(keys[each.account].saves_cents for each in work_through(content, work) if _is_saved(keys, each))


def _most_worth(content: BillingContent, urgent: Sequence[AccountKey], minutes: Mapping[str, int]) -> list[str]:
    """The accounts, in order of their deadlines, that are worth most when only what ends in time counts.

    Dynamic programming over the minutes spent: for each sum the most valuable choice (money, then deadlines).
    """
    a_day = _list(content).minutes_a_day
    choices: dict[int, tuple[int, int, list[str]]] = {0: (0, 0, [])}
    for each in urgent:
        assert each.due_on is not None
        limit = _workdays(content.on, each.due_on) * a_day
        for spent, (cents, count, accounts) in list(choices.items()):
            after = spent + minutes[each.account]
            better = (cents + each.saves_cents, count + 1, [*accounts, each.account])
            if limit and after <= limit and better[:2] > choices.get(after, (-1, 0))[:2]:
                choices[after] = better
    return max(choices.values(), key=lambda choice: choice[:2])[2]


def _quickest(worklist: Worklist, key: AccountKey) -> WorkAction:
    actions = {action.id: action for action in worklist.actions}
    return min((actions[each] for each in key.actions), key=lambda action: action.minutes)


def _workday(first: date, number: int) -> date:
    """The `number`th weekday from `first` on."""
    day = first
    while True:
        number -= day.weekday() <= _FRIDAY
        if not number:
            return day
        day += timedelta(days=1)


def _workdays(first: date, last: date) -> int:
    """Weekdays from `first` to `last`, both counted."""
    days = (first + timedelta(days=each) for each in range((last - first).days + 1))
    return sum(day.weekday() <= _FRIDAY for day in days)


def _is_in_time(key: AccountKey, on: date) -> bool:
    return key.due_on is None or on <= key.due_on


def _is_saved(keys: Mapping[str, AccountKey], worked: Worked) -> bool:
    key = keys[worked.account]
    return worked.action in key.actions and _is_in_time(key, worked.on)


def _dollars(keys: Mapping[str, AccountKey], accounts: Iterable[str]) -> int:
    """Whole dollars, half a dollar rounded up."""
    return (sum(keys[account].saves_cents for account in accounts) + 50) // 100


def _deadlines(keys: Mapping[str, AccountKey], accounts: Iterable[str]) -> int:
    return sum(keys[account].due_on is not None for account in accounts)


def _row(place: int, key: AccountKey, worked: Worked | None, is_kept: bool, content: BillingContent) -> GradedLine:
    entered = None if worked is None else place
    if worked is not None and worked.action in key.actions and _is_in_time(key, worked.on):
        why = f"{_when(key, worked.on)}. {key.why}"
        return GradedLine(SECTION, entered, place, Verdict.RIGHT, LINE_POINTS, (), why)
    found = _finding(key, worked, is_kept, content)
    verdict = Verdict.MISSED if worked is None else Verdict.WRONG
    why = key.why if is_kept else f"{key.why} The best order gives this account up."
    return GradedLine(SECTION, entered, place, verdict if is_kept else Verdict.OPTIONAL, 0, (found,), why)


def _finding(key: AccountKey, worked: Worked | None, is_kept: bool, content: BillingContent) -> Finding:
    """An error where the best order saves the account, else a note. It costs no points of the row: the loss is counted
    in dollars and deadlines.
    """
    if worked is None:
        fault, remark = BillingFault.LEFT_BLANK, "It was not worked."
    elif worked.action not in key.actions:
        action = next(each.text for each in _list(content).actions if each.id == worked.action)
        fault, remark = BillingFault.WRONG_ACTION, f"“{action}” is not what this account needs."
    else:
        fault, remark = BillingFault.TOO_LATE, f"{_when(key, worked.on)}."
    if not is_kept:
        return fault_found(fault, remark, cost=0, source=key.source, severity=Severity.NOTE)
    return fault_found(fault, f"{remark} {_lost(key)}", cost=0, source=key.source)


def _lost(key: AccountKey) -> str:
    """`Lost: $412.00 and a deadline.`"""
    parts = [dollars(key.saves_cents)] * (key.saves_cents > 0) + ["a deadline"] * (key.due_on is not None)
    return f"Lost: {' and '.join(parts)}." if parts else "Nothing was to be won here: no dollar is lost."


def _when(key: AccountKey, on: date) -> str:
    """`Worked on 11 Mar 2026, 2 days after its last day`."""
    worked = f"Worked on {on.day} {on:%b %Y}"
    if key.due_on is None:
        return worked
    days = (on - key.due_on).days
    if not days:
        return f"{worked}, on its last day"
    return f"{worked}, {abs(days)} day{'s' * (abs(days) != 1)} {'after' if days > 0 else 'before'} its last day"


def _list(content: BillingContent) -> Worklist:
    assert content.worklist is not None
    return content.worklist
