"""The segments of an 837P sorted into its loops: levels (HL), claims (CLM), other coverages (SBR), lines (LX), names.

Segments and loops that no claim of ours uses are carried along and looked at by nobody.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from trainer.content.x12.segments import Segment, Transaction

BILLING, SUBSCRIBER, PATIENT = "20", "22", "23"
_PARENTS = {BILLING: "", SUBSCRIBER: BILLING, PATIENT: SUBSCRIBER}
_NAMES = {BILLING: "billing provider", SUBSCRIBER: "subscriber", PATIENT: "patient"}
_SERVICES = ("SV1", "SV2", "SV3")


@dataclass(frozen=True, slots=True)
class Loop:
    """`opening` begins it; `segments` follow; `parties` are the names in it, each a loop of its own begun by NM1."""

    opening: Segment
    segments: tuple[Segment, ...]
    parties: "tuple[Loop, ...]" = ()

    def all(self, name: str, *qualifiers: str) -> Iterator[Segment]:
        """Segments of that name, with one of the qualifiers in front where any are asked for."""
        for segment in self.segments:
            if segment.name == name and (not qualifiers or segment[1] in qualifiers):
                yield segment

    def first(self, name: str, *qualifiers: str) -> Segment | None:
        return next(self.all(name, *qualifiers), None)

    def value(self, name: str, *qualifiers: str) -> str:
        """The second element of the first such segment, "" without one."""
        found = self.first(name, *qualifiers)
        return found[2].strip() if found else ""

    def party(self, *roles: str) -> "Loop | None":
        """The first name in one of the roles."""
        return next((party for party in self.parties if party.opening[1] in roles), None)


@dataclass(frozen=True, slots=True)
class ClaimLoops:
    """CLM and what lies below it. `others` are begun by SBR, `lines` by SV1 (or SV2, SV3)."""

    claim: Loop
    others: tuple[Loop, ...]
    lines: tuple[Loop, ...]


@dataclass(frozen=True, slots=True)
class Level:
    """An HL with its claims and the level above it."""

    kind: str
    loop: Loop
    claims: tuple[ClaimLoops, ...]
    above: "Level | None"


def read_levels(transaction: Transaction) -> tuple[Level, ...]:
    """The levels in the order of the file.

    Raises:
        X12Error: no HL, no CLM, a level of another kind or below a wrong one, a claim or a line out of place.
    """
    before, blocks = _pieces(transaction.segments, lambda segment: segment.name == "HL")
    _refuse(before, ("CLM", *_SERVICES), "stands before the first HL: the levels of the file are missing")
    if not blocks:
        raise transaction.fail("the transaction lacks HL: the file has no billing provider and no subscriber")
    levels: dict[str, Level] = {}
    found = []
    for hl, *segments in blocks:
        level = _level(hl, segments, levels)
        levels[hl[1]] = level
        found.append(level)
    if not any(level.claims for level in found):
        raise transaction.fail("the transaction lacks CLM: the file holds no claim")
    return tuple(found)


def _level(hl: Segment, segments: Sequence[Segment], levels: dict[str, Level]) -> Level:
    kind = hl[3]
    if kind not in _PARENTS:
        raise hl.fail(f"HL03 says “{kind}”: 20 billing provider, 22 subscriber and 23 patient are read")
    above = levels.get(hl[2]) if _PARENTS[kind] else None
    if _PARENTS[kind] and (above is None or above.kind != _PARENTS[kind]):
        raise hl.fail(f"HL02 says “{hl[2]}”: that is no {_NAMES[_PARENTS[kind]]} before this {_NAMES[kind]}")
    own, claims = _pieces(segments, lambda segment: segment.name == "CLM")
    _refuse(own, _SERVICES, "stands before the claim (CLM) that it belongs to")
    if claims and kind == BILLING:
        raise claims[0][0].fail("stands below a billing provider: the subscriber (HL with 22) is missing")
    return Level(kind, _loop(hl, own), tuple(_claim_loops(clm, below) for clm, *below in claims), above)


def _refuse(segments: Sequence[Segment], names: Sequence[str], why: str) -> None:
    for segment in segments:
        if segment.name in names:
            raise segment.fail(why)


def _claim_loops(clm: Segment, below: Sequence[Segment]) -> ClaimLoops:
    start = next((at for at, segment in enumerate(below) if segment.name in ("LX", *_SERVICES)), len(below))
    own, others = _pieces(below[:start], lambda segment: segment.name == "SBR")
    return ClaimLoops(
        claim=_loop(clm, own),
        others=tuple(_loop(sbr, segments) for sbr, *segments in others),
        lines=tuple(_line(segments) for segments in _line_pieces(below[start:])),
    )


def _line_pieces(segments: Sequence[Segment]) -> list[list[Segment]]:
    """A line begins with LX, or with its service where somebody left LX out."""
    pieces: list[list[Segment]] = []
    has_service = True
    for segment in segments:
        is_service = segment.name in _SERVICES
        if segment.name == "LX" or (is_service and has_service):
            pieces.append([])
            has_service = False
        has_service = has_service or is_service
        pieces[-1].append(segment)
    return pieces


def _line(segments: Sequence[Segment]) -> Loop:
    service = next((segment for segment in segments if segment.name in _SERVICES), None)
    if service is None:
        raise segments[0].fail("the line has no SV1: the service, its charge and its units are missing")
    return _loop(service, [segment for segment in segments if segment.name != "LX" and segment is not service])


def _loop(opening: Segment, segments: Sequence[Segment]) -> Loop:
    own, parties = _pieces(segments, lambda segment: segment.name == "NM1")
    return Loop(opening, tuple(own), tuple(Loop(nm1, tuple(more)) for nm1, *more in parties))


def _pieces(
    segments: Sequence[Segment], begins: Callable[[Segment], bool]
) -> tuple[list[Segment], list[list[Segment]]]:
    """What stands before the first segment that begins a piece, and the pieces."""
    before: list[Segment] = []
    pieces: list[list[Segment]] = []
    for segment in segments:
        if begins(segment):
            pieces.append([])
        (pieces[-1] if pieces else before).append(segment)
    return before, pieces
