"""A share with its count, wherever the API shows one (`accounts.proportion`)."""

from typing import Any

from rest_framework import serializers


class ShareSerializer(serializers.Serializer[Any]):
    hits = serializers.IntegerField()
    count = serializers.IntegerField()
    rate = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True, help_text="Lower bound of the 95 % interval (Wilson).")
    high = serializers.FloatField(allow_null=True)
    is_few = serializers.BooleanField(help_text="Too few cases to lean on.")
