"""What pages show of item analyses: they only read what was made beforehand."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from textwrap import shorten

from sqlalchemy import RowMapping

from trainer.db.models.analyses import ClassAnalysis
from trainer.db.queries import analyses as queries
from trainer.domain.calibration.analysis import AnalysedItem
from trainer.domain.calibration.flags import Flag
from trainer.domain.calibration.reliability import FormReliability
from trainer.domain.calibration.statistics import OptionStatistics
from trainer.domain.classes.roles import Act
from trainer.domain.classes.work import CaseWork, ReviewWork
from trainer.domain.items.content import ItemContent, options_of
from trainer.domain.kernel.errors import NotFound
from trainer.services.calibration import FLAG_WORDS
from trainer.services.class_access import Member, member_for
from trainer.services.class_analyses import KIND, get_spec, payload_of
from trainer.services.scope import Scope
from trainer.services.tables import Rows

PAGE_ITEMS = 100
_STEM_CHARACTERS = 90
_MARKS = re.compile(r"[*_`#>|]+")
_SERIOUS = {flag: place for place, flag in enumerate(Flag)}


@dataclass(frozen=True, slots=True)
class AnalysisHeading:
    """Of what an analysis is (`assignment_id` None: all that the class has done), when it was made, what came since.

    `answers_since` were graded after it, `regraded_since` tries were graded anew. `made_at` None: there is none yet.
    """

    member: Member
    assignment_id: int | None
    title: str
    made_at: datetime | None
    learners: int
    answers: int
    answers_since: int
    regraded_since: int
    is_queued: bool


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item of an analysis; `words` say of each of its flags why. `is_current`: it has not been changed since."""

    version_id: int
    slug: str
    area: str
    stem: str
    is_current: bool
    found: AnalysedItem
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemsPage:
    """The dubious items first, most serious first, then the others in the order of the assignment.

    `assignments` (id, title) are all of the class that ask for items.
    """

    heading: AnalysisHeading
    reliability: FormReliability | None
    rows: tuple[ItemRow, ...]
    items: int
    dubious: int
    page: int
    pages: int
    assignments: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class OptionRow:
    """An option with its text and who chose it."""

    letter: str
    text: str
    found: OptionStatistics


@dataclass(frozen=True, slots=True)
class ItemPage:
    """One item of an analysis with what learners see of it."""

    heading: AnalysisHeading
    row: ItemRow
    content: ItemContent
    options: tuple[OptionRow, ...]

    @property
    def has_plot(self) -> bool:
        """Whether who chose what can be drawn by groups of ability."""
        return bool(self.options and self.row.found.groups)


