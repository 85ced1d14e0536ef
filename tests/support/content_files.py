"""A small, valid folder of content, in which a test can break or change one thing at a time."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from tests.support.clock import Clock
from trainer.content.library import Library, load_library
from trainer.db.models import Base
from trainer.db.models.cases import Case, CaseKeyRevision, CaseVersion
from trainer.db.models.content import Item, ItemKey, ItemVersion
from trainer.domain.items.keys import SingleKey
from trainer.domain.kernel.problems import Report
from trainer.services.publisher import Published
from trainer.services.publishing import is_published, publish_content
from trainer.services.scope import Scopes

CPC_BLUEPRINT = """
schema = 1
track = "cpc"
title = "CPC exam"
questions = 3
minutes = 6
pass_questions = 2
as_of = "2026"
[[areas]]
slug = "anatomy"
title = "Anatomy"
questions = 2
source = "A source"
[[areas]]
slug = "radiology"
title = "Radiology"
questions = 1
source = "A source"
"""

CPB_BLUEPRINT = """
schema = 1
track = "cpb"
title = "CPB exam"
questions = 1
minutes = 2
pass_questions = 1
as_of = "2026"
[[areas]]
slug = "billing"
title = "Billing"
questions = 1
source = "A source"
"""

KINDS = """
schema = 1
track = "cpc"
area = "anatomy"

[[items]]
id = "cpc-single"
kind = "single"
edition = "2026"
difficulty = 3
bloom = "apply"
tags = ["vessels"]
stem = "Which vessel leaves the left ventricle?"
key = "A"
options = [
  { id = "A", text = "Aorta", why = "It carries blood to the body." },
  { id = "B", text = "Pulmonary trunk", why = "It leaves the right ventricle." },
]
references = ["An atlas"]
review = { second_solution = "agreed" }

[[items]]
id = "cpc-multiple"
kind = "multiple"
edition = "2026"
difficulty = 2
bloom = "recall"
stem = "Which are arteries?"
key = ["A", "C"]
options = [
  { id = "A", text = "Radial", why = "An artery of the arm." },
  { id = "B", text = "Saphenous", why = "A vein of the leg." },
  { id = "C", text = "Tibial", why = "An artery of the leg." },
]
references = ["An atlas"]

[[items]]
id = "cpc-numeric"
kind = "numeric"
edition = "2026"
difficulty = 4
bloom = "analyze"
unit = "US$"
decimals = 2
stem = "How much is allowed?"
key = 140.28
tolerance = 0.005
why = "95 % of the fee, times 1.15."
references = ["42 CFR 414.48"]

[[items]]
id = "cpc-code"
kind = "code"
system = "icd-10-cm"
edition = "2026"
difficulty = 1
bloom = "recall"
stem = "Code essential hypertension."
key = ["I10"]
why = "One code for all of it."
references = ["Tabular list"]

[[items]]
id = "cpc-ordering"
kind = "ordering"
edition = "2026"
difficulty = 5
bloom = "analyze"
stem = "Put the parts of the path in order."
key = ["B", "A"]
options = [{ id = "A", text = "Aorta" }, { id = "B", text = "Left ventricle" }]
why = "From the heart outwards."
references = ["An atlas"]

[[items]]
id = "cpc-matching"
kind = "matching"
edition = "2026"
difficulty = 3
bloom = "recall"
stem = "Match each root with its organ."
prompts = [{ id = "A", text = "nephr" }, { id = "B", text = "hepat" }]
options = [{ id = "K", text = "kidney" }, { id = "L", text = "liver" }]
key = { A = "K", B = "L" }
why = "Greek roots."
references = ["A dictionary"]
"""

SHARED = """
schema = 1
track = "cpb"
area = "billing"

[[stimuli]]
id = "cpb-day-of-claims"
title = "A day of claims"
text = "Three claims arrive."

[[items]]
id = "cpb-first"
kind = "single"
stimulus = "cpb-day-of-claims"
edition = "2026"
difficulty = 3
bloom = "apply"
stem = "Which claim is posted first?"
key = "B"
options = [
  { id = "A", text = "The new one", why = "It waits." },
  { id = "B", text = "The old one", why = "Its deadline is near." },
]
references = ["A manual"]

[[items]]
id = "cpb-second"
kind = "single"
stimulus = "cpb-day-of-claims"
edition = "2026"
difficulty = 3
bloom = "apply"
stem = "Which claim is denied?"
key = "A"
options = [
  { id = "A", text = "The late one", why = "It missed the deadline." },
  { id = "B", text = "The clean one", why = "Nothing is wrong with it." },
]
references = ["A manual"]
"""

CASE = """
schema = 1
id = "ear"
kind = "code-the-encounter"
title = "An ear"
specialty = "urgent care"
level = 2
edition = "2026"
setting = "outpatient"
place_of_service = "20"
payer = "commercial"
convention = "CPT"
patient = { age_years = 7, sex = "female", status = "established" }
date_of_service = 2026-06-18
summary = "A child with an ear ache."
task = "Code the visit."
"""

CHART = """# Urgent care note

Right ear: the drum is red and bulging. Impacted wax was removed with a curette.
Amoxicillin prescribed. The visit was a new problem with a prescription.
"""

KEY = """
schema = 1
references = ["ICD-10-CM 2026"]

[[diagnoses]]
code = "H66.001"
role = "first-listed"
span = "the drum is red and bulging"
why = "Acute suppurative otitis media, right."

[[diagnoses]]
code = "H61.21"
span = "Impacted wax"
why = "Impacted cerumen, right."

