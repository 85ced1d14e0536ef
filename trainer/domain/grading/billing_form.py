"""Grades a CMS-1500 that was filled: every item that the key or the learner fills, 12 points each.

Service lines may stand in any order, and so may the diagnoses behind the first; pointers go with them. What only
follows from another error is right: a charge from units, the total from charges, pointers from the first-listed
diagnosis in another place. What was printed in the form beforehand and stands there rightly earns nothing.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import permutations, product

from trainer.domain.claims.billing_case import BillingContent
from trainer.domain.claims.cms1500 import DIAGNOSES, ITEMS, LINES, ORDER, Kind, line_of
from trainer.domain.grading.billing_faults import BillingFault
from trainer.domain.grading.billing_items import (
    LINE_PARTS,
    badly_written,
    fault_of,
    part_of,
    read_item,
    read_pointers,
)
from trainer.domain.grading.billing_key import BillingKey, FieldKey
from trainer.domain.grading.billing_reading import Value, is_blank
from trainer.domain.grading.billing_rows import fault_found, graded_rows, name_error
from trainer.domain.grading.findings import Finding, Severity
from trainer.domain.grading.lines import LINE_POINTS, CaseGrade, GradedLine, Verdict

SECTION = "form"
_F = BillingFault
_Pair = tuple[str, str]
"""(item of the learner, item of the key that it answers); an id that no form has, where one stands alone."""
_NONE = ""
_TOTAL = "28"
_Lines = Sequence[tuple[int, int]]
"""(line of the learner, line of the key that it answers); 0 where one stands alone."""


_FOLLOWS = {
    "charge": "Follows from your units, at the right price.",
    "pointers": "Follows from your order of diagnoses: with the first-listed in its place it is right.",
    "": "Is the sum of your charges.",
}
"""What is said of an item that only follows from another error, by its part of a service line; "" is the total."""
_WITH_LINE_TOO_MANY = "Is the sum of your charges, with a line too many: it counts neither way."


def grade_form(content: BillingContent, key: BillingKey, sheet: Mapping[str, str]) -> CaseGrade:
    """A row for each item that counts, in the order of the form; `sheet` says what was typed into the items.

    Mending what a row says in its place never lowers the share of points.
    """
    form = _form(content, key, sheet)
    lines, total = form.aligned()
    pairs = sorted((*form.other_pairs(), *(pair for each in lines for pair in _of_line(*each))), key=_place)
    return graded_rows(SECTION, [row for pair in pairs if (row := form.row(*pair, total))])


def _place(pair: _Pair) -> int:
    item, other = pair
    return ORDER.get(other, ORDER.get(item, -1))


@dataclass(frozen=True, slots=True)
class _Form:
    """The entered form beside the key's; pointers are entered as letters of the key.

    `unmoved` are the pointers as typed, where the first-listed diagnosis stands in another place.
    """

    entered: Mapping[str, str]
    wanted: Mapping[str, tuple[str, ...]]
    keys: Mapping[str, FieldKey]
    free: frozenset[str]
    printed: Mapping[str, str]
    unmoved: Mapping[str, str]
    diagnoses: tuple[_Pair, ...]

    def other_pairs(self) -> Iterator[_Pair]:
        """The pairs of everything that is no service line."""
        yield from ((item, item) for item in ITEMS if item not in DIAGNOSES and not part_of(item))
        yield from self.diagnoses

    def aligned(self) -> tuple[_Lines, Verdict | None]:
        """Service lines aligned so that the whole form scores best; of equals, so that most codes agree. With them the
        verdict over the total charge.
        """
        others = [self._counts(*pair) for pair in self.other_pairs() if _TOTAL not in pair]
        fixed = sum(each[0] for each in others), sum(each[1] for each in others)
        mine = sorted((line for line in LINES if _is_used(line, self.entered)), key=self._said)
        theirs = [line for line in LINES if _is_used(line, self.wanted)]
        size = max(len(mine), len(theirs))
        lines = [*mine, *[0] * (size - len(mine))]
        table = {(line, other): self._compared(line, other) for line in (*mine, 0) for other in (*theirs, 0)}
        alone = self._verdict(_TOTAL, _TOTAL)
        charges = {pair: self._charges(*pair) for pair in table} if self._may_be_own_sum(alone) else {}

        def total(pairs: _Lines) -> Verdict | None:
            return self._own_sum(pairs, charges) if charges else alone

        def worth(answer: tuple[int, ...]) -> tuple[Fraction, int]:
            pairs = list(zip(lines, answer, strict=True))
            cells = [table[pair] for pair in pairs]
            counts = [fixed, _count(total(pairs)), *(cell[:2] for cell in cells)]
            earned, possible = sum(each[0] for each in counts), sum(each[1] for each in counts)
            return Fraction(earned, max(1, possible)), sum(cell[2] for cell in cells)

        best = max(permutations([*theirs, *[0] * (size - len(theirs))]), key=worth)
        pairs = list(zip(lines, best, strict=True))
        return pairs, total(pairs)

    def _said(self, line: int) -> list[str]:
        """All that a line says, whatever its place: the same lines in another order are aligned in the same way."""
        return [repr(read_item(item, self.entered.get(item, ""))) for item, _ in _of_line(line, line)]

    def _compared(self, line: int, other: int) -> tuple[int, int, int]:
        """What two lines earn, what they could, and whether their codes agree."""
        counts = [self._counts(*pair) for pair in _of_line(line, other)]
        return sum(each[0] for each in counts), sum(each[1] for each in counts), counts[LINE_PARTS.index("code")][0]

    def _counts(self, item: str, other: str) -> tuple[int, int]:
        return _count(self._verdict(item, other))

    def _verdict(self, item: str, other: str) -> Verdict | None:
        """None where a pair is neither asked for nor entered, not graded, or was right before."""
        is_entered, is_wanted = item in self.entered, other in self.wanted
        if self._is_free(item, other) or not (is_entered or is_wanted):
            return None
        if not is_wanted:
            return Verdict.UNSUPPORTED
        is_optional = any(map(is_blank, self.wanted[other]))
        if not is_entered:
            return Verdict.OPTIONAL if is_optional else Verdict.MISSED
        is_right = self._says(item, other) or self._follows(item, other)
        if _is_behind(item, other) or not is_right:
            return Verdict.WRONG
        if self._is_as_printed(item):
            return None
        return Verdict.OPTIONAL if is_optional else Verdict.RIGHT

    def _is_as_printed(self, item: str) -> bool:
        return item in self.printed and self._read(item) == read_item(item, self.printed[item])

    def _read(self, item: str) -> Value:
        return read_item(item, self.entered.get(item, ""))

    def _wants(self, other: str, value: Value) -> bool:
        return value in [read_item(other, text) for text in self.wanted.get(other, ()) if not is_blank(text)]

    def _says(self, item: str, other: str) -> bool:
        return self._wants(other, self._read(item))

    def _follows(self, item: str, other: str) -> bool:
        """Whether an item that is wrong by the key follows from another that is wrong."""
        if item in self.unmoved:
            return self._wants(other, read_item(other, self.unmoved[item]))
        return part_of(item) == "charge" and self._read(item) == self._charged(line_of(item), line_of(other))

    def _charged(self, line: int, other: int) -> int | None:
        """The key's price of a unit times the units entered, in cents; None where it says nothing of this line."""
        if line == 0 or other == 0 or not self._says(f"24.{line}.code", f"24.{other}.code"):
            return None
        units = self._read(f"24.{line}.units")
        price, of_key = (read_item(f"24.{other}.{part}", self._first(other, part)) for part in ("charge", "units"))
        if not (isinstance(units, int) and isinstance(price, int) and isinstance(of_key, int) and of_key):
            return None
        cents, rest = divmod(price * units, of_key)
        return None if rest else cents

    def _first(self, line: int, part: str) -> str:
        return self.wanted.get(f"24.{line}.{part}", ("",))[0]

    def _may_be_own_sum(self, verdict: Verdict | None) -> bool:
        """Whether a total that is wrong by the key, whose total is the sum of its lines, was entered by the learner."""
        charges = [read_item(f"24.{line}.charge", self._first(line, "charge")) for line in LINES]
        of_key = sum(each for each in charges if isinstance(each, int))
        return verdict is Verdict.WRONG and self._wants(_TOTAL, of_key) and not self._is_as_printed(_TOTAL)

    def _own_sum(self, lines: _Lines, charges: Mapping[tuple[int, int], set[int]]) -> Verdict:
        """The verdict over such a total: right as the sum of the learner's own lines. With a line too many in it, which
        adds points that nobody can earn, it counts neither way.
        """
        charged = [other for line, other in lines if f"24.{line}.charge" in self.entered]
        sums = {sum(each) for each in product(*(charges[pair] for pair in lines))}
        if not charged or self._read(_TOTAL) not in sums:
            return Verdict.WRONG
        return Verdict.RIGHT if all(charged) else Verdict.OPTIONAL

    def _charges(self, line: int, other: int) -> set[int]:
        """What a line may add to the total, in cents: its charge as entered, or as its units make it."""
        item = f"24.{line}.charge"
        entered = self._read(item) if item in self.entered else 0
        return {each for each in (entered, self._charged(line, other)) if isinstance(each, int)}

    def _is_free(self, item: str, other: str) -> bool:
        """Whether an item is not graded: that of the key or, for a line too many, that part of some line."""
        if other in ITEMS:
            return other in self.free
        part = part_of(item)
        return part != "" and any(part_of(each) == part for each in self.free)

    def row(self, item: str, other: str, total: Verdict | None) -> GradedLine | None:
        verdict = total if other == _TOTAL else self._verdict(item, other)
        if verdict is None:
            return None
        known = self.keys.get(other)
        return GradedLine(
            SECTION,
            ORDER[item] if item in self.entered else None,
            ORDER[other] if other in self.wanted else None,
            verdict,
            LINE_POINTS if verdict is Verdict.RIGHT else 0,
            self._findings(item, other, verdict),
            known.why if known else self._plain_words(item, other),
        )

    def _findings(self, item: str, other: str, verdict: Verdict) -> tuple[Finding, ...]:
        if verdict not in (Verdict.RIGHT, Verdict.OPTIONAL):
            return (self._finding(item, other, verdict),)
        if item not in self.entered or self._says(item, other):
            return ()
        remark = _FOLLOWS[part_of(item)]
        if verdict is Verdict.OPTIONAL and other == _TOTAL:
            remark = _WITH_LINE_TOO_MANY
        return (fault_found(fault_of(other), remark, cost=0, severity=Severity.NOTE),)

    def _finding(self, item: str, other: str, verdict: Verdict) -> Finding:
        known = self.keys.get(other, FieldKey(other, (), ""))
        is_extra = verdict is Verdict.UNSUPPORTED
        fault, remark = name_error(
            self.entered.get(item, ""),
            known.mistakes,
            partial(read_item, item if is_extra else other),
            _F.NOT_WANTED if is_extra else fault_of(other),
        )
        if is_extra and fault is _F.BAD_FORMAT:
            fault, remark = _F.NOT_WANTED, ""
        if verdict is Verdict.WRONG and _is_behind(item, other):
            remark = "This diagnosis is listed first."
        elif verdict is Verdict.WRONG and not remark:
            why = next(filter(None, (badly_written(item, self.entered[item], each) for each in self.wanted[other])), "")
            fault, remark = (_F.BAD_FORMAT, why) if why else (fault, remark)
        return fault_found(fault, remark, span=known.span, source=known.source)

    def _plain_words(self, item: str, other: str) -> str:
        if other not in self.wanted:
            return f"{ITEMS[item].title} stays empty."
        return f"{ITEMS[other].title}: {self.wanted[other][0]}"


