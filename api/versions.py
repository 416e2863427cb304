"""`ETag` out, `If-Match` in: an edit says which version it was made on."""

import re

from rest_framework.request import Request

from api.errors import PreconditionRequired
from crm.errors import Invalid


def etag(version: int) -> str:
    return f'"{version}"'


def required_version(request: Request) -> int:
    """The version named by `If-Match`; 428 when missing, 400 when it is not one of our tags."""
    header = request.headers.get("If-Match")
    if header is None:
        raise PreconditionRequired("Send If-Match with the row's ETag.")
    match = re.fullmatch(r'(?:W/)?"(\d{1,9})"', header.strip())
    if match is None:
        raise Invalid("If-Match is not one of our ETags.", fields={"If-Match": ['Such as "3".']})
    return int(match[1])
