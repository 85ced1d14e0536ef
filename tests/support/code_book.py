"""A code book of a few entries: two releases of ICD-10-CM, one of each other code set, an index and a table."""

from datetime import UTC, date, datetime
from pathlib import Path

from trainer.codebook.compile import compile_book
from trainer.codebook.parts import (
    AddOnEdit,
    Collection,
    EditKind,
    EditTable,
    Entry,
    IndexTable,
    MueEdit,
    PtpEdit,
    Release,
    Sevenths,
    Synonym,
    TableKind,
    Term,
)
from trainer.domain.codesets.book import Level, NoteKind, System
from trainer.domain.codesets.codes import dotted
from trainer.domain.codesets.glossary import WordPart

BUILT = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)
FIRST, SECOND = date(2026, 4, 1), date(2026, 10, 1)

Notes = tuple[tuple[NoteKind, str], ...]


def an_entry(
    code: str, title: str, parent: str, *, billable: bool = True, notes: Notes = (), sevenths: Sevenths = ()
) -> Entry:
    """An entry of ICD-10-CM whose level follows from its code."""
    if parent.startswith("CH") or not parent:
        level = Level.SECTION if parent else Level.CHAPTER
    else:
        level = Level.CATEGORY if len(code) == 3 else Level.CODE if billable else Level.SUBCATEGORY
    display = dotted(code) if parent and "-" not in code else code.replace("CH", "Chapter ")
    return Entry(code, display, title, level, parent, billable, notes, sevenths)


def _icd(*, second: bool) -> list[Entry]:
    sevenths = (("A", "initial encounter"), ("S", "sequela"))
    return [
        an_entry("CH4", "Endocrine diseases (E00-E89)", "", billable=False, notes=((NoteKind.NOTE, "All of them."),)),
        an_entry("E08-E13", "Diabetes mellitus", "CH4", billable=False),
        an_entry(
            "E11",
            "Type 2 diabetes mellitus",
            "E08-E13",
            billable=False,
            notes=(
                (NoteKind.USE_ADDITIONAL, "code to identify control using insulin (Z79.4)"),
                (NoteKind.EXCLUDES1, "gestational diabetes (E12.-), see E08-E13 and X99.9"),
            ),
        ),
        an_entry("E112", "Type 2 diabetes mellitus with kidney complications", "E11", billable=False),
        an_entry(
            "E1122",
            "Type 2 diabetes mellitus with diabetic nephropathy" if second else "Type 2 diabetes with nephropathy",
            "E112",
            notes=((NoteKind.INCLUSION_TERM, "Sugar disease of the kidneys <b>"),),
        ),
        *([an_entry("E1129", "Type 2 diabetes mellitus, newly found", "E112")] if second else []),
        *([] if second else [an_entry("E118", "Type 2 diabetes mellitus of old", "E11")]),
        an_entry("E12", "Gestational diabetes", "E08-E13"),
        an_entry("CH19", "Injury (S00-T88)", "", billable=False),
        an_entry("S50-S59", "Injuries to the forearm", "CH19", billable=False),
        an_entry("S52", "Fracture of forearm", "S50-S59", billable=False, sevenths=sevenths),
        an_entry("S525", "Fracture of lower end of radius", "S52", billable=False),
        *(an_entry(f"S525XX{end}", f"Fracture of lower end of radius, {word}", "S525") for end, word in sevenths),
        *_of_the_small_library(),
    ]


def _of_the_small_library() -> list[Entry]:
    """What its coding cases and their learners name."""
    drum = "Acute suppurative otitis media without spontaneous rupture of ear drum"
    return [
        an_entry("CH8", "Ailments of the ear (H60-H95)", "", billable=False),
        an_entry("H60-H95", "Ailments of all parts of the ear", "CH8", billable=False),
        an_entry("H61", "Other ailments of external ear", "H60-H95", billable=False),
        an_entry("H612", "Impacted cerumen", "H61", billable=False),
        an_entry("H6121", "Impacted cerumen, right ear", "H612"),
        an_entry("H66", "Suppurative otitis media", "H60-H95", billable=False),
        an_entry("H660", "Acute suppurative otitis media", "H66", billable=False),
        an_entry("H6600", drum, "H660", billable=False),
        *(
            an_entry(f"H6600{place}", f"{drum}, {side} ear", "H6600")
            for place, side in ((1, "right"), (2, "left"), (9, "unspecified"))
        ),
        an_entry("CH10", "Ailments of the airways (J00-J99)", "", billable=False),
        an_entry("J20", "Acute bronchitis", "CH10", billable=False),
        an_entry("J209", "Acute bronchitis, unspecified", "J20"),
    ]


def a_collection() -> Collection:
    """Everything that the small code book is made of."""
    flat = {
        System.HCPCS: [("J0120", "Tetracycline, injected", "One unit is 250 mg.")],
        System.CPT: [
            ("69210", "Invented removal", ""),
            ("92504", "Invented look", ""),
            ("99213", "Invented visit", ""),
            ("99214", "Invented longer visit", ""),
        ],
        System.MODIFIER: [("25", "Separate visit", "On the day of a minor procedure.")],
        System.PLACE_OF_SERVICE: [("11", "Office", "")],
        System.CARC: [("16", "Something is missing", "Send it.")],
        System.RARC: [("M20", "A code is missing", "Send it.")],
    }
    releases = [
        Release(System.ICD10CM, "ICD-10-CM FY2026, April 2026", FIRST, "first.xml", _icd(second=False)),
        Release(System.ICD10CM, "ICD-10-CM FY2027, October 2026", SECOND, "second.xml", _icd(second=True)),
    ]
    for system, rows in flat.items():
        entries = [
            Entry(code, code, title, Level.CODE, "", True, ((NoteKind.NOTE, note),) if note else ())  # noqa: FBT003
            for code, title, note in rows
        ]
        releases.append(Release(system, f"{system} of test", FIRST, "ours", entries))
    index = [Term(0, "Fall"), Term(1, "from ladder", ("S52.5",)), Term(1, "off (a roof)", (), "Fall, from", "Jump")]
    table = [Term(0, "Neoplasm", ("E11.22", "E12.-")), Term(1, "kidney", ("E12", "--"))]
    return Collection(
        releases,
        [
            IndexTable(TableKind.EXTERNAL, FIRST, "eindex.xml", ("Code",), index),
            IndexTable(TableKind.NEOPLASM, FIRST, "neoplasm.xml", ("Malignant", "Benign"), table),
        ],
        [
            EditTable(EditKind.MUE, "practitioner", FIRST, "mue.csv", [MueEdit("99213", 1, 2, "Policy")]),
            EditTable(EditKind.ADD_ON, "", FIRST, "aoc.txt", [AddOnEdit("99214", "99213", 1, FIRST, None)]),
            EditTable(EditKind.PTP, "", FIRST, "ptp.txt", [PtpEdit("99214", "99213", FIRST, None, 1, "Because")]),
        ],
        [
            Synonym("sugar", ("diabetes mellitus",), ("E11",)),
            Synonym("broken wrists", ("fracture of lower end of radius",), ("S52.5",)),
        ],
        [
            WordPart("nephr/o", "root", "kidney", ("nephritis",)),
            WordPart("path/o", "root", "disease", ()),
            WordPart("peri-", "prefix", "around", (), ("para-",)),
            WordPart("-itis", "suffix", "inflammation", ()),
        ],
        "a small book",
    )


def build_small_book(path: Path) -> None:
    """Compiles it to a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    compile_book(path, a_collection(), BUILT, lambda *_: None)
