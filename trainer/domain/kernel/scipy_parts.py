"""Functions of scipy without the packages around them, which import 30 to 50 MB that a server has no use for."""

from functools import cache
from importlib import import_module
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from typing import Any


@cache
def scipy_part(package: str, extension: str, name: str) -> Any:
    """`scipy.<package>.<name>`, from the compiled module that it comes from; where that is not found, from the whole.

    The function is the same one, so its results are.
    """
    scipy = import_module("scipy")
    spec = PathFinder.find_spec(extension, [f"{folder}/{package}" for folder in scipy.__path__])
    if spec is not None and spec.loader is not None:
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        if hasattr(module, name):
            return getattr(module, name)
    return getattr(import_module(f"scipy.{package}"), name)
