"""Keeps what the search finds beside what people wrote: name, people, phones and address of each account."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import CharField, F, Func, OuterRef

from accounts.models import Account, Contact
from accounts.search import name_key, search_text, search_tokens

#: Account columns that the index is made of.
INDEXED = frozenset({"name", "licence_name", "phone", "address", "street", "village", "external_id"})

BATCH = 2000

#: Kilobytes of new lexemes that wait during a bulk write: those of some ten thousand accounts.
WAITING = 16_384

#: Only the owner of an index may have it worked in; for another role a bulk write is like any other.
IS_OURS = "(SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = 'account_search'::regclass)"


@dataclass(frozen=True, slots=True)
class Entry:
    tokens: Collection[str]
    text: str


class Wording(NamedTuple):
    """All that is made of an account's words: the key it is sorted by, its lexemes in the database's notation, the phone's text."""

    name_key: str
    lexemes: str
    text: str


#: By what a new account's words are known: its values in `WORDS`, "" where it has none.
Words = tuple[str, ...]
WORDS = tuple(sorted(INDEXED))


def words_in(fields: Mapping[str, Any]) -> Words:
    return tuple([fields.get(name) or "" for name in WORDS])


def worded(words: Words) -> Wording:
    """Depends on nothing but the words, so that an import has them made ahead of time."""
    fields = dict(zip(WORDS, words, strict=True))
    entry = entry_of(fields)
    return Wording(name_key(fields["name"]), as_tsvector(entry.tokens), entry.text)


def entry_for(account: Account, *, contacts: Collection[tuple[str, str]] = ()) -> Entry:
    """What to find `account` by; `contacts` are names with phones, a further phone comes without the name."""
    return entry_of({name: getattr(account, name) for name in INDEXED}, contacts=contacts)


def entry_of(fields: Mapping[str, Any], *, contacts: Collection[tuple[str, str]] = ()) -> Entry:
    """The same for an account that is only its fields so far."""
    name, address, street, village = fields["name"], fields["address"], fields["street"], fields["village"]
    names = [person for person, _ in contacts if person]
    phones = [phone for phone in (fields["phone"], *(phone for _, phone in contacts)) if phone]
    other = [word for word in (fields["licence_name"], fields.get("external_id")) if word]
    return Entry(
        tokens=search_tokens(
            name=name, contacts=names, phones=phones, address=address, street=street, village=village, other=other
        ),
        text=search_text(name=name, contacts=names, phones=phones, street=street, village=village),
    )


def as_tsvector(tokens: Collection[str]) -> str:
    """The database's own notation of a tsvector without positions."""
    joined = "' '".join(tokens)
    if "\\" in joined or joined.count("'") > 2 * (len(tokens) - 1):
        joined = "' '".join([token.replace("\\", "\\\\").replace("'", "''") for token in tokens])
    return f"'{joined}'" if tokens else ""


@contextmanager
def lexemes_waiting() -> Iterator[None]:
    """Around a bulk write inside a transaction: its new lexemes wait for each other, so that every list of accounts in the index is
    unpacked once instead of once for every thousand accounts. `work_lexemes_in` is to follow."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT current_setting('gin_pending_list_limit'), set_config('gin_pending_list_limit', '{WAITING}', true)
            WHERE {IS_OURS}
            """
        )
        before = cursor.fetchone()
        yield
        if before is not None:
            cursor.execute("SELECT set_config('gin_pending_list_limit', %s, true)", [before[0]])


def work_lexemes_in() -> None:
    """What waits goes into the index: until then every search reads it as well."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT gin_clean_pending_list('account_search') WHERE {IS_OURS}")


def index_accounts(accounts: Iterable[UUID]) -> None:
    """Write the index of these accounts anew; neither version nor `updated_at` moves."""
    ids = sorted(set(accounts))
    for start in range(0, len(ids), BATCH):
        _index(ids[start : start + BATCH])


def _index(ids: list[UUID]) -> None:
    people = Contact.objects.filter(account=OuterRef("pk"), archived_at__isnull=True).order_by("name_key", "id")
    each = Func(F("other_phones"), function="unnest", output_field=CharField())
    each.set_returning = True
    further = people.annotate(further=each).values("further")
    rows = Account.objects.filter(pk__in=ids).annotate(
        names=ArraySubquery(people.values("name")), phones=ArraySubquery(people.values("phone")), further=ArraySubquery(further)
    )
    entries = {
        row.pk: entry_for(row, contacts=[*zip(row.names, row.phones, strict=True), *(("", phone) for phone in row.further)])
        for row in rows
    }
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE accounts_account AS account
            SET search = entry.tokens::tsvector, search_text = entry.text
            FROM unnest(%s::uuid[], %s::text[], %s::text[]) AS entry (id, tokens, text)
            WHERE account.id = entry.id
              AND (account.search IS DISTINCT FROM entry.tokens::tsvector OR account.search_text <> entry.text)
            """,
            [
                list(entries),
                [as_tsvector(entry.tokens) for entry in entries.values()],
                [entry.text for entry in entries.values()],
            ],
        )
