"""The report of an exam as a PDF, to be kept or handed on: the same figures as on its page."""

from collections.abc import Iterator
from html import escape
from io import BytesIO

from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import letter
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from trainer.domain.attempts.attempt import AttemptState
from trainer.domain.kernel.points import percent
from trainer.services.exam_reports import AreaRow, ExamReport, Part
from trainer.web.exams import report_words as words
from trainer.web.exams.pace_drawing import draw
from trainer.web.exams.pace_plot import PALETTES
from trainer.web.pdf_letters import Letters, letters_for

_COLORS = PALETTES["light"]
_MARGIN = 18 * mm
_PADDING = 6
"""What reportlab leaves free inside its frame."""
_WIDTH = letter[0] - 2 * (_MARGIN + _PADDING)
_LISTED = {
    Part.WRONG: "Not right",
    Part.UNANSWERED: "Unanswered",
    Part.SLOW: "Slow",
    Part.FLAGGED: "Flagged",
    Part.CHANGED: "Changed",
}


def make_pdf(report: ExamReport) -> bytes:
    """The document, on US letter; it fits on A4 too."""
    file = BytesIO()
    title = f"{report.heading.title}: {words.verdict(report)}"
    document = SimpleDocTemplate(
        file,
        pagesize=letter,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=_MARGIN,
        bottomMargin=_MARGIN + 6 * mm,
        title=title,
        author="Medcode Trainer",
        creator="Medcode Trainer",
        subject=words.DISCLAIMER,
        lang="en-US",
    )
    sheet = _Sheet(letters_for(_texts(report)))
    document.build(list(sheet.flowables(report)), onFirstPage=sheet.footer, onLaterPages=sheet.footer)
    return file.getvalue()


def _texts(report: ExamReport) -> Iterator[str]:
    """What other people wrote: only there letters of other scripts can stand."""
    yield report.heading.learner_name
    yield report.heading.title
    yield from (area.title for area in report.areas)
    yield from (regrade.reason for regrade in report.regrades)


