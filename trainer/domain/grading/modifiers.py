"""Whether the modifiers of a line do what the key asks, and the name of what they do instead."""

from trainer.domain.grading.case_key import ModifierRule
from trainer.domain.grading.findings import FindingKind

_SIDES = frozenset({"RT", "LT"})
_DISTINCT_SERVICE = frozenset({"59", "XE", "XS", "XP", "XU"})
_COMPONENTS = frozenset({"26", "TC"})
_WASTE = frozenset({"JW", "JZ"})
_ROLES = frozenset(
    {"62", "66", "80", "81", "82", "AS", "AA", "AD", "QK", "QX", "QY", "QZ", "QS", "GC", "GE", "FS", "SA", "AI"}
)


def modifiers_fit(entered: frozenset[str], rule: ModifierRule, *, is_secondary: bool = True) -> bool:
    """As the rule says, or with another modifier of a distinct service in the place of the one that it names.

    59 and the X modifiers stand for each other unless the rule forbids it; two of them together are wrong (NCCI Policy
    Manual, chapter 1). Neutral unless the rule names them: RT and LT where it names no side, and 51 on a line that is
    not the first.
    """
    if _obeys(entered, rule, is_secondary=is_secondary):
        return True
    return any(_obeys(meant, rule, is_secondary=is_secondary) for meant in _meant(entered, rule))


def stood_for(entered: frozenset[str], rule: ModifierRule) -> str:
    """The X modifier of the rule for which another X modifier was taken; "" where none was, or 59."""
    if entered & {*rule.all, *rule.one_of, *rule.optional} & _DISTINCT_SERVICE or "59" in entered:
        return ""
    named = sorted((set(rule.all) | set(rule.one_of)) & (_DISTINCT_SERVICE - {"59"}))
    return named[0] if named and entered & _DISTINCT_SERVICE and "59" not in {*rule.all, *rule.one_of} else ""


def _meant(entered: frozenset[str], rule: ModifierRule) -> list[frozenset[str]]:
    """The modifiers with the one of a distinct service read as each that the rule names."""
    given = entered & _DISTINCT_SERVICE
    if len(given) != 1 or given & set(rule.forbidden):
        return []
    named = _DISTINCT_SERVICE & _permitted(rule)
    return [entered - given | {exact} for exact in sorted(named)]


def neutral(rule: ModifierRule, *, is_secondary: bool) -> frozenset[str]:
    """What may stand on a line without meaning anything."""
    sides = frozenset() if _SIDES & _permitted(rule) else _SIDES
    return sides | ({"51"} if is_secondary else frozenset())


def name_modifiers(entered: frozenset[str], rule: ModifierRule, *, is_secondary: bool = True) -> FindingKind:
    """The kind of finding for modifiers that do not fit."""
    missing = set(rule.all) - entered
    if rule.one_of and not entered & set(rule.one_of):
        missing |= set(rule.one_of)
    needless = entered - _permitted(rule) - neutral(rule, is_secondary=is_secondary) | entered & set(rule.forbidden)
    if len(entered & set(rule.one_of)) > 1:
        needless |= entered & set(rule.one_of)
    concerned = missing | needless
    if concerned & _COMPONENTS:
        return FindingKind.COMPONENT
    if concerned & _WASTE:
        return FindingKind.DRUG_WASTE
    if concerned & _ROLES:
        return FindingKind.PROVIDER_ROLE
    if (missing | entered & _SIDES) & _SIDES and needless & _SIDES:
        return FindingKind.LATERALITY
    if missing:
        return FindingKind.MODIFIER_WRONG if needless else FindingKind.MODIFIER_MISSING
    return FindingKind.MODIFIER_WRONG if entered & set(rule.forbidden) else FindingKind.MODIFIER_UNNEEDED


def _permitted(rule: ModifierRule) -> set[str]:
    return {*rule.all, *rule.one_of, *rule.optional}


def _obeys(entered: frozenset[str], rule: ModifierRule, *, is_secondary: bool) -> bool:
    if entered & set(rule.forbidden) or not set(rule.all) <= entered:
        return False
    if rule.one_of and len(entered & set(rule.one_of)) != 1:
        return False
    return entered <= _permitted(rule) | neutral(rule, is_secondary=is_secondary)
