"""The fonts of a PDF: those that every reader has, and DejaVu where a text has letters that they lack."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

_OTHER_SCRIPTS = ("DejaVuSans", "DejaVuSans-Bold")


@dataclass(frozen=True, slots=True)
class Letters:
    """The two fonts of a document. `covers_all` where every text can be shown in them as it is."""

    plain: str
    bold: str
    covers_all: bool

    def shown(self, text: str) -> str:
        """The text as it is, or with the letters that these fonts have."""
        return text if self.covers_all else western(text)


def letters_for(texts: Iterable[str]) -> Letters:
    """Helvetica, which every reader has; for other scripts DejaVu, where the machine has it."""
    if all(text == western(text) for text in texts):
        return Letters("Helvetica", "Helvetica-Bold", covers_all=True)
    try:
        for name in _OTHER_SCRIPTS:
            if name not in pdfmetrics.getRegisteredFontNames():
                pdfmetrics.registerFont(TTFont(name, f"{name}.ttf"))
    except TTFError:
        return Letters("Helvetica", "Helvetica-Bold", covers_all=False)
    return Letters(*_OTHER_SCRIPTS, covers_all=True)


def western(text: str) -> str:
    """The text with letters that Helvetica has: accents that it lacks are dropped, the rest becomes question marks."""
    shown = []
    for sign in text:
        plain = sign.encode("cp1252", "ignore") or unicodedata.normalize("NFKD", sign).encode("cp1252", "ignore")
        shown.append(plain.decode("cp1252") or "?")
    return "".join(shown)