class _Sheet:
    """Makes the parts of the document in its letters."""

    def __init__(self, letters: Letters) -> None:
        self.letters = letters
        ink, ink_2 = HexColor(_COLORS.ink), HexColor(_COLORS.ink_2)
        base = ParagraphStyle("text", fontName=letters.plain, fontSize=9.5, leading=13, textColor=ink)
        self.text = base
        self.hint = ParagraphStyle("hint", base, fontSize=8.5, leading=11, textColor=ink_2)
        self.number = ParagraphStyle("number", base, alignment=TA_RIGHT)
        self.number_head = ParagraphStyle("number head", self.hint, alignment=TA_RIGHT)
        self.title = ParagraphStyle("title", base, fontName=letters.bold, fontSize=20, leading=25)
        self.heading = ParagraphStyle(
            "heading",
            base,
            fontName=letters.bold,
            fontSize=11,
            leading=15,
            spaceBefore=12,
            spaceAfter=4,
            keepWithNext=1,
        )

    def flowables(self, report: ExamReport) -> Iterator[Flowable]:
        """The document from top to bottom."""
        yield self.write(report.heading.title, self.hint)
        yield self.write(words.verdict(report), self.title)
        yield self.write(words.standing(report))
        yield Spacer(1, 8)
        yield self._grid(
            [(self.write(name, self.hint), self.write(value)) for name, value in _facts(report)], (0.24, 0.76)
        )
        yield from self._areas(report)
        yield from self._pace(report)
        yield from self._study(report)
        yield from self._answers(report)
        yield from self._regrades(report)
        yield from self._mocks(report)

    def footer(self, canvas: Canvas, document: SimpleDocTemplate) -> None:
        """What the result is and is not, on every page."""
        canvas.saveState()
        canvas.setFont("Helvetica", 8)
        canvas.setFillColor(HexColor(_COLORS.ink_2))
        canvas.drawString(_MARGIN + _PADDING, 12 * mm, words.DISCLAIMER)
        canvas.drawRightString(letter[0] - _MARGIN - _PADDING, 12 * mm, f"Medcode Trainer · page {document.page}")
        canvas.restoreState()

    def write(self, text: str, style: ParagraphStyle | None = None) -> Paragraph:
        """A text that wraps, whatever signs are in it."""
        return Paragraph(escape(self.letters.shown(text), quote=False), style or self.text)

    def _section(self, title: str, *parts: Flowable) -> Iterator[Flowable]:
        yield self.write(title, self.heading)
        yield from parts

    def _grid(self, rows: list[tuple[Flowable, ...]], shares: tuple[float, ...], *, has_head: bool = False) -> Table:
        lines = TableStyle(
            [
                ("LINEBELOW", (0, 0), (-1, -1), 0.5, HexColor(_COLORS.rule)),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (0, -1), 0),
                ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 2.5),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
            ]
        )
        return Table(rows, [share * _WIDTH for share in shares], style=lines, repeatRows=int(has_head))

    def _areas(self, report: ExamReport) -> Iterator[Flowable]:
        if not report.areas:
            return
        mark = words.mark_of(report)
        head = (
            ("Area", self.hint),
            ("Right", self.number_head),
            ("Per cent", self.number_head),
            (f"Beside {mark}", self.hint),
        )
        rows = [tuple(self.write(*cell) for cell in head)]
        rows += [self._area(area) for area in report.areas]
        table = self._grid(rows, (0.52, 0.14, 0.12, 0.22), has_head=True)
        yield from self._section("By area", table, Spacer(1, 3), self.write(words.about_bands(report), self.hint))

    def _area(self, area: AreaRow) -> tuple[Flowable, ...]:
        score = area.score
        share = f"{percent(score.correct, score.questions)} %" if score.has_percentage else "–"
        return (
            self.write(area.title),
            self.write(f"{score.correct} of {score.questions}", self.number),
            self.write(share, self.number),
            self.write(words.BAND_WORDS[score.band]),
        )

    def _pace(self, report: ExamReport) -> Iterator[Flowable]:
        if not report.has_times:
            yield from self._section("Time", self.write(words.NO_TIMES))
            return
        drawing: Drawing = draw(report, _WIDTH, 58 * mm, self.letters.plain)
        told = self.write(words.about_pace(report))
        yield KeepTogether([*self._section("Time", told), Spacer(1, 4), drawing])

    def _study(self, report: ExamReport) -> Iterator[Flowable]:
        if report.to_study:
            rows = [
                (
                    self.write(f"{place}. {area.title}"),
                    self.write(f"missed {area.score.lost} of {area.score.questions}"),
                    self.write(words.weight_of(area, report), self.hint),
                )
                for place, area in enumerate(report.to_study, start=1)
            ]
            yield from self._section("What to study next", self._grid(rows, (0.5, 0.2, 0.3)))

    def _answers(self, report: ExamReport) -> Iterator[Flowable]:
        """Which questions to look at again, by number; only where answers may be shown."""
        if not report.shows_answers:
            return
        rows = []
        for part, name in _LISTED.items():
            listed = ", ".join(str(row.position) for row in report.part(part)) or "none"
            rows.append((self.write(name, self.hint), self.write(listed)))
        if shifts := words.shifts_in_words(report):
            rows.append((self.write("Changes", self.hint), self.write(f"{shifts}. {words.came_to(report)}")))
        yield from self._section("Questions by number", self._grid(rows, (0.24, 0.76)))

    def _regrades(self, report: ExamReport) -> Iterator[Flowable]:
        if report.regrades:
            told = [self.write(words.regrade_in_words(regrade)) for regrade in report.regrades]
            yield from self._section("Graded anew", *told)

    def _mocks(self, report: ExamReport) -> Iterator[Flowable]:
        if len(report.mocks) > 1:
            rows = [
                (
                    self.write(words.moment(mock.started_at)),
                    self.write(f"{mock.correct} of {mock.form.questions}", self.number),
                    self.write(words.outcome(mock.has_passed)),
                )
                for mock in reversed(report.mocks)
            ]
            yield from self._section("Mocks of this form, the latest first", self._grid(rows, (0.4, 0.16, 0.44)))


def _facts(report: ExamReport) -> Iterator[tuple[str, str]]:
    heading = report.heading
    yield "Learner", heading.learner_name
    yield "Form", f"{heading.form.questions} questions in {words.duration(heading.form.minutes * 60)}"
    yield "Begun", words.moment(heading.started_at)
    ended = "Time ran out" if heading.state is AttemptState.EXPIRED else "Handed in"
    yield ended, words.moment(heading.closed_at)
    yield "Time used", f"{words.duration(heading.used_seconds)} of {words.duration(heading.allowed_seconds)}"
    if heading.extra_seconds:
        yield "Extra time", f"{words.duration(heading.extra_seconds)}, included above"
    if heading.paused_seconds:
        yield "Paused", words.duration(heading.paused_seconds)
    yield "Unanswered", str(report.score.unanswered)
    if report.late:
        yield "After the end", words.late_in_words(report.late)
    if report.is_held_back:
        yield "Not shown", words.HELD_BACK
