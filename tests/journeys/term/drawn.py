"""Work that is drawn by tag and by family, from the bank of an instructor too: the same for all, and each their own."""

from tests.journeys.term.cast import AMARA, BELA, CHEN, DORA, EMIL, GUS, INES
from tests.journeys.term.setting import BLANK
from tests.journeys.term.writing import FAMILY, TAG, TOLD, TOURS
from tests.support.html import Page
from tests.support.term import Dealt, Term, refusal, tells
from trainer.domain.items.keys import SingleKey

ALIKE = BLANK | {
    "title": "By tag and family",
    "work": "draws",
    "draw_for": "all",
    "draw-1-by": "tag",
    "draw-1-value": TAG,
    "draw-1-count": "2",
    "draw-2-by": "family",
    "draw-2-value": FAMILY,
    "draw-2-count": "1",
    "draw-3-by": "tag",
    "draw-3-value": "small",
    "draw-3-count": "3",
    "due": "2026-03-24T23:59",
    "feedback": "at_once",
    "shuffled": "no",
}
OWN = ALIKE | {"title": "By tag and family, each their own", "draw_for": "each"}


def draws_by_tag_and_family_are_set(term: Term) -> None:
    ines, new = term.people[INES], f"{term.root}/assignments/new"
    refusal(ines, new, ALIKE | {"draw-2-count": "2"}, "Row 2: A family stands for one question")
    refusal(ines, new, ALIKE | {"draw-2-value": "cpc-nothing"}, "The CPC has no family “cpc-nothing”.")
    short = ines.post(f"{term.root}/assignments/dry-run", ALIKE | {"draw-1-count": "5"})
    tells(" ".join(Page(short.text).text.split()), "30 learners × 9 items", "short by 3")
    tells(term.sets("tags", ALIKE).text, f"2 of tag {TAG}", f"family {FAMILY}", "3 of tag small")
    term.sets("own tags", OWN)


def a_draw_for_all_has_the_same_questions_and_a_family_its_own_facts(term: Term) -> None:
    papers = {name: _worked_on(term, name, "tags", is_right) for name, is_right in ((AMARA, True), (BELA, False))}
    papers |= {name: term.dealt(name, term.start(name, "tags")) for name in (CHEN, DORA)}
    for paper in papers.values():
        assert [each.slug for each in paper] == [each.slug for each in papers[AMARA]]
        assert [each.slug for each in paper[:3]] == [*TOURS, FAMILY]
    assert len({paper[2].variant for paper in papers.values()}) > 1
    book = term.gradebook()
    assert [book.cells[name, "tags"] for name in (AMARA, BELA, EMIL)] == ["100.0", "0.0", "·"]


def a_draw_for_each_has_questions_of_its_own(term: Term) -> None:
    papers = {name: _worked_on(term, name, "own tags", is_right) for name, is_right in ((AMARA, False), (GUS, True))}
    papers |= {name: term.dealt(name, term.start(name, "own tags")) for name in (BELA, CHEN)}
    for paper in papers.values():
        assert [each.slug for each in paper[:3]] == [*TOURS, FAMILY]
        assert len({each.slug for each in paper}) == 6
    assert len({frozenset(each.slug for each in paper[3:]) for paper in papers.values()}) > 1
    book = term.gradebook()
    assert [book.cells[name, "own tags"] for name in (AMARA, GUS, EMIL)] == ["0.0", "100.0", "·"]


def _worked_on(term: Term, name: str, key: str, is_right: bool) -> list[Dealt]:
    """All that was dealt, answered rightly or wrongly and handed in."""
    browser, sitting = term.people[name], term.start(name, key)
    paper = term.dealt(name, sitting)
    tells(browser.page(f"{sitting}/questions/1").text, TOLD)
    for position, dealt in enumerate(paper, start=1):
        if isinstance(dealt.key, SingleKey):
            wrong = next(letter for letter in "AB" if letter != dealt.key.option)
            event = {"client_id": "tab", "sequence": str(position), "base_revision": "0"}
            form = event | {"choice": dealt.key.option if is_right else wrong}
            assert browser.post(f"{sitting}/answers/{position}", form).status_code == 303
        else:
            term.answer(name, sitting, "+" if is_right else "-", first=position)
    term.hand_in(name, sitting)
    return paper
