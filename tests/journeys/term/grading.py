"""The staff look through the work: down to an answer, by hand, in words; files to take away; what the class knows."""

import csv
import io
import re

from openpyxl import load_workbook

from tests.journeys.term.cast import (
    ADA,
    AMARA,
    ASHA,
    BELA,
    CHEN,
    EMIL,
    FAYE,
    HANA,
    INES,
    LEARNERS,
    kept_number_of,
    number_of,
)
from tests.journeys.term.working import RIGHT_IN_WEEK
from tests.support.term import Term, done, refusal, said, tells

WHY = "The atlas allows it."


def one_goes_down_to_an_answer_and_gives_it_points(term: Term) -> None:
    """Chen: 8 of 10 now, two days late: 800 x 0.8 = 640 ‰."""
    ines, work = term.people[INES], term.work("week", CHEN)
    page = said(ines, work, "late, 20 % taken off", "Score, % 56.0", f"student number {number_of(CHEN)}")
    assert f"{work}/sittings/1" in page.links
    said(ines, f"{work}/sittings/1", "Question 8", "✗ not right · chosen", "Change the points of question 8")
    points = f"{work}/sittings/1/questions/8/points"
    form = {"base": "0", "points": "1"}
    refusal(ines, points, form | {"reason": " "}, "Say why")
    done(ines, ines.post(points, form | {"reason": WHY}), "The points of question 8 are changed.", "by hand")
    assert term.gradebook().cells[CHEN, "week"] == "64.0◔"
    said(term.people[CHEN], "/", WHY)
    said(term.people[CHEN], term.assignment("week", "/mine"), "64 % 20 % less, late")


def scores_are_set_work_is_excused_and_commented(term: Term) -> None:
    ines, asha = term.people[INES], term.people[ASHA]
    marks = f"{term.work('week', HANA)}/marks"
    score = {"kind": "score", "percent": "87.5", "base": "0", "reason": "An oral exam."}
    done(ines, ines.post(marks, score), "The score is set.", "Score 87.5 %")
    refusal(asha, marks, score | {"percent": "90"}, "Somebody else has changed this")
    excused = {"learner": [str(term.id_of(FAYE))], "reason": "Was on jury duty."}
    column = f"{term.root}/gradebook/{term.assignments['week']}"
    done(asha, asha.post(f"{column}/excused", excused), "1 excused.")
    comment = {"text": "Mind the laterality.", "position": "9"}
    sitting = re.search(r"/sittings/(\d+)", " ".join(asha.page(term.work("week", BELA)).links))
    assert sitting
    url = term.work("week", BELA, f"/sittings/{sitting[1]}/comments")
    done(asha, asha.post(url, comment), "The learner sees your comment.", "Asha Vale: Mind the laterality.")
    book = term.gradebook()
    assert (book.cells[HANA, "week"], book.cells[FAYE, "week"]) == ("87.5✎", "ex✎")
    assert book.totals[HANA] == "21.9"  # 2 x 875 / 8 = 218.75
    said(term.people[HANA], term.assignment("week", "/mine"), "87.5 % by hand", "87.5 %: An oral exam.")
    said(term.people[FAYE], term.assignment("week", "/mine"), "excused", "Excused: Was on jury duty.")
    said(term.people[BELA], term.assignment("week", "/mine"), "Mind the laterality.", "on question or line 9")
    assert "Mind the laterality." not in term.mine(AMARA, "week")
    assert term.people[AMARA].post(marks, score).status_code == 404
    assert term.people[BELA].get(term.work("week", BELA)).status_code == 404
    audit = said(term.people[ADA], "/administration/audit").text
    for name in (HANA, FAYE, CHEN):
        assert f"user {term.id_of(name)}" in audit, name


