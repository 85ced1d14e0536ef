"""Whether a text has the form of an e-mail address."""


def is_address(text: str) -> bool:
    """Whether mail could be sent to it; white space around it is for the caller to strip. Nothing is looked up."""
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415 - slow to import, for few pages

    try:
        validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True
