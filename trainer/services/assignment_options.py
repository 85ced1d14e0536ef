"""What the editor of an assignment offers: areas, tags, families, cases, mocks, and items found by words."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from trainer.db.queries import assignments as queries
from trainer.domain.classes.roles import Act
from trainer.domain.classes.work import AssignmentSpec, MockWork
from trainer.domain.exams.forms import Form
from trainer.services.class_access import Member, member_for
from trainer.services.exams import list_forms
from trainer.services.practice import TRACKS
from trainer.services.scope import Scope

MOST_FOUND = 40
MOST_TAGS = 150


@dataclass(frozen=True, slots=True)
class CaseOption:
    """A case that can be chosen; `kind` is the value of its kind of work."""

    slug: str
    title: str
    kind: str
    track: str
    level: int


@dataclass(frozen=True, slots=True)
class Options:
    """Everything the editor offers. Areas are (track, slug, title), families (track, slug); the commonest tags."""

    member: Member
    areas: tuple[tuple[str, str, str], ...]
    families: tuple[tuple[str, str], ...]
    tags: tuple[tuple[str, int], ...]
    cases: tuple[CaseOption, ...]
    forms: tuple[tuple[str, tuple[Form, ...]], ...]

    @property
    def mock_titles(self) -> dict[tuple[str, str], str]:
        """(track, slug) -> title of every mock."""
        return {(track, form.slug): form.title for track, forms in self.forms for form in forms}


@dataclass(frozen=True, slots=True)
class FoundItem:
    """An item that a search has found; `stem` is the text of its question as written."""

    slug: str
    area_title: str
    difficulty: int
    stem: str


def get_options(scope: Scope, class_id: int) -> Options:
    """What an assignment of the class can be made of.

    Raises:
        NotFound: see `member_for`.
    """
    member = member_for(scope, class_id, Act.MANAGE)
    tags = Counter(tag for row in queries.list_tags(scope.session, class_id) for tag in row["tags"])
    return Options(
        member,
        tuple((row["track"], row["slug"], row["title"]) for row in queries.list_areas(scope.session)),
        tuple((row["track"], row["slug"]) for row in queries.list_families(scope.session, class_id)),
        tuple(sorted(tags.most_common(MOST_TAGS), key=lambda each: each[0].casefold())),
        tuple(
            CaseOption(row["slug"], row["title"], row["kind"], row["track"], row["level"])
            for row in queries.list_cases(scope.session, class_id)
        ),
        tuple((track, list_forms(scope, track)) for track in TRACKS),
    )


def mock_titles(scope: Scope, specs: Iterable[AssignmentSpec]) -> dict[tuple[str, str], str]:
    """(track, slug) -> title, of the mocks in these assignments and others of their tracks."""
    tracks = sorted({spec.track for spec in specs if isinstance(spec.work, MockWork)})
    return {(track, form.slug): form.title for track in tracks for form in list_forms(scope, track)}


def search_items(scope: Scope, class_id: int, track: str, words: str) -> tuple[FoundItem, ...]:
    """Items of a track with all these words in id, area, tags or text, by id; at most `MOST_FOUND`.

    A word like `difficulty:3` asks for that difficulty.

    Raises:
        NotFound: see `member_for`.
    """
    member_for(scope, class_id, Act.MANAGE)
    wanted = words.split()[:8]
    levels = [word.partition(":")[2] for word in wanted if word.lower().startswith("difficulty:")]
    level = int(levels[0]) if levels and levels[0] in ("1", "2", "3", "4", "5") else None
    plain = [word for word in wanted if not word.lower().startswith("difficulty:")]
    if not wanted:
        return ()
    rows = queries.search_items(scope.session, class_id, track, plain, MOST_FOUND, difficulty=level)
    return tuple(FoundItem(row["slug"], row["area_title"], row["difficulty"], row["content"].stem) for row in rows)