def _form(content: BillingContent, key: BillingKey, sheet: Mapping[str, str]) -> _Form:
    keys = {each.field: each for each in key.fields}
    finished = dict(key.form)
    wanted = {}
    for item in ITEMS:
        accepts = keys[item].accepts if item in keys else ()
        texts = tuple(dict.fromkeys((finished.get(item, ""), *accepts)))
        if not all(map(is_blank, texts)):
            wanted[item] = texts
    typed = dict(content.form) | {item: text for item, text in sheet.items() if item in ITEMS}
    entered = {item: text for item, text in typed.items() if not _is_nothing(item, text, item in wanted)}
    pairs, letters = _diagnoses(entered, wanted)
    printed = dict(content.form)
    unmoved = {}
    if _is_first_elsewhere(pairs, entered, wanted):
        unmoved = {item: text for item, text in entered.items() if ITEMS[item].kind is Kind.POINTERS}
    for form in (entered, printed):
        for item in form:
            if ITEMS[item].kind is Kind.POINTERS:
                form[item] = "".join(letters.get(letter, "0") for letter in read_pointers(form[item]))
    return _Form(entered, wanted, keys, frozenset(key.free), printed, unmoved, pairs)


def _is_behind(item: str, other: str) -> bool:
    """Whether the diagnosis that is to be listed first stands behind another one."""
    return other == DIAGNOSES[0] and item != other


