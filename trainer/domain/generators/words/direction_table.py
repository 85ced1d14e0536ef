"""Segments of a limb, the sides of each in plain words, planes of the body and positions on the table."""

JOINTS = {
    "elbow": ("arm", {"proximal": "upper arm", "distal": "forearm"}),
    "knee": ("leg", {"proximal": "thigh", "distal": "lower leg"}),
}
"""Joint: its limb, and the segment that lies in each direction from it for the first few centimeters."""
SIDES = {
    "upper arm": {"medial": "inner side", "lateral": "outer side", "anterior": "front", "posterior": "back"},
    "forearm": {
        "medial": "little-finger side",
        "lateral": "thumb side",
        "anterior": "palm side",
        "posterior": "side of the back of the hand",
    },
    "thigh": {"medial": "inner side", "lateral": "outer side", "anterior": "front", "posterior": "back"},
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
        "a {side} clavicle fracture plated",
    ),
    "leg": (
        "a {side} hip operation",
        "surgery on the {side} foot",
        "a wound of the {side} ankle closed",
        "a {side} toe fracture pinned",
    ),
}

AXES = {
    "from right to left": (
        "the right and the left kidney side by side",
        "the right and the left hip joint side by side",
        "the right and the left lung side by side",
        "both psoas muscles, one on each side",
    ),
    "from front to back": (
        "the front wall of the belly and the skin of the back",
        "the breastbone and a vertebra behind it",
        "the front and the back end of the same rib space",
        "the abdominal skin in front and the back muscles behind",
    ),
    "from top to bottom": (
        "the diaphragm and the pelvic floor",
        "the upper and the lower end of the spleen",
        "the neck and the pelvis",
        "the first and the last lumbar vertebra",
    ),
}
VISIBLE = {
    "midsagittal": (("from front to back", "from top to bottom"), "from right to left"),
    "parasagittal": (("from front to back", "from top to bottom"), "from right to left"),
    "coronal": (("from right to left", "from top to bottom"), "from front to back"),
    "transverse": (("from right to left", "from front to back"), "from top to bottom"),
}
"""Plane: the directions that an image in it shows, and the one that it does not."""
PLANES = {
    "midsagittal": (
        "divides the body into a right and a left half",
        "It passes exactly through the midline of the spine.",
    ),
    "parasagittal": (
        "divides right from left beside the midline",
        "It passes 4 cm to the left of the midline of the spine.",
    ),
    "coronal": ("divides front from back", ""),
    "transverse": ("divides the upper from the lower part", ""),
}

POSITIONS = {
    "Supine": "On the back, face up, the table level and the legs flat",
    "Prone": "On the belly, face down, the table level and the legs flat",
    "Left lateral decubitus": "On the left side, with the right side of the body up",
    "Right lateral decubitus": "On the right side, with the left side of the body up",
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
