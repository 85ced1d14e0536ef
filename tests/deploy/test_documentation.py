"""docs/deployment.md names files, settings and limits as they are."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "deployment.md").read_text()


def test_the_files_that_it_names_are_there() -> None:
    named = set(re.findall(r"(?:deploy|requirements)/[\w@./*-]*[\w*]", TEXT))
    assert len(named) >= 6
    assert [name for name in sorted(named) if not list(ROOT.glob(name))] == []
    assert all((ROOT / "deploy" / folder).exists() for folder in re.findall(r"^\| `(\S+?)/?` \|", readme(), re.M))


def readme() -> str:
    return (ROOT / "deploy" / "README.md").read_text()


def test_its_table_of_limits_is_that_of_nginx() -> None:
    text = "".join(path.read_text() for path in (ROOT / "deploy" / "nginx").glob("*.conf"))
    for line in (
        "client_header_timeout 10s",
        "client_body_timeout 10s",
        "client_max_body_size 1m",
        "client_max_body_size 12m",
        "limit_conn trainer_connections 2000",
        "rate=400r/s",
        "rate=10r/s",
        "burst=300",
        "max_fails=2 fail_timeout=5s",
        "proxy_connect_timeout 2s",
    ):
        assert line in text, line
