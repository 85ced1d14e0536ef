"""A class whose instructor has published a question, a coding case and a billing exercise in a private bank."""

from dataclasses import dataclass

from tests.support.authoring import sound_item
from tests.support.content_files import CASE, CHART, KEY
from tests.support.library import publish
from tests.support.people import Learner
from tests.support.school import School, a_school, enrol
from trainer.config import resource_folder
from trainer.db.models.authoring import Draft
from trainer.domain.claims.lines import TypedClaim, TypedLine
from trainer.domain.classes.roles import Role
from trainer.domain.classes.work import AssignmentSpec
from trainer.domain.items.drafts import DraftKind
from trainer.services import assignments, banks, cases, draft_publishing, draft_solutions, drafts, sittings
from trainer.services.draft_beginnings import NewDraft
from trainer.services.scope import Scopes

QUESTION, CODING, BILLING = "cpc-vessel", "ines-ear", "the-red-white-and-blue-card"
_EAR = CASE.replace('"ear"', f'"{CODING}"').replace('"An ear"', '"An ear of the class"')
CLAIM = TypedClaim((TypedLine("H66.001"),), (TypedLine("99213", pointers="A"),))


@dataclass(frozen=True, slots=True)
class Study:
    """Ines, the instructor of the first class of `school`, made it, and owns the bank; Otto teaches there too."""

    school: School
    bank: str

    @property
    def ines(self) -> Learner:
        return self.school.instructor

    @property
    def otto(self) -> Learner:
        """Made an instructor by others: he solves what Ines writes, and shows nothing of his own."""
        return self.school.other_instructor

    def set(self, spec: AssignmentSpec, who: Learner | None = None) -> int:
        """The id of a new assignment of the first class that its learners see."""
        with (who or self.ines).writing() as scope:
            assignment_id = assignments.create_assignment(scope, self.school.class_id, spec)
            assignments.publish_assignment(scope, self.school.class_id, assignment_id)
            return assignment_id


def a_study(scopes: Scopes) -> Study:
    """The small library is published, and so is what Ines wrote."""
    publish(scopes)
    school = a_school(scopes)
    enrol(scopes, school.class_id, school.other_instructor, Role.INSTRUCTOR)
    with school.instructor.writing() as scope:
        study = Study(school, banks.create_bank(scope, "Ines's bank", is_shared=False))
    _write(study, DraftKind.ITEM, QUESTION, sound_item(), "A")
    _write(study, DraftKind.CASE, CODING, {"case.toml": _EAR, "chart.md": CHART, "key.toml": KEY}, "H66.001")
    folder = resource_folder("case_studies") / "verify-coverage" / BILLING
    files = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    _write(study, DraftKind.CASE, BILLING, files, "Medicare")
    return study


def _write(study: Study, kind: DraftKind, slug: str, files: dict[str, str], answer: str) -> None:
    """The way to learners: Ines writes and hands in, Otto solves and agrees, Ines publishes."""
    is_case = kind is DraftKind.CASE
    with study.ines.writing() as scope:
        new = NewDraft(kind, slug) if is_case else NewDraft(kind, slug, "cpc", "anatomy")
        draft_id = drafts.create_draft(scope, study.bank, new)
        scope.session.get_one(Draft, draft_id).files = files
        draft_publishing.submit_draft(scope, draft_id)
    with study.otto.writing() as scope:
        revision = drafts.get_draft(scope, draft_id).life.revision
        fields = {"lines" if is_case else "choice": [answer]}
        draft_solutions.solve_draft(scope, draft_id, revision, fields, "")
        if is_case:
            draft_solutions.say_of_solution(scope, draft_id, "", agrees=True)
    with study.ines.writing() as scope:
        draft_publishing.publish_draft(scope, draft_id)


def answer(learner: Learner, number: int, *, rightly: bool) -> None:
    """Answers the question where it is the first of a sitting."""
    saved = learner.save(number, 1, {"choice": ["A" if rightly else "B"]})
    assert isinstance(saved, sittings.Saved)


def code(learner: Learner, number: int) -> None:
    """Saves a claim in a sitting with the coding case; not everything in it is right."""
    with learner.writing() as scope:
        cases.save_work(scope, number, cases.CaseWork(claim=CLAIM), 0)
