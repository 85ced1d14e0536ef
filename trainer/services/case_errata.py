"""Corrected keys of cases: the public list of them, and whether a reason would tell the answer."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from trainer.db.queries import case_regrading as queries
from trainer.domain.codesets.codes import normalise_code
from trainer.domain.grading.billing_key import BillingKey
from trainer.domain.grading.case_key import CaseKey
from trainer.services.scope import Scope

MOST_CORRECTIONS = 50
_WORD = re.compile(r"[0-9A-Z][0-9A-Z.,$/-]*[0-9A-Z]")


@dataclass(frozen=True, slots=True)
class CaseErratum:
    """A corrected key of a case. `reason` is "" where it would tell the answer."""

    title: str
    track: str
    corrected_at: datetime
    reason: str
    regraded: int


def list_case_errata(scope: Scope) -> tuple[CaseErratum, ...]:
    """The newest 50 corrected keys of shared cases, newest first."""
    return tuple(
        CaseErratum(
            row["title"],
            row["track"],
            row["created_at"],
            "" if any(tells_answer(row["reason"], key) for key in (row["key"], row["key_before"])) else row["reason"],
            row["regraded"],
        )
        for row in queries.list_corrections(scope.session, MOST_CORRECTIONS)
    )


def tells_answer(reason: str, key: CaseKey | BillingKey) -> bool:
    """Whether a reason names a code, or an answer with a digit in it, of a key. A guard, not a proof."""
    said = {normalise_code(word) for word in _WORD.findall(unicodedata.normalize("NFKC", reason).upper())}
    named = (normalise_code(text) for text in _answers(key))
    return any(len(text) > 2 and re.search(r"\d", text) and text in said for text in named)


def _answers(key: CaseKey | BillingKey) -> Iterator[str]:
    if isinstance(key, CaseKey):
        for lines in (key.diagnoses, key.procedures, key.not_reportable):
            yield from (line.code for line in lines)
        return
    yield from (value for _, value in key.form)
    for parts in (key.fields, key.defects):
        yield from (text for part in parts for text in part.accepts)
