"""A key is corrected in the browser: read from its form, foreseen, stored, and then graded by, in a second step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import assert_never

from trainer.db.queries import disputes as queries
from trainer.domain.exams.regrades import Flip, Mode
from trainer.domain.items.answers import (
    Answer,
    Blank,
    CodeAnswer,
    Malformed,
    MatchingAnswer,
    MultipleAnswer,
    NumericAnswer,
    OrderingAnswer,
    SingleAnswer,
    parse_answer,
)
from trainer.domain.items.content import CodeEntry, NumericEntry, Response
from trainer.domain.items.keys import (
    CodeKey,
    Explanation,
    Key,
    MatchingKey,
    MultipleKey,
    NumericKey,
    OrderingKey,
    SingleKey,
)
from trainer.domain.kernel.errors import Conflict, Refused
from trainer.services import errata, regrade_jobs
from trainer.services.accounts import record
from trainer.services.disputes import Names, close_report
from trainer.services.errata import Remarks
from trainer.services.item_evidence import KeyInForce, get_key, key_words
from trainer.services.item_reports import checked_text
from trainer.services.regrade_jobs import Later
from trainer.services.regrade_preview import RegradeLine, RegradePreview, preview_regrade
from trainer.services.regrade_runs import Applied
from trainer.services.regrading import ITEMS
from trainer.services.scope import Scope

LINES_ON_A_PAGE = 50
MAX_CODES = 20

Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Correction:
    """What a form says: the revision that was seen, the key's fields, why (public), and what reporters are answered.

    An empty `answer` stands for the reason. `general` and `rationales` are the explanation as it should be.
    """

    base_revision: int
    fields: Fields
    reason: str
    answer: str = ""
    general: str | None = None
    rationales: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One answer whose points change. `who` is "a learner" to whoever does not teach them."""

    who: str
    line: RegradeLine


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a regrade would do: the counts over all lines, and the lines of one page of them, counted from 1."""

    key: str
    changed: int
    raised: int
    lowered: int
    now_passed: int
    no_longer_passed: int
    unchanged: int
    by_hand: int
    is_done: bool
    lines: tuple[ShownLine, ...]
    page: int
    pages: int


def read_key(response: Response, fields: Fields) -> Key:
    """The key in the fields of a form: those of an answer, `tolerance` beside a number, several codes apart by commas.

    Raises:
        Refused: something is missing, or is no key for this kind of item.
    """
    if isinstance(response, CodeEntry):
        return _code_key(response, fields)
    parsed = parse_answer(response, fields)
    if isinstance(parsed, Blank):
        raise Refused("Say what is right.", "key")
    if isinstance(parsed, Malformed):
        raise Refused(parsed.message, "key")
    return _key_of(parsed, fields)


def _key_of(answer: Answer, fields: Fields) -> Key:
    match answer:
        case SingleAnswer(option):
            return SingleKey(option)
        case MultipleAnswer(options):
            return MultipleKey(options)
        case NumericAnswer(value):
            return NumericKey(value, _tolerance(fields))
        case CodeAnswer(code):
            return CodeKey((code,))
        case OrderingAnswer(order):
            return OrderingKey(order)
        case MatchingAnswer(pairs):
            return MatchingKey(pairs)
        case unreachable:
            assert_never(unreachable)


def _tolerance(fields: Fields) -> Decimal:
    parsed = parse_answer(NumericEntry(), {"number": fields.get("tolerance", ())})
    if isinstance(parsed, Blank):
        return Decimal(0)
    if not isinstance(parsed, NumericAnswer) or parsed.value < 0:
        raise Refused("How far off is still right is a number, zero or more.", "key")
    return parsed.value


def _code_key(response: CodeEntry, fields: Fields) -> CodeKey:
    codes = [code for text in fields.get("code", ()) for code in text.replace(",", " ").split()]
    if not codes:
        raise Refused("Say which code is right.", "key")
    if len(codes) > MAX_CODES:
        raise Refused(f"A key has at most {MAX_CODES} codes.", "key")
    for code in codes:
        if isinstance(parse_answer(response, {"code": [code]}), Malformed):
            raise Refused(f"“{code[:40]}” is no code.", "key")
    return CodeKey(tuple(dict.fromkeys(code.upper() for code in codes)))


def foresee_correction(scope: Scope, slug: str, wanted: Correction, mode: Mode, page: int = 1) -> Foreseen:
    """What correcting the key and regrading would do. Nothing is stored.

    Raises:
        NotFound: see `get_key`.
        Conflict: the key was changed since the form was made.
        Refused: see `errata.correct_key`.
    """
    key = _checked(scope, get_key(scope, slug), wanted)
    return _foreseen(scope, errata.preview_correction(scope, slug, key, wanted.reason, mode), key_words(key), page)


def foresee_regrade(scope: Scope, slug: str, mode: Mode, page: int = 1) -> Foreseen:
    """What grading again by the key in force would do, for answers that another key has graded.

    Raises:
        NotFound: see `get_key`.
    """
    item = get_key(scope, slug)
    return _foreseen(scope, preview_regrade(scope, slug, mode), key_words(item.key), page)


def _checked(scope: Scope, item: KeyInForce, wanted: Correction) -> Key:
    if wanted.base_revision != item.revision:
        raise Conflict("key")
    if wanted.answer.strip():
        checked_text(wanted.answer, "An answer for those who reported the key")
    return read_key(item.content.response, wanted.fields)


def _foreseen(scope: Scope, preview: RegradePreview, key: str, page: int) -> Foreseen:
    pages = max(1, -(-len(preview.lines) // LINES_ON_A_PAGE))
    page = min(max(page, 1), pages)
    shown = preview.lines[(page - 1) * LINES_ON_A_PAGE : page * LINES_ON_A_PAGE]
    names = Names(scope, (line.learner_id for line in shown))
    flips = [line.flip for line in {(line.learner_id, line.number): line for line in preview.lines}.values()]
    return Foreseen(
        key,
        len(preview.lines),
        sum(line.is_raised for line in preview.lines),
        sum(line.is_lowered for line in preview.lines),
        flips.count(Flip.PASSED),
        flips.count(Flip.FAILED),
        preview.unchanged,
        preview.by_hand,
        preview.is_done,
        tuple(ShownLine(names.of(line.learner_id, line.display_name), line) for line in shown),
        page,
        pages,
    )


def correct_key(scope: Scope, slug: str, wanted: Correction) -> int:
    """Stores the corrected key and answers every open report of the item; how many these were.

    Answers are graded by it from now on; `regrade` is the second step, in a scope of its own.

    Raises:
        NotFound: see `get_key`.
        Conflict: the key was changed since the form was made.
        Refused: see `errata.correct_key`.
    """
    item = get_key(scope, slug)
    key = _checked(scope, item, wanted)
    remarks = _remarks(item.explanation, wanted)
    revision = errata.correct_key(scope, slug, key, wanted.reason, remarks)
    if revision != item.revision + 1:
        raise Conflict("key")
    reports = queries.lock_open_reports(scope.session, item.item_id, item.variant)
    text = wanted.answer.strip() or " ".join(wanted.reason.split())
    for report in reports:
        close_report(scope, report, text, "corrected")
    if reports:
        record(scope, "dispute.answer", f"item {slug}, {len(reports)} corrected", text)
    return len(reports)


def _remarks(explanation: Explanation, wanted: Correction) -> Remarks:
    """What differs from the explanation as it is; a rationale cannot be taken away."""
    changed = {
        option: text
        for option, text in (wanted.rationales or {}).items()
        if text.strip() and text.strip() != explanation.rationale(option).strip()
    }
    general = wanted.general
    is_other = general is not None and general.strip() != explanation.general.strip()
    return Remarks(general if is_other else None, changed)


def regrade_or_queue(scope: Scope, slug: str, mode: Mode) -> Applied[RegradeLine] | Later:
    """Grades by the key in force what another key has graded, and tells the learners. A second time adds nothing.

    Where there is much to do it is done in the background: see `regrade_jobs`.

    Raises:
        NotFound: see `get_key`.
    """
    get_key(scope, slug)
    return regrade_jobs.regrade_or_queue(scope, ITEMS, slug, mode)
