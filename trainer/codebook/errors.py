"""What can be wrong with a file of codes."""


class ReleaseUnusable(Exception):
    """The file cannot be imported; the code book in use stays as it is. `line` is 0 where there is none to name."""

    def __init__(self, file: str, line: int, message: str) -> None:
        place = f"{file}, line {line}" if line else file
        super().__init__(f"{place}: {message}")
        self.file, self.line, self.message = file, line, message
