"""Thirty learners at work: in time, late across the change of the clocks, again, with more time, or not at all."""

import re
from datetime import datetime, timedelta

from tests.journeys.term.cast import (
    AMARA,
    BELA,
    BILLING,
    CHEN,
    DORA,
    EMIL,
    FAYE,
    GUS,
    HANA,
    INES,
    IVO,
    JANA,
    LEARNERS,
    REST,
)
from tests.journeys.term.setting import OWN, WEEK
from tests.support import billing
from tests.support.case_forms import RIGHT as RIGHT_CLAIM
from tests.support.library import CASE_RATIONALE, CASE_TITLE, RATIONALE
from tests.support.term import Term, done, said, tells
from trainer.services import grading

RIGHT_QUERY = {"needed": "yes", "gap": ["a", "c"], "part_facts": "a", "part_question": "b", "base_revision": "0"}
POINTS = {"single": 1, "numeric": 1, "code": 1, "multiple": 2, "ordering": 3, "matching": 2}
"""What a question of each kind is worth, in the small library."""
RIGHT_IN_WEEK = {AMARA: 10, HANA: 6, IVO: 5, JANA: 8} | {name: 10 - place % 7 for place, name in enumerate(REST)}
"""How many of ten questions those have right who hand in once and in time."""


def of_ten(right: int) -> str:
    return "+" * right + "-" * (10 - right)


def it_opens_when_it_says(term: Term) -> None:
    tells(term.mine(AMARA, "week"), "not open yet", "3 Mar 2026, 08:00 America/Chicago")
    tells(term.refused(AMARA, "week"), "This assignment opens on 3 Mar 2026, 08:00 America/Chicago.")
    term.goes_to("2026-03-03 08:00")
    sitting = term.start(AMARA, "week", request_id="once")
    assert term.start(AMARA, "week", request_id="twice") == sitting, "the open one is gone on with"
    term.answer_singles(AMARA, sitting, of_ten(10))
    term.hand_in(AMARA, sitting)


def keys_stay_hidden_while_somebody_may_still_work(term: Term, sitting: str = "/practice/1") -> None:
    browser = term.people[AMARA]
    for page in (f"{sitting}/result", f"{sitting}/questions/1", term.assignment("week", "/mine"), "/progress"):
        assert RATIONALE not in browser.get(page, follow_redirects=True).text, page
    tells(term.mine(AMARA, "week"), "Keys and rationales from 12 Mar 2026, 23:59", "Score – shown from 12 Mar 2026")
    assert "of 10 right" not in browser.page(f"{sitting}/result").text


def a_code_opens_a_timed_one_and_an_edit_makes_a_new_version(term: Term) -> None:
    said(term.people[AMARA], "/", "For your class", "Each their own", "0 of 2 reviews done")
    tells(term.refused(AMARA, "own"), "Enter the access code that you were told.")
    tells(term.refused(AMARA, "own", access_code="hawk"), "That is not the access code.")
    sitting = term.start(AMARA, "own", access_code="OWL")
    assert sitting.startswith("/exams/")
    ines = term.people[INES]
    form = OWN | {"base_number": "1", "draw-1-count": "5"}
    response = ines.post(term.assignment("own", "/edit"), form)
    done(ines, response, "1 learner has begun: this one keeps version 1. Whoever starts from now on gets version 2.")
    response = ines.post(term.assignment("week", "/edit"), WEEK | {"base_number": "1", "instructions": "Open book."})
    done(ines, response, "the change holds for them too, at once")
    tells(term.mine(AMARA, "week"), "Open book.")
    assert len(stems(term, AMARA, sitting, 4)) == 4
    assert term.people[AMARA].get(f"{sitting}/questions/5").status_code == 404
    term.answer(AMARA, sitting, "+++-")
    term.hand_in(AMARA, sitting)
    result = term.people[AMARA].page(f"{sitting}/result").text
    tells(result, "3 of 4 right", "its score and areas, not its answers")
    assert RATIONALE not in term.people[AMARA].get(f"{sitting}/result").text
    assert term.gradebook().cells[AMARA, "own"] == "75.0"


def a_draw_for_all_is_the_same_and_one_for_each_is_not(term: Term) -> None:
    seen = []
    for name, verdicts in ((AMARA, "+++++"), (BELA, "+++--")):
        sitting = term.start(name, "alike")
        seen.append(stems(term, name, sitting, 5))
        term.answer(name, sitting, verdicts)
        assert RATIONALE in term.people[name].get(f"{sitting}/questions/1").text, "told at once"
        term.hand_in(name, sitting)
    assert seen[0] == seen[1]
    drawn = {tuple(sorted(stems(term, name, term.start(name, "own", access_code="owl"), 5))) for name in REST[:4]}
    assert len(drawn) > 1
    assert all(len(set(each)) == 5 for each in drawn)


