"""Names what is wrong with a diagnosis: what the code book knows of the code, alone and beside the right one.

What the code book proves comes first, then what the case's author said of this line, then what its words suggest.
"""

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from trainer.domain.codesets.book import Code, CodeBook, NoteKind, System
from trainer.domain.codesets.codes import dotted
from trainer.domain.codesets.demographics import unfit_for
from trainer.domain.codesets.references import references_in
from trainer.domain.grading.context import Context
from trainer.domain.grading.findings import Finding, FindingKind, finding
from trainer.domain.grading.rules import Rule

_PROCEDURE_LIKE = re.compile(r"[0-9]{5}|[0-9]{4}[A-Z]")
_HISTORY = ("Z80", "Z81", "Z82", "Z83", "Z84", "Z85", "Z86", "Z87")
_SCREENING = ("Z11", "Z12", "Z13")
_STROKES = ("I60", "I61", "I62", "I63", "I67")
_NAMED_SIDE = re.compile(r"\b(right|left|bilateral)\b")
_ONLY_CONFIRMED = ("B20", "A925", "U071", "J09", "J10")
"""HIV disease, Zika, COVID-19 and identified influenza: never coded from doubt, not even for inpatients (guidelines
II.H with I.C.1.a, I.C.1.f, I.C.1.g and I.C.10.c)."""

_UNCERTAIN = re.compile(
    r"\b(probabl[ey]|possibl[ey]|suspected|suspicion|suspicious for|questionable|rule[ds]? out|r/o|likely|"
    r"compatible with|consistent with|working diagnosis|versus|vs\.?|cannot be excluded|concern for)\b",
    re.IGNORECASE,
)
_ABBREVIATION = re.compile(r"\[([A-Z]{2,})\]")
_WORD = re.compile(r"[a-z]{5,}")
_VAGUE = frozenset(
    [
        "acute",
        "chronic",
        "other",
        "unspecified",
        "specified",
        "disease",
        "diseases",
        "disorder",
        "disorders",
        "syndrome",
        "without",
        "with",
        "initial",
        "encounter",
        "right",
        "left",
        "bilateral",
        "type",
        "upper",
        "lower",
        "primary",
        "secondary",
        "essential",
        "mild",
        "moderate",
        "severe",
        "recurrent",
        "closed",
        "fracture",
        "organism",
        "condition",
        "conditions",
        "elsewhere",
        "classified",
        "injury",
    ]
)


def code_fault(code: str, context: Context) -> Finding | None:
    """What keeps a code from standing on any claim of that day; None for a code that is complete and in force."""
    book, day = context.book, context.content.date_of_service
    if not code:
        return finding(FindingKind.INVALID, "The code is missing.")
    if book.valid_on(code, day):
        return None
    known = book.get(code)
    if known is not None and not known.is_billable:
        return _incomplete(known, book)
    if book.valid_on(code, date.min) or book.valid_on(code, date.max):
        return finding(FindingKind.RETIRED, f"{dotted(code)} is not in the release in force on {day}.")
    if _PROCEDURE_LIKE.fullmatch(code) or book.get(code, System.HCPCS) is not None:
        return finding(FindingKind.WRONG_SYSTEM, f"{code} is no diagnosis: it belongs to the codes of services.")
    stem, last = code[:-1], code[-1]
    filled = stem.ljust(6, "X") + last
    if 4 <= len(code) <= 6 and book.valid_on(filled, day):
        remark = f"With the placeholder X the code is {dotted(filled)}."
        return finding(FindingKind.PLACEHOLDER, remark, look_up=filled)
    if len(code) == 7 and (taken := book.required_seventh(stem.rstrip("X"))):
        remark = f"{last} is no 7th character here; it takes {', '.join(each.character for each in taken)}."
        return finding(FindingKind.SEVENTH_CHARACTER, remark, look_up=stem.rstrip("X"))
    return finding(FindingKind.INVALID, f"There is no code {dotted(code)} in the release in force on {day}.")


def _incomplete(known: Code, book: CodeBook) -> Finding:
    if sevenths := book.required_seventh(known.code):
        below = [other for other in book.more_specific(known.code) if len(other.code) == 7]
        if all(other.code.startswith(known.code) and set(other.code[len(known.code) : 6]) <= {"X"} for other in below):
            remark = f"{known.display} needs a 7th character: {', '.join(each.character for each in sevenths)}."
            return finding(FindingKind.SEVENTH_CHARACTER, remark, look_up=known.code)
    return finding(FindingKind.NOT_BILLABLE, f"{known.display} has codes below it.", look_up=known.code)


