"""Names of files that learners bring, and other texts of one line: as they are kept and shown."""

MAX_NAME = 200


def one_line(text: str) -> str:
    """The text without control characters, which neither a database nor a page takes; spaces folded."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def kept_name(name: str) -> str:
    """The name of a file without its folders, at most 200 characters; "file" where nothing is left."""
    return one_line(name.replace("\\", "/").rsplit("/", 1)[-1])[:MAX_NAME] or "file"
