"""The code book of a running program: opened once for each set of releases, opened anew when it was built again."""

from datetime import date
from pathlib import Path
from threading import Lock

from trainer.codebook.book import CodeBookUnusable, ReleaseRow, SqliteCodeBook
from trainer.domain.codesets.book import CodeBook
from trainer.domain.codesets.edits import ClaimEdits


class Shelf:
    """Gives every thread of a process the same open book."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._opened: tuple[int, int, int] | None = None
        self._books: dict[tuple[ReleaseRow, ...], SqliteCodeBook] = {}

    def on(self, day: date) -> SqliteCodeBook:
        """The code book with the releases in force on a day.

        Raises:
            CodeBookUnusable: it is not there, damaged, or of another format.
        """
        with self._lock:
            self._notice_a_new_file()
            for book in self._books.values():
                in_force = book.in_force(day)
                break
            else:
                book = SqliteCodeBook(self._path, day)
                in_force = book.in_force(day)
            if in_force not in self._books:
                fits = tuple(book.releases.values()) == in_force
                self._books[in_force] = book if fits else SqliteCodeBook(self._path, day)
            return self._books[in_force]

    def open_on(self, day: date) -> tuple[CodeBook, ClaimEdits]:
        """What grading asks: the code book and the imported edits with the releases in force on a day.

        Raises:
            CodeBookUnusable: see there.
        """
        book = self.on(day)
        return book, book.reference

    def _notice_a_new_file(self) -> None:
        """Lets go of the old file; who is still reading it keeps it until done."""
        try:
            status = self._path.stat()
        except OSError as error:
            raise CodeBookUnusable(f"{self._path} is not there") from error
        seen = (status.st_ino, status.st_mtime_ns, status.st_size)
        if seen != self._opened:
            self._books.clear()
            self._opened = seen
