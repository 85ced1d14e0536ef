"""Who gets what in authoring: whoever may teach, and administrators; of private banks those who see the bank."""

from uuid import uuid4

from tests.support.authoring import sound_item
from tests.support.school import School
from tests.support.visitors import LOG_IN, Outcome
from tests.web.class_rows.row import Arguments, Row, for_teachers
from trainer.domain.items.drafts import DraftKind
from trainer.services import banks, draft_publishing, drafts
from trainer.services.draft_beginnings import NewDraft


def a_bank(school: School, *, is_shared: bool = False) -> dict[str, object]:
    """A bank of the instructor's."""
    with school.instructor.writing() as scope:
        return {"slug": banks.create_bank(scope, f"Bank {uuid4().hex}", is_shared=is_shared)}


def a_shared_bank(school: School) -> dict[str, object]:
    return a_bank(school, is_shared=True)


def a_draft(school: School, *, is_shared: bool = True, is_submitted: bool = False) -> dict[str, object]:
    """A sound draft of the instructor's in a bank of theirs."""
    bank, slug = str(a_bank(school, is_shared=is_shared)["slug"]), f"cpc-{uuid4().hex}"
    with school.instructor.writing() as scope:
        draft_id = drafts.create_draft(scope, bank, NewDraft(DraftKind.ITEM, slug, "cpc", "anatomy"))
        drafts.save_draft(scope, draft_id, sound_item(slug), 1)
        if is_submitted:
            draft_publishing.submit_draft(scope, draft_id)
    return {"draft_id": draft_id}


def a_private_draft(school: School) -> dict[str, object]:
    return a_draft(school, is_shared=False)


def in_review(school: School) -> dict[str, object]:
    return a_draft(school, is_submitted=True)


def retired(school: School) -> dict[str, object]:
    found = a_draft(school)
    with school.instructor.writing() as scope:
        draft_publishing.retire_draft(scope, int(str(found["draft_id"])))
    return found


def revision(school: School) -> dict[str, object]:
    return a_draft(school) | {"number": 1}


def an_item(school: School) -> dict[str, object]:
    return {"slug": "a-single"}


def a_case(school: School) -> dict[str, object]:
    return {"slug": "no-such-case"}


def for_owner(status: Outcome, arguments: Arguments) -> Row:
    """Their owner and an administrator; nobody else learns that there is such a bank."""
    return Row((LOG_IN, 404, 404, 404, status, 404, status), arguments)


def for_author(status: Outcome, closed: Outcome, arguments: Arguments) -> Row:
    """Who wrote it; an administrator, who could still solve it, is led past its key."""
    return Row((LOG_IN, 404, 404, 404, status, 404, closed), arguments)


def for_others(status: Outcome, refused: Outcome, arguments: Arguments) -> Row:
    """Those who may teach, but for the author."""
    return Row((LOG_IN, 404, 404, 404, refused, status, status), arguments)


ROWS: dict[tuple[str, str], Row] = {
    ("authoring.index", "GET"): for_teachers(200),
    ("authoring.create_bank", "POST"): for_teachers(422),
    ("authoring.bank", "GET"): for_owner(200, a_bank),
    ("authoring.change_bank", "POST"): Row((LOG_IN, 404, 404, 404, 422, 422, 422), a_shared_bank),
    ("authoring.create_draft", "POST"): for_teachers(422, a_shared_bank),
    ("authoring.item", "GET"): for_teachers(200, an_item),
    ("authoring.copy_item", "POST"): for_teachers(404, an_item),
    ("authoring.copy_case", "POST"): for_teachers(404, a_case),
    ("authoring.draft", "GET"): for_owner(200, a_private_draft),
    ("authoring.edit", "GET"): for_author(200, 303, a_private_draft),
    ("authoring.save", "POST"): for_author(200, 422, a_private_draft),
    ("authoring.preview", "POST"): for_teachers(404),
    ("authoring.history", "GET"): for_author(200, 303, a_private_draft),
    ("authoring.restore_revision", "POST"): for_teachers(409, revision),
    ("authoring.submit", "POST"): for_teachers(303, a_draft),
    ("authoring.withdraw", "POST"): for_teachers(303, in_review),
    ("authoring.settle", "POST"): for_teachers(422, in_review),
    ("authoring.publish", "POST"): for_teachers(422, in_review),
    ("authoring.retire", "POST"): for_teachers(303, a_draft),
    ("authoring.restore", "POST"): for_teachers(303, retired),
    ("authoring.solve", "GET"): for_others(200, 303, in_review),
    ("authoring.open_draft", "POST"): for_teachers(303, in_review),
    ("authoring.send_solution", "POST"): for_teachers(422, in_review, {"revision": "2"}),
    ("authoring.say", "POST"): for_teachers(422, in_review),
}
