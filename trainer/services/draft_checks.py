"""Checks a draft as files are checked, and shows it as learners will see it, however much of it is there yet."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from trainer.codebook.book import CodeBookUnusable
from trainer.content.billing_files import AuthoredBillingCase
from trainer.content.case_files import AuthoredCase
from trainer.content.code_checks import look_codes_up
from trainer.content.draft_files import (
    CHART,
    EXHIBITS,
    FAMILY,
    ITEM,
    SCENARIO,
    AnyAuthored,
    Files,
    plain_data,
    read_case_files,
    read_family,
    read_item,
    read_scenario,
)
from trainer.content.families import AuthoredFamily
from trainer.content.item_files import AuthoredItem, AuthoredStimulus
from trainer.content.library import Library
from trainer.content.lint_checks import variant_problems
from trainer.db.queries import authoring as queries
from trainer.domain.claims.billing_case import BillingContent
from trainer.domain.claims.case import CaseContent
from trainer.domain.generators.checks import check_family
from trainer.domain.items.content import (
    CodeEntry,
    ItemContent,
    Matching,
    MultipleResponse,
    NumericEntry,
    Option,
    Ordering,
    Response,
    SingleBest,
    options_of,
)
from trainer.domain.items.drafts import DraftKind
from trainer.domain.items.keys import Explanation, Key
from trainer.domain.items.lint.codes import KnownCodes
from trainer.domain.items.lint.run import lint_item
from trainer.domain.kernel.points import Points
from trainer.domain.kernel.problems import Problem, Report
from trainer.services.draft_placeholders import placeholder_problems
from trainer.services.draft_sketches import sketch_case
from trainer.services.draft_texts import text_problems
from trainer.services.drafts import DraftPage
from trainer.services.publishing import LINT_DAY
from trainer.services.scope import Scope

CHECKED_SEEDS = 60
SHOWN_VARIANTS = 3
_RULES_OF_FILES = ("second-solution",)
"""Here a second person solves it before it is published, and no file says so."""

_SIGNS = (
    (re.compile(r"(?<![\d-])(?!000|666|9)\d{3}-\d{2}-\d{4}(?![\d-])"), "a Social Security number"),
    (re.compile(r"(?<![\d-])(?:\(\d{3}\) ?|\d{3}[-. ])(?!555[-. ]01)\d{3}[-. ]\d{4}(?![\d-])"), "a telephone number"),
    (re.compile(r"(?<![\d.,$-])\d{7,}+(?![.,-]{1,9}\d)"), "the number of a record"),
    (
        re.compile(
            r"\b[\w.+-]{1,64}@(?!(?:[\w-]{1,63}\.){0,9}example(?:\.(?:com|org|net))?(?!\.?[\w-]))"
            r"[\w-]{1,63}(?:\.[\w-]{1,63}){1,9}"
        ),
        "an e-mail address",
    ),
)
"""Each takes time by the length of a text, not by its square: whoever writes may send long ones."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Key and explanation, named as the pages of practice name a verdict."""

    key: Key
    explanation: Explanation
    points: Points | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question as the pages of practice show one. `verdict` is None wherever the key may not be seen."""

    position: int
    content: ItemContent
    options: tuple[Option, ...]
    stimulus_title: str = ""
    stimulus_body: str = ""
    verdict: Shown | None = None
    answer: None = None

    @property
    def response(self) -> Response:
        return self.content.response


@dataclass(frozen=True, slots=True)
class Checked:
    """What is wrong with a draft (`problems` keep it from being published), what may stand, and what it looks like.

    `questions` are without their keys, `solved` the same with them, as far as the draft can be read; so is `case`, what
    learners see of a case. `authored` is None while there are problems. `has_codes`: codes were looked up.
    """

    problems: tuple[Problem, ...]
    warnings: tuple[str, ...]
    authored: AnyAuthored | None
    questions: tuple[Question, ...]
    solved: tuple[Question, ...]
    scenario: tuple[str, str]
    papers: str
    has_codes: bool
    case: CaseContent | BillingContent | None = None

    def at(self, field: str) -> list[str]:
        """What is wrong at one field of a form."""
        return [problem.message for problem in self.problems if problem.field == field]


def check_draft(scope: Scope, draft: DraftPage, files: Files) -> Checked:
    """Everything that is wrong with these files of a draft, collected; nothing is stored.

    Texts beyond the limits are not looked into: that they are is all that is said of them.
    """
    known = _known_codes(scope)
    if unfit := tuple(Problem(name, "", problem) for name, problem in text_problems(files)):
        return Checked(unfit, (), None, (), (), ("", ""), "", known is not None)
    report, warnings = Report(), list(signs_of_real_data("\n".join(files.values())))
    authored = _read(draft, files, report)
    _check_place(scope, authored, report)
    match authored:
        case AuthoredItem():
            warnings += _lint(authored, known, report)
            _check_item(scope, draft, authored, report)
        case AuthoredFamily():
            _check_family(authored, report, known)
        case AuthoredStimulus():
            _check_scenario(scope, draft, authored, report)
        case AuthoredCase() | AuthoredBillingCase():
            _look_up(scope, authored, report)
    return Checked(
        tuple(report),
        tuple(warnings),
        None if report.problems else authored,
        tuple(_questions(draft.kind, files, authored, is_solved=False)),
        tuple(_questions(draft.kind, files, authored, is_solved=True)),
        _scenario(draft.kind, files),
        files.get(CHART, "") or files.get(EXHIBITS, ""),
        known is not None,
        sketch_case(files) if draft.kind is DraftKind.CASE else None,
    )


def signs_of_real_data(text: str) -> Iterator[str]:
    """Sentences about what looks as if it belonged to a real person; each sign once, with its first place."""
    for pattern, what in _SIGNS:
        if found := pattern.search(text):
            yield f"“{found.group().strip()}” looks like {what}. Invent it: 555-01xx, names at example.org, MRN-1."


def _known_codes(scope: Scope) -> KnownCodes | None:
    try:
        return KnownCodes(scope.shelf.open_on(LINT_DAY)[0])
    except CodeBookUnusable:
        return None


def _read(draft: DraftPage, files: Files, report: Report) -> AnyAuthored | None:
    match draft.kind:
        case DraftKind.ITEM:
            return read_item(files, draft.slug, report)
        case DraftKind.SCENARIO:
            return read_scenario(files, draft.slug, report)
        case DraftKind.FAMILY:
            return read_family(files, draft.slug, report)
        case DraftKind.CASE:
            for each in placeholder_problems(files):
                report.add(each.file, each.field, each.message)
            return read_case_files(files, draft.slug, report)


def _check_place(scope: Scope, authored: AnyAuthored | None, report: Report) -> None:
    match authored:
        case AuthoredItem(track=track, area=area):
            file = ITEM
        case AuthoredFamily(family=family):
            file, track, area = FAMILY, family.track, family.area
        case _:
            return
    if not queries.area_exists(scope.session, track, area):
        report.add(file, "area", f"the blueprint of {track} has no area {area!r}")


def _check_item(scope: Scope, draft: DraftPage, item: AuthoredItem, report: Report) -> None:
    if item.stimulus:
        _check_scenario_of_item(scope, draft, item.stimulus, report)
    _look_up(scope, item, report)


def _lint(item: AuthoredItem, known: KnownCodes | None, report: Report) -> list[str]:
    """Adds the problems that lint finds; its warnings."""
    warnings = []
    for finding in lint_item(item.draft, known):
        sentence = f"{finding.message} ({finding.rule})"
        if finding.is_problem:
            report.add(ITEM, "", sentence)
        elif finding.rule not in _RULES_OF_FILES:
            warnings.append(sentence)
    return warnings


def _check_scenario_of_item(scope: Scope, draft: DraftPage, stimulus: AuthoredStimulus, report: Report) -> None:
    if queries.is_scenario_of_another_bank(scope.session, draft.bank.id, stimulus.slug):
        report.add(ITEM, "stimulus", "this id belongs to a scenario of another bank; give it another one")
        return
    for shared in queries.list_scenarios(scope.session, draft.bank.id):
        data = plain_data(shared.files[SCENARIO]) or {}
        said = (str(data.get("title", "")).strip(), str(data.get("text", "")).strip())
        if shared.slug == stimulus.slug and said != (stimulus.title, stimulus.body):
            report.add(ITEM, "stimulus", "the scenario has another text by now: choose it again to take that in")


def _check_scenario(scope: Scope, draft: DraftPage, scenario: AuthoredStimulus, report: Report) -> None:
    if queries.is_scenario_of_another_bank(scope.session, draft.bank.id, scenario.slug):
        report.add(SCENARIO, "id", "this id belongs to a scenario of another bank")


def _check_family(authored: AuthoredFamily, report: Report, known: KnownCodes | None) -> None:
    for fault in check_family(authored.family, CHECKED_SEEDS):
        report.add(FAMILY, "family", fault)
    found: dict[str, str] = {}
    for variant in authored.variants[:CHECKED_SEEDS]:
        for finding in variant_problems(authored, variant, known):
            found.setdefault(finding.rule, f"seed {variant.seed}: {finding.message} ({finding.rule})")
    for message in found.values():
        report.add(FAMILY, "family", message)


def _look_up(scope: Scope, authored: AuthoredItem | AuthoredCase | AuthoredBillingCase, report: Report) -> None:
    """Looks codes up and grades the claims of a case; where there is no code book, neither is done."""
    library = Library(
        (),
        (authored,) if isinstance(authored, AuthoredItem) else (),
        (authored,) if isinstance(authored, AuthoredCase) else (),
        exercises=(authored,) if isinstance(authored, AuthoredBillingCase) else (),
    )
    found = Report()
    try:
        look_codes_up(library, scope.shelf.open_on, found)
    except CodeBookUnusable:
        return
    for each in found:
        file = ITEM if isinstance(authored, AuthoredItem) else each.file.removeprefix(f"{authored.slug}/")
        report.add(file, each.field, each.message)


def _questions(kind: DraftKind, files: Files, authored: AnyAuthored | None, *, is_solved: bool) -> Iterator[Question]:
    """The question of an item, as far as it is there; the first variants of a family."""
    match authored:
        case AuthoredFamily(variants=variants):
            for place, each in enumerate(variants[:SHOWN_VARIANTS], start=1):
                shown = Shown(each.key, each.explanation) if is_solved else None
                yield question_of(each.content, None, shown, place)
        case AuthoredItem():
            shown = Shown(authored.key, authored.explanation) if is_solved else None
            yield question_of(authored.content, authored.stimulus, shown, 2 if is_solved else 1)
        case None if kind is DraftKind.ITEM and not is_solved:
            data = plain_data(files.get(ITEM, "")) or {}
            row = _row(data.get("items"))
            yield question_of(ItemContent(str(row.get("stem", "")), _sketch(row), ""), _sketched_scenario(data, row))


def question_of(
    content: ItemContent, stimulus: AuthoredStimulus | None, shown: Shown | None = None, position: int = 1
) -> Question:
    """A question with its options in the author's order."""
    title, body = (stimulus.title, stimulus.body) if stimulus else ("", "")
    return Question(position, content, options_of(content.response), title, body, shown)


