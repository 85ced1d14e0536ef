"""From the files at hand to the collection that a code book is compiled from: shipped ones, own ones, imported ones."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from trainer.codebook.parts import Collection
from trainer.codebook.releases import read_icd10cm, shipped_tabular
from trainer.codebook.schema import FORMAT
from trainer.codebook.shipped import own_files, own_glossary, own_releases, own_synonyms


def collect(own: Path, imported: Sequence[Path] = ()) -> Collection:
    """Everything that the program brings along (`own` is the folder of our code sets) and what was imported.

    Raises:
        ReleaseUnusable: a file cannot be read.
    """
    releases = [read_icd10cm(shipped_tabular()), *own_releases(own)]
    collection = Collection(releases, synonyms=own_synonyms(own), glossary=own_glossary(own))
    return replace(collection, fingerprint=fingerprint(own, imported))


def fingerprint(own: Path, imported: Sequence[Path] = ()) -> str:
    """Changes when a code book made from these files would come out differently.

    Raises:
        ReleaseUnusable: the shipped tabular list is not there.
        OSError: a file cannot be read.
    """
    digest = hashlib.sha256(f"format {FORMAT}".encode())
    for path in (shipped_tabular(), *own_files(own), *sorted(imported)):
        digest.update(f"\n{path.name} ".encode())
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()
