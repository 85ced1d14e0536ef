"""Cancer: present while it or its site is treated, history when treatment is over and nothing is left.

ICD-10-CM guidelines I.C.2.d (primary malignancy previously excised) and I.C.2.m (current malignancy or history): a
removed primary is current as long as treatment is directed to it; when it has spread, the secondary tumor is coded as
current and the removed primary as history.
"""

import random
from dataclasses import dataclass

from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.icd10cm.charts import GUIDELINES, TABULAR, somebody


@dataclass(frozen=True, slots=True)
class Tumor:
    """A tumor: codes when present, as personal and as family history; removal, further treatment, places of spread.

    Further treatment comes with the weeks after removal in which it is at that point. `vague` is the code of the tumor
    without its site or side; empty where there is none.
    """

    name: str
    present: str
    history: str
    family: str
    removal: str
    further: tuple[tuple[str, int, int], ...]
    spread: tuple[tuple[str, str], ...]
    ages: tuple[int, int]
    noun: str = ""
    vague: str = ""


_BONE, _LIVER, _BRAIN, _LUNG = (
    ("bone", "C79.51"),
    ("the liver", "C78.7"),
    ("the brain", "C79.31"),
    ("the right lung", "C78.01"),
)
_TUMORS = (
    Tumor(
        "cancer of the upper outer quadrant of the right breast",
        "C50.411",
        "Z85.3",
        "Z80.3",
        "mastectomy",
        (
            ("adjuvant chemotherapy is under way", 6, 16),
            ("radiation of the breast region is half done", 8, 13),
            ("an aromatase inhibitor is given as adjuvant treatment of the cancer", 8, 30),
        ),
        (_BONE, _LIVER, _BRAIN),
        (54, 78),
        "woman",
        "C50.911",
    ),
    Tumor(
        "cancer of the sigmoid colon",
        "C18.7",
        "Z85.038",
        "Z80.0",
        "resection of the bowel",
        (
            ("adjuvant chemotherapy is under way", 7, 20),
            ("the third of six cycles of chemotherapy was given last week", 10, 14),
        ),
        (_LIVER, _LUNG),
        (42, 82),
        vague="C18.9",
    ),
    Tumor(
        "cancer of the prostate",
        "C61",
        "Z85.46",
        "Z80.42",
        "prostatectomy",
        (
            ("radiation of the prostate bed is under way", 14, 26),
            ("hormone injections are given as treatment of the cancer", 7, 30),
        ),
        (_BONE,),
        (56, 84),
        "man",
    ),
    Tumor(
        "cancer of the upper lobe of the right lung",
        "C34.11",
        "Z85.118",
        "Z80.1",
        "lobectomy",
        (
            ("adjuvant chemotherapy is under way", 7, 16),
            ("radiation of the operated area is under way", 8, 14),
        ),
        (_BRAIN, _BONE),
        (50, 80),
        vague="C34.91",
    ),
    Tumor(
        "cancer of the lateral wall of the bladder",
        "C67.2",
        "Z85.51",
        "Z80.52",
        "transurethral resection",
        (
            ("BCG is instilled weekly into the bladder as treatment", 4, 9),
            ("chemotherapy of the bladder by weekly instillations is half done", 5, 7),
        ),
        (_BONE, _LIVER),
        (52, 84),
        vague="C67.9",
    ),
    Tumor(
        "cancer of the right kidney (renal cell)",
        "C64.1",
        "Z85.528",
        "Z80.51",
        "nephrectomy",
        (
            ("adjuvant immunotherapy is under way", 13, 30),
            ("the second of several infusions of adjuvant immunotherapy is due", 8, 15),
        ),
        (_LUNG, _BONE),
        (45, 80),
        vague="C64.9",
    ),
    Tumor(
        "melanoma of the skin of the back",
        "C43.59",
        "Z85.820",
        "Z80.8",
        "wide excision",
        (
            ("a second excision is scheduled, because melanoma reached a margin", 2, 4),
            ("adjuvant immunotherapy is under way", 9, 30),
        ),
        (_BRAIN, _LIVER),
        (30, 80),
        vague="C43.9",
    ),
    Tumor(
        "cancer of the right ovary",
        "C56.1",
        "Z85.43",
        "Z80.41",
        "hysterectomy with bilateral salpingo-oophorectomy",
        (
            ("adjuvant chemotherapy is under way", 6, 18),
            ("the fourth of six cycles of chemotherapy is due", 12, 15),
        ),
        (_LIVER,),
        (44, 78),
        "woman",
        "C56.9",
    ),
    Tumor(
        "cancer of the endometrium",
        "C54.1",
        "Z85.42",
        "Z80.49",
        "hysterectomy",
        (
            ("radiation of the vaginal vault is under way as adjuvant treatment", 7, 11),
            ("adjuvant chemotherapy is under way", 7, 18),
        ),
        (_LUNG,),
        (50, 80),
        "woman",
        "C54.9",
    ),
)
_QUESTIONS = (
    "Leaving aside codes for the kind of visit and for drugs, how is the cancer reported under ICD-10-CM FY 2026?",
    "Codes for the kind of visit and for drugs aside: what stands for the cancer on the claim (ICD-10-CM FY 2026)?",
    "Under ICD-10-CM FY 2026, how is the cancer coded, codes for the kind of visit and for drugs left aside?",
)


