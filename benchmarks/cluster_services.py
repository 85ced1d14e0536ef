"""The services of several nodes as `deploy/` sets them up, on free ports of 127.0.0.1: nginx, pgbouncer, gunicorn …

The shipped files are used as they are but for addresses, folders and the certificate.
"""

import os
import shutil
import ssl
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy import make_url

from benchmarks.processes import find_program
from benchmarks.serving import SECRET, Server, free_port

DEPLOY = Path(__file__).parents[1] / "deploy"
HOST = "trainer.example.org"
"""The name in the shipped files."""


def replaced(text: str, pairs: Mapping[str, str]) -> str:
    """The text with all of these words replaced.

    Raises:
        LookupError: one of them is not in it.
    """
    for old, new in pairs.items():
        if old not in text:
            raise LookupError(old)
        text = text.replace(old, new)
    return text


def make_certificate(folder: Path) -> ssl.SSLContext:
    """A key and a certificate for HOST that it signs itself, in `folder`; who trusts it and nothing else."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    form, no_secret = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "privkey.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, form, no_secret))
    return ssl.create_default_context(cafile=str(folder / "fullchain.pem"))


def write_nginx_configuration(folder: Path, secure_port: int, plain_port: int, nodes: list[int]) -> Path:
    """The shipped configuration for two nodes, inside the least that nginx needs around it; `folder` has the key."""
    for name in ("body", "proxy", "logs", "cache"):
        (folder / name).mkdir(exist_ok=True)
    shutil.copy(DEPLOY / "nginx" / "away.html", folder)
    shipped = (DEPLOY / "nginx" / name for name in ("trainer-nodes.conf", "trainer.conf"))
    site = replaced(
        "\n".join(path.read_text() for path in shipped),
        {
            "listen 80": f"listen 127.0.0.1:{plain_port}",
            "listen 443": f"listen 127.0.0.1:{secure_port}",
            "127.0.0.1:8000": f"127.0.0.1:{nodes[0]}",
            "127.0.0.1:8001": f"127.0.0.1:{nodes[1]}",
            "/etc/ssl/trainer/": f"{folder}/",
            "/etc/nginx/trainer": str(folder),
            "/var/cache/nginx/trainer": f"{folder}/cache",
            "/var/log/nginx/": f"{folder}/logs/",
        },
    )
    (folder / "trainer.conf").write_text(site)
    main = folder / "nginx.conf"
    main.write_text(
        f"""{"user root;" if os.getuid() == 0 else ""}
        daemon off;
        worker_processes 1;
        worker_rlimit_nofile 16384;
        pid {folder}/nginx.pid;
        error_log {folder}/logs/error.log crit;
        events {{ worker_connections 8000; }}
        http {{
            client_body_temp_path {folder}/body;
            proxy_temp_path {folder}/proxy;
            fastcgi_temp_path {folder}/proxy;
            uwsgi_temp_path {folder}/proxy;
            scgi_temp_path {folder}/proxy;
            types {{ text/html html; text/css css; text/javascript js; image/svg+xml svg; font/woff2 woff2; }}
            include {folder}/trainer.conf;
        }}
        """
    )
    return main


def nginx(folder: Path, nodes: list[int]) -> tuple[Server, ssl.SSLContext]:
    """nginx before these nodes, with TLS, not started yet."""
    secure = make_certificate(folder)
    port = free_port()
    main = write_nginx_configuration(folder, port, free_port(), nodes)
    command = [str(find_program("nginx")), "-e", str(folder / "logs" / "start.log"), "-c", str(main), "-p", str(folder)]
    return Server(command, port, {}, folder / "nginx.log"), secure


def pgbouncer(folder: Path, url: str) -> tuple[Server, str]:
    """pgbouncer before the database of this URL, not started yet, and the URL to reach the database through it."""
    target, port = make_url(url), free_port()
    here = folder / "pgbouncer"
    here.mkdir()
    (here / "userlist.txt").write_text(f'"{target.username}" "{target.password or ""}"\n')
    text = replaced(
        (DEPLOY / "pgbouncer" / "pgbouncer.ini").read_text(),
        {
            "host=127.0.0.1 port=5432 dbname=trainer": f"host=127.0.0.1 port={target.port} dbname={target.database}",
            "listen_port = 6432": f"listen_port = {port}",
            "auth_type = scram-sha-256": "auth_type = trust",
            "/etc/pgbouncer/": f"{here}/",
            "/var/log/postgresql/": f"{here}/",
            "/run/postgresql/": f"{here}/",
        },
    )
    (here / "pgbouncer.ini").write_text(text)
    owner = "postgres" if os.getuid() == 0 else None
    if owner:
        folder.chmod(0o755)
        shutil.chown(here, owner, owner)
    command = [str(find_program("pgbouncer")), "-q", str(here / "pgbouncer.ini")]
    through = target.set(host="127.0.0.1", port=port, database="trainer").render_as_string(hide_password=False)
    return Server(command, port, {}, folder / "pgbouncer.start", owner), through


def redis(folder: Path) -> Server:
    """Redis that keeps nothing, not started yet."""
    port = free_port()
    words = ("--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder))
    return Server([str(find_program("redis-server")), *words], port, {}, folder / "redis.log")


def node(folder: Path, name: str, settings: Mapping[str, str]) -> Server:
    """One node: gunicorn with the shipped configuration, not started yet."""
    environment = {
        "TRAINER_DATA": str(folder),
        "TRAINER_SECRET_KEY": SECRET,
        "TRAINER_SECURE_COOKIES": "yes",
        "TRAINER_BASE_URL": f"https://{HOST}",
        "TRAINER_TRUSTED_PROXIES": "1",
        "TRAINER_WORKERS": "1",
        **settings,
    }
    command = [sys.executable, "-m", "gunicorn", "-c", str(DEPLOY / "gunicorn.conf.py")]
    return Server(command, free_port(), environment, folder / f"{name}.log")