def _is_first_elsewhere(
    pairs: Sequence[_Pair], entered: Mapping[str, str], wanted: Mapping[str, tuple[str, ...]]
) -> bool:
    """Whether the diagnoses stand as in the key but for the first-listed: it has been put behind others, has changed
    places with one, or is entered twice. Pointers by the letters of the key then follow from that.
    """
    first = DIAGNOSES[0]
    moved = sorted((item, other) for item, other in pairs if item and other and item != other)
    if not moved:
        rights = [read_item(first, text) for text in wanted.get(first, ())]
        return any(item not in (first, _NONE) and read_item(item, entered[item]) in rights for item, _ in pairs)
    places, behind = [item for item, _ in moved], [other for _, other in moved if other != first]
    is_closed = sorted([first, *behind]) == places
    return is_closed and (behind == sorted(behind) or len(behind) == 1)


def _count(verdict: Verdict | None) -> tuple[int, int]:
    """What a pair earns, and whether it counts."""
    return int(verdict is Verdict.RIGHT), int(verdict not in (None, Verdict.OPTIONAL))


def _is_nothing(item: str, text: str, is_wanted: bool) -> bool:
    """Whether nothing is entered; an amount of nothing is nothing where none is asked for."""
    is_money = ITEMS[item].kind is Kind.MONEY and not part_of(item)
    return is_blank(text) or (is_money and not is_wanted and read_item(item, text) == 0)


