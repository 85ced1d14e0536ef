"""The report of an exam as its learner sees it: page, review, plot, PDF, and what none of them tells too early."""

import re
from dataclasses import replace
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest

from tests.support.browser import Browser
from tests.support.exam_reports import change_answer, flag, give_up, look_at, report_of, set_policy, sit
from tests.support.exams import ANATOMY, SHORT, publish_exams
from tests.support.library import RATIONALE
from tests.support.pdf import pdf_pages, pdf_text
from tests.support.people import sign_up
from tests.support.regrades import CORRECTED, REASON, correct, publish_ten, regrade
from tests.support.regrades import sit as sit_ten
from tests.web.conftest import Fill
from tests.web.test_headers import breaches
from tests.web.test_query_counts import counted
from tests.web.test_theme_contrast import THEMES
from trainer.domain.exams.review import Shows
from trainer.domain.exams.scoring import AreaScore, Band
from trainer.services import exam_clock, sittings
from trainer.web import pdf_letters
from trainer.web.exams import pace_plot, report_pdf, report_words

MOST_FOR_A_REPORT = 10
PARTS = ("all", "wrong", "flagged", "slow", "unanswered", "changed")


@pytest.fixture
def fill() -> Fill:
    """With a library that fills exams."""
    return publish_exams


def a_full_life(ann, clock) -> int:
    """An exam with something of everything: 17 of 25 right, the pass mark is 18."""
    number = ann.start_exam(SHORT)
    ann.answer_exam(number, "+-+.-" + "+" * 14 + "------")
    clock.advance(minutes=20)
    flag(ann, number, 4)
    look_at(ann, number, 3, 400)
    look_at(ann, number, 8, 60)
    change_answer(ann, number, 5, "+")
    ann.hand_in(number)
    return number


def a_single(ann, number: int) -> int:
    """The position of a question with one best option."""
    return next(each.position for each in ann.paper(number).questions if each.response.kind == "single")


@pytest.mark.parametrize(
    ("exam", "right", "told"),
    [
        (f"cpc {SHORT}", 18, "✓ Passed 18 of 25 right. The pass mark is 18, reached exactly."),
        (f"cpc {SHORT}", 16, "✗ Not passed 16 of 25 right. The pass mark is 18: you are 2 short of it."),
        ("cpb full", 9, "✓ Passed 9 of 10 right. The pass mark is 7: you are 2 over it."),
        ("cpb full", 6, "✗ Not passed 6 of 10 right. The pass mark is 7: you are 1 short of it."),
        (f"cpc {ANATOMY}", 7, "7 of 10 right This form has no pass mark:"),
    ],
)
def test_the_page_begins_with_the_outcome_at_the_mark(browser, ann, exam, right, told):
    track, form = exam.split()
    number = sit(ann, "+" * right + "-" * 25, form, track=track)
    text = browser.page(f"/exams/{number}/result").text
    assert told in text
    assert "Practice result. Not an AAPC score." in text


def test_areas_say_n_of_m_with_a_band_and_a_percentage_only_where_there_are_many(browser, ann):
    text = browser.page(f"/exams/{sit(ann, '+' * 13 + '-' * 12)}/result").text
    assert "Anatomy 13 of 13 100 % ▲ above" in text
    assert "Compliance 0 of 7 ▼ below" in text
    assert "Under 8 questions there is no percentage" in text
    assert "Beside the pass mark" in text
    text = browser.page(f"/exams/{sit(ann, '+' * 6, ANATOMY)}/result").text
    assert "Beside 70 %" in text
    assert "Anatomy 6 of 10 60 % ● near" in text


def test_areas_with_a_question_or_two_are_not_compared(ann):
    report = report_of(ann, sit(ann, "+" * 25))
    few = tuple(replace(area, score=AreaScore(area.slug, 1, 2, Band.UNCLEAR)) for area in report.areas)
    assert report_words.compares_areas(replace(report, areas=(*report.areas, *few)))
    assert not report_words.compares_areas(replace(report, areas=few))
    told = report_words.about_bands(replace(report, areas=few))
    assert "Under 3 a single guess decides: such an area is not compared with the pass mark." in told
    assert "Near" not in told
    assert report_words.BAND_WORDS[Band.UNCLEAR] == "too few"


