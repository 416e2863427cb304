"""Carrying out ops: one transaction each, at most once, and none in the way of the next.

The ledger's row is inserted first. A second copy of an op, be it sent again or at the same moment, waits there for the first one's
commit and then finds its answer. What was refused for good is remembered like what was done; what failed for a passing reason
(database away, two transactions collided) leaves nothing behind and may simply be sent again.
"""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.db import DataError, Error, IntegrityError, connection, transaction

from api.errors import is_passing
from api.rows import json_rows
from api.v1.edits import told
from api.v1.sync.collections import Viewer, collection
from api.v1.sync.envelope import Envelope, OpRequest, id_of, read_op
from api.v1.sync.verbs import VERBS, Call, Verb
from crm.errors import DomainError
from crm.history import note_author
from crm.models import Op, User
from visits.phone_clock import Heard

logger = logging.getLogger("crm.api")

Result = dict[str, Any]
TRIES = 3
LARGEST_SKEW_S = 2**31 - 1  # what the ledger's column holds

TAKE = """
    INSERT INTO crm_op (id, "user_id", device, type, digest, at, received_at, clock_skew_s, result)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, '{}') ON CONFLICT (id) DO NOTHING
"""


def run_ops(envelope: Envelope, *, user: User, heard_at: datetime) -> list[Result]:
    """The answers in the order of the ops. Raises the database's error when it goes away: the whole envelope is sent again then."""
    ahead = envelope.sent_at - heard_at if envelope.sent_at else None
    return [run_one(raw, user=user, device=envelope.device, heard=Heard(heard_at, ahead)) for raw in envelope.ops]


def run_one(raw: Any, *, user: User, device: str, heard: Heard) -> Result:
    try:
        op = read_op(raw)
    except DomainError as error:
        return {"id": id_of(raw), **refusal(error)}
    if op.type not in VERBS:
        return {"id": str(op.id), **refused("unknown_type", f"There is no op {op.type!r}.", {"type": ["Unknown type."]})}
    return {"id": str(op.id), **patiently(op, user=user, device=device, heard=heard)}


def patiently(op: OpRequest, *, user: User, device: str, heard: Heard) -> Result:
    """Collisions with other transactions are tried again; a fault of ours is told, written down, and not remembered."""
    for last in (False,) * (TRIES - 1) + (True,):
        try:
            return run_once(op, user=user, device=device, heard=heard)
        except Error as error:
            if is_collision(error) and not last:
                continue
            if is_passing(error):
                raise
            return broken(op, error)
        except Exception as error:  # noqa: BLE001 - one broken op must not block a phone's queue
            return broken(op, error)
    raise AssertionError("unreachable")


def broken(op: OpRequest, error: Exception) -> Result:
    logger.error("op %s of type %s broke", op.id, op.type, exc_info=error)
    return refused("server_error", "Something broke on our side; it has been written down. Send it again later.")


@transaction.atomic
def run_once(op: OpRequest, *, user: User, device: str, heard: Heard) -> Result:
    note_author(by=user, cause="phone")
    if not take(op, user=user, device=device, heard=heard):
        return repeat(op, user)
    call = Call(by=user, at=op.at, base_version=op.base_version, heard=heard)
    result = effect(op, call)
    Op.objects.filter(pk=op.id).update(result=result)
    return result


def take(op: OpRequest, *, user: User, device: str, heard: Heard) -> bool:
    """Write the op into the ledger; False when it stands there already, after waiting for whoever is writing it now."""
    ahead = None if heard.ahead is None else round(heard.ahead.total_seconds())
    skew = None if ahead is None else max(-LARGEST_SKEW_S, min(LARGEST_SKEW_S, ahead))
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [op.id, user.pk, device, op.type, op.digest, op.at, heard.at, skew])
        return bool(cursor.rowcount)


def repeat(op: OpRequest, user: User) -> Result:
    """The first answer once more; of another person's op, or another body, nothing but that the id is taken."""
    stored = Op.objects.get(pk=op.id)
    if stored.user_id != user.pk or stored.digest != op.digest:
        return refused("op_id_reused", "This op id was used for something else.", {"id": ["Used before."]})
    return {**stored.result, "status": "duplicate", "first_status": stored.result["status"]}


def effect(op: OpRequest, call: Call) -> Result:
    """Do it, or say why not; a refusal undoes what the op had begun to write."""
    verb = VERBS[op.type]
    try:
        with transaction.atomic():
            merged = verb.act(call, verb.read(op.payload))
    except DomainError as error:
        return refusal(error) | (current(verb, op.payload, call.by) if error.status == 409 else {})
    except DataError:
        return refused("invalid", "A value is outside of what can be stored.")
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or "constraint"
        return refused("constraint", f"The database refuses this: {name}.")
    if merged and merged.contested:
        return contest(verb, op, merged.contested, call.by)
    return {"status": "applied"}


def contest(verb: Verb, op: OpRequest, contested: Mapping[str, Any], by: User) -> Result:
    """What nobody else had touched is written; of the rest the server's stands, and the ledger keeps what was proposed."""
    payload = op.payload
    edits = told(UUID(str(payload[verb.subject])), op.base_version or 0)
    fields = {name: ["Changed by somebody else meanwhile."] for name in contested}
    proposed = {name: payload["changes"].get(name) for name in contested}
    return {
        "status": "conflict",
        "code": "conflict",
        "detail": "Somebody else changed the same fields.",
        "fields": fields,
        "proposed": proposed,
        "edits": {name: edit for name, edit in edits.items() if name.partition(".")[0] in contested},
        **current(verb, payload, by),
    }


def current(verb: Verb, payload: Mapping[str, Any], by: User) -> Result:
    """The row as it now stands, in the shape in which the phone pulls it."""
    if not verb.collection:
        return {}
    kept = collection(verb.collection)
    rows = json_rows(kept.visible(by).filter(pk=UUID(str(payload[verb.subject]))).order_by(), kept.shape(Viewer.now(by)))
    return {"current": orjson.loads(rows[0].text)} if rows else {}


def refusal(error: DomainError) -> Result:
    return refused(error.code, error.detail, error.fields)


def refused(code: str, detail: str, fields: Mapping[str, list[str]] | None = None) -> Result:
    return {"status": "rejected", "code": code, "detail": detail} | ({"fields": dict(fields)} if fields else {})


def is_collision(error: Error) -> bool:
    """Two transactions in each other's way: the same op, tried again, finds the other one done."""
    return getattr(error.__cause__, "sqlstate", None) in ("40001", "40P01")
