"""Roots that are taken for each other, four or more to a group, with phrases of charts in which they stand."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """A root, what it stands for, and phrases with it; `sex` is "f" or "m" where the patient is one of this sex."""

    root: str
    structure: str
    phrases: tuple[str, ...]
    sex: str = ""


_E = Entry

GROUPS: tuple[tuple[Entry, ...], ...] = (
    (
        _E("ile", "the last part of the small bowel", ("Ileostomy", "Ileal resection", "Ileoscopy with biopsy")),
        _E("ili", "the broad upper bone of the hip", ("Iliac crest bone graft harvest", "Iliac wing biopsy")),
        _E("ischi", "the lower bone of the hip, on which one sits", ("Ischiectomy", "Ischial biopsy")),
        _E("jejun", "the middle part of the small bowel", ("Jejunostomy", "Jejunal resection")),
    ),
    (
        _E("ureter", "the tube from kidney to bladder", ("Ureterolysis", "Ureteroplasty", "Ureteral stent placement")),
        _E("urethr", "the tube from bladder to outside", ("Urethroplasty", "Urethrotomy", "Urethral dilation")),
        _E("uter", "the womb", ("Uterine suspension", "Uterine curettage"), "f"),
        _E("urach", "the cord from bladder to navel", ("Urachal cyst excision",)),
    ),
    (
        _E(
            "perine",
            "the floor of the pelvis between the thighs",
            ("Perineorrhaphy", "Perineal repair", "Perineoplasty"),
            "f",
        ),
        _E("perone", "the outer side of the lower leg", ()),
        _E("peritone", "the lining of the abdominal cavity", ("Peritoneoscopy", "Peritoneal biopsy")),
        _E("pericardi", "the sac around the heart", ("Pericardiectomy", "Pericardiocentesis")),
    ),
    (
        _E("myel", "the spinal cord", ("Myelotomy",)),
        _E("my", "a muscle", ("Myorrhaphy", "Myoplasty", "Myectomy")),
        _E("myring", "the eardrum", ("Myringotomy", "Myringoplasty")),
        _E("myom", "a benign growth of muscle tissue", ()),
    ),
    (
        _E("arteri", "an artery", ("Arteriotomy", "Arteriorrhaphy")),
        _E("arthr", "a joint", ("Arthrotomy", "Arthrodesis", "Arthroplasty", "Arthrocentesis")),
        _E("ather", "a fatty deposit in a vessel", ()),
        _E("atri", "an upper chamber of the heart", ("Atrial septostomy",)),
    ),
    (
        _E("cyst", "the urinary bladder", ("Cystectomy", "Cystostomy", "Cystoplasty")),
        _E("cholecyst", "the gallbladder", ("Cholecystectomy", "Cholecystostomy")),
        _E("dacryocyst", "the tear sac", ("Dacryocystectomy",)),
        _E("choledoch", "the common bile duct", ("Choledochotomy", "Choledochoscopy")),
    ),
    (
        _E("col", "the large bowel", ("Colectomy", "Colostomy", "Colopexy")),
        _E("colp", "the vagina", ("Colporrhaphy", "Colpopexy", "Colpectomy"), "f"),
        _E("culd", "the pouch behind the uterus", ("Culdocentesis", "Culdoscopy"), "f"),
        _E("choledoch", "the common bile duct", ("Choledochostomy", "Choledochoplasty")),
    ),
    (
        _E("trache", "the windpipe", ("Tracheoplasty", "Tracheostomy", "Tracheorrhaphy")),
        _E("trachel", "the neck of the uterus", ("Trachelectomy", "Trachelorrhaphy"), "f"),
        _E("thorac", "the chest", ("Thoracotomy", "Thoracoplasty", "Thoracoscopy")),
        _E("tympan", "the eardrum", ("Tympanoplasty",)),
    ),
    (
        _E("nephr", "a kidney", ("Nephrectomy", "Nephropexy", "Nephrorrhaphy")),
        _E("neur", "a nerve", ("Neurectomy", "Neurorrhaphy", "Neurolysis")),
        _E("nas", "the nose", ("Nasal endoscopy",)),
        _E("nucle", "the soft core of a disc of the spine", ()),
    ),
    (
        _E("pyel", "the renal pelvis", ("Pyeloplasty", "Pyelotomy")),
        _E("pylor", "the outlet of the stomach", ("Pyloroplasty", "Pylorectomy")),
        _E("proct", "the rectum", ("Proctopexy", "Proctectomy", "Proctoscopy")),
        _E("prostat", "the gland below the bladder", ("Prostatectomy",), "m"),
    ),
    (
        _E("oophor", "an ovary", ("Oophorectomy", "Oophoropexy"), "f"),
        _E("orchi", "a testis", ("Orchiectomy", "Orchiopexy"), "m"),
        _E("omphal", "the navel", ("Omphalectomy",)),
        _E("oment", "the fatty apron over the bowel", ("Omentectomy", "Omentopexy")),
        _E("onych", "a nail of a finger or toe", ()),
    ),
    (
        _E("salping", "a uterine tube", ("Salpingectomy", "Salpingoplasty"), "f"),
        _E("splen", "the spleen", ("Splenectomy", "Splenorrhaphy")),
        _E("synov", "the lining of a joint", ("Synovectomy",)),
        _E("sial", "a salivary gland", ("Sialoadenectomy", "Sialolithotomy")),
        _E("sigmoid", "the S-shaped part of the colon", ("Sigmoidectomy", "Sigmoidoscopy")),
    ),
    (
        _E("pleur", "the lining of the chest cavity", ("Pleurodesis", "Pleurectomy")),
        _E("phleb", "a vein", ("Phlebectomy", "Phleborrhaphy")),
        _E("pneumon", "a lung", ("Pneumonectomy",)),
        _E("phren", "the nerve to the diaphragm", ()),
    ),
    (
        _E("laryng", "the voice box", ("Laryngectomy", "Laryngoplasty", "Laryngoscopy")),
        _E("pharyng", "the throat", ("Pharyngoplasty", "Pharyngectomy")),
        _E("phalang", "a bone of a finger or toe", ("Phalangectomy",)),
        _E("lamin", "the arch plate of a vertebra", ("Laminectomy", "Laminotomy", "Laminoplasty")),
        _E("lapar", "the abdominal wall", ("Exploratory laparotomy",)),
    ),
    (
        _E("mast", "a breast", ("Mastectomy", "Mastopexy"), "f"),
        _E("mastoid", "the bone behind the ear", ("Mastoidectomy",)),
        _E("maxill", "the upper jaw", ("Maxillectomy",)),
        _E("mandibul", "the lower jaw", ("Mandibulectomy",)),
    ),
    (
        _E("oste", "a bone", ("Osteotomy", "Ostectomy")),
        _E("ot", "an ear", ("Otoplasty",)),
        _E("orchi", "a testis", ("Orchiectomy",), "m"),
        _E("orbit", "the eye socket", ("Orbitotomy",)),
    ),
    (
        _E("carp", "a bone of the wrist", ("Carpectomy",)),
        _E("metacarp", "a bone of the palm", ("Metacarpectomy", "Metacarpal osteotomy")),
        _E("metatars", "a long bone of the forefoot", ("Metatarsectomy", "Metatarsal osteotomy")),
        _E("phalang", "a bone of a finger or toe", ("Phalangectomy",)),
        _E("card", "the heart", ()),
    ),
    (
        _E("vas", "the duct that carries sperm from the testis", ("Vasectomy", "Vasotomy"), "m"),
        _E("vesic", "the urinary bladder", ("Vesicostomy",)),
        _E("vesicul", "the gland behind the bladder", ("Vesiculectomy",), "m"),
        _E("vag", "the nerve that drives stomach acid", ("Vagotomy",)),
        _E("valv", "a flap that keeps blood from flowing back", ("Valvotomy", "Valvuloplasty")),
    ),
    (
        _E("gastr", "the stomach", ("Gastrectomy", "Gastrostomy", "Gastropexy")),
        _E("gloss", "the tongue", ("Glossectomy", "Glossorrhaphy")),
        _E("gingiv", "the gums", ("Gingivectomy", "Gingivoplasty")),
        _E("gangli", "a knot of nerve cells", ()),
    ),
    (
        _E("hepat", "the liver", ("Hepatectomy", "Hepatorrhaphy")),
        _E("hyster", "the uterus", ("Hysterectomy", "Hysteropexy", "Hysteroscopy"), "f"),
        _E("hypophys", "the gland under the brain", ("Hypophysectomy",)),
        _E("hymen", "the fold at the opening of the vagina", ("Hymenotomy",), "f"),
    ),
    (
        _E("aden", "a gland", ()),
        _E("adenoid", "the lymph tissue behind the nose", ("Adenoidectomy",)),
        _E("adrenal", "the gland on top of the kidney", ("Adrenalectomy",)),
        _E("atri", "an upper chamber of the heart", ()),
    ),
    (
        _E("dacryocyst", "the tear sac", ("Dacryocystotomy", "Dacryocystectomy")),
        _E("dactyl", "a finger or toe", ()),
        _E("dur", "the outer membrane of brain and cord", ("Duraplasty",)),
        _E("duoden", "the first part of the small bowel", ("Duodenotomy", "Duodenectomy")),
    ),
    (
        _E("bronch", "an airway branch of the lung", ("Bronchoplasty", "Bronchoscopy", "Bronchial biopsy")),
        _E("brachi", "the upper arm", ("Brachioplasty",)),
        _E("blephar", "an eyelid", ("Blepharoplasty", "Blepharorrhaphy")),
        _E("phleb", "a vein", ("Phlebotomy",)),
        _E("balan", "the head of the penis", (), "m"),
    ),
    (
        _E("cheil", "a lip", ("Cheiloplasty",)),
        _E("chondr", "cartilage", ("Chondroplasty",)),
        _E("cholangi", "the bile ducts", ("Cholangioscopy",)),
        _E("chord", "a cord, such as the fine tethers of a heart valve", ()),
    ),
)
"""Within a group each root is taken for any of the others that the patient can have, the next one most likely."""
