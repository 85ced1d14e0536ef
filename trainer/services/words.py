"""The word game: which part is asked, what it means, what an answer says about its return.

Without an account the first question is the same for everybody, so that it is still the one that was asked when its
answer makes a guest.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from sqlalchemy import RowMapping

from trainer.config import resource_folder
from trainer.content.word_files import SYSTEMS, read_word_parts
from trainer.db.models.words import WordAnswer
from trainer.db.queries import people
from trainer.db.queries import words as queries
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.domain.kernel.problems import Problem, Report
from trainer.domain.review.days import study_day
from trainer.domain.review.word_memory import (
    NEW_A_DAY,
    ROUND,
    Memory,
    PastAnswer,
    Round,
    coming,
    due_parts,
    last_round,
    new_parts,
    next_part,
    remember,
    teaching_order,
)
from trainer.domain.review.words import PartKind, WordPart, offer, take_apart
from trainer.services.scope import Scope

UNKNOWN = "There is no such part of a word. Go on with the one that is asked now."
NOT_ASKED = "This question is no longer open. Nothing was stored. Go on with the part that is asked now."
NOT_OFFERED = "Choose one of the four meanings that are shown."
ANSWERED = "You have answered this question already, and that answer stands. Go on with the part that is asked now."
_MOST_DIGITS = 6
_KINDS = ((PartKind.PREFIX, "Prefixes"), (PartKind.ROOT, "Roots"), (PartKind.SUFFIX, "Suffixes"))


class WordsUnusable(Exception):
    """The file of word parts has problems; all of them are named."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class SentAnswer:
    """An answer to a question that was asked like that: `chosen` is the part whose meaning was chosen."""

    part: WordPart
    repetition: int
    chosen: str


