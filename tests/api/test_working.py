"""Working time and visiting hours over HTTP: of two who edit at once, the later one is told."""

import pytest

from accounts.models import Account
from visits.models import ManagerShift, VisitRules

API = "/api/v1"


@pytest.fixture
def rules(world) -> str:
    return f"{API}/accounts/{world.mine.account.pk}/visit-rules/"


class TestVisitRules:
    def test_who_saw_an_older_state_is_told_and_writes_nothing_over(self, rules, call, world):
        seen = call("alice", "GET", rules)["ETag"]

        first = call("lena", "PATCH", rules, {"weekdays": [2]}, If_Match=seen)
        late = call("alice", "PATCH", rules, {"weekdays": [5], "interval_days": 9}, If_Match=seen)

        assert (seen, first.status_code, first["ETag"]) == ('"0"', 200, '"1"')
        assert (late.status_code, late.json()["code"]) == (412, "stale")
        stored = VisitRules.objects.get(account=world.mine.account)
        assert (stored.weekdays, stored.interval_days) == ([2], None)
        again = call("alice", "PATCH", rules, {"weekdays": [5]}, If_Match=call("alice", "GET", rules)["ETag"])
        assert (again.status_code, again.json()["weekdays"]) == (200, [5])

    def test_without_saying_what_was_seen_nothing_is_written(self, rules, call):
        answer = call("alice", "PATCH", rules, {"weekdays": [2]})

        assert (answer.status_code, answer.json()["code"]) == (428, "if_match_required")
        assert not VisitRules.objects.exists()

    def test_the_accounts_own_version_is_not_theirs(self, rules, call, world):
        Account.objects.filter(pk=world.mine.account.pk).update(version=7)

        answer = call("alice", "PATCH", rules, {"weekdays": [2]}, If_Match='"7"')

        assert answer.status_code == 412


class TestShift:
    def test_who_saw_an_older_state_is_told_and_writes_nothing_over(self, call, cast):
        whose = {"manager": str(cast.alice.pk)}

        first = call("lena", "POST", f"{API}/shifts/set/", whose | {"starts_at": "07:00", "version": 0})
        late = call("alice", "POST", f"{API}/shifts/set/", {"starts_at": "10:00", "version": 0})

        assert first.status_code == 200
        assert (late.status_code, late.json()["code"]) == (412, "stale")
        assert ManagerShift.objects.get(manager=cast.alice).starts_at.hour == 7
        again = call("alice", "POST", f"{API}/shifts/set/", {"starts_at": "10:00", "version": first.json()["version"]})
        assert (again.status_code, again.json()["starts_at"]) == (200, "10:00:00")

    def test_a_program_that_has_seen_nothing_sets_it_as_it_is(self, call, cast):
        call("alice", "POST", f"{API}/shifts/set/", {"starts_at": "07:00"})

        answer = call("alice", "POST", f"{API}/shifts/set/", {"starts_at": "10:00"})

        assert (answer.status_code, answer.json()["starts_at"]) == (200, "10:00:00")
