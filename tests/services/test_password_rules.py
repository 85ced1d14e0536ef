"""Which passwords are refused: what is guessed first, however it is dressed up; nothing else."""

import pytest

from trainer.domain.kernel.errors import Refused
from trainer.services.password_rules import COMMON, LIST, PERSONAL, SIMPLE, complaint_about
from trainer.services.passwords import check_new_password

EMAIL = "anna.smith@clinic.example.org"


@pytest.mark.parametrize(
    "password",
    [
        "1234567890",
        "qwertyuiop",
        "Qwertyuiop",
        "password123",
        "PASSWORD123",
        "P@ssw0rd2026!",
        "pass word 1234",
        "iloveyou2026",
        "!!sunshine99",
        "m4nch3st3r",
        "manchester",
        "Welcome2026!!",
        "q1w2e3r4t5",
        "zxcvbnm,./",
    ],
)
def test_a_common_password_is_refused_with_capitals_signs_and_swapped_letters_too(password):
    assert complaint_about(password, EMAIL) == COMMON


@pytest.mark.parametrize(
    "password",
    [
        "abcabcabcabc",
        "letmein letmein",
        "zzzzyyyyzzzz",
        "abcdefghijk",
        "kjihgfedcba",
        "qwertasdfgzxcvw",
        "lkjhgfdsapoiu",
    ],
)
def test_a_pattern_is_refused(password):
    assert complaint_about(password, EMAIL) == SIMPLE


@pytest.mark.parametrize(
    "password",
    ["anna.smith2026", "AnnaSmith!!", "smith-anna-1999", "medcodetrainer", "Medcode-Trainer1", "clinicsmith22", EMAIL],
)
def test_one_that_says_little_but_who_and_where_is_refused(password):
    assert complaint_about(password, EMAIL) == PERSONAL


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "another password",
        "we were there yesterday",
        "properties are real",
        "x7#kQ2!mLw9z",
        "dragon83759284750182",
        "smith of the seven seas",
        "пароль из трёх слов",
        "パスワードは長いほうがいい",
        "line\nend of a password",
    ],
)
def test_what_nobody_guesses_first_is_allowed(password):
    check_new_password(password, EMAIL)


@pytest.mark.parametrize("password", ["short", "", "x" * 201, "sunshine12345"])
def test_the_field_is_named_and_says_what_to_do(password):
    with pytest.raises(Refused, match=r"(?i)use ") as refused:
        check_new_password(password, EMAIL)
    assert refused.value.field == "new_password"


def test_the_list_is_as_it_is_searched():
    words = LIST.read_text(encoding="utf-8").splitlines()
    assert len(words) > 39_000
    assert words == sorted(set(words))
    assert all(word == word.casefold() and word.isprintable() and len(word) >= 4 for word in words)
