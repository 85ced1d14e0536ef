"""The columns of a table of questions, what belongs in each, and two rows as examples."""

from dataclasses import dataclass

LETTERS = "ABCDE"
BEGUN_BY_NOTES = "#"
"""A row whose id begins with it is a note: it is passed over."""
FIELDS_OF_KIND = {
    "single": (*LETTERS, *(f"why_{letter}" for letter in LETTERS)),
    "multiple": (*LETTERS, *(f"why_{letter}" for letter in LETTERS)),
    "numeric": ("unit", "decimals", "tolerance", "why"),
    "code": ("system", "why"),
}
"""The kinds of questions that have rows, each with the columns that are not for all of them."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column; a table without one that `is_needed` is not read. `choice` and `number` are the examples in it."""

    heading: str
    explanation: str
    choice: str = ""
    number: str = ""
    is_needed: bool = False


def _needed(heading: str, explanation: str, choice: str, number: str) -> Column:
    return Column(heading, explanation, choice, number, is_needed=True)


def _option(letter: str, text: str = "", why: str = "") -> tuple[Column, Column]:
    told = "single, multiple: the text of this option. Leave what you do not need empty; two at least."
    return Column(letter, told, text), Column(f"why_{letter}", f"Why {letter} is right, or is wrong.", why)


COLUMNS = (
    _needed(
        "id",
        "Small letters, digits and single hyphens; never used twice, never changed. Rows that begin with # are notes: "
        "take the sign off the examples, or delete them.",
        "# my-great-vessel",
        "# my-allowed-amount",
    ),
    _needed("track", "cpc or cpb.", "cpc", "cpb"),
    _needed(
        "area", "The id of an area of that track: the last sheet of the workbook lists them.", "anatomy", "billing"
    ),
    _needed("kind", "single, multiple, numeric or code. Other kinds have files (TOML).", "single", "numeric"),
    _needed("difficulty", "1 (easy) to 5 (hard).", "2", "3"),
    _needed("bloom", "recall, apply or analyze.", "recall", "apply"),
    Column("tags", "Words to find it by, with a semicolon between them.", "vessels; heart", "fees"),
    _needed(
        "stem",
        "The question. Lines may be broken within the cell; Markdown is shown as such.",
        "A surgeon names the great vessel that leaves the left chamber of the heart. Which vessel is it?",
        "The fee is 120.00 US dollars and 80 percent of it are allowed. How much is allowed?",
    ),
    *_option("A", "Aorta", "It leaves the left ventricle and carries blood to the body."),
    *_option("B", "Vena cava", "It brings blood back from the body to the right atrium."),
    *_option("C", "Lung vein", "It brings blood from the lungs to the left atrium."),
    *_option("D", "Lung trunk", "It leaves the right ventricle for the lungs."),
    *_option("E"),
    _needed(
        "key",
        "single: the letter. multiple: letters with semicolons, A;C. numeric: the number, with a point. code: every "
        "code that is right, with semicolons. Format the column as text, or zeros at the start are lost.",
        "A",
        "96",
    ),
    Column("unit", "numeric: the unit that is shown beside the field.", "", "US$"),
    Column("decimals", "numeric: how many decimals are asked for, 0 to 6.", "", "2"),
    Column("tolerance", "numeric: how far an answer may be off. Empty: not at all.", "", "0"),
    Column("system", "code: icd-10-cm, cpt or hcpcs."),
    Column("why", "numeric, code: why this is the answer.", "", "80 percent of 120.00 US dollars are 96.00."),
    _needed(
        "references",
        "Where it can be looked up, with semicolons between them; \\; is a semicolon within one.",
        "An atlas of anatomy",
        "A fee schedule",
    ),
    _needed("edition", "The year of the code books that it is true for.", "2026", "2026"),
    Column("scenario_id", "If several questions go with one text: the id of that text, the same in each row."),
    Column("scenario_title", "The title of the scenario. Once is enough, or not at all where this bank has it."),
    Column("scenario_text", "The text of the scenario, likewise."),
)
HEADINGS = tuple(column.heading for column in COLUMNS)
