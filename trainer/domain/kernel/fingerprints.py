"""Fingerprints of values: equal content gives equal text, on every machine."""

import hashlib
import json


def fingerprint(value: object) -> str:
    """SHA-256 (64 hex digits) of the canonical JSON of `value`: sorted keys, no white space, UTF-8.

    Raises:
        TypeError: `value` holds something that JSON does not know.
        ValueError: `value` holds a float that is no number, or infinite.
    """
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()
