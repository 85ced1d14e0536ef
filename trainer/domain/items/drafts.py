"""Drafts of content: their states, who may do what with them, and what second persons made of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from trainer.domain.kernel.errors import Refused


class DraftKind(StrEnum):
    """What is written. All but a scenario have a key, which a second person solves without seeing it."""

    ITEM = "item"
    SCENARIO = "scenario"
    CASE = "case"
    FAMILY = "family"


class DraftState(StrEnum):
    """Where a draft is on its way. One that is written on after it was published is a draft again."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    RETIRED = "retired"


class DraftAct(StrEnum):
    """What is done with a draft."""

    SAVE = "save"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    SOLVE = "solve"
    SETTLE = "settle"
    PUBLISH = "publish"
    RETIRE = "retire"
    RESTORE = "restore"


@dataclass(frozen=True, slots=True)
class Seat:
    """How somebody who may teach stands to a bank.

    `is_colleague`: an instructor of a class together with its owner. Banks from files belong to nobody.
    """

    is_owner: bool
    is_colleague: bool
    is_administrator: bool
    is_shared: bool
    is_from_files: bool

    @property
    def may_see(self) -> bool:
        """To read it and to solve what waits in it: a private bank needs a second person as well."""
        return self.is_shared or self.is_owner or self.is_colleague or self.is_administrator

    @property
    def may_write(self) -> bool:
        """To write, publish and retire what is in it."""
        return not self.is_from_files and (self.is_shared or self.may_manage)

    @property
    def may_manage(self) -> bool:
        """To rename it, to share it or to keep it private."""
        return not self.is_from_files and (self.is_owner or self.is_administrator)


@dataclass(frozen=True, slots=True)
class Life:
    """A draft as far as its states go; `published_revision` is the one that learners have (0: none)."""

    kind: DraftKind
    state: DraftState
    revision: int
    published_revision: int


_FROM = {
    DraftAct.SAVE: (DraftState.DRAFT, DraftState.IN_REVIEW, DraftState.PUBLISHED),
    DraftAct.SUBMIT: (DraftState.DRAFT,),
    DraftAct.WITHDRAW: (DraftState.IN_REVIEW,),
    DraftAct.SOLVE: (DraftState.IN_REVIEW,),
    DraftAct.SETTLE: (DraftState.IN_REVIEW,),
    DraftAct.PUBLISH: (DraftState.IN_REVIEW,),
    DraftAct.RETIRE: (DraftState.DRAFT, DraftState.IN_REVIEW, DraftState.PUBLISHED),
    DraftAct.RESTORE: (DraftState.RETIRED,),
}
_TO = {
    DraftAct.SAVE: DraftState.DRAFT,
    DraftAct.SUBMIT: DraftState.IN_REVIEW,
    DraftAct.WITHDRAW: DraftState.DRAFT,
    DraftAct.SOLVE: DraftState.IN_REVIEW,
    DraftAct.SETTLE: DraftState.IN_REVIEW,
    DraftAct.PUBLISH: DraftState.PUBLISHED,
    DraftAct.RETIRE: DraftState.RETIRED,
}
_WHY_NOT = {
    DraftAct.SAVE: "This is retired: restore it before you change it.",
    DraftAct.SUBMIT: "Only a draft is handed in for review.",
    DraftAct.WITHDRAW: "This is not in review.",
    DraftAct.SOLVE: "This is not in review any more: there is nothing to solve.",
    DraftAct.SETTLE: "This is not in review: there is nothing to settle.",
    DraftAct.PUBLISH: "Only what was handed in for review is published.",
    DraftAct.RETIRE: "This is retired already.",
    DraftAct.RESTORE: "This is not retired.",
}


def is_possible(life: Life, act: DraftAct) -> bool:
    """Whether a draft in this state lets this be done with it. A scenario has no key and is published as it stands."""
    if life.kind is DraftKind.SCENARIO:
        if act in (DraftAct.SUBMIT, DraftAct.SOLVE, DraftAct.SETTLE):
            return False
        if act is DraftAct.PUBLISH:
            return life.state is DraftState.DRAFT
    return life.state in _FROM[act]


def after(life: Life, act: DraftAct) -> DraftState:
    """The state that follows. What is restored is published if nothing was written since, else a draft.

    Raises:
        Refused: the draft does not let this be done with it.
    """
    if not is_possible(life, act):
        raise Refused(_WHY_NOT[act])
    if act is DraftAct.RESTORE:
        return DraftState.PUBLISHED if life.revision == life.published_revision else DraftState.DRAFT
    return _TO[act]


@dataclass(frozen=True, slots=True)
class Solved:
    """What somebody who had not seen the key made of a revision: whether their answer agrees with it."""

    revision: int
    solved_by: int
    agrees: bool


class Review(StrEnum):
    """What second persons made of the newest revision."""

    NOT_SOLVED = "not_solved"
    AGREED = "agreed"
    DIFFERS = "differs"


def review_of(revision: int, authors: Collection[int], solutions: Sequence[Solved]) -> Review:
    """The standing of a revision: agreed where somebody else agreed and nobody who solved it differs.

    Of several entries of one person the last counts; those of authors count for nothing.
    """
    said = {
        each.solved_by: each.agrees for each in solutions if each.revision == revision and each.solved_by not in authors
    }
    if not said:
        return Review.NOT_SOLVED
    return Review.AGREED if all(said.values()) else Review.DIFFERS


def require_agreement(review: Review) -> None:
    """Lets pass what a second person agrees with.

    Raises:
        Refused: nobody has solved the newest revision, or somebody differs.
    """
    if review is Review.NOT_SOLVED:
        raise Refused("Nobody else has solved this revision yet. It is published once a second person agrees.")
    if review is Review.DIFFERS:
        raise Refused(
            "A second person answers otherwise. Change it, or settle it with a reason; then it is solved again."
        )
