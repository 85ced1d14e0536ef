"""A bank of one's own: files in and out, a search, two who edit the same question, a solver who disagrees."""

import csv
import io
from zipfile import ZipFile

from tests.journeys.term.cast import AMARA, INES, OTTO
from tests.support.authoring import WHY, item_form, item_values
from tests.support.html import Page
from tests.support.term import Term, done, refusal, said, tells
from tests.support.uploads import send_file
from trainer.content.draft_files import item_text

BANK = "/authoring/banks/vessels"
SLUG = "cpc-vessel"
NEW, BAD = "cpc-vessel-again", "cpc-vessel-bad"


def a_bank_goes_out_and_comes_in_as_files(term: Term) -> None:
    ines, files = term.people[INES], f"{BANK}/files"
    with ZipFile(io.BytesIO(ines.post(f"{files}/export", {"as": "zip"}).data)) as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    assert any(f'id = "{SLUG}"' in text for text in texts.values())
    rows = list(csv.reader(io.StringIO(ines.post(f"{files}/export", {"as": "csv"}).data.decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:2]] == [SLUG]
    assert ines.post(f"{files}/export", {"as": "xlsx"}).data.startswith(b"PK")
    assert ines.get("/authoring/questions-template.csv").status_code == 200
    assert term.people[AMARA].post(f"{files}/export", {"as": "zip"}).status_code == 404
    good = item_values(NEW)["items"][0]
    wrong = item_values(BAD, bloom="guess")["items"][0]
    data = item_text(item_values() | {"items": [good, wrong]}).encode()
    page = Page(send_file(ines, f"{files}/preview", data, "vessels.toml").text)
    tells(page.text, "1 new, 0 different from a draft that is here, 0 unchanged, 1 with problems.")
    assert NEW not in ines.page(BANK).text, "nothing is stored yet"
    carried = {name: str(page.named(name)[0]["value"]) for name in ("carried", "looked_at")}
    tells(ines.post(f"{files}/problems", carried).get_data(as_text=True), f"items[{BAD}].bloom")
    done(
        ines,
        ines.post(f"{files}/import", carried),
        "1 new",
        "1 with problems and left out",
        "Nothing is published yet.",
    )


def two_edit_the_same_question_and_nothing_is_lost(term: Term) -> None:
    ines = term.people[INES]
    found = said(ines, "/authoring?words=great+vessel&kind=item&state=draft", "1 draft, the last saved first.")
    term.draft = next(link for link in found.links if link.startswith("/authoring/drafts/")).removesuffix("/edit")
    edit = f"{term.draft}/edit"
    typed = item_form(NEW, draft=term.draft.rsplit("/", 1)[1], stem="Typed **just now**")
    preview = ines.post("/authoring/preview", typed)
    tells(preview.text, "<strong>just now</strong>", "the stem does not end in a question")
    done(ines, ines.post(edit, item_form(NEW, base_revision="1", tags="mine")), "Saved as revision 2.")
    late = refusal(ines, edit, item_form(NEW, base_revision="1", tags="yours"), "mine", status=409)
    assert late.named("tags")[0]["value"] == "yours"
    history = said(ines, f"{term.draft}/history", "2 revisions", "taken out", "mine")
    assert "yours" not in history.text
    assert term.people[AMARA].get(edit).status_code == 404


def a_solver_disagrees_and_the_author_settles_it(term: Term) -> None:
    ines, otto, draft = term.people[INES], term.people[OTTO], term.draft
    done(ines, ines.post(f"{draft}/submit"))
    done(otto, otto.post(f"{draft}/solve", {"revision": "2", "choice": "B"}), "answers otherwise", WHY)
    assert otto.post(f"{draft}/remarks", {"comment": "Look at B again."}).status_code == 303
    said(ines, draft, "Look at B again.")
    assert ines.post(f"{draft}/publish").status_code == 422
    refusal(ines, f"{draft}/settle", {"reason": ""})
    done(ines, ines.post(f"{draft}/settle", {"reason": "It is the aorta."}))
    done(otto, otto.post(f"{draft}/solve", {"revision": "3", "choice": "A"}))
    done(ines, ines.post(f"{draft}/publish"), "Published: items added.")
    done(ines, ines.post(f"{draft}/retire"), "retired")
    done(ines, ines.post(f"{draft}/restore"))
