"""Evaluates the small sums that keys write down (`(160.00 - 60.00) * 20%`): exact decimals, nothing else.

A computation may name other fields in braces (`{allowed} - {deductible}`); filled in, it is such a sum.
"""

import ast
import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal, DecimalException
from functools import partial

MAX_CHARACTERS = 400
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*%")
_NUMBER = re.compile(r"\d+(\.\d+)?")
_NAME = re.compile(r"\{([^{}]*)\}")
_FUNCTIONS = {"min": min, "max": max}


class SumError(ValueError):
    """A sum that cannot be evaluated, and why."""


def evaluate(text: str) -> Decimal:
    """The exact value of a sum of numbers with `+ - * / ( ) min( ) max( )`; `20%` is 20 hundredths.

    Raises:
        SumError: it is none.
    """
    if len(text) > MAX_CHARACTERS:
        raise SumError(f"has more than {MAX_CHARACTERS} characters")
    source = _PERCENT.sub(r"(\1 / 100)", text.strip())
    if "%" in source:
        raise SumError("has a percent sign that does not stand behind a number")
    try:
        tree = ast.parse(source, mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise SumError("is not written as a sum") from error
    try:
        return _value(tree.body, source)
    except DecimalException as error:  # division by zero, and what no computer of money needs
        raise SumError("has no value") from error


def sum_cents(text: str) -> int:
    """A sum of dollars in cents, half a cent rounded up (of a negative sum away from zero).

    Raises:
        SumError: it is none.
    """
    try:
        return int((evaluate(text) * 100).quantize(Decimal(1), ROUND_HALF_UP))
    except DecimalException as error:
        raise SumError("is too large") from error


def sum_whole(text: str) -> int:
    """A sum as a whole number, a half rounded up (of a negative sum away from zero).

    Raises:
        SumError: it is none.
    """
    try:
        return int(evaluate(text).quantize(Decimal(1), ROUND_HALF_UP))
    except DecimalException as error:
        raise SumError("is too large") from error


def names_in(text: str) -> tuple[str, ...]:
    """What a computation names in braces, each once, in its order."""
    return tuple(dict.fromkeys(_NAME.findall(text)))


def fill_in(text: str, values: Mapping[str, Decimal]) -> str:
    """A computation as a sum: every name in braces is replaced by its value, in brackets.

    Raises:
        SumError: a name has no value.
    """
    for name in names_in(text):
        if name not in values:
            raise SumError(f"names {name!r}, which has no value")
    return _NAME.sub(lambda found: f"({values[found[1]]:f})", text)


def _value(node: ast.expr, source: str) -> Decimal:
    value = partial(_value, source=source)
    match node:
        case ast.Constant():
            digits = ast.get_source_segment(source, node) or ""
            if not _NUMBER.fullmatch(digits):
                raise SumError(f"{digits} is no number of a sum")
            return Decimal(digits)
        case ast.UnaryOp(ast.USub(), operand):
            return -value(operand)
        case ast.BinOp(left, ast.Add(), right):
            return value(left) + value(right)
        case ast.BinOp(left, ast.Sub(), right):
            return value(left) - value(right)
        case ast.BinOp(left, ast.Mult(), right):
            return value(left) * value(right)
        case ast.BinOp(left, ast.Div(), right):
            return value(left) / value(right)
        case ast.Call(ast.Name(name), [_, *_] as arguments, []) if name in _FUNCTIONS:
            return _FUNCTIONS[name](value(each) for each in arguments)
        case _:
            raise SumError(f"{ast.get_source_segment(source, node)} is no part of a sum")
