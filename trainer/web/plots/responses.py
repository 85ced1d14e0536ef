"""Answers with a plot: in the theme and for the width that the address asks for."""

from collections.abc import Callable

from flask import Response, request

from trainer.web.plots.palette import PALETTES, Size
from trainer.web.rendering import theme


def svg(draw: Callable[[str, Size], str], size: Size = Size.HALF) -> Response:
    """The document that `draw` makes of theme and size; `size` where the address does not ask for a narrow one.

    Without a theme in the address it is the reader's, and light where theirs is left to the browser.
    """
    wanted = request.args.get("theme", theme())
    is_narrow = request.args.get("size") == Size.NARROW
    drawn = draw(wanted if wanted in PALETTES else "light", Size.NARROW if is_narrow else size)
    return Response(drawn, mimetype="image/svg+xml")
