"""Measurements. Each module prints one JSON object per line and exits non-zero when a bar is missed."""
