"""What people decide about accounts that look alike."""

from datetime import datetime

from django.db import transaction

from accounts.actions.access import require_visible, require_writable
from accounts.models import DuplicatePair
from crm.errors import DomainError
from crm.events import record_event
from crm.models import User


class PairDecided(DomainError):
    """Somebody has decided about these two already."""

    code = "duplicate_decided"


@transaction.atomic
def say_different(*, pair: DuplicatePair, by: User | None, at: datetime) -> DuplicatePair:
    """These two are not one customer: remembered, however alike they look."""
    locked = DuplicatePair.objects.select_for_update(of=("self",)).select_related("first", "second").get(pk=pair.pk)
    require_visible(account=locked.second, by=by)
    require_writable(account=locked.first, by=by)
    if locked.state == DuplicatePair.State.DIFFERENT:
        return locked
    if locked.state != DuplicatePair.State.OPEN:
        raise PairDecided("These two were merged already.")
    locked.state, locked.decided_at, locked.decided_by = DuplicatePair.State.DIFFERENT, at, by
    locked.save(update_fields=["state", "decided_at", "decided_by"])
    record_event(
        type="duplicate.different", subject=pair.pk, account_id=locked.first_id, team_id=locked.first.team_id, at=at, by=by,
        payload={"accounts": [str(locked.first_id), str(locked.second_id)]},
    )  # fmt: skip
    return locked
