"""The memory of a process that serves for long: what it imported is never looked at again, its threads share arenas."""

import ctypes
import gc
import sys

_M_ARENA_MAX = -8
"""The name of a setting of glibc, which else gives each thread an arena of its own."""
YOUNG_OBJECTS = 10_000
"""So many new ones before the garbage of a few requests is looked for; Python's own 700 is a fifth of one page."""


def spare_memory() -> None:
    """What is there by now stays until the end, and threads that take turns share what is set aside for new objects."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS)
    if sys.platform == "linux" and hasattr(libc := ctypes.CDLL(None), "mallopt"):
        libc.mallopt(_M_ARENA_MAX, 2)
