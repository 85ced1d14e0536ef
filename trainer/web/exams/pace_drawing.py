"""The plot of pace for paper."""

from reportlab.graphics.shapes import Circle, Drawing, Line, PolyLine, String
from reportlab.lib.colors import HexColor

from trainer.services.exam_reports import ExamReport
from trainer.web.exams.pace_plot import PALETTES, minute_ticks, question_ticks, top_minutes

_COLORS = PALETTES["light"]
_LEFT, _BOTTOM, _TOP, _RIGHT = 34, 34, 8, 6
_LETTERS = 8


def draw(report: ExamReport, width: float, height: float, font: str) -> Drawing:
    """The time used, question by question, beside an even pace; slow questions are dots."""
    plot = _Plot(report, width, height, font)
    plot.axes()
    plot.curves()
    plot.legend()
    return plot.drawing


class _Plot:
    def __init__(self, report: ExamReport, width: float, height: float, font: str) -> None:
        self.report = report
        self.drawing = Drawing(width, height)
        self.font = font
        self.top = top_minutes(report)
        self.across = width - _LEFT - _RIGHT
        self.up = height - _BOTTOM - _TOP

    def _at(self, question: int, seconds: float) -> tuple[float, float]:
        return (
            _LEFT + self.across * question / len(self.report.pace),
            _BOTTOM + self.up * seconds / 60 / self.top,
        )

    def axes(self) -> None:
        """Ticks with their numbers, and hairlines across."""
        for minutes in minute_ticks(self.top, 7):
            x, y = self._at(0, minutes * 60)
            self.drawing.add(Line(x, y, x + self.across, y, strokeColor=HexColor(_COLORS.rule), strokeWidth=0.5))
            self._write(x - 4, y - 2.5, str(minutes), "end")
        for question in question_ticks(len(self.report.pace), 11):
            x, y = self._at(question, 0)
            self._write(x, y - 11, str(question), "middle")

    def curves(self) -> None:
        """Both lines, and the dots."""
        points = self.report.pace
        allowed = self.report.heading.allowed_seconds
        even = [*self._at(0, 0), *self._at(len(points), allowed)]
        grey, accent = HexColor(_COLORS.ink_2), HexColor(_COLORS.accent)
        self.drawing.add(PolyLine(even, strokeColor=grey, strokeWidth=1, strokeDashArray=(4, 3)))
        used = list(self._at(0, 0))
        for place, point in enumerate(points, start=1):
            used += self._at(place, point.used_seconds)
        self.drawing.add(PolyLine(used, strokeColor=accent, strokeWidth=1.6))
        for place, point in enumerate(points, start=1):
            if point.position in self.report.score.slow:
                self._dot(*self._at(place, point.used_seconds))

    def legend(self) -> None:
        """What the lines are, under the plot; the axes are named there too."""
        x = _LEFT
        for name, kind in (("your time", "line"), ("even pace", "dashes"), ("slow question", "dot")):
            self._sample(x, kind)
            self._write(x + 22, 5, name, "start")
            x += 92
        self._write(_LEFT + self.across, 5, "minutes by question", "end")

    def _sample(self, x: float, kind: str) -> None:
        if kind == "dot":
            self._dot(x + 9, 7.5)
            return
        dashes = (4, 3) if kind == "dashes" else None
        color = HexColor(_COLORS.ink_2 if dashes else _COLORS.accent)
        self.drawing.add(Line(x, 7.5, x + 18, 7.5, strokeColor=color, strokeWidth=1.4, strokeDashArray=dashes))

    def _dot(self, x: float, y: float) -> None:
        color = HexColor(_COLORS.wrong)
        self.drawing.add(Circle(x, y, 2.2, fillColor=color, strokeColor=color))

    def _write(self, x: float, y: float, text: str, anchor: str) -> None:
        color = HexColor(_COLORS.ink_2)
        self.drawing.add(String(x, y, text, fontName=self.font, fontSize=_LETTERS, fillColor=color, textAnchor=anchor))
