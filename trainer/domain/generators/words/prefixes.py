"""Prefixes of amount, speed and place, what they are taken for, and the words they stand before."""

ELEMENTS = {
    "hyper": ("too much", ("hypo",)),
    "hypo": ("too little", ("hyper",)),
    "tachy": ("too fast", ("brady",)),
    "brady": ("too slow", ("tachy",)),
    "supra": ("above", ("infra", "retro")),
    "infra": ("below", ("intra", "supra")),
    "intra": ("within", ("infra", "inter", "peri")),
    "inter": ("between", ("intra", "infra")),
    "sub": ("below", ("supra", "intra", "inter")),
    "retro": ("behind", ("pre", "supra")),
    "pre": ("in front of", ("peri", "retro")),
    "peri": ("around", ("pre", "para")),
    "para": ("beside", ("peri", "pre")),
    "endo": ("inside", ("ecto", "peri")),
    "ecto": ("on the outside of", ("endo", "peri")),
    "trans": ("through", ("para", "intra")),
}
"""Prefix: what it says, and for which prefixes it is taken, likeliest first."""

_BLOOD = "{how} {thing} in the blood"
_RATE = "{thing} that is {how}"
_PLACE = "{how} {thing}"
BASES = {
    "glycemia": ("sugar", _BLOOD, ("calcemia", "natremia")),
    "kalemia": ("potassium", _BLOOD, ("calcemia", "natremia")),
    "natremia": ("sodium", _BLOOD, ("kalemia", "magnesemia")),
    "calcemia": ("calcium", _BLOOD, ("kalemia", "glycemia")),
    "magnesemia": ("magnesium", _BLOOD, ("natremia", "calcemia")),
    "cardia": ("a heartbeat", _RATE, ("pnea", "phagia")),
    "pnea": ("breathing", _RATE, ("cardia", "phagia")),
    "phagia": ("eating", _RATE, ("pnea", "cardia")),
    "umbilical": ("the navel", _PLACE, ("pubic", "hepatic")),
    "pubic": ("the pubic bone", _PLACE, ("umbilical", "sacral")),
    "sacral": ("the sacrum", _PLACE, ("pubic", "sternal")),
    "costal": ("the ribs", _PLACE, ("colic", "sternal")),
    "colic": ("the colon", _PLACE, ("costal", "hepatic")),
    "sternal": ("the breastbone", _PLACE, ("sacral", "costal")),
    "hepatic": ("the liver", _PLACE, ("splenic", "renal")),
    "splenic": ("the spleen", _PLACE, ("hepatic", "renal")),
    "renal": ("the kidney", _PLACE, ("adrenal", "hepatic")),
    "adrenal": ("the adrenal gland", _PLACE, ("renal", "splenic")),
    "vesical": ("the bladder", _PLACE, ("vesicular", "rectal")),
    "vesicular": ("the seminal vesicle", _PLACE, ("vesical", "rectal")),
    "rectal": ("the rectum", _PLACE, ("rectus", "vesical")),
    "rectus": ("the rectus muscle", _PLACE, ("rectal", "costal")),
    "tracheal": ("the windpipe", _PLACE, ("esophageal", "thyroid")),
    "esophageal": ("the gullet", _PLACE, ("tracheal", "thyroid")),
    "thyroid": ("the thyroid gland", _PLACE, ("tracheal", "esophageal")),
    "clavicular": ("the collarbone", _PLACE, ("scapular", "sternal")),
    "scapular": ("the shoulder blade", _PLACE, ("clavicular", "sternal")),
    "patellar": ("the kneecap", _PLACE, ("palatal", "popliteal")),
    "palatal": ("the palate", _PLACE, ("patellar", "orbital")),
    "popliteal": ("the hollow of the knee", _PLACE, ("patellar", "palatal")),
    "orbital": ("the eye socket", _PLACE, ("oral", "aural")),
    "oral": ("the mouth", _PLACE, ("aural", "orbital")),
    "aural": ("the ear", _PLACE, ("oral", "orbital")),
    "cervical": ("the neck of the uterus", _PLACE, ("vesical", "rectal")),
    "aortic": ("the aorta", _PLACE, ("atrial", "tracheal")),
    "bronchial": ("an airway branch of the lung", _PLACE, ("tracheal", "brachial")),
    "brachial": ("the upper arm", _PLACE, ("bronchial", "tracheal")),
    "urethral": ("the tube from bladder to outside", _PLACE, ("ureteral", "vesical")),
    "ureteral": ("the tube from kidney to bladder", _PLACE, ("urethral", "vesical")),
    "atrial": ("the atrium of the heart", _PLACE, ("aortic", "tracheal")),
}
"""Ending: what it stands for, how a term with it is put into words, and for which endings it is taken."""

