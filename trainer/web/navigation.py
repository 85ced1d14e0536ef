"""The links of the main navigation: which one a page belongs to depends on its blueprint alone, so each is kept."""

from functools import lru_cache

from flask import Flask, request
from markupsafe import Markup

_PLACES = {
    "member": (
        ("reviews.index", "Review"),
        ("practice.setup", "Practice"),
        ("exams.index", "Exams"),
        ("cases.index", "Cases"),
        ("billing.index", "Billing"),
        ("plans.index", "Plan"),
        ("progress.index", "Progress"),
        ("codes.search", "Code book"),
        ("classes.index", "Classes"),
    ),
    "visitor": (
        ("first_visit.index", "Try it"),
        ("lessons.index", "Lessons"),
        ("words.index", "Words"),
        ("field.index", "The field"),
        ("help_pages.index", "Help"),
    ),
}
_ALSO_THERE = {
    "Billing": {"claims", "remittances", "months"},
    "Classes": {"assignments", "gradebook", "insight", "papers"},
    "Try it": {"practice", "cases", "billing"},
}
"""Blueprints whose pages belong to a place beside its own."""


def install(app: Flask) -> None:
    """Gives templates `main_links(kind)`, for a member or a visitor."""

    @lru_cache(maxsize=512)
    def written(root: str, kind: str, blueprint: str | None) -> Markup:
        lines = []
        for endpoint, label in _PLACES[kind]:
            is_here = blueprint == endpoint.partition(".")[0] or blueprint in _ALSO_THERE.get(label, ())
            current = Markup(' aria-current="page"') if is_here else ""
            lines.append(Markup('<a href="{}"{}>{}</a>').format(app.url_for(endpoint), current, label))
        return Markup("\n        ").join(lines)

    app.jinja_env.globals["main_links"] = lambda kind: written(request.root_path, kind, request.blueprint)
