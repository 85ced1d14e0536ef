"""Modifiers as a key asks for them: all, one of, optional, forbidden; what means nothing; what a misfit is called."""

from dataclasses import replace

import pytest

from tests.support.builders import REMOVAL, VISIT, a_case_key, a_claim, a_procedure_key, grade_claim
from trainer.domain.claims.lines import Claim, ProcedureLine
from trainer.domain.grading.case_key import ModifierRule
from trainer.domain.grading.findings import FindingKind
from trainer.domain.grading.lines import Verdict
from trainer.domain.grading.modifiers import modifiers_fit, name_modifiers, neutral

DISTINCT = ModifierRule(all=("XS",))
MISSING, WRONG, UNNEEDED = FindingKind.MODIFIER_MISSING, FindingKind.MODIFIER_WRONG, FindingKind.MODIFIER_UNNEEDED
SIDE = FindingKind.LATERALITY


@pytest.mark.parametrize(
    ("rule", "entered", "kind"),
    [
        (ModifierRule(), "", None),
        (ModifierRule(), "22", UNNEEDED),
        (ModifierRule(all=("25",)), "25", None),
        (ModifierRule(all=("25",)), "", MISSING),
        (ModifierRule(all=("26", "59")), "59 26", None),  # their order is neutral
        (ModifierRule(all=("26", "59")), "26", MISSING),
        (ModifierRule(one_of=("E1", "E2")), "E2", None),
        (ModifierRule(one_of=("E1", "E2")), "", MISSING),
        (ModifierRule(one_of=("E1", "E2")), "E1 E2", UNNEEDED),
        (ModifierRule(all=("50",), one_of=("E1", "E2")), "E1 50", None),
        (ModifierRule(optional=("GC", "Q6")), "Q6 GC", None),
        (ModifierRule(optional=("GC",)), "", None),
        (ModifierRule(forbidden=("50",)), "50", WRONG),
        (ModifierRule(), "RT", None),  # a side that is not needed is neutral
        (ModifierRule(), "LT", None),
        (ModifierRule(forbidden=("RT",)), "RT", SIDE),
        (ModifierRule(all=("RT",)), "LT", SIDE),
        (ModifierRule(all=("RT",)), "RT LT", SIDE),  # where the rule names a side, the other one is not neutral
        (ModifierRule(optional=("RT",)), "LT", SIDE),
        (ModifierRule(all=("50",)), "RT LT", MISSING),
        (ModifierRule(all=("50",)), "50 RT", None),
        (ModifierRule(), "51", UNNEEDED),  # the key's first line is no secondary one
        (ModifierRule(forbidden=("51",)), "51", WRONG),
        (DISTINCT, "XS", None),
        (DISTINCT, "59", None),  # 59 stands for an X modifier
        (DISTINCT, "XU", None),  # so does another X modifier: a note says which fits best
        (ModifierRule(all=("XS",), forbidden=("XU",)), "XU", WRONG),
        (ModifierRule(all=("59",)), "XS", None),
        (ModifierRule(all=("59",)), "59 XS", UNNEEDED),
        (DISTINCT, "", MISSING),
        (DISTINCT, "59 XS", UNNEEDED),  # both together are an error
        (DISTINCT, "59 XU", WRONG),
        (ModifierRule(one_of=("XE", "XS")), "59", None),
        (ModifierRule(all=("25", "XS")), "59 25", None),
        (ModifierRule(optional=("XS",)), "59", None),
        (ModifierRule(one_of=("59", "XS")), "59", None),
        (ModifierRule(one_of=("59", "XS")), "XS", None),
        (ModifierRule(one_of=("59", "XS")), "59 XS", UNNEEDED),
        (ModifierRule(all=("XS",), forbidden=("59",)), "59", WRONG),
        (ModifierRule(all=("59",)), "59", None),
        (ModifierRule(), "59", UNNEEDED),
    ],
)
def test_modifiers_fit_all_one_of_optional_and_forbidden(
    rule: ModifierRule, entered: str, kind: FindingKind | None
) -> None:
    key = a_case_key(diagnoses=(), procedures=(a_procedure_key("20610", modifiers=rule),))
    (line,) = grade_claim(key, Claim((), (ProcedureLine("20610", tuple(entered.split())),))).lines
    right = (Verdict.RIGHT, (), 12)
    assert (line.verdict, line.faults, line.earned) == ((Verdict.PARTLY, (kind,), 6) if kind else right)


@pytest.mark.parametrize(
    ("rule", "entered", "kind"),
    [
        (ModifierRule(all=("26",)), "", FindingKind.COMPONENT),
        (ModifierRule(), "TC", FindingKind.COMPONENT),
        (ModifierRule(all=("26",)), "TC", FindingKind.COMPONENT),
        (ModifierRule(all=("26", "59")), "TC", FindingKind.COMPONENT),  # the part of the service before all else
        (ModifierRule(all=("JZ",)), "JW", FindingKind.DRUG_WASTE),
        (ModifierRule(all=("JZ",)), "", FindingKind.DRUG_WASTE),
        (ModifierRule(), "JZ", FindingKind.DRUG_WASTE),
        (ModifierRule(all=("AA",)), "QZ", FindingKind.PROVIDER_ROLE),
        (ModifierRule(all=("80",)), "", FindingKind.PROVIDER_ROLE),
        (ModifierRule(), "GC", FindingKind.PROVIDER_ROLE),
        (ModifierRule(one_of=("LT", "RT")), "", MISSING),
        (ModifierRule(all=("25", "LT")), "RT", SIDE),
        (ModifierRule(all=("24", "25")), "", MISSING),
        (ModifierRule(all=("24",)), "25", WRONG),
        (ModifierRule(forbidden=("24",)), "24 22", WRONG),
        (ModifierRule(), "22 23", UNNEEDED),
    ],
)
def test_a_misfit_is_called_by_what_the_modifiers_would_say(
    rule: ModifierRule, entered: str, kind: FindingKind
) -> None:
    assert name_modifiers(frozenset(entered.split()), rule) is kind
    assert not modifiers_fit(frozenset(entered.split()), rule)


@pytest.mark.parametrize(
    ("rule", "is_secondary", "means_nothing"),
    [
        (ModifierRule(), False, {"RT", "LT"}),
        (ModifierRule(), True, {"RT", "LT", "51"}),
        (ModifierRule(all=("RT",)), True, {"51"}),
        (ModifierRule(one_of=("RT", "LT")), False, set()),
        (ModifierRule(optional=("LT",)), False, set()),
    ],
)
def test_sides_that_no_rule_names_and_51_on_a_secondary_line_mean_nothing(
    rule: ModifierRule, is_secondary: bool, means_nothing: set[str]
) -> None:
    assert neutral(rule, is_secondary=is_secondary) == means_nothing


def test_51_on_a_secondary_line_is_neutral() -> None:
    claim = a_claim(procedures=(VISIT, replace(REMOVAL, modifiers=("51",))))
    assert grade_claim(a_case_key(), claim).is_clean


def test_the_secondary_line_is_that_of_the_key_wherever_the_learner_wrote_it() -> None:
    claim = a_claim(procedures=(replace(REMOVAL, modifiers=("51",)), VISIT))
    assert grade_claim(a_case_key(), claim).is_clean
    claim = a_claim(procedures=(REMOVAL, replace(VISIT, modifiers=("25", "51"))))
    rows = [row for row in grade_claim(a_case_key(), claim).lines if row.section == "procedures"]
    assert [(row.verdict, row.faults) for row in rows] == [(Verdict.RIGHT, ()), (Verdict.PARTLY, (UNNEEDED,))]
