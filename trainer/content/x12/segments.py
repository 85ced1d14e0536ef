"""The envelope of an X12 file: separators, segments, and the counts and control numbers that hold it together.

Source: ASC X12.5 and X12.6, interchange and application control structures; HIPAA implementation guides, appendix C.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from trainer.domain.kernel.errors import DomainError

MAX_BYTES = 5_000_000
MOST_SEGMENTS = 100_000
MOST_CLAIMS = 1_000
"""Claims (CLM) or answers to claims (CLP) of one file."""
_CLAIMS = ("CLM", "CLP")
_ISA_LENGTH = 106
_ISA_WIDTHS = (3, 2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1, 1)
_ENDS = " \t\r\n\x1a"
"""What may stand around a file. Not all white space: the control signs 1C to 1F are separators in some files."""
_WITHOUT_ST03 = ("835",)
"""The guide of the remittance does not use ST03; its version stands in GS08 alone."""
_CONTROLS = frozenset(map(chr, (*range(0x20), *range(0x7F, 0xA0))))
_PLAIN = str.maketrans("łŁøØđĐðÐı‘’“”–—⁄", "lLoOdDdDi''\"\"--/")
_PAIRS = str.maketrans({"ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "þ": "th", "Þ": "Th"})
"""Letters of names that are no letter with a mark, and the signs that a word processor puts for plain ones."""


@dataclass(eq=False)
class X12Error(DomainError):
    """A file that is not what it should be: the place (segment from 1, 0: the whole file), its name, a sentence."""

    message: str
    position: int = 0
    segment: str = ""

    def __str__(self) -> str:
        return f"segment {self.position} ({self.segment}): {self.message}" if self.position else self.message


@dataclass(frozen=True, slots=True)
class Separators:
    element: str = "*"
    component: str = ":"
    repetition: str = "^"
    segment: str = "~"


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment; `elements` begin after its name. `position` counts from ISA = 1."""

    name: str
    elements: tuple[str, ...]
    position: int = 0

    def __getitem__(self, number: int) -> str:
        """Element `number`, counted from 1 as the guides do; "" where the segment is shorter."""
        return self.elements[number - 1] if number <= len(self.elements) else ""

    def fail(self, message: str) -> X12Error:
        return X12Error(message, self.position, self.name)


@dataclass(frozen=True, slots=True)
class Transaction:
    """What stands between ST (at `position`) and SE. `version` is that of ST03, or of GS08 where ST has none."""

    kind: str
    version: str
    control_number: str
    segments: tuple[Segment, ...]
    position: int

    def fail(self, message: str) -> X12Error:
        """Named at ST: what the transaction as a whole is or lacks."""
        return X12Error(message, self.position, "ST")


@dataclass(frozen=True, slots=True)
class Interchange:
    separators: Separators
    transactions: tuple[Transaction, ...]


def read_interchange(data: bytes, *, check_counts: bool = True) -> Interchange:
    """The transactions of a file with one interchange. Without `check_counts` wrong counts are passed over.

    Raises:
        X12Error: too large, no text, no ISA, separators that clash, more segments or claims than are read, a control
            character, a segment missing, a count or control number that does not agree; with the position.
    """
    text = _text(data)
    separators = _separators(text)
    segments = list(_split(text, separators))
    return _Reader(segments, separators, check_counts=check_counts).read()