def get_items(scope: Scope, class_id: int, assignment_id: int | None, page: int = 1) -> ItemsPage:
    """The newest analysis, a hundred items a page.

    Raises:
        NotFound: there is no such class or assignment, or the person may not grade there.
    """
    heading, analysis = _newest(scope, class_id, assignment_id)
    listed = _in_order(analysis.found.items) if analysis else []
    pages = max(1, -(-len(listed) // PAGE_ITEMS))
    page = min(max(1, page), pages)
    shown = listed[(page - 1) * PAGE_ITEMS : page * PAGE_ITEMS]
    return ItemsPage(
        heading=heading,
        reliability=analysis.found.reliability if analysis else None,
        rows=tuple(_rows(scope, shown)),
        items=len(listed),
        dubious=sum(bool(each.flags) for each in listed),
        page=page,
        pages=pages,
        assignments=tuple(
            (row["id"], row["spec"].title)
            for row in queries.list_assignments(scope.session, class_id)
            if not isinstance(row["spec"].work, CaseWork | ReviewWork)
        ),
    )


def get_item(scope: Scope, class_id: int, assignment_id: int | None, version_id: int) -> ItemPage:
    """One item of the newest analysis.

    Raises:
        NotFound: see `get_items`, or the analysis has no such item.
    """
    heading, analysis = _newest(scope, class_id, assignment_id)
    found = [each for each in (analysis.found.items if analysis else ()) if each.item_version_id == version_id]
    if not found:
        raise NotFound("item")
    (version,) = queries.list_versions(scope.session, [version_id])
    content: ItemContent = version["content"]
    texts = {option.id: option.text for option in options_of(content.response)}
    options = (
        OptionRow(chr(ord("A") + place), texts[each.option], each) for place, each in enumerate(found[0].options)
    )
    return ItemPage(heading, _row(found[0], version), content, tuple(options))


def table_of_items(scope: Scope, class_id: int, assignment_id: int | None) -> Rows:
    """The newest analysis as a table, in the order of the page; shares and correlations with three decimals.

    What holds for the scores of the whole assignment stands in every row: a table that is sorted keeps it.

    Raises:
        NotFound: see `get_items`.
    """
    _, analysis = _newest(scope, class_id, assignment_id)
    rows = list(_rows(scope, _in_order(analysis.found.items))) if analysis else []
    most = max((len(row.found.options) for row in rows), default=0)
    options = [
        f"{name} {chr(ord('A') + place)}" for place in range(most) for name in ("Option", "Key", "Chosen", "Rest")
    ]
    head = ["Item", "Area", "Stem", "Answers", "Facility", "Standard error", "Answers with rest score"]
    yield [*head, "Point-biserial", "Median seconds", "Timed answers", "Dubious", *_SCORES_HEAD, *options]
    scores = _of_scores(analysis.found.reliability if analysis else None)
    for row in rows:
        found = row.found
        yield [
            row.slug,
            row.area,
            row.stem,
            found.n,
            _three(found.facility),
            _three(found.facility_standard_error),
            found.rest_n,
            _three(found.point_biserial),
            _three(found.median_seconds),
            found.timed_n,
            "; ".join(row.words),
            *scores,
            *(
                cell
                for each in found.options
                for cell in (each.option, int(each.is_right), each.n, _three(each.mean_rest))
            ),
        ]


_SCORES_HEAD = ("KR-20 of all scores", "KR-21 of all scores", "SEM in questions", "SD in questions", "Learners scored")


def _of_scores(found: FormReliability | None) -> list[str | int | float | None]:
    """KR-20 where everybody had the same questions, else KR-21, its lower bound; empty where it cannot be told."""
    if found is None:
        return [None] * len(_SCORES_HEAD)
    kr_20, kr_21 = (found.reliability, None) if found.is_fixed else (None, found.reliability)
    return [_three(kr_20), _three(kr_21), _three(found.sem), _three(found.sd), found.learners]


def _three(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def _newest(scope: Scope, class_id: int, assignment_id: int | None) -> tuple[AnalysisHeading, ClassAnalysis | None]:
    member = member_for(scope, class_id, Act.GRADE)
    title = "" if assignment_id is None else get_spec(scope, class_id, assignment_id).title
    analysis = queries.find_newest(scope.session, class_id, assignment_id)
    since = (0, 0)
    if analysis is not None:
        since = queries.count_since(scope.session, class_id, assignment_id, analysis.made_at)
    heading = AnalysisHeading(
        member=member,
        assignment_id=assignment_id,
        title=title,
        made_at=analysis.made_at if analysis else None,
        learners=analysis.learners if analysis else 0,
        answers=analysis.answers if analysis else 0,
        answers_since=since[0],
        regraded_since=since[1],
        is_queued=queries.is_queued(scope.session, KIND, payload_of(class_id, assignment_id)),
    )
    return heading, analysis


def _in_order(items: Iterable[AnalysedItem]) -> list[AnalysedItem]:
    return sorted(items, key=lambda each: _SERIOUS[each.flags[0]] if each.flags else len(_SERIOUS))


def _rows(scope: Scope, items: list[AnalysedItem]) -> Iterator[ItemRow]:
    versions: Mapping[int, RowMapping] = {
        row["id"]: row for row in queries.list_versions(scope.session, [each.item_version_id for each in items])
    }
    return (_row(each, versions[each.item_version_id]) for each in items)


def _row(found: AnalysedItem, version: RowMapping) -> ItemRow:
    content: ItemContent = version["content"]
    stem = shorten(_MARKS.sub("", content.stem[: 4 * _STEM_CHARACTERS]), _STEM_CHARACTERS, placeholder=" …")
    return ItemRow(
        version_id=found.item_version_id,
        slug=version["slug"],
        area=version["area_title"],
        stem=stem,
        is_current=bool(version["is_current"]),
        found=found,
        words=tuple(FLAG_WORDS[flag] for flag in found.flags),
    )
