"""Builds the Flask application from its parts."""

from pathlib import Path

from flask import Flask
from flask_bootstrap import Bootstrap5
from werkzeug.middleware.proxy_fix import ProxyFix

from trainer.config import Settings
from trainer.services.scope import Scopes
from trainer.web import (
    addresses,
    errors,
    health,
    metrics,
    navigation,
    rendering,
    request_log,
    requests,
    security,
    static_files,
    stylesheet,
)
from trainer.web.accounts.blueprint import blueprint as accounts
from trainer.web.administration.views import blueprint as administration
from trainer.web.assignments.blueprint import blueprint as assignments
from trainer.web.authoring.views import blueprint as authoring
from trainer.web.billing.views import blueprint as billing
from trainer.web.cases.views import blueprint as cases
from trainer.web.claims.blueprint import blueprint as claims
from trainer.web.classes.views import blueprint as classes
from trainer.web.codes.views import blueprint as codes
from trainer.web.diagnostics.views import blueprint as diagnostics
from trainer.web.disputes.views import blueprint as disputes
from trainer.web.errata.views import blueprint as errata
from trainer.web.exams.blueprint import blueprint as exams
from trainer.web.exports.views import blueprint as exports
from trainer.web.field.views import blueprint as field
from trainer.web.first_visit.views import blueprint as first_visit
from trainer.web.gradebook.blueprint import blueprint as gradebook
from trainer.web.help.views import blueprint as help_pages
from trainer.web.home.views import blueprint as home
from trainer.web.insight.views import blueprint as insight
from trainer.web.lessons.views import blueprint as lessons
from trainer.web.months.views import blueprint as months
from trainer.web.papers.views import blueprint as papers
from trainer.web.plans.views import blueprint as plans
from trainer.web.practice.views import blueprint as practice
from trainer.web.progress.views import blueprint as progress
from trainer.web.readiness.views import blueprint as readiness
from trainer.web.remittances.views import blueprint as remittances
from trainer.web.reviews.views import blueprint as reviews
from trainer.web.signed_cookies import SignedCookies
from trainer.web.waiting.views import blueprint as waiting
from trainer.web.words.views import blueprint as words

MAX_REQUEST_BYTES = 1_000_000
MAX_FIELDS = 5_000
"""Two sections of 200 claim lines with all their fields."""
BLUEPRINTS = (
    home,
    accounts,
    first_visit,
    practice,
    exams,
    cases,
    billing,
    claims,
    remittances,
    months,
    diagnostics,
    progress,
    plans,
    readiness,
    reviews,
    codes,
    errata,
    field,
    help_pages,
    lessons,
    words,
    exports,
    waiting,
    classes,
    assignments,
    gradebook,
    insight,
    papers,
    disputes,
    authoring,
    administration,
)


def make_app(scopes: Scopes, settings: Settings, secret_key: str, templates: Path) -> Flask:
    """The application; its blueprints are one per feature."""
    app = Flask("trainer.web", template_folder=str(templates), static_folder=None)
    app.session_interface = SignedCookies()
    app.config.update(
        SECRET_KEY=secret_key,
        MAX_CONTENT_LENGTH=MAX_REQUEST_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_REQUEST_BYTES,
        MAX_FORM_PARTS=MAX_FIELDS,
        BOOTSTRAP_SERVE_LOCAL=True,
        SEND_FILE_MAX_AGE_DEFAULT=3600,
        MAIL_CONFIGURED=settings.mail.is_configured,
    )
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    request_log.install(app, settings)  # first, so that it ends when all else is done
    app.extensions["scopes"] = scopes
    metrics.install(app, settings)
    requests.install(app, scopes)
    health.install(app)
    security.install(app, settings)
    errors.install(app)
    rendering.install(app)
    Bootstrap5(app)
    stylesheet.install(app)
    static_files.install(app)
    addresses.install(app)
    navigation.install(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app
