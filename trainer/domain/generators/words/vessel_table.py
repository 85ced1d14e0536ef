"""Which vessel a vessel comes from (arteries) or drains into (veins): usual branching, no variable branches."""


def _both_sides(rows: dict[str, str]) -> dict[str, str]:
    return {
        name.replace("SIDE", side): parent.replace("SIDE", side)
        for side in ("right", "left")
        for name, parent in rows.items()
    }


ARTERIES = {
    "left main coronary artery": "ascending aorta",
    "right coronary artery": "ascending aorta",
    "left anterior descending artery": "left main coronary artery",
    "left circumflex artery": "left main coronary artery",
    "first diagonal branch": "left anterior descending artery",
    "first septal perforator": "left anterior descending artery",
    "first obtuse marginal branch": "left circumflex artery",
    "acute marginal branch": "right coronary artery",
    "aortic arch": "ascending aorta",
    "brachiocephalic trunk": "aortic arch",
    "left common carotid artery": "aortic arch",
    "left subclavian artery": "aortic arch",
    "descending thoracic aorta": "aortic arch",
    "right common carotid artery": "brachiocephalic trunk",
    "right subclavian artery": "brachiocephalic trunk",
    "abdominal aorta": "descending thoracic aorta",
    "celiac trunk": "abdominal aorta",
    "superior mesenteric artery": "abdominal aorta",
    "inferior mesenteric artery": "abdominal aorta",
    "left gastric artery": "celiac trunk",
    "splenic artery": "celiac trunk",
    "common hepatic artery": "celiac trunk",
    "gastroduodenal artery": "common hepatic artery",
    "proper hepatic artery": "common hepatic artery",
    "right hepatic artery": "proper hepatic artery",
    "left hepatic artery": "proper hepatic artery",
    "cystic artery": "right hepatic artery",
    "right gastroepiploic artery": "gastroduodenal artery",
    "left gastroepiploic artery": "splenic artery",
    "middle colic artery": "superior mesenteric artery",
    "ileocolic artery": "superior mesenteric artery",
    "left colic artery": "inferior mesenteric artery",
    "superior rectal artery": "inferior mesenteric artery",
} | _both_sides(
    {
        "SIDE internal carotid artery": "SIDE common carotid artery",
        "SIDE external carotid artery": "SIDE common carotid artery",
        "SIDE ophthalmic artery": "SIDE internal carotid artery",
        "SIDE middle cerebral artery": "SIDE internal carotid artery",
        "SIDE anterior cerebral artery": "SIDE internal carotid artery",
        "SIDE facial artery": "SIDE external carotid artery",
        "SIDE maxillary artery": "SIDE external carotid artery",
        "SIDE superficial temporal artery": "SIDE external carotid artery",
        "SIDE middle meningeal artery": "SIDE maxillary artery",
        "SIDE vertebral artery": "SIDE subclavian artery",
        "SIDE internal thoracic artery": "SIDE subclavian artery",
        "SIDE thyrocervical trunk": "SIDE subclavian artery",
        "SIDE inferior thyroid artery": "SIDE thyrocervical trunk",
        "SIDE axillary artery": "SIDE subclavian artery",
        "SIDE brachial artery": "SIDE axillary artery",
        "SIDE radial artery": "SIDE brachial artery",
        "SIDE ulnar artery": "SIDE brachial artery",
        "SIDE renal artery": "abdominal aorta",
        "SIDE common iliac artery": "abdominal aorta",
        "SIDE external iliac artery": "SIDE common iliac artery",
        "SIDE internal iliac artery": "SIDE common iliac artery",
        "SIDE superior gluteal artery": "SIDE internal iliac artery",
        "SIDE internal pudendal artery": "SIDE internal iliac artery",
        "SIDE inferior epigastric artery": "SIDE external iliac artery",
        "SIDE common femoral artery": "SIDE external iliac artery",
        "SIDE deep femoral artery": "SIDE common femoral artery",
        "SIDE superficial femoral artery": "SIDE common femoral artery",
        "SIDE popliteal artery": "SIDE superficial femoral artery",
        "SIDE anterior tibial artery": "SIDE popliteal artery",
        "SIDE tibioperoneal trunk": "SIDE popliteal artery",
        "SIDE posterior tibial artery": "SIDE tibioperoneal trunk",
        "SIDE peroneal artery": "SIDE tibioperoneal trunk",
        "SIDE dorsalis pedis artery": "SIDE anterior tibial artery",
        "SIDE medial plantar artery": "SIDE posterior tibial artery",
    }
)
"""Artery: the vessel it branches from or continues."""

VEINS = {
    "superior vena cava": "right atrium",
    "inferior vena cava": "right atrium",
    "coronary sinus": "right atrium",
    "azygos vein": "superior vena cava",
    "right gonadal vein": "inferior vena cava",
    "left gonadal vein": "left renal vein",
    "right adrenal vein": "inferior vena cava",
    "left adrenal vein": "left renal vein",
} | _both_sides(
    {
        "SIDE cephalic vein": "SIDE axillary vein",
        "SIDE basilic vein": "SIDE axillary vein",
        "SIDE axillary vein": "SIDE subclavian vein",
        "SIDE external jugular vein": "SIDE subclavian vein",
        "SIDE subclavian vein": "SIDE brachiocephalic vein",
        "SIDE internal jugular vein": "SIDE brachiocephalic vein",
        "SIDE brachiocephalic vein": "superior vena cava",
        "SIDE sigmoid sinus": "SIDE internal jugular vein",
        "SIDE transverse sinus": "SIDE sigmoid sinus",
        "SIDE renal vein": "inferior vena cava",
        "SIDE hepatic vein": "inferior vena cava",
        "SIDE common iliac vein": "inferior vena cava",
        "SIDE external iliac vein": "SIDE common iliac vein",
        "SIDE internal iliac vein": "SIDE common iliac vein",
        "SIDE femoral vein": "SIDE external iliac vein",
        "SIDE great saphenous vein": "SIDE femoral vein",
        "SIDE deep femoral vein": "SIDE femoral vein",
        "SIDE popliteal vein": "SIDE femoral vein",
        "SIDE small saphenous vein": "SIDE popliteal vein",
    }
)
"""Vein: where its blood goes next."""
