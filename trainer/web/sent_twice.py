"""Forms that make something carry a mark of their own: sent twice, they lead to what they made the first time."""

import hashlib

from flask import flash, request

from trainer.services.sent_forms import MAX_REQUEST_CHARACTERS, Made

MADE_BEFORE = "It was made a moment ago."


def request_id() -> str:
    """The mark of the form that was sent, with what was typed in it; "" where it has none.

    So whoever goes back to a form and changes it makes another thing, and loses nothing of what they typed.
    """
    if not request.form.get("request_id"):
        return ""
    typed = sorted(pair for pair in request.form.items(multi=True) if pair[0] != "csrf_token")
    return hashlib.sha256(repr((request.path, typed)).encode()).hexdigest()[:MAX_REQUEST_CHARACTERS]


def flash_made(made: Made, words: str) -> None:
    """Says what was done, or that the same form had done it before."""
    flash(words if made.is_new else MADE_BEFORE)