def stems(term: Term, name: str, sitting: str, count: int) -> list[str]:
    """The ids of its questions, which their texts name."""
    pages = (term.people[name].page(f"{sitting}/questions/{position}").text for position in range(1, count + 1))
    return [re.findall(r"The stem of ([a-z0-9-]+)", page)[0] for page in pages]


def most_hand_in_once_and_in_time(term: Term) -> None:
    term.goes_to("2026-03-05 18:00")
    for name, right in RIGHT_IN_WEEK.items():
        if name != AMARA:
            sitting = term.start(name, "week")
            term.answer_singles(name, sitting, of_ten(right))
            term.hand_in(name, sitting)
    for right in (4, 8):
        sitting = term.start(EMIL, "week")
        term.answer_singles(EMIL, sitting, of_ten(right))
        term.hand_in(EMIL, sitting)
    tells(term.refused(EMIL, "week"), "You have used all 2 tries at this.")


def some_are_late_in_the_week_in_which_the_clocks_go_forward(term: Term) -> None:
    """Due on Sunday, 8 March, 23:59 on the wall, an hour earlier than it would have been in winter."""
    for wall, name, right in (
        ("2026-03-08 23:58", BELA, 7),
        ("2026-03-09 00:30", DORA, 9),
        ("2026-03-10 20:00", CHEN, 7),
    ):
        term.goes_to(wall)
        sitting = term.start(name, "week")
        term.answer_singles(name, sitting, of_ten(right))
        term.hand_in(name, sitting)
    term.goes_to("2026-03-12 12:00")
    tells(term.refused(FAYE, "week"), "closed on 11 Mar 2026, 23:59 America/Chicago: no work is taken any more.")
    keys_stay_hidden_while_somebody_may_still_work(term)
    sitting = term.start(GUS, "week")
    term.answer_singles(GUS, sitting, of_ten(7))
    term.hand_in(GUS, sitting)
    term.goes_to("2026-03-13 00:00")
    browser = term.people[AMARA]
    tells(browser.page("/practice/1/result").text, "10 of 10 right")
    assert RATIONALE in browser.get("/practice/1/questions/1").text
    tells(term.mine(DORA, "week"), "handed in late", "81 % 10 % less, late")


def cases_are_parts_and_a_mock_counts_its_first_try(term: Term) -> None:
    amara, bela = term.people[AMARA], term.people[BELA]
    tells(term.mine(AMARA, "coding"), CASE_TITLE)
    for name, browser in ((AMARA, amara), (BELA, bela)):
        work = term.start(name, "coding", part="1")
        claim = RIGHT_CLAIM if name == AMARA else RIGHT_CLAIM | {"procedure_modifiers": ["", ""]}
        report = browser.post(f"{work}/submission", claim).headers["Location"]
        assert CASE_RATIONALE not in said(browser, report, "Your report is shown from").text
    work = term.start(AMARA, "coding", part="2")
    assert amara.post(f"{work}/submission", RIGHT_QUERY).status_code == 303
    work = term.start(BELA, "exercise")
    assert bela.post(f"{work}/submission", {"base_revision": "0"}).status_code == 303
    for name, browser in ((AMARA, amara), (BELA, bela)):
        work = term.start(name, "exercise")
        done(browser, browser.post(f"{work}/submission", billing.form_of(BILLING)), "100 %")
    _one_field_of_an_exercise_is_wrong(term)
    sitting = term.start(AMARA, "mock")
    kinds = term.kinds(AMARA, sitting, 25)
    wrong = [place for place, kind in enumerate(kinds) if kind == "single"][:5]
    term.answer(AMARA, sitting, "".join("-" if place in wrong else "+" for place in range(25)))
    term.hand_in(AMARA, sitting)
    possible = sum(POINTS[kind] for kind in kinds)
    term.mock_permille = (2000 * (possible - 5) + possible) // (2 * possible)
    again = term.start(AMARA, "mock")
    term.answer(AMARA, again, "+" * 25)
    term.hand_in(AMARA, again)
    tells(term.mine(AMARA, "mock"), "2; the first one counts")


def _one_field_of_an_exercise_is_wrong(term: Term) -> None:
    gus, work = term.people[GUS], term.start(GUS, "exercise")
    worksheet = billing.exact(BILLING)
    wrong = tuple((name, "1.00" if place == 0 else text) for place, (name, text) in enumerate(worksheet))
    assert gus.post(f"{work}/submission", billing.form_of(BILLING, wrong)).status_code == 303
    term.exercise_percent = term.gradebook().cells[GUS, "exercise"]
    assert 50 < float(term.exercise_percent) < 100


def reviews_that_are_due_are_counted(term: Term) -> None:
    browser = term.people[BELA]
    tells(term.refused(BELA, "reviews"), "Reviews are not started here")
    tells(term.mine(BELA, "reviews"), "0 of 2 reviews done")
    response = browser.post("/review", {"track": "cpc", "request_id": "due"})
    assert response.status_code == 303, browser.page("/review").text
    sitting = re.match(r"/practice/\d+", response.headers["Location"])
    assert sitting
    term.answer(BELA, sitting[0], "++")
    tells(term.mine(BELA, "reviews"), "2 of 2 reviews done")


