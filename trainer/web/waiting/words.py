"""What jobs are called, and how far they are, in words."""

from trainer.services.waiting import Stage, WaitedFor
from trainer.web.rendering import plural

_TITLES = {
    "analyses": "Item analysis",
    "case_regrade": "Grading again",
    "export": "Export",
    "gradebook": "Export",
    "mail": "Mail",
    "nightly": "Night's work",
    "regrade": "Grading again",
    "sweep": "Sweep",
}
_REGRADED = {"regrade": ("answer", "with other points"), "case_regrade": ("submission", "changed")}
_STAGES = {
    Stage.WAITS: "It waits for its turn.",
    Stage.AT_WORK: "It is being worked on.",
    Stage.TRIED_AGAIN: "Something was in its way. What was done is kept; it goes on by itself.",
    Stage.DONE: "It is done.",
    Stage.FAILED: "It could not be done, and is not tried again. What was done before is kept.",
}


def title_of(kind: str) -> str:
    """What jobs of a kind are called."""
    return _TITLES.get(kind, kind)


def stage_words(row: WaitedFor) -> str:
    """How far it is, in a sentence with its number."""
    words = _STAGES[row.stage]
    if row.is_over or not row.total:
        return words
    return f"{words} {row.done:,} of {row.total:,} {row.unit}."


def result_words(row: WaitedFor) -> list[str]:
    """What came of it so far, in sentences."""
    if row.kind not in _REGRADED or not row.counts:
        return []
    counts, (what, changed) = row.counts, _REGRADED[row.kind]
    told = [
        f"{plural(counts['graded'], what)} graded anew, {counts['changed']:,} {changed}; "
        f"{plural(counts['told'], 'learner')} told."
    ]
    if counts["by_hand"]:
        told.append(f"{plural(counts['by_hand'], 'grade')} set by hand stayed.")
    if counts["is_overtaken"]:
        told.append("The key was corrected again meanwhile: what was left is graded by the newer key.")
    return told
