"""Accounts and signing in. Every module puts its views on one blueprint."""

from trainer.web.accounts import entry, provider, second_step, views

__all__ = ["entry", "provider", "second_step", "views"]
