"""Whom a customer who is being written down looks like: by the keys that find duplicates, before there is one."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from accounts.duplicates import MOST_ALIKE, WORTH
from accounts.identity import name_sound, phone_keys, plain_name
from accounts.importing.doubts import accounts_by_name, accounts_by_phone
from accounts.models import Account
from crm.models import User
from crm.statements import run

#: Each key's holders, one more than say something.
HOLDERS = """
    SELECT wanted.kind, wanted.value, held.account_id
    FROM unnest(%s::text[], %s::text[]) AS wanted (kind, value)
    CROSS JOIN LATERAL (
        SELECT account_id FROM accounts_identitykey AS key
        WHERE key.kind = wanted.kind AND key.value = wanted.value COLLATE "C" LIMIT %s
    ) AS held
"""


@dataclass(frozen=True, slots=True)
class Lookalike:
    account: Account
    score: int
    reasons: tuple[str, ...]


def lookalikes(*, name: str, phone: str, by: User, most: int = 5) -> list[Lookalike]:
    """Customers that `by` sees, the most alike first; a bounded number of statements. Keys are made every ten minutes, so who
    was opened since is found by the account's own columns."""
    phones, plain, sound = phone_keys(phone), plain_name(name) if name.strip() else "", name_sound(name)
    reasons: dict[UUID, set[str]] = defaultdict(set)
    wanted = [*(("phone", key) for key in phones), *([("name", plain)] if plain else []), *([("sound", sound)] if sound else [])]
    for kind, holders in _holders(wanted):
        for account in holders:
            reasons[account].add(kind)
    for kind, found in (("phone", accounts_by_phone(phones, by=by)), ("name", accounts_by_name([plain] if plain else [], by=by))):
        for accounts in found.values():
            for fresh in accounts[:MOST_ALIKE]:
                reasons[fresh.pk].add(kind)
    seen = Account.objects.visible_to(by).external().active().select_related("owner", "team").in_bulk(reasons.keys())
    alike = [
        Lookalike(account, min(100, sum(WORTH[kind] for kind in reasons[pk])), tuple(sorted(reasons[pk])))
        for pk, account in seen.items()
    ]
    return sorted(alike, key=lambda each: (-each.score, each.account.name_key, each.account.pk))[:most]


def _holders(wanted: list[tuple[str, str]]) -> Iterable[tuple[str, list[UUID]]]:
    """By kind who has the key; one that many share says nothing."""
    if not wanted:
        return
    kinds, values = [kind for kind, _ in wanted], [value[:400] for _, value in wanted]
    holders: dict[tuple[str, str], list[UUID]] = defaultdict(list)
    for kind, value, account in run(HOLDERS, [kinds, values, MOST_ALIKE + 1]):
        holders[kind, value].append(account)
    for (kind, _), accounts in holders.items():
        if len(accounts) <= MOST_ALIKE:
            yield kind, accounts