def test_what_to_study_next_leads_into_practice_and_to_the_missed_questions(browser, ann):
    number = sit(ann, "-" * 4 + "+" * 9 + "-" * 7 + "+----")
    page = browser.page(f"/exams/{number}/result")
    study = page.text.split("What to study next")[1].split("Time")[0]
    assert [study.index(title) for title in ("Compliance", "Cases", "Anatomy")] == sorted(
        study.index(title) for title in ("Compliance", "Cases", "Anatomy")
    )
    assert "12 of the exam's 40 questions. Missed 7 of 7: 14 , 15 , 16 , 17 , 18 , 19 , 20" in study
    assert "/practice?track=cpc&area=compliance" in page.links
    assert f"/exams/{number}/review/14?show=wrong" in page.links
    chosen = browser.page("/practice?track=cpc&area=compliance").named("area")
    assert [field["value"] for field in chosen if "checked" in field] == ["compliance"]


def test_an_exam_without_a_mistake_has_nothing_to_study(browser, ann):
    text = browser.page(f"/exams/{sit(ann, '+' * 10, ANATOMY)}/result").text
    assert "No area is at or below 70 % and cost a question." in text
    assert "Look at what was not right" not in text


def test_questions_can_be_filtered_and_each_leads_to_its_review(browser, ann, clock):
    number = a_full_life(ann, clock)
    listed = {}
    for part in PARTS:
        page = browser.page(f"/exams/{number}/result?show={part}")
        current = [each.attributes["href"] for each in page.elements if each.attributes.get("aria-current") == "true"]
        assert [href for href in current if "show=" in href] == [f"/exams/{number}/result?show={part}#questions"]
        suffix = "" if part == "all" else rf"\?show={part}"
        found = (re.fullmatch(rf"/exams/{number}/review/(\d+){suffix}", href) for href in page.links)
        listed[part] = sorted({int(match[1]) for match in found if match})
    wrong = listed.pop("wrong")
    assert wrong == [2, 4, 20, 21, 22, 23, 24, 25]
    assert listed == {"all": list(range(1, 26)), "flagged": [4], "slow": [3], "unanswered": [4], "changed": [5]}
    text = browser.page(f"/exams/{number}/result?show=nonsense").text
    assert "All 25 Not right 8 Flagged 1 Slow 1 Unanswered 1 Changed 1" in text
    assert "6:40 min, slow" in text
    assert "✓ right · " in text.split("Changed 1")[1]
    assert "changed, wrong → right" in text
    assert "1 wrong → right. Changing answers brought 1 more right." in text


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (("-+",), "1 wrong → right. Changing answers brought 1 more right."),
        (("+-", "+-"), "2 right → wrong. Changing answers left 2 fewer right."),
        (("-+", "+-"), "1 wrong → right, 1 right → wrong. Changing answers neither helped nor hurt."),
    ],
)
def test_what_changing_answers_came_to_is_told(browser, ann, changes, told):
    number = ann.start_exam(SHORT)
    singles = [each.position for each in ann.paper(number).questions if each.response.kind == "single"]
    for position, verdicts in zip(singles, changes, strict=False):
        change_answer(ann, number, position, verdicts)
    ann.hand_in(number)
    assert told in browser.page(f"/exams/{number}/result").text


def test_a_part_without_questions_says_so(browser, ann):
    number = sit(ann, "+" * 25)
    assert "No times were recorded in this exam." in browser.page(f"/exams/{number}/result").text
    assert "No question of this exam is flagged." in browser.page(f"/exams/{number}/result?show=flagged").text


def test_the_review_shows_answer_key_reasons_references_and_time_and_goes_on_within_the_part(browser, ann, clock):
    number = a_full_life(ann, clock)
    page = browser.page(f"/exams/{number}/review/4?show=wrong")
    assert "Question 4 of 25" in page.text
    assert "You left this question unanswered." in page.text
    assert f"{RATIONALE} in general" in page.text
    assert f"{RATIONALE} reference" in page.text
    assert "⚑ flagged" in page.text
    assert {f"/exams/{number}/review/2?show=wrong", f"/exams/{number}/review/20?show=wrong"} <= set(page.links)
    last = browser.page(f"/exams/{number}/review/25?show=wrong")
    assert "To the result ▸" in last.text
    slow = browser.page(f"/exams/{number}/review/3")
    assert "6:40 minutes on this question; the pace is 1:31. Slow." in slow.text
    assert f"/exams/{number}/review/4" in slow.links
    changed = browser.page(f"/exams/{number}/review/5")
    assert "You changed your answer: wrong → right." in changed.text
    assert browser.get(f"/exams/{number}/review/26").status_code == 404


