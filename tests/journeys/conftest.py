"""The journeys tell by the values what went wrong in a chapter, too."""

import pytest

pytest.register_assert_rewrite("tests.journeys.term", "tests.support.term")
