import pytest

from trainer.domain.claims.code_rules import (
    PLACES_WITHOUT_RENDERING,
    has_rendering,
    is_chiropractic,
    is_ordered,
    needs_clia,
)
from trainer.domain.claims.places import PLACES


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("71046", True),
        ("70010", True),
        ("70009", False),
        ("76942", False),  # guidance of one's own needle
        ("77049", True),
        ("77063", False),  # screening mammography needs no order
        ("77067", False),
        ("77065", True),
        ("77080", True),
        ("77263", False),  # radiation oncology plans its own treatment
        ("77799", False),
        ("78452", True),
        ("80053", True),
        ("85025", True),
        ("88305", True),
        ("89398", True),
        ("90471", False),
        ("99214", False),
        ("J1885", False),
        ("0001U", False),
        ("", False),
        ("800530", False),
    ],
)
def test_imaging_and_laboratory_are_ordered_and_screening_mammography_is_not(code: str, expected: bool) -> None:
    assert is_ordered(code) is expected


@pytest.mark.parametrize(
    ("code", "modifiers", "expected"),
    [
        ("81002", (), True),
        ("81003", ("QW",), True),
        ("81003", ("26",), False),
        ("86308", ("QW",), True),
        ("85025", (), True),
        ("87880", ("QW",), True),
        ("88305", (), True),
        ("89322", (), True),
        ("81050", (), False),
        ("82075", (), False),
        ("83014", (), False),
        ("86486", (), False),  # a skin test
        ("86580", (), False),
        ("88738", (), False),  # measured through the skin
        ("89337", (), False),  # named as excluded by CMS in 2015
        ("71046", (), False),
        ("36415", (), False),
        ("99213", (), False),
    ],
)
def test_laboratory_tests_need_a_certificate_but_for_what_cms_excludes(
    code: str, modifiers: tuple[str, ...], expected: bool
) -> None:
    assert needs_clia(code, modifiers) is expected


@pytest.mark.parametrize(
    ("code", "place", "expected"),
    [
        ("99214", "11", True),
        ("99214", "", True),
        ("85025", "81", False),
        ("66984", "24", False),
        ("A0425", "41", False),
        ("90686", "60", False),
        ("E0601", "12", False),
        ("L1902", "11", False),
        ("J1885", "11", True),
        ("", "11", True),
    ],
)
def test_no_person_renders_supplies_or_what_laboratories_and_ambulances_do(
    code: str, place: str, expected: bool
) -> None:
    assert has_rendering(code, place) is expected


def test_the_places_without_a_rendering_person_are_places() -> None:
    assert set(PLACES) > PLACES_WITHOUT_RENDERING


def test_chiropractic_treatment_of_the_spine_has_three_codes() -> None:
    assert [code for code in ("98939", "98940", "98941", "98942", "98943") if is_chiropractic(code)] == [
        "98940",
        "98941",
        "98942",
    ]
