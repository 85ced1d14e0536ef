"""The figures about the field, by page, each with its age on the day on which it is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from trainer.config import resource_folder
from trainer.content.field_files import read_figures
from trainer.domain.careers.figures import Evidence, Figure, first_day, is_old, together
from trainer.domain.kernel.problems import Problem, Report
from trainer.services.scope import Scope

PAGES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "index": {"first": ("bls-median", "aapc-certified", "bls-outlook")},
    "coder": {
        "exam": ("cpc-questions", "cpc-pass", "cpc-pass-rate", "cpc-books", "exam-ebooks", "least-professional"),
        "time": ("study-experienced", "study-from-zero", "study-hours"),
        "wages": ("bls-median", "bls-median-2023", "bls-median-2020", "cpc-median", "cpc-average-2022"),
        "outlook": ("bls-jobs", "bls-outlook", "bls-outlook-2023", "bls-outlook-2022", "bls-outlook-2019"),
    },
    "biller": {
        "exam": ("cpb-questions", "cpb-pass", "cpb-pass-count", "exam-ebooks", "least-professional"),
        "wages": ("bls-median", "cpb-median-2025", "cpb-median-2019"),
        "outlook": ("bls-jobs", "bls-outlook"),
    },
    "certifications": {
        "cpc": ("cpc-questions", "cpc-pass", "cpc-pass-rate", "cpc-books", "cpc-fee-one", "cpc-fee-two", "renewal"),
        "cpca": ("cpca-two-years", "cpca-one-year", "cpca-no-work", "practicode-cases", "practicode-price"),
        "cpb": ("cpb-questions", "cpb-pass", "cpb-pass-count", "cpb-fee-one", "cpb-fee-two"),
        "aapc": ("member-professional", "member-student", "least-student", "least-professional", "exam-ebooks"),
        "cca": (
            "cca-items", "cca-pass", "cca-rate-2025", "cca-rate-2024", "cca-rate-2023", "cca-fee-member", "cca-fee",
            "cca-retake",
        ),
        "ccs": ("ccs-scope", "ccs-fee"),
        "cbcs": ("cbcs-fee",),
        "courses": ("course-one", "course-both"),
    },
    "what-nobody-tells": {
        "first": ("first-job",),
        "a": ("cpca-two-years", "cpca-one-year", "cpca-no-work"),
        "quotas": ("ed-benchmark", "accuracy-convention"),
        "remote": ("remote-share",),
        "surveys": ("bls-median", "aapc-certified", "aapc-uncertified", "aapc-premium", "aapc-three"),
        "growth": ("bls-outlook",),
        "passing": ("cpc-pass-rate", "cca-rate-2025"),
    },
    "costs": {
        "prices": (
            "cpc-fee-one", "cpc-fee-two", "cpb-fee-one", "cca-fee", "ccs-fee", "cbcs-fee", "member-professional",
            "member-student", "course-one",
        ),
        "time": ("study-experienced", "study-from-zero", "study-hours"),
        "assumptions": (
            "assumed-study-hours", "assumed-hours-a-week", "assumed-course-weeks", "assumed-search-months",
            "assumed-first-wage", "assumed-kept-percent",
        ),
    },
    "wages": {"nation": ("bls-median",)},
}  # fmt: skip
"""Page -> group on it -> the figures of the group. A figure that needs another beside it brings it along."""

EVIDENCE: Mapping[Evidence, str] = {
    Evidence.OFFICIAL: "firsthand",
    Evidence.SECONDARY: "secondhand",
    Evidence.NOTED: "address not noted",
    Evidence.COMPUTED: "reckoned here",
    Evidence.ASSUMPTION: "our assumption",
}


class FiguresUnusable(Exception):
    """The file of figures has problems; all of them are named."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """A figure as a page shows it: its year and the time of which it is true in words, how we know, whether it is old.

    `dollars` is the amount for a bar, 0 where it is none.
    """

    id: str
    label: str
    value: str
    unit: str
    year: str
    as_of: str
    source: str
    url: str
    evidence: str
    caveat: str
    is_official: bool
    is_assumption: bool
    is_old: bool
    dollars: int = 0


@dataclass(frozen=True, slots=True)
class FieldPage:
    """The figures of a page, by group, and all of them by id."""

    groups: Mapping[str, tuple[ShownFigure, ...]]

    @property
    def by_id(self) -> Mapping[str, ShownFigure]:
        return {figure.id: figure for group in self.groups.values() for figure in group}


def get_page(scope: Scope, name: str) -> FieldPage:
    """The figures of a page of `PAGES`, with their age at the moment of the scope."""
    today, figures = scope.now.date(), shipped_figures()
    return FieldPage(
        {group: tuple(shown(figure, today) for figure in together(figures, ids)) for group, ids in PAGES[name].items()}
    )


@lru_cache(maxsize=1)
def shipped_figures() -> Mapping[str, Figure]:
    """Id -> figure, from the file; read once.

    Raises:
        FiguresUnusable: something is wrong with the file.
    """
    report = Report()
    found = read_figures(resource_folder("question_banks"), report)
    if report.problems:
        raise FiguresUnusable(tuple(report))
    return found


def shown(figure: Figure, today: date) -> ShownFigure:
    """The figure as it is shown on a day."""
    return ShownFigure(
        figure.id,
        figure.label,
        figure.value,
        figure.unit,
        figure.year.replace("-", "–"),
        spoken(figure.as_of),
        figure.source,
        figure.url,
        EVIDENCE[figure.evidence],
        figure.caveat,
        is_official=figure.kind == "official-wage",
        is_assumption=figure.evidence is Evidence.ASSUMPTION,
        is_old=is_old(figure.as_of, today),
        dollars=(figure.cents or 0) // 100,
    )


def spoken(as_of: str) -> str:
    """`2024`, `May 2024` or `28 May 2024`."""
    begun, parts = first_day(as_of), as_of.count("-")
    return as_of if parts == 0 else f"{begun:%B %Y}" if parts == 1 else f"{begun.day} {begun:%B %Y}"
