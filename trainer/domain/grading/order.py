"""The order of diagnoses: first-listed, what the key says, and what "code first" and "use additional" notes say."""

from itertools import permutations

from trainer.domain.codesets.book import CodeBook, NoteKind
from trainer.domain.codesets.codes import dotted, normalise_code
from trainer.domain.codesets.references import references_in
from trainer.domain.grading.case_key import CaseKey
from trainer.domain.grading.findings import FindingKind
from trainer.domain.grading.rules import Rule

_ORDERING = {NoteKind.CODE_FIRST: FindingKind.CODE_FIRST, NoteKind.USE_ADDITIONAL: FindingKind.SEQUENCING}

Precedence = dict[tuple[int, int], tuple[FindingKind, Rule | None]]
"""(place of the key's diagnosis that comes first, the other's) -> how breaking that is named, the note behind it."""

Late = dict[int, tuple[FindingKind, Rule | None]]
"""Learner places that stand behind a line that they should precede."""


def precedence(key: CaseKey, book: CodeBook) -> Precedence:
    """Which of the key's diagnoses come before which, closed under "and so on".

    A note counts only where the key's own order obeys it: the key is the authority, the note its reason.
    """
    codes = [normalise_code(line.code) for line in key.diagnoses]
    found: Precedence = {}
    for one, other in permutations(range(len(codes)), 2):
        if one < other and (noted := _noted(codes[one], codes[other], book)):
            found[one, other] = noted
    for rule in key.order:
        before, after = normalise_code(rule.before), normalise_code(rule.after)
        if before in codes and after in codes:
            named = found.get((codes.index(before), codes.index(after)), (FindingKind.SEQUENCING, None))
            found[codes.index(before), codes.index(after)] = named
    for first in (place for place, line in enumerate(key.diagnoses) if line.is_first_listed):
        for other in range(len(codes)):
            if other != first:
                found.setdefault((first, other), (FindingKind.SEQUENCING, None))
    return _closed(found, len(codes))


def late(aligned: dict[int, int], before: Precedence) -> Late:
    """Which lines stand too late. `aligned`: learner place -> key place."""
    found: Late = {}
    for place, key_place in sorted(aligned.items()):
        for other, other_key in sorted(aligned.items()):
            if other < place and (key_place, other_key) in before:
                found[place] = before[key_place, other_key]
                break
    return found


def _noted(one: str, other: str, book: CodeBook) -> tuple[FindingKind, Rule | None] | None:
    """The note that wants `one` before `other`: code first at `other`, or use additional at `one`."""
    for owner, named_code, kind in ((other, one, NoteKind.CODE_FIRST), (one, other, NoteKind.USE_ADDITIONAL)):
        named = book.get(named_code)
        title = named.title if named else ""
        for note in book.notes(owner):
            if note.kind is kind and any(target.covers(named_code, title) for target in references_in(note.text)):
                words = "Code first" if kind is NoteKind.CODE_FIRST else "Use additional"
                rule = Rule(f"{words} {note.text}", f"ICD-10-CM tabular list, note at {dotted(note.owner)}")
                return _ORDERING[kind], rule
    return None


def _closed(found: Precedence, count: int) -> Precedence:
    for middle in range(count):
        for one, other in permutations(range(count), 2):
            if (one, middle) in found and (middle, other) in found:
                found.setdefault((one, other), found[one, middle])
    return found
