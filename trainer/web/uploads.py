"""Files that people send: which routes take larger ones than others, and what is said of one that is larger still."""

from flask import Blueprint, request
from flask_login import current_user

from trainer.domain.kernel.errors import Refused
from trainer.services.claim_papers import MAX_FILE_BYTES

MOST_NOTES = 10
"""What is said of a file in single messages at most: they travel in a cookie."""
_AROUND_THE_FILE = 50_000
"""What a browser sends beside the file: names, boundaries, the token."""


def take_files(blueprint: Blueprint, endpoint: str) -> None:
    """Lets one endpoint of a blueprint take files of up to 5 MB, of those who are signed in.

    The limit is raised before anything reads the form: of all hooks of a request this one is the first.
    """

    @blueprint.url_value_preprocessor
    def raise_limit(asked: str | None, values: object) -> None:
        if asked != endpoint or not current_user.is_authenticated:
            return
        most = MAX_FILE_BYTES + _AROUND_THE_FILE
        request.max_content_length = most
        if (request.content_length or 0) > most:
            size = f"{request.content_length or 0:,} bytes"
            raise Refused(f"The file is too large: {size} were sent, and a file of {MAX_FILE_BYTES:,} bytes is read.")


def read_file() -> tuple[bytes, str]:
    """The file of the form and its name.

    Raises:
        Refused: no file was chosen.
    """
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Refused("Choose a file first.", "file")
    return file.read(MAX_FILE_BYTES + 1), file.filename