def _is_used(line: int, items: Container[str]) -> bool:
    return any(item in items for item, _ in _of_line(line, line))


def _of_line(line: int, other: int) -> list[_Pair]:
    return [(f"24.{line}.{part}", f"24.{other}.{part}") for part in LINE_PARTS]


def _diagnoses(
    entered: Mapping[str, str], wanted: Mapping[str, tuple[str, ...]]
) -> tuple[tuple[_Pair, ...], dict[str, str]]:
    """Pairs of diagnoses, and to which letter of the key each letter of the learner points.

    Equal codes go together, whatever their place (the first of the key is right only in its own); then the first with
    the first, and the rest in their order. A letter left empty points where the key's does, if that is missing.
    """
    mine = [item for item in DIAGNOSES if item in entered]
    theirs = [item for item in DIAGNOSES if item in wanted]
    codes = {item: {read_item(item, text) for text in wanted[item]} for item in theirs}
    equals = {item: [each for each in theirs if read_item(item, entered[item]) in codes[each]] for item in mine}
    pairs: dict[str, str] = {}
    for item in mine:
        if equals[item] and equals[item][0] not in pairs.values():
            pairs[item] = equals[item][0]
    first = DIAGNOSES[0]
    if first in mine and first in theirs and first not in pairs and first not in pairs.values():
        pairs[first] = first
    left = [[item for item in mine if item not in pairs], [each for each in theirs if each not in pairs.values()]]
    if first in left[1]:
        left[1].remove(first)
    pairs |= dict(zip(*left, strict=False))
    missed = [each for each in theirs if each not in pairs.values()]
    letters = {each[-1]: each[-1] for each in missed if each not in mine}
    letters |= {item[-1]: each[-1] for item, each in pairs.items()}
    letters |= {item[-1]: each[0][-1] for item, each in equals.items() if each}
    alone = [(item, _NONE) for item in mine if item not in pairs]
    return (*pairs.items(), *alone, *((_NONE, each) for each in missed)), letters
