"""What the program keeps in a browser, for the privacy page. Tests compare it with what is really set."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kept:
    """A cookie or an entry of the browser's storage: its name, what it is for, how long it stays."""

    name: str
    purpose: str
    life: str


COOKIES: tuple[Kept, ...] = (
    Kept(
        "trainer",
        "Keeps you signed in, protects forms against other sites, holds messages until they are shown, and knows when "
        "you last looked at the news of a class. Of your sign-in it holds a random number. It is signed, so that "
        "nobody can change it.",
        "until the browser is closed; once you are signed in, or are a guest, {days} days",
    ),
    Kept(
        "device",
        "Knows that this browser has logged in to an account before, so that nobody who guesses passwords elsewhere "
        "can lock you out here. It names the account by a number that tells nobody its address.",
        "180 days",
    ),
    Kept("theme", "The colors you chose: auto, light or dark. Set when you choose.", "1 year"),
    Kept(
        "just_wrote",
        "That you have just sent a form, so that reports show what you did. Set only where the program reads reports "
        "from a copy of its database.",
        "2 minutes",
    ),
    Kept("keys", "Whether letters and digits act as shortcuts. Set when you choose.", "1 year"),
)

STORAGE: tuple[Kept, ...] = (
    Kept("exam.…", "Answers of an exam that the server has not confirmed yet.", "until the server has them"),
    Kept("exam-text-size", "The size of the text in exams.", "until you clear it"),
    Kept("exam-pace", "Whether the pace is shown in exams.", "until you clear it"),
    Kept("codebook-panel", "The page that stands in the code book's panel.", "until the tab or the panel is closed"),
)