def a_timed_one_is_watched_while_it_runs(term: Term) -> None:
    """Gus has 30 minutes, 25 % and 50 % more of them, and 10 minutes: 62 minutes and 30 seconds. Bela has 30."""
    term.goes_to("2026-03-13 10:00")
    live = f"{term.root}/gradebook/{term.assignments['own']}/live"
    ends = {GUS: timedelta(minutes=62, seconds=30), BELA: timedelta(minutes=30)}
    sittings = {name: term.start(name, "own", access_code="owl") for name in ends}
    for name, sitting in sittings.items():
        told = term.people[name].get(f"{sitting}/state").get_json()
        assert datetime.fromisoformat(told["deadline_at"]) == term.clock.now + ends[name]
        term.answer(name, sitting, "+++")
    more = {"learners": [str(term.id_of(BELA))], "assignment": str(term.assignments["own"]), "minutes": "5"}
    response = term.people[INES].post(f"{term.root}/assignments/overrides", more | {"reason": "A fire alarm."})
    done(term.people[INES], response, "1 sitting that is open now got the time at once.")
    told = term.people[BELA].get(f"{sittings[BELA]}/state").get_json()
    assert datetime.fromisoformat(told["deadline_at"]) == term.clock.now + timedelta(minutes=35)
    page = said(term.people[INES], live, "3 of 5", "32 min extra included")
    assert page.text.count("● in") == 2
    beat = term.people[GUS].post(f"{sittings[GUS]}/here", {"position": "4"})
    assert beat.get_json() == {"is_watched": True}
    term.clock.advance(minutes=5)
    rows = term.people[INES].get(f"{live}/rows").text
    assert "lost the connection 5 min ago" in rows
    term.clock.advance(minutes=55)
    term.answer(GUS, sittings[GUS], "+", first=4)
    term.hand_in(GUS, sittings[GUS])
    event = {"client_id": "tab", "sequence": "4", "base_revision": "0", "choice": "B"}
    late = term.people[BELA].post(f"{sittings[BELA]}/answers/4", event, headers={"Accept": "application/json"})
    assert (late.get_json()["outcome"], late.get_json()["seconds"]) == ("late", 25 * 60), "kept, and it does not count"
    grading.tidy_up(term.scopes)
    book = term.gradebook()
    assert (book.cells[GUS, "own"], book.cells[BELA, "own"]) == ("80.0", "60.0")


def the_gradebook_has_everybody_in_the_right_state(term: Term) -> None:
    """The week's column: rules applied by hand. Late work loses 10 % for every day begun."""
    late = {
        DORA: "81.0◔",  # 900 ‰, one day begun: 900 x 0.9
        CHEN: "56.0◔",  # 700 ‰, two days begun: 700 x 0.8
    }
    expected = {name: f"{right * 10}.0" for name, right in RIGHT_IN_WEEK.items()}
    expected |= {BELA: "70.0", EMIL: "80.0", GUS: "70.0", FAYE: "✗"} | late
    book = term.gradebook()
    assert set(book.totals) == set(LEARNERS)
    assert book.column("week") == expected
    assert book.of(FAYE) == {"week": "✗"} | dict.fromkeys(book.order[1:], "·")
    assert book.of(BELA)["coding"] == "…", "a part is missing"


def after_the_last_due_date_what_is_missing_counts_nothing(term: Term) -> None:
    """The total of Amara: (2 x 1000 + 1000 + 750 + 1000 + 1000 + the mock + 1000) / 8.

    Her second mock asked things that she had answered before: those are reviews. Bela did one of two charts: diagnoses
    1, procedures 18 of 24 points, for a missing modifier costs half a line: (1 + 0.75) / 2 / 2 = 437.5 ‰.
    """
    term.goes_to("2026-03-16 00:00")
    grading.tidy_up(term.scopes)
    book = term.gradebook()
    full = {"week": "100.0", "alike": "100.0", "own": "75.0", "coding": "100.0", "exercise": "100.0"}
    assert book.of(AMARA) == full | {"mock": f"{term.mock_permille / 10:.1f}", "reviews": "100.0"}
    assert book.totals[AMARA] == f"{(2 * (6750 + term.mock_permille) + 8) // 16 / 10:.1f}"
    half = {"week": "70.0", "alike": "60.0", "own": "60.0", "coding": "43.8", "exercise": "100.0"}
    assert book.of(BELA) == half | {"mock": "✗", "reviews": "100.0"}
    assert book.totals[BELA] == "63.0"  # (2 x 700 + 600 + 600 + 438 + 1000 + 0 + 1000) / 8 = 629.75
    assert book.totals[FAYE] == "0.0"
    assert CASE_RATIONALE in term.result_of(AMARA, "coding")
    never = term.result_of(AMARA, "own")
    assert ("3 of 4 right" in never, RATIONALE in never) == (True, False)
