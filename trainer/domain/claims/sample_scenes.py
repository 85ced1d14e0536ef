"""What sample claims are about: for each kind of practice its diagnoses, services, places and patients.

Codes are those of ICD-10-CM FY2026 and of the CPT and HCPCS numbers of 2026; charges are invented. The first five
diagnoses of a scene may be first-listed.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Offer:
    """A service that a practice bills: its charge for one unit, the most units, a modifier that may stand with it."""

    code: str
    cents: int
    most_units: int = 1
    modifier: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """`ages` are the youngest and the oldest patient; `role` is that of item 17 where such a claim has one."""

    practice: str
    taxonomy: str
    places: tuple[str, ...]
    diagnoses: tuple[str, ...]
    offers: tuple[Offer, ...]
    ages: tuple[int, int] = (0, 95)
    sexes: str = "FM"
    role: str = "DN"
    is_injury: bool = False
    is_minutes: bool = False
    is_pregnancy: bool = False
    has_rendering: bool = True


def words(text: str) -> tuple[str, ...]:
    """A text of words without the quotes and commas of a tuple."""
    return tuple(text.split())


def _offers(text: str) -> tuple[Offer, ...]:
    """Each as `code:dollars`, `code:dollars:units` or `code:dollars:units:modifier`."""
    return tuple(_offer(*word.split(":")) for word in text.split())


def _offer(code: str, dollars: str, units: str = "1", modifier: str = "") -> Offer:
    return Offer(code, int(dollars) * 100, int(units), modifier)


SCENES = (
    Scene(
        "Family Medicine",
        "207Q00000X",
        words("11 11 11 02"),
        words("I10 E119 E785 E039 K219 J069 N390 M5450 J45909 F411 R5383 G4733 M179 Z7984"),
        _offers(
            "99213:148:1:25 99214:212:1:25 99203:190 36415:18 80053:52 83036:41 93000:66 81002:14 80061:58 87880:39"
        ),
        ages=(18, 95),
    ),
    Scene(
        "Orthopedics",
        "207X00000X",
        words("11 11 22"),
        words("S52501A S93401A S83511A S8001XA S61411A S134XXA S39012A M25511 M1711 M1712 M5416 M5412 W010XXA V4352XA"),
        _offers(
            "99203:190 99204:275 73610:88:1:RT 73564:96:1:LT 73030:74 29125:130 29515:155 20610:168:1:RT 25600:690:1:RT"
        ),
        ages=(6, 90),
        is_injury=True,
    ),
    Scene(
        "Physical Therapy",
        "225100000X",
        words("11 11 12"),
        words("S39012D S134XXD S83511D M5416 M25561 M25511 M6281 R262 R2689 M7501 Z4789 M62830 M5450"),
        _offers("97110:62:4:GP 97140:58:2:GP 97112:64:2:GP 97530:66:2:GP 97161:145:1:GP 97035:24:1:GP 97116:52:1:GP"),
        ages=(10, 90),
        is_injury=True,
    ),
    Scene(
        "Anesthesia",
        "207L00000X",
        words("22 24 21"),
        words("K8010 M1711 H2511 M1612 K3580 K635 Z1211 C50911 D123 K4090 N200 I10 E119"),
        _offers(
            "00790:14:1:AA 01402:14:1:AA 00142:14:1:QZ 01214:14:1:AA 00840:14:1:QZ 01480:14:1:AA 00400:14 00811:14:1:QS"
        ),
        ages=(12, 90),
        role="DQ",
        is_minutes=True,
    ),
    Scene(
        "Infusion and Oncology",
        "207RH0003X",
        words("11 19 22"),
        words("C50911 C3490 Z5111 M810 D510 D509 K5090 M0579 R112 G43909 J189 C61 D6481"),
        _offers(
            "J0897:21:60 J3420:9:1 J1885:6:4 J0696:5:8 J1745:95:40 J2405:2:8 "
            "J9035:88:40 96372:32 96365:140 96413:285 96415:62:3"
        ),
        ages=(30, 95),
        role="DQ",
    ),
    Scene(
        "Women's Health",
        "207V00000X",
        words("11 11 22"),
        words("O0991 Z3401 O24410 O133 O99011 Z3A20 Z3A28 Z3A36 N926 N760 N920 Z113 O2601"),
        _offers(
            "76805:310 76815:190 59025:120 81002:14 99213:148:1:25 82950:28 87491:72 87591:72 59409:2400 59430:260"
        ),
        ages=(16, 45),
        sexes="F",
        is_pregnancy=True,
    ),
    Scene(
        "Pediatrics",
        "208000000X",
        words("11"),
        words("Z00129 Z00121 Z23 J069 H6691 J029 L209 R509 B349 J4520 K5900 F909 R6250"),
        _offers(
            "99392:165:1:25 99393:172:1:25 99213:148:1:25 90460:34:3 "
            "90461:18:3 90707:98 90716:164 92551:26 96110:30:2 85018:12"
        ),
        ages=(1, 17),
    ),
    Scene(
        "Emergency Physicians",
        "207P00000X",
        words("23"),
        words("R079 R0602 R109 S0101XA S060X0A J441 I2510 R55 N179 A419 I4891 K5792 R42 R519"),
        _offers("99283:310:1:25 99284:520:1:25 99285:790:1:25 93010:48 12002:240 12011:260 96374:150 99291:980:1:25"),
        is_injury=True,
    ),
    Scene(
        "Clinical Laboratory",
        "291U00000X",
        words("81"),
        words("E119 E785 E559 D649 R7309 N390 Z0000 Z79899 I10 E039 R946 D72829 Z113 E7800"),
        _offers(
            "80053:52 85025:38:1:QW 84443:66 82306:92 87086:40 83036:41:1:QW 80061:58:1:QW 81001:20 82043:31 82570:24"
        ),
        role="DK",
        has_rendering=False,
    ),
    Scene(
        "Hospitalists",
        "208M00000X",
        words("21"),
        words("J189 I5023 N179 A419 E1165 I4891 J9601 E871 I214 D62 K922 L03116"),
        _offers(
            "99222:340:1:AI 99223:480:1:AI 99231:130 99232:190 99233:270 99238:195 99239:260 36556:560 93306:420:1:26"
        ),
        ages=(18, 95),
    ),
    Scene(
        "Behavioral Health",
        "2084P0800X",
        words("11 10 02"),
        words("F331 F411 F4310 F1020 F3181 F4321 F1120 F603 F5101 F429 F909 F17210"),
        _offers("90834:150:1:95 90837:205:1:95 90791:260 90832:110:1:95 99214:212:1:95 90853:70 96127:12:2"),
        ages=(8, 80),
    ),
    Scene(
        "Medical Equipment",
        "332B00000X",
        words("12"),
        words("G4733 M6281 R2689 E119 J449 M5450 Z9981 I5022 M1711 E1142 G20A1 Z794"),
        _offers(
            "E0601:110:1:RR E0143:95:1:NU A7030:170:1:NU A7034:90:1:NU "
            "K0001:60:1:RR A4253:38:3 A4259:14:2 E0570:120:1:NU"
        ),
        ages=(20, 95),
        role="DK",
        has_rendering=False,
    ),
    Scene(
        "General Surgery",
        "208600000X",
        words("24 22 21"),
        words("K8010 K4090 K3580 C50911 K635 D124 K219 L0291 K2950 Z1211 K5730 K648"),
        _offers(
            "47562:1850 49505:1420:1:RT 44970:1780 19301:1680:1:LT 45385:980 "
            "43239:720:1:59 11042:310 10060:260 38525:1150:1:LT"
        ),
        ages=(16, 90),
    ),
)
