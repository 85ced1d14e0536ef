"""Who is in the class, and what it can draw from."""

from dataclasses import replace

from tests.support import billing
from tests.support.exams import an_exam_library
from tests.support.library import a_library
from trainer.content.library import Library

INES, OTTO, ASHA, ADA = "Ines Okafor", "Otto Lindqvist", "Asha Vale", "Ada"
AMARA, BELA, CHEN, DORA, EMIL = "Amara Stone", "Bela Frost", "Chen Rivers", "Dora Winter", "Emil Sand"
FAYE, GUS, HANA, IVO, JANA = "Faye Moor", "Gus Hale", "=Hana Price", "Ivo Marsh", "Jana Reed"
KOFI, XAVI = "Kofi Lane", "Xavi Pond"
REST = (
    KOFI,
    "Lena Brook",
    "Milo Fields",
    "Nora Dale",
    "Omar Heath",
    "Pia Wood",
    "Quin Shore",
    "Rosa Hill",
    "Sami Ford",
    "Tove Bridge",
    "Uma Park",
    "Vito Glen",
    "Wanda Cliff",
    XAVI,
    "Yara Grove",
    "Zeno Bank",
    "Alba Wells",
    "Bruno Peak",
    "Clio Marsh",
    "Dario West",
)
LEARNERS = (AMARA, BELA, CHEN, DORA, EMIL, FAYE, GUS, HANA, IVO, JANA, *REST)
"""Thirty."""

BILLING = billing.POST


def email_of(name: str) -> str:
    return f"{name.strip('=').casefold().replace(' ', '.')}@example.org"


def number_of(name: str) -> str:
    """A student number that a spreadsheet would spoil."""
    return f"00{LEARNERS.index(name) + 1:02}"


def door_of(name: str) -> int:
    """0: by the link in the mail, 1: by the code of the class, 2: from the list of invitations."""
    return LEARNERS.index(name) % 3


def kept_number_of(name: str) -> str:
    """Who comes in by the code with an address that is not confirmed has no number: it may be somebody else's."""
    return "" if door_of(name) == 1 and name != BELA else number_of(name)


def term_library() -> Library:
    return replace(an_exam_library(), cases=a_library().cases, exercises=(billing.exercise(BILLING),))
