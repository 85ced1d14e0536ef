"""Authoring in the browser; the modules of views put themselves on one blueprint."""

from trainer.web.authoring import files

__all__ = ["files"]
