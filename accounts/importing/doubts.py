"""Lines that look like an account which is there under another number: the same phone, or the same name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from psycopg.types.json import Jsonb

from accounts.identity import LEGAL_FORMS, phone_keys, plain_name
from accounts.importing.batches import Doubt
from accounts.models import Account, ImportDoubt, ImportRun
from accounts.models.account import PHONE_TAIL, phone_tail
from accounts.search import name_key
from accounts.search.pinyin import KEY_LENGTH
from accounts.search.readings import WORDS
from crm.copying import copy_rows, tell_array
from crm.models import User

#: The legal forms that people leave out; rarer ones are found by the list of duplicates.
USUAL_FORMS = ("", *LEGAL_FORMS[2:4], "有限公司", "公司")
#: Signs that make a word with the first one of such a form.
BEFORE_FORM = frozenset(word[0] for word in WORDS for form in USUAL_FORMS if form and word[1] == form[0])
#: Names up to this length may be read as a person's.
SHORT = 4
TRADING_HOUSE = "行"

#: Arrays instead of as many parameters: a list of fifty thousand takes longer to read than to look up. The first ones are sounds
#: behind each of which the second ones may stand, the third ones are whole.
WITH_SOUND = f"""name_key = ANY(ARRAY(
    SELECT left(alone || form, {KEY_LENGTH}) FROM unnest(%s::text[]) AS alone CROSS JOIN unnest(%s::text[]) AS form
    UNION SELECT unnest(%s::text[])
))"""
WITH_TAIL = f"phone <> '' AND {PHONE_TAIL} = ANY(%s::text[])"

Found = dict[str, list[Account]]


def accounts_by_phone(phones: Collection[str], *, by: User | None) -> Found:
    """By each of these keys the accounts that `by` may see."""
    tails = [phone_tail(phone) for phone in phones]
    rows = _reachable(by).extra(where=[WITH_TAIL], params=[tell_array(tails)]) if tails else ()  # noqa: S610 (a constant)
    return _by_key(rows, lambda account: phone_keys(account.phone), phones)


def accounts_by_name(names: Collection[str], *, by: User | None) -> Found:
    """By each of these plain names, whatever their legal form."""
    alone: list[str] = []
    whole: list[str] = []
    for name in names:
        (whole if _reads_on(name) else alone).append(name)
    told = ({*map(name_key, alone)}, ["", *_sounds_behind()], {key for name in whole for key in sounds(name)})
    params = [tell_array(keys) for keys in told]
    rows = _reachable(by).extra(where=[WITH_SOUND], params=params) if names else ()  # noqa: S610 (a constant)
    return _by_key(rows, lambda account: (plain_name(account.name),), names)


def sounds(name: str) -> list[str]:
    """The sort keys of a plain name with each usual legal form."""
    if _reads_on(name):
        return [name_key(name + form) for form in USUAL_FORMS]
    return [f"{name_key(name)}{sound}"[:KEY_LENGTH] for sound in ("", *_sounds_behind())]


def _reads_on(name: str) -> bool:
    """A reading may hang on what follows it: a trading house at the end, a short name that is a person's, a word begun."""
    return len(name) <= SHORT or name[-1] == TRADING_HOUSE or name[-1] in BEFORE_FORM


@cache
def _sounds_behind() -> tuple[str, ...]:
    """How each legal form reads at the end of a name; asked late, as the dictionary is no load for the web."""
    return tuple([name_key(f"店{form}").removeprefix("dian") for form in USUAL_FORMS[1:]])


def _reachable(by: User | None) -> QuerySet[Account]:
    rows = Account.objects.external().active()
    return (rows if by is None else rows & Account.objects.visible_to(by)).select_related("territory").order_by("created_at", "id")


def _by_key(rows: Iterable[Account], keys: Any, wanted: Collection[str]) -> Found:
    found: Found = defaultdict(list)
    asked = set(wanted)
    for account in rows:
        for key in keys(account):
            if key in asked:
                found[key].append(account)
    return found


def alike(lines: Mapping[int, Mapping[str, str]], *, by: User | None, known_by: str) -> dict[int, tuple[Account, str]]:
    """For the lines (by their place) of new accounts, whom each looks like and in which column. What identifies the lines of this
    file anyhow raises no doubt."""
    phones = {place: phone_keys(cells["phone"]) for place, cells in lines.items() if "phone" in cells and known_by != "phone"}
    names = {place: plain_name(cells["name"]) for place, cells in lines.items() if "name" in cells and known_by != "name"}
    by_phone = accounts_by_phone({key for keys in phones.values() for key in keys}, by=by)
    by_name = accounts_by_name({name for name in names.values() if name}, by=by)
    found: dict[int, tuple[Account, str]] = {}
    for place in lines:
        same_phone = next((by_phone[key][0] for key in phones.get(place, ()) if key in by_phone), None)
        if same_phone is not None:
            found[place] = (same_phone, "phone")
        elif (name := names.get(place, "")) in by_name:
            found[place] = (by_name[name][0], "name")
    return found


def keep_doubts(run: ImportRun, doubts: Sequence[Doubt]) -> None:
    columns = ("run_id", "line", "account_id", "because", "told", "done")
    rows: list[tuple[UUID, int, UUID, str, Jsonb, str]] = [
        (run.pk, doubt.line, doubt.account_id, doubt.because, Jsonb(dict(doubt.told)), doubt.done) for doubt in doubts
    ]
    if rows:
        copy_rows(ImportDoubt._meta.db_table, columns, rows)
