"""What a claim is graded in the light of: the facts of the case, the code book of the day, edits, and a policy."""

from dataclasses import dataclass
from enum import StrEnum

from trainer.domain.claims.case import CaseContent
from trainer.domain.codesets.book import CodeBook
from trainer.domain.codesets.edits import ClaimEdits


class Policy(StrEnum):
    """Teaching gives part of the credit to what is near: a diagnosis of the right category, a visit one level off."""

    TEACHING = "teaching"
    STRICT = "strict"


@dataclass(frozen=True, slots=True)
class Context:
    """`book` holds the releases in force on the date of service."""

    content: CaseContent
    book: CodeBook
    edits: ClaimEdits
    policy: Policy = Policy.TEACHING
