"""Study aids at one question: options struck out, passages of the text highlighted."""

from dataclasses import dataclass

MAX_STRUCK = 26
MAX_HIGHLIGHTS = 100
MAX_OFFSET = 100_000
MAX_ID_CHARACTERS = 20


@dataclass(frozen=True, slots=True)
class Highlight:
    """Characters `start` to `end` (0-based, end excluded) of the text of a block: the stem, or the scenario.

    Raises:
        ValueError: there is no such block, or no such passage.
    """

    block: str
    start: int
    end: int

    def __post_init__(self) -> None:
        if self.block not in ("stem", "scenario") or not 0 <= self.start < self.end <= MAX_OFFSET:
            raise ValueError(f"no passage: {self.block!r} {self.start} to {self.end}")


@dataclass(frozen=True, slots=True)
class QuestionAids:
    """What a learner marked at a question.

    Raises:
        ValueError: more marks than anybody needs, or an id that is longer than that of any option.
    """

    struck: tuple[str, ...] = ()
    highlights: tuple[Highlight, ...] = ()

    def __post_init__(self) -> None:
        if len(self.struck) > MAX_STRUCK or len(self.highlights) > MAX_HIGHLIGHTS:
            raise ValueError("too many marks at one question")
        if any(len(option_id) > MAX_ID_CHARACTERS for option_id in self.struck):
            raise ValueError("an option that no question has was struck out")
