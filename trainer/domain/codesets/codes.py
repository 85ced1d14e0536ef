"""The written form of codes. Case, dots, spaces and full-width characters never decide a grade."""

import re
import unicodedata

MODIFIER = re.compile(r"[0-9A-Z]{2}")


def normalise_code(text: str) -> str:
    """A code for comparing: compatibility forms folded, upper case, without dots and white space."""
    if text.isascii() and text.isalnum() and text.upper() == text:
        return text  # most are: grading asks this hundreds of times for a claim
    folded = unicodedata.normalize("NFKC", text).upper()
    return re.sub(r"[\s.]+", "", folded)


def dotted(code: str) -> str:
    """An ICD-10-CM code as it is printed: a dot after the third character, when more follow."""
    bare = normalise_code(code)
    return f"{bare[:3]}.{bare[3:]}" if len(bare) > 3 else bare
