"""`/process-chain/` and what hangs on its links (rows 5, 47)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions.chain import link_process
from accounts.actions.service_requests import ask_service, finish_request
from accounts.models import ServiceRequest
from crm.models import Event


def chain(call, who="dora", **query):
    answer = call(who, "GET", "/api/v1/process-chain/" + ("?" + "&".join(f"{k}={v}" for k, v in query.items()) if query else ""))
    assert answer.status_code == 200, answer.content
    return answer.json()


def edge_of(body, link):
    return next(edge for edge in body["edges"] if edge["link"] == str(link.pk))


def test_the_graph_tells_who_serves_whom_and_how_well(call, world, cast):
    ago = timezone.now() - timedelta(days=10)
    for late in (True, True, False):
        asked = ask_service(link=world.link, standard=world.standard, text="soup", by=None, at=ago)
        finish_request(request=asked, by=None, at=asked.due_at + timedelta(minutes=late))

    body = chain(call)

    edge = edge_of(body, world.link)
    assert (edge["on_time"], edge["late"], edge["running"], edge["overdue"], edge["standards"]) == (1, 2, 1, 0, 1)
    assert edge["score"] == {"value": 33.3, "limit": "on_time", "parts": {"on_time": 33.3}}
    assert body["weakest"] == {"edge": str(world.link.pk), "step": str(world.kitchen.pk)}
    nodes = {node["id"]: node for node in body["nodes"]}
    assert nodes[str(world.kitchen.pk)]["is_mine"]
    assert not nodes[str(world.desk.pk)]["is_mine"]
    assert [member["name"] for member in nodes[str(world.kitchen.pk)]["members"]] == ["Dora"]


def test_end_customers_are_bundled_by_kind(call, world, cast):
    for account in (world.mine.account, world.mates, world.theirs.account):
        link_process(supplier=world.desk, customer=account, service="advice", by=None, at=timezone.now())

    lenas, doras = chain(call, "lena"), chain(call, "dora")

    bundle = next(edge for edge in lenas["edges"] if edge["link"] is None)
    assert (bundle["customer"], bundle["links"], bundle["service"]) == ("customers:retailer", 2, "advice")
    assert next(node for node in lenas["nodes"] if node["id"] == "customers:retailer")["customers"] == 2
    assert [node for node in doras["nodes"] if node["account"] is None] == []  # no customer of sales for her


def test_the_graph_costs_the_same_however_long_the_chain(call, world, cast):
    def statements():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            chain(call, "admin")
        return len(captured)

    few = statements()
    for number in range(5):
        link = link_process(supplier=world.desk, customer=world.mates, service=f"advice {number}", by=None, at=timezone.now())
        ask_service(link=link, kind="complaint", text="late", by=None, at=timezone.now())

    assert statements() == few


@pytest.mark.parametrize("query", [{"days": "0"}, {"days": "367"}, {"days": "ten"}, {"colour": "red"}])
def test_a_window_that_makes_no_sense_is_refused(call, cast, query):
    ((name, value),) = query.items()

    answer = call("dora", "GET", f"/api/v1/process-chain/?{name}={value}")

    assert (answer.status_code, list(answer.json()["fields"])) == (400, [name])


def test_a_circle_is_refused_in_words_that_name_it(call, world, cast):
    body = {"supplier": str(world.desk.pk), "customer": str(world.kitchen.pk), "service": "plates"}

    answer = call("admin", "POST", "/api/v1/process-links/", body)

    assert (answer.status_code, answer.json()["code"]) == (409, "process_cycle")
    assert "Desk → Kitchen → Desk" in answer.json()["detail"]
    assert call("admin", "POST", "/api/v1/process-links/", body | {"goes_back": True}).status_code == 201


def test_a_request_runs_its_way(call, world, cast):
    base = f"/api/v1/service-requests/{world.request.pk}/"
    assert call("dora", "POST", f"{base}pause/", {"reason": "no salt"}).json()["state"] == "paused"
    assert call("alice", "POST", f"{base}resume/", {}).json()["state"] == "open"
    assert call("dora", "POST", f"{base}finish/", {"answer": "served"}).json()["done_by"]["name"] == "Dora"
    confirmed = call("alice", "POST", f"{base}confirm/", {}).json()

    assert (confirmed["state"], confirmed["is_late"], confirmed["settled_by"]["name"]) == ("confirmed", False, "Alice")
    again = call("alice", "POST", f"{base}confirm/", {})
    assert (again.status_code, again.json()["code"]) == (409, "request_state")
    types = list(Event.objects.filter(subject=world.request.pk).order_by("id").values_list("type", flat=True))
    assert types == ["service.asked", "service.paused", "service.resumed", "service.done", "service.confirmed"]


def test_what_is_overdue_is_found(call, world, cast):
    ServiceRequest.objects.filter(pk=world.request.pk).update(due_at=timezone.now() - timedelta(minutes=1))
    in_time = ask_service(link=world.link, standard=world.standard, text="soup", by=None, at=timezone.now())

    late = call("dora", "GET", "/api/v1/service-requests/?overdue=true").json()["results"]
    others = call("dora", "GET", "/api/v1/service-requests/?overdue=false").json()["results"]

    assert [(row["id"], row["is_late"]) for row in late] == [(str(world.request.pk), True)]
    assert [(row["id"], row["is_late"]) for row in others] == [(str(in_time.pk), False)]


@pytest.mark.parametrize(
    ("path", "body", "wrong"),
    [
        ("service-requests", {"text": "x" * 1001}, {"text", "link"}),
        ("service-requests", {"link": "LINK", "text": "soup"}, {"standard"}),
        ("service-requests", {"link": "LINK", "text": "soup", "standard": "00000000-0000-7000-8000-000000000000"}, {"standard"}),
        ("service-requests", {"link": "LINK", "text": "soup", "kind": "joke"}, {"kind"}),
        ("service-ratings", {"link": "LINK", "score": 6}, {"score"}),
        ("service-ratings", {"link": "LINK", "score": 4.5}, {"score"}),
        ("service-ratings", {"link": "LINK", "score": 4, "period": "2020-01-01"}, {"period"}),
        ("service-ratings", {"link": "LINK", "score": 4, "period": "2026-02-30"}, {"period"}),
    ],
)
def test_bad_input_is_named(call, world, cast, path, body, wrong):
    body = {name: str(world.link.pk) if value == "LINK" else value for name, value in body.items()}

    answer = call("alice", "POST", f"/api/v1/{path}/", body)

    assert (answer.status_code, set(answer.json()["fields"])) == (400, wrong)


def test_rating_again_replaces_the_first(call, world, cast):
    body = {"link": str(world.link.pk), "score": 2, "comment": "cold"}
    first = call("alice", "POST", "/api/v1/service-ratings/", body).json()

    second = call("alice", "POST", "/api/v1/service-ratings/", body | {"score": 5, "comment": ""}).json()

    assert (second["id"], second["score"], second["comment"]) == (first["id"], 5, "")


def test_a_standard_is_revised_into_its_next_version(call, world, cast):
    revised = call("dora", "POST", f"/api/v1/service-standards/{world.standard.pk}/revise/", {"within": 1}).json()

    assert (revised["number"], revised["series"]) == (2, str(world.standard.series))
    current = call("ann", "GET", f"/api/v1/service-standards/?link={world.link.pk}&ended_at__isnull=true").json()["results"]
    assert [row["id"] for row in current] == [revised["id"]]


def test_a_link_changes_under_its_version(call, world, cast):
    path = f"/api/v1/process-links/{world.link.pk}/"

    assert call("admin", "PATCH", path, {"service": "soup"}).status_code == 428
    assert call("admin", "PATCH", path, {"service": "soup"}, If_Match='"7"').status_code == 412
    assert call("admin", "PATCH", path, {"service": "soup"}, If_Match='"1"').json()["service"] == "soup"
    assert call("admin", "PATCH", path, {"supplier": str(world.desk.pk)}, If_Match='"2"').status_code == 400
