"""Segments of a limb, the sides of each in plain words, planes of the body and positions on the table."""

JOINTS = {
    "elbow": ("arm", {"proximal": "upper arm", "distal": "forearm"}),
    "knee": ("leg", {"proximal": "thigh", "distal": "lower leg"}),
}
"""Joint: its limb, and the segment that lies in each direction from it for the first few centimeters."""
SIDES = {
    "upper arm": {
        "medial": "inner side",
        "lateral": "outer side",
        "anterior": "biceps side",
        "posterior": "triceps side",
    },
    "forearm": {
        "medial": "little-finger side",
        "lateral": "thumb side",
        "anterior": "palm side",
        "posterior": "back-of-hand side",
    },
    "thigh": {
        "medial": "inner side",
        "lateral": "outer side",
        "anterior": "kneecap side",
        "posterior": "hamstring side",
    },
    "lower leg": {
        "medial": "big-toe side",
        "lateral": "little-toe side",
        "anterior": "shin side",
        "posterior": "calf side",
    },
}
TASKS = {
    "arm": (
        "a {side} shoulder operation",
        "surgery on the {side} hand",
        "a wound of the {side} wrist closed",
        "a ganglion of the {side} wrist removed",
    ),
    "leg": (
        "a {side} hip operation",
        "surgery on the {side} foot",
        "a wound of the {side} ankle closed",
        "a {side} toe fracture pinned",
    ),
}

GRAFTED = ("surgery on the {side} foot", "a wound of the {side} ankle closed")
"""Tasks for which a graft may be taken from near the knee."""

RIGHT_LEFT, FRONT_BACK, TOP_BOTTOM = "from right to left", "from front to back", "from top to bottom"
VISIBLE = {
    "midsagittal": (FRONT_BACK, TOP_BOTTOM),
    "parasagittal": (FRONT_BACK, TOP_BOTTOM),
    "coronal": (RIGHT_LEFT, TOP_BOTTOM),
    "transverse": (RIGHT_LEFT, FRONT_BACK),
}
"""Plane: the directions in which an image in it runs."""
DIVIDES = {
    "midsagittal": "divides the body into a right and a left half",
    "parasagittal": "divides right from left beside the midline",
    "coronal": "divides front from back",
    "transverse": "divides the upper from the lower part",
}
IMAGES = {
    "midsagittal": (
        "It shows the breastbone in front, a spinous process of the spine behind it, and everything from the lower "
        "neck to the sacrum. It runs exactly in the midline; neither kidney appears",
        "It shows the navel and, behind it, the spinous processes of all lumbar vertebrae from first to last. The "
        "cut lies exactly in the midline, and no hip joint appears",
        "It shows the pubic symphysis in front, the tailbone behind and the spine above. The cut lies exactly in the "
        "midline; neither femur appears",
    ),
    "parasagittal": (
        "It shows the left kidney from its upper to its lower pole, the belly wall in front of it and the back "
        "muscles behind. The cut runs 5 cm left of the midline; the right kidney does not appear",
        "It shows the right lung from top to base, the rib ends in front of it and the ribs behind. The cut runs 7 "
        "cm right of the midline; the left lung does not appear",
        "It shows the right hip socket, the groin in front, the buttock behind and the iliac wing above. The cut "
        "runs 9 cm right of the midline; the left hip does not appear",
    ),
    "coronal": (
        "It shows both kidneys side by side, each from its upper to its lower pole. Neither the navel nor the skin "
        "of the back appears",
        "It shows both lungs side by side, from top to base. Neither the breastbone nor the tips of the spinous "
        "processes appear",
        "It shows both hip joints side by side, with the iliac wings above and the thighs below. Neither the pubic "
        "symphysis nor the buttocks appear",
    ),
    "transverse": (
        "It shows both kidneys side by side, the belly wall in front and the skin of the back behind. Only one level "
        "is cut: neither diaphragm nor pelvis appears",
        "It shows both lungs side by side, the breastbone in front and one thoracic vertebra behind. Neither the "
        "collarbones above nor the diaphragm below appear",
        "It shows both hip joints side by side, the pubic bones in front and the tailbone behind. Neither the iliac "
        "crests above nor the knees below appear",
    ),
}
"""Plane: what images in it show, with the direction that is missing."""

POSITIONS = {
    "Supine": "On the back, face up, the table level and the legs flat",
    "Prone": "On the belly, face down, the table level and the legs flat",
    "Left lateral decubitus": "On the side, with the right flank facing up",
    "Right lateral decubitus": "On the side, with the left flank facing up",
    "Dorsal lithotomy": "On the back, with hips and knees bent, thighs apart, legs in stirrups",
    "Trendelenburg": "On the back, the whole table tilted so that the head is lower than the feet",
    "Reverse Trendelenburg": "On the back, the whole table tilted so that the head is higher than the feet",
    "Fowler": "On the back, the table level, only the upper body raised to half sitting",
}
CONFUSED_POSITIONS = {
    "Supine": ("Prone", "Dorsal lithotomy", "Fowler", "Trendelenburg"),
    "Prone": ("Supine", "Left lateral decubitus", "Dorsal lithotomy"),
    "Left lateral decubitus": ("Right lateral decubitus", "Prone", "Supine"),
    "Right lateral decubitus": ("Left lateral decubitus", "Supine", "Prone"),
    "Dorsal lithotomy": ("Trendelenburg", "Supine", "Fowler"),
    "Trendelenburg": ("Reverse Trendelenburg", "Fowler", "Dorsal lithotomy"),
    "Reverse Trendelenburg": ("Trendelenburg", "Fowler", "Supine"),
    "Fowler": ("Reverse Trendelenburg", "Trendelenburg", "Dorsal lithotomy"),
}
