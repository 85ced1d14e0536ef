"""How every page has to look, light and dark, from a small phone to a 4K screen."""

from collections.abc import Callable

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Page, expect

Look = Callable[..., Page]
"""Opens an address in the page in which a module looks, as a stranger or with the cookies that follow."""
PHONE, DESK = 320, 1280
WIDTHS = (390, 3840)
"""Between and beyond those in which a page is looked at in full."""
LOOKS = (("light", DESK), ("dark", PHONE))
"""In which axe looks at a page: both layouts, and the colours of both themes, which are the same in every layout."""
PAPER = {"light": "rgb(251, 250, 247)", "dark": "rgb(22, 24, 28)"}
READ_EACH_COLOR_ONCE = """(() => {
    const { Color } = axe.commons.color, read = Color.prototype.parseString, known = new Map();
    Color.prototype.parseString = function (text) {
        if (!known.has(text)) {
            const { r, g, b, alpha } = read.call(new Color(), text);
            known.set(text, { r, g, b, alpha });
        }
        return Object.assign(this, known.get(text));
    };
})()"""
"""axe reads the same few colours again for every element behind every text, two fifths of its time."""


def background(page: Page) -> str:
    color: str = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return color


def assert_accessible(page: Page) -> None:
    """axe-core finds nothing on the page."""
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(f"{AXE_SCRIPT}\n{READ_EACH_COLOR_ONCE}")
    without_media = "{ resultTypes: ['violations'], preload: false }"  # a quarter faster; no page has video or sound
    found = page.evaluate(f"axe.run(document, {without_media}).then(({{ violations }}) => ({{ violations }}))")
    results = AxeResults(found)
    assert results.violations_count == 0, f"{page.url} at {page.viewport_size}\n{results.generate_report()}"


def assert_fits(page: Page) -> None:
    """Neither the document nor anything that frames text on it is narrower than what it holds."""
    too_narrow = page.evaluate(
        """[document.documentElement, ...document.querySelectorAll("main, .sheet, .option, .finding, .notice, .claim")]
        .filter((element) => element.scrollWidth > element.clientWidth)
        .map((element) => `${element.className || element.tagName}: ${element.scrollWidth} > ${element.clientWidth}`)"""
    )
    assert too_narrow == [], f"{page.url} at {page.viewport_size}"


def widen(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})


def assert_good(page: Page) -> None:
    """The open page on a desk in light, on a phone in dark: one main heading, no overflow, nothing for axe."""
    expect(page.locator("h1:not(.reading h1):visible")).to_have_count(1)
    for theme, width in LOOKS:
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        assert background(page) == PAPER[theme]
        widen(page, width)
        assert_fits(page)
        assert_accessible(page)


def assert_good_in_every_look(page: Page) -> None:
    """As `assert_good`, and no overflow at any other width; what is where does not depend on the theme."""
    assert_good(page)
    for width in WIDTHS:
        widen(page, width)
        assert_fits(page)
