"""What templates may call: Markdown, numbers, moments."""

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache, wraps
from secrets import token_hex

import nh3
from flask import Flask, request, url_for
from flask_login import current_user
from markdown_it import MarkdownIt
from markupsafe import Markup

from trainer.domain.claims.money import dollars
from trainer.domain.items.content import Option
from trainer.domain.kernel.points import Points, percent
from trainer.services.acting_as import find_present_visit
from trainer.services.practice import TRACKS
from trainer.web.requests import current_scope, data_lag
from trainer.web.signed_cookies import csrf_token

THEMES = ("auto", "light", "dark")
KEYS = ("on", "off")
"""Whether single letters and digits act as shortcuts."""
_MOST_KEPT_CHARACTERS = 20_000

_ALLOWED_TAGS = {
    "p", "em", "strong", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td", "code", "pre", "blockquote",
    "h1", "h2", "h3", "h4", "h5", "h6", "br", "hr", "sub", "sup",
}  # fmt: skip
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": False}).enable("table")


def _kept(render: Callable[[str], Markup]) -> Callable[[str], Markup]:
    """The same, which renders a text once; a long one each time, since thousands of them would fill the memory."""
    kept = lru_cache(maxsize=8192)(render)

    @wraps(render)
    def rendered(text: str) -> Markup:
        return kept(text) if len(text) <= _MOST_KEPT_CHARACTERS else render(text)

    return rendered


@_kept
def markdown(text: str) -> Markup:
    """Markdown as sanitised HTML. HTML in the source is shown as text; links and images are not rendered."""
    html = nh3.clean(_MARKDOWN.render(text), tags=_ALLOWED_TAGS, attributes={})
    html = html.replace("<th></th>", "<td></td>")  # an empty corner heads nothing
    html = html.replace("<h1>", "<h2>").replace("</h1>", "</h2>")  # the page has its own
    scrolling = html.replace("<table>", '<div class="table-scroll" tabindex="0"><table>')
    return Markup(scrolling.replace("</table>", "</table></div>"))  # noqa: S704 - sanitised above


@_kept
def inline_markdown(text: str) -> Markup:
    """The same for a few words inside a line."""
    return Markup(nh3.clean(_MARKDOWN.renderInline(text), tags={"em", "strong", "code", "sub", "sup"}, attributes={}))  # noqa: S704 - sanitised


def instant(moment: datetime) -> Markup:
    """A `<time>` in UTC that a script turns into the reader's zone."""
    shown = f"{moment.day} {moment:%b %Y, %H:%M} UTC"
    return Markup('<time datetime="{}" data-local>{}</time>').format(moment.strftime("%Y-%m-%dT%H:%M:%SZ"), shown)


def day(value: date) -> str:
    """`1 Apr 2026`."""
    return f"{value.day} {value:%b %Y}"


def plural(number: int, one: str, many: str = "") -> str:
    """`1 question`, `2 questions`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def share(points: Points) -> str:
    """Points as a whole per cent."""
    return f"{percent(points.earned, points.possible)} %"


def is_codes(text: str) -> bool:
    """Whether a text is nothing but codes, such as `12032, 11403-51; D22.5`: codes are set in mono."""
    return re.fullmatch(r"(?=.*\d)[0-9A-Z.,;×: \-]+", text) is not None


def letters(options: tuple[Option, ...]) -> list[tuple[str, Option]]:
    """Options with the letters by which they are shown: A, B, C …"""
    return [(chr(ord("A") + place), option) for place, option in enumerate(options)]


def new_request_id() -> str:
    """For a form that starts something: sent twice, it starts one thing."""
    return token_hex(16)


_WORK = {
    "practice": "practice.resume",
    "case": "cases.work",
    "billing": "billing.work",
    "exam": "exams.resume",
    "assignment": "exams.resume",
    "diagnostic": "diagnostics.question",
}
_RESULT = {
    "practice": "practice.result",
    "case": "cases.report",
    "billing": "billing.report",
    "exam": "exams.finish",
    "assignment": "exams.finish",
    "diagnostic": "diagnostics.result",
}


def sitting_url(kind: str, number: int, track: str = "cpc") -> str:
    """Where a sitting is gone on with. A case of the biller's track is a billing exercise."""
    return url_for(_WORK[_work_kind(kind, track)], number=number)


def result_url(kind: str, number: int, track: str = "cpc") -> str:
    """Where the result of a sitting is, or what stands in its place."""
    return url_for(_RESULT[_work_kind(kind, track)], number=number)


def case_start_url(slug: str, track: str) -> str:
    """Where a case of either track is begun."""
    return url_for("billing.start" if track == "cpb" else "cases.start", slug=slug)


def _work_kind(kind: str, track: str) -> str:
    return "billing" if (kind, track) == ("case", "cpb") else kind


def theme() -> str:
    """The reader's choice, from its cookie."""
    chosen = request.cookies.get("theme", "auto")
    return chosen if chosen in THEMES else "auto"


def keys() -> str:
    """The reader's choice, from its cookie: whether single letters and digits act as shortcuts."""
    return "off" if request.cookies.get("keys") == "off" else "on"


def install(app: Flask) -> None:
    """Registers filters and what every page needs."""
    shared = app.jinja_env.globals
    app.jinja_env.make_globals = lambda own: {**shared, **own} if own else shared  # type: ignore[method-assign,assignment]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.add_template_filter(markdown)
    app.add_template_filter(inline_markdown)
    app.add_template_filter(instant)
    app.add_template_filter(day)
    app.add_template_filter(share)
    app.add_template_filter(letters)
    app.add_template_filter(is_codes)
    app.add_template_filter(dollars)
    app.jinja_env.globals.update(plural=plural, percent=percent, new_request_id=new_request_id, TRACKS=TRACKS)
    app.jinja_env.globals["csrf_token"] = csrf_token
    app.jinja_env.globals.update(sitting_url=sitting_url, result_url=result_url)
    app.jinja_env.globals.update(case_start_url=case_start_url, data_lag=data_lag)

    @app.context_processor
    def _every_page() -> dict[str, object]:
        person = current_user.signed_in if current_user.is_authenticated else None
        acting = find_present_visit(current_scope()) if person and person.administrator_id is not None else None
        return {"person": person, "acting": acting, "theme": theme(), "keys": keys(), "csrf_token": csrf_token}
