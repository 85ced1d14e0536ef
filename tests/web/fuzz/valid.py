"""What stands beside the access tables: valid requests where those send one that is refused, and who never succeeds."""

from tests.web.fuzz.stage import Valid
from tests.web.fuzz.valid_of_learners import OF_LEARNERS
from tests.web.fuzz.valid_of_staff import OF_STAFF

VALID: dict[tuple[str, str], Valid] = OF_LEARNERS | OF_STAFF

RULED_OUT: dict[tuple[tuple[str, str], str], str] = {
    (("first_visit.forget", "POST"), visitor): "only a guest is forgotten; a member deletes their account"
    for visitor in ("learner", "other learner", "administrator")
}
"""Pairs that are answered and can never succeed, and the rule that says so."""

ELSEWHERE = {
    ("accounts.log_in_by_provider", "GET"): "tests/web/test_provider.py",
    ("accounts.provider_callback", "GET"): "tests/web/test_provider.py",
    ("accounts.link_provider", "GET"): "tests/web/test_provider.py",
    ("accounts.link_provider", "POST"): "tests/web/test_provider.py",
}
"""Routes that are there with a sign-in provider only, and where they succeed."""
