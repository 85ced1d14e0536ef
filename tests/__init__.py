"""The tests. Whichever is imported first, what counts the lines that they reach is set before the program is."""

from slipcover import pytest_plugin

if pytest_plugin._slipcover_instance is not None:
    # A probe is taken out after so many hits, for which slipcover looks through all that is in memory. It does not tell
    # the processes of xdist what pyproject.toml says of this.
    pytest_plugin._slipcover_instance.d_miss_threshold = 20_000