def files_say_what_the_page_says(term: Term) -> None:
    book, rows = term.gradebook(), term.exported()
    width = len(book.order)
    assert rows[0][:4] == ["Name", "E-mail", "Student number", "Total (%)"]
    learners = {row[0]: row for row in rows[1 : 1 + len(LEARNERS)]}
    assert set(learners) == {f"'{name}" if name == HANA else name for name in LEARNERS}
    for name in LEARNERS:
        row = learners[f"'{name}" if name == HANA else name]
        assert row[2] == kept_number_of(name)
        assert float(row[3]) == float(book.totals[name])
        for key, percent, state in zip(book.order, row[4::2], row[5::2], strict=True):
            shown = book.cells[name, key]
            assert percent == re.sub(r"\.0$", "", shown.rstrip("◔✎✗ex·")) or float(percent) == _number(shown)
            assert ("late" in state, "missing" in state) == ("◔" in shown, "✗" in shown)
    assert learners[FAYE][5] == "excused"
    assert learners[f"'{HANA}"][5] == "set by hand"
    response = term.people[INES].get(f"{term.root}/gradebook/export.xlsx")
    sheet = load_workbook(io.BytesIO(response.get_data()))["Gradebook"]
    cells = [[cell.value for cell in line] for line in sheet.iter_rows(max_row=1 + len(LEARNERS))]
    for line, row in zip(cells, rows, strict=False):
        values = [("" if value is None else value) for value in line[: 4 + 2 * width]]
        assert [_plain(value) for value in values] == [_plain(value) for value in row[: 4 + 2 * width]]
    assert all(cell.data_type != "f" for line in sheet.iter_rows() for cell in line)
    roster = term.people[INES].get(f"{term.root}/roster.csv").get_data().decode("utf-8-sig")
    assert f"'{HANA}," in roster


def _number(shown: str) -> float:
    """What counts for what stands in a cell."""
    return 0.0 if "✗" in shown else float(shown.rstrip("◔✎"))


def _plain(value: object) -> object:
    """A number where it is one that a spreadsheet shows as such, student numbers left as they are."""
    text = str(value).lstrip("'") if isinstance(value, str) else value
    if isinstance(text, str) and not (text.startswith("00") and "." not in text):
        try:
            return float(text)
        except ValueError:
            return text
    return text


def insight_follows_from_the_work(term: Term) -> None:
    """29 have handed the week in; its first tries have 193 of 290 right: Emil's second does not count."""
    ines = term.people[INES]
    term.goes_to("2026-03-17 00:00")
    term.works_at_night()
    insight, week = f"{term.root}/insight", term.assignments["week"]
    said(ines, insight, "of 30 learners", AMARA)
    known = {row[0]: row[-1] for row in _table(term, f"{insight}/readiness.csv")}
    assert "assignments are missing." in known[FAYE]
    assert "No graded work in 15 days since joining." in known[FAYE]
    assert "No graded work" not in known[BELA]
    done(ines, ines.post(f"{insight}/items"), "The analysis is queued.")
    term.works_at_night()
    said(ines, f"{insight}/items", "all assignments together", "anatomy-1")
    said(ines, f"{insight}/areas", "Anatomy", "Cases", AMARA)
    said(ines, f"{insight}/errors", "Modifier missing")
    page = said(
        ines, f"{insight}/items/{week}", "Item analysis: Week 1", "by 29 learners", "Made 17 Mar 2026, 00:00 CDT"
    )
    tells(page.text, "KR-20 (coefficient alpha).", "Of 29 learners; under 30 it can be far off.")
    rows = _table(term, f"{insight}/items/{week}.csv")
    place = rows[0].index("Facility")
    first_tries = sum(RIGHT_IN_WEEK.values()) + 7 + 9 + 8 + 4 + 7  # Bela, Dora, Chen with a point by hand, Emil, Gus
    facilities = [float(row[place]) for row in rows[1:] if row[0].startswith(("anatomy", "compliance"))]
    assert len(facilities) == 10
    assert abs(sum(facilities) - first_tries / 29) < 0.01, (sum(facilities), first_tries)
    (first, *_) = [link for link in page.links if re.fullmatch(rf"{insight}/items/{week}/\d+", link)]
    said(ines, first, "of 29 answers", "A rest score needs ten other answers by the same learner.")
    assert ines.get(f"{first}.svg").status_code == 404, "of ten questions there are never ten others"
    assert _table(term, f"{insight}/readiness.csv")[0][0] == "Learner"
    assert [row[0] for row in _table(term, f"{insight}/areas.csv")[1:-1]] != []
    assert f"'{HANA}" in {row[0] for row in _table(term, f"{insight}/areas.csv")}
    assert term.people[EMIL].get(f"{insight}/items/{week}").status_code == 404


def _table(term: Term, url: str) -> list[list[str]]:
    response = term.people[INES].get(url)
    assert response.status_code == 200, url
    return list(csv.reader(io.StringIO(response.get_data().decode("utf-8-sig"))))
