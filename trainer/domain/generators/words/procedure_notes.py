"""Sentences of operative notes, one for each term a question is built on. They say what was done and never the word."""

NOTES = {
    "cholecyst/E": (
        "The gallbladder was dissected off the underside of the liver, the cystic duct and artery were clipped and "
        "divided, and it came out whole in a bag with its stones."
    ),
    "cholecyst/S": (
        "Too ill for more, the patient had a tube placed through the liver into the distended gallbladder under "
        "ultrasound. It stays in and drains to a bag."
    ),
    "choledoch/T": (
        "The common bile duct was slit lengthwise, two stones were flushed out, and the slit was sewn shut without a "
        "tube."
    ),
    "choledoch/V": (
        "A thin scope went through the cystic duct stump into the common bile duct. Its lining was smooth, no stone "
        "was seen, and the scope was withdrawn."
    ),
    "cyst/E": (
        "For invasive cancer the urinary bladder was freed on both sides, its vessels were divided, and it was taken "
        "out whole."
    ),
    "cyst/S": (
        "A catheter was placed through the skin above the pubic bone into the urinary bladder and sutured to the "
        "skin. It stays in place as the permanent outlet for urine."
    ),
    "cyst/T": (
        "The urinary bladder was cut open above the pubic bone, a large stone was lifted out, and the bladder wall "
        "was closed in two layers. No suprapubic tube was left."
    ),
    "cyst/P": (
        "A patch of bowel was sewn into the opened dome of the small, stiff urinary bladder to give it a larger, "
        "rounder shape."
    ),
    "cyst/R": (
        "A tear in the dome of the urinary bladder, from a crash this morning, was closed with two rows of suture."
    ),
    "cyst/V": (
        "The lens was passed into the urinary bladder. Walls, neck and both ureteral openings looked normal, and "
        "nothing was sampled."
    ),
    "colp/X": (
        "The top of the vagina, fallen years after removal of the uterus, was drawn up and fastened to the ligament "
        "in front of the sacrum."
    ),
    "colp/R": (
        "A fresh tear in the side wall of the vagina, away from the perineum, was closed with running absorbable "
        "stitches."
    ),
    "colp/V": (
        "The vagina and the surface of the cervix were inspected under magnification after acetic acid. No sample "
        "was needed."
    ),
    "col/E": (
        "The right half of the colon was mobilized, its vessels were divided, and the segment was cut out with its "
        "tumor."
    ),
    "col/S": (
        "The end of the descending colon was brought through the abdominal wall and matured to the skin, so that "
        "stool empties into a bag."
    ),
    "col/V": (
        "The scope was passed from the anus to the cecum. Every part of the colon was seen on the way out; no polyp "
        "was found and nothing was taken."
    ),
    "nephr/E": (
        "The renal artery and vein were stapled, and the left kidney was freed from its fat and lifted out with its "
        "tumor."
    ),
    "nephr/S": (
        "From the flank a pigtail catheter was placed through the kidney into its collecting system. It was left to "
        "drain urine to a bag outside."
    ),
    "nephr/X": (
        "The right kidney, which dropped into the pelvis on standing, was raised and anchored with sutures to the "
        "muscle of the back wall."
    ),
    "nephr/R": (
        "The knife wound of the left kidney was washed, and the split was closed with mattress sutures over a fat pad."
    ),
    "neur/E": (
        "For a painful forefoot the thickened piece of nerve between the third and fourth toes was dissected free "
        "and cut out."
    ),
    "neur/R": (
        "The two ends of the digital nerve, cut by glass, were brought together under the microscope and joined with "
        "fine stitches."
    ),
    "neur/L": (
        "The ulnar nerve was found stuck in dense scar. It was freed along 6 cm until it lay loose, and its sheath "
        "was left whole."
    ),
    "pyel/T": (
        "The pelvis of the left kidney was opened with a short cut behind, a stone was lifted out, and the cut was "
        "closed."
    ),
    "pyel/P": (
        "The narrow outlet of the renal pelvis was excised, the baggy pelvis was trimmed to a funnel, and the ureter "
        "was joined to it again over a stent."
    ),
    "pylor/P": (
        "The scarred outlet of the stomach was cut lengthwise through all layers and sewn crosswise, which made the "
        "passage wider."
    ),
    "ureter/E": (
        "The whole length of the left tube from kidney to bladder, with a tumor in its lower third, was taken out."
    ),
    "ureter/V": (
        "From below, a slim scope was guided through the bladder into the right tube that comes from the kidney. It "
        "looked normal as high as the renal pelvis."
    ),
    "ureter/S": (
        "The end of the tube that comes from the left kidney was brought through the skin of the flank and matured "
        "there; urine now drains into a pouch."
    ),
    "ureter/L": (
        "The left tube from kidney to bladder was wrapped in hard scar tissue behind the peritoneum. It was freed "
        "from it over its whole length."
    ),
    "urethr/P": (
        "The narrowed outlet tube below the bladder was opened and widened with a patch of cheek lining, which was "
        "sewn into its roof to give it a new caliber."
    ),
    "urethr/T": (
        "Under vision the ring of scar in the outlet tube below the bladder was cut at 12 o'clock with a cold knife. "
        "Nothing was excised."
    ),
    "urethr/V": (
        "The lens was stopped short of the bladder: only the outlet tube below it was inspected, and no stricture or "
        "lesion was seen."
    ),
    "hyster/E": (
        "The uterus was detached from its ligaments and vessels and delivered through the vagina; the cuff was closed."
    ),
    "hyster/T": (
        "At cesarean delivery the lower segment of the uterus was entered with a crosswise cut and the baby was "
        "delivered through it; the cut was then closed."
    ),
    "hyster/X": (
        "The fallen uterus was lifted and fastened with mesh to the ligament in front of the sacrum. It was not "
        "removed."
    ),
    "hyster/R": (
        "A rupture of the wall of the uterus, found after delivery, was closed in two layers. The uterus was kept."
    ),
    "hyster/V": (
        "A fine scope was passed through the cervix. The cavity of the uterus was even, both tubal openings were "
        "seen, and no tissue was taken."
    ),
    "salping/E": (
        "The left uterine tube, ruptured by an ectopic pregnancy, was clamped along its lower edge and taken out. "
        "The ovary was left."
    ),
    "salping/L": (
        "Filmy adhesions that tied the right uterine tube to the bowel were divided until the tube moved freely. Its "
        "wall was not opened."
    ),
    "oophor/E": (
        "The left ovary, replaced by a solid tumor, was clamped at its ligament and taken out; the tube was left in "
        "place."
    ),
    "oophor/X": (
        "Before radiation of the pelvis the right ovary was moved up and stitched to the side wall, out of the field."
    ),
    "orchi/E": (
        "Through a groin incision the cord was tied off high, and the right testis with its tumor was taken out."
    ),
    "orchi/X": (
        "The twisted left testis was turned back, regained its color, and was stitched to the scrotal wall at three "
        "points so that it cannot twist again."
    ),
    "arthr/T": (
        "The knee joint was opened through a cut along the kneecap and pus was washed out; the capsule was then "
        "closed over a drain."
    ),
    "arthr/P": (
        "The worn surfaces of the hip joint were replaced by a cup and a stem, which gave the joint a new shape that "
        "moves."
    ),
    "arthr/V": (
        "A lens was placed into the shoulder joint through a small portal. Cartilage, labrum and cuff were sound, "
        "and nothing was repaired."
    ),
    "arthr/C": (
        "A needle was placed into the swollen knee joint beside the kneecap, and 40 mL of straw-colored fluid was "
        "drawn off for the laboratory."
    ),
    "arthr/D": (
        "The cartilage of the ankle joint was removed, and the two bones were locked together with screws so that "
        "they will grow into one."
    ),
    "arthr/L": "Bands of scar inside the stiff elbow joint were divided until it bent and stretched freely.",
    "arteri/T": (
        "The femoral artery was clamped and opened with a short cut, a clot was drawn out with a balloon, and the "
        "cut was closed."
    ),
    "arteri/R": (
        "A glass wound of the radial artery was controlled with clips, and the hole in its wall was closed with fine "
        "stitches."
    ),
    "ten/T": "Through a stab at the heel the tight tendon was cut across, and the foot came up to a right angle.",
    "ten/R": "The two ends of the torn heel tendon were brought together and joined with strong core stitches.",
    "ten/D": (
        "The stump of the biceps tendon was locked with a screw in a drill hole of the humerus, so that it is now "
        "bound to the bone there."
    ),
    "ten/L": (
        "The flexor tendon of the finger, stuck in scar after an old injury, was freed until it glided its full length."
    ),
    "my/T": (
        "The circular muscle of the lower gullet was split lengthwise down to the lining, which was left whole. No "
        "muscle was excised."
    ),
    "my/R": "The torn belly of the thigh muscle was brought together with mattress stitches.",
    "myring/T": (
        "Under the microscope a small cut was made in the lower front part of the eardrum, and fluid behind it was "
        "sucked away. No tube was placed."
    ),
    "myring/P": (
        "A hole in the eardrum was rebuilt with a fat graft from the earlobe, which restored the drum. The middle "
        "ear was not explored."
    ),
    "thorac/T": (
        "The chest was opened between the fifth and sixth ribs, bleeding was found and controlled, and the ribs were "
        "brought together again."
    ),
    "thorac/S": (
        "A tube was placed through the chest wall between two ribs, sutured to the skin and left on suction for the "
        "collapsed lung."
    ),
    "thorac/V": (
        "A camera was placed between the ribs. The chest cavity was inspected on all sides, no disease was seen, and "
        "nothing was sampled."
    ),
    "thorac/C": (
        "With the patient sitting, a needle was passed over the ninth rib into the chest cavity, 900 mL of fluid was "
        "drawn off, and the needle was removed."
    ),
    "trache/S": (
        "A window was made in the front of the windpipe and its edges were sewn to the skin of the neck, so that the "
        "patient breathes through it for good."
    ),
    "trache/P": (
        "The scarred, narrow stretch of the windpipe was widened with a rib-cartilage graft set into its front wall."
    ),
    "trache/R": (
        "The tear in the back wall of the windpipe, made by a breathing tube, was closed with interrupted stitches."
    ),
    "trachel/E": (
        "The neck of the uterus was amputated with its tumor. The body of the uterus was kept for later pregnancies."
    ),
    "trachel/R": (
        "The split in the neck of the uterus, which happened during delivery, was closed with absorbable stitches."
    ),
    "blephar/P": (
        "Excess skin and bulging fat of both upper eyelids were trimmed and the folds reset, which gave the eyelids "
        "a new contour and cleared the field of vision."
    ),
    "blephar/R": "The ragged cut through the upper eyelid was joined margin to margin with fine stitches.",
    "kerat/P": (
        "The cloudy disc of cornea was replaced by a donor button of the same size, held by 16 stitches, to rebuild "
        "a clear front of the eye."
    ),
    "rhin/P": (
        "The hump of the bridge was rasped down and the tip cartilage was recut, which gave the nose a straight "
        "profile."
    ),
    "rhin/V": (
        "After a spray, a thin scope was passed through both sides of the nose. The lining and septum were normal, "
        "and nothing was taken."
    ),
    "ot/P": (
        "A strip of skin was taken from behind the protruding ear and its cartilage was folded with sutures, which "
        "set a flatter shape."
    ),
    "pericardi/E": (
        "The thick, chalky sac that held the heart in was peeled off and cut away from one phrenic nerve to the other."
    ),
    "pericardi/C": (
        "Under ultrasound a needle was advanced below the breastbone into the sac around the heart, 300 mL of bloody "
        "fluid was drawn off, and the needle came out."
    ),
    "perine/R": "The tear of the perineum from delivery, down to the muscle, was closed in layers.",
    "crani/E": (
        "A plate of skull was cut out over the swollen brain and was not put back; the scalp was closed over the gap."
    ),
    "crani/T": (
        "A flap of skull was cut and turned aside, the clot beneath was washed out, and the same flap was plated "
        "back into place."
    ),
    "crani/P": (
        "The gap in the skull left by last year's operation was rebuilt with a molded plate, which restored the "
        "curve of the head."
    ),
    "lamin/E": "The arch plates of L3 and L4 were removed completely on both sides to free the thecal sac.",
    "lamin/P": (
        "The arch plates of C4 to C6 were cut through on one side, hinged open on the other and held so with small "
        "plates, which reshaped the canal. No plate of bone was removed."
    ),
    "phleb/E": "Through tiny stabs the bulging varicose vein of the calf was hooked and taken out in pieces.",
    "pleur/D": (
        "Talc was blown over the lining of the chest cavity, so that its two layers will stick together and fluid "
        "cannot gather between them again."
    ),
    "pleur/E": "The thickened lining of the chest cavity was stripped off the ribs and taken out.",
    "pneumon/E": "The main bronchus and the vessels of the left lung were stapled, and the whole lung was taken out.",
    "gastr/E": (
        "The lower two thirds of the stomach were cut out with the tumor, and the stump was joined to the jejunum."
    ),
    "gastr/S": (
        "With a scope inside as a guide, a feeding tube was placed through the skin into the stomach and held there "
        "by its bumper."
    ),
    "gastr/T": (
        "The front wall of the stomach was cut open, a swallowed dental bridge was taken out, and the cut was closed."
    ),
    "gastr/X": (
        "After its twist had been undone, the stomach was stitched to the front abdominal wall to keep it from "
        "turning again."
    ),
    "gastr/R": "The stab wound in the front wall of the stomach was closed in two layers.",
    "enter/L": (
        "Loops of small bowel were matted together by adhesions. These were divided until every loop ran free; no "
        "bowel was opened."
    ),
    "enter/R": (
        "A single hole in the small bowel, from a gunshot, was closed with a row of stitches. No bowel was excised."
    ),
    "hepat/E": (
        "The left side of the liver was divided from the rest along its line of supply and taken out with the tumor."
    ),
    "hepat/R": "The split in the liver from a crash was closed with deep mattress stitches. No liver was removed.",
    "laryng/E": "The voice box was taken out completely for cancer, and the gullet was closed above it.",
    "laryng/V": (
        "A scope was passed through the nose to just above the voice box. Both vocal cords moved well and nothing "
        "was sampled."
    ),
    "pharyng/T": (
        "From the side of the neck the wall of the throat was cut open, a fish bone was removed, and the wall was "
        "closed."
    ),
    "pharyng/P": (
        "Loose folds at the side walls of the throat were turned in and sewn down, which reshaped the throat and "
        "widened the passage for sleep."
    ),
    "proct/X": "The rectum, which slid out through the anus, was drawn up and fastened to the front of the sacrum.",
    "proct/E": "The rectum was freed down to the pelvic floor and taken out with its tumor.",
    "proct/V": (
        "A short rigid scope was passed through the anus. The rectum was inspected to 15 cm, looked normal, and "
        "nothing was sampled."
    ),
    "prostat/E": (
        "The gland below the bladder was taken out whole with its capsule for cancer, and the bladder neck was "
        "joined to the urethra."
    ),
    "esophag/E": "The gullet with its tumor was taken out, and the stomach was drawn up into the chest to replace it.",
    "esophag/R": "The tear in the lower gullet after violent vomiting was closed in two layers.",
    "mast/E": "The whole left breast with its nipple was taken off the chest muscle and sent for examination.",
    "mast/X": (
        "Both sagging breasts were lifted: the nipples were moved up and the tissue fastened higher. No gland was "
        "removed and no implant was used."
    ),
    "mastoid/E": "Behind the ear the infected air cells of the bone were drilled away as far as the sinus plate.",
    "splen/E": "The shattered spleen was mobilized, its vessels were tied off, and it was taken out.",
    "splen/R": "The shallow split in the spleen was closed with pledgeted stitches, and the organ was saved.",
    "bronch/V": (
        "A flexible scope was passed between the cords into the airways of both lungs. No lesion was seen, and no "
        "washing or sample was taken."
    ),
    "oste/T": (
        "The shinbone was sawn across below the knee, the leg was straightened at the cut, and a plate was applied. "
        "No bone was removed."
    ),
    "ile/S": (
        "The last part of the small bowel was brought through the abdominal wall and turned back on itself at the "
        "skin; it empties into a bag."
    ),
    "jejun/S": (
        "A feeding tube was placed through the abdominal wall into the loop of small bowel just beyond the duodenum "
        "and left there."
    ),
    "amni/C": (
        "At 17 weeks a needle was guided through the abdominal wall into the sac around the fetus, and 20 mL of "
        "fluid was drawn for chromosome study."
    ),
}
