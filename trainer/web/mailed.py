"""What a page says of a mail that was asked for."""

from flask import current_app


def where_sent(email: str) -> str:
    """`on its way to …`, or where its link is found on a server that sends no mail."""
    if current_app.config["MAIL_CONFIGURED"]:
        return f"on its way to {email}"
    return "in the log of this server, where its operator finds it: mail is not configured"
