"""The end: a copy for the next term, somebody leaves, the class is archived, an administrator looks in and deletes."""

from tests.journeys.term.beginning import SPEC
from tests.journeys.term.cast import ADA, AMARA, BELA, CHEN, DORA, GUS, INES, IVO, JANA, LEARNERS, email_of
from tests.support.browser import Browser
from tests.support.term import Book, Term, done, refusal, said, tells
from trainer.services import grading

COPY = {"title": "Coding I", "term": "Fall 2026", "days": "182", "members": "yes"}
WHY = "She cannot find her class."


def a_copy_for_the_next_term_keeps_what_was_granted(term: Term) -> None:
    """182 days later, at the same time on the wall: Sunday, 8 March becomes Sunday, 6 September."""
    ines = term.people[INES]
    refusal(ines, f"{term.root}/copy", COPY | {"days": "half a year"}, "Write a whole number of days")
    response = ines.post(f"{term.root}/copy", COPY)
    done(ines, response, "The copy is there.", "Fall 2026", "Learners 30")
    there = response.headers["Location"]
    page = said(
        ines, f"{there}/assignments", "Week 1", "Each their own", "A mock", "One vessel", "Sun 6 Sep 2026, 23:59"
    )
    week, own = (f"{there}/assignments/{number}/manage" for number in _copied(term, page.links, there))
    said(ines, week, "Due", "Sun 6 Sep 2026, 23:59", "Wed 9 Sep 2026, 23:59")
    granted = said(ines, f"{there}/assignments/overrides", GUS, "A broken wrist.", "Agreed with the office.")
    tells(granted.text, "In hospital until Tuesday.", "Thu 10 Sep 2026, 23:59", "25 %", "50 %", "1 more")
    assert "Nothing is set yet." in term.people[GUS].page(f"{there}/assignments").text
    done(ines, ines.post(own.replace("/manage", "/publish")), "Published")
    mine = own.replace("/manage", "/mine")
    said(term.people[GUS], mine, "10 minutes more time: A broken wrist.", "50 % more time, 1 try more", "to do")
    book = Book(ines.get(f"{there}/gradebook").text, {"own": int(own.split("/")[4])})
    assert set(book.column("own").values()) == {"·"}, "nobody's work comes along"


def _copied(term: Term, links: list[str], there: str) -> tuple[int, int]:
    """The ids of the first and the third assignment: a copy keeps their order."""
    start = f"{there}/assignments/"
    found = [int(link.split("/")[4]) for link in links if link.startswith(start) and link.endswith("/manage")]
    places = list(term.assignments)
    ordered = list(dict.fromkeys(found))
    return ordered[places.index("week")], ordered[places.index("own")]


def an_assignment_is_archived_and_restored(term: Term) -> None:
    ines, amara, mine = term.people[INES], term.people[AMARA], term.assignment("week", "/mine")
    before = term.gradebook()
    done(ines, ines.post(term.assignment("week", "/archive")), "Archived. Work on it is kept")
    assert "week" not in term.gradebook().order
    assert amara.get(mine).status_code == 404
    assert mine not in said(amara, "/practice/1/result", "10 of 10 right").links, "no way leads to a page that is away"
    done(ines, ines.post(term.assignment("week", "/restore")), "Restored, as what it was.")
    assert term.gradebook().cells == before.cells
    assert mine in amara.page("/practice/1/result").links


def somebody_leaves_and_keeps_their_work(term: Term) -> None:
    jana, before = term.people[JANA], term.gradebook()
    assert before.cells[JANA, "week"] == "80.0"
    assert term.assignment("week", "/mine") in jana.page("/practice/1/result").links
    done(jana, jana.post(f"{term.root}/leave"), "You have left Coding I. Everything you did stays yours.")
    assert jana.get(f"{term.root}/assignments").status_code == 404
    assert term.assignment("week", "/mine") not in said(jana, "/practice/1/result", "8 of 10 right").links
    after = term.gradebook()
    assert set(after.totals) == set(LEARNERS) - {JANA}
    assert all(after.of(name) == before.of(name) for name in after.totals)
    assert JANA not in {row[0] for row in term.exported() if row}
    assert term.people[INES].get(term.work("week", JANA)).status_code == 404


