"""The content that comes with the program, read once in each test process: reading it takes seconds."""

from functools import cache

from trainer.config import resource_folder
from trainer.content.library import Library, load_library
from trainer.domain.kernel.problems import Report


@cache
def load_shipped() -> tuple[Library, Report]:
    """The library and the problems of its files, for tests that change neither."""
    return load_library(resource_folder("question_banks"), resource_folder("case_studies"))


def shipped_library() -> Library:
    return load_shipped()[0]
