"""Speaks to the provider of sign-ins: its description, tokens and keys. Imported only where there is a provider."""

import ipaddress
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from requests import RequestException, Response, Session

from trainer.config import Provider
from trainer.services.provider import AWAY, CALLBACK, NOT_BELIEVED, Claims, ProviderUnusable, Ticket
from trainer.services.scope import Scope

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures of the provider only: neither `none` nor those made with a shared secret."""
LEEWAY_SECONDS = 60
PATIENCE_SECONDS = (3.05, 10)
"""To be connected, and between two pieces of an answer."""
MOST_BYTES = 512 * 1024
MOST_CHARACTERS = 255


def authorization_url(scope: Scope, ticket: Ticket) -> str:
    """Where the browser logs in.

    Raises:
        ProviderUnusable: the provider is away, or its description cannot be used.
    """
    place = _place(_document(scope), "authorization_endpoint", scope.settings.provider)
    with _client(scope) as client:
        url, _ = client.create_authorization_url(
            place, state=ticket.state, code_verifier=ticket.verifier, nonce=ticket.nonce
        )
    return str(url)


def claims_of(scope: Scope, ticket: Ticket, code: str) -> Claims:
    """Who the code stands for.

    Raises:
        ProviderUnusable: the provider is away, knows no such code, or its word cannot be believed.
    """
    return _believed(scope, ticket, _id_token(scope, ticket, code))


def _id_token(scope: Scope, ticket: Ticket, code: str) -> str:
    place = _place(_document(scope), "token_endpoint", scope.settings.provider)
    try:
        with _client(scope) as client:
            token = client.fetch_token(
                place, code=code, code_verifier=ticket.verifier, timeout=PATIENCE_SECONDS, allow_redirects=False
            )
    except (RequestException, AuthlibBaseError, ValueError) as error:
        raise ProviderUnusable(AWAY) from error
    found = token.get("id_token")
    if not isinstance(found, str):
        raise ProviderUnusable(NOT_BELIEVED)
    return found


def _believed(scope: Scope, ticket: Ticket, id_token: str) -> Claims:
    provider = scope.settings.provider
    keys = _fetch(_place(_document(scope), "jwks_uri", provider))
    options: Any = {
        "iss": {"essential": True, "value": provider.issuer},
        "aud": {"essential": True, "value": provider.client_id},
        "nonce": {"essential": True, "value": ticket.nonce},
        "sub": {"essential": True},
    }
    try:
        token = jwt.decode(id_token, KeySet.import_key_set(keys), algorithms=list(ALGORITHMS))
        params = {"nonce": ticket.nonce, "client_id": provider.client_id}
        claims = CodeIDToken(token.claims, token.header, options, params)
        claims.validate(now=int(scope.now.timestamp()), leeway=LEEWAY_SECONDS)
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise ProviderUnusable(NOT_BELIEVED) from error
    subject = claims["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= MOST_CHARACTERS:
        raise ProviderUnusable(NOT_BELIEVED)
    email, is_verified = str(claims.get("email") or ""), claims.get("email_verified") in (True, "true")
    return Claims(provider.issuer, subject, email, is_verified, str(claims.get("name") or ""))


def _client(scope: Scope) -> Any:
    """Authlib's client, which keeps to the bounds of `_fetch`."""
    provider = scope.settings.provider
    client = OAuth2Session(
        provider.client_id,
        provider.client_secret,
        scope="openid email profile",
        redirect_uri=scope.settings.public_url + CALLBACK,
        code_challenge_method="S256",
    )
    _bound(client)
    return client


def _document(scope: Scope) -> Mapping[str, Any]:
    return _discover(scope.settings.provider, int(scope.now.timestamp()) // 3600)


@lru_cache(maxsize=4)
def _discover(provider: Provider, hour: int) -> Mapping[str, Any]:
    """The issuer's own description (OpenID Connect Discovery 1.0), fetched once an hour."""
    found: dict[str, Any] = _fetch(f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
    if found.get("issuer") != provider.issuer:
        raise ProviderUnusable(NOT_BELIEVED)
    return found


def _fetch(url: str) -> Any:
    """The JSON object at an address.

    Raises:
        ProviderUnusable: it is away, slow, too long, somewhere else, or no such thing.
    """
    try:
        with Session() as session:
            _bound(session)
            response = session.get(url, timeout=PATIENCE_SECONDS, allow_redirects=False)
            found = response.json() if response.status_code == 200 else None
    except (RequestException, ValueError) as error:
        raise ProviderUnusable(AWAY) from error
    if not isinstance(found, dict):
        raise ProviderUnusable(AWAY)
    return found


def _bound(session: Session) -> None:
    """No answer of the session is read beyond MOST_BYTES."""

    def read(response: Response, *_: Any, **__: Any) -> None:
        body = response.raw.read(MOST_BYTES + 1, decode_content=True)
        if len(body) > MOST_BYTES:
            response.close()
            raise ProviderUnusable(AWAY)
        response._content = body  # noqa: SLF001 - requests has no bound of its own

    session.hooks["response"].append(read)


def _place(document: Mapping[str, Any], name: str, provider: Provider) -> str:
    """An address of the document: by https and on the open net, or on this machine where the issuer is here too."""
    found = document.get(name)
    place = urlsplit(found) if isinstance(found, str) else urlsplit("")
    host = place.hostname or ""
    if _is_here(urlsplit(provider.issuer).hostname or ""):
        if _is_here(host) and place.scheme in ("http", "https"):
            return str(found)
    elif place.scheme == "https" and host and not _is_inside(host):
        return str(found)
    raise ProviderUnusable(NOT_BELIEVED)


def _is_here(host: str) -> bool:
    return host in ("localhost", "127.0.0.1", "::1")


def _is_inside(host: str) -> bool:
    """Whether a host is named by an address that is not of the open net, or is this machine."""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
