"""A figure that opens to its arithmetic: what it was computed from, by which formula, and where each number comes from.

A computed figure is made *by* its formula, so that what is shown is what was done. Numbers on which the sources disagree enter
as ranges and come out as ranges. `as_json` is the one shape in which every endpoint explains a figure (see
`docs/architecture.md`); the client words `name` and `formula`.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

Value = Decimal | date | str


@dataclass(frozen=True, slots=True)
class Source:
    """Where a number comes from. `kind` is `constant` (the register), `records` (counted in our tables), `entered` (a person
    said so) or `rule` (a policy in force); `details` are its particulars as JSON values."""

    kind: str
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Figure:
    """One number, or the range from `low` to `high`. Without a formula its inputs are ways to it, which it spans; for a text
    (such as a tier) they are what it rests on. `note` is a code for the screen to word."""

    name: str
    low: Value
    high: Value
    unit: str = ""
    currency: str = ""
    formula: str = ""
    inputs: tuple[Figure, ...] = ()
    source: Source | None = None
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "low": plain(self.low),
            "high": plain(self.high),
            "unit": self.unit,
            "currency": self.currency,
            "formula": self.formula,
            "inputs": [figure.as_json() for figure in self.inputs],
            "source": {"kind": self.source.kind, **self.source.details} if self.source else None,
            "note": self.note,
        }

    def named(self, name: str) -> Figure:
        return replace(self, name=name)

    def noted(self, note: str) -> Figure:
        return replace(self, note=note)


def plain(value: Value) -> str:
    """A decimal without an exponent and without trailing zeros; a day as `YYYY-MM-DD`."""
    if not isinstance(value, Decimal):
        return str(value)
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def records(name: str, value: Value, *, unit: str = "", currency: str = "", **details: Any) -> Figure:
    """A number counted or read in our own tables."""
    return Figure(name, value, value, unit, currency, source=Source("records", details))


def entered(name: str, value: Value, *, unit: str = "", currency: str = "", **details: Any) -> Figure:
    """A number that a person gave."""
    return Figure(name, value, value, unit, currency, source=Source("entered", details))


def ruled(name: str, value: Value, *, unit: str = "", currency: str = "", **details: Any) -> Figure:
    """A number that a rule in force sets."""
    return Figure(name, value, value, unit, currency, source=Source("rule", details))


def computed(
    name: str, formula: str, *inputs: Figure, unit: str = "", currency: str = "", places: int | None = None, note: str = ""
) -> Figure:
    """`formula` of + - * / over the names of the inputs and whole numbers, carried out over their ranges.

    A name that stands twice with opposite signs widens the range; write the formula so that each stands once.
    """
    ends = evaluate(formula, {figure.name: Ends(*_decimals(figure)) for figure in inputs})
    low, high = (ends.low, ends.high) if places is None else (_rounded(ends.low, places), _rounded(ends.high, places))
    return Figure(name, low, high, unit, currency, formula, inputs, note=note)


def span(name: str, *ways: Figure, note: str = "") -> Figure:
    """What several ways give, from the least to the most; all in one unit."""
    if len({(way.unit, way.currency) for way in ways}) != 1:
        raise ValueError(f"{name}: ways in different units, or none")
    low = min(_decimals(way)[0] for way in ways)
    high = max(_decimals(way)[1] for way in ways)
    return Figure(name, low, high, ways[0].unit, ways[0].currency, inputs=ways, note=note)


class Ends(NamedTuple):
    low: Decimal
    high: Decimal


def evaluate(formula: str, values: Mapping[str, Ends]) -> Ends:
    """The formula over ranges. Raises `ValueError` for anything but + - * / ( ), names that are given, and whole numbers."""
    return _evaluate(ast.parse(formula, mode="eval").body, values)


def _evaluate(node: ast.expr, values: Mapping[str, Ends]) -> Ends:
    if isinstance(node, ast.Name) and node.id in values:
        return values[node.id]
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return Ends(Decimal(node.value), Decimal(node.value))
    if isinstance(node, ast.BinOp):
        return _combine(node.op, _evaluate(node.left, values), _evaluate(node.right, values))
    raise ValueError(f"not arithmetic over the inputs: {ast.unparse(node)}")


def _combine(operator: ast.operator, left: Ends, right: Ends) -> Ends:
    match operator:
        case ast.Add():
            return Ends(left.low + right.low, left.high + right.high)
        case ast.Sub():
            return Ends(left.low - right.high, left.high - right.low)
        case ast.Mult():
            ends = [a * b for a in left for b in right]
        case ast.Div() if right.low > 0 or right.high < 0:
            ends = [a / b for a in left for b in right]
        case _:
            raise ValueError("only + - * and / by what is not zero")
    return Ends(min(ends), max(ends))


def _decimals(figure: Figure) -> tuple[Decimal, Decimal]:
    if not isinstance(figure.low, Decimal) or not isinstance(figure.high, Decimal):
        raise ValueError(f"{figure.name} is no number")
    return figure.low, figure.high


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
