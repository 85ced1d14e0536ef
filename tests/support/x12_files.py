"""The professional claims that come inside the hccinfhir package, as files of somebody else."""

from importlib.util import find_spec
from pathlib import Path

PROFESSIONAL = ("sample_837_0.txt",)
INSTITUTIONAL = "sample_837_1.txt"


def foreign_file(name: str) -> bytes:
    """The bytes of such a file; the package itself warns when it is imported, so it is not."""
    spec = find_spec("hccinfhir")
    assert spec
    assert spec.origin
    return (Path(spec.origin).parent / "sample_files" / name).read_bytes()