def test_notes_say_what_ended_the_exam_what_came_late_and_how_much_extra_time_there_was(browser, ann, clock):
    with ann.writing() as scope:
        exam_clock.grant_extra_time(scope, ann.id, 50, 0, "a letter")
    number = ann.start_exam(SHORT)
    single = a_single(ann, number)
    clock.advance(hours=2)
    ann.save_in_exam(number, single, {"choice": ["A"]})
    look_at(ann, number, 1, 100)
    ann.hand_in(number)
    page = browser.page(f"/exams/{number}/result")
    assert "Time ran out at 2 Mar 2026, 09:57 UTC ; what was saved in time counts." in page.text
    assert "1 answer came after the end: kept, not counted." in page.text
    assert "Of 57 min, 19 min of that extra time." in page.text
    assert "Your pace is 136 seconds a question (91 without your extra time); you took 4 on average." in page.text
    assert "25 Counted as wrong." in page.text


def test_pace_is_told_in_words_as_a_plot_and_as_a_table(browser, ann, clock):
    number = a_full_life(ann, clock)
    page = browser.page(f"/exams/{number}/result")
    assert "Your pace is 91 seconds a question; you took 18 on average. 1 question took more than 2 times" in page.text
    pictures = [each.attributes for each in page.elements if each.tag == "img"]
    assert pictures[0]["src"] == f"/exams/{number}/pace.svg?theme=light"
    assert "after question 6 7 min used, 9 min at an even pace" in pictures[0]["alt"]
    assert "Slow questions: 3." in pictures[0]["alt"]
    assert "3 6:40 6:40 4:33 slow" in page.text
    sources = {each.attributes["media"]: each.attributes["srcset"] for each in page.elements if each.tag == "source"}
    assert sources == {
        "(max-width: 600px) and (prefers-color-scheme: dark)": f"/exams/{number}/pace.svg?theme=dark&size=narrow",
        "(max-width: 600px)": f"/exams/{number}/pace.svg?theme=light&size=narrow",
        "(prefers-color-scheme: dark)": f"/exams/{number}/pace.svg?theme=dark",
    }
    browser.client.set_cookie("theme", "dark")
    page = browser.page(f"/exams/{number}/result")
    assert next(each for each in page.elements if each.tag == "img").attributes["src"].endswith("theme=dark")
    assert not any("prefers-color-scheme" in each.attributes.get("media", "") for each in page.elements)


@pytest.mark.parametrize("size", ["", "narrow", "nonsense"])
def test_the_plot_is_a_drawing_without_script_style_or_reference(browser, ann, clock, size):
    number = a_full_life(ann, clock)
    response = browser.get(f"/exams/{number}/pace.svg?size={size}")
    assert (response.status_code, response.mimetype) == (200, "image/svg+xml")
    root = ET.fromstring(response.text)
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert tags == {"svg", "title", "g", "rect", "path", "text", "circle"}
    attributes = {name for element in root.iter() for name in element.attrib}
    assert not attributes & {"style", "class", "href", "onclick", "onload", "{http://www.w3.org/1999/xlink}href"}
    assert set(re.findall(r"https?://[^\"]+", response.text)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }
    assert root.attrib["viewBox"] == ("0 0 400 320" if size == "narrow" else "0 0 1000 380")
    words = [element.text for element in root.iter() if element.tag.endswith("text")]
    assert {"Question", "Minutes used", "Your time", "Even pace (dashes)", "Slow question (dot)"} <= set(words)


@pytest.mark.parametrize(
    ("asked", "drawn"),
    [
        (("", ""), "light"),
        (("", "auto"), "light"),
        (("", "dark"), "dark"),
        (("?theme=dark", "light"), "dark"),
        (("?theme=light", "dark"), "light"),
        (("?theme=nonsense", "dark"), "light"),
    ],
)
def test_the_plot_has_the_colors_that_the_address_or_the_cookie_asks_for(browser, ann, clock, asked, drawn):
    number = a_full_life(ann, clock)
    query, cookie = asked
    browser.client.set_cookie("theme", cookie)
    drawing = browser.get(f"/exams/{number}/pace.svg{query}").text
    other = {"light": "dark", "dark": "light"}[drawn]
    assert pace_plot.PALETTES[drawn].sheet in drawing
    assert pace_plot.PALETTES[other].sheet not in drawing


