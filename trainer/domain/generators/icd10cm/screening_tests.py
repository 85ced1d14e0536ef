"""Tests that screen or diagnose: their screening codes, what they find, and the complaints that lead to them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Test:
    """A test that screens or diagnoses: code of the screening, findings, symptoms, the suspected disease.

    `near` is the code of another screening and what it is for. `explained` pairs symptoms with findings that can be
    their cause. `is_lab`: a value in which only the physician finds a disease.
    """

    name: str
    screening: str
    findings: tuple[tuple[str, str], ...]
    symptoms: tuple[tuple[str, str], ...]
    suspected: tuple[str, str]
    near: tuple[str, str]
    ages: tuple[int, int]
    noun: str = ""
    explained: tuple[tuple[tuple[str, str], tuple[str, str]], ...] = ()
    is_lab: bool = False


_CYST = "a round mass, which an ultrasound at the same visit shows to be a solitary cyst of the {} breast"
TESTS = (
    Test(
        "colonoscopy",
        "Z12.11",
        (
            ("an adenoma of the ascending colon (pathology report)", "D12.2"),
            ("an adenoma of the sigmoid colon (pathology report)", "D12.5"),
            ("an adenoma of the descending colon (pathology report)", "D12.4"),
            ("a hyperplastic polyp of the colon (pathology report)", "K63.5"),
        ),
        (("black stool (melena)", "K92.1"), ("a change in bowel habit", "R19.4"), ("recent constipation", "K59.00")),
        ("colon cancer", "C18.9"),
        ("Z12.12", "a screening of the rectum"),
        (46, 74),
        explained=(
            (("fresh rectal bleeding", "K62.5"), ("bleeding diverticulosis of the colon, no inflammation", "K57.31")),
            (("fresh rectal bleeding", "K62.5"), ("bleeding hemorrhoids of the second degree", "K64.1")),
        ),
    ),
    Test(
        "mammogram",
        "Z12.31",
        (
            ("microcalcifications of the right breast", "R92.0"),
            ("microcalcifications of the left breast", "R92.0"),
        ),
        (("pain in the right breast", "N64.4"), ("pain in the left breast", "N64.4"), ("nipple discharge", "N64.52")),
        ("breast cancer", "C50.919"),
        ("Z12.39", "a screening of the breast by another test than a mammogram"),
        (42, 74),
        "woman",
        (
            (("pain in the right breast", "N64.4"), (_CYST.format("right"), "N60.01")),
            (("pain in the left breast", "N64.4"), (_CYST.format("left"), "N60.02")),
        ),
    ),
    Test(
        "bone density measurement",
        "Z13.820",
        (("age-related osteoporosis without fracture", "M81.0"),),
        (("loss of height", "R29.890"),),
        ("osteoporosis", "M81.0"),
        ("Z13.828", "a screening for other diseases of bones and muscles"),
        (66, 84),
        "woman",
    ),
    Test(
        "blood test for prostate-specific antigen",
        "Z12.5",
        (("an elevated prostate-specific antigen", "R97.20"),),
        (("a weak urinary stream", "R39.12"), ("blood in the semen", "R36.1"), ("urinary frequency", "R35.0")),
        ("prostate cancer", "C61"),
        ("Z12.6", "a screening of the bladder"),
        (55, 69),
        "man",
    ),
    Test(
        "lipid panel",
        "Z13.220",
        (
            ("mixed hyperlipidemia", "E78.2"),
            ("pure hypercholesterolemia, not familial", "E78.00"),
            ("pure hypertriglyceridemia", "E78.1"),
        ),
        (("xanthelasma of the right upper eyelid", "H02.61"), ("xanthelasma of the left upper eyelid", "H02.64")),
        ("hyperlipidemia", "E78.5"),
        ("Z13.228", "a screening for other diseases of metabolism"),
        (30, 64),
        is_lab=True,
    ),
    Test(
        "blood glucose test",
        "Z13.1",
        (("prediabetes", "R73.03"), ("type 2 diabetes without complications", "E11.9")),
        (("excessive thirst", "R63.1"), ("passing large amounts of urine", "R35.89"), ("weight loss", "R63.4")),
        ("diabetes", "E11.9"),
        ("Z13.29", "a screening for other diseases of the glands"),
        (36, 70),
        explained=(
            (("excessive thirst", "R63.1"), ("type 2 diabetes without complications", "E11.9")),
            (("passing large amounts of urine", "R35.89"), ("type 2 diabetes without complications", "E11.9")),
        ),
        is_lab=True,
    ),
    Test(
        "ultrasound of the abdominal aorta",
        "Z13.6",
        (("an infrarenal aortic aneurysm of 3.6 cm, no rupture", "I71.43"),),
        (
            ("a pulsating periumbilical swelling", "R19.05"),
            ("a pulsating epigastric swelling", "R19.06"),
            ("generalized abdominal pain", "R10.84"),
        ),
        ("aneurysm of the abdominal aorta", "I71.40"),
        ("Z13.9", "a screening of which no kind is stated"),
        (65, 75),
        "man",
        (
            (
                ("a pulsating periumbilical swelling", "R19.05"),
                ("an infrarenal aortic aneurysm of 5.8 cm, no rupture", "I71.43"),
            ),
            (
                ("a pulsating epigastric swelling", "R19.06"),
                ("an infrarenal aortic aneurysm of 5.8 cm, no rupture", "I71.43"),
            ),
        ),
    ),
    Test(
        "eye pressure test with examination of the optic nerves",
        "Z13.5",
        (("primary open-angle glaucoma of both eyes, mild stage", "H40.1131"),),
        (("pain in both eyes", "H57.13"), ("halos around lights", "H53.19")),
        ("glaucoma", "H40.9"),
        ("Z13.858", "a screening for diseases of the nervous system"),
        (45, 80),
    ),
    Test(
        "blood count",
        "Z13.0",
        (("iron deficiency anemia", "D50.9"),),
        (("fatigue", "R53.83"), ("pallor", "R23.1")),
        ("leukemia", "C95.90"),
        ("Z13.9", "a screening of which no kind is stated"),
        (25, 75),
        explained=(
            (("fatigue", "R53.83"), ("iron deficiency anemia", "D50.9")),
            (("pallor", "R23.1"), ("iron deficiency anemia", "D50.9")),
        ),
        is_lab=True,
    ),
)
NEAR_FINDINGS = {
    "D12.2": ("D12.3", "an adenoma of the transverse colon"),
    "D12.4": ("D12.5", "an adenoma of the sigmoid colon"),
    "D12.5": ("D12.4", "an adenoma of the descending colon"),
    "D50.9": ("D64.9", "an anemia of which no kind is stated"),
    "E11.9": ("E11.65", "type 2 diabetes with hyperglycemia"),
    "E78.00": ("E78.2", "mixed hyperlipidemia"),
    "E78.1": ("E78.2", "mixed hyperlipidemia"),
    "E78.2": ("E78.00", "hypercholesterolemia alone"),
    "H40.1131": ("H40.1132", "the moderate stage of this glaucoma"),
    "I71.43": ("I71.42", "a juxtarenal aneurysm"),
    "K57.31": ("K57.30", "diverticulosis of the colon without bleeding"),
    "K63.5": ("D12.6", "an adenoma of the colon"),
    "K64.1": ("K64.0", "hemorrhoids of the first degree"),
    "M81.0": ("M81.8", "another kind of osteoporosis than the age-related"),
    "N60.01": ("N60.11", "diffuse cystic disease of the right breast"),
    "N60.02": ("N60.12", "diffuse cystic disease of the left breast"),
    "R73.03": ("R73.01", "a raised fasting glucose without the diagnosis of prediabetes"),
    "R92.0": ("R92.1", "calcifications that are not called microcalcifications"),
    "R97.20": ("R97.21", "a value that rises after treatment of prostate cancer"),
}
"""A code near that of each finding, and what it is for."""
