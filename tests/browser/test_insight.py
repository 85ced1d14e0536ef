"""The plots and the heat map on insight in a real browser: drawn whole, in both themes, on a desk and on a phone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from tests.browser.classroom_steps import CASES, answer, at_time, log_in, some_keys
from tests.browser.live import LiveServer
from tests.browser.looks import assert_accessible, assert_fits
from tests.browser.test_class_pages import email_of
from tests.support.assignments import begin
from tests.support.cases import diagnoses, save
from tests.support.people import sign_up
from tests.support.school import School, a_school, a_spec, an_assignment, enrol
from trainer.db.models.content import Item, ItemVersion
from trainer.domain.classes.work import CaseWork
from trainer.services import class_analyses
from trainer.services.class_errors import get_errors
from trainer.web.cases.words import kind_words
from trainer.web.plots.palette import PALETTES

LEARNERS, QUESTIONS, CODERS = 20, 11, 2
LOOKS = (
    ("light", 1280, "?theme=light"),
    ("dark", 1280, "?theme=dark"),
    ("light", 390, "?theme=light&size=narrow"),
    ("dark", 390, "?theme=dark&size=narrow"),
)
AREAS = ("anatomy", "medical-terminology")
DASHES = (" (dashes)", " (dots)", " (dash, dot)")
MARK = "plots"


@dataclass(frozen=True, slots=True)
class Insight:
    """A class of which there is enough to draw."""

    school: School
    item: str

    @property
    def root(self) -> str:
        return f"/classes/{self.school.class_id}/insight"


@pytest.fixture(scope="module")
def insight(live_server: LiveServer) -> Insight:
    """Half of twenty have eleven questions right but the first, the others that alone; charts in two weeks."""
    now = live_server.scopes
    keys, past = some_keys(now, QUESTIONS, AREAS), at_time(now, days=15)
    school = a_school(past, MARK)
    learners = [sign_up(past, f"{MARK}-{place}@example.org", f"Learner {place:02}") for place in range(LEARNERS)]
    for learner in learners:
        enrol(past, school.class_id, learner)
    then = replace(school, scopes=past)
    quiz = an_assignment(then, a_spec(*keys.slugs, title="Eleven", is_shuffled=False))
    charts = an_assignment(then, a_spec(title="Charts", work=CaseWork(CASES[:1])))
    for place, learner in enumerate(learners):
        number = begin(then, learner, quiz).number
        answer(learner, number, keys, "+" + "-" * 10 if place < LEARNERS // 2 else "-" + "+" * 10)
        learner.hand_in(number)
    for days, learner in zip((8, 1), learners[:CODERS], strict=True):
        who = replace(learner, scopes=at_time(now, days=days))
        work = begin(replace(school, scopes=who.scopes), who, charts)
        save(who, work.number, diagnoses("H61.20", "H66.002"))
        who.hand_in(work.number)
    present = replace(school, scopes=now, instructor=replace(school.instructor, scopes=now))
    assert class_analyses.make_analysis(now, school.class_id, quiz)
    first = select(ItemVersion.id).join(Item, ItemVersion.item_id == Item.id).where(Item.slug == keys.slugs[0])
    with now.reading() as scope:
        version = scope.session.scalars(first.where(ItemVersion.id.in_(keys.right))).one()
    return Insight(present, f"/classes/{school.class_id}/insight/items/{quiz}/{version}")


@pytest.fixture
def teacher(page: Page, insight: Insight) -> Page:
    log_in(page, email_of(insight.school.instructor))
    return page


def look(page: Page, theme: str, width: int) -> None:
    """The open page in one look: it fits, and there is nothing for axe to find."""
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 900})
    assert_fits(page)
    assert_accessible(page)


def drawn(plot: Locator) -> str:
    """The address of the document that a plot shows, which is there."""
    plot.scroll_into_view_if_needed()
    expect(plot).to_have_js_property("complete", value=True)
    assert plot.evaluate("image => image.naturalWidth") > 0
    address: str = plot.evaluate("image => { const url = new URL(image.currentSrc); return url.pathname + url.search }")
    return address


def count(page: Page, selector: str) -> int:
    return page.locator(selector).count()


def assert_drawn(page: Page, address: str, theme: str, lines: Sequence[str], points: int) -> None:
    """The document has a line of a color of its own for each name in its legend, and so many points on each."""
    document = page.context.new_page()
    document.goto(address)
    colors = PALETTES[theme]
    sheet = document.evaluate("getComputedStyle(document.querySelector('rect')).fill")
    assert sheet == f"rgb({', '.join(str(int(colors.sheet[at : at + 2], 16)) for at in (1, 3, 5))})"
    texts = document.locator("text").all_text_contents()
    assert [text for text in texts if text in lines] == list(lines)
    looks = (colors.accent, colors.wrong, colors.first, colors.near)
    strokes = [document.locator(f'path[stroke="{color}"][fill="none"]') for color in looks]
    assert [each.count() for each in strokes[: len(lines)]] == [1] * len(lines)
    assert count(document, "circle") == points * len(lines)
    for each in strokes[: len(lines)]:
        box = each.bounding_box()
        assert box is not None
        assert box["width"] > 50, "from left to right"
    document.close()


def test_the_distractor_plot_has_a_line_for_each_option_and_a_point_for_each_group(
    teacher: Page, insight: Insight
) -> None:
    for theme, width, query in LOOKS:
        teacher.goto(insight.item)
        look(teacher, theme, width)
        rows = teacher.get_by_role("region", name="Options").locator("tbody tr")
        expect(rows).to_have_count(4)
        key = 1 + [("key" in row.inner_text()) for row in rows.all()].index(True)
        dashes = iter(DASHES)
        lines = [
            f"{letter}, the key" if place == key else f"{letter}{next(dashes)}"
            for place, letter in enumerate("ABCD", 1)
        ]
        address = drawn(teacher.locator(".plot img"))
        assert address == f"{insight.item}.svg{query}"
        assert_drawn(teacher, address, theme, lines, points=2)


def test_the_errors_of_the_class_have_a_line_for_each_kind_over_the_weeks(teacher: Page, insight: Insight) -> None:
    with insight.school.instructor.reading() as scope:
        page = get_errors(scope, insight.school.class_id)
    assert page.has_course
    assert [week.cases for week in page.weeks if week.cases] == [1] * CODERS
    lines = [f"{kind_words(kind).capitalize()}{named}" for kind, named in zip(page.kinds, ("", *DASHES), strict=False)]
    assert len(lines) > 2
    for theme, width, query in LOOKS:
        teacher.goto(f"{insight.root}/errors")
        look(teacher, theme, width)
        address = drawn(teacher.locator(".plot img"))
        assert address == f"{insight.root}/errors.svg{query}"
        assert_drawn(teacher, address, theme, lines, points=CODERS)
        table = teacher.locator(".plot-table")
        table.locator("summary").click()
        expect(table.locator("tbody tr")).to_have_count(len(page.weeks))
        assert_accessible(teacher)


def test_the_heat_map_has_a_cell_for_each_learner_and_area_in_tones_that_differ(
    teacher: Page, insight: Insight
) -> None:
    teacher.goto(f"{insight.root}/areas")
    for theme, width, _ in LOOKS:
        look(teacher, theme, width)
        heads = teacher.locator(".heat-table thead th")
        rows = teacher.locator(".heat-table tbody tr")
        learners = LEARNERS + 2
        expect(rows).to_have_count(1 + learners)
        areas = heads.count() - 1
        assert areas > 2
        expect(teacher.locator(".heat-table td")).to_have_count(areas * (1 + learners))
        for tone, cells in ((0, 2 * LEARNERS // 2), (4, 2 * LEARNERS // 2)):
            expect(teacher.locator(f".heat-table td.heat-{tone}")).to_have_count(cells)
        shades = {
            tone: teacher.locator(f".heat-legend .heat-{tone}").evaluate(
                "each => getComputedStyle(each).backgroundColor"
            )
            for tone in range(5)
        }
        assert len(set(shades.values())) == 5
        for tone in (0, 4):
            shown = teacher.locator(f".heat-table td.heat-{tone}").first
            assert shown.evaluate("each => getComputedStyle(each).backgroundColor") == shades[tone]
