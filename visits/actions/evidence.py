"""What a person brings home from a visit: the result, findings in words, photos by their SHA-256."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError

from accounts.actions.fields import clean_fields, clean_text
from crm.errors import Invalid
from visits.models import Visit

RESULT = frozenset({"outcome", "service_level", "notes", "next_action", "next_action_on"})
MOST_FINDINGS = 50
MOST_PHOTOS = 20
LONGEST_FINDING = 1000
SHA256 = re.compile(r"[0-9a-f]{64}")


def clean_result(*, photos: Iterable[Any] = (), **result: Any) -> dict[str, Any]:
    """The columns of a result as they will be stored; `outcome` is needed. Raises `Invalid` naming the fields."""
    fields = clean_fields(Visit, result, writable=RESULT)
    if fields.get("outcome") is None:
        raise _refusal("outcome", "Say what came of it.")
    return fields | {"photos": clean_photos(photos)}


def clean_findings(findings: Iterable[Any]) -> list[dict[str, str]]:
    """Each finding as `{"text": …}` with an optional `kind`; a bare text is accepted. Raises `Invalid` naming the first fault."""
    found = [_finding(entry) for entry in findings]
    if len(found) > MOST_FINDINGS:
        raise _refusal("findings", f"At most {MOST_FINDINGS}.")
    return found


def _finding(entry: Any) -> dict[str, str]:
    entry = {"text": entry} if isinstance(entry, str) else entry
    if not isinstance(entry, Mapping) or set(entry) - {"text", "kind"} or not all(isinstance(part, str) for part in entry.values()):
        raise _refusal("findings", 'Each is a text, or an object with "text" and perhaps "kind".')
    cleaned = {name: _cleaned("findings", part) for name, part in entry.items()}
    if not 0 < len(cleaned.get("text", "")) <= LONGEST_FINDING or len(cleaned.get("kind", "")) > 40:
        raise _refusal("findings", f"A text of 1 to {LONGEST_FINDING} characters, a kind of at most 40.")
    return cleaned


def clean_photos(photos: Iterable[Any]) -> list[str]:
    """The SHA-256 of each photo in lower-case hexadecimal, each once, in the order given."""
    digests = [digest.lower() if isinstance(digest, str) else "" for digest in photos]
    if not all(SHA256.fullmatch(digest) for digest in digests):
        raise _refusal("photos", "Each is a SHA-256 in hexadecimal.")
    if len(digests) > MOST_PHOTOS:
        raise _refusal("photos", f"At most {MOST_PHOTOS}.")
    return list(dict.fromkeys(digests))


def _cleaned(field: str, text: str) -> str:
    try:
        return clean_text(text)
    except ValidationError as error:
        raise _refusal(field, *error.messages) from error


def _refusal(field: str, *messages: str) -> Invalid:
    return Invalid("Some fields cannot be written.", fields={field: messages})
