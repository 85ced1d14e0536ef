"""Plots as SVG documents: their colors, their sizes, and that nothing in them acts or refers to anything."""

import re
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from xml.etree import ElementTree as ET

import pytest

from tests.web.test_theme_contrast import LARGE_TEXT_OR_BORDER, THEMES, contrast
from trainer.domain.readiness.streak import Streak
from trainer.services.dashboard_cases import CaseErrors, Span
from trainer.services.dashboard_history import DayDone, Estimated, History, WeekPace
from trainer.web.home import plots
from trainer.web.plots import heat
from trainer.web.plots.heat import HeatMap, draw_heat
from trainer.web.plots.lines import Line, LinePlot, draw_lines
from trainer.web.plots.palette import MOST_TICKS, PALETTES, PIXELS, Palette, Size, ticks

TODAY = date(2026, 3, 2)
NAMES = {"light": "light", "dark": "dark by choice"}
DRAWN_TAGS = {"svg", "title", "g", "rect", "path", "text", "circle"}


def read(drawing: str) -> ET.Element:
    return ET.fromstring(drawing)


def words(drawing: str) -> list[str]:
    return [element.text or "" for element in read(drawing).iter() if element.tag.endswith("text")]


def tags(drawing: str, tag: str) -> list[dict[str, str]]:
    return [element.attrib for element in read(drawing).iter() if element.tag.endswith("}" + tag)]


