"""Everything that the files hold: blueprints, items and cases, or the problems that keep it from being published."""

import hashlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from trainer.content.blueprint_files import read_blueprint
from trainer.content.case_files import AuthoredCase, read_case
from trainer.content.item_files import AuthoredItem, AuthoredStimulus, ItemFileShape, item_problems, to_item
from trainer.content.toml_files import read_toml
from trainer.domain.exams.blueprint import Blueprint
from trainer.domain.kernel.problems import Report


@dataclass(frozen=True, slots=True)
class Library:
    """The content that is free of problems."""

    blueprints: tuple[Blueprint, ...]
    items: tuple[AuthoredItem, ...]
    cases: tuple[AuthoredCase, ...]

    def counts(self) -> Counter[tuple[str, str]]:
        """Items by (track, area)."""
        return Counter((item.track, item.area) for item in self.items)


def source_fingerprint(banks: Path, cases: Path) -> str:
    """SHA-256 over the names and bytes of all files of content: equal when nothing at all has changed."""
    digest = hashlib.sha256()
    for root in (banks, cases):
        for path in _files(root, "**/*"):
            for part in (path.relative_to(root).as_posix().encode(), path.read_bytes()):
                digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def load_library(banks: Path, cases: Path) -> tuple[Library, Report]:
    """Reads all files below the two folders. The report names every problem of every file."""
    report = Report()
    blueprints = [
        blueprint
        for path in _files(banks / "blueprints", "*.toml")
        if (blueprint := read_blueprint(path, f"blueprints/{path.name}", report))
    ]
    areas = {(blueprint.track, area.slug) for blueprint in blueprints for area in blueprint.areas}
    items: list[AuthoredItem] = []
    for path in _files(banks, "*/*/*.toml"):
        items += _read_items(path, path.relative_to(banks).as_posix(), areas, report)
    authored_cases = [
        case
        for path in _files(cases, "*/*/case.toml")
        if (case := read_case(path.parent, path.parent.relative_to(cases).as_posix(), report))
    ]
    _report_repeated([item.slug for item in items], "items", report)
    _report_repeated([case.slug for case in authored_cases], "cases", report)
    return Library(tuple(blueprints), tuple(items), tuple(authored_cases)), report


def _files(root: Path, pattern: str) -> list[Path]:
    return sorted(path for path in root.glob(pattern) if path.is_file() and not path.name.startswith("."))


def _read_items(path: Path, name: str, areas: set[tuple[str, str]], report: Report) -> list[AuthoredItem]:
    file = read_toml(path, name, ItemFileShape, report)
    if file is None:
        return []
    if (file.track, file.area) != (path.parent.parent.name, path.parent.name):
        report.add(name, "area", f"the file should lie in {file.track}/{file.area}")
    if (file.track, file.area) not in areas:
        report.add(name, "area", f"the blueprint of {file.track} has no area {file.area!r}")
        return []
    stimuli = {shape.id: AuthoredStimulus(shape.id, shape.title, shape.text) for shape in file.stimuli}
    _report_repeated([shape.id for shape in file.stimuli], name, report)
    items = []
    for shape in file.items:
        problems = list(item_problems(shape))
        if shape.stimulus is not None and shape.stimulus not in stimuli:
            problems.append(f"stimulus: there is no {shape.stimulus!r} in this file")
        for problem in problems:
            report.add(name, f"items[{shape.id}]", problem)
        if not problems:
            items.append(to_item(shape, file, stimuli.get(shape.stimulus or "")))
    for unused in set(stimuli) - {shape.stimulus for shape in file.items}:
        report.add(name, f"stimuli[{unused}]", "is used by no item")
    return items


def _report_repeated(ids: list[str], where: str, report: Report) -> None:
    for slug, number in Counter(ids).items():
        if number > 1:
            report.add(where, slug, f"this id is used {number} times; ids are unique and never reused")