def test_the_palettes_are_the_tokens_of_the_theme():
    for name, theme in (("light", "light"), ("dark", "dark by choice")):
        palette, tokens = pace_plot.PALETTES[name], THEMES[theme]
        for field in ("sheet", "rule", "ink", "ink_2", "accent", "wrong"):
            assert getattr(palette, field) == tokens[field.replace("_", "-")]


@pytest.mark.parametrize(("top", "most"), [(1, 5), (10, 9), (18, 9), (25, 5), (60, 9), (135, 9), (240, 7), (960, 9)])
def test_ticks_are_round_few_and_end_at_the_top(top, most):
    for ticks in (pace_plot.question_ticks(top, most), pace_plot.minute_ticks(top, most)):
        assert ticks[0] == 0
        assert top - ticks[1] < ticks[-1] <= top
        assert 2 <= len(ticks) <= most
    assert pace_plot.question_ticks(10_000, 3) == [0, 10_000]


def test_earlier_mocks_of_the_form_stand_beside_this_one(browser, ann, clock):
    first = sit(ann, "+" * 10)
    assert "This is your first result of this form." in browser.page(f"/exams/{first}/result").text
    clock.advance(days=3)
    second = sit(ann, "+" * 20)
    page = browser.page(f"/exams/{second}/result")
    assert "5 Mar 2026, 09:00 UTC (this one) 20 of 25 18 ✓ passed 2 Mar 2026, 09:00 UTC 10 of 25 18 ✗ not passed" in (
        page.text
    )
    assert f"/exams/{first}/result" in page.links
    marks = next(each for each in page.elements if each.attributes.get("class") == "mock-marks")
    assert marks.attributes["aria-label"] == "Number right in 2 mocks, oldest first: 10, 20"


def test_a_regrade_is_told_with_its_reason(browser, ann, scopes, clock):
    publish_ten(scopes)
    number, position = sit_ten(ann, "A")
    clock.advance(days=1)
    correct(scopes, CORRECTED)
    regrade(scopes)
    page = browser.page(f"/exams/{number}/result")
    told = f"Question {position} : wrong → right. Regraded on 3 Mar 2026, 09:00 UTC because: {REASON} "
    assert told + "Number right: 6 → 7; that makes this exam passed." in page.text
    assert f"/exams/{number}/review/{position}" in page.links
    assert f"because: {REASON}" in browser.page(f"/exams/{number}/review/{position}").text
    told = (
        f"Regraded on 3 Mar 2026, 09:00 UTC because: The atlas was misread. Question {position} wrong to right; 6 to 7"
    )
    assert told in pdf_text(browser.get(f"/exams/{number}/result.pdf").data)


def test_before_it_is_graded_every_address_leads_to_where_it_can_be_finished(browser, ann, clock):
    number = ann.start_exam(SHORT)
    for _ in range(2):
        assert browser.get(f"/exams/{number}/result").headers["Location"] == f"/exams/{number}/finish"
        assert browser.get(f"/exams/{number}/result.pdf").headers["Location"] == f"/exams/{number}/result"
        assert browser.get(f"/exams/{number}/review/1").headers["Location"] == f"/exams/{number}/result"
        assert browser.get(f"/exams/{number}/pace.svg").status_code == 404
        clock.advance(hours=2)  # and the same once the time is up


def test_handing_in_leads_to_the_report(browser, ann):
    number = ann.start_exam(SHORT)
    ann.answer_exam(number, "+" * 25)
    assert browser.post(f"/exams/{number}/finish").headers["Location"] == f"/exams/{number}/result"
    assert "✓ Passed" in browser.page(f"/exams/{number}/result").text


def test_an_exam_that_was_given_up_says_so(browser, ann):
    number = ann.start_exam(SHORT)
    give_up(ann, number)
    page = browser.page(f"/exams/{number}/result")
    assert "Given up" in page.text
    assert "so it has no grade" in page.text
    assert "/exams?track=cpc" in page.links


