"""Publishes cases of coding and billing: what is shown as frozen versions, keys as revisions apart from it."""

from trainer.adapters import as_plain
from trainer.content.billing_files import AuthoredBillingCase
from trainer.content.case_files import AuthoredCase
from trainer.db.models.cases import Case, CaseKeyRevision, CaseVersion
from trainer.db.models.content import Bank
from trainer.db.queries import cases as case_queries
from trainer.domain.claims.billing_case import BillingContent
from trainer.domain.claims.case import CaseContent
from trainer.domain.grading.billing_key import BillingKey
from trainer.domain.grading.case_key import CaseKey
from trainer.domain.grading.findings import FindingKind
from trainer.domain.kernel.fingerprints import fingerprint
from trainer.services.case_sittings import BILLING, CODING
from trainer.services.publisher import EXPLANATION_REASON, CurrentKey, Marks, Published, Publisher
from trainer.services.scope import Scope

AnyAuthored = AuthoredCase | AuthoredBillingCase


class CasePublisher(Publisher[Case, AnyAuthored]):
    """Publishes coding cases and billing exercises into one bank."""

    noun = "cases"

    def __init__(self, scope: Scope, bank: Bank, published: Published) -> None:
        known = case_queries.cases_by_slug(scope.session, bank.id)
        super().__init__(scope, published, known, case_queries.slugs_of_other_banks(scope.session, bank.id))
        self.bank = bank
        self.versions = case_queries.current_case_versions(scope.session)
        self.keys = case_queries.latest_case_keys(scope.session)

    def new_row(self, authored: AnyAuthored) -> Case:
        return Case(bank_id=self.bank.id, slug=authored.slug, current_number=0)

    def describe(self, row: Case, authored: AnyAuthored) -> None:
        row.kind, row.title = authored.content.kind, authored.content.title
        row.specialty, row.level, row.retired_at = authored.content.specialty, authored.content.level, None
        row.track = BILLING if isinstance(authored.content, BillingContent) else CODING

    def marks(self, authored: AnyAuthored) -> Marks:
        if isinstance(authored, AuthoredBillingCase):
            shown = fingerprint(as_plain(BillingContent, authored.content))
        else:
            shown = fingerprint(_said(as_plain(CaseContent, authored.content)))
        return Marks(shown, *key_marks(authored.key))

    def current(self, row: Case) -> CurrentKey:
        key = self.keys[self.versions[row.id].id]
        return CurrentKey(key.case_version_id, key.revision, key.key_fingerprint)

    def add_version(self, row: Case, authored: AnyAuthored) -> int:
        version = CaseVersion(
            case_id=row.id,
            number=row.current_number,
            content=authored.content,
            content_fingerprint=self.marks(authored).content,
            created_at=self.scope.now,
        )
        self.scope.session.add(version)
        self.scope.session.flush()
        return version.id

    def add_key(self, version_id: int, revision: int, authored: AnyAuthored, reason: str) -> None:
        marks = self.marks(authored)
        self.scope.session.add(
            CaseKeyRevision(
                case_version_id=version_id,
                revision=revision,
                key=authored.key,
                key_fingerprint=marks.key,
                explanation_fingerprint=marks.explanation,
                reason=reason,
                created_at=self.scope.now,
            )
        )

    def revise_explanation(self, current: CurrentKey, authored: AnyAuthored) -> bool:
        if current.key_fingerprint != self.marks(authored).key:
            return False  # remarks stand at the lines of the key, and these are not the lines in force
        self.add_key(current.version_id, current.revision + 1, authored, EXPLANATION_REASON)
        return True


def key_marks(key: CaseKey | BillingKey) -> tuple[str, str]:
    """The fingerprints of what decides a grade, and of what only explains it."""
    decisive, remarks = _split_billing_key(key) if isinstance(key, BillingKey) else _split_case_key(key)
    return fingerprint(decisive), fingerprint(remarks)


_ADDED_TO_CONTENT = ("provider", "asks_elements", "prior_encounters", "billed", "query")
_ADDED_TO_KEYS = (
    "choice",
    "when",
    "elements",
    "finding",
    "instead_of",
    "place",
    "is_left_out",
    "order",
    "related",
    "seeded",
)
_DECISIVE_PARTS = ("order", "related", "seeded", "query")


def _said(plain: dict[str, object], *more: str) -> dict[str, object]:
    """Without fields that came after the first release and say nothing: what was published before keeps its mark."""
    later = {*_ADDED_TO_CONTENT, *_ADDED_TO_KEYS, *more}
    return {name: value for name, value in plain.items() if value or name not in later}


def _split_case_key(key: CaseKey) -> tuple[object, object]:
    """What decides a grade (codes, modifiers, units, links, order, errors to find), and what only explains it."""
    plain = as_plain(CaseKey, key)
    lines = {name: plain.pop(name) for name in ("diagnoses", "procedures")}
    explains = {"span", "why", "elements"}
    decisive: dict[str, object] = {
        name: [_said({field: line[field] for field in line if field not in explains}) for line in group]
        for name, group in lines.items()
    }
    decisive |= {name: _without_remarks(plain[name]) for name in _DECISIVE_PARTS if plain[name]}
    spoken: dict[str, object] = {
        name: [_said({field: line[field] for field in explains if field in line}) for line in group]
        for name, group in lines.items()
    }
    spoken["traps"] = [_said(trap, "pointers") for trap in plain["traps"]]
    spoken["not_reportable"] = [_said(_with_unsaid_finding(line)) for line in plain["not_reportable"]]
    return decisive, {**_said(plain), **spoken}


def _with_unsaid_finding(line: dict[str, object]) -> dict[str, object]:
    """A code that is not reported is not supported, unless its key says more."""
    return {**line, "finding": ""} if line["finding"] == FindingKind.UNSUPPORTED else line


def _without_remarks(value: object) -> object:
    """A part of a key without the sentences that explain it."""
    if isinstance(value, list):
        return [_without_remarks(each) for each in value]
    if isinstance(value, dict):
        return {
            name: _without_remarks(each)
            for name, each in value.items()
            if name not in ("why", "remarks", "gap_remarks")
        }
    return value


_EXPLAINS = frozenset({"why", "source", "sum", "span"})


def _split_billing_key(key: BillingKey) -> tuple[object, object]:
    """What decides a grade, and what only explains it: reasons, sources, computations, quoted words."""
    plain = as_plain(BillingKey, key)
    return _parted(plain, explains=False), _parted(plain, explains=True)


def _parted(value: object, *, explains: bool) -> object:
    """The same shape with the remarks only, or without them."""
    if isinstance(value, list):
        return [_parted(each, explains=explains) for each in value]
    if isinstance(value, dict):
        nested = {name: _parted(each, explains=explains) for name, each in value.items() if isinstance(each, list)}
        own = {name: each for name, each in value.items() if not isinstance(each, list)}
        return nested | {name: each for name, each in own.items() if (name in _EXPLAINS) is explains}
    return None if explains else value
