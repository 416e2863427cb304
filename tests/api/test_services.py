"""`/services/`, `/entitlements/`, `/service-deliveries/` and a customer's entitlements (rows 61, 69)."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actions.figures import write_figures


def test_a_customer_sees_what_its_tier_gets(call, world, cast):
    path = f"/api/v1/accounts/{world.mine.account.pk}/entitlements/"
    before = call("alice", "GET", path).json()
    write_figures(columns=["tier"], rows=[(world.mine.account.pk, "gold")])

    body = call("alice", "GET", path).json()

    assert (before["tier"], before["counts_as"], before["services"][0]["allowance"]) == (None, "ordinary", None)
    mine = next(row for row in body["services"] if row["id"] == str(world.theirs.service.pk))
    assert (body["tier"], mine["allowance"]["quota"], mine["allowance"]["left"]) == ("gold", 2, 2)


def test_entitlements_cost_the_same_however_many_services(call, world, cast):
    def statements():
        with CaptureQueriesContext(connection) as captured:
            assert call("admin", "GET", f"/api/v1/accounts/{world.mine.account.pk}/entitlements/").status_code == 200
        return len(captured)

    few = statements()
    for number in range(6):
        body = {"code": f"N-{number}", "name": "More", "layer": "auxiliary"}
        service = call("admin", "POST", "/api/v1/services/", body).json()["id"]
        call("admin", "POST", "/api/v1/entitlements/", {"service": service, "tier": "gold"})

    assert statements() == few


def test_an_exception_needs_its_reason(call, world, cast):
    body = {"account": str(world.mine.account.pk), "service": str(world.mine.service.pk)}

    refused = call("alice", "POST", "/api/v1/service-deliveries/", body)
    given = call("alice", "POST", "/api/v1/service-deliveries/", body | {"note": "Asked for it", "level": 3})

    assert (refused.status_code, list(refused.json()["fields"])) == (400, ["note"])
    assert (given.status_code, given.json()["beyond"], given.json()["given_by"]["name"]) == (201, True, "Alice")


def test_alerts_are_found_and_settled(call, world, cast):
    rows = call("lena", "GET", "/api/v1/service-deliveries/?alert=true").json()["results"]
    assert [row["id"] for row in rows] == [str(world.mine.delivery.pk)]

    settled = call("lena", "POST", f"/api/v1/service-deliveries/{world.mine.delivery.pk}/settle-alert/", {"text": "Rang them"})

    assert (settled.json()["alert"], settled.json()["settlement"]) == (False, "Rang them")
    again = call("lena", "POST", f"/api/v1/service-deliveries/{world.mine.delivery.pk}/settle-alert/", {"text": "Again"})
    assert (again.status_code, again.json()["code"]) == (409, "no_alert")


def test_bad_input_is_named(call, world, cast):
    wrong = {"code": "", "name": "x" * 101, "layer": "side", "cost": "-1", "colour": "red"}

    answer = call("lena", "POST", "/api/v1/services/", wrong)

    assert (answer.status_code, set(answer.json()["fields"])) == (400, {"colour"})
    del wrong["colour"]
    answer = call("lena", "POST", "/api/v1/services/", wrong)
    assert (answer.status_code, set(answer.json()["fields"])) == (400, {"code", "name", "layer", "cost"})
