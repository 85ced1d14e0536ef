"""The Markdown of lessons: as everywhere else, but links to other lessons and to the word game are links."""

import re

from flask import url_for
from markupsafe import Markup

from trainer.web.rendering import markdown

_LINK = re.compile(r"\[([^\[\]]+)\]\((?:lesson:([a-z0-9-]+)|game:words)\)")
_MARKS = _OPEN, _MIDDLE, _CLOSE = "\ue000", "\ue001", "\ue002"
"""Characters that no text means anything by: they stand for links while the text is rendered and sanitised."""
_MARKED = re.compile(f"{_OPEN}([a-z0-9-]*){_MIDDLE}")


def lesson_text(text: str) -> Markup:
    """Sanitised HTML, see `markdown`; `[words](lesson:<id>)` and `[words](game:words)` become links."""
    for mark in _MARKS:
        text = text.replace(mark, "")
    html = markdown(_LINK.sub(lambda found: f"{_OPEN}{found[2] or ''}{_MIDDLE}{found[1]}{_CLOSE}", text))
    linked = _MARKED.sub(lambda found: _opening(found[1]), html).replace(_CLOSE, "</a>")
    return Markup(linked)  # noqa: S704 - sanitised, and what was put in is escaped


def _opening(slug: str) -> str:
    address = url_for("lessons.show", slug=slug) if slug else url_for("words.index")
    return str(Markup('<a href="{}">').format(address))
