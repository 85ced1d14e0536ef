"""What an assignment is dealt from: whether there is enough, a draw for all, the paper of one learner."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from trainer.db.queries import assignment_sittings as queries
from trainer.db.queries import exams as exam_queries
from trainer.db.queries import items as item_queries
from trainer.domain.classes.draws import Drawn, Pooled, draw_items, fits, in_chance_order
from trainer.domain.classes.work import (
    AssignmentSpec,
    CaseWork,
    Draw,
    DrawBy,
    DrawnItems,
    FixedItems,
    MockWork,
    ReviewWork,
)
from trainer.domain.exams.assembly import Dealt, most_of
from trainer.domain.exams.forms import SEALED, Form
from trainer.domain.exams.practice import deal_options
from trainer.domain.items.content import options_of
from trainer.domain.kernel.errors import Refused
from trainer.services.exams import deal_exam, list_forms
from trainer.services.practice import fresh_variants
from trainer.services.scope import Scope

_NOBODY = 0


@dataclass(frozen=True, slots=True)
class Shortage:
    """Something that the work asks for and the banks do not give: `available` of the `wanted` can be dealt.

    `elsewhere` others would fit too and go to other draws of the same work.
    """

    what: str
    wanted: int
    available: int
    elsewhere: int = 0


@dataclass(frozen=True, slots=True)
class Gone:
    """So many of the questions or cases (`noun`) of an assignment that nobody who starts now is given any more."""

    noun: str
    count: int
    of: int


def shortages(scope: Scope, class_id: int, spec: AssignmentSpec) -> tuple[Shortage, ...]:
    """What the work lacks, in its order; nothing where it can be done.

    Of draws that want the same items the later ones lack them.
    """
    match spec.work:
        case FixedItems(items):
            known = queries.list_by_slug(scope.session, class_id, spec.track, items)
            return tuple(Shortage(f"Item {slug}", 1, 0) for slug in items if slug not in known)
        case DrawnItems(draws):
            return _lacking(scope, class_id, spec.track, draws)
        case CaseWork(slugs):
            cases = queries.list_cases(scope.session, class_id, slugs)
            return tuple(Shortage(f"Case {slug}", 1, 0) for slug in slugs if slug not in cases)
        case MockWork(slug):
            return _lacking_of_mock(scope, spec.track, slug)
        case ReviewWork():
            return ()


def count_gone(scope: Scope, class_id: int, spec: AssignmentSpec, dealt: Sequence[int]) -> Gone | None:
    """What was retired, or taken out of reach, since it was set; None where nothing was. `dealt` as for `deal`."""
    match spec.work:
        case FixedItems(slugs):
            noun, wanted = "question", len(slugs)
            there = len(queries.list_by_slug(scope.session, class_id, spec.track, slugs, is_set=True))
        case DrawnItems(_, False):
            noun, wanted, there = "question", len(dealt), len(queries.list_versions(scope.session, dealt))
        case CaseWork(slugs):
            noun, wanted = "case", len(slugs)
            there = len(queries.list_cases(scope.session, class_id, slugs, is_set=True))
        case DrawnItems() | MockWork() | ReviewWork():
            return None
    return Gone(noun, wanted - there, wanted) if there < wanted else None


def deal_for_all(scope: Scope, class_id: int, spec: AssignmentSpec) -> tuple[int, ...]:
    """The ids of the items of a draw that is the same for all, in order; () where nothing is.

    Raises:
        Refused: the pool falls short, see `shortages`.
    """
    if not isinstance(spec.work, DrawnItems) or spec.work.is_per_learner:
        return ()
    return _drawn(scope, class_id, spec.track, spec.work.draws, _NOBODY)


def deal(scope: Scope, class_id: int, spec: AssignmentSpec, dealt: Sequence[int]) -> list[Dealt]:
    """The paper of whoever acts; none for cases and reviews. `dealt` is what `deal_for_all` gave.

    A generated family stands there with facts of its own in every paper. Shuffled are questions and options; what
    shares a scenario stays together. What was retired since is left out.

    Raises:
        Refused: the pool falls short, or nothing is left of it.
    """
    match spec.work:
        case FixedItems(slugs):
            known = queries.list_by_slug(scope.session, class_id, spec.track, slugs, is_set=True)
            return _paper(scope, [known[slug] for slug in slugs if slug in known], spec)
        case DrawnItems(draws, is_per_learner):
            mine = _drawn(scope, class_id, spec.track, draws, scope.learner.id) if is_per_learner else dealt
            return _paper(scope, mine, spec)
        case MockWork(slug):
            return deal_exam(scope, form_of(scope, spec.track, slug), is_shuffled=spec.is_shuffled)
        case CaseWork() | ReviewWork():
            return []


def form_of(scope: Scope, track: str, slug: str) -> Form:
    """The form of a mock.

    Raises:
        Refused: the track has no such form any more.
    """
    form = next((form for form in list_forms(scope, track) if form.slug == slug), None)
    if form is None:
        raise Refused("This mock is not on offer any more. Tell your instructor.")
    return form


def _paper(scope: Scope, item_ids: Sequence[int], spec: AssignmentSpec) -> list[Dealt]:
    versions = queries.list_versions(scope.session, item_ids)
    kept = [item_id for item_id in item_ids if item_id in versions]
    if not kept:
        raise Refused("None of the questions of this assignment is on offer any more. Tell your instructor.")
    if spec.is_shuffled:
        kept = in_chance_order([(item_id, versions[item_id]["set_id"]) for item_id in kept], scope.rng)
    chosen = fresh_variants(scope, [versions[item_id] for item_id in kept])
    contents = item_queries.contents_of(scope.session, chosen)
    return [
        Dealt(
            version,
            deal_options(contents[version].response, scope.rng)
            if spec.is_shuffled
            else tuple(option.id for option in options_of(contents[version].response)),
        )
        for version in chosen
    ]


def _drawn(scope: Scope, class_id: int, track: str, draws: Sequence[Draw], learner_id: int) -> tuple[int, ...]:
    drawn = _draw(scope, class_id, track, draws, learner_id)
    if any(drawn.lacking):
        raise Refused("There are not enough questions for this assignment any more. Tell your instructor.")
    return tuple(item_id for items in drawn.items for item_id in items)


def _draw(scope: Scope, class_id: int, track: str, draws: Sequence[Draw], learner_id: int) -> Drawn:
    return draw_items(draws, _pool(scope, class_id, track, learner_id), scope.rng)


def _pool(scope: Scope, class_id: int, track: str, learner_id: int) -> list[Pooled]:
    return [
        Pooled(
            row["item_id"],
            row["slug"],
            row["area"],
            row["difficulty"],
            row["tags"],
            row["variant"] == item_queries.FIRST_VARIANT,
            row["set_id"],
            row["times_dealt"],
        )
        for row in queries.list_pool(scope.session, class_id, learner_id, track)
    ]


def _lacking(scope: Scope, class_id: int, track: str, draws: Sequence[Draw]) -> tuple[Shortage, ...]:
    pool = _pool(scope, class_id, track, _NOBODY)
    drawn = draw_items(draws, pool, scope.rng)
    titles = _area_titles(scope, track)
    return tuple(
        Shortage(_what(draw, titles), draw.count, len(own), sum(fits(draw, item) for item in pool) - len(own))
        for draw, own, lacking in zip(draws, drawn.items, drawn.lacking, strict=True)
        if lacking
    )


def _what(draw: Draw, titles: dict[str, str]) -> str:
    match draw.by:
        case DrawBy.AREA:
            return titles.get(draw.value, draw.value)
        case DrawBy.TAG:
            return f"Tag {draw.value}"
        case DrawBy.DIFFICULTY:
            return f"Difficulty {draw.value}"
        case DrawBy.FAMILY:
            return f"Family {draw.value}"


def _area_titles(scope: Scope, track: str) -> dict[str, str]:
    return {row["slug"]: row["title"] for row in item_queries.list_areas(scope.session, track)}


def _lacking_of_mock(scope: Scope, track: str, slug: str) -> tuple[Shortage, ...]:
    form = next((form for form in list_forms(scope, track) if form.slug == slug), None)
    if form is None:
        return (Shortage(f"Mock {slug}", 1, 0),)
    sets = exam_queries.count_sets(scope.session, _NOBODY, track, is_sealed=slug == SEALED)
    titles = _area_titles(scope, track)
    found = [(area, wanted, most_of(sets.get(area, Counter()), wanted)) for area, wanted in form.quotas]
    return tuple(Shortage(titles.get(area, area), wanted, there) for area, wanted, there in found if there < wanted)
