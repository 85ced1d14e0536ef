"""Scripts and signs, under an address that changes with their content, so that browsers keep them.

The mark of all the files stands before the path, `/static/v-<mark>/js/page.js`: modules that import each other by
relative addresses stay under one mark.
"""

from functools import cache
from pathlib import Path

from flask import Flask, Response, abort

from trainer.web.kept_files import KeptFile, mark_of

MARK = "static_mark"
"""The name under which the application's extensions have the mark."""
_KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


def install(app: Flask) -> None:
    """Serves the folder `static` as the endpoint `static`; the addresses in templates carry the mark."""
    paths, mark = _read(Path(app.root_path) / "static")

    def show(filename: str, asked: str = "") -> Response:
        """A file; without the mark, or under one of before, the present one, asked for again each time."""
        if filename not in paths:
            abort(404)
        return _file_of(paths[filename]).answer(for_good=asked == mark)

    app.extensions[MARK] = mark
    app.add_url_rule("/static/v-<asked>/<path:filename>", "static", show)
    app.add_url_rule("/static/<path:filename>", "static", show)


@cache
def _read(folder: Path) -> tuple[dict[str, Path], str]:
    """The files by their names below the folder, and the mark of them all."""
    paths = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.suffix in _KINDS}
    return paths, mark_of(b"\0".join(name.encode() + b"\0" + path.read_bytes() for name, path in paths.items()))


@cache
def _file_of(path: Path) -> KeptFile:
    return KeptFile(path.read_bytes(), _KINDS[path.suffix])
