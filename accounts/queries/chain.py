"""The process chain as a graph, with what is known of each step's service: a constant number of statements (rows 5, 47)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Avg, Case, Count, Expression, F, Max, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Concat

from accounts.models import Account, AccountKind, ProcessLink, ServiceRating, ServiceRequest, ServiceStandard, StepMember
from accounts.weakest_step import Facts, Score, score, weakest
from crm.calendar import business_day, day_bounds
from crm.models import User

#: How far back the figures look.
WINDOW_DAYS = 90

NOTHING, UNKNOWN = Facts(), Score(None, None, {})

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Edge:
    """One link, or all links of one step to one kind of end customers with the same service. `key` names it, `customer` its end."""

    key: str
    link: UUID | None
    supplier: UUID
    customer: str
    service: str
    standard: str
    goes_back: bool
    links: int
    version: int | None
    standards: int = 0
    running: int = 0
    overdue: int = 0
    rating: Decimal | None = None
    facts: Facts = NOTHING
    score: Score = UNKNOWN


@dataclass(frozen=True)
class Node:
    """A step of our own, or the end customers of one kind (`role`), who are many."""

    id: str
    account: UUID | None
    name: str
    role: str
    team: str
    customers: int
    members: tuple[Row, ...]
    score: Score


@dataclass(frozen=True)
class Chain:
    since: date
    nodes: list[Node]
    edges: list[Edge]
    weakest_edge: str | None
    weakest_step: str | None


def process_chain(user: User, *, at: datetime, since: date) -> Chain:
    """Everything that this person sees of the chain, and its shortest board."""
    links = ProcessLink.objects.current().visible_to(user)
    edges = _measured(_edges(links), links, at=at, since=since)
    nodes = _nodes(user, edges)
    return Chain(
        since=since,
        nodes=nodes,
        edges=edges,
        weakest_edge=weakest((edge.key, edge.score) for edge in edges),
        weakest_step=weakest((node.id, node.score) for node in nodes),
    )


def edge_key(link: str = "") -> Expression:
    """What names the edge of a link, in SQL; `link` leads there."""
    parts = (Cast(f"{link}supplier", TextField()), F(f"{link}customer__role"), Cast(f"{link}goes_back", TextField()))
    group = Concat(*(piece for part in parts for piece in (part, Value("|"))), F(f"{link}service"), output_field=TextField())
    return Case(When(_inside(link), then=Cast(f"{link}id", TextField())), default=group, output_field=TextField())


def _inside(link: str = "") -> Q:
    return Q(**{f"{link}customer__kind": AccountKind.INTERNAL})


def customers_of(role: str) -> str:
    return f"customers:{role}"


def _edges(links: QuerySet[ProcessLink]) -> list[Edge]:
    named = links.annotate(
        key=edge_key(),
        end=Case(
            When(_inside(), then=Cast("customer", TextField())),
            default=Concat(Value(customers_of("")), F("customer__role"), output_field=TextField()),
            output_field=TextField(),
        ),
        step=Case(When(_inside(), then=F("id")), default=None),
    )
    rows = named.values("key", "end", "step", "supplier_id", "service", "goes_back").annotate(
        links=Count("id"), wording=Max("standard"), edition=Max("version")
    )
    return [
        Edge(
            key=row["key"], link=row["step"], supplier=row["supplier_id"], customer=row["end"], service=row["service"],
            standard=row["wording"], goes_back=row["goes_back"], links=row["links"],
            version=row["edition"] if row["step"] else None,
        )
        for row in rows.order_by("key")
    ]  # fmt: skip


def _measured(edges: Iterable[Edge], links: QuerySet[ProcessLink], *, at: datetime, since: date) -> list[Edge]:
    asked, ratings, standards = _asked(links, at, since), _ratings(links, since), _standards(links)
    measured = []
    for edge in edges:
        counts = asked.get(edge.key, {})
        rated = ratings.get(edge.key, [])
        facts = Facts(
            on_time=counts.get("on_time", 0),
            late=counts.get("late", 0),
            ratings=tuple(mean for mean, _ in rated),
            open_complaints=counts.get("complaints", 0),
        )
        weight = sum(count for _, count in rated)
        mean = sum((value * count for value, count in rated), Decimal()) / weight if weight else None
        measured.append(
            replace(
                edge, facts=facts, score=score(facts), rating=mean, standards=standards.get(edge.key, 0),
                running=counts.get("running", 0), overdue=counts.get("overdue", 0),
            )
        )  # fmt: skip
    return measured


def _asked(links: QuerySet[ProcessLink], at: datetime, since: date) -> dict[str, Row]:
    """How requests ended in the window, and what is open however old: late ones count as late before they are done."""
    request, complaint = (Q(kind=kind) for kind in (ServiceRequest.Kind.REQUEST, ServiceRequest.Kind.COMPLAINT))
    done = Q(state__in=(ServiceRequest.State.DONE, ServiceRequest.State.CONFIRMED))
    overdue = Q(state=ServiceRequest.State.OPEN, due_at__lt=at)
    rows = (
        ServiceRequest.objects.filter(link__in=links)
        .filter(Q(asked_at__gte=day_bounds(since)[0]) | Q(state__in=ServiceRequest.UNSETTLED))
        .annotate(key=edge_key("link__"))
        .values("key")
        .annotate(
            on_time=Count("id", filter=request & done & Q(done_at__lte=F("due_at"))),
            late=Count("id", filter=request & (overdue | done & Q(done_at__gt=F("due_at")))),
            running=Count("id", filter=Q(state__in=ServiceRequest.RUNNING)),
            overdue=Count("id", filter=overdue),
            complaints=Count("id", filter=complaint & Q(state__in=ServiceRequest.UNSETTLED)),
        )
    )
    return {row["key"]: row for row in rows.order_by()}


def _ratings(links: QuerySet[ProcessLink], since: date) -> dict[str, list[tuple[Decimal, int]]]:
    """By edge: mean and number of the ratings of each standard, and of the link as a whole."""
    found: dict[str, list[tuple[Decimal, int]]] = defaultdict(list)
    rows = (
        ServiceRating.objects.filter(link__in=links, period__gte=since.replace(day=1))
        .annotate(key=edge_key("link__"))
        .values("key", "series")
        .annotate(mean=Avg("score"), raters=Count("id"))
    )
    for row in rows.order_by():
        found[row["key"]].append((Decimal(str(row["mean"])), row["raters"]))
    return found


def _standards(links: QuerySet[ProcessLink]) -> dict[str, int]:
    current = ServiceStandard.objects.filter(link__in=links, ended_at__isnull=True).annotate(key=edge_key("link__"))
    return {row["key"]: row["count"] for row in current.values("key").annotate(count=Count("id")).order_by()}


def _nodes(user: User, edges: list[Edge]) -> list[Node]:
    served: dict[str, list[Edge]] = defaultdict(list)
    for edge in edges:
        served[str(edge.supplier)].append(edge)
    members = _members(user)
    steps = Account.objects.visible_to(user).active().filter(kind=AccountKind.INTERNAL).order_by("name_key", "id")
    nodes = [
        Node(
            id=str(row["id"]), account=row["id"], name=row["name"], role=row["role"], team=row["team__name"], customers=0,
            members=tuple(members[row["id"]]), score=least(served[str(row["id"])]),
        )
        for row in steps.values("id", "name", "role", "team__name")
    ]  # fmt: skip
    return nodes + _customers(edges)


def least(edges: Iterable[Edge]) -> Score:
    """A step serves as well as it serves its worst-served customer."""
    scores = [(edge.key, edge.score) for edge in edges]
    found = weakest(scores)
    return dict(scores)[found] if found is not None else UNKNOWN


def _customers(edges: list[Edge]) -> list[Node]:
    """The end of the chain: one node for each kind of end customers."""
    counts: dict[str, int] = defaultdict(int)
    for edge in edges:
        if edge.link is None:
            counts[edge.customer] += edge.links
    return [
        Node(id=key, account=None, name="", role=key.partition(":")[2], team="", customers=count, members=(), score=UNKNOWN)
        for key, count in sorted(counts.items())
    ]


def _members(user: User) -> dict[UUID, list[Row]]:
    found: dict[UUID, list[Row]] = defaultdict(list)
    rows = StepMember.objects.visible_to(user).current().order_by("-is_lead", "user__name", "id")
    for row in rows.values("id", "account_id", "user_id", "user__name", "is_lead"):
        found[row["account_id"]].append(row)
    return found


def first_day(at: datetime, days: int = WINDOW_DAYS) -> date:
    """Where a window of so many days begins that ends at `at`."""
    return date.fromordinal(business_day(at).toordinal() - days)
