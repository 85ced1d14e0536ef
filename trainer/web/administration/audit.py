"""The audit log: a page at a time with its filters, and as CSV."""

from flask import Response, render_template, request

from trainer.domain.kernel.errors import Refused
from trainer.services import audit_log
from trainer.services.tables import CSV_TYPE
from trainer.web.administration.views import blueprint
from trainer.web.requests import current_scope

MOST_ID = 2**31 - 1


@blueprint.get("/audit")
def audit() -> str | tuple[str, int]:
    filters = _filters()
    before = request.args.get("before", type=int)
    try:
        page = audit_log.list_events(current_scope(), filters, min(max(before, 1), MOST_ID) if before else None)
    except Refused as error:
        empty = audit_log.AuditPage((), None)
        return render_template("administration/audit.html", page=empty, filters=filters, error=error, before=None), 422
    return render_template("administration/audit.html", page=page, filters=filters, error=None, before=before)


@blueprint.get("/audit.csv")
def audit_csv() -> Response:
    content = audit_log.write_events(current_scope(), _filters())
    name = f"audit-{current_scope().now:%Y-%m-%d}.csv"
    return Response(content, content_type=CSV_TYPE, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _filters() -> dict[str, str]:
    return {name: request.args.get(name, "")[:200] for name in audit_log.FIELDS}
