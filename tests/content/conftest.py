"""A small, valid folder of content for each test."""

from pathlib import Path

import pytest

from tests.support.content_files import ContentFolder


@pytest.fixture
def folder(tmp_path: Path) -> ContentFolder:
    return ContentFolder.valid(tmp_path)
