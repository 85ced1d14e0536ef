"""Charts: headings, and the words that findings quote marked where they stand, without a change to anything else."""

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.html import Page
from tests.support.shipped import shipped_library
from trainer.web.cases.chart import chart_html, marked_chart

CHART = """**Visit.** 3 Feb 2026 · office · 9 years

**Exam.** The right ear is **red**, with *impacted* wax and snake_case.
The left one is fine.

**Plan:** Wax removed.

1. Amoxicillin, 5 \\* 80 mg
2. Return in a week

| Start | Drug |
|---|---|
| 10:20 | Irinotecan |
| 12:05 | Saline |

- swab `A|B` taken
"""


def marked(*spans: str, chart: str = CHART) -> str:
    return str(marked_chart(chart, spans)[0])


def found(*spans: str, chart: str = CHART) -> tuple[bool, ...]:
    return marked_chart(chart, spans)[1]


def without_marks(html: str) -> str:
    return re.sub(r"</?mark[^>]*>", "", html)


def words_in_marks(html: str) -> list[str]:
    return [re.sub(r"<[^>]+>", "", words) for words in re.findall(r"<mark[^>]*>(.*?)</mark>", html, re.DOTALL)]


def numbers(html: str) -> list[int]:
    """The numbers of the marks, in the order of the chart."""
    return [int(number) for number in re.findall(r'<mark id="span-(\d+)">', html)]


def test_a_paragraph_that_begins_with_a_bold_word_gets_it_as_a_heading():
    html = chart_html(CHART)
    assert "<h3>Exam</h3>" in html
    assert "<h3>Plan</h3>\n<p>Wax removed.</p>" in html
    assert "<strong>red</strong>" in html


def test_the_line_of_facts_at_the_top_stays_a_paragraph():
    assert "<p><strong>Visit.</strong> 3 Feb 2026 · office · 9 years</p>" in chart_html(CHART)


def test_a_line_behind_a_heading_that_looks_like_a_list_stays_a_line():
    html = chart_html("**Plan.** 1. Drops. 2. Return.")
    assert "<ol>" not in html
    assert "1. Drops. 2. Return.</p>" in html


def test_a_span_that_quotes_nothing_but_a_heading_marks_the_heading():
    assert '<h3><mark id="span-1">Plan</mark></h3>' in marked("**Plan:**")


def test_without_spans_the_marked_chart_is_the_chart():
    assert marked_chart(CHART, ()) == (chart_html(CHART), ())


def test_spans_are_marked_and_numbered_in_their_order():
    html = marked("Wax removed", "right ear")
    assert '<mark id="span-1">Wax removed</mark>' in html
    assert '<mark id="span-2">right ear</mark>' in html


def test_what_is_not_in_the_chart_is_told_and_the_others_keep_their_numbers():
    assert found("right ear", "no such words", "Wax removed", "") == (True, False, True, False)
    assert numbers(marked("right ear", "no such words", "Wax removed")) == [1, 3]


@pytest.mark.parametrize(
    ("span", "marks"),
    [
        ("is **red**, with", ["is", "red", ", with"]),
        ("**red**", ["red"]),
        ("*impacted* wax", ["impacted", "wax"]),
        ("ear is **red", ["ear is", "red"]),
        ("snake_case", ["snake", "case"]),
        ("5 \\* 80 mg", ["5 * 80 mg"]),
        ("**Exam.** The right ear", ["The right ear"]),
        ("snake_case.\nThe left one", ["snake", "case.", "The left one"]),
        ("1. Amoxicillin", ["Amoxicillin"]),
        ("80 mg\n2. Return", ["80 mg", "Return"]),
        ("- swab", ["swab"]),
        ("swab `A|B` taken", ["swab", "A", "B", "taken"]),
        ("| 10:20 | Irinotecan |", ["10:20", "Irinotecan"]),
        ("Drug |\n|---|---|\n| 10:20", ["Drug", "10:20"]),
        ("Irinotecan |\n| 12:05", ["Irinotecan", "12:05"]),
    ],
)
def test_a_span_with_markdown_in_it_is_marked_piece_by_piece_and_changes_no_markup(span, marks):
    html = marked(span)
    assert [words.strip() for words in words_in_marks(html)] == marks
    assert without_marks(html) == chart_html(CHART)
    assert numbers(html) == [1], "only the first piece has the place that links lead to"


def test_a_span_inside_another_is_marked_inside_it():
    outer_first, inner_first = marked("right ear is", "ear is"), marked("ear is", "right ear is")
    assert '<mark id="span-1">right <mark id="span-2">ear is</mark></mark>' in outer_first
    assert '<mark id="span-2">right <mark id="span-1">ear is</mark></mark>' in inner_first


@pytest.mark.parametrize("inner", ["right ear", "ear is"])
def test_a_span_that_begins_or_ends_with_another_is_marked_inside_it(inner):
    assert found("right ear is", inner) == (True, True)
    assert without_marks(marked("right ear is", inner)) == chart_html(CHART)


def test_of_spans_that_cross_or_are_the_same_place_the_first_is_marked():
    assert found("right ear", "ear is", "wax and") == (True, False, True)
    assert found("right ear", "**Exam.** The right ear") == (True, True)
    assert found("The right ear", "**Exam.** The right ear") == (True, False)


def test_html_in_a_chart_stays_text_marked_or_not():
    chart = 'Seen <script>alert(1)</script> and <mark id="span-1">all</mark> <img src=x onerror=y> well.'
    for html in (chart_html(chart), marked("alert(1)", "Seen <script>", "<img src=x onerror=y>", chart=chart)):
        assert {element.tag for element in Page(html).elements} <= {"p", "mark"}
        assert [element.attributes for element in Page(html).elements if element.tag == "mark"][:1] in (
            [],
            [{"id": "span-2"}],
        )
        assert "&lt;script&gt;" in without_marks(html)


def test_a_mark_holds_no_attribute_but_its_number():
    html = marked("right ear", "Irinotecan")
    assert all(set(each.attributes) <= {"id"} for each in Page(html).elements if each.tag == "mark")
    assert '<div class="table-scroll" tabindex="0"><table>' in html


def shipped() -> list[tuple[str, str, tuple[str, ...]]]:
    library = shipped_library()
    return [
        (case.slug, case.content.chart, tuple(line.span for line in (*case.key.diagnoses, *case.key.procedures)))
        for case in library.cases
    ]


def test_the_spans_of_all_shipped_cases_are_marked_and_change_nothing_else_in_their_charts():
    cases = shipped()
    assert len(cases) >= 40
    for slug, chart, spans in cases:
        each = tuple(dict.fromkeys(spans))
        html, is_found = marked_chart(chart, each)
        assert without_marks(html) == chart_html(chart), slug
        assert all(found(span, chart=chart)[0] for span in each), slug
        assert sorted(numbers(html)) == [number for number, there in enumerate(is_found, 1) if there], slug


@given(st.data())
def test_any_stretches_of_a_chart_can_be_marked(data):
    spans: Sequence[tuple[int, int]] = data.draw(
        st.lists(st.tuples(st.integers(0, len(CHART)), st.integers(0, len(CHART))), max_size=4)
    )
    texts = tuple(CHART[start:end] for start, end in spans)
    html, is_found = marked_chart(CHART, texts)
    assert without_marks(html) == chart_html(CHART)
    assert sorted(numbers(html)) == [number for number, there in enumerate(is_found, 1) if there]