def the_class_is_archived_and_only_read(term: Term) -> None:
    """What is begun is handed in as it stands, here with nothing answered."""
    ines, before = term.people[INES], term.gradebook()
    begun = {cell for cell, text in before.cells.items() if text == "…"}
    assert begun == {(CHEN, "tags"), (DORA, "tags"), (BELA, "own tags"), (CHEN, "own tags")}
    done(ines, ines.post(f"{term.root}/archive"), "This class is archived")
    grading.tidy_up(term.scopes)
    archived = term.gradebook().cells
    assert archived == before.cells | dict.fromkeys(begun, "0.0")
    for url, form in (
        (f"{term.work('week', AMARA)}/marks", {"kind": "score", "percent": "1", "base": "0", "reason": "x"}),
        (term.assignment("week", "/edit"), {"base_number": "2"}),
    ):
        refusal(ines, url, form, "archived")
    tells(term.refused(AMARA, "vessel"), "archived")
    assert term.gradebook().cells == archived
    said(term.people[AMARA], f"{term.root}/assignments", "Week 1", "100 %")


def an_administrator_looks_in_and_only_looks(term: Term) -> None:
    looking = term.people[ADA]
    person = f"/administration/people/{term.id_of(AMARA)}"
    assert looking.get(f"{term.root}/assignments").status_code == 404, "as an administrator one is in no class"
    response = looking.post(f"{person}/log-in-as", {"reason": WHY})
    done(looking, response, "You are looking at the program as Amara Stone", WHY)
    said(looking, term.assignment("week", "/mine"), "handed in", "100 %", "You are looking at the program as")
    for url in (term.assignment("vessel", "/start"), f"{term.root}/leave", "/account"):
        refusal(looking, url, {}, "You are only looking", status=403)
    assert looking.get(f"{term.root}/gradebook").status_code == 404, "a learner may not, so she may not"
    done(looking, looking.post("/administration/stop-acting"), AMARA)
    said(term.people[AMARA], "/account", f"Ada: {WHY}")


def a_persons_data_are_deleted_and_the_figures_of_the_class_stay(term: Term) -> None:
    ada, before, person = term.people[ADA], term.gradebook(), term.id_of(IVO)
    figures = f"{term.root}/insight/items/{term.assignments['week']}.csv"
    known = term.people[INES].get(figures).get_data()
    url = f"/administration/people/{person}/delete"
    said(ada, url, email_of(IVO), "sittings: 1")
    refusal(ada, url, {"reason": "His wish."}, "Tick the box")
    done(ada, ada.post(url, {"sure": "yes", "reason": "His wish."}), "Deleted person")
    term.works_at_night()
    assert term.people[INES].get(figures).get_data() == known
    after = term.gradebook()
    assert set(after.totals) == set(before.totals) - {IVO}
    assert all(after.of(name) == before.of(name) for name in after.totals)
    for page in (f"{term.root}/members", f"{term.root}/gradebook", f"{term.root}/insight/areas"):
        text = term.people[INES].page(page).text
        assert IVO not in text, page
        assert email_of(IVO) not in text, page
    assert term.people[IVO].get("/account").status_code == 303, "signed out"
    fresh = Browser(term.app)
    fresh.get("/log-in")
    form = {"email": email_of(IVO), "password": "correct horse battery"}
    assert fresh.post("/log-in", form).status_code != 303
    said(ada, "/administration/audit", "user.purge", f"user {person}")


def all_assignments_are_copied_into_another_class_and_the_first_goes_on(term: Term) -> None:
    ines, before = term.people[INES], term.gradebook()
    response = ines.post("/classes/new", SPEC | {"title": "Coding II"})
    there = response.headers["Location"]
    source = {"source": str(term.class_id), "days": "7"}
    refusal(ines, f"{there}/assignments/copy", source | {"days": "soon"}, "Say by how many days, as 364.")
    copied = f"{len(term.assignments)} copied as drafts."
    done(ines, ines.post(f"{there}/assignments/copy", source), copied, "Sun 15 Mar 2026, 23:59")
    done(ines, ines.post(f"{term.root}/unarchive"), "The class goes on.")
    comment = {"text": "A good term."}
    done(ines, ines.post(f"{term.work('week', AMARA)}/comments", comment), "The learner sees your comment.")
    assert term.gradebook().cells == before.cells
