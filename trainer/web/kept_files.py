"""A file that browsers may keep: compressed once, with a mark of its content for its address and its ETag."""

import gzip
import hashlib
from functools import cached_property

from flask import Response, request

KEPT_SECONDS = 365 * 24 * 3600
_MARK_CHARACTERS = 16


def mark_of(content: bytes) -> str:
    """A short text that is another one for other content."""
    return hashlib.sha256(content).hexdigest()[:_MARK_CHARACTERS]


class KeptFile:
    """The content of one file. `kind` is its media type."""

    def __init__(self, content: bytes, kind: str) -> None:
        self.content = content
        self.kind = kind

    @cached_property
    def mark(self) -> str:
        return mark_of(self.content)

    @cached_property
    def compressed(self) -> bytes:
        return gzip.compress(self.content, mtime=0)

    def answer(self, *, for_good: bool) -> Response:
        """The response, compressed where that may be and is shorter; 304 for whoever has it.

        `for_good`: the address changes with the content. Else whoever keeps it asks each time whether it still holds.
        """
        is_short = len(self.compressed) < len(self.content)
        compresses = is_short and request.accept_encodings.quality("gzip") > 0
        response = Response(self.compressed if compresses else self.content, mimetype=self.kind)
        response.headers["Vary"] = "Accept-Encoding"
        if compresses:
            response.headers["Content-Encoding"] = "gzip"
        response.headers["Cache-Control"] = f"public, max-age={KEPT_SECONDS}, immutable" if for_good else "no-cache"
        response.set_etag(f"{self.mark}-gzip" if compresses else self.mark)
        response.make_conditional(request)
        return response