def _left_open(tumor: Tumor) -> list[Wrong]:
    """The code that names the tumor without its site or side, where there is one."""
    if not tumor.vague:
        return []
    why = f"{tumor.vague} leaves open what the chart says: {tumor.name}, {tumor.present}."
    return [Wrong(tumor.vague, "site or side left out because the tumor was removed", why)]


def _treated(rng: random.Random, tumor: Tumor) -> tuple[str, str, str, tuple[Wrong, ...]]:
    """Facts, key, reason and mistakes where the removed tumor is still treated."""
    further, first, last = rng.choice(tumor.further)
    weeks = rng.randint(first, last)
    facts = rng.choice(
        (
            f"had {tumor.name} removed by {tumor.removal} {weeks} weeks ago. No tumor is visible any more; {further}",
            f"is seen {weeks} weeks after {tumor.removal} for {tumor.name}. The note says “history of cancer, "
            f"removed.” It also says that {further}",
        )
    )
    why = f"Treatment of the removed tumor goes on ({further}), so that it is coded as present: {tumor.present}."
    over = f"{tumor.history} is for a tumor whose treatment is over, and {further}."
    return (
        facts,
        tumor.present,
        why,
        (
            Wrong(tumor.history, "history while treated", over),
            Wrong(
                f"{tumor.present}, {tumor.history}",
                "present and history at once",
                "One tumor cannot be both present and past; while treatment goes on, it is present.",
            ),
            *_left_open(tumor),
            Wrong(tumor.family, "family history", f"{tumor.family} is for a tumor of relatives, not of the patient."),
        ),
    )


def _cured(rng: random.Random, tumor: Tumor) -> tuple[str, str, str, tuple[Wrong, ...]]:
    """Facts, key, reason and mistakes where treatment is over and nothing is left."""
    years = rng.randint(3, 9)
    facts = rng.choice(
        (
            f"is examined {years} years after {tumor.removal} for {tumor.name}. All treatment ended "
            "long ago, and there is "
            "no evidence of disease",
            f"comes for yearly surveillance. {tumor.name[0].upper()}{tumor.name[1:]} was removed by "
            f"{tumor.removal} {years} "
            "years ago; no further treatment is given, and the tests show no tumor",
            f"had {tumor.name} treated by {tumor.removal} {years} years ago. The problem list still says “cancer,” but "
            "treatment is complete and the examination shows nothing of it",
        )
    )
    why = f"The tumor is removed, treatment is over and nothing is left of it: personal history, {tumor.history}."
    return (
        facts,
        tumor.history,
        why,
        (
            Wrong(
                tumor.present,
                "past tumor coded as present",
                f"{tumor.present} needs a tumor or its treatment; both are gone.",
            ),
            Wrong(
                f"{tumor.present}, {tumor.history}",
                "present and history at once",
                "One tumor cannot be both present and past; its treatment is over, so that it is past.",
            ),
            Wrong(tumor.family, "family history", f"{tumor.family} is for a tumor of relatives, not of the patient."),
        ),
    )


def _spread(rng: random.Random, tumor: Tumor) -> tuple[str, str, str, tuple[Wrong, ...]]:
    """Facts, key, reason and mistakes where the removed tumor has come up elsewhere."""
    years, (place, second) = rng.randint(2, 8), rng.choice(tumor.spread)
    facts = rng.choice(
        (
            f"had {tumor.name} removed by {tumor.removal} {years} years ago, and its treatment was completed. Now a "
            f"metastasis of it in {place} is treated; at the first site there is no tumor",
            f"is treated for a metastasis in {place}. The first tumor, {tumor.name}, was removed {years} years ago by "
            f"{tumor.removal}; its site is free of tumor and no longer treated",
        )
    )
    present, history = tumor.present, tumor.history
    why = (
        f"What is present is the secondary tumor, {second}; it is listed first. The first tumor is "
        "removed and no longer "
        f"treated, which makes it history: {history}."
    )
    gone = f"{present} says that the first tumor is present, but it is removed and no longer treated: {history}."
    return (
        facts,
        f"{second}, {history}",
        why,
        (
            Wrong(f"{present}, {second}", "removed primary coded as present", gone),
            Wrong(f"{second}, {present}", "removed primary coded as present", gone),
            Wrong(
                f"{history}, {second}",
                "history listed first",
                f"Treatment is directed to the metastasis, so that {second} is listed first; {history} follows.",
            ),
            Wrong(present, "spread coded as the primary", f"{present} is the first site; the metastasis is {second}."),
            Wrong(
                history, "metastasis left out", f"{history} alone denies a present tumor, and there is one: {second}."
            ),
        ),
    )


def _draw(rng: random.Random) -> Draft:
    tumor = rng.choice(_TUMORS)
    facts, right, why, wrong = rng.choice((_treated, _cured, _spread))(rng, tumor)
    rest = list(wrong[1:])
    rng.shuffle(rest)
    who = somebody(rng, *tumor.ages, nouns=tumor.noun).phrase
    return Draft(f"{who} {facts}. {rng.choice(_QUESTIONS)}", right, why, (wrong[0], *rest))


FAMILIES = (
    Family(
        slug="family-icd-cancer-history-or-current",
        title="Cancer: present or history",
        track="cpc",
        area="icd-10-cm",
        difficulty=3,
        bloom="apply",
        tags=("neoplasms", "personal history"),
        references=(
            GUIDELINES + "I.C.2.d (primary malignancy previously excised)",
            GUIDELINES + "I.C.2.m (current malignancy or personal history)",
            TABULAR + "category Z85",
        ),
        draw=_draw,
    ),
)
