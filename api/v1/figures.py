"""How a figure explains itself over HTTP: one shape for every figure (see `crm.explain`)."""

from typing import Any

from rest_framework import serializers


class FigureSerializer(serializers.Serializer[Any]):
    """A number or a range, the formula that made it, and what went into it; the screen words `name`, `formula` and `note`."""

    name = serializers.CharField()
    low = serializers.CharField(
        help_text="A decimal string, a day, or a code such as a tier; `high` is the same for a single value."
    )
    high = serializers.CharField()
    unit = serializers.CharField(help_text="times, share, people, money …; empty for a bare number.")
    currency = serializers.CharField()
    formula = serializers.CharField(
        help_text="+ - * / over the names of the inputs; empty for a leaf, and where the inputs are ways."
    )
    inputs = serializers.ListField(child=serializers.DictField(), help_text="Figures of this very shape.")
    source = serializers.DictField(  # type: ignore[assignment]  # a word of ours, not the field's own
        allow_null=True, help_text="Of a leaf: kind `constant`, `records`, `entered` or `rule`, with its particulars."
    )
    note = serializers.CharField(help_text="A code, such as `recomputed`; mostly empty.")
