"""What can be printed of an assignment, and on which sheets: all that pages need to know of it."""

from enum import StrEnum


class Part(StrEnum):
    """What can be printed."""

    PAPER = "paper"
    ANSWERS = "answers"
    KEY = "key"
    NUMBERS = "numbers"


PART_WORDS = {
    Part.PAPER: "Paper",
    Part.ANSWERS: "Answer sheet",
    Part.KEY: "Key",
    Part.NUMBERS: "Numbers from form to form",
}


class PaperSize(StrEnum):
    """The sheets that a printer takes."""

    LETTER = "letter"
    A4 = "a4"