def _text(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise X12Error(f"the file has {len(data):,} bytes; at most {MAX_BYTES:,} are read")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise X12Error(f"byte {error.start + 1} is not text") from error
    text = text.strip(_ENDS)
    if not text:
        raise X12Error("the file is empty")
    return text


def _separators(text: str) -> Separators:
    """What ISA declares by its fixed places: element 4th character, repetition 83rd, component 105th, segment 106th."""
    if not text.startswith("ISA"):
        raise X12Error(f"an X12 file begins with ISA, this one with “{text[:3]}”")
    if len(text) < _ISA_LENGTH:
        raise X12Error("ISA is shorter than its 106 characters", 1, "ISA")
    element, component, segment = text[3], text[104], text[105]
    fields = text[: _ISA_LENGTH - 1].split(element)
    if element.isalnum() or tuple(len(field) for field in fields) != _ISA_WIDTHS:
        raise X12Error("ISA does not have 16 elements of fixed width", 1, "ISA")
    repetition = fields[11] if not fields[11].isalnum() else ""
    found = [each for each in (element, component, repetition, segment) if each]
    if len(set(found)) != len(found) or any(each.isalnum() or each in " \0" for each in found):
        shown = " ".join(each if each.isprintable() else f"{ord(each):02X}" for each in found)
        raise X12Error(f"the separators must be four different signs; ISA declares {shown}", 1, "ISA")
    return Separators(element, component, repetition, segment)


def _split(text: str, separators: Separators) -> Iterator[Segment]:
    ending = separators.segment
    if ending not in "\r\n":
        if not text.endswith(ending):
            last = text.rsplit(ending, 1)[-1].strip(_ENDS)
            message = f"the last segment does not end with “{ending}”: the file is cut off"
            raise X12Error(message, text.count(ending) + 1, last[:3])
        text = text[: -len(ending)]
    if (count := text.count(ending) + 1) > MOST_SEGMENTS:
        raise X12Error(f"the file has {count:,} segments; at most {MOST_SEGMENTS:,} are read")
    controls = re.compile(f"[{''.join(_CONTROLS - {separators.component, separators.repetition})}]")
    claims = 0
    for position, part in enumerate(text.split(ending), 1):
        raw = part.strip("\r\n") if position > 1 else part
        name, *elements = raw.split(separators.element)
        if not re.fullmatch(r"[A-Z][A-Z0-9]{1,2}", name):
            raise X12Error(f"“{controls.sub('?', name[:20])}” is not the name of a segment", position, name[:3])
        segment = Segment(name, tuple(elements), position)
        _check_controls(segment, controls)
        claims += name in _CLAIMS
        if claims > MOST_CLAIMS:
            raise segment.fail(f"the file holds more than {MOST_CLAIMS:,} claims; at most that many are read")
        yield segment


def _check_controls(segment: Segment, controls: re.Pattern[str]) -> None:
    for number, element in enumerate(segment.elements, 1):
        if found := controls.search(element):
            place = f"{segment.name}{number:02}"
            raise segment.fail(f"{place} holds a control character (hexadecimal {ord(found[0]):02X})")


class _Reader:
    """Walks ISA, GS, ST … SE, GE, IEA and checks what each closing segment says of its opening one."""

    def __init__(self, segments: list[Segment], separators: Separators, *, check_counts: bool) -> None:
        self.segments, self.separators, self.check_counts = segments, separators, check_counts
        self.at = 0

    def read(self) -> Interchange:
        isa = self._take("ISA")
        transactions: list[Transaction] = []
        groups = 0
        while self._next_is("GS"):
            transactions += self._group()
            groups += 1
        iea = self._take("IEA", "GS or IEA" if groups else "GS")
        if groups == 0:
            raise iea.fail("the interchange holds no group (GS)")
        self._agree(iea, groups, "groups")
        _same(iea, 2, isa[13], "control number of the interchange")
        if self.at < len(self.segments):
            raise self.segments[self.at].fail("stands after the end of the interchange; one file holds one interchange")
        return Interchange(self.separators, tuple(transactions))

    def _group(self) -> list[Transaction]:
        gs = self._take("GS")
        transactions = []
        while self._next_is("ST"):
            transactions.append(self._transaction(gs[8]))
        ge = self._take("GE", "GE" if transactions else "ST")
        if not transactions:
            raise ge.fail("the group holds no transaction (ST)")
        self._agree(ge, len(transactions), "transactions")
        _same(ge, 2, gs[6], "control number of the group")
        return transactions

    def _transaction(self, version: str) -> Transaction:
        st = self._take("ST")
        first = self.at
        while self.at < len(self.segments) and self.segments[self.at].name not in ("SE", "ST", "GE", "IEA"):
            self.at += 1
        body = tuple(self.segments[first : self.at])
        se = self._take("SE")
        self._agree(se, len(body) + 2, "segments")
        _same(se, 2, st[2], "control number of the transaction")
        return Transaction(st[1], st[3] or version, st[2], body, st.position)

    def _agree(self, segment: Segment, count: int, what: str) -> None:
        """The first element of a closing segment counts what it closes."""
        said = segment[1]
        if self.check_counts and (not re.fullmatch(r"[0-9]{1,10}", said) or int(said) != count):
            raise segment.fail(f"says “{said[:20]}” {what}; there are {count}")

    def _next_is(self, name: str) -> bool:
        return self.at < len(self.segments) and self.segments[self.at].name == name

    def _take(self, name: str, could_be: str = "") -> Segment:
        """The next segment, which must have that name; `could_be` says what else would have been right."""
        wanted = could_be or name
        if self.at >= len(self.segments):
            raise X12Error(f"the file ends where {wanted} should stand", len(self.segments) + 1, name)
        segment = self.segments[self.at]
        if segment.name != name:
            raise segment.fail(f"{wanted} should stand here")
        self.at += 1
        return segment


def _same(segment: Segment, number: int, expected: str, what: str) -> None:
    if segment[number].strip().lstrip("0") != expected.strip().lstrip("0"):
        raise segment.fail(f"{what}: “{segment[number]}” here, “{expected}” where it opens")


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who sends to whom, when, and the control number (1 to 999,999,999) that names the interchange.

    `functional_id` is HC for claims, HP for remittances; `is_test` writes T in ISA15.
    """

    sender: str
    receiver: str
    at: datetime
    control_number: int
    functional_id: str
    version: str
    is_test: bool = True


def write_interchange(envelope: Envelope, transactions: Sequence[tuple[str, Sequence[Segment]]]) -> str:
    """The file: each transaction is (kind, its segments between ST and SE). One segment a line, ending in `~`."""
    at, number = envelope.at, f"{envelope.control_number:09d}"
    isa = ["00", " " * 10, "00", " " * 10, "ZZ", f"{envelope.sender:<15}"[:15], "ZZ", f"{envelope.receiver:<15}"[:15]]
    isa += [f"{at:%y%m%d}", f"{at:%H%M}", "^", "00501", number, "0", "T" if envelope.is_test else "P", ":"]
    group = str(envelope.control_number)
    gs = [envelope.functional_id, envelope.sender.strip(), envelope.receiver.strip(), f"{at:%Y%m%d}", f"{at:%H%M}"]
    lines = [_line("ISA", isa), _line("GS", [*gs, group, "X", envelope.version])]
    for count, (kind, segments) in enumerate(transactions, 1):
        control = f"{count:04d}"
        version = "" if kind in _WITHOUT_ST03 else envelope.version
        lines.append(_line("ST", [kind, control, version]))
        lines += [_line(segment.name, segment.elements) for segment in segments]
        lines.append(_line("SE", [str(len(segments) + 2), control]))
    lines += [_line("GE", [str(len(transactions)), group]), _line("IEA", ["1", number])]
    return "".join(f"{line}~\n" for line in lines)


def _line(name: str, elements: Sequence[str]) -> str:
    """A segment without the empty elements at its end."""
    kept = list(elements)
    while kept and not kept[-1]:
        kept.pop()
    return "*".join([name, *kept])


def clean(text: str) -> str:
    """A text fit for an element: ASCII only (é becomes e, ł l, ß ss), no separator in it, spaces folded.

    Raises:
        X12Error: a letter or sign that has no plain one in its place; nothing is left out.
    """
    parted = unicodedata.normalize("NFKD", text).translate(_PLAIN).translate(_PAIRS)
    letters = "".join(each for each in parted if not unicodedata.combining(each))
    plain = " ".join(re.sub(r"[*:^~|\s\x00-\x1f\x7f-\x9f]", " ", letters).split())
    if strange := next((each for each in plain if not each.isascii()), ""):
        raise X12Error(f"“{strange}” in “{text[:40]}” cannot be sent: an X12 file holds plain letters and signs only")
    return plain
