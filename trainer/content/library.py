"""Everything that the files hold: blueprints, items and cases, or the problems that keep it from being published."""

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

from trainer.content.billing_files import AuthoredBillingCase, read_billing_case
from trainer.content.blueprint_files import read_blueprint
from trainer.content.case_files import AuthoredCase, read_case
from trainer.content.families import FILE, AuthoredFamily, read_families
from trainer.content.field_files import check_figures
from trainer.content.item_files import AuthoredItem, AuthoredStimulus, ItemFileShape, item_problems, to_item
from trainer.content.lesson_files import Lesson, read_lessons, report_items
from trainer.content.second_solutions import FOLDER, read_batches
from trainer.content.toml_files import read_toml
from trainer.content.word_files import check_word_parts
from trainer.domain import generators
from trainer.domain.claims.billing_case import BillingKind
from trainer.domain.exams.blueprint import Blueprint
from trainer.domain.items.second_solution import Batch
from trainer.domain.kernel.problems import Report

_OTHER_FILES = ("blueprints/", "code_sets/", f"{FOLDER}/", "lessons/", "field/")
"""Where files of the banks lie that hold no items."""
_UNSETTLED = ("pending", "disputed")
"""What was not solved twice with the same result is not published."""

Uses = dict[tuple[str, str], list[str]]
"""(kind, id) -> the files that use it, once for each use."""


@dataclass(frozen=True, slots=True)
class Library:
    """The content that is free of problems."""

    blueprints: tuple[Blueprint, ...]
    items: tuple[AuthoredItem, ...]
    cases: tuple[AuthoredCase, ...]
    families: tuple[AuthoredFamily, ...] = ()
    batches: tuple[Batch, ...] = ()
    exercises: tuple[AuthoredBillingCase, ...] = ()
    lessons: tuple[Lesson, ...] = ()

    def counts(self) -> Counter[tuple[str, str]]:
        """Items by (track, area)."""
        return Counter((item.track, item.area) for item in self.items)


def source_fingerprint(banks: Path, cases: Path) -> str:
    """SHA-256 over the names and bytes of all files of content, and of the program's families where some are chosen:
    equal when nothing at all has changed.
    """
    digest = hashlib.sha256()
    patterns = [(banks, "**/*"), (cases, "**/*")]
    if (banks / FILE).exists():
        patterns.append((Path(generators.__file__).parent, "**/*.py"))
    for root, pattern in patterns:
        for path in _files(root, pattern):
            for part in (path.relative_to(root).as_posix().encode(), path.read_bytes()):
                digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def load_library(banks: Path, cases: Path) -> tuple[Library, Report]:
    """Reads all files below the two folders. The report names every problem of every file."""
    report = Report()
    used: Uses = defaultdict(list)
    blueprints = [
        blueprint
        for path in _files(banks / "blueprints", "*.toml")
        if (blueprint := read_blueprint(path, f"blueprints/{path.name}", report))
    ]
    if not blueprints and not report.problems:
        report.add("blueprints", "", f"there is no blueprint in {banks}")
    areas = {(blueprint.track, area.slug) for blueprint in blueprints for area in blueprint.areas}
    are_areas_known = not report.problems
    items: list[AuthoredItem] = []
    for path in _files(banks, "**/*.toml"):
        name = path.relative_to(banks).as_posix()
        if name.count("/") == 2:
            items += _read_items(path, name, areas if are_areas_known else None, used, report)
        elif name != FILE and not name.startswith(_OTHER_FILES):
            report.add(name, "", "the file should lie in <track>/<area>")
    families = read_families(banks, areas if are_areas_known else None, report)
    for family in families:
        used["items", family.slug].append(FILE)
    authored_cases, exercises = _read_cases(cases, used, report)
    _report_repeated(used, report)
    batches = read_batches(banks, report)
    check_figures(banks, report)
    check_word_parts(banks, report)
    lessons = read_lessons(banks, areas if are_areas_known else None, report)
    report_items(banks, items, {slug: files[0] for (kind, slug), files in used.items() if kind == "items"}, report)
    authored = (tuple(items), tuple(authored_cases))
    return Library(tuple(blueprints), *authored, families, batches, tuple(exercises), lessons), report


def _files(root: Path, pattern: str) -> list[Path]:
    return sorted(path for path in root.glob(pattern) if path.is_file() and not path.name.startswith("."))


def _read_cases(cases: Path, used: Uses, report: Report) -> tuple[list[AuthoredCase], list[AuthoredBillingCase]]:
    if not cases.is_dir():
        report.add(cases.name, "", f"there is no folder {cases}")
    authored: list[AuthoredCase] = []
    exercises: list[AuthoredBillingCase] = []
    for folder in sorted({path.parent for path in _files(cases, "*/*/*")}):
        name = folder.relative_to(cases).as_posix()
        if folder.parent.name in list(BillingKind):
            if exercise := read_billing_case(folder, name, report):
                used["cases", exercise.slug].append(f"{name}/case.toml")
                if exercise.second_solution not in _UNSETTLED:
                    exercises.append(exercise)
        elif case := read_case(folder, name, report):
            used["cases", case.slug].append(f"{name}/case.toml")
            authored.append(case)
    for path in _files(cases, "**/case.toml"):
        name = path.relative_to(cases).as_posix()
        if name.count("/") != 2:
            report.add(name, "", "the file should lie in <kind>/<id>")
    return authored, exercises


def _read_items(
    path: Path, name: str, areas: set[tuple[str, str]] | None, used: Uses, report: Report
) -> list[AuthoredItem]:
    """The items of one file. `areas` is None where the blueprints could not be read."""
    file = read_toml(path, name, ItemFileShape, report)
    if file is None:
        return []
    if (file.track, file.area) != (path.parent.parent.name, path.parent.name):
        report.add(name, "area", f"the file should lie in {file.track}/{file.area}")
    if areas is not None and (file.track, file.area) not in areas:
        report.add(name, "area", f"the blueprint of {file.track} has no area {file.area!r}")
    stimuli = {each.id: AuthoredStimulus(each.id, each.title, each.text, dict(each.odd_codes)) for each in file.stimuli}
    for stimulus in file.stimuli:
        used["stimuli", stimulus.id].append(name)
    items = []
    for shape in file.items:
        used["items", shape.id].append(name)
        problems = list(item_problems(shape))
        if shape.stimulus is not None and shape.stimulus not in stimuli:
            problems.append(("stimulus", f"there is no {shape.stimulus!r} in this file"))
        for field, problem in problems:
            report.add(name, f"items[{shape.id}].{field}", problem)
        if not problems and not (shape.review and shape.review.second_solution == "disputed"):
            items.append(to_item(shape, file, stimuli.get(shape.stimulus or "")))
    for unused in sorted(set(stimuli) - {shape.stimulus for shape in file.items}):
        report.add(name, f"stimuli[{unused}]", "is used by no item")
    return items


def _report_repeated(used: Uses, report: Report) -> None:
    for (kind, slug), files in used.items():
        for file in sorted(set(files)) if len(files) > 1 else ():
            places = ", ".join(sorted(set(files)))
            report.add(
                file, f"{kind}[{slug}].id", f"is used {len(files)} times ({places}); ids are unique and never reused"
            )
