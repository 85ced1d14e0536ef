"""Every select() of the program. Hot statements are built once, at import."""