def _row(value: Any) -> dict[str, Any]:
    return value[0] if isinstance(value, list) and value and isinstance(value[0], dict) else {}


def _sketch(row: dict[str, Any]) -> Response:
    """The way to respond, of whatever is there yet."""
    options, prompts = _sketched_options(row.get("options")), _sketched_options(row.get("prompts"))
    match row.get("kind"):
        case "multiple":
            return MultipleResponse(options)
        case "numeric":
            decimals = row.get("decimals")
            return NumericEntry(str(row.get("unit", "")), decimals if isinstance(decimals, int) else 0)
        case "code":
            system = row.get("system")
            return CodeEntry(system if system in ("icd-10-cm", "cpt", "hcpcs") else "icd-10-cm")
        case "ordering":
            return Ordering(options)
        case "matching":
            return Matching(prompts, options)
        case _:
            return SingleBest(options)


def _sketched_options(value: Any) -> tuple[Option, ...]:
    rows = value if isinstance(value, list) else []
    return tuple(Option(str(row.get("id", "")), str(row.get("text") or "…")) for row in rows if isinstance(row, dict))


def _sketched_scenario(data: dict[str, Any], row: dict[str, Any]) -> AuthoredStimulus | None:
    stimulus = _row(data.get("stimuli"))
    if not row.get("stimulus") or not stimulus:
        return None
    return AuthoredStimulus("", str(stimulus.get("title", "")), str(stimulus.get("text", "")))


def _scenario(kind: DraftKind, files: Files) -> tuple[str, str]:
    """Title and text of a scenario."""
    if kind is not DraftKind.SCENARIO:
        return "", ""
    data = plain_data(files.get(SCENARIO, "")) or {}
    return str(data.get("title", "")), str(data.get("text", ""))
