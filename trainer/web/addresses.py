"""Addresses in templates, built once for each shape: a page has fifty of them, and building one anew takes long.

An address whose values are numbers is a text with holes, and one without values is a text.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from flask import Flask, has_request_context, request

from trainer.web.static_files import MARK

_FIRST_STAND_IN = 2_000_000_001
"""Numbers that stand in for the real ones; no address of ours holds them by itself."""


def install(app: Flask) -> None:
    """Gives templates an `url_for` that builds what Flask's own would, and puts the mark into addresses of files."""

    @lru_cache(maxsize=2048)
    def shape(root: str, endpoint: str, names: tuple[str, ...]) -> str:
        stand_ins: dict[str, Any] = {name: _FIRST_STAND_IN + place for place, name in enumerate(names)}
        address = app.url_for(endpoint, **stand_ins).replace("%", "%%")
        for name, number in stand_ins.items():
            address = address.replace(str(number), f"%({name})d")
        return address

    @lru_cache(maxsize=512)
    def of_file(root: str, filename: str) -> str:
        return app.url_for("static", filename=filename, asked=app.extensions[MARK])

    def below(root: str) -> Callable[..., str]:
        def url_for(endpoint: str, **values: Any) -> str:
            if endpoint == "static" and values.keys() == {"filename"}:
                return of_file(root, values["filename"])
            if endpoint.startswith(".") or not all(type(value) is int for value in values.values()):
                return app.url_for(endpoint, **values)
            return shape(root, endpoint, tuple(values)) % values

        return url_for

    def url_for(endpoint: str, **values: Any) -> str:
        """For imported macros, which see no context."""
        build = below(request.root_path) if has_request_context() else app.url_for
        return build(endpoint, **values)

    anywhere: Callable[..., str] = url_for
    app.jinja_env.globals["url_for"] = anywhere
    app.context_processor(lambda: {"url_for": below(request.root_path) if has_request_context() else app.url_for})
