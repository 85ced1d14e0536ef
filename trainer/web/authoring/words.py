"""Names of kinds, states and fields as the pages say them."""

from trainer.domain.items.drafts import DraftState, Review
from trainer.domain.kernel.problems import Problem
from trainer.web.billing.words import KIND_TITLES as BILLING_TITLES
from trainer.web.cases.views import KIND_TITLES as CODING_TITLES

ITEM_KINDS = {
    "single": "One best answer",
    "multiple": "Several answers",
    "numeric": "A number",
    "code": "A code",
    "ordering": "Put in order",
    "matching": "Match",
}
KINDS = {"item": "Question", "scenario": "Scenario", "case": "Case", "family": "Generated family"}
CASE_KINDS = {
    "cpc": {kind.value: title for kind, title in CODING_TITLES.items()},
    "cpb": {kind.value: title for kind, title in BILLING_TITLES.items()},
}
"""The kinds of cases of each track."""
CASE_TITLES = CASE_KINDS["cpc"] | CASE_KINDS["cpb"]
STATES = {
    DraftState.DRAFT: "draft",
    DraftState.IN_REVIEW: "in review",
    DraftState.PUBLISHED: "published",
    DraftState.RETIRED: "retired",
}
REVIEWS = {
    Review.NOT_SOLVED: "Nobody else has solved this revision yet.",
    Review.AGREED: "A second person agrees with this revision.",
    Review.DIFFERS: "A second person answers otherwise.",
}
BLOOM = {"recall": "recall", "apply": "apply", "analyze": "analyze"}
SYSTEMS = {"icd-10-cm": "ICD-10-CM", "cpt": "CPT", "hcpcs": "HCPCS Level II"}
_SENTENCES = {
    "string should have at least 1 character": "is empty",
    "list should have at least 1 item after validation, not 0": "is empty",
    "input should be a valid list": "is no list; of an order the places are 1, 2, 3 and so on, each once",
    "string should match pattern": "is not in the form expected here, or is empty",
}


def sentence(message: str) -> str:
    """What the check of the files says, in fewer technical words."""
    return next((words for start, words in _SENTENCES.items() if message.startswith(start)), message)


def begun(text: str) -> str:
    """With a capital letter at its start, the others as they are: codes and ids stay what they are."""
    return text[:1].upper() + text[1:]


def where(problem: Problem) -> str:
    """`Option B, why` and the like; empty for the draft as a whole."""
    field = problem.field.replace("[", " ").replace("]", "").replace(".", ", ").replace("_", " ")
    return begun(field.replace("options ", "option ").replace("prompts ", "prompt "))
