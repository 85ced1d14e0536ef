"""One row of an answer sheet: the number of a question, and circles or lines for its answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from trainer.web.papers.sheet import INK, Sheet

_NUMBER = 28
_ROW = 19
_RADIUS = 6.6


@dataclass(frozen=True, slots=True)
class Cell:
    """A circle around a letter, or a line of this length (not 0) with words before and after it; else words alone."""

    label: str
    line: float = 0
    after: str = ""


class AnswerRow(Flowable):
    """The number of a question and its cells, as many to a line as there is room for."""

    def __init__(self, sheet: Sheet, label: str, cells: Sequence[Cell], indent: float = _NUMBER) -> None:
        super().__init__()
        self.sheet, self.label, self.indent = sheet, sheet.shown(label), indent
        self.cells = [Cell(sheet.shown(cell.label), cell.line, sheet.shown(cell.after)) for cell in cells]
        self._placed: list[tuple[Cell, float, int]] = []
        self._lines = 1

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        self._placed, x, line = [], self.indent, 0
        for cell in self.cells:
            width = self._width(cell, available_width - self.indent)
            if x + width > available_width and x > self.indent:
                x, line = self.indent, line + 1
            self._placed.append((cell, x, line))
            x += width
        self._lines = line + 1
        return available_width, self._lines * _ROW + 3

    def _width(self, cell: Cell, room: float) -> float:
        if not cell.line:
            return (2 * _RADIUS if cell.label else 0) + 7 + self._text_width(cell.after)
        return min(room, self._text_width(cell.label) + cell.line + 4 + self._text_width(cell.after) + 10)

    def _text_width(self, text: str) -> float:
        return float(stringWidth(text, self.sheet.letters.plain, 8.5)) + 4 if text else 0

    def draw(self) -> None:
        canvas, top = self.canv, self._lines * _ROW + 3
        canvas.setStrokeColor(INK)
        canvas.setFillColor(INK)
        canvas.setLineWidth(0.6)
        canvas.setFont(self.sheet.letters.bold, 9.5)
        canvas.drawRightString(self.indent - 7, top - _ROW + 5, self.label)
        for cell, x, line in self._placed:
            base = top - (line + 1) * _ROW + 5
            if cell.line:
                self._draw_line(canvas, cell, x, base)
            else:
                self._draw_circle(canvas, cell, x, base)

    def _draw_circle(self, canvas: Canvas, cell: Cell, x: float, base: float) -> None:
        if cell.label:
            canvas.circle(x + _RADIUS, base + 3, _RADIUS)
            canvas.setFont(self.sheet.letters.plain, 7.5)
            canvas.drawCentredString(x + _RADIUS, base + 0.4, cell.label)
            x += 2 * _RADIUS + 4
        if cell.after:
            canvas.setFont(self.sheet.letters.plain, 8.5)
            canvas.drawString(x, base, cell.after)

    def _draw_line(self, canvas: Canvas, cell: Cell, x: float, base: float) -> None:
        canvas.setFont(self.sheet.letters.plain, 8.5)
        canvas.drawString(x, base, cell.label)
        begin = x + self._text_width(cell.label)
        canvas.line(begin, base - 2, begin + cell.line, base - 2)
        canvas.drawString(begin + cell.line + 4, base, cell.after)
