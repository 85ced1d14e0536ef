"""Mistakes about screening and diagnostic tests, by situation: what the claim shows, the mistake, and why it is one.

In braces stand the codes and words of a draw: `z` screening, `found` finding, `sign` complaint or sign, `suspected`
disease, `near` another screening, `other` another finding; and the sentences of `REASONS`.
"""

REASONS = {
    "first": "this was a screening: {z} first.",
    "another": "{near} is for {near_for}; this test has {z}.",
    "none_found": "The test looked for disease and found none; {z} says that.",
    "misread": "{other} is for {other_for}; what the chart describes is {found}.",
    "taken": "{z} is for a test without complaint or sign; here a {reason} led to it.",
    "added": "{z} does not go with a test that a {reason} led to.",
    "unsure": "“Rule out” is no diagnosis: {suspected} is not coded.",
    "studied": "Z03.89 is for a suspicion without complaint or sign. Here a {reason} was studied: {sign}.",
    "missing": "What was found, {found}, is missing.",
    "explained": "{sign} is explained by {found} and not added.",
}
"""What several mistakes have as their reason."""

_NOTHING_FOUND = {
    "disease": ("{suspected}", "disease screened for", "{none_found}"),
    "observation": (
        "Z03.89",
        "observation for screening",
        "Z03.89 needs a suspicion; screening has none behind it.",
    ),
    "check-up": (
        "Z00.00",
        "screening taken for a check-up",
        "Nothing says that a general examination was done; the test itself has {z}.",
    ),
    "check-up-too": (
        "{z}, Z00.00",
        "check-up added",
        "Nothing says that a general examination was done as well.",
    ),
    "screening-disease": ("{z}, {suspected}", "disease screened for added", "{none_found}"),
    "near": ("{near}", "another screening", "{another}"),
    "near-check-up": (
        "{near}, Z00.00",
        "another screening, check-up added",
        "{another} Nothing says that a general examination was done as well.",
    ),
    "near-disease": (
        "{near}, {suspected}",
        "another screening, disease screened for added",
        "{another} {none_found}",
    ),
}
_SCREENING_FINDS = {
    "turned": (
        "{found}, {z}",
        "finding listed first",
        "The finding does not change the reason: {z} stays first.",
    ),
    "finding": ("{found}", "screening turned diagnostic", "{found} alone hides that {first}"),
    "screening": (
        "{z}",
        "finding left out",
        "{z} alone leaves out what was found; the finding is added: {found}.",
    ),
    "near-first": ("{near}, {found}", "another screening", "{another}"),
    "near": (
        "{near}",
        "another screening, finding left out",
        "{another} {missing}",
    ),
    "near-finding-screened": ("{z}, {other}", "another finding", "{misread}"),
    "near-finding": (
        "{other}",
        "another finding, screening turned diagnostic",
        "{misread} It also hides that {first}",
    ),
    "screening-disease": (
        "{z}, {suspected}",
        "disease screened for instead of the finding",
        "{suspected} is what the test looks for ({disease}); what it found has a code of its own, {found}.",
    ),
    "observation": (
        "Z03.89, {found}",
        "observation for screening",
        "Z03.89 is for a suspicion that is ruled out; {first}",
    ),
    "check-up": (
        "Z00.01, {found}",
        "screening taken for a check-up",
        "Z00.01 is for a general examination with an abnormal finding, which was not done; {first}",
    ),
}
_NOTHING_EXPLAINS = {
    "screening": ("{z}", "test taken for a screening", "{taken}"),
    "disease": ("{suspected}", "suspected disease coded", "{unsure}"),
    "observation": ("Z03.89", "observation in spite of a complaint or sign", "{studied}"),
    "screening-first": ("{z}, {sign}", "screening added", "{added}"),
    "screening-second": ("{sign}, {z}", "screening added behind", "{added}"),
    "observation-first": ("Z03.89, {sign}", "observation added", "{studied}"),
    "sign-disease": ("{sign}, {suspected}", "suspected disease added", "{unsure}"),
    "disease-first": ("{suspected}, {sign}", "suspected disease coded first", "{unsure}"),
    "screening-disease": (
        "{z}, {suspected}",
        "test taken for a screening, suspected disease coded",
        "{taken} {unsure}",
    ),
}
_CAUSE_FOUND = {
    "screened": ("{z}, {found}", "test taken for a screening", "{taken}"),
    "screening": ("{z}", "test taken for a screening, finding left out", "{taken} {missing}"),
    "sign": (
        "{sign}",
        "complaint for a confirmed cause",
        "{sign} gives way to its confirmed cause, {found}.",
    ),
    "sign-first": ("{sign}, {found}", "complaint beside its cause", "{explained}"),
    "finding-first": ("{found}, {sign}", "complaint behind its cause", "{explained}"),
    "screened-sign": (
        "{z}, {sign}",
        "test taken for a screening, complaint for its cause",
        "{taken} {missing}",
    ),
    "near": ("{other}", "another finding", "{misread}"),
    "screened-near": ("{z}, {other}", "another finding, test taken for a screening", "{misread} {taken}"),
    "sign-near": (
        "{sign}, {other}",
        "another finding, complaint beside it",
        "{misread} Beside its cause the {reason} is not coded.",
    ),
    "two-findings": ("{found}, {other}", "two codes for one finding", "{misread}"),
    "observed": (
        "Z03.89, {found}",
        "observation beside a finding",
        "Z03.89 is for a suspicion that is ruled out; this test found {found}.",
    ),
    "disease": (
        "{suspected}",
        "suspected disease coded",
        "{suspected} is what was to be ruled out ({disease}); what the test found has a code of its own, {found}.",
    ),
}
MISTAKES = {
    "screening clear": _NOTHING_FOUND,
    "screening found": _SCREENING_FINDS,
    "diagnostic clear": _NOTHING_EXPLAINS,
    "diagnostic found": _CAUSE_FOUND,
}
SETS = {
    "screening clear": (
        "check-up-too near near-check-up",
        "screening-disease near-check-up near-disease",
        "disease observation check-up",
        "disease observation near",
        "observation screening-disease near-disease",
        "observation check-up near",
        "disease check-up near",
        "check-up-too near near-check-up",
    ),
    "screening found": (
        "turned finding near",
        "screening near-finding-screened near-finding",
        "near-first observation check-up",
        "turned finding screening",
        "screening near-finding-screened screening-disease",
        "turned finding screening-disease",
        "turned screening near",
        "near-first observation check-up",
        "turned finding near-finding",
        "near-first observation turned",
    ),
    "diagnostic clear": (
        "screening-first observation sign-disease",
        "screening disease observation",
        "observation observation-first screening-disease",
        "screening disease observation",
        "disease sign-disease disease-first",
        "disease screening-disease disease-first",
        "screening disease screening-second",
        "screening screening-first screening-second",
        "screening observation observation-first",
    ),
    "diagnostic found": (
        "finding-first screened-sign sign-near",
        "screened sign screened-sign",
        "sign-first near observed",
        "sign near disease",
        "sign sign-first screened-near",
        "sign sign-first finding-first",
        "sign screening near",
        "screened near screened-near",
        "sign near two-findings",
        "screening near disease",
        "sign observed two-findings",
        "sign-first near sign-near",
    ),
}
"""Which mistakes stand together; see `charts.arranged`."""
