"""What the instructor sets: every kind of work under every rule, and what is granted to one learner on top of it."""

from tests.journeys.term.cast import ADA, AMARA, ASHA, BILLING, GUS, INES, OTTO, email_of
from tests.support.library import CASE_SLUG, QUERY_SLUG
from tests.support.term import Term, done, refusal, said, tells

ITEMS = (*(f"anatomy-{number}" for number in range(1, 8)), *(f"compliance-{number}" for number in range(1, 4)))
BLANK = {"title": "", "instructions": "", "track": "cpc", "attempts": "1", "counts": "best", "late": "0", "weight": "1"}
BLANK |= {"opens": "", "due": "2026-03-15T23:59", "closes": "", "time_limit": "", "access_code": "", "shuffled": "yes"}
WEEK = BLANK | {
    "title": "Week 1",
    "work": "items",
    "items": "\r\n".join(ITEMS),
    "opens": "2026-03-03T08:00",
    "due": "2026-03-08T23:59",
    "closes": "2026-03-11T23:59",
    "late": "10",
    "attempts": "2",
    "feedback": "after_due",
    "weight": "2",
}
"""Due on the Sunday on which the clocks go forward."""
ALIKE = BLANK | {
    "title": "The same for all",
    "work": "draws",
    "draw_for": "all",
    "draw-1-by": "area",
    "draw-1-value": "Cases",
    "draw-1-count": "3",
    "draw-2-by": "difficulty",
    "draw-2-value": "3",
    "draw-2-count": "2",
    "feedback": "at_once",
    "shuffled": "no",
}
OWN = BLANK | {
    "title": "Each their own",
    "work": "draws",
    "draw_for": "each",
    "draw-1-by": "area",
    "draw-1-value": "cases",
    "draw-1-count": "4",
    "attempts": "2",
    "counts": "last",
    "time_limit": "30",
    "access_code": "owl",
    "feedback": "never_keys",
}
CODING = BLANK | {"title": "Charts", "work": "cases", "cases": [CASE_SLUG, QUERY_SLUG], "feedback": "after_due"}
EXERCISE = BLANK | {"title": "The till", "work": "cases", "cases": [BILLING], "feedback": "at_once", "attempts": "0"}
MOCK = BLANK | {"title": "A mock", "work": "mock", "form": "cpc:short-25", "attempts": "2", "counts": "first"}
MOCK |= {"feedback": "never_keys"}
REVIEWS = BLANK | {"title": "Reviews", "work": "reviews", "reviews": "2", "feedback": "at_once"}
FORMS = {"week": WEEK, "alike": ALIKE, "own": OWN, "coding": CODING, "exercise": EXERCISE, "mock": MOCK}
FORMS |= {"reviews": REVIEWS}


def assignments_of_every_kind_are_written(term: Term) -> None:
    ines, new = term.people[INES], f"{term.root}/assignments/new"
    refusal(ines, new, WEEK | {"due": "2026-03-03T07:00"}, "It would be due before it opens.")
    refusal(ines, new, WEEK | {"due": "2026-03-08T02:30"}, "There is no 02:30 on 2026-03-08 in America/Chicago")
    for key, form in FORMS.items():
        response = ines.post(new, form)
        done(ines, response, "Saved as a draft.", form["title"])
        term.assignments[key] = int(response.headers["Location"].split("/")[4])
    learner = term.people[AMARA]
    assert "Nothing is set yet." in learner.page(f"{term.root}/assignments").text
    assert learner.get(term.assignment("week", "/mine")).status_code == 404
    said(ines, term.assignment("week", "/manage"), "Sun 8 Mar 2026, 23:59", "Wed 11 Mar 2026, 23:59")


def they_are_run_dry_previewed_and_published(term: Term) -> None:
    ines = term.people[INES]
    short = ALIKE | {"draw-1-count": "14"}
    run = ines.post(f"{term.root}/assignments/dry-run", short)
    assert run.status_code == 200
    tells(" ".join(run.text.split()), "30 learners × 16 items")
    tells(run.text, "short by 4")
    said(ines, term.assignment("week", "/dry-run"), "30 learners × 10 items")
    said(ines, term.assignment("week", "/preview"), "anatomy-1", "compliance-3")
    refusal(ines, f"{term.root}/assignments/new", BLANK | {"title": "x", "work": "items"})
    for key in FORMS:
        done(ines, ines.post(term.assignment(key, "/publish")), "Published: learners see it in their list")
    page = said(term.people[AMARA], f"{term.root}/assignments", *(form["title"] for form in FORMS.values()))
    assert page.text.count("Sun 15 Mar 2026, 23:59") >= 6
    assert term.people[ASHA].post(term.assignment("week", "/unpublish")).status_code == 404


