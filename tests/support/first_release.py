"""A case as it was stored before there were audits and queries: letter for letter, with the fingerprints of then."""

CONTENT = (
    '{"kind":"code-the-encounter","title":"An ear","specialty":"urgent care","level":2,"edition":"2026",'
    '"setting":"outpatient","place_of_service":"20","payer":"commercial","convention":"CPT",'
    '"patient":{"age_years":7,"sex":"female","status":"new"},"date_of_service":"2026-06-18","summary":"…",'
    '"task":"Code it.","chart":"# Note\\n\\nPain.\\n"}'
)
KEY = (
    '{"diagnoses":[{"code":"H66.001","span":"red drum","why":"why","status":"required","is_first_listed":true},'
    '{"code":"Y99.8","span":"at play","why":"why","status":"optional","is_first_listed":false}],'
    '"procedures":[{"code":"99213","span":"visit","why":"why","status":"required",'
    '"modifiers":{"all":[],"one_of":[],"optional":[],"forbidden":[]},"units_low":1,"units_high":1,"pointers":null},'
    '{"code":"69210","span":"wax","why":"why","status":"optional",'
    '"modifiers":{"all":["25"],"one_of":["RT","LT"],"optional":["51"],"forbidden":["50"]},'
    '"units_low":1,"units_high":2,"pointers":{"first":0,"allowed":[1]}}],'
    '"not_reportable":[{"code":"H92.01","why":"a symptom"}],'
    '"traps":[{"code":"69209","modifiers":["RT"],"finding":"wrong_code","why":"no water","units":1}],'
    '"references":["CPT 2026"]}'
)
CONTENT_MARK = "78259be7ff0c8be372ee3580fdb212d3f32d7841f9ca28d879ddf6ff5ffbfca1"
KEY_MARK = "39f892dfce0045f5a4e9e05398e0ce6f60068705def2af748cbe01a989a044d4"
EXPLANATION_MARK = "62d27baed0a7b89183f9eaf2f06f9ffecb387973c11d582c13163de64da2d9ae"
