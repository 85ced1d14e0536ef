"""What is new to a learner in their classes: when they looked last is kept in the cookie of their session."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import session

from trainer.services.class_news import NEWS_FOR, News, NewsKind, list_news
from trainer.services.scope import Scope

WORDS = {
    NewsKind.SCORE: "a score set by hand",
    NewsKind.EXCUSED: "you are excused",
    NewsKind.CLEARED: "what was set by hand was taken back",
    NewsKind.COMMENT: "a comment",
    NewsKind.GRANTED: "something was granted to you",
    NewsKind.ENDED: "something that was granted to you has ended",
}
_SEEN = "class_news_seen"


@dataclass(frozen=True, slots=True)
class Fresh:
    """What is new about one assignment, or about a class (`assignment_id` None); `words` each once."""

    class_id: int
    class_title: str
    assignment_id: int | None
    title: str
    words: tuple[str, ...]


def fresh_news(scope: Scope, class_id: int | None = None) -> tuple[Fresh, ...]:
    """What was done since the learner looked last, at most two weeks back: newest first, one line an assignment."""
    seen = session.get(_SEEN, {})
    found: dict[str, list[News]] = {}
    for each in list_news(scope, class_id):
        name = _name(each.class_id, each.assignment_id)
        if each.at.timestamp() > seen.get(name, 0.0):
            found.setdefault(name, []).append(each)
    return tuple(_fresh(group) for group in found.values())


def _fresh(group: Iterable[News]) -> Fresh:
    all_of_it = tuple(group)
    first = all_of_it[0]
    words = tuple(dict.fromkeys(WORDS[each.kind] for each in all_of_it))
    return Fresh(first.class_id, first.class_title, first.assignment_id, first.title, words)


def seen_at(now: datetime, class_id: int, assignment_id: int | None = None) -> datetime:
    """When the learner looked at it last; as far back as news goes where that is not known."""
    seen = session.get(_SEEN, {}).get(_name(class_id, assignment_id))
    return now - NEWS_FOR if seen is None else datetime.fromtimestamp(seen, tz=UTC)


def look_at(now: datetime, class_id: int, assignment_id: int | None = None) -> None:
    """Keeps that the learner has looked at an assignment, or at the list of a class."""
    oldest = (now - NEWS_FOR).timestamp()
    kept = {name: at for name, at in session.get(_SEEN, {}).items() if at > oldest}
    session[_SEEN] = kept | {_name(class_id, assignment_id): now.timestamp()}


def _name(class_id: int, assignment_id: int | None) -> str:
    return f"class-{class_id}" if assignment_id is None else str(assignment_id)
