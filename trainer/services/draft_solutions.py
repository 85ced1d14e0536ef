"""The second person: solves what is in review without seeing its key, then learns it and says what they think."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from sqlalchemy import RowMapping

from trainer.content.billing_files import AuthoredBillingCase
from trainer.content.case_files import AuthoredCase
from trainer.content.draft_files import ITEM, AnyAuthored, item_text, plain_data
from trainer.content.families import AuthoredFamily
from trainer.content.item_files import AuthoredItem, AuthoredStimulus
from trainer.db.models.authoring import DraftSolution
from trainer.db.queries import drafts as queries
from trainer.domain.claims.billing_case import BillingContent
from trainer.domain.claims.case import CaseContent
from trainer.domain.exams.practice import deal_options
from trainer.domain.grading.items import grade_item
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
from trainer.domain.items.content import ItemContent
from trainer.domain.items.drafts import DraftAct, DraftKind, Review, Solved, after, is_possible, review_of
from trainer.domain.items.keys import Key
from trainer.domain.kernel.errors import Conflict, NotFound, Refused
from trainer.services.accounts import record
from trainer.services.banks import eyes_of, require_teacher
from trainer.services.draft_checks import Question, check_draft, question_of
from trainer.services.drafts import DraftPage, add_revision, get_draft, lock_draft
from trainer.services.scope import Scope

MAX_LINES_CHARACTERS = 5_000
MAX_COMMENT = 2_000
LOOKED = ""
"""What is stored as the answer of somebody who opened it instead of solving it; answers are never empty."""


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A draft that waits for somebody who has not written it."""

    id: int
    kind: str
    slug: str
    track: str
    area: str
    saved_at: datetime
    bank_title: str


@dataclass(frozen=True, slots=True)
class Solution:
    """What somebody answered to a revision, and what they said of it; `is_open`: they have not yet said whether a
    case agrees with their lines. `had_seen`: they had seen the key of an earlier revision.
    """

    number: int
    revision: int
    solver: str
    is_mine: bool
    answer: str
    agrees: bool
    is_open: bool
    had_seen: bool
    comment: str
    solved_at: datetime

    @property
    def is_look(self) -> bool:
        """They opened it instead of solving it: that counts as no answer."""
        return self.answer == LOOKED


@dataclass(frozen=True, slots=True)
class Standing:
    """How the newest revision of a draft stands with second persons; `may_solve`: whoever looks may be one.

    `is_closed`: its key is not shown, as they could be one, now or once it is handed in; or the administrator could
    who looks in as them. `has_looked`: they opened it with its key instead. `has_seen_earlier`: the key of an earlier
    revision was theirs to see.
    """

    review: Review
    solutions: tuple[Solution, ...]
    is_author: bool
    is_closed: bool
    may_solve: bool
    has_solved: bool
    has_looked: bool
    has_seen_earlier: bool


@dataclass(frozen=True, slots=True)
class BlindSheet:
    """What a learner sees of a draft, and nothing of its key. A case has its content and the text of its papers."""

    id: int
    slug: str
    revision: int
    bank_title: str
    question: Question | None
    case: CaseContent | BillingContent | None
    papers: str
    facts: str
    has_seen_earlier: bool


def list_waiting(scope: Scope) -> tuple[WaitingRow, ...]:
    """What this person could solve, the longest waiting first.

    Raises:
        NotFound: see `banks.require_teacher`.
    """
    person = require_teacher(scope)
    rows = queries.list_waiting(scope.session, person.id, is_administrator=person.is_administrator)
    return tuple(WaitingRow(**row) for row in rows)


def get_standing(scope: Scope, draft: DraftPage) -> Standing:
    """What second persons made of a draft, newest revision first, and whether whoever looks may be one."""
    me = scope.learner.id
    savers = queries.list_savers(scope.session, draft.id)
    authors = {row["person_id"] for row in savers if row["last"] > draft.life.published_revision}
    rows = queries.list_solutions(scope.session, draft.id)
    counted = [Solved(row["revision"], row["solved_by"], row["agrees"]) for row in rows if row["answer"] != LOOKED]
    told = {row["solved_by"]: row["answer"] for row in rows if row["revision"] == draft.life.revision}
    seen = _first_seen(savers, rows)
    is_open = draft.kind is DraftKind.SCENARIO or draft.life.revision == draft.life.published_revision
    is_unknown = me not in authors and me not in told
    return Standing(
        review_of(draft.life.revision, authors, counted),
        _solutions(draft, rows, seen, me),
        is_author=me in authors,
        is_closed=not is_open and any(each not in authors and each not in told for each in eyes_of(scope.learner)),
        may_solve=is_possible(draft.life, DraftAct.SOLVE) and is_unknown,
        has_solved=told.get(me, LOOKED) != LOOKED,
        has_looked=told.get(me) == LOOKED,
        has_seen_earlier=seen.get(me, draft.life.revision) < draft.life.revision,
    )