@dataclass(frozen=True, slots=True)
class Choice:
    id: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Question:
    """`number` is its place in the round; `is_extra`: it is neither due nor new, but asked because one plays on."""

    id: str
    part: str
    kind: str
    repetition: int
    number: int
    is_extra: bool
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class ShownPiece:
    """Letters of a word; `part` and `meaning` are "" where they are not known."""

    letters: str
    part: str
    meaning: str
    is_asked: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """The last answer to a part: which part was taken for it, in how many days it comes back."""

    part: WordPart
    is_right: bool
    pieces: tuple[ShownPiece, ...]
    mixed_up: WordPart | None
    days: int

    @property
    def is_apart(self) -> bool:
        """Whether the example consists of known parts alone."""
        return all(piece.part for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Standing:
    """How many parts come back in three weeks or later, sooner, and were never asked.

    `due` and `fresh` are what today still holds; `next_count` parts come back `next_days` days from today, none before.
    """

    known: int
    learning: int
    new: int
    due: int
    fresh: int
    next_days: int
    next_count: int


@dataclass(frozen=True, slots=True)
class GamePage:
    """No question: the round is over, or the day is done (`is_done`), or both."""

    question: Question | None
    verdict: Verdict | None
    round: Round
    standing: Standing
    is_done: bool
    plays_on: bool
    size: int = ROUND
    new_a_day: int = NEW_A_DAY


@dataclass(frozen=True, slots=True)
class PartGroup:
    title: str
    parts: tuple[WordPart, ...]


@dataclass(frozen=True, slots=True)
class _Past:
    """What the learner has done: the answers in the order of time, and what they replay to on this day of study."""

    today: datetime
    rows: Sequence[RowMapping]
    answers: tuple[PastAnswer, ...]
    memories: Mapping[str, Memory]


@lru_cache(maxsize=1)
def shipped_parts() -> Mapping[str, WordPart]:
    """Id -> part, in the order in which new ones come; read once.

    Raises:
        WordsUnusable: something is wrong with the file.
    """
    report = Report()
    found = read_word_parts(resource_folder("question_banks"), report)
    if report.problems:
        raise WordsUnusable(tuple(report))
    return {part.id: part for part in teaching_order(found)}


def get_game(scope: Scope, after: str = "", *, plays_on: bool = False) -> GamePage:
    """The page of whoever plays, a stranger too. `after` is the part that was answered just now: its verdict is shown.

    Whoever plays on is asked again once all that is due and new is done for today.
    """
    past = _past(scope)
    order, memories, today = tuple(shipped_parts()), past.memories, past.today
    verdict = _verdict(past, after)
    played = last_round(past.answers, today, is_looking_back=verdict is not None)
    is_done = next_part(order, memories, today) is None
    asked = None if played.is_full else next_part(order, memories, today, plays_on=plays_on)
    return GamePage(
        question=_question(scope, asked, memories, played, is_extra=is_done) if asked else None,
        verdict=verdict,
        round=played,
        standing=_standing(past),
        is_done=is_done and not plays_on,
        plays_on=plays_on,
    )


def read_answer(scope: Scope, part: str, repetition: str, chosen: str) -> SentAnswer:
    """What was sent, if such a question is asked of whoever acts. Of a stranger it is the first repetition.

    Raises:
        Refused: there is no such part or repetition, or the choice was not offered.
    """
    asked = shipped_parts().get(part)
    if asked is None:
        raise Refused(UNKNOWN)
    is_number = repetition.isascii() and repetition.isdigit() and len(repetition) <= _MOST_DIGITS
    if not is_number or int(repetition) < 1 or (scope.actor is None and int(repetition) > 1):
        raise Refused(NOT_ASKED)
    if chosen not in {each.id for each in _offered(scope, asked, int(repetition))}:
        raise Refused(NOT_OFFERED)
    return SentAnswer(asked, int(repetition), chosen)


def answer(scope: Scope, sent: SentAnswer) -> None:
    """Stores an answer. The same one sent again changes nothing.

    Raises:
        Refused: the question was answered otherwise, or it is not the next one to this part.
        NotFound: the guest who acts was deleted at this moment.
    """
    learner_id = scope.learner.id
    if not people.lock_learner(scope.session, learner_id):
        raise NotFound("person")
    stored = queries.answers_to(scope.session, learner_id, sent.part.id)
    if sent.repetition in stored:
        if stored[sent.repetition] != sent.chosen:
            raise Refused(ANSWERED)
        return
    if sent.repetition != len(stored) + 1:
        raise Refused(NOT_ASKED)
    scope.session.add(
        WordAnswer(
            learner_id=learner_id,
            part=sent.part.id,
            repetition=sent.repetition,
            chosen=sent.chosen,
            is_right=sent.chosen == sent.part.id,
            answered_at=scope.now,
        )
    )
    scope.session.flush()


def list_parts() -> tuple[PartGroup, ...]:
    """All parts for reading: the kinds one after the other, roots by system, each by the alphabet."""
    groups = []
    for kind, title in _KINDS:
        for system in SYSTEMS if kind is PartKind.ROOT else ("",):
            own = [part for part in shipped_parts().values() if (part.kind, part.system) == (kind, system)]
            name = f"{title}: {system}" if system else title
            if own:
                groups.append(PartGroup(name, tuple(sorted(own, key=lambda part: part.part.strip("-")))))
    return tuple(groups)


def _past(scope: Scope) -> _Past:
    if scope.actor is None:
        return _Past(study_day(scope.now, ZoneInfo("UTC")), (), (), {})
    zone = ZoneInfo(people.get_profile(scope.session, scope.actor.id).time_zone)
    today = study_day(scope.now, zone)
    rows = [row for row in queries.list_answers(scope.session, scope.actor.id) if row["part"] in shipped_parts()]
    answers = tuple(
        PastAnswer(row["part"], row["repetition"], row["is_right"], study_day(row["answered_at"], zone)) for row in rows
    )
    return _Past(today, rows, answers, remember(answers, today))


def _offered(scope: Scope, part: WordPart, repetition: int) -> tuple[WordPart, ...]:
    """The same each time: from the learner, the part and the repetition, the first time from the part alone."""
    learner_id = scope.actor.id if scope.actor and repetition > 1 else 0
    dice = random.Random(f"{learner_id}/{part.id}/{repetition}")  # noqa: S311 - an order that comes out again
    return offer(part, shipped_parts(), dice)


def _question(
    scope: Scope, asked: str, memories: Mapping[str, Memory], played: Round, *, is_extra: bool
) -> Question:  # fmt: skip
    part = shipped_parts()[asked]
    repetition = memories[asked].asked + 1 if asked in memories else 1
    choices = tuple(Choice(each.id, each.meaning) for each in _offered(scope, part, repetition))
    return Question(part.id, part.part, part.kind, repetition, played.asked + 1, is_extra, choices)


def _verdict(past: _Past, after: str) -> Verdict | None:
    """Of an answer of today; what was answered earlier is not looked back at."""
    memory = past.memories.get(after)
    if memory is None or not memory.asked_today:
        return None
    part, row = shipped_parts()[after], [row for row in past.rows if row["part"] == after][-1]
    apart = take_apart(part, tuple(shipped_parts().values()))
    pieces = tuple(
        ShownPiece(piece.letters, piece.part.part, piece.part.meaning, piece.part == part)
        if piece.part
        else ShownPiece(piece.letters, "", "", is_asked=False)
        for piece in apart
    )
    mixed_up = None if row["is_right"] else shipped_parts().get(row["chosen"])
    return Verdict(part, row["is_right"], pieces, mixed_up, (memory.card.due_at - past.today).days)


def _standing(past: _Past) -> Standing:
    order, memories, today = tuple(shipped_parts()), past.memories, past.today
    known = sum(memory.is_known for memory in memories.values())
    next_days, next_count = coming(order, memories, today)
    return Standing(
        known=known,
        learning=len(memories) - known,
        new=len(order) - len(memories),
        due=len(due_parts(order, memories, today)),
        fresh=len(new_parts(order, memories, today)),
        next_days=next_days,
        next_count=next_count,
    )
