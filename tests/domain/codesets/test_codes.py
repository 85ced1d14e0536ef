import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.domain.codesets.codes import MODIFIER, dotted, normalise_code

WAYS_TO_WRITE = st.sampled_from([str.upper, str.lower, str.strip, lambda letter: chr(ord(letter) + 0xFEE0)])
CODES = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1, max_size=8)


@st.composite
def codes_as_typed(draw: st.DrawFn) -> tuple[str, str]:
    """A code, and the same code in mixed case, with dots and spaces anywhere and some letters full-width."""
    code = draw(CODES)
    noise = st.text(" .\t\u3000\uff0e\u00a0", max_size=2)
    return code, draw(noise) + "".join(draw(WAYS_TO_WRITE)(letter) + draw(noise) for letter in code)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("J20.9", "J209"),
        ("j209", "J209"),
        ("  j 20 . 9\t", "J209"),
        ("Ｊ２０．９", "J209"),
        ("99213", "99213"),
        ("g0121", "G0121"),
        ("", ""),
        (" . ", ""),
        ("99213-25", "99213-25"),
    ],
)
def test_codes_are_compared_in_one_written_form(typed: str, code: str) -> None:
    assert normalise_code(typed) == code


@given(codes_as_typed())
def test_case_dots_spaces_and_full_width_characters_never_tell_codes_apart(pair: tuple[str, str]) -> None:
    code, typed = pair
    assert normalise_code(typed) == code


@given(CODES)
def test_a_code_in_its_written_form_stays_as_it_is(code: str) -> None:
    assert normalise_code(normalise_code(code)) == normalise_code(code)


@pytest.mark.parametrize(
    ("code", "printed"),
    [("J209", "J20.9"), ("h66001", "H66.001"), ("S82.101A", "S82.101A"), ("I10", "I10"), ("I10.", "I10"), ("", "")],
)
def test_a_diagnosis_is_printed_with_a_dot_after_the_third_character_when_more_follow(code: str, printed: str) -> None:
    assert dotted(code) == printed


@given(CODES)
def test_printing_a_code_does_not_change_it(code: str) -> None:
    assert normalise_code(dotted(code)) == code


@pytest.mark.parametrize(
    ("text", "expected"),
    [("25", True), ("XE", True), ("P1", True), ("5", False), ("250", False), ("rt", False), ("2-", False), ("", False)],
)
def test_a_modifier_has_two_letters_or_digits(text: str, expected: bool) -> None:
    assert bool(MODIFIER.fullmatch(text)) is expected
