"""A month in the practice: choose one, work at the desk and on its accounts day by day, read the closing report."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from trainer.domain.kernel.errors import Conflict, Refused
from trainer.domain.simulation.moves import CheckCoverage, EndDay
from trainer.services import month_pages, month_records, month_reports, months
from trainer.services.month_pages import WorkOrder
from trainer.services.month_records import MonthState, RulesChanged
from trainer.web.months import forms, pages
from trainer.web.requests import current_scope, forget_this_step

blueprint = Blueprint("months", __name__, url_prefix="/billing/months")

Page = str | Response | tuple[str, int]

ELSEWHERE = (
    "This month was played on in another tab or on another device. What you just asked for was not done: below it"
    " stands as it is now."
)


@blueprint.get("")
def index() -> str:
    typed = request.args.get("page", "")
    page = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 6 else 1
    found = month_pages.list_months(current_scope(), page)
    return render_template("billing/months/index.html", **pages.index_page(found, {}))


@blueprint.post("")
def start() -> Page:
    try:
        number = months.start_month(current_scope(), forms.read_new_month(request.form))
    except Refused as error:
        forget_this_step()
        found = month_pages.list_months(current_scope())
        shown = pages.index_page(found, request.form, error.reason, error.field)
        return render_template("billing/months/index.html", **shown), 422
    return redirect(url_for("months.day", number=number), 303)


@blueprint.get("/<int:number>")
def day(number: int) -> Page:
    head = month_records.get_month(current_scope(), number)
    if head.state is MonthState.CLOSED:
        return redirect(url_for("months.report", number=number), 303)
    if head.state is MonthState.ABANDONED or not head.is_replayable:
        return _stopped(head)
    return _desk(number)


def _desk(number: int, notice: str = "") -> str:
    order = forms.read_order(request.values)
    found = month_pages.get_day(current_scope(), number, order)
    shown = pages.day_page(found, request.args.get("show", ""), order)
    return render_template("billing/months/day.html", **shown, notice=notice)


def _stopped(head: month_records.MonthHead) -> str:
    return render_template("billing/months/stopped.html", head=head, **pages.common())


@blueprint.get("/<int:number>/accounts/<account>")
def account(number: int, account: str) -> Page:
    head = month_records.get_month(current_scope(), number)
    if head.state is MonthState.ABANDONED or not head.is_replayable:
        return _stopped(head)
    return _account(number, account)


def _account(number: int, account: str, problem: str = "") -> str:
    order = forms.read_order(request.values)
    found = month_pages.get_account(current_scope(), number, account, order)
    shown = pages.account_page(found, order, problem, request.form)
    return render_template("billing/months/account.html", **shown)


@blueprint.post("/<int:number>/moves")
def move(number: int) -> Page:
    """One move. Refused or too late it changes nothing: the page comes back as it stands, with the reason."""
    account = request.form.get("account", "")
    try:
        made = forms.read_move(request.form)
        state = months.make_move(current_scope(), number, made, forms.read_base_count(request.form))
    except RulesChanged:
        return redirect(url_for("months.day", number=number), 303)
    except Refused as error:
        return _as_it_stands(number, account, error.reason, 422)
    except Conflict:
        return _as_it_stands(number, account, ELSEWHERE, 409)
    if state is MonthState.CLOSED:
        return redirect(url_for("months.report", number=number), 303)
    order = _kept_order()
    if isinstance(made, EndDay):
        return redirect(url_for("months.day", number=number, order=order), 303)
    place = "coverage" if isinstance(made, CheckCoverage) else "work"
    return redirect(url_for("months.account", number=number, account=account, order=order, _anchor=place), 303)


def _as_it_stands(number: int, account: str, reason: str, status: int) -> Page:
    forget_this_step()
    head = month_records.get_month(current_scope(), number)
    if head.state is not MonthState.IN_PROGRESS or not head.is_replayable:
        flash(reason)
        return redirect(url_for("months.day", number=number), 303)
    return (_account(number, account, reason) if account else _desk(number, reason)), status


def _kept_order() -> WorkOrder | None:
    """For an address: the usual order is not named."""
    order = forms.read_order(request.form)
    return None if order is WorkOrder.ARRIVAL else order


@blueprint.get("/<int:number>/report")
def report(number: int) -> Page:
    found = month_reports.get_report(current_scope(), number)
    if found is None:
        return redirect(url_for("months.day", number=number), 303)
    return render_template("billing/months/report.html", **pages.report_page(found))


@blueprint.post("/<int:number>/again")
def again(number: int) -> Response:
    return redirect(url_for("months.day", number=months.restart_month(current_scope(), number)), 303)


@blueprint.post("/<int:number>/abandon")
def abandon(number: int) -> Response:
    months.abandon_month(current_scope(), number)
    flash("The month is given up. Its moves stay in your records.")
    return redirect(url_for("months.index"), 303)
