import hashlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.domain.kernel.fingerprints import fingerprint

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def reversed_order(value: object) -> object:
    """The same value with every dictionary filled in the opposite order."""
    if isinstance(value, dict):
        return {key: reversed_order(inner) for key, inner in reversed(value.items())}
    return [reversed_order(inner) for inner in value] if isinstance(value, list) else value


def test_it_is_the_sha256_of_the_canonical_json() -> None:
    canonical = '{"key":["A",1,null],"stem":"Ménière’s disease"}'
    value = {"stem": "Ménière’s disease", "key": ["A", 1, None]}
    assert fingerprint(value) == hashlib.sha256(canonical.encode("utf-8")).hexdigest()


@given(JSON)
def test_it_is_64_hex_digits(value: object) -> None:
    assert len(fingerprint(value)) == 64
    assert set(fingerprint(value)) <= set("0123456789abcdef")


@given(JSON)
def test_the_order_in_which_a_dictionary_was_filled_does_not_matter(value: object) -> None:
    assert fingerprint(reversed_order(value)) == fingerprint(value)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(["A", "B"], ["B", "A"], id="the order of a list"),
        pytest.param({"text": "a b"}, {"text": "ab"}, id="white space in a text"),
        pytest.param({"text": "A"}, {"text": "a"}, id="case"),
        pytest.param("1", 1, id="a text and a number"),
        pytest.param(["ab"], ["a", "b"], id="where a text ends"),
        pytest.param({}, None, id="empty and nothing"),
    ],
)
def test_other_content_gives_another_fingerprint(one: object, other: object) -> None:
    assert fingerprint(one) != fingerprint(other)


@pytest.mark.parametrize("value", [{1, 2}, b"bytes", datetime(2026, 1, 1, tzinfo=UTC), [1j]], ids=repr)
def test_what_json_does_not_know_is_a_type_error(value: object) -> None:
    with pytest.raises(TypeError):
        fingerprint(value)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), [-float("inf")]], ids=repr)
def test_a_float_that_json_cannot_write_is_a_value_error(value: object) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        fingerprint(value)
