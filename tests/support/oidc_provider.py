"""A provider of sign-ins on this machine: discovery, keys, codes, signed tokens over real HTTP; and how it may lie."""

import base64
import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey

from trainer.config import Provider

CLIENT_ID, CLIENT_SECRET = "trainer", "the secret of the client"


@cache
def _a_key() -> RSAKey:
    """All providers of a process sign with the same."""
    return RSAKey.generate_key(2048, {"kid": "k1"}, auto_kid=False)


@dataclass
class OidcProvider:
    """What it says of whoever comes. `claims` and `header` change its tokens, `forge` makes another token of them."""

    clock: Callable[[], Any]
    subject: str = "u-1"
    email: str = "ann@example.org"
    is_verified: bool = True
    name: str = "Ann of the School"
    claims: dict[str, Any] = field(default_factory=dict)
    forge: Callable[["OidcProvider", dict[str, Any]], str] | None = None
    document: dict[str, Any] = field(default_factory=dict)
    answer: bytes | None = None
    """Sent in place of a token."""
    key: RSAKey = field(default_factory=_a_key)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    issuer: str = ""

    def settings(self, **changes: Any) -> Provider:
        return Provider(self.issuer, CLIENT_ID, CLIENT_SECRET, "the School", **changes)

    def come_back(self, url: str, **changes: str) -> str:
        """The address that a browser is sent back to after logging in at `url`, with `changes` of its parameters."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert (asked["response_type"], asked["client_id"]) == ("code", CLIENT_ID)
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        place = urlsplit(asked["redirect_uri"])
        return f"{place.path}?{urlencode({'code': code, 'state': asked['state'], 'iss': self.issuer} | changes)}"

    def token_for(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """A code is good once, for whoever knows the verifier of its challenge."""
        asked = self.codes.pop(form.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if asked is None or challenge.rstrip(b"=").decode() != asked["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        if form.get("redirect_uri") != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "opaque", "token_type": "Bearer", "id_token": self.id_token(asked["nonce"])}

    def id_token(self, nonce: str) -> str:
        now = int(self.clock().timestamp())
        claims = {"iss": self.issuer, "sub": self.subject, "aud": CLIENT_ID, "iat": now, "exp": now + 300}
        claims |= {"nonce": nonce, "email": self.email, "email_verified": self.is_verified, "name": self.name}
        claims = {name: value for name, value in (claims | self.claims).items() if value is not None}
        if self.forge is not None:
            return self.forge(self, claims)
        return jwt.encode({"alg": "RS256", "kid": "k1"}, claims, self.key)


def unsigned(provider: OidcProvider, claims: dict[str, Any]) -> str:
    """A token with `alg: none`."""
    parts = ({"alg": "none"}, claims)
    encoded = (base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts)
    return ".".join((*encoded, ""))


def signed_by_somebody_else(provider: OidcProvider, claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "RS256", "kid": "k1"}, claims, RSAKey.generate_key(2048))


def signed_with_the_public_key_as_a_secret(provider: OidcProvider, claims: dict[str, Any]) -> str:
    """The old confusion of RS256 and HS256."""
    secret = OctKey.import_key(provider.key.as_pem(private=False))
    return jwt.encode({"alg": "HS256", "kid": "k1"}, claims, secret, algorithms=["HS256"])


class _Handler(BaseHTTPRequestHandler):
    provider: OidcProvider

    def do_GET(self) -> None:
        self.provider.requests.append(self.path)
        here = self.provider.issuer
        match self.path:
            case "/.well-known/openid-configuration":
                places = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/keys"}
                document = {"issuer": here} | {name: here + path for name, path in places.items()}
                self._send(200, document | self.provider.document)
            case "/keys":
                self._send(200, KeySet([self.provider.key]).as_dict(private=False))
            case "/elsewhere":
                self.send_response(302)
                self.send_header("Location", here + "/keys")
                self.end_headers()
            case "/endless":
                self._send(200, {"keys": ["x" * 1_000_000]})
            case _:
                self._send(404, {})

    def do_POST(self) -> None:
        self.provider.requests.append(self.path)
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        known = "Basic " + base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        if self.headers["Authorization"] != known:
            self._send(401, {"error": "invalid_client"})
            return
        status, body = self.provider.token_for({name: values[0] for name, values in parse_qs(text).items()})
        self._send(status, body)

    def _send(self, status: int, body: dict[str, Any]) -> None:
        data = self.provider.answer if self.provider.answer is not None else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *arguments: Any) -> None:
        """Silent."""


@contextmanager
def a_provider(clock: Callable[[], Any]) -> Iterator[OidcProvider]:
    """One that listens; its time is the clock's."""
    provider = OidcProvider(clock)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"provider": provider}))
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
