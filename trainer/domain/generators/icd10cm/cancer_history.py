"""Cancer: present while it or its site is treated, history when treatment is over and nothing is left.

ICD-10-CM guidelines I.C.2.d (primary malignancy previously excised) and I.C.2.m (current malignancy or history): a
removed primary is current as long as treatment is directed to it; when it has spread, the secondary tumor is coded as
current and the removed primary as history.
"""

import random
from dataclasses import dataclass

from trainer.domain.generators.choosing import arranged
from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.icd10cm.charts import GUIDELINES, TABULAR, somebody


@dataclass(frozen=True, slots=True)
class Tumor:
    """A tumor: codes when present, as personal and as family history; removal, further treatment, places of spread.

    `near` is the history of another tumor that is easily taken for this one: its code and what it is of. Further
    treatment comes with the weeks after removal in which it is at that point. `vague` is the code of the tumor without
    its site or side; empty where there is none.
    """

    name: str
    present: str
    history: str
    near: tuple[str, str]
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
        ("Z86.000", "a tumor of the breast that stayed in situ"),
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
        ("Z85.048", "a tumor of the rectum"),
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
        ("Z85.47", "a tumor of the testis"),
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
        ("Z85.110", "a carcinoid of the lung"),
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
        ("Z85.54", "a tumor of the ureter"),
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
        ("Z85.520", "a carcinoid of the kidney"),
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
        ("Z85.828", "other tumors of the skin than melanoma"),
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
        ("Z85.42", "a tumor of the body of the uterus"),
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
        ("Z85.41", "a tumor of the cervix"),
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
_RELATIVES = "{} is for a tumor of relatives, not of the patient, and the chart speaks of the patient's own."
_ONCE = "One tumor cannot be both present and past"
_TREATED_SETS = (
    "history vague family",
    "both vague vague-both",
    "vague family unknown-history",
    "both family unknown-both",
    "history family unknown-history",
    "history unknown-history unknown-both",
    "history both vague",
    "history both vague-both",
)
_CURED_SETS = (
    "present family unknown-history",
    "vague unknown-history unknown-both",
    "present both family",
    "present both vague",
    "unknown-history vague-both unknown-both",
    "present vague family",
    "present vague unknown-history",
    "both family vague-both",
)
_SPREAD_SETS = (
    "primary-present primary family",
    "primary-present secondary other-history",
    "primary-present other-place other-place-present",
    "primary history other-place-present",
    "primary-present family other-history",
    "first-site-twice other-place other-place-present",
    "primary history other-history",
    "primary secondary first-site-twice",
    "primary-present secondary family",
    "primary history first-site-twice",
)
"""Which mistakes stand together; see `charts.arranged`."""

Facts = tuple[str, str, str, dict[str, Wrong], tuple[str, ...]]
"""What the chart says, the key, why, the mistakes by name, and which of them stand together."""


def _inexact(tumor: Tumor, reason: str) -> dict[str, Wrong]:
    """Mistakes about one tumor with a site that is not told, or with two codes; `reason` says why one is enough."""
    what = f"the chart says: {tumor.name}, {tumor.present}"
    which = f"Z85.9 leaves open which tumor it was; the history of this one has a code of its own, {tumor.history}"
    found = {
        "both": Wrong(f"{tumor.present}, {tumor.history}", "present and history at once", f"{_ONCE}; {reason}."),
        "unknown-both": Wrong(
            f"{tumor.present}, Z85.9",
            "present and history at once, tumor not told",
            f"{_ONCE}; {reason}. Besides, {which}.",
        ),
        "family": Wrong(tumor.family, "family history", _RELATIVES.format(tumor.family)),
    }
    if tumor.vague:
        found["vague-both"] = Wrong(
            f"{tumor.vague}, {tumor.history}",
            "present and history at once, site or side left out",
            f"{_ONCE}; {reason}. Besides, {tumor.vague} leaves open what {what}.",
        )
    return found


def _treated(rng: random.Random, tumor: Tumor) -> Facts:
    """Facts where the removed tumor is still treated."""
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
    over = f"is for a tumor whose treatment is over, and {further}."
    wrong = {
        "history": Wrong(tumor.history, "history while treated", f"{tumor.history} {over}"),
        "unknown-history": Wrong("Z85.9", "history while treated, tumor not told", f"Z85.9 {over}"),
    } | _inexact(tumor, "while treatment goes on, it is present")
    if tumor.vague:
        left = f"{tumor.vague} leaves open what the chart says: {tumor.name}, {tumor.present}."
        wrong["vague"] = Wrong(tumor.vague, "site or side left out because the tumor was removed", left)
    return facts, tumor.present, why, wrong, _TREATED_SETS


