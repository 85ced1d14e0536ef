"""The report of an exam: page, PDF, plot of pace, and the review of its questions."""

from flask import Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from trainer.services import class_work, exam_reports
from trainer.services.exam_reports import ExamReport, GivenUp, NotGraded, Part, Withheld
from trainer.web.exams import report_words
from trainer.web.exams.blueprint import blueprint
from trainer.web.exams.pace_plot import PALETTES, Size, draw_pace
from trainer.web.rendering import theme
from trainer.web.requests import current_scope

blueprint.add_app_template_filter(report_words.duration)
blueprint.add_app_template_filter(report_words.clock, "minutes_and_seconds")


@blueprint.get("/<int:number>/result")
def result(number: int) -> str | AnyResponse:
    found = exam_reports.get_result(current_scope(), number)
    match found:
        case NotGraded():
            return redirect(url_for("exams.finish", number=number), 303)
        case GivenUp() | Withheld():
            return render_template("exams/no_result.html", page=found, place=_place(found))
        case ExamReport():
            told = {"part": _part(), "Part": Part, "words": report_words, "place": _place(found)}
            return render_template("exams/result.html", page=found, **told)


def _place(found: GivenUp | Withheld | ExamReport) -> class_work.Place | None:
    heading = found.heading
    return class_work.find_place(current_scope(), heading.number) if heading.is_assigned else None


@blueprint.get("/<int:number>/result.pdf")
def result_pdf(number: int) -> AnyResponse:
    found = exam_reports.get_result(current_scope(), number)
    if not isinstance(found, ExamReport):
        return redirect(url_for("exams.result", number=number), 303)
    name = f"{found.heading.track}-{found.heading.form.slug}-{found.heading.started_at:%Y-%m-%d}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    from trainer.web.exams.report_pdf import make_pdf  # noqa: PLC0415 - large, and rarely needed

    return Response(make_pdf(found), mimetype="application/pdf", headers=headers)


@blueprint.get("/<int:number>/pace.svg")
def pace(number: int) -> Response:
    found = exam_reports.get_result(current_scope(), number)
    if not isinstance(found, ExamReport):
        abort(404)
    wanted = request.args.get("theme", theme())
    size = Size.NARROW if request.args.get("size") == Size.NARROW else Size.WIDE
    return Response(draw_pace(found, wanted if wanted in PALETTES else "light", size), mimetype="image/svg+xml")


@blueprint.get("/<int:number>/review/<int:position>")
def review(number: int, position: int) -> str | AnyResponse:
    page = exam_reports.get_review(current_scope(), number, position, _part())
    if page is None:
        return redirect(url_for("exams.result", number=number), 303)
    return render_template("exams/review.html", page=page, Part=Part)


def _part() -> Part:
    """The questions that are asked for; all of them for a word that is none of ours."""
    wanted = request.args.get("show", Part.ALL)
    return Part(wanted) if wanted in set(Part) else Part.ALL
