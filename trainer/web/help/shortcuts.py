"""Every shortcut of the program, by page. Keys are named as scripts name them; a test compares both."""

from dataclasses import dataclass

_NAMES = {
    "ArrowUp": "↑",
    "ArrowDown": "↓",
    "ArrowLeft": "←",
    "ArrowRight": "→",
    "Escape": "Esc",
    " ": "Space",
}


@dataclass(frozen=True, slots=True)
class Shortcut:
    """One or more keys with the same effect; `shown` stands for them where a list would be long."""

    keys: tuple[str, ...]
    effect: str
    held: str = ""
    shown: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """What is printed on the keys, each with the one that is held."""
        shown = self.shown or tuple(_NAMES.get(key, key) for key in self.keys)
        return tuple(f"{self.held} {name}".strip() for name in shown)

    @property
    def is_single(self) -> bool:
        """Whether these are single characters, which the switch turns off."""
        return not self.held and all(len(key) == 1 and key != " " for key in self.keys)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The shortcuts of some pages, and the scripts that listen for them."""

    title: str
    where: str
    scripts: tuple[str, ...]
    shortcuts: tuple[Shortcut, ...]


_OPTIONS = tuple("ABCDEFGHIJ")

SHEETS: tuple[Sheet, ...] = (
    Sheet(
        "A question in practice, review or the diagnostic",
        "The line under the question names those that act there.",
        ("question.js",),
        (
            Shortcut(_OPTIONS, "choose this option, or take the choice back where several can be right", "", ("A–J",)),
            Shortcut(("Enter",), "press the main button: check, or go on"),
            Shortcut(("S", "U"), "sure, unsure; in the diagnostic U is “I do not know”"),
            Shortcut(("1", "2", "3", "4"), "after the answer: how well you knew it, from again to easy", "", ("1–4",)),
            Shortcut(("N",), "next question"),
            Shortcut(("P",), "back to the question before"),
            Shortcut(("F",), "flag the question, or remove the flag"),
        ),
    ),
    Sheet(
        "A mock exam",
        "X and H need study aids; an exam-like mock has none.",
        ("exam/runner.js", "exam/calculator.js"),
        (
            Shortcut(_OPTIONS, "choose this option", "", ("A–J",)),
            Shortcut(("N",), "next question; behind the last one the review"),
            Shortcut(("Enter",), "the same"),
            Shortcut(("P",), "back to the question before"),
            Shortcut(("F",), "flag the question, or remove the flag"),
            Shortcut(("X",), "strike out the option that has the focus"),
            Shortcut(("H",), "highlight the text that is selected"),
            Shortcut(("Escape",), "close the notepad or the calculator, back to its button"),
            Shortcut(("Enter",), "in the calculator: put the result on the line"),
        ),
    ),
    Sheet(
        "The code book",
        "On its own pages, and in the panel beside a question or a case.",
        ("codebook.js",),
        (
            Shortcut(("/",), "to the search box; beside a question it opens the panel"),
            Shortcut(("ArrowDown", "ArrowUp"), "from the box into the results, and through them"),
            Shortcut(("Escape",), "from a result back to the box, from the box out of the panel"),
            Shortcut((" ",), "on the button “Code book”: open or close the panel"),
        ),
    ),
    Sheet(
        "Coding a chart, filling a claim",
        "In the fields of the claim.",
        ("workbench.js",),
        (
            Shortcut(("ArrowUp", "ArrowDown"), "move the line up or down", "Alt"),
            Shortcut(("ArrowDown",), "in a code field with something in it: look it up"),
            Shortcut(("ArrowDown", "ArrowUp"), "through the codes that were found"),
            Shortcut(("Enter",), "take the code that is marked"),
            Shortcut(("Escape",), "close the list of codes"),
        ),
    ),
    Sheet(
        "Billing exercises",
        "Marks on a claim; the list of open accounts.",
        ("billing.js",),
        (
            Shortcut(("Escape",), "close the note at a box, back to the box"),
            Shortcut(("ArrowUp", "ArrowDown"), "on the rank or the buttons of an account: move it", "Alt"),
        ),
    ),
    Sheet(
        "The word game",
        "Parts of medical words and what they mean.",
        ("words.js",),
        (Shortcut(("1", "2", "3", "4"), "choose the answer of this number", "", ("1–4",)),),
    ),
    Sheet(
        "The gradebook",
        "For instructors and assistants: the table, and the work behind its cells.",
        ("gradebook.js",),
        (
            Shortcut(("ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"), "from cell to cell"),
            Shortcut(("Home", "End"), "to the first or last cell of the row"),
            Shortcut(("Home", "End"), "to the first or last cell of the table", "Ctrl"),
            Shortcut(("J", "K"), "next learner, previous learner"),
            Shortcut(("B",), "back to all work"),
            Shortcut(("G",), "to the gradebook"),
        ),
    ),
)
