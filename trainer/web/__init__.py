"""The web: one package per feature. A view parses, calls one service, renders; only this layer knows HTTP."""