def _first_seen(savers: Sequence[RowMapping], rows: Sequence[RowMapping]) -> dict[int, int]:
    """Person -> the first revision whose key they saw: they wrote it, opened it, or were shown it after an answer."""
    found = {row["person_id"]: row["first"] for row in savers}
    for row in rows:
        person = row["solved_by"]
        found[person] = min(found.get(person, row["revision"]), row["revision"])
    return found


def _solutions(draft: DraftPage, rows: Sequence[RowMapping], seen: Mapping[int, int], me: int) -> tuple[Solution, ...]:
    """What each person said last of each revision, the newest first."""
    last = {(row["revision"], row["solved_by"]): row for row in rows}
    times = Counter((row["revision"], row["solved_by"]) for row in rows)
    return tuple(
        Solution(
            number=row["number"],
            revision=revision,
            solver=row["solver"],
            is_mine=person == me,
            answer=row["answer"],
            agrees=row["agrees"],
            is_open=draft.kind is DraftKind.CASE and row["answer"] != LOOKED and times[revision, person] == 1,
            had_seen=seen[person] < revision,
            comment=row["comment"],
            solved_at=row["solved_at"],
        )
        for (revision, person), row in sorted(last.items(), key=lambda each: -each[1]["number"])
    )


def get_blind_sheet(scope: Scope, draft_id: int) -> BlindSheet:
    """The page for somebody who solves a draft without its key. The options stand in an order of their own.

    Raises:
        NotFound: see `drafts.get_draft`.
        Refused: it is not in review, this person wrote it, or has solved it.
    """
    draft = get_draft(scope, draft_id)
    standing = _require_solver(scope, draft)
    authored = _authored(scope, draft)
    seen = standing.has_seen_earlier
    sheet = BlindSheet(draft.id, draft.slug, draft.life.revision, draft.bank.title, None, None, "", "", seen)
    match authored:
        case AuthoredCase():
            return replace(sheet, case=authored.content, papers=draft.files["chart.md"])
        case AuthoredBillingCase():
            papers, facts = draft.files["exhibits.md"], draft.files["case.toml"]
            return replace(sheet, case=authored.content, papers=papers, facts=facts)
        case _:
            content, _, stimulus = _asked(authored, draft.life.revision)
            return replace(sheet, question=_dealt(question_of(content, stimulus), draft))


def _dealt(question: Question, draft: DraftPage) -> Question:
    rng = random.Random(f"{draft.slug}/{draft.life.revision}")  # noqa: S311 - the same order each time it is looked at
    places = {option: place for place, option in enumerate(deal_options(question.response, rng))}
    return replace(question, options=tuple(sorted(question.options, key=lambda option: places[option.id])))


def _require_solver(scope: Scope, draft: DraftPage) -> Standing:
    after(draft.life, DraftAct.SOLVE)
    standing = get_standing(scope, draft)
    if standing.is_author:
        raise Refused("You have written this: somebody else solves it.")
    if standing.has_solved:
        raise Refused("You have solved this revision already.")
    if standing.has_looked:
        raise Refused("You have opened this revision with its key: somebody else solves it.")
    return standing


def _authored(scope: Scope, draft: DraftPage) -> AnyAuthored:
    authored = check_draft(scope, draft, draft.files).authored
    if authored is None:
        raise Refused("This draft has problems by now. Its author has to mend it before it is solved.")
    return authored


def _asked(authored: AnyAuthored, revision: int) -> tuple[ItemContent, Key, AuthoredStimulus | None]:
    """The question that is asked: of a family, another variant for every revision."""
    match authored:
        case AuthoredItem():
            return authored.content, authored.key, authored.stimulus
        case AuthoredFamily():
            variant = authored.variants[(revision - 1) % len(authored.variants)]
            return variant.content, variant.key, None
        case _:
            raise NotFound("question")


def solve_draft(scope: Scope, draft_id: int, revision: int, fields: Mapping[str, Sequence[str]], comment: str) -> int:
    """Stores the answer before the key is shown; its number. A question is graded, the lines of a case are `lines`.

    Raises:
        NotFound: see `drafts.get_draft`.
        Refused: not in review, own work, solved already, or no answer that can be read.
        Conflict: the draft was changed since the page was opened.
    """
    _, draft = lock_draft(scope, draft_id, DraftAct.SOLVE)
    _require_solver(scope, draft)
    if revision != draft.life.revision:
        raise Conflict("draft")
    authored = _authored(scope, draft)
    if draft.kind is DraftKind.CASE:
        answer, agrees = _lines(fields), False  # until they say so
    else:
        content, key, _ = _asked(authored, revision)
        answer, agrees = _graded(content, key, fields)
    return store_solution(scope, draft, answer, _comment(comment), agrees=agrees)


