"""Forms that make something carry a mark of their own: sent twice, they lead to what they made the first time."""

from flask import flash, request

from trainer.services.sent_forms import Made

MADE_BEFORE = "It was made a moment ago."


def request_id() -> str:
    """The mark of the form that was sent; "" where it has none."""
    return request.form.get("request_id", "")


def flash_made(made: Made, words: str) -> None:
    """Says what was done, or that the same form had done it before."""
    flash(words if made.is_new else MADE_BEFORE)
