"""A key makes a write happen once, at every address that writes: the second copy gets the first answer and leaves no trace."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from crm.models import Change, Event
from tests.api.test_access import ACTORS, TABLE, path_of

#: Ops bring ids of their own, by which each is known again (`test_sync_ops`).
KNOWN_BY_THEMSELVES = {"sync/ops/"}
#: Asked by POST because the question is long.
QUESTIONS = {"day-plans/replan/"}
WRITES = [
    (route, dict(zip(ACTORS, row.statuses.split(), strict=True)))
    for (method, route), row in TABLE.items()
    if method == "POST" and route not in KNOWN_BY_THEMSELVES | QUESTIONS and {"200", "201", "202"} & set(row.statuses.split())
]


def traces() -> tuple[int, int]:
    return Event.objects.count(), Change.objects.count()


@pytest.mark.parametrize(("route", "statuses"), WRITES, ids=[route for route, _ in WRITES])
def test_a_copy_of_a_write_gets_the_first_answer_and_does_nothing(
    route: str, statuses: dict[str, str], call: Callable[..., Any], world: SimpleNamespace, cast: SimpleNamespace
):
    who = next(name for name, status in statuses.items() if status in ("200", "201", "202"))
    make_body = TABLE["POST", route].body
    body = make_body(world, cast) if make_body else None
    path = path_of(route, world, cast) + TABLE["POST", route].query(cast)

    def send() -> Any:
        for value in (body or {}).values() if isinstance(body, dict) else ():
            if hasattr(value, "seek"):
                value.seek(0)
        return call(who, "POST", path, body, Idempotency_Key="once")

    first = send()
    after = traces()
    second = send()

    assert str(first.status_code) == statuses[who], first.content
    assert (second.status_code, second.content) == (first.status_code, first.content)
    assert second["Idempotency-Replayed"] == "true"
    assert traces() == after