def _lines(fields: Mapping[str, Sequence[str]]) -> str:
    text = "\n".join("".join(fields.get("lines", ())).splitlines()).strip()
    if not text:
        raise Refused("Enter the lines that you would report, one a line.", "answer")
    if len(text) > MAX_LINES_CHARACTERS:
        raise Refused(f"An answer has at most {MAX_LINES_CHARACTERS:,} characters.", "answer")
    return text


def _graded(content: ItemContent, key: Key, fields: Mapping[str, Sequence[str]]) -> tuple[str, bool]:
    match parse_answer(content.response, fields):
        case Blank():
            raise Refused("Answer the question first.", "answer")
        case Malformed(message):
            raise Refused(message, "answer")
        case answer:
            return answer_text(answer), grade_item(key, answer).is_full


def answer_text(answer: Answer) -> str:
    """An answer in a few characters: `B`, `A, C`, `80.00`, `J209`, `C, A, B`, `P = B, Q = A`."""
    match answer:
        case SingleAnswer(option):
            return option
        case MultipleAnswer(options):
            return ", ".join(options)
        case NumericAnswer(value):
            return format(value, "f")
        case CodeAnswer(code):
            return code
        case OrderingAnswer(order):
            return ", ".join(order)
        case MatchingAnswer(pairs):
            return ", ".join(f"{prompt} = {option}" for prompt, option in pairs)
        case unreachable:
            assert_never(unreachable)


def store_solution(scope: Scope, draft: DraftPage, answer: str, comment: str, *, agrees: bool) -> int:
    """Appends what somebody answered to the newest revision of a draft that is locked, or `LOOKED`; its number."""
    number = len(queries.list_solutions(scope.session, draft.id)) + 1
    scope.session.add(
        DraftSolution(
            draft_id=draft.id,
            number=number,
            revision=draft.life.revision,
            answer=answer,
            agrees=agrees,
            comment=comment,
            solved_at=scope.now,
            solved_by=scope.learner.id,
        )
    )
    action = "open_draft" if answer == LOOKED else "solve_draft"
    record(scope, action, f"draft {draft.id}", f"{draft.slug}, revision {draft.life.revision}")
    return number


def _comment(text: str) -> str:
    if len(text) > MAX_COMMENT:
        raise Refused(f"A comment has at most {MAX_COMMENT:,} characters.", "comment")
    return text.strip()


def say_of_solution(scope: Scope, draft_id: int, comment: str, *, agrees: bool | None = None) -> None:
    """Appends what somebody who has solved the newest revision says now that they know the key.

    Only of a case they say whether it agrees with their lines; answers to questions were graded, and that stands.

    Raises:
        NotFound: see `drafts.get_draft`.
        Refused: it is not in review any more, they have not solved it, or say nothing.
    """
    _, draft = lock_draft(scope, draft_id, DraftAct.SOLVE)
    standing = get_standing(scope, draft)
    mine = next((s for s in standing.solutions if s.is_mine and s.revision == draft.life.revision), None)
    if mine is None or mine.is_look or standing.is_author:
        raise Refused("Solve it first.")
    if draft.kind is DraftKind.CASE:
        if agrees is None:
            raise Refused("Say whether the key agrees with your lines.", "agrees")
        if not agrees and not comment.strip():
            raise Refused("Say what differs, so that its author can mend it.", "comment")
        store_solution(scope, draft, mine.answer, _comment(comment), agrees=agrees)
        return
    if not comment.strip():
        raise Refused("Write what you want to say.", "comment")
    store_solution(scope, draft, mine.answer, _comment(comment), agrees=mine.agrees)


def settle_draft(scope: Scope, draft_id: int, reason: str) -> int:
    """The number of a revision that leaves the text and says why it stands although somebody answered otherwise.

    It is solved again before it is published.

    Raises:
        NotFound: see `drafts.get_draft`.
        Refused: nobody differs, it is not in review, or no reason is given.
    """
    row, draft = lock_draft(scope, draft_id, DraftAct.SETTLE)
    if get_standing(scope, draft).review is not Review.DIFFERS:
        raise Refused("Nobody differs from the key of this revision: there is nothing to settle.")
    if not reason.strip():
        raise Refused("Write why the key stands. Whoever solves it next reads that afterwards.", "reason")
    files = dict(draft.files)
    data = plain_data(files.get(ITEM, ""))
    if data is not None and draft.kind is DraftKind.ITEM:
        data["items"][0]["review"] = {"second_solution": "settled", "note": _comment(reason)}
        files[ITEM] = item_text(data)
    row.state = after(draft.life, DraftAct.SETTLE)
    return add_revision(scope, row, files, f"Settled: {reason.strip()}"[:500])
