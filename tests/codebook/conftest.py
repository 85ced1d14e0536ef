"""The moment at which the code books of these tests are compiled; the shipped release's is a fixture of all tests."""

from tests.support.code_book import BUILT

NOW = BUILT
