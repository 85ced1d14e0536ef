"""What is shipped for Compose, Kubernetes and systemd agrees with the program: routes, ports, settings, version."""

import configparser
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask

from trainer import __version__

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
MANIFESTS = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
UNITS = sorted((DEPLOY / "systemd").glob("trainer-*"))
ENVIRONMENTS = sorted(DEPLOY.rglob("*.env.example"))
COMPOSE = yaml.safe_load((DEPLOY / "compose" / "compose.yaml").read_text())
OWN_IMAGES = ("medcode-trainer", "medcode-trainer-pgbouncer")


def documents() -> list[dict[str, Any]]:
    return [one for path in MANIFESTS for one in yaml.safe_load_all(path.read_text())]


def found(tree: Any, key: str) -> Iterator[Any]:
    """Every value under this key, however deep."""
    if isinstance(tree, dict):
        for name, value in tree.items():
            if name == key:
                yield value
            yield from found(value, key)
    elif isinstance(tree, list):
        for value in tree:
            yield from found(value, key)


def of_kind(kind: str) -> dict[str, dict[str, Any]]:
    return {one["metadata"]["name"]: one for one in documents() if one["kind"] == kind}


def pods() -> dict[str, dict[str, Any]]:
    """What each workload runs, by its name."""
    named = {}
    for one in documents():
        spec = one.get("spec", {})
        template = spec.get("template") or spec.get("jobTemplate", {}).get("spec", {}).get("template")
        if template:
            named[one["metadata"]["name"]] = template["spec"]
    return named


def unit(path: Path) -> configparser.RawConfigParser:
    parser = configparser.RawConfigParser(strict=False)
    parser.optionxform = str  # type: ignore[assignment]
    parser.read_string(path.read_text())
    return parser


def test_the_image_is_of_this_release_and_none_is_of_any_release() -> None:
    images = [*found(documents(), "image"), *found(COMPOSE, "image")]
    assert len(images) >= 12
    for image in images:
        name, _, tag = image.partition(":")
        assert re.fullmatch(r"[a-z0-9.-]+", name), "a name, not the address of a registry"
        assert tag not in ("", "latest"), image
        if name in OWN_IMAGES:
            assert tag == __version__
    text = (DEPLOY / "compose" / "Dockerfile").read_text()
    assert set(re.findall(r"medcode-trainer\S*?:(\S+)", text)) == {__version__}
    bases = re.findall(r"^FROM (\S+)", text, re.M)
    assert len(bases) == 3
    assert all(re.fullmatch(r"[a-z]+:[a-z0-9.-]+", base) and not base.endswith(":latest") for base in bases)
    assert of_kind("Job").keys() == {f"trainer-migrate-{__version__}"}


def test_the_image_runs_a_python_that_the_program_is_made_for_with_pinned_packages() -> None:
    text = (DEPLOY / "compose" / "Dockerfile").read_text()
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"] == ">=3.11"
    assert "FROM python:3.11-" in text
    named = re.findall(r"-r (requirements/\S+)", text)
    assert named
    assert all((ROOT / name).is_file() and "--hash=sha256:" in (ROOT / name).read_text() for name in named)
    assert re.findall(r"^USER (\S+)", text, re.M) == ["10001:10001", "postgres"]


def test_probes_are_routes(app: Flask) -> None:
    routes = {rule.rule for rule in app.url_map.iter_rules()}
    paths = [probe["path"] for probe in found(documents(), "httpGet")]
    assert sorted(paths) == ["/health/live", "/health/live", "/health/ready"]
    assert set(paths) <= routes
    checks = " ".join(str(check) for check in found(COMPOSE, "test"))
    assert "/health/ready" in checks
    assert {"/metrics", "/log-in"} <= routes, "nginx knows them too"