def a_course(days: int = 30) -> list[Estimated]:
    return [
        Estimated(TODAY + timedelta(days=back), 60 + back // 3, 50 + back // 3, 70 + back // 3, 100 + back, 100)
        for back in range(0, days, 3)
    ]


def some_errors(kinds: tuple[str, ...] = ("laterality", "pointer", "units", "em_over")) -> CaseErrors:
    now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    spans = [
        Span(now - timedelta(days=14 * back), cases, (cases,) * len(kinds), cases * len(kinds))
        for back, cases in ((4, 2), (3, 0), (2, 3), (1, 1), (0, 2))
    ]
    return CaseErrors(8, kinds, tuple(spans), ())


def a_history(*days: DayDone) -> History:
    return History(TODAY, days, (), (), (), Streak(0, includes_today=False, longest=0), reaches_back=False)


def weeks(*seconds: int | None) -> list[WeekPace]:
    start = date(2026, 1, 5)
    found = [(start + timedelta(days=7 * place), each) for place, each in enumerate(seconds)]
    return [WeekPace(week, 10, each) for week, each in found if each is not None]


DRAWINGS = {
    "course": lambda theme, size: plots.draw_course(a_course(), 70, theme, size),
    "one estimate": lambda theme, size: plots.draw_course(a_course(1), 70, theme, size),
    "errors": lambda theme, size: plots.draw_errors(some_errors(), theme, size),
    "days": lambda theme, size: plots.draw_days(a_history(DayDone(TODAY, 30, 1)), theme, size),
    "pace": lambda theme, size: plots.draw_pace_by_week(weeks(120, None, 150, 131), Fraction(144), theme, size),
    "one week": lambda theme, size: plots.draw_pace_by_week(weeks(120), Fraction(320, 3), theme, size),
}


@pytest.mark.parametrize("theme", PALETTES)
def test_the_palettes_are_the_tokens_of_the_theme(theme):
    tokens = THEMES[NAMES[theme]]
    for field in Palette.__dataclass_fields__:
        assert getattr(PALETTES[theme], field) == tokens[field.replace("_", "-")]


@pytest.mark.parametrize("theme", PALETTES)
def test_lines_are_seen_on_their_ground(theme):
    palette = PALETTES[theme]
    for name in ("accent", "wrong", "first", "near", "also", "ink_2"):
        assert contrast(getattr(palette, name), palette.sheet) >= LARGE_TEXT_OR_BORDER


@pytest.mark.parametrize("name", DRAWINGS)
@pytest.mark.parametrize("theme", PALETTES)
@pytest.mark.parametrize("size", [Size.HALF, Size.NARROW])
def test_a_plot_has_no_script_style_or_reference_and_the_colors_of_one_theme(name, theme, size):
    drawing = DRAWINGS[name](theme, size)
    root = read(drawing)
    assert {element.tag.rpartition("}")[2] for element in root.iter()} <= DRAWN_TAGS
    attributes = {attribute for element in root.iter() for attribute in element.attrib}
    assert not attributes & {"style", "class", "href", "onclick", "onload", "{http://www.w3.org/1999/xlink}href"}
    assert set(re.findall(r"https?://[^\"]+", drawing)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }
    (other,) = PALETTES.keys() - {theme}
    assert PALETTES[theme].sheet in drawing
    assert PALETTES[other].sheet not in drawing
    pixels = heat.PIXELS if name == "days" else PIXELS
    assert root.attrib["viewBox"] == "0 0 {} {}".format(*pixels[size])
    assert root.find("{http://www.w3.org/2000/svg}title") is not None or "<title>" in drawing


def test_the_course_has_its_interval_as_an_area_and_the_pass_mark_as_dashes():
    drawing = plots.draw_course(a_course(), 70, "light", Size.HALF)
    assert {"Interval", "Estimate", "Pass mark 70 (dashes)", "Right of 100", "2 Mar", "50", "80"} <= set(words(drawing))
    lines = tags(drawing, "path")
    (area,) = [line for line in lines if line.get("fill-opacity")]
    assert area["fill"] == PALETTES["light"].accent
    assert [line["stroke"] for line in lines if "stroke-dasharray" in line] == [PALETTES["light"].ink_2]
    assert len(tags(drawing, "circle")) == len(a_course())


def test_errors_are_drawn_by_the_case_and_told_apart_without_color():
    drawing = plots.draw_errors(some_errors(), "dark", Size.NARROW)
    names = {"Wrong side", "Diagnosis pointer (dashes)", "Units (dots)", "Visit level too high (dash, dot)"}
    assert names | {"Errors a case", "1"} <= set(words(drawing))
    assert len({line.get("stroke-dasharray") for line in tags(drawing, "path") if "stroke-width" in line}) == 4
    assert len(tags(drawing, "circle")) == 4 * 4, "the fortnight without cases has no dot"


@pytest.mark.parametrize(
    ("seconds", "strokes"), [((120, 130, 150, 131), 1), ((120, 130, None, 150, 131), 2), ((120, None, 150), 0)]
)
def test_a_week_without_a_mean_interrupts_the_line(seconds, strokes):
    drawing = plots.draw_pace_by_week(weeks(*seconds), Fraction(144), "light", Size.HALF)
    accent = PALETTES["light"].accent
    lines = "".join(line["d"] for line in tags(drawing, "path") if line["stroke"] == accent)
    assert lines.count("M") == strokes
    assert len(tags(drawing, "circle")) == sum(each is not None for each in seconds), "a week alone is a dot"


def test_a_day_is_darker_the_more_was_done_and_only_days_of_the_history_have_squares():
    amounts = (0, 1, 9, 10, 24, 25, 49, 50, 400)
    days = [DayDone(TODAY - timedelta(days=back), amount, 0) for back, amount in enumerate(amounts)]
    drawing = plots.draw_days(a_history(*days, DayDone(TODAY - timedelta(days=20), 0, 1)), "light", Size.HALF)
    squares = [each for each in tags(drawing, "rect") if each.get("rx")]
    in_legend = heat.LEVELS + 1
    assert len(squares) == 182 + in_legend
    levels = [each.get("fill-opacity", "") for each in squares[:-in_legend]]
    assert levels[-9:] == ["1", "1", "0.8", "0.8", "0.55", "0.55", "0.3", "0.3", ""]
    assert levels[-21] == "0.55", "a case counts as ten answers"
    assert {"Mon", "Wed", "Fri", "Feb", "none", "50 answers and more"} <= set(words(drawing))


def test_names_in_a_heat_map_are_escaped():
    drawing = draw_heat(HeatMap("<b>", [[0]], ((0, "&"),), ((0, "<i>"),), ("<", ">")), "dark", Size.NARROW)
    assert words(drawing) == ["<i>", "&", "<", ">"]


@pytest.mark.parametrize("size", Size)
def test_names_of_lines_stand_side_by_side_only_where_there_is_room(size):
    lines = [Line("a name that is long enough to need a row of its own", [(0, 0), (1, 1)], "accent")] * 3
    plot = LinePlot("t", "x", "y", (0, 1), (0, 1), [(0, "0")], [(1, "1")], lines)
    places = [
        element["x"] for element in tags(draw_lines(plot, "light", size), "text") if element["text-anchor"] == "start"
    ]
    assert len(places) == 3
    assert len(set(places)) == (2 if size is Size.WIDE else 1)


@pytest.mark.parametrize("size", Size)
@pytest.mark.parametrize("top", [0, 1, 7, 100, 135, 9_999])
def test_ticks_are_few_and_begin_at_nothing(size, top):
    found = ticks(top, MOST_TICKS[size])
    assert found[0] == 0
    assert found[-1] <= top
    assert len(found) <= MOST_TICKS[size]
