"""Which passwords are refused because whoever guesses tries them first. Offline: nothing is asked of anybody.

The rule follows NIST SP 800-63B-4, section 3.1.1.2: no composition rules, but a list of what is commonly used, expected
or compromised. The list is common_passwords.txt (see NOTICE).
"""

import re
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

LIST = Path(__file__).with_name("common_passwords.txt")
COMMON = "This password is on the list of those that are guessed first. Use a few unrelated words instead."
SIMPLE = "This password is a pattern that is guessed at once. Use a few unrelated words instead."
PERSONAL = "This password says little but your address or the name of this program. Use a few unrelated words instead."
PRODUCT = ("medcodetrainer", "medcode", "trainer")
MOST_DECORATION = 9
"""Digits and signs around a common password that do not make it another one; more of them are a secret themselves."""
FEWEST_BEYOND = 6
"""Characters that a password has beside the names of person and program."""
FEWEST_DIFFERENT = 5
LARGEST_SHARE_OF_RUNS = 0.75

_ROWS = ("`1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./", "qwertzuiop", "yxcvbnm", "azertyuiop")
_SWAPS = str.maketrans("@4831!05$7+9", "aabeiiossttg")
_OTHER_SWAPS = str.maketrans("1|!", "lll")
_AROUND = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")


@lru_cache(maxsize=1)
def _common() -> str:
    """The list as one text, a line end around each: a search of it costs microseconds, a set of it megabytes."""
    return f"\n{LIST.read_text(encoding='utf-8')}"


def is_common(password: str) -> bool:
    """Whether the password is on the list: as it is, or with capitals, signs around and swapped letters undone."""
    folded = password.casefold()
    return any(f"\n{form}\n" in _common() for form in _forms(folded) if "\n" not in form)


def _forms(folded: str) -> set[str]:
    spelled = {folded, _NOT_ALPHANUMERIC.sub("", folded)}
    for text in tuple(spelled):
        bare = _AROUND.sub("", text)
        if len(text) - len(bare) <= MOST_DECORATION:
            spelled.add(bare)
    spelled |= {text.translate(_OTHER_SWAPS).translate(_SWAPS) for text in spelled} | {
        text.translate(_SWAPS) for text in spelled
    }
    return {form for form in spelled if len(form) >= 4}


def is_pattern(password: str) -> bool:
    """Whether it repeats itself, has hardly any different characters, or runs along keyboard, alphabet or digits."""
    folded = password.casefold()
    bare = _NOT_ALPHANUMERIC.sub("", folded)
    if len(set(folded)) < FEWEST_DIFFERENT or any(text in (text + text)[1:-1] for text in (folded, bare) if text):
        return True
    runs = sum(_is_step(first, second) for first, second in pairwise(folded))
    return runs >= LARGEST_SHARE_OF_RUNS * (len(folded) - 1)


@lru_cache(maxsize=1)
def _neighbours() -> frozenset[str]:
    pairs = {first + second for row in _ROWS for first, second in pairwise(row)}
    return frozenset(pairs | {pair[::-1] for pair in pairs})


def _is_step(first: str, second: str) -> bool:
    return abs(ord(first) - ord(second)) <= 1 or first + second in _neighbours()


def is_personal(password: str, email: str) -> bool:
    """Whether little is left of it without the name in the address, and without the program's."""
    left = _NOT_ALPHANUMERIC.sub("", password.casefold())
    before = left
    local, _, domain = email.casefold().partition("@")
    names = [_NOT_ALPHANUMERIC.sub("", email.casefold()), _NOT_ALPHANUMERIC.sub("", local), *PRODUCT]
    names += [*re.split(r"[\W_]+", local), *domain.split(".")[:-1]]
    for name in sorted({name for name in names if len(name) >= 4}, key=len, reverse=True):
        left = left.replace(name, "")
    return left != before and len(re.sub(r"\d+$", "", left)) < FEWEST_BEYOND


def complaint_about(password: str, email: str) -> str:
    """What is wrong with a password that is long enough, and what to do; "" where nothing is."""
    if is_personal(password, email):
        return PERSONAL
    if is_common(password):
        return COMMON
    return SIMPLE if is_pattern(password) else ""