def _cured(rng: random.Random, tumor: Tumor) -> Facts:
    """Facts where treatment is over and nothing is left."""
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
    gone = "needs a tumor or its treatment; both are gone"
    open_history = (
        f"Z85.9 leaves open which tumor is past. The chart names it: {tumor.name}, whose history is {tumor.history}."
    )
    wrong = {
        "present": Wrong(tumor.present, "past tumor coded as present", f"{tumor.present} {gone}."),
        "unknown-history": Wrong("Z85.9", "history of a tumor not told", open_history),
    } | _inexact(tumor, "its treatment is over, so that it is past")
    if tumor.vague:
        left = f"{tumor.vague} {gone}. It leaves open the site or side as well."
        wrong["vague"] = Wrong(tumor.vague, "past tumor coded as present, site or side left out", left)
    return facts, tumor.history, why, wrong, _CURED_SETS


def _spread(rng: random.Random, tumor: Tumor) -> Facts:
    """Facts where the removed tumor has come up elsewhere."""
    years, (place, second) = rng.randint(2, 8), rng.choice(tumor.spread)
    facts = rng.choice(
        (
            f"had {tumor.name} removed by {tumor.removal} {years} years ago, and its treatment was completed. Now a "
            f"metastasis of it in {place} is treated; at the first site there is no tumor",
            f"is treated for a metastasis in {place}. The first tumor, {tumor.name}, was removed {years} years ago by "
            f"{tumor.removal}; its site is free of tumor and no longer treated",
        )
    )
    history = tumor.history
    why = (
        f"What is present is the secondary tumor, {second}; it is listed first. The first tumor is "
        "removed and no longer "
        f"treated, which makes it history: {history}."
    )
    return facts, f"{second}, {history}", why, _spread_mistakes(tumor, place, second), _SPREAD_SETS


def _spread_mistakes(tumor: Tumor, place: str, second: str) -> dict[str, Wrong]:
    """Mistakes where a metastasis is treated and the first tumor is gone. No two differ in their order alone."""
    present, history = tumor.present, tumor.history
    gone = f"{present} says that the first tumor is present, but it is removed and no longer treated: {history}."
    where = f"C79.89 is for places that have no code of their own; here it is {place}, which has one: {second}."
    code, what = tumor.near
    return {
        "primary-present": Wrong(f"{second}, {present}", "removed primary coded as present", gone),
        "primary": Wrong(
            present, "spread coded as the primary", f"{present} is the first site; the metastasis is {second}."
        ),
        "history": Wrong(
            history, "metastasis left out", f"{history} alone denies a present tumor, and there is one: {second}."
        ),
        "secondary": Wrong(
            second, "history left out", f"{second} alone leaves out where the tumor came from; {history} says it."
        ),
        "family": Wrong(
            f"{second}, {tumor.family}",
            "family history for the patient's own",
            f"{_RELATIVES.format(tumor.family)} {history} is the code for that.",
        ),
        "first-site-twice": Wrong(
            f"{present}, {history}",
            "present and history at once, metastasis left out",
            f"{_ONCE}; the first tumor is past, and what is present, {second}, is missing.",
        ),
        "other-history": Wrong(
            f"{second}, {code}",
            "history of another tumor",
            f"{code} is for the history of {what}. The chart names {tumor.name}: {history}.",
        ),
        "other-place": Wrong(f"C79.89, {history}", "place of the metastasis not coded", where),
        "other-place-present": Wrong(
            f"C79.89, {present}",
            "removed primary coded as present, place of the metastasis not coded",
            f"{gone} {where}",
        ),
    }


def _draw(rng: random.Random) -> Draft:
    tumor = rng.choice(_TUMORS)
    facts, right, why, mistakes, sets = rng.choice((_treated, _cured, _spread))(rng, tumor)
    who = somebody(rng, *tumor.ages, nouns=tumor.noun).phrase
    return Draft(f"{who} {facts}. {rng.choice(_QUESTIONS)}", right, why, arranged(rng, mistakes, sets))


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
