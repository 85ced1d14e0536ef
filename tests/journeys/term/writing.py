"""Written in the browser into a private bank: a scenario with two questions, a family's parameters, a case."""

from dataclasses import replace

from tests.journeys.term.cast import AMARA, INES, OTTO
from tests.support import billing
from tests.support.authoring import STEM, WHY, item_form
from tests.support.html import Page
from tests.support.term import Term, done, refusal, said, tells
from trainer.config import resource_folder
from trainer.domain.claims.billing_case import BillingKind
from trainer.domain.generators.family import variants
from trainer.domain.generators.registry import families
from trainer.domain.items.keys import SingleKey
from trainer.services.banks import renamed_case

BANK = "/authoring/banks/vessels"
PLACE = "cpc/anatomy"
SCENARIO, TOURS, TAG = "cpc-tour", ("cpc-tour-first", "cpc-tour-second"), "tours"
TOLD = "A class walks through a heart that is twelve feet high."
STEMS = dict(
    zip(TOURS, (STEM, "The guide asks for the great artery of the left chamber. Which vessel is it?"), strict=True)
)
FAMILY, BASE, VARIANTS = "cpc-own-vessels", "family-anatomy-vessel", 12
CARD, MODEL = "the-card-of-the-class", billing.ONE_OF_EACH[BillingKind.COVERAGE]


def a_scenario_and_two_questions_on_it_are_written(term: Term) -> None:
    ines = term.people[INES]
    draft = _begun(term, kind="scenario", slug=SCENARIO, place=PLACE)
    refusal(ines, f"{draft}/publish", {})
    form = {"place": PLACE, "title": "A tour", "text": TOLD, "do": "save", "base_revision": "1"}
    done(ines, ines.post(f"{draft}/edit", form), "Saved as revision 2.", "Nothing is wrong with it.", TOLD)
    done(ines, ines.post(f"{draft}/publish"), "Published: scenarios added.")
    for slug in TOURS:
        question = _begun(term, kind="item", slug=slug, place=PLACE, item_kind="single")
        refusal(ines, f"{question}/submit", {}, "Mend these first")
        sent = item_form(slug, stimulus=SCENARIO, stem=STEMS[slug], tags=TAG, base_revision="1")
        done(ines, ines.post(f"{question}/edit", sent), "Saved as revision 2.", "Nothing is wrong with it.", TOLD)
        _goes_to_a_second_person(term, question, secret=WHY, shown=TOLD)
        done(term.people[OTTO], term.people[OTTO].post(f"{question}/solve", {"revision": "2", "choice": "A"}), WHY)
        done(ines, ines.post(f"{question}/publish"), "Published: items added.")
    said(ines, draft, "Questions that go with it", *TOURS)


def a_family_is_set_by_its_parameters(term: Term) -> None:
    """Whoever solves it is asked another variant for every revision: of revision 2, the second."""
    ines, otto = term.people[INES], term.people[OTTO]
    draft = _begun(term, kind="family", slug=FAMILY, family=BASE, place=PLACE)
    form = {"family": BASE, "variants": str(VARIANTS), "difficulty": "4", "bloom": "", "tags": "own vessels"}
    typed = Page(ines.post(f"{draft}/edit", form | {"variants": "a few", "do": "preview"}).text)
    tells(typed.text, "1 problem to mend before it is handed in", "Variants", "What you see is not saved yet.")
    page = done(ines, ines.post(f"{draft}/edit", form | {"do": "save", "base_revision": "1"}), "Saved as revision 2.")
    tells(page.text, "Nothing is wrong with it.", "The first 3 variants, with keys")
    second = variants(replace(families()[BASE], slug=FAMILY), VARIANTS)[1]
    assert isinstance(second.key, SingleKey)
    _goes_to_a_second_person(
        term, draft, secret=second.explanation.rationales[0][1][:40], shown=second.content.stem[:40]
    )
    solution = {"revision": "2", "choice": second.key.option}
    done(otto, otto.post(f"{draft}/solve", solution), "agrees", "The first 3 variants, with keys")
    done(ines, ines.post(f"{draft}/publish"), "Published: families added.")


def a_case_is_begun_completed_and_solved_blind(term: Term) -> None:
    """The lines of whoever solves a case are compared by eye: nothing is published before they say that they agree."""
    ines, otto = term.people[INES], term.people[OTTO]
    draft = _begun(term, kind="case", case_kind=BillingKind.COVERAGE, slug=CARD)
    said(ines, f"{draft}/edit", "is still to be written: ‹", "is left out here, or stands as “…”")
    refusal(ines, f"{draft}/submit", {}, "Mend these first")
    folder = resource_folder("case_studies") / BillingKind.COVERAGE / MODEL
    texts = renamed_case({path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}, CARD)
    sent = {f"file-{name}": text for name, text in texts.items()}
    broken = sent | {"file-key.toml": "x = ", "do": "preview"}
    tells(Page(ines.post(f"{draft}/edit", broken).text).text, "key.toml", "is not TOML")
    saved = ines.post(f"{draft}/edit", sent | {"do": "save", "base_revision": "1"})
    done(ines, saved, "Saved as revision 2.", "Nothing is wrong with it.", "The red, white and blue card")
    key = billing.exercise(MODEL).key
    _goes_to_a_second_person(term, draft, secret=key.fields[0].why[:40], shown="GMA 5507218 01")
    lines = "\n".join(f"{each.field}: {each.accepts[0]}" for each in key.fields)
    refusal(otto, f"{draft}/solve", {"revision": "2", "lines": " "}, "Enter the lines that you would report")
    done(
        otto, otto.post(f"{draft}/solve", {"revision": "2", "lines": lines}), "has not yet said whether the key agrees"
    )
    assert ines.post(f"{draft}/publish").status_code == 422
    refusal(otto, f"{draft}/remarks", {"agrees": "no", "comment": ""}, "Say what differs")
    done(otto, otto.post(f"{draft}/remarks", {"agrees": "yes", "comment": "The same."}), "agrees")
    done(ines, ines.post(f"{draft}/publish"), "Published:")


def _begun(term: Term, **form: str) -> str:
    """The address of a new draft of Ines's bank."""
    response = term.people[INES].post(f"{BANK}/drafts", form)
    done(term.people[INES], response)
    return response.headers["Location"].removesuffix("/edit")


def _goes_to_a_second_person(term: Term, draft: str, *, secret: str, shown: str) -> None:
    """Handed in: Otto sees the text and nothing of the key, Ines does not solve her own, learners see nothing."""
    ines, otto = term.people[INES], term.people[OTTO]
    assert ines.post(f"{draft}/publish").status_code == 422
    done(ines, ines.post(f"{draft}/submit"), "Handed in for review.")
    assert f"{draft}/solve" not in ines.page("/authoring").links
    assert f"{draft}/solve" in otto.page("/authoring").links
    sheet = said(otto, f"{draft}/solve", shown)
    assert secret not in sheet.text
    assert secret not in otto.page(draft).text
    for page in (draft, f"{draft}/solve"):
        assert term.people[AMARA].get(page).status_code == 404
    assert ines.post(f"{draft}/publish").status_code == 422, "nobody else has solved it"
