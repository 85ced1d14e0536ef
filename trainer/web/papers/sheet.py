"""The sheet that papers are printed on: its size, its type, tables, and the foot of every page."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4, letter
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, Table, TableStyle

from trainer.web.papers.parts import PaperSize
from trainer.web.pdf_letters import Letters

INK, INK_2, RULE = HexColor("#000000"), HexColor("#444444"), HexColor("#999999")
"""Papers are copied in black and white: no shades that a copier loses."""
MARGIN = 18 * mm
FOOT = 10 * mm
INDENT, OPTION = 26, 20
"""Room for the number of a question, and for the letter of an option behind it."""
_SIGNS = str.maketrans({"≥": ">=", "≤": "<=", "→": "->", "−": "-", "≠": "<>", "≈": "about ", "✓": "yes", "✗": "no"})


_SIZES = {PaperSize.LETTER: letter, PaperSize.A4: A4}


@dataclass(frozen=True, slots=True)
class Foot:
    """What stands at the foot of a page: at the left what it is, at the right the form and the page of so many."""

    left: str
    form: str


class Sheet:
    """The size of a sheet and the styles of what is written on it."""

    def __init__(self, size: PaperSize, letters: Letters) -> None:
        self.page_size: tuple[float, float] = _SIZES[size]
        self.width = self.page_size[0] - 2 * MARGIN
        self.height = self.page_size[1] - 2 * MARGIN - FOOT
        self.letters = letters
        is_western = letters.plain == "Helvetica"
        self.italic = "Helvetica-Oblique" if is_western else letters.plain
        self.mono = "Courier" if is_western else letters.plain
        self.text = ParagraphStyle(
            "text", fontName=letters.plain, fontSize=10, leading=13.5, textColor=INK, spaceAfter=4, bulletFontSize=10
        )
        self.hint = ParagraphStyle("hint", self.text, fontSize=8.5, leading=11, textColor=INK_2)
        self.strong = ParagraphStyle("strong", self.text, fontName=letters.bold)
        self.heading = ParagraphStyle(
            "heading", self.strong, fontSize=12, leading=16, spaceBefore=10, spaceAfter=4, keepWithNext=1
        )
        self.title = ParagraphStyle("title", self.strong, fontSize=20, leading=25, spaceAfter=6)

    def shown(self, text: str) -> str:
        """The text in signs that the fonts have."""
        return text if self.letters.covers_all else self.letters.shown(text.translate(_SIGNS))

    def markup(self, text: str) -> str:
        """The text for a paragraph: its own signs mean nothing there."""
        return escape(self.shown(text), quote=False)

    def write(self, text: str, style: ParagraphStyle | None = None, bullet: str | None = None) -> Paragraph:
        """A plain text that wraps."""
        return Paragraph(self.markup(text), style or self.text, bulletText=bullet)

    def grid(
        self,
        rows: Sequence[Sequence[Any]],
        widths: Sequence[float],
        *,
        has_head: bool = False,
        heights: Sequence[float] | None = None,
    ) -> Table:
        """A table with hairlines; a row higher than a page is split. `heights`: of rows to write in."""
        lines = TableStyle(
            [
                ("GRID", (0, 0), (-1, -1), 0.5, RULE),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 4),
                ("RIGHTPADDING", (0, 0), (-1, -1), 4),
                ("TOPPADDING", (0, 0), (-1, -1), 2),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
            ]
        )
        return Table(
            [list(row) for row in rows],
            list(widths),
            rowHeights=None if heights is None else list(heights),
            style=lines,
            repeatRows=int(has_head),
            splitInRow=1,
            spaceBefore=4,
            spaceAfter=6,
            hAlign="LEFT",
        )

    def indented(self, style: ParagraphStyle, indent: float, bullet_indent: float | None = None) -> ParagraphStyle:
        """The same style further to the right, its bullet where the text around it begins."""
        name = f"{style.name} {indent} {bullet_indent}"
        bullet = indent if bullet_indent is None else bullet_indent
        return ParagraphStyle(name, style, leftIndent=indent, bulletIndent=bullet, bulletFontName=self.letters.plain)


class FormBegin(Flowable):
    """Takes no room; from its page on the foot is this one."""

    def __init__(self, foot: Foot) -> None:
        super().__init__()
        self.foot = foot

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        return 0, 0

    def draw(self) -> None:
        self.canv.foot = self.foot


class NumberedCanvas(Canvas):
    """Keeps every page until it is known how many its form has, then draws the feet."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.foot = Foot("", "")
        self._kept: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802 - the name is reportlab's
        self._kept.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        kept = self._kept
        totals = Counter(page["foot"] for page in kept)
        seen: Counter[Foot] = Counter()
        for page in kept:
            self.__dict__.update(page)
            seen[self.foot] += 1
            self._draw_foot(seen[self.foot], totals[self.foot])
            super().showPage()
        super().save()

    def _draw_foot(self, number: int, total: int) -> None:
        foot, font, size = self.foot, self._foot_font, 8
        right = f"{foot.form} · page {number} of {total}" if foot.form else f"page {number} of {total}"
        edge, base = self._pagesize[0] - MARGIN, MARGIN - 2 * mm
        self.saveState()
        self.setFont(font, size)
        self.setFillColor(INK_2)
        self.drawRightString(edge, base, right)
        room = edge - MARGIN - stringWidth(right, font, size) - 6 * mm
        self.drawString(MARGIN, base, cut(foot.left, font, size, room))
        self.restoreState()

    _foot_font = "Helvetica"


def canvas_of(sheet: Sheet) -> type[NumberedCanvas]:
    """The canvas whose feet are written in the letters of this sheet."""
    return type("SheetCanvas", (NumberedCanvas,), {"_foot_font": sheet.letters.plain})


def cut(text: str, font: str, size: float, room: float) -> str:
    """The text, or as much of it as there is room for, with dots at its end."""
    if stringWidth(text, font, size) <= room:
        return text
    while text and stringWidth(text + "…", font, size) > room:
        text = text[:-1]
    return text.rstrip() + "…"
