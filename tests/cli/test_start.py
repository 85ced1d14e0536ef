"""What a server imports before its first page: nothing large that few pages need."""

import subprocess
import sys

NOT_AT_START = ("scipy", "reportlab", "openpyxl", "pygal", "pyx12", "lxml", "icalendar", "authlib", "requests", "segno")
CODE = """
import sys
from trainer.__main__ import main
from trainer.factory import build_program
client = build_program({"TRAINER_DATA": sys.argv[1], "TRAINER_SECRET_KEY": "x" * 40}).web().test_client()
client.get("/static/js/page.js")
import gc
assert gc.isenabled()
print(*sys.modules)
"""


def test_a_server_starts_without_what_few_pages_need(tmp_path):
    command = [sys.executable, "-c", CODE, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    imported = set(done.stdout.split())
    assert {"flask", "sqlalchemy", "trainer"} <= imported
    assert not imported & set(NOT_AT_START)