def name_pair(entered: str, wanted: str, book: CodeBook) -> FindingKind | None:
    """What the code book proves of a valid code in the place of another: side, stage of care, detail; else None."""
    if entered[:3] != wanted[:3]:
        return None
    if any(sibling.code == wanted for sibling in book.laterality_siblings(entered)):
        return FindingKind.LATERALITY if _NAMED_SIDE.search(_title(entered, book)) else FindingKind.LESS_SPECIFIC
    if len(entered) == len(wanted) == 7 and entered[:6] == wanted[:6]:
        return FindingKind.SEQUELA if "S" in (entered[6], wanted[6]) else FindingKind.SEVENTH_CHARACTER
    if any(better.code == wanted for better in book.more_specific(entered)):
        return FindingKind.LESS_SPECIFIC
    return None


def _title(code: str, book: CodeBook) -> str:
    found = book.get(code)
    return found.title.lower() if found else ""


def suspect_pair(entered: str, wanted: str, book: CodeBook) -> FindingKind:
    """What titles and places of two codes in the classification suggest about one in the place of the other."""
    is_vaguer = "unspecified" in _title(entered, book) and "unspecified" not in _title(wanted, book)
    if is_vaguer and entered[:3] == wanted[:3]:
        return FindingKind.LESS_SPECIFIC
    if {entered[:3], wanted[:3]} in ({"I69", stroke} for stroke in _STROKES):
        return FindingKind.SEQUELA
    if entered.startswith(_HISTORY) != wanted.startswith(_HISTORY):
        return FindingKind.HISTORY_VS_CURRENT
    if entered.startswith(_SCREENING) != wanted.startswith(_SCREENING):
        return FindingKind.SCREENING_VS_DIAGNOSTIC
    if entered.startswith("R") and not wanted.startswith(("R", "Z")):
        return FindingKind.SYMPTOM_WITH_DEFINITIVE
    return FindingKind.WRONG_CODE


def suspect_unsupported(code: str, key_codes: Iterable[str], context: Context) -> Finding:
    """Why a valid code stands on the claim without support, as far as chart, facts and classification tell."""
    found, content = context.book.get(code), context.content
    misfit = unfit_for(code, content.patient.age_years, content.patient.sex)
    if misfit:
        return finding(FindingKind.AGE_SEX, misfit)
    if sentence := doubt_about(code, found.title if found else "", context):
        return finding(FindingKind.UNCERTAIN_CODED, "The chart leaves it open.", span=sentence)
    key = list(key_codes)
    if code.startswith("R") and any(not other.startswith(("R", "Z")) for other in key):
        return finding(FindingKind.SYMPTOM_WITH_DEFINITIVE, "A definitive diagnosis was made.")
    if code.startswith("C") and any(other.startswith("Z85") for other in key):
        return finding(FindingKind.HISTORY_VS_CURRENT)
    return finding(FindingKind.UNSUPPORTED)


def doubt_about(code: str, title: str, context: Context) -> str:
    """The sentence of the chart that leaves a condition open where that keeps it from being coded, else ""."""
    if context.content.setting != "outpatient" and not code.startswith(_ONLY_CONFIRMED):
        return ""
    return uncertain_sentence(context.content.chart, title)


def uncertain_sentence(chart: str, title: str) -> str:
    """The sentence of the chart that calls a condition uncertain, "" if there is none: a word of doubt, and behind it
    the first telling word of the title, or its abbreviation in brackets.
    """
    telling = [word[:7] for word in _WORD.findall(title.lower()) if word not in _VAGUE][:1]
    telling += [abbreviation.lower() for abbreviation in _ABBREVIATION.findall(title)]
    for sentence, behind in _doubtful_sentences(chart):
        if any(word in behind for word in telling):
            return sentence
    return ""


@lru_cache(maxsize=256)
def _doubtful_sentences(chart: str) -> tuple[tuple[str, str], ...]:
    """The sentences with a word of doubt, and what stands from that word on, in lower case."""
    return tuple(
        (sentence.strip(), sentence[doubt.start() :].lower())
        for sentence in re.split(r"(?<=[.;!?])(?<!\bvs\.)\s+|\n+", chart)
        if (doubt := _UNCERTAIN.search(sentence))
    )


def missed_beside(code: str, present: Iterable[str], book: CodeBook) -> tuple[str, Rule] | None:
    """The code on the claim whose "use additional code" note asks for a missed one, and that note."""
    wanted = book.get(code)
    title = wanted.title if wanted else ""
    for other in present:
        for note in book.notes(other):
            if note.kind is NoteKind.USE_ADDITIONAL and any(
                named.covers(code, title) for named in references_in(note.text)
            ):
                return other, Rule(
                    f"Use additional {note.text}", f"ICD-10-CM tabular list, note at {dotted(note.owner)}"
                )
    return None
