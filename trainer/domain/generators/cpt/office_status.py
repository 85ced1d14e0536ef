"""New or established patient of an office: what a chart says about earlier contacts and what follows from it.

Rule: CPT evaluation and management conventions: new is who has had no face-to-face professional service from a
physician or other qualified professional of the same group and exact same specialty within three years.
"""

import random
from dataclasses import dataclass

NEW = ("99202", "99203", "99204", "99205")
ESTABLISHED = ("99212", "99213", "99214", "99215")


@dataclass(frozen=True, slots=True)
class Status:
    """Whether the patient is new, the sentence of the chart that says so, and why it does."""

    is_new: bool
    fact: str
    why: str

    @property
    def codes(self) -> tuple[str, ...]:
        """The four codes of the status, lowest first."""
        return NEW if self.is_new else ESTABLISHED

    @property
    def other_codes(self) -> tuple[str, ...]:
        return ESTABLISHED if self.is_new else NEW

    @property
    def word(self) -> str:
        return "new" if self.is_new else "established"


def draw_status(rng: random.Random) -> Status:
    """A status with plain or tricky facts, never near the three-year boundary."""
    months, years = rng.randint(4, 11), rng.randint(4, 8)
    return rng.choice(
        (
            Status(
                is_new=True,
                fact="Nobody in this family practice has ever seen the patient before.",
                why="nobody of the group has seen the patient",
            ),
            Status(
                is_new=True,
                fact=f"The same family physician last saw the patient {years} years ago; there was no contact since.",
                why=f"the last visit lies {years} years back, more than three",
            ),
            Status(
                is_new=True,
                fact=f"The family physician meets the patient for the first time; {months} months ago a dermatologist "
                "of the same multispecialty group, and nobody else there, saw the patient.",
                why="the only visit of the last three years was to another specialty of the group",
            ),
            Status(
                is_new=False,
                fact=f"The same family physician saw the patient {months} months ago.",
                why=f"the same physician saw the patient {months} months ago",
            ),
            Status(
                is_new=False,
                fact=f"This family physician has not met the patient before, but a partner in the same family practice "
                f"saw the patient face to face {months} months ago.",
                why=f"a partner of the same group and specialty saw the patient {months} months ago",
            ),
            Status(
                is_new=False,
                fact="The patient was last seen face to face by the same family physician two years ago.",
                why="the last visit lies two years back, within three",
            ),
        )
    )
