"""What pages about disputed keys say: answers and flags in words, and the fields in which a key is entered."""

from typing import assert_never

from trainer.domain.calibration.flags import Flag
from trainer.domain.exams.regrades import Mode
from trainer.domain.items.answers import (
    Answer,
    CodeAnswer,
    MatchingAnswer,
    MultipleAnswer,
    NumericAnswer,
    OrderingAnswer,
    SingleAnswer,
    fields_of,
)
from trainer.domain.items.keys import (
    CodeKey,
    Key,
    MatchingKey,
    MultipleKey,
    NumericKey,
    OrderingKey,
    SingleKey,
)

FLAG_WORDS = {
    Flag.NEGATIVE_DISCRIMINATION: "the better learners miss it more often",
    Flag.DISTRACTOR_BEATS_KEY: "a wrong option draws better learners than the key",
    Flag.TOO_SLOW: "takes long",
    Flag.TOO_EASY: "nearly everybody is right",
    Flag.TOO_HARD: "few are right",
    Flag.DRIFT: "its difficulty has changed",
}
OUTCOME_WORDS = {"explained": "The key stands", "corrected": "The key was corrected"}
MODE_WORDS = {
    Mode.ALL: "Everybody: grades go up and down",
    Mode.RAISES: "Only those who gain: nobody loses points",
}


def answer_words(answer: Answer) -> str:
    """An answer on one line: options by their ids, codes and numbers as they are."""
    match answer:
        case SingleAnswer(option):
            return option
        case MultipleAnswer(options) | OrderingAnswer(options):
            return ", ".join(options)
        case NumericAnswer(value):
            return str(value)
        case CodeAnswer(code):
            return code
        case MatchingAnswer(pairs):
            return ", ".join(f"{prompt} → {option}" for prompt, option in pairs)
        case unreachable:
            assert_never(unreachable)


def chosen_options(answer: Answer | None) -> tuple[str, ...]:
    """The ids of the options that an answer has ticked."""
    match answer:
        case SingleAnswer(option):
            return (option,)
        case MultipleAnswer(options):
            return options
        case _:
            return ()


def key_fields(key: Key) -> dict[str, list[str]]:
    """The form fields in which this key is entered."""
    match key:
        case SingleKey(option):
            return {"choice": [option]}
        case MultipleKey(options):
            return {"choice": [*options]}
        case NumericKey(value, tolerance):
            return {"number": [f"{value:f}"], "tolerance": [f"{tolerance:f}"]}
        case CodeKey(codes):
            return {"code": [", ".join(codes)]}
        case OrderingKey(order):
            return fields_of(OrderingAnswer(order))
        case MatchingKey(pairs):
            return fields_of(MatchingAnswer(pairs))
        case unreachable:
            assert_never(unreachable)
