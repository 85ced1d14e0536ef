"""A wheel holds everything that the program needs outside the checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds what installing the wheel would put into site-packages."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True, text=True)
    (wheel,) = folder.glob("*.whl")
    target = folder / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    return target


def run(installed: Path, code: str) -> str:
    """What Python prints that knows the wheel and not the checkout."""
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    done = subprocess.run(
        [sys.executable, "-P", "-c", code], cwd=installed, env=environment, check=True, capture_output=True, text=True
    )
    return done.stdout


def test_the_resources_of_an_installed_program_lie_inside_the_package(installed: Path) -> None:
    code = """
import trainer.config as config
for name in ("templates", "question_banks", "case_studies"):
    print(config.resource_folder(name))
"""
    folders = [Path(line) for line in run(installed, code).splitlines()]
    assert [folder.name for folder in folders] == ["templates", "question_banks", "case_studies"]
    assert all(folder.is_dir() and folder.is_relative_to(installed) for folder in folders)


def test_an_installed_program_validates_its_own_content(installed: Path) -> None:
    printed = run(installed, "from trainer.__main__ import main; main(['content', 'validate'])")
    assert printed.rstrip().endswith("0 problems, 0 unexplained warnings (numbers of CPT and HCPCS not checked)")


def test_an_installed_program_migrates_publishes_and_shows_its_start_page(installed: Path, tmp_path: Path) -> None:
    code = f"""
from pathlib import Path
from trainer.factory import build_program
from trainer.services.maintenance import prepare_database, publish_if_changed
program = build_program({{}}, Path({str(tmp_path)!r}))
prepare_database(program.scopes)
publish_if_changed(program.scopes, program.banks, program.cases)
response = program.web().test_client().get("/")
print(response.status_code, "CPC questions" in response.text)
"""
    assert run(installed, code).split() == ["200", "True"]