def test_where_only_the_score_is_shown_no_question_is_named(browser, ann, clock):
    number = a_full_life(ann, clock)
    set_policy(ann, number, Shows.SCORE)
    page = browser.page(f"/exams/{number}/result?show=wrong")
    assert "17 of 25 right" in page.text
    assert "▲ above" in page.text or "● near" in page.text
    assert "This exam shows its score and areas, not its answers." in page.text
    assert not [link for link in page.links if "/review/" in link]
    for told in (RATIONALE, "✓ right", "✗ wrong", "→ right", "Changed answers", "The stem of"):
        assert told not in page.text
    review = browser.get(f"/exams/{number}/review/2")
    assert (review.status_code, review.headers["Location"]) == (303, f"/exams/{number}/result")
    written = pdf_text(browser.get(f"/exams/{number}/result.pdf").data)
    assert "17 of 25 right" in written
    assert "Not right" not in written
    assert "Changes" not in written


def test_where_nothing_is_shown_or_not_yet_the_page_says_when(browser, ann, clock):
    number = a_full_life(ann, clock)
    set_policy(ann, number, Shows.EVERYTHING, clock() + timedelta(days=2))
    page = browser.page(f"/exams/{number}/result")
    assert "The score is not shown yet" in page.text
    assert "shows its result from 4 Mar 2026, 09:20 UTC on" in page.text
    moments = [each.attributes for each in page.elements if each.tag == "time" and "data-local" in each.attributes]
    assert "2026-03-04T09:20:00Z" in [moment["datetime"] for moment in moments]
    set_policy(ann, number, Shows.NOTHING)
    never = browser.page(f"/exams/{number}/result")
    assert "This exam shows no score" in never.text
    for told in (page.text, never.text):
        assert "17" not in told
        assert "pass" not in told.lower()
        assert RATIONALE not in told
    assert browser.get(f"/exams/{number}/pace.svg").status_code == 404
    assert browser.get(f"/exams/{number}/result.pdf").status_code == 303
    assert browser.get(f"/exams/{number}/review/1").status_code == 303


def test_while_a_question_stands_in_an_open_exam_nothing_tells_what_was_right(browser, ann, scopes):
    publish_ten(scopes)
    done, position = sit_ten(ann, "A")
    again = ann.start_exam("full")
    page = browser.page(f"/exams/{done}/result")
    assert "6 of 10 right" in page.text
    assert "Some of these questions stand in an exam or a diagnostic that you have not finished," in page.text
    assert browser.get(f"/exams/{done}/review/{position}").status_code == 303
    written = pdf_text(browser.get(f"/exams/{done}/result.pdf").data)
    for told in (page.text, written):
        for secret in (RATIONALE, "By area", "What to study next", "✓ right", "Not right"):
            assert secret not in told
    ann.hand_in(again)
    assert "By area" in browser.page(f"/exams/{done}/result").text


def test_what_belongs_to_another_learner_is_not_there(app, ann, scopes, clock):
    number = a_full_life(ann, clock)
    ben = Browser(app).sign_in(sign_up(scopes, "ben@example.org", "Ben"))
    for address in ("result", "result.pdf", "pace.svg", "review/1"):
        assert ben.get(f"/exams/{number}/{address}").status_code == 404


def test_practice_has_no_such_report(browser, ann):
    number = ann.start()
    ann.hand_in(number)
    for address in ("result", "result.pdf", "pace.svg", "review/1"):
        assert browser.get(f"/exams/{number}/{address}").status_code == 404


def test_the_pdf_holds_the_figures_of_the_page(browser, ann, clock):
    number = a_full_life(ann, clock)
    response = browser.get(f"/exams/{number}/result.pdf")
    assert (response.status_code, response.mimetype) == (200, "application/pdf")
    assert response.headers["Content-Disposition"] == 'attachment; filename="cpc-short-25-2026-03-02.pdf"'
    written = pdf_text(response.data)
    for told in (
        "CPC mock, 25 questions",
        "Not passed 17 of 25 right. The pass mark is 18: you are 1 short of it.",
        "Learner Ann",
        "Form 25 questions in 38 min",
        "Begun 2 Mar 2026, 09:00 UTC Handed in 2 Mar 2026, 09:20 UTC",
        "Time used 20 min of 38 min",
        "Compliance 6 of 7 –",
        "Your pace is 91 seconds a question",
        "Unanswered 4 Slow 3 Flagged 4 Changed 5 Changes 1 wrong to right.",
        "1. Cases missed 5 of 5 8 of the exam's 40 questions",
    ):
        assert told in written, told
    assert written.count("Practice result. Not an AAPC score.") == pdf_pages(response.data)


