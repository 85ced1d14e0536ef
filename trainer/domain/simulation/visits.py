"""What patients of the month come for: chart lines in our own words, the codes of a right claim, its diagnoses."""

from dataclasses import dataclass

from trainer.domain.simulation.practice import HMO, MEDICAID, MEDICARE, PPO, TRICARE


@dataclass(frozen=True, slots=True)
class LineTemplate:
    code: str
    modifiers: tuple[str, ...] = ()
    pointers: tuple[int, ...] = (0,)


@dataclass(frozen=True, slots=True)
class Visit:
    """`diagnoses` are (code without dot, our words); `ages` are whole years, of which the patient has one."""

    charts: tuple[str, ...]
    lines: tuple[LineTemplate, ...]
    diagnoses: tuple[tuple[str, str], ...]
    payers: tuple[str, ...] = (MEDICARE, PPO, HMO, MEDICAID, TRICARE)
    place: str = "11"
    ages: tuple[int, int] = (22, 62)

    @property
    def has_procedure_beside_visit(self) -> bool:
        return len(self.lines) > 1


def _visit(code: str, *charts: str, diagnoses: tuple[tuple[str, str], ...]) -> Visit:
    return Visit(charts, (LineTemplate(code, (), tuple(range(len(diagnoses)))),), diagnoses)


_PRESSURE = ("I10", "essential hypertension")
_KNEE = ("M1711", "osteoarthritis of the right knee")

SIMPLE: tuple[Visit, ...] = (
    _visit(
        "99213",
        "Blood pressure follow-up, known here for years. Pressure well kept, tablets renewed, return in six months.",
        "Known patient for pressure control. Home readings reviewed, dose kept, laboratory form given.",
        diagnoses=(_PRESSURE,),
    ),
    _visit(
        "99214",
        "Thyroid and blood pressure, both reviewed; thyroid tablet raised by the last values, second pressure tablet.",
        "Underactive thyroid, still tired: dose raised. Pressure above goal: second tablet started, labs ordered.",
        diagnoses=(("E039", "underactive thyroid"), _PRESSURE),
    ),
    _visit(
        "99213",
        "Low back pain since lifting a box at home, no red flags. Exercises shown, pain tablet for a week. "
        "Patient was last seen here in the autumn.",
        diagnoses=(("M5450", "low back pain"),),
    ),
    _visit(
        "99213",
        "Hay fever as every spring; nasal spray renewed. Established patient.",
        diagnoses=(("J309", "allergic rhinitis"),),
    ),
    _visit(
        "99213",
        "Heartburn, under control with the tablet; step down tried. Comes every year.",
        diagnoses=(("K219", "reflux without esophagitis"),),
    ),
    _visit(
        "99214",
        "Generalized anxiety worse since winter; medicine changed, counselling arranged, return in four weeks.",
        diagnoses=(("F411", "generalized anxiety disorder"),),
    ),
)

NEW_PATIENT = Visit(
    (
        "Low back pain for two weeks. Moved here in February, never seen in this practice before; full history taken.",
        "First visit ever to any doctor of this practice: low back pain after gardening, examined, exercises shown.",
    ),
    (LineTemplate("99203"),),
    (("M5450", "low back pain"),),
)

ESTABLISHED_DRAFTED_NEW = Visit(
    (
        "First visit to this doctor, for low back pain. Last seen in this practice in October 2024, by a colleague, "
        "also family medicine.",
    ),
    (LineTemplate("99213"),),
    (("M5450", "low back pain"),),
)

WITH_PROCEDURE: tuple[Visit, ...] = (
    Visit(
        (
            "Came for the blood pressure: tablet changed after review. Also asked about the right knee; arthritis, "
            "decided and done today: swollen joint punctured and fluid drawn off.",
        ),
        (LineTemplate("99213", ("25",), (0,)), LineTemplate("20610", ("RT",), (1,))),
        (_PRESSURE, _KNEE),
        ages=(50, 64),
    ),
    Visit(
        (
            "Hay fever reviewed, spray changed. Separately, hearing dull on the right: hard wax taken out with a "
            "curette.",
        ),
        (LineTemplate("99213", ("25",), (0,)), LineTemplate("69210", (), (1,))),
        (("J309", "allergic rhinitis"), ("H6121", "impacted wax, right ear")),
    ),
    Visit(
        ("Blood pressure visit with change of dose. Beside that four painful common warts on the hands frozen today.",),
        (LineTemplate("99213", ("25",), (0,)), LineTemplate("17110", (), (1,))),
        (_PRESSURE, ("B079", "viral warts")),
    ),
)

MOLE = Visit(
    (
        "Planned removal of a mole on the back, benign, 1.4 cm with margins, simple closure. No other problem today.",
        "Came only for the planned excision of a benign mole of the trunk, 1.2 cm with margins.",
    ),
    (LineTemplate("11402"),),
    (("D225", "benign mole of the trunk"),),
    payers=(HMO,),
)

HOME = Visit(
    (
        "Seen at home, where she is bed-bound: blood pressure reviewed, tablets kept, daughter instructed.",
        "House call, patient cannot climb the stairs: pressure checked at the bedside, tablets changed.",
    ),
    (LineTemplate("99348"),),
    (_PRESSURE,),
    payers=(MEDICARE, PPO, MEDICAID),
    place="12",
    ages=(58, 64),
)

PREVENTIVE: tuple[Visit, ...] = (
    Visit(
        ("Yearly physical of a healthy patient, nothing found, counselling on diet and sleep.",),
        (LineTemplate("99396"),),
        (("Z0000", "general examination without abnormal findings"),),
        payers=(PPO, HMO, TRICARE),
        ages=(41, 62),
    ),
    Visit(
        ("Yearly wellness visit under Medicare, the third one: plan updated, risks reviewed.",),
        (LineTemplate("G0439"),),
        (("Z0000", "general examination without abnormal findings"),),
        payers=(MEDICARE,),
        ages=(67, 84),
    ),
)

NEWBORN = Visit(
    ("Newborn, nine days old, first check: weight regained, feeding well. The mother has been in the file for years.",),
    (LineTemplate("99381"),),
    (("Z00111", "check of a newborn 8 to 28 days old"),),
    payers=(PPO, HMO),
    ages=(0, 0),
)

# Covered for a known arrhythmia (NCD 20.15), but not so often: expected to be denied as not necessary, hence GA.
NOTICE = Visit(
    (
        "Tracing (ECG) at the patient's wish, the second in two weeks: known extra beats, no new complaint, nothing "
        "changed. Told before that Medicare will hardly pay for another so soon; the notice (ABN, form CMS-R-131) "
        "with the reason and the cost was signed first and is in the file.",
    ),
    (LineTemplate("93000"),),
    (("I493", "extra beats of the ventricles"),),
    payers=(MEDICARE,),
    ages=(66, 80),
)
