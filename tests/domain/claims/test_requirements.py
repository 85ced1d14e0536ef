import pytest

from trainer.domain.claims.cms1500 import ITEMS
from trainer.domain.claims.professional import Profile
from trainer.domain.claims.requirements import Requirement, rule_for

R, C, N, O = Requirement.REQUIRED, Requirement.CONDITIONAL, Requirement.NOT_WANTED, Requirement.OPTIONAL  # noqa: E741


@pytest.mark.parametrize(
    ("item", "expected"),  # in the order of Profile: Medicare, commercial, Medicaid, TRICARE, workers' compensation
    [
        ("1a", (R, R, R, R, R)),
        ("4", (C, C, O, C, R)),
        ("6", (C, C, O, R, O)),
        ("7.street", (C, C, O, C, R)),
        ("9a", (C, C, C, C, O)),
        ("10a", (R, R, R, R, R)),
        ("11", (R, C, C, C, C)),
        ("11b", (C, O, O, O, C)),
        ("11d", (N, C, O, R, O)),
        ("12", (R, R, O, R, O)),
        ("14", (C, C, C, C, R)),
        ("14.qualifier", (N, C, C, C, C)),
        ("15", (N, C, C, C, C)),
        ("17a", (N, C, C, C, C)),
        ("21.A", (R, R, R, R, R)),
        ("21.B", (O, O, O, O, O)),
        ("22.code", (N, C, C, C, C)),
        ("24.3.pointers", (C, C, C, C, C)),
        ("24.3.modifiers", (O, O, O, O, O)),
        ("24.3.epsdt", (N, O, O, O, O)),
        ("24.3.qualifier", (N, C, C, C, C)),
        ("24.3.other", (N, C, C, C, C)),
        ("26", (O, O, O, O, O)),
        ("27", (R, O, O, R, O)),
        ("28", (R, R, R, R, R)),
        ("32.name", (C, C, C, C, C)),
        ("32.zip", (R, C, C, C, C)),
        ("32b", (O, O, O, O, O)),
        ("33b", (O, O, O, O, O)),
        ("33a", (R, R, R, R, R)),
    ],
)
def test_who_wants_an_item(item: str, expected: tuple[Requirement, ...]) -> None:
    assert tuple(rule_for(item, profile).requirement for profile in Profile) == expected


@pytest.mark.parametrize("profile", Profile)
def test_every_rule_has_a_source_and_every_condition_its_words(profile: Profile) -> None:
    for item in ITEMS:
        rule = rule_for(item, profile)
        assert rule.source
        assert bool(rule.when) == (rule.requirement is C), item
        assert rule.requirement is C or (rule.needed, rule.allowed) == (None, None)
