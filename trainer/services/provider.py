"""The provider of sign-ins by OpenID Connect: where a browser is sent, and what is made of what it brings back.

Authorization code flow with PKCE (RFC 7636); state, nonce and the token of identity are checked as OpenID Connect
Core 1.0, section 3.1.3.7 asks. Addresses come from the document of the issuer that is set and from nowhere else. What
speaks to the provider is in provider_client.py, imported at first use: a program without one starts without it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from trainer.domain.kernel.errors import DomainError
from trainer.services.scope import Scope

CALLBACK = "/log-in/provider/callback"
LIFETIME = timedelta(minutes=10)
AWAY = "The provider of sign-ins did not answer as it should."
NOT_BELIEVED = "What the provider of sign-ins sent back did not pass the checks, so nobody was logged in."
FORGOTTEN = "This way in was begun too long ago, or in another browser. Begin again."


class ProviderUnusable(DomainError):
    """The provider is away, or what it says cannot be believed. `reason` is for the person who waits."""

    __match_args__ = ("reason",)

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a browser keeps while it is at the provider; it is signed with its cookie. `user_id`: who links, or 0."""

    state: str
    nonce: str
    verifier: str
    since: float
    user_id: int = 0


@dataclass(frozen=True, slots=True)
class Claims:
    """Who somebody is, as the provider vouches. `email` is "" where it told none."""

    issuer: str
    subject: str
    email: str
    is_email_verified: bool
    name: str


def begin(scope: Scope, *, user_id: int = 0) -> tuple[str, Ticket]:
    """Where to send the browser, and what it keeps.

    Raises:
        ProviderUnusable: the provider is away.
    """
    state, nonce, verifier = (scope.rng.randbytes(32).hex() for _ in range(3))
    ticket = Ticket(state, nonce, verifier, scope.now.timestamp(), user_id)
    from trainer.services import provider_client  # noqa: PLC0415 - at first use

    return provider_client.authorization_url(scope, ticket), ticket


def finish(scope: Scope, ticket: Ticket, answer: Mapping[str, str]) -> Claims:
    """Who came back. `answer` is what the browser brought. No transaction should be open: the provider is asked.

    Raises:
        ProviderUnusable: the ticket is old or another one, the provider is away, or its word cannot be believed.
    """
    is_late = not timedelta() <= scope.now - datetime.fromtimestamp(ticket.since, scope.now.tzinfo) <= LIFETIME
    if is_late or answer.get("state") != ticket.state:
        raise ProviderUnusable(FORGOTTEN)
    if answer.get("iss", scope.settings.provider.issuer) != scope.settings.provider.issuer:
        raise ProviderUnusable(NOT_BELIEVED)  # RFC 9207: an answer of another provider
    if "code" not in answer:
        raise ProviderUnusable("The provider did not let you in, or you turned back there.")
    from trainer.services import provider_client  # noqa: PLC0415 - at first use

    return provider_client.claims_of(scope, ticket, answer["code"])
