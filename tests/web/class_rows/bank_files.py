"""Who gets what around the files of a bank: its owner and administrators; of a shared one all who teach."""

from tests.web.class_rows.authoring import a_bank, a_shared_bank, for_owner
from tests.web.class_rows.row import Row, for_teachers


def template(school: object) -> dict[str, object]:
    return {"ending": "csv"}


ROWS: dict[tuple[str, str], Row] = {
    ("authoring.bank_in_files", "GET"): for_owner(200, a_bank),
    ("authoring.export_bank", "POST"): Row(for_owner(200, a_bank).outcomes, a_bank, {"as": "zip"}),
    ("authoring.table_template", "GET"): for_teachers(200, template),
    ("authoring.preview_import", "POST"): for_owner(422, a_bank),
    ("authoring.import_files", "POST"): for_teachers(422, a_shared_bank),
    ("authoring.import_problems", "POST"): for_owner(422, a_bank),
}
