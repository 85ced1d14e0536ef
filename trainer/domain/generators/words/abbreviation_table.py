"""Abbreviations: closed sets that are mixed up among themselves, and single ones with words they are misread as."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of abbreviation, meaning and a line of a chart in which it has this meaning; ages of fitting patients.

    Lines of the abbreviations in `children` fit patients from eight years on too.
    """

    entries: tuple[tuple[str, str, str], ...]
    ages: tuple[int, int] = (45, 80)
    children: frozenset[str] = frozenset()

    def ages_of(self, abbr: str) -> tuple[int, int]:
        """The youngest and the oldest patient whom the line of an abbreviation fits."""
        return (8, self.ages[1]) if abbr in self.children else self.ages


@dataclass(frozen=True, slots=True)
class Single:
    """An abbreviation with its words; "[right|wrong]" gives a word and what it is taken for."""

    abbr: str
    words: str
    line: str
    noun: str = ""
    ages: tuple[int, int] = (45, 78)


GROUPS = (
    Group(
        (
            ("OD", "Right eye", "Vision OD 20/40 with glasses."),
            ("OS", "Left eye", "Drops OS twice a day after the lens operation."),
            ("OU", "Both eyes", "Pressure 16 OU, no glaucoma."),
            ("AD", "Right ear", "Hearing lost AD after the infection."),
            ("AS", "Left ear", "Tube AS in good place, drum dry."),
            ("AU", "Both ears", "Wax removed AU, hearing better."),
        ),
        children=frozenset(("OD", "AD", "AS", "AU")),
    ),
    Group(
        (
            ("BID", "Twice a day", "Metformin 500 mg BID with meals."),
            ("TID", "Three times a day", "Ibuprofen 400 mg TID after food for one week."),
            ("QID", "Four times a day", "Antibiotic drops QID until seen again."),
            ("QHS", "Every night at bedtime", "Statin 20 mg QHS, well tolerated."),
            ("PRN", "As needed", "Albuterol inhaler PRN, used it once this month."),
            ("NPO", "Nothing by mouth", "NPO after midnight for the procedure at 7."),
        )
    ),
    Group(
        (
            ("RUQ", "Right upper quadrant", "Pain RUQ after fatty meals, gallstones on ultrasound."),
            ("LUQ", "Left upper quadrant", "Tender LUQ after a fall, spleen bruised on CT."),
            ("RLQ", "Right lower quadrant", "Pain RLQ with rebound, appendix swollen on CT."),
            ("LLQ", "Left lower quadrant", "Pain LLQ, sigmoid diverticula inflamed on CT."),
        ),
        (24, 80),
    ),
    Group(
        (
            ("RUE", "Right upper extremity", "PICC placed RUE, tip in good position."),
            ("LUE", "Left upper extremity", "No blood pressure cuff LUE, dialysis fistula there."),
            ("RLE", "Right lower extremity", "Cast RLE for a broken ankle, toes warm."),
            ("LLE", "Left lower extremity", "Clot in the calf LLE, on a blood thinner."),
        )
    ),
    Group(
        (
            ("MCP", "Metacarpophalangeal joint", "Hand film: wear of the MCP joint at the base of the index finger."),
            ("PIP", "Proximal interphalangeal joint", "Ring finger: PIP joint stiff after a ball hit it."),
            ("DIP", "Distal interphalangeal joint", "Ring finger: DIP joint droops, cannot be stretched."),
            ("CMC", "Carpometacarpal joint", "Thumb base: CMC joint worn, injected today."),
        )
    ),
)
SINGLES = (
    Single(
        "CABG",
        "[Coronary|Carotid] artery [bypass|balloon] graft",
        "PSH: CABG x3 in 2018, heart stress test normal since then.",
    ),
    Single(
        "CAD", "[Coronary|Carotid] artery [disease|dissection]", "PMH: CAD, plaque in two heart vessels, on aspirin."
    ),
    Single("CHF", "Congestive [heart|hepatic] [failure|fibrosis]", "PMH: CHF, weak pump on echo, takes a water pill."),
    Single(
        "CVA",
        "[Cerebrovascular|Cardiovascular] [accident|anomaly]",
        "PMH: CVA in 2021 with lasting weakness of the left arm.",
    ),
    Single(
        "COPD",
        "Chronic [obstructive|occlusive] [pulmonary|peripheral] disease",
        "PMH: COPD, 40 pack-years, uses two inhalers.",
    ),
    Single("CKD", "[Chronic|Cystic] kidney [disease|dialysis]", "PMH: CKD stage 3, creatinine stable for years."),
    Single(
        "ORIF",
        "Open [reduction|resection] and internal [fixation|fusion]",
        "PSH: ORIF of a broken right ankle with plate and screws.",
    ),
    Single(
        "CRPP",
        "[Closed|Complete] reduction and percutaneous [pinning|plating]",
        "PSH: CRPP of a broken wrist, two wires through the skin.",
    ),
    Single(
        "ACDF",
        "Anterior [cervical|coccygeal] [discectomy|distraction] and fusion",
        "PSH: ACDF at C5-C6, disc out and cage in.",
    ),
    Single(
        "PLIF",
        "[Posterior|Partial] lumbar [interbody|intercostal] fusion",
        "PSH: PLIF at L4-L5 from the back with two cages.",
    ),
    Single(
        "PEG",
        "Percutaneous [endoscopic|external] [gastrostomy|gastroscopy]",
        "PEG tube in place, site clean, feeds run overnight.",
    ),
    Single(
        "EUS",
        "[Endoscopic|External] [ultrasound|urethroscopy]",
        "EUS by mouth with needle sampling of a pancreatic cyst.",
    ),
    Single(
        "ERCP",
        "[Endoscopic|External] [retrograde|rectal] cholangiopancreatography",
        "ERCP with a stone taken from the bile duct.",
    ),
    Single(
        "TURP",
        "Transurethral [resection|repair] of the [prostate|perineum]",
        "PSH: TURP in 2019, gland tissue benign.",
        noun="man",
    ),
    Single(
        "TURBT",
        "Transurethral [resection|repair] of a bladder [tumor|tear]",
        "PSH: TURBT twice, low-grade cancer, yearly cystoscopy since.",
    ),
    Single(
        "BPH",
        "Benign [prostatic|penile] [hyperplasia|hematuria]",
        "PMH: BPH, large gland, gets up three times at night.",
        noun="man",
    ),
    Single("UTI", "[Urinary|Upper] tract [infection|injury]", "PMH: UTI in May, E. coli, cleared with nitrofurantoin."),
    Single(
        "ACL",
        "[Anterior|Articular] [cruciate|collateral] ligament",
        "MRI of the knee: ACL torn inside the joint, shin slides forward.",
        ages=(20, 50),
    ),
    Single(
        "PCL",
        "[Posterior|Proximal] [cruciate|collateral] ligament",
        "MRI of the knee: PCL torn inside the joint, shin sags back.",
        ages=(20, 50),
    ),
    Single(
        "MCL",
        "[Medial|Middle] [collateral|cruciate] ligament",
        "Knee opens on the inner side under stress: MCL sprain.",
        ages=(20, 50),
    ),
    Single(
        "LCL",
        "[Lateral|Lower] [collateral|cruciate] ligament",
        "Knee opens on the outer side under stress: LCL sprain.",
        ages=(20, 50),
    ),
    Single(
        "LAD",
        "Left [anterior|atrial] [descending|diagonal] artery",
        "Cath: LAD 80% narrowed on the front of the heart, stent placed.",
    ),
    Single("RCA", "Right [coronary|carotid] [artery|atrium]", "Heart cath: RCA blocked, opened with a balloon."),
    Single(
        "LIMA",
        "Left internal [mammary|mesenteric] [artery|atrium]",
        "PSH: bypass with LIMA from the chest wall to the heart.",
    ),
    Single(
        "LMCA",
        "Left [main|marginal] [coronary|carotid] artery",
        "Heart cath: LMCA short and open, splits into two branches.",
    ),
    Single(
        "ASD",
        "[Atrial|Aortic] [septal|sinus] defect",
        "PMH: ASD between the upper heart chambers, closed with a device.",
    ),
    Single(
        "VSD",
        "[Ventricular|Valvular] [septal|sinus] defect",
        "PMH: VSD between the lower heart chambers, murmur since birth.",
    ),
    Single(
        "AVR",
        "[Aortic|Atrial] valve [replacement|rupture]",
        "PSH: AVR with a tissue prosthesis in 2019 for a tight outlet of the left ventricle.",
    ),
    Single(
        "AAA",
        "[Abdominal|Axillary] [aortic|arterial] aneurysm",
        "PMH: AAA of 4.2 cm below the kidneys, yearly ultrasound.",
    ),
    Single(
        "DVT", "[Deep|Dilated] [vein|valve] thrombosis", "PMH: DVT of the left calf, three months of a blood thinner."
    ),
    Single(
        "PVD",
        "[Peripheral|Pulmonary] [vascular|valvular] disease",
        "PMH: PVD, narrowed leg arteries, pain in the calves after one block.",
    ),
    Single(
        "TIA",
        "Transient [ischemic|intestinal] [attack|aneurysm]",
        "PMH: TIA, speech gone for ten minutes, no stroke on MRI.",
    ),
    Single(
        "AKI", "Acute [kidney|knee] [injury|infection]", "AKI after contrast, creatinine 3.1, back to normal in a week."
    ),
    Single("ESRD", "End-stage [renal|respiratory] [disease|distress]", "ESRD, dialysis three times a week."),
    Single(
        "AVF",
        "[Arteriovenous|Atrioventricular] [fistula|fibrillation]",
        "AVF of the left forearm with a good thrill, used for dialysis.",
    ),
    Single("GFR", "[Glomerular|Gastric] [filtration|flow] rate", "GFR 48, creatinine unchanged from last year."),
    Single(
        "LEEP",
        "Loop [electrosurgical|endoscopic] [excision|examination] procedure",
        "PSH: LEEP for a high-grade lesion; a piece of cervix was removed by hot wire.",
        noun="woman",
        ages=(28, 50),
    ),
    Single(
        "IUD",
        "[Intrauterine|Intraurethral] [device|dilator]",
        "IUD placed in March, strings seen at the cervix.",
        noun="woman",
        ages=(25, 44),
    ),
    Single(
        "BTL",
        "Bilateral [tubal|tendon] [ligation|lengthening]",
        "PSH: BTL in 2019, done with the third cesarean delivery.",
        noun="woman",
        ages=(32, 46),
    ),
    Single(
        "D&C",
        "[Dilation|Drainage] and [curettage|cautery]",
        "PSH: D&C for heavy bleeding, scrapings benign.",
        noun="woman",
        ages=(30, 60),
    ),
    Single(
        "LMP",
        "Last [menstrual|missed] [period|pregnancy]",
        "LMP 12 days ago, regular every 28 days.",
        noun="woman",
        ages=(22, 42),
    ),
    Single("FNA", "[Fine-needle|Femoral nerve] [aspiration|ablation]", "FNA of a thyroid nodule, cells benign."),
    Single(
        "BAL",
        "[Bronchoalveolar|Bronchial artery] [lavage|ligation]",
        "BAL of the right middle lobe, washings sent for culture.",
    ),
    Single(
        "VATS",
        "Video-assisted [thoracoscopic|tracheal] [surgery|suction]",
        "PSH: VATS through three ports, wedge of the left upper lobe.",
    ),
    Single(
        "PFT", "[Pulmonary|Pancreatic] function [test|therapy]", "PFT in the breathing laboratory shows obstruction."
    ),
    Single(
        "GERD",
        "[Gastroesophageal|Gastroenteric] reflux [disease|diverticulum]",
        "PMH: GERD, acid comes up at night, better on a tablet.",
    ),
    Single(
        "IBS",
        "[Irritable|Ischemic] bowel [syndrome|stricture]",
        "PMH: IBS, cramps and loose stool for years, scope and scans normal.",
    ),
    Single("IBD", "[Inflammatory|Ischemic] bowel [disease|dilatation]", "PMH: IBD, Crohn type, on infusions."),
    Single(
        "SBO",
        "[Small|Sigmoid] bowel [obstruction|ostomy]",
        "Admitted with SBO, jejunal loops blocked by adhesions, settled with a stomach tube.",
    ),
    Single(
        "DOE", "[Dyspnea|Dysphagia] on [exertion|eating]", "DOE after one flight of stairs, breathes easily at rest."
    ),
    Single(
        "OSA",
        "[Obstructive|Occasional] sleep [apnea|anxiety]",
        "PMH: OSA, breathing stops at night when the throat closes.",
    ),
    Single(
        "CPAP",
        "[Continuous|Controlled] positive airway [pressure|perfusion]",
        "Sleeps with CPAP at 8 cm of water all night.",
    ),
    Single(
        "URI",
        "Upper [respiratory|renal] [infection|injury]",
        "Here for URI: runny nose and sore throat for three days.",
    ),
    Single(
        "PCI",
        "[Percutaneous|Pericardial] coronary [intervention|incision]",
        "PCI through the wrist artery with one stent today.",
    ),
    Single("LVEF", "Left [ventricular|valvular] ejection [fraction|flow]", "Echo: LVEF 35%, was 50% two years ago."),
    Single(
        "SVT",
        "[Supraventricular|Subvalvular] [tachycardia|thrombosis]",
        "Spells of SVT with a pulse of 180, ended with adenosine.",
    ),
    Single(
        "CTS",
        "Carpal [tunnel|tendon] [syndrome|sprain]",
        "CTS of the right hand, numb thumb, nerve squeezed at the wrist.",
    ),
    Single(
        "DJD", "Degenerative [joint|jaw] [disease|dislocation]", "Film: DJD of both hips with spurs and lost cartilage."
    ),
    Single("CSF", "[Cerebrospinal|Cervical spinal] [fluid|fracture]", "CSF from the lumbar puncture is clear."),
    Single("BMI", "Body [mass|muscle] [index|intake]", "BMI 34, counseled on diet and walking."),
    Single("CBC", "Complete [blood|bone] [count|culture]", "CBC drawn: hemoglobin 11, platelets normal."),
    Single("LFT", "[Liver|Lung] function [test|therapy]", "LFT with bilirubin drawn before the new drug."),
    Single("TSH", "[Thyroid|Thymus]-stimulating [hormone|histamine]", "TSH 8, dose of thyroxine raised."),
    Single("NKDA", "No known [drug|dust] [allergies|asthma]", "NKDA, has had penicillin without trouble."),
    Single("LBP", "Low [back|blood] [pain|pressure]", "LBP for six weeks after lifting, worse on bending."),
    Single(
        "PFO", "[Patent|Partial] foramen [ovale|orbitale]", "Bubble study: PFO between the atria, closed with a device."
    ),
)
