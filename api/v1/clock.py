"""The one place where the API looks at the clock: instants enter actions as `at=`."""

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    return timezone.now()
