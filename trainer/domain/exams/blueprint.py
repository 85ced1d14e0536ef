"""A blueprint: the areas of an exam with their number of questions, its length and its pass mark."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Area:
    """One row of a blueprint; `source` says where the count comes from."""

    slug: str
    title: str
    questions: int
    source: str


@dataclass(frozen=True, slots=True)
class Blueprint:
    """An exam as its body describes it.

    Raises:
        ValueError: the areas do not add up to the number of questions, or repeat a slug.
    """

    track: str
    title: str
    questions: int
    minutes: int
    pass_questions: int
    as_of: str
    areas: tuple[Area, ...]

    def __post_init__(self) -> None:
        total = sum(area.questions for area in self.areas)
        if total != self.questions:
            raise ValueError(f"the areas have {total} questions, the exam {self.questions}")
        if len({area.slug for area in self.areas}) != len(self.areas):
            raise ValueError("two areas have the same slug")

    @property
    def seconds_per_question(self) -> int:
        """The pace of the exam, rounded down to whole seconds."""
        return self.minutes * 60 // self.questions
