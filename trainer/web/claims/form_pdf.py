"""A draft as a page: the boxes of our form in our own drawing, on US letter, marked as training."""

from io import BytesIO

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import letter
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from trainer.domain.claims.cms1500 import ITEMS
from trainer.services.claim_drafts import Draft
from trainer.web.billing import form_layout
from trainer.web.billing.form_layout import Band, Box
from trainer.web.pdf_letters import Letters, letters_for

MARK = "Training, not for submission"
_LEFT, _TOP = 30, letter[1] - 34
_WIDTH = letter[0] - 2 * _LEFT
_ROW, _HEADING, _SHADED, _SERVICE = 19.5, 14, 11, 16
_GRID = 24
_LABEL_SIZE, _VALUE_SIZE, _SMALLEST = 4.8, 8.0, 3.4
_PADDING = 2.5
_INK, _LABEL, _RULE, _RESERVED = HexColor("#1f2328"), HexColor("#a3342b"), HexColor("#c98d87"), HexColor("#f6eae8")
_SHARES = (10, 10, 5, 4, 7, 9, 6, 9, 5, 4, 4, 10, 10)
"""How wide the columns of a service line are beside each other, in the order of `SERVICE_COLUMNS`."""


def make_pdf(draft: Draft) -> bytes:
    """The document, of one page. A text that is too long for its box is printed smaller, then cut with an ellipsis."""
    file = BytesIO()
    values = dict(draft.entries)
    canvas = Canvas(file, pagesize=letter, lang="en-US")
    canvas.setTitle(f"{draft.title}: CMS-1500, {MARK.lower()}")
    canvas.setAuthor("Medcode Trainer")
    canvas.setCreator("Medcode Trainer")
    canvas.setSubject(MARK)
    _Sheet(canvas, letters_for([draft.title, *values.values()]), values).draw(draft.title)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


class _Sheet:
    """Draws from top to bottom; `y` is the upper edge of what comes next."""

    def __init__(self, canvas: Canvas, letters: Letters, values: dict[str, str]) -> None:
        self.canvas, self.letters, self.values = canvas, letters, values
        self.y: float = _TOP

    def draw(self, title: str) -> None:
        self._head(title)
        for band in form_layout.TOP:
            self._band(band)
        self._services()
        for band in form_layout.BOTTOM:
            self._band(band)
        self._foot()

    def _head(self, title: str) -> None:
        """The title, and beside it the payer's block."""
        room = _WIDTH * 10 / _GRID - 8
        for below, text, size in (
            (10, "Health insurance claim", 12),
            (22, "after the CMS-1500 (02/12), in our own drawing", 7),
            (36, MARK.upper(), 9),
            (52, title, 8),
        ):
            self._text(_LEFT, self.y - below, text, size, bold=size > 8, room=room)
        self.canvas.setLineWidth(0.5)
        self._band(form_layout.CARRIER)
        self.y -= 4

    def _foot(self) -> None:
        words = f"{MARK}. Practice only: no data of a real patient belongs on this page."
        self._text(_LEFT, self.y - 12, words, 7)

    def _band(self, band: Band) -> None:
        """Columns side by side that end at the right edge; their boxes under each other."""
        unit = _WIDTH / _GRID
        x = _LEFT + _WIDTH - unit * sum(column.span for column in band.columns)
        upper = self.y
        for column in band.columns:
            self.y = upper
            for place in range(band.rows):
                self._box(column.boxes[place] if place < len(column.boxes) else Box(), x, unit * column.span)
            x += unit * column.span

    def _box(self, box: Box, x: float, width: float) -> None:
        self._frame(x, width, _ROW, is_filled=not box.items)
        self._label(x, width, box.note)
        part = width / max(len(box.items), 1)
        for place, item in enumerate(box.items):
            number = f"{ITEMS[item].number} " if not place and ITEMS[item].number else ""
            self._label(x + part * place, part, number + ITEMS[item].label)
            self._value(x + part * place, self.y - _ROW + 4, part, item)
        self.y -= _ROW

    def _services(self) -> None:
        self._columns(_HEADING)
        for (x, width), (_, heading) in zip(self._places(), form_layout.SERVICE_COLUMNS, strict=True):
            self._label(x, width, heading)
        self.y -= _HEADING
        for line in range(1, form_layout.SERVICE_LINES + 1):
            self._frame(_LEFT, _WIDTH, _SHADED, is_filled=True)
            self._text(_LEFT + _PADDING, self.y - _SHADED + 3, str(line), 6)
            self._value(_LEFT + 10, self.y - _SHADED + 3, _WIDTH - 10, f"24.{line}.shaded")
            self.y -= _SHADED
            self._columns(_SERVICE)
            for (x, width), (column, _) in zip(self._places(), form_layout.SERVICE_COLUMNS, strict=True):
                self._value(x, self.y - _SERVICE + 4, width, f"24.{line}.{column}")
            self.y -= _SERVICE

    def _places(self) -> list[tuple[float, float]]:
        """Left edge and width of each column of a service line."""
        unit = _WIDTH / sum(_SHARES)
        return [(_LEFT + unit * sum(_SHARES[:place]), unit * share) for place, share in enumerate(_SHARES)]

    def _columns(self, height: float) -> None:
        for x, width in self._places():
            self._frame(x, width, height, is_filled=False)

    def _frame(self, x: float, width: float, height: float, *, is_filled: bool) -> None:
        self.canvas.setStrokeColor(_RULE)
        self.canvas.setFillColor(_RESERVED)
        self.canvas.rect(x, self.y - height, width, height, stroke=1, fill=int(is_filled))

    def _label(self, x: float, room: float, text: str) -> None:
        self.canvas.setFillColor(_LABEL)
        size, shown = self._fit(text, "Helvetica", _LABEL_SIZE, room - 2 * _PADDING)
        self.canvas.setFont("Helvetica", size)
        self.canvas.drawString(x + _PADDING, self.y - 7, shown)

    def _value(self, x: float, y: float, room: float, item: str) -> None:
        value = self.values.get(item, "")
        choices = {choice.value: choice.label for choice in ITEMS[item].choices}
        self._text(x + _PADDING, y, choices.get(value, value), _VALUE_SIZE, room=room - 2 * _PADDING)

    def _text(self, x: float, y: float, text: str, size: float, *, bold: bool = False, room: float = _WIDTH) -> None:
        font = self.letters.bold if bold else self.letters.plain
        fitting, shown = self._fit(self.letters.shown(text), font, size, room)
        self.canvas.setFillColor(_INK)
        self.canvas.setFont(font, fitting)
        self.canvas.drawString(x, y, shown)

    def _fit(self, text: str, font: str, size: float, room: float) -> tuple[float, str]:
        """The size at which a text fits into its room, and the text, cut where it does not at the smallest."""
        width = stringWidth(text, font, size)
        if width <= room:
            return size, text
        smaller = max(_SMALLEST, size * room / width)
        cut = text
        while cut and stringWidth(f"{cut}…", font, smaller) > room:
            cut = cut[:-1]
        return smaller, text if stringWidth(text, font, smaller) <= room else f"{cut}…"