PLURALS = {
    "costal": "the ribs",
    "scapular": "the shoulder blades",
    "atrial": "the atria of the heart",
    "orbital": "the eye sockets",
}
"""What stands in pairs or rows, so that something can lie between."""
WOMEN_KINDS = frozenset(("sample",))
ONLY_MEN_BASES = frozenset(("vesicular",))

_MEANS = 'What does "{term}" mean here?'
_WHERE = 'Which place does "{term}" name?'


def _pairs(rows: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((prefix, base) for prefix, bases in rows.items() for base in bases.split())


PHRASES = {
    "blood": (
        _pairs(dict.fromkeys(("hyper", "hypo"), "glycemia kalemia natremia calcemia magnesemia")),
        (
            "Admitted with {term} found on routine testing; treated and rechecked this evening.",
            "{term_start} noted this morning; attending informed and treatment started at once.",
            "Third visit this year for {term}; the cause is still being worked up.",
        ),
        _MEANS,
    ),
    "rate": (
        _pairs({"tachy": "cardia pnea", "brady": "cardia pnea"}),
        (
            "On arrival {term}, otherwise stable; placed on a monitor and watched overnight.",
            "Two spells of {term} in the recovery room; resolved before discharge.",
            "Main complaint of the family: {term} since a change of drugs last week.",
        ),
        _MEANS,
    ),
    "collection": (
        _pairs(
            {
                "supra": "hepatic renal splenic",
                "sub": "hepatic",
                "infra": "hepatic renal",
                "intra": "hepatic renal splenic",
                "retro": "colic rectal",
                "peri": "hepatic renal splenic vesical rectal colic",
                "para": "vesical rectal colic",
            }
        ),
        (
            "CT shows {a_term} collection of 4 cm, which was drained under guidance.",
            "On ultrasound there is {a_term} abscess; drainage is planned for tomorrow.",
            "The {term} hematoma has become smaller since the last scan.",
        ),
        _WHERE,
    ),
    "incision": (
        _pairs(
            {
                "supra": "umbilical pubic clavicular",
                "infra": "umbilical clavicular",
                "sub": "costal",
                "inter": "costal",
                "peri": "umbilical",
                "para": "rectus sternal scapular",
                "pre": "aural patellar",
                "retro": "aural",
            }
        ),
        (
            "Entry was gained through {a_term} incision of 5 cm.",
            "{term_start} approach chosen because of earlier surgery; closed in layers.",
            "The old {term} scar was excised and the same approach was used.",
        ),
        _WHERE,
    ),
    "mass": (
        _pairs(
            {
                "pre": "patellar",
                "peri": "orbital oral patellar aural",
                "supra": "clavicular sternal orbital patellar",
                "infra": "orbital patellar clavicular scapular",
                "intra": "oral",
                "inter": "scapular",
            }
        ),
        (
            "There is {a_term} swelling of 2 cm, soft and not tender.",
            "A core sample of the {term} mass was taken under ultrasound.",
            "The {term} lesion has grown since spring and will be excised.",
        ),
        _WHERE,
    ),
    "deep mass": (
        _pairs(
            {
                "retro": "sternal tracheal esophageal orbital thyroid",
                "pre": "tracheal sacral",
                "para": "tracheal esophageal aortic",
                "peri": "tracheal esophageal aortic",
                "intra": "orbital tracheal atrial",
                "inter": "atrial",
            }
        ),
        (
            "MRI shows {a_term} mass of 2 cm with a smooth border.",
            "The {term} mass was measured again and has not changed since the last scan.",
            "The {term} lesion has grown since spring and will be excised.",
        ),
        _WHERE,
    ),
    "tube": (
        _pairs(
            {
                "endo": "tracheal bronchial",
                "peri": "bronchial ureteral urethral",
                "para": "tracheal ureteral urethral",
                "intra": "bronchial ureteral urethral",
            }
        ),
        (
            "The {term} tumor measures 8 mm and takes up contrast.",
            "There is {a_term} finding, which the radiologist wants sampled.",
            "Pathology from the {term} tissue is still pending.",
        ),
        _WHERE,
    ),
    "route": (
        _pairs({"trans": "rectal vesical urethral tracheal bronchial esophageal oral orbital sternal"}),
        (
            "The target was reached by {a_term} route without trouble.",
            "{term_start} access was chosen after a failed first attempt.",
            "The operative plan names the {term} approach, and consent was given for it.",
        ),
        _MEANS,
    ),
    "sample": (
        _pairs({"endo": "cervical", "ecto": "cervical"}),
        (
            "The {term} cells were sampled with a brush at the yearly examination of the uterus.",
            "The uterus was inspected; {a_term} biopsy was taken and sent.",
        ),
        _WHERE,
    ),
}
"""Kind of sentence: the terms that fit it, its sentences, and how it asks."""
