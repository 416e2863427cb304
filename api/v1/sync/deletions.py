"""Rows that are no more: an import, a merge or a bulk change that was undone takes away what it made (`crm.history.undoing`).

Nothing of them is left to carry a change number, so the history is asked, which has one for each row deleted. It is written in
the transaction that deletes: what holds of rows and windows holds of it.
"""

from functools import cache

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from accounts.models import Account, AccountKind, Ownership, SavedView
from api.rows import Literal, Shape
from api.v1.sync.collections import Collection
from crm.models import Change, User
from tiers.models import Segment


def deleted(collection: Collection, user: User, window: Q) -> QuerySet[Change]:
    """What this person could have had of a collection and nobody has any more. A row that an undo brought back is there."""
    gone = Change.objects.filter(window, op=Change.Op.DELETE, table_name=collection.table)
    gone = gone.filter(~Exists(collection.model._default_manager.filter(pk=OuterRef("row_id"))))
    if collection.name == "saved_views":
        return gone.filter(view_was_seen(user))
    if Account.objects.all().sees_all(user):
        return gone
    if collection.name == "routes":
        return gone.filter(old__team_id__in=teams_of(user))
    if collection.name != "accounts" and not collection.hangs_on:
        return gone  # the same for everybody: what was there for all is gone for all
    return gone.filter(on_account_seen(user))


def on_account_seen(user: User) -> Q:
    """The account is in this person's sight, or was before it went as well."""
    here = Exists(Account.objects.visible_to(user).filter(pk=OuterRef("account_id")))
    was_here = Q(old__team_id__in=teams_of(user)) | Q(old__kind=AccountKind.INTERNAL)
    tables = (Account._meta.db_table, Ownership._meta.db_table)
    ends = Change.objects.filter(was_here, account_id=OuterRef("account_id"), op=Change.Op.DELETE, table_name__in=tables)
    return Q(here) | Q(Exists(ends))


def view_was_seen(user: User) -> Q:
    """One's own, or shared with a team in one's reach: what the history's `old` says of a view."""
    if user.reach is None:
        return Q(old__owner_id=str(user.pk)) | (Q(old__has_key="team_id") & ~Q(old__team_id=None))
    return Q(old__owner_id=str(user.pk)) | Q(old__team_id__in=teams_of(user))


def unshared(user: User, window: Q) -> QuerySet[SavedView]:
    """Views of colleagues that this person saw while they were shared with a team, and does not see any more."""
    was_seen = Change.objects.filter(view_was_seen(user), window, row_id=OuterRef("pk"), op=Change.Op.UPDATE)
    return SavedView.objects.filter(window, Exists(was_seen)).exclude(pk__in=SavedView.objects.visible_to(user).values("pk"))


def moved_away(user: User, window: Q) -> QuerySet[Segment]:
    """Segments that were the company's or of a team in this person's reach, and now are another team's."""
    was_seen = Q(old__has_key="team_id") & (Q(old__team_id=None) | Q(old__team_id__in=teams_of(user)))
    changes = Change.objects.filter(was_seen, window, table_name=Segment._meta.db_table, row_id=OuterRef("pk"), op=Change.Op.UPDATE)
    return Segment.objects.filter(window, Exists(changes)).exclude(pk__in=Segment.objects.visible_to(user).values("pk"))


def teams_of(user: User) -> list[str]:
    """As the history's JSON has them."""
    return [str(team) for team in user.reach or ()]


@cache
def naming(noun: str) -> Shape:
    return Shape({"type": Literal(noun), "id": F("row_id")})
