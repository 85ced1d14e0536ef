"""Help: how exams work, what numbers mean, keys, accessibility, privacy, credits. For everybody, signed in or not."""

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response

from trainer.services import help as services
from trainer.web.help.cookies import COOKIES, STORAGE
from trainer.web.help.licences import LICENCES
from trainer.web.help.shortcuts import SHEETS
from trainer.web.home.views import YEAR_SECONDS
from trainer.web.rendering import KEYS
from trainer.web.requests import current_scope
from trainer.web.security import CSRF_LIFETIME_SECONDS, safe_target

blueprint = Blueprint("help_pages", __name__, url_prefix="/help")

CHAPTERS = (
    ("exams", "How the exams work", "The real CPC and CPB exams beside the mocks here, and what nobody outside knows."),
    ("numbers", "What the numbers mean", "Points, bands, the estimate, pace, scores of cases, reviews, item figures."),
    ("keyboard", "Keyboard", "Every shortcut by page, and a switch for those of a single letter or digit."),
    ("accessibility", "Accessibility", "What is aimed at, what is tested and how, and what is known to be lacking."),
    ("privacy", "Privacy", "What is stored of you and for how long; export and deletion; cookies."),
    ("credits", "Credits and licences", "Whose work this stands on, and whose marks are named."),
)
"""Endpoint, title, and what the chapter is about."""


@blueprint.context_processor
def _chapters() -> dict[str, object]:
    return {"chapters": CHAPTERS}


@blueprint.get("")
def index() -> str:
    return render_template("help/index.html")


@blueprint.get("/exams")
def exams() -> str:
    return render_template("help/exams.html", page=services.get_mocks_page(current_scope()))


@blueprint.get("/numbers")
def numbers() -> str:
    return render_template("help/numbers.html")


@blueprint.get("/keyboard")
def keyboard() -> str:
    return render_template("help/keyboard.html", sheets=SHEETS)


@blueprint.post("/keyboard")
def set_keys() -> Response:
    response = redirect(safe_target(request.form.get("next")), 303)
    chosen = request.form.get("keys", "on")
    response.set_cookie("keys", chosen if chosen in KEYS else "on", max_age=YEAR_SECONDS, samesite="Lax")
    flash(f"Shortcuts of a single letter or digit are {'off' if chosen == 'off' else 'on'}.")
    return response


@blueprint.get("/accessibility")
def accessibility() -> str:
    return render_template("help/accessibility.html", form_hours=CSRF_LIFETIME_SECONDS // 3600)


@blueprint.get("/privacy")
def privacy() -> str:
    page = services.get_privacy_page(current_scope())
    return render_template("help/privacy.html", page=page, cookies=COOKIES, storage=STORAGE)


@blueprint.get("/credits", endpoint="credits")
def show_credits() -> str:
    return render_template("help/credits.html", licences=LICENCES)