@pytest.mark.parametrize(
    "path",
    [
        *("/exams/3/answers/7", "/practice/3/answers/7", "/diagnostic/3/answers/7"),
        "/exams/3/views/7",
        "/exams/3/aids/7",
    ],
)
def test_what_nginx_may_send_twice_are_saves(app: Flask, path: str) -> None:
    (pattern,) = re.findall(r"location ~ (\S+) \{\s+proxy_next_upstream error timeout non_idempotent;", nginx_text())
    assert re.search(pattern, path)
    app.url_map.bind("localhost").match(path, method="POST")
    others = {rule.rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    concrete = {re.sub(r"<[^>]+>", "3", rule) for rule in others}
    assert {one.split("/")[3] for one in concrete if re.search(pattern, one)} == {"answers", "views", "aids", "marks"}


def nginx_text() -> str:
    return (DEPLOY / "nginx" / "trainer.conf").read_text()


def test_ports_agree() -> None:
    listens = {"trainer-web": 8000, "trainer-redis": 6379, "trainer-pgbouncer": 6432}
    for name, port in listens.items():
        (container,) = pods()[name]["containers"]
        assert [one["containerPort"] for one in container["ports"]] == [port]
        service = of_kind("Service")[name]["spec"]
        assert [(one["port"], one["targetPort"]) for one in service["ports"]] == [(port, container["ports"][0]["name"])]
        assert service["selector"] == {"app": name}
    settings = of_kind("ConfigMap")["trainer-settings"]["data"]
    assert settings["TRAINER_PORT"] == "8000"
    assert settings["REDIS_URL"] == "redis://trainer-redis:6379/0"
    for text in (of_kind("ConfigMap")["trainer-pgbouncer"]["data"]["pgbouncer.ini"], pgbouncer_text("compose")):
        assert "listen_port = 6432" in text
    nodes = (DEPLOY / "compose" / "trainer-nodes.conf").read_text()
    assert set(re.findall(r"server (\S+):8000 ", nodes)) == {"web-1", "web-2"} <= set(COMPOSE["services"])


def pgbouncer_text(folder: str) -> str:
    return (DEPLOY / folder / "pgbouncer.ini").read_text()


def test_pgbouncer_is_set_up_the_same_everywhere_but_for_where_things_are() -> None:
    places = {"listen_addr", "auth_file", "logfile", "pidfile"}
    texts = [pgbouncer_text("pgbouncer"), pgbouncer_text("compose")]
    texts.append(of_kind("ConfigMap")["trainer-pgbouncer"]["data"]["pgbouncer.ini"])
    parsed = [configparser.RawConfigParser(inline_comment_prefixes=None, comment_prefixes=(";",)) for _ in texts]
    for parser, text in zip(parsed, texts, strict=True):
        parser.read_string(text)
    first, *others = ({k: v for k, v in one["pgbouncer"].items() if k not in places} for one in parsed)
    assert first["pool_mode"] == "transaction"
    assert others == [first, first]
    databases = [{k: v.partition("port=")[2] for k, v in one["databases"].items()} for one in parsed]
    assert databases[0] == databases[1] == databases[2]


def test_every_setting_that_is_set_is_documented() -> None:
    documented = (ROOT / "docs" / "settings.md").read_text()
    names = set(of_kind("ConfigMap")["trainer-settings"]["data"])
    for one in of_kind("Secret").values():
        names |= {name for name in one["stringData"] if name.isupper()}
    names |= {one["name"] for values in found(documents(), "env") for one in values}
    for path in ENVIRONMENTS:
        names |= set(re.findall(r"^(?:# )?([A-Z][A-Z0-9_]+)=", path.read_text(), re.M))
    for path in UNITS:
        names |= set(
            re.findall(r"([A-Z][A-Z_]+)=\S", " ".join(re.findall(r"^Environment=(.*)", path.read_text(), re.M)))
        )
    assert len(names) > 20
    for name in sorted(names):
        whole = name in documented
        short = any(
            name.startswith(f"TRAINER_{group}_") and f"`_{name.removeprefix(f'TRAINER_{group}_')}`" in documented
            for group in ("SMTP", "ARGON2")
        )
        assert whole or short, f"{name} is not in docs/settings.md"


def test_what_gunicorn_reads_is_documented() -> None:
    documented = (ROOT / "docs" / "settings.md").read_text()
    read = set(re.findall(r'(?:_number\(|environ\.get\()["\']([A-Z_]+)', (DEPLOY / "gunicorn.conf.py").read_text()))
    assert {"TRAINER_WORKERS", "TRAINER_THREADS"} <= read
    assert [name for name in read if f"`{name}`" not in documented] == []


def test_secrets_are_templates_and_settings_hold_none() -> None:
    values = [value for one in of_kind("Secret").values() for value in one["stringData"].values()]
    assert all("CHANGE-ME" in value or value == "trainer" for value in values)
    for path in ENVIRONMENTS:
        for name, value in re.findall(r"^([A-Z_]+)=(.*)$", path.read_text(), re.M):
            if re.search("SECRET|PASSWORD", name) or "@" in value.partition("://")[2]:
                assert "CHANGE-ME" in value
    assert not any(
        re.search("SECRET|PASSWORD|DATABASE_URL", name) for name in of_kind("ConfigMap")["trainer-settings"]["data"]
    )


@pytest.mark.parametrize("name", sorted(pods()))
def test_pods_have_no_more_rights_than_they_need(name: str) -> None:
    spec = pods()[name]
    assert spec["automountServiceAccountToken"] is False
    assert spec["securityContext"]["runAsNonRoot"] is True
    assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    for container in spec["containers"]:
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert container["resources"]["requests"].keys() == {"cpu", "memory"}
        assert container["resources"]["limits"].keys() == {"memory"}
        mounted = {one["name"] for one in container.get("volumeMounts", ())}
        assert mounted == {one["name"] for one in spec.get("volumes", ())}


def test_what_pods_refer_to_is_there() -> None:
    for spec in pods().values():
        for container in spec["containers"]:
            for source in container.get("envFrom", ()):
                kind, reference = ("ConfigMap", "configMapRef") if "configMapRef" in source else ("Secret", "secretRef")
                assert source[reference]["name"] in of_kind(kind)
    (budget, *_) = of_kind("PodDisruptionBudget").values()
    web = of_kind("Deployment")["trainer-web"]["spec"]
    assert web["replicas"] > of_kind("PodDisruptionBudget")["trainer-web"]["spec"]["minAvailable"]
    assert web["strategy"]["rollingUpdate"] == {"maxSurge": 1, "maxUnavailable": 0}
    assert web["template"]["metadata"]["labels"] == web["selector"]["matchLabels"]
    assert budget["spec"]["selector"]["matchLabels"]["app"] in pods()
    assert {one["metadata"]["namespace"] for one in documents() if one["kind"] != "Namespace"} == {"trainer"}


def test_compose_runs_everything_without_rights() -> None:
    services = COMPOSE["services"]
    for name in ("web-1", "web-2", "jobs", "migrate", "backup"):
        assert services[name]["read_only"] is True
        assert services[name]["cap_drop"] == ["ALL"]
    assert [name for name, one in services.items() if "ports" in one] == ["nginx"]
    for one in services.values():
        for mounted in one.get("volumes", ()):
            source = mounted.split(":")[0]
            if source.startswith("..") or source.endswith(".conf"):
                assert (DEPLOY / "compose" / source).exists(), source


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_units_are_hardened_and_say_what_to_start(path: Path) -> None:
    parsed = unit(path)
    if path.suffix == ".timer":
        assert parsed["Timer"]["OnCalendar"]
        assert (path.with_suffix(".service")).is_file()
        return
    service = parsed["Service"]
    assert service["User"] == "trainer"
    assert service["NoNewPrivileges"] == "yes"
    assert service["ProtectSystem"] == "strict"
    assert service["CapabilityBoundingSet"] == ""
    assert service["ExecStart"].startswith("/opt/trainer/bin/")
    assert "/etc/trainer/trainer.env" in path.read_text()
    stop = re.findall(r"graceful_timeout = (\d+)", (DEPLOY / "gunicorn.conf.py").read_text())
    if "web" in path.name:
        assert int(service["TimeoutStopSec"]) > int(stop[0])


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze: not a system with systemd")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    for path in UNITS:
        text = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", path.read_text(), flags=re.M)
        (tmp_path / path.name).write_text(text)
    names = [tmp_path / path.name.replace("@.", "@8000.") for path in UNITS]
    for path, name in zip(UNITS, names, strict=True):
        if path.name != name.name:
            (tmp_path / path.name).rename(name)
    command = ["systemd-analyze", "verify", "--man=no", *map(str, names)]
    verified = subprocess.run(command, capture_output=True, text=True, check=False)
    ours = [line for line in verified.stderr.splitlines() if any(name.name in line for name in names)]
    assert ours == []
