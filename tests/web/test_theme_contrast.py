"""The tokens of the theme: enough contrast in both themes, computed as WCAG 2 does."""

import re
from pathlib import Path

import pytest

import trainer.web

FOLDER = Path(trainer.web.__file__).parent / "static" / "css"
CSS = (FOLDER / "theme.css").read_text(encoding="utf-8")
DRAWINGS = ("dot", "chevron")
TEXT = 4.5
LARGE_TEXT_OR_BORDER = 3.0


def tokens_after(selector: str) -> dict[str, str]:
    """The colors in the first block that begins with `selector`."""
    block = CSS.split(selector, 1)[1].split("}", 1)[0]
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", block))


THEMES = {
    "light": tokens_after(":root {"),
    "dark by choice": tokens_after(':root[data-theme="dark"] {'),
    "dark by system": tokens_after(':root:not([data-theme="light"]) {'),
}


def luminance(color: str) -> float:
    """Relative luminance of #rrggbb."""
    channels = (int(color[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_black_on_white_has_the_contrast_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", ["paper", "sheet"])
@pytest.mark.parametrize("text", ["ink", "ink-2", "accent", "right", "near", "wrong"])
def test_text_is_legible_on_paper_and_sheet(theme: str, ground: str, text: str) -> None:
    assert contrast(THEMES[theme][text], THEMES[theme][ground]) >= TEXT


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "ground"), [("ink", "mark"), ("on-accent", "accent"), ("paper", "ink")])
def test_text_is_legible_on_the_highlighter_and_on_buttons(theme: str, text: str, ground: str) -> None:
    assert contrast(THEMES[theme][text], THEMES[theme][ground]) >= TEXT


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", ["paper", "sheet"])
def test_borders_of_controls_are_seen(theme: str, ground: str) -> None:
    assert contrast(THEMES[theme]["line"], THEMES[theme][ground]) >= LARGE_TEXT_OR_BORDER


def test_the_dark_theme_is_the_same_whether_the_system_or_the_reader_chose_it() -> None:
    assert THEMES["dark by system"] == THEMES["dark by choice"]
    assert THEMES["dark by choice"].keys() == THEMES["light"].keys()


@pytest.mark.parametrize("selector", [':root[data-theme="dark"] {', ':root:not([data-theme="light"]) {'])
def test_the_dark_theme_sets_colors_and_two_drawings_so_that_all_is_where_it_is_in_the_light(selector: str) -> None:
    block = CSS.split(selector, 1)[1].split("}", 1)[0]
    set_here = re.findall(r"^ *([\w-]+):", block, re.MULTILINE)
    assert set(set_here) == {f"--{name}" for name in (*THEMES["light"], *DRAWINGS)}
    for name in DRAWINGS:
        light, *dark = re.findall(rf"--{name}: (.*?);\n", CSS)
        assert {re.sub(r"%23\w+", "", each) for each in dark} == {re.sub(r"%23\w+", "", light)}, "but for its color"


def test_no_other_styles_ask_for_the_theme_on_a_screen() -> None:
    on_screen = {path.name: path.read_text().split("@media print")[0] for path in FOLDER.glob("*.css")}
    assert {name for name, css in on_screen.items() if re.search("data-theme|prefers-color", css)} == {"theme.css"}