def more_time_adds_up_and_is_seen_with_its_reasons(term: Term) -> None:
    """25 % everywhere, 10 minutes in this class, 50 % and a try for one assignment; another due date for another."""
    ada, ines = term.people[ADA], term.people[INES]
    url = f"/administration/people/{term.id_of(GUS)}"
    done(ada, ada.post(f"{url}/extra-time", {"percent": "25", "reason": "Reads slowly."}), "Reads slowly.")
    overrides, learner = f"{term.root}/assignments/overrides", {"learners": [str(term.id_of(GUS))]}
    refusal(ines, overrides, learner | {"percent": "50", "reason": " "}, "Say why: the learner sees the reason.")
    own, week = str(term.assignments["own"]), str(term.assignments["week"])
    for form in (
        {"minutes": "10", "reason": "A broken wrist."},
        {"assignment": own, "percent": "50", "attempts": "1", "reason": "Agreed with the office."},
        {"assignment": week, "due": "2026-03-12T23:59", "reason": "In hospital until Tuesday."},
    ):
        done(ines, ines.post(overrides, learner | form), "Granted to 1 learner.")
    listed = said(term.people[ASHA], overrides, GUS, "A broken wrist.", "Agreed with the office.", "25 %")
    tells(listed.text, "In hospital until Tuesday.", "Thu 12 Mar 2026, 23:59")
    tells(
        term.mine(GUS, "own"),
        "25 % more time: Reads slowly.",
        "10 minutes more time: A broken wrist.",
        "50 % more time, 1 try more: Agreed with the office.",
        "3; the last one counts",
    )
    tells(
        term.mine(GUS, "week"),
        "Due 12 Mar 2026, 23:59 America/Chicago instead of 8 Mar 2026, 23:59 America/Chicago",
        "In hospital until Tuesday.",
    )
    assert "Granted to you" not in term.mine(AMARA, "week")
    assert email_of(GUS) not in term.people[AMARA].get(f"{term.root}/assignments").text


def what_was_granted_or_published_by_mistake_is_taken_back(term: Term) -> None:
    ines, overrides = term.people[INES], f"{term.root}/assignments/overrides"
    form = {"learners": [str(term.id_of(AMARA))], "assignment": str(term.assignments["own"]), "minutes": "99"}
    page = done(ines, ines.post(overrides, form | {"reason": "The wrong name."}), "Granted to 1 learner.")
    tells(term.mine(AMARA, "own"), "99 minutes more time: The wrong name.")
    end = max(
        (each.action for each in page.forms if each.action.endswith("/end")), key=lambda each: int(each.split("/")[5])
    )
    done(ines, ines.post(end), "Ended.", "The wrong name.")
    assert "99 minutes" not in term.mine(AMARA, "own")
    done(ines, ines.post(term.assignment("reviews", "/unpublish")), "It is a draft again")
    assert term.people[AMARA].get(term.assignment("reviews", "/mine")).status_code == 404
    done(ines, ines.post(term.assignment("reviews", "/publish")), "Published: learners see it in their list")


def two_instructors_edit_the_same_assignment(term: Term) -> None:
    """The second sees what the first has saved and what was typed; saved knowingly, it is a version more."""
    ines, otto, edit = term.people[INES], term.people[OTTO], term.assignment("mock", "/edit")
    done(otto, otto.post(edit, MOCK | {"base_number": "1", "instructions": "Bring your books."}), "Bring your books.")
    hers = MOCK | {"base_number": "1", "instructions": "Bring water."}
    page = refusal(ines, edit, hers, "Otto Lindqvist saved version 2 while you were editing", status=409)
    tells(page.text, "Bring your books.", "Bring water.")
    assert "Bring water." not in ines.page(term.assignment("mock", "/manage")).text
    done(ines, ines.post(edit, hers | {"base_number": "2"}), "Bring water.")
    said(term.people[AMARA], term.assignment("mock", "/mine"), "Bring water.")
