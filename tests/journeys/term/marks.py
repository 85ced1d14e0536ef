"""Marks by hand on cases: a line of a claim, a finding of a billing exercise, a score that is cleared again."""

import re

from tests.journeys.term.cast import ADA, AMARA, ASHA, BELA, DORA, GUS, INES
from tests.support.term import Term, done, refusal, said, tells

LINE_WHY = "The modifier stood in the note."
FINDING_WHY = "The remittance can be read so."


def a_line_of_a_claim_gets_other_points(term: Term) -> None:
    """Bela: a modifier is missing: 6 of 12. With 9 the procedures have 21 of 24: (1 + 0.875) / 2 / 2."""
    ines, asha, place = term.people[INES], term.people[ASHA], _sitting(term, "coding", BELA)
    assert term.gradebook().cells[BELA, "coding"] == "43.8"
    page = said(ines, place, "modifier missing", "99213 → A: 6 of 12", "Points of a line")
    base = page.form(f"{place}/lines").fields["base"]
    line = _value(page.text, "99213")
    form = {"line": line, "points": "9", "base": base}
    refusal(ines, f"{place}/lines", form | {"reason": " "}, "Say why")
    refusal(ines, f"{place}/lines", form | {"points": "13", "reason": LINE_WHY}, "0 to 12")
    done(
        ines, ines.post(f"{place}/lines", form | {"reason": LINE_WHY}), "The points of the line are changed.", LINE_WHY
    )
    refusal(asha, f"{place}/lines", form | {"points": "3", "reason": "No."}, "Somebody else")
    book = term.gradebook()
    assert book.cells[BELA, "coding"] == "46.9"
    assert book.totals[BELA] == "63.4"  # (2 x 700 + 600 + 600 + 469 + 1000 + 0 + 1000) / 8 = 633.6
    said(term.people[BELA], term.assignment("coding", "/mine"), LINE_WHY, INES)
    said(term.people[BELA], _own(term, BELA, "coding"), "Changed by hand", LINE_WHY, "94 %")
    said(term.people[BELA], "/", LINE_WHY)
    assert LINE_WHY not in term.mine(AMARA, "coding")
    _is_audited(term, BELA, "9 of 12 points")


def a_finding_of_a_billing_exercise_is_withdrawn(term: Term) -> None:
    """Gus has one field wrong; without the error the field has its points, and the exercise is whole."""
    asha, place = term.people[ASHA], _sitting(term, "exercise", GUS)
    before = term.gradebook()
    assert before.cells[GUS, "exercise"] == term.exercise_percent
    page = said(asha, place, "Withdraw an error")
    base = page.form(f"{place}/findings").fields["base"]
    (finding,) = [
        each.attributes["value"]
        for each in page.elements
        if each.tag == "option" and re.fullmatch(r"\d+\.\d+", each.attributes.get("value", ""))
    ]
    form = {"finding": finding, "base": base, "reason": FINDING_WHY}
    refusal(asha, f"{place}/findings", form | {"finding": "x"}, "Choose the error to withdraw.")
    assert term.people[GUS].post(f"{place}/findings", form).status_code == 404
    done(asha, asha.post(f"{place}/findings", form), "The error is withdrawn.", FINDING_WHY, "as first graded")
    after = term.gradebook()
    assert after.cells[GUS, "exercise"] == "100.0"
    assert {key for key in after.cells if after.cells[key] != before.cells[key]} == {(GUS, "exercise")}
    said(term.people[GUS], term.assignment("exercise", "/mine"), FINDING_WHY, "100 %")
    said(term.people[GUS], _own(term, GUS, "exercise"), "Changed by hand", FINDING_WHY, ASHA)
    _is_audited(term, GUS, "a finding withdrawn")


def a_score_is_cleared_and_a_comment_withdrawn(term: Term) -> None:
    ines, work = term.people[INES], term.work("week", DORA)
    score = {"kind": "score", "percent": "12", "base": "0", "reason": "A slip of mine."}
    page = done(ines, ines.post(f"{work}/marks", score), "The score is set.")
    assert term.gradebook().cells[DORA, "week"] == "12.0◔✎"
    base = page.form(f"{work}/marks").fields["base"]
    cleared = {"kind": "cleared", "base": base, "reason": "It was not hers."}
    done(ines, ines.post(f"{work}/marks", cleared), "What was earned counts again.")
    assert term.gradebook().cells[DORA, "week"] == "81.0◔"
    tells(term.mine(DORA, "week"), "81 % 10 % less, late", "It was not hers.")
    page = done(ines, ines.post(f"{work}/comments", {"text": "For somebody else."}), "The learner sees your comment.")
    tells(term.mine(DORA, "week"), "For somebody else.")
    (form,) = [each for each in page.forms if each.action.endswith("/withdrawal")]
    done(ines, ines.post(form.action), "The comment is withdrawn.")
    assert "For somebody else." not in term.mine(DORA, "week")


def _sitting(term: Term, key: str, learner: str) -> str:
    """Where the staff read the first try of a learner."""
    work = term.work(key, learner)
    links = term.people[INES].page(work).links
    return next(link for link in links if re.fullmatch(rf"{work}/sittings/\d+", link))


def _own(term: Term, name: str, key: str) -> str:
    """Where the learner reads it."""
    links = term.people[name].page(term.assignment(key, "/mine")).links
    return next(link for link in links if re.match(r"/(cases|billing)/sittings/\d+", link))


def _value(text: str, words: str) -> str:
    """What the form sends for the line of which the words stand in it: lines are listed from 1, and sent from 0."""
    found = re.search(rf"(\d+)\. \w+ {words} → A: \d+ of 12", text)
    assert found, text
    return str(int(found[1]) - 1)


def _is_audited(term: Term, learner: str, words: str) -> None:
    url = f"/administration/audit?action=grade.mark-by-hand&subject=user+{term.id_of(learner)}"
    said(term.people[ADA], url, words)