def test_the_pdf_tells_of_extra_time_pauses_late_answers_and_earlier_mocks(browser, ann, clock):
    sit(ann, "+" * 20)
    with ann.writing() as scope:
        exam_clock.grant_extra_time(scope, ann.id, 0, 600, "a letter")
    number = ann.start_exam(SHORT)
    single = a_single(ann, number)
    clock.advance(minutes=5)
    ann.pause(number)
    clock.advance(minutes=7)
    ann.resume(number)
    clock.advance(hours=2)
    assert isinstance(ann.save_in_exam(number, single, {"choice": ["A"]}), sittings.TooLate)
    ann.hand_in(number)
    written = pdf_text(browser.get(f"/exams/{number}/result.pdf").data)
    for told in (
        "Time ran out",
        "Extra time 10 min, included above",
        "Paused 7 min",
        "After the end 1 answer came after the end: kept, not counted.",
        "No times were recorded",
        "0 of 25 not passed",
        "20 of 25 passed",
    ):
        assert told in written, told


@pytest.mark.parametrize("name", ["Zoë <b>O'Hara</b> & Søn", "Żaneta Łoś", "Анна", "安娜", "A" * 39 + " " + "B" * 40])
def test_the_pdf_takes_any_name(browser, ann, clock, name):
    number = a_full_life(ann, clock)
    assert browser.post("/account", {"display_name": name, "track": "cpc"}).status_code == 303
    document = browser.get(f"/exams/{number}/result.pdf").data
    written = pdf_text(document).replace(" ", "")  # an entity is a piece of its own
    western = pdf_letters.western(name) == name
    assert (f"Learner{name}".replace(" ", "") in written) is western


def test_without_a_font_for_it_a_name_is_written_as_well_as_can_be(monkeypatch):
    assert pdf_letters.western("Żaneta Ñuñez Жук") == "Zaneta Ñuñez ???"
    monkeypatch.setattr(pdf_letters, "_OTHER_SCRIPTS", ("NoSuchFont", "NoSuchFont-Bold"))
    letters = pdf_letters.letters_for(["Жук"])
    assert (letters.plain, letters.covers_all) == ("Helvetica", False)


def test_long_titles_wrap(ann, clock):
    number = a_full_life(ann, clock)
    report = report_of(ann, number)
    long = "An area whose title goes on and on, " * 12 + "W" * 200
    areas = tuple(replace(area, title=long) for area in report.areas)
    document = report_pdf.make_pdf(
        replace(report, areas=areas, to_study=areas, heading=replace(report.heading, title=long))
    )
    assert pdf_text(document).count("An area whose title goes on") >= 7


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0, "0 s"), (59, "59 s"), (60, "1 min"), (89, "1 min"), (90, "2 min"), (3570, "1 h"), (3900, "1 h 5 min")],
)
def test_durations_are_told_to_the_minute(seconds, told):
    assert report_words.duration(seconds) == told


def test_times_of_questions_are_told_to_the_second():
    assert [report_words.clock(seconds) for seconds in (0, 59, 95, 3600)] == ["0:00", "0:59", "1:35", "60:00"]


def test_no_page_of_a_report_holds_an_inline_script_style_or_handler(browser, ann, clock):
    number = a_full_life(ann, clock)
    for address in ("result", "result?show=changed", "review/1", "review/2?show=wrong"):
        assert breaches(browser.get(f"/exams/{number}/{address}").text) == []


def test_a_report_costs_as_many_statements_after_many_exams_as_after_one(browser, ann, scopes, clock):
    for _ in range(3):
        number = a_full_life(ann, clock)
        with counted(scopes) as sent:
            assert browser.get(f"/exams/{number}/result").status_code == 200
        assert 0 < len(sent) <= MOST_FOR_A_REPORT, "\n".join(sent)