[[procedures]]
code = "99213"
modifiers = { all = ["25"], forbidden = ["57"] }
pointers = { first = 1, allowed = [2] }
span = "Amoxicillin prescribed"
why = "Low complexity."

[[procedures]]
code = "69210"
modifiers = { optional = ["RT"] }
units = { low = 1, high = 2 }
pointers = { first = 2 }
span = "removed with a curette"
why = "Removal with an instrument."

[[not_reportable]]
code = "H92.01"
why = "Pain belongs to the infection."

[[traps]]
line = { code = "69209", modifiers = ["RT"] }
instead_of = "69210"
finding = "wrong_code"
why = "Nothing was irrigated."
"""

KINDS_FILE = "question_banks/cpc/anatomy/kinds.toml"
SHARED_FILE = "question_banks/cpb/billing/shared.toml"
CPC_BLUEPRINT_FILE = "question_banks/blueprints/cpc.toml"
CASE_FOLDER = "case_studies/code-the-encounter/ear"
CASE_FILE, CHART_FILE, KEY_FILE = (f"{CASE_FOLDER}/{name}" for name in ("case.toml", "chart.md", "key.toml"))

VALID = {
    CPC_BLUEPRINT_FILE: CPC_BLUEPRINT,
    "question_banks/blueprints/cpb.toml": CPB_BLUEPRINT,
    KINDS_FILE: KINDS,
    SHARED_FILE: SHARED,
    CASE_FILE: CASE,
    CHART_FILE: CHART,
    KEY_FILE: KEY,
}


@dataclass(frozen=True)
class ContentFolder:
    """`question_banks` and `case_studies` below `root`; names of files are relative to it."""

    root: Path

    @classmethod
    def valid(cls, root: Path) -> "ContentFolder":
        """Eight items (one of each kind, two that share a scenario) and one case."""
        folder = cls(root)
        for name, text in VALID.items():
            folder.write(name, text)
        return folder

    @property
    def banks(self) -> Path:
        return self.root / "question_banks"

    @property
    def cases(self) -> Path:
        return self.root / "case_studies"

    def write(self, name: str, content: str | bytes) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())

    def change(self, name: str, old: str, new: str) -> None:
        """Replaces the first `old` in a file, which must be there."""
        text = (self.root / name).read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}"
        self.write(name, text.replace(old, new, 1))

    def remove_item(self, name: str, slug: str) -> None:
        """Takes one item out of a file."""
        text = (self.root / name).read_text(encoding="utf-8")
        items = text.split("[[items]]")
        kept = [part for part in items if f'id = "{slug}"' not in part]
        assert len(kept) == len(items) - 1, f"{slug} is not in {name}"
        self.write(name, "[[items]]".join(kept))

    def load(self) -> tuple[Library, Report]:
        return load_library(self.banks, self.cases)


@dataclass
class Press:
    """A folder of content and the database that it is published into, with what is stored there."""

    folder: ContentFolder
    scopes: Scopes
    clock: Clock

    def publish(self) -> Published:
        self.clock.advance(hours=1)
        with self.scopes.writing() as scope:
            return publish_content(scope, self.folder.banks, self.folder.cases)

    def is_published(self) -> bool:
        with self.scopes.reading() as scope:
            return is_published(scope, self.folder.banks, self.folder.cases)

    def everything(self) -> dict[str, list[str]]:
        """All rows of all tables."""
        with self.scopes.reading() as scope:
            return {
                name: sorted(map(str, scope.session.execute(select(table))))
                for name, table in Base.metadata.tables.items()
            }

    def item(self, slug: str = "cpc-single") -> Item:
        with self.scopes.reading() as scope:
            return scope.session.scalars(select(Item).where(Item.slug == slug)).one()

    def versions(self, slug: str = "cpc-single") -> list[ItemVersion]:
        with self.scopes.reading() as scope:
            statement = select(ItemVersion).join(Item).where(Item.slug == slug).order_by(ItemVersion.number)
            return list(scope.session.scalars(statement))

    def key_revisions(self, slug: str = "cpc-single") -> list[ItemKey]:
        """Oldest version first, and of each version the oldest revision first."""
        with self.scopes.reading() as scope:
            statement = select(ItemKey).join(ItemVersion).join(Item).where(Item.slug == slug)
            return list(scope.session.scalars(statement.order_by(ItemVersion.number, ItemKey.revision)))

    def case(self) -> tuple[Case, list[CaseVersion], list[CaseKeyRevision]]:
        with self.scopes.reading() as scope:
            return (
                scope.session.scalars(select(Case)).one(),
                list(scope.session.scalars(select(CaseVersion).order_by(CaseVersion.number))),
                list(scope.session.scalars(select(CaseKeyRevision).order_by(CaseKeyRevision.id))),
            )

    def correct_key_in_database(self, option: str, slug: str = "cpc-single") -> None:
        """What an instructor's correction leaves behind: a new key revision."""
        latest = self.key_revisions(slug)[-1]
        donor = next(
            key
            for key in (*self.key_revisions("cpb-first"), *self.key_revisions("cpb-second"))
            if key.key == SingleKey(option)
        )
        with self.scopes.writing() as scope:
            scope.session.add(
                ItemKey(
                    item_version_id=latest.item_version_id,
                    revision=latest.revision + 1,
                    key=SingleKey(option),
                    explanation=latest.explanation,
                    key_fingerprint=donor.key_fingerprint,
                    explanation_fingerprint=latest.explanation_fingerprint,
                    reason="A learner was right.",
                    created_at=scope.now,
                )
            )
