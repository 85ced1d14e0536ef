"""Guests: whoever tries something without an account becomes one at the first thing that must be stored."""

from flask import request, session
from flask_login import current_user, login_user

from trainer.services import accounts, guests
from trainer.web.requests import current_scope
from trainer.web.security import LoginUser, guest_limit, limiter


def is_guest() -> bool:
    """Whether a guest acts."""
    return bool(current_user.is_authenticated and current_user.signed_in.is_guest)


def is_signed_in() -> bool:
    """Whether anybody acts, a guest too."""
    return bool(current_user.is_authenticated)


def is_member() -> bool:
    """Whether somebody with an account acts."""
    return bool(current_user.is_authenticated and not current_user.signed_in.is_guest)


limit_guests = limiter.shared_limit(guest_limit, scope="guests", exempt_when=is_signed_in)
"""One count for everything that somebody can begin with."""


def become_guest(track: str = "cpc") -> None:
    """From here on somebody acts: whoever is not signed in is a new guest, with a session of their own."""
    if current_user.is_authenticated:
        return
    scope = current_scope()
    token = guests.begin_guest(scope, request.user_agent.string or "unknown device", track)
    scope.actor = accounts.find_signed_in(scope, token)
    assert scope.actor is not None
    session.permanent = True
    login_user(LoginUser(token, scope.actor))  # forms that are open in other tabs stay good: nobody was anybody before
