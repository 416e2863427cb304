"""Who may do what: role × verb × address. An address without a row here fails.

The rows look at what is Alice's: `alice` owns it, `bob` is in her team, `charlie` is a stranger, `lena` leads the team. What
nobody may do (unknown, switched off, expired, without the scope) is the same everywhere and asked of every row.
"""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.actions.merges import merge_accounts
from accounts.files import store
from accounts.importing.refusals import imports_folder
from accounts.models import (
    Account,
    Attachment,
    BulkAction,
    CourteousReply,
    CustomField,
    DuplicatePair,
    ExportRun,
    FloorPrice,
    Goodwill,
    GoodwillLimit,
    ImportRun,
    Journey,
    Merge,
    Phrase,
    PoolRule,
    SavedView,
    StoredFile,
    Upload,
)
from api.exporting.runs import exports_folder
from crm.calendar import today
from crm.models import Event, SourcedConstant, Token
from tests.api.deal_world import deal_of, dealer_of
from tests.api.urls import operations
from tiers.models import BriefAcknowledgement, Experiment, LoyaltyEvidence, PolicyTrial, Segment, TierAssignment, TierPolicy
from visits.actions.cycles import next_monday, open_cycle
from visits.actions.handovers import open_handover
from visits.models import (
    Absence,
    AllocationFall,
    Balance,
    BalanceMove,
    Cycle,
    CycleStop,
    Finding,
    FollowUp,
    Handover,
    HandoverPolicy,
    JointVisit,
    KnowledgeEntry,
    ManagerShift,
    OwnerLock,
    TalkSwitch,
    VisitStep,
    VisitType,
)

ACTORS = ("alice", "bob", "charlie", "lena", "sam", "dora", "ann", "admin", "token")
V1 = "api/v1/"

#: What an address is about, by the first word after `/api/v1/`.
SUBJECTS: dict[str, Callable[[Any, Any], Any]] = {
    "accounts": lambda world, cast: world.mine.account,
    "absences": lambda world, cast: Absence.objects.get_or_create(manager=cast.alice, since="2026-05-01", until="2026-05-05")[0],
    "shifts": lambda world, cast: ManagerShift.objects.get_or_create(manager=cast.alice, weekdays=[1, 2, 3, 4, 5])[0],
    "cycle-plans": lambda world, cast: alices_cycle(world, cast),  # noqa: PLW0108 - it stands below
    "consumptions": lambda world, cast: world.mine.consumption,
    "constants": lambda world, cast: SourcedConstant.objects.get(key="acquaintances"),
    "approaches": lambda world, cast: world.mine.approach,
    "care-events": lambda world, cast: world.mine.care,
    "attachments": lambda world, cast: alices_paper(world, cast),  # noqa: PLW0108 - it stands below
    "contacts": lambda world, cast: world.mine.contact,
    "deals": deal_of,
    "bulk-actions": lambda world, cast: alices_run(BulkAction, cast, verb="add_tags", params={"tags": ["x"]}),
    "exports": lambda world, cast: alices_run(ExportRun, cast, format="csv", columns=["name"]),
    "policy-trials": lambda world, cast: PolicyTrial.objects.get_or_create(by=cast.lena, defaults={"filters": {}, "terms": {}})[0],
    "saved-views": lambda world, cast: SavedView.objects.get_or_create(name="mine", owner=cast.alice, team=cast.north)[0],
    "custom-fields": lambda world, cast: CustomField.objects.get_or_create(key="area", label_zh="面积", type="number")[0],
    "conversations": lambda world, cast: world.mine.talk,
    "events": lambda world, cast: Event.objects.order_by("id").first(),
    "floor-prices": lambda world, cast: deal_of(world, cast) and FloorPrice.objects.get(),
    "duplicates": lambda world, cast: alices_pair(world),
    "loyalty-evidence": lambda world, cast: LoyaltyEvidence.objects.get_or_create(
        account=world.mine.account,
        mark="advocacy",
        kind="contact_given",
        on="2026-03-02",
        defaults={"about": world.mates},
    )[0],
    "merges": lambda world, cast: alices_merge(world),
    "pool": lambda world, cast: world.unowned,
    "pool-rules": lambda world, cast: PoolRule.objects.get_or_create(team=cast.north)[0],
    "imports": lambda world, cast: alices_import(cast),
    "journeys": lambda world, cast: world.mine.journey,
    "needs": lambda world, cast: world.mine.need,
    "orders": lambda world, cast: world.mine.order,
    "preferences": lambda world, cast: world.mine.preference,
    "price-offences": lambda world, cast: deal_of(world, cast).quotes.order_by("id").first().offence,
    "phrases": lambda world, cast: Phrase.objects.get_or_create(text="不知道", defaults={"better": "我去核实"})[0],
    "process-links": lambda world, cast: world.link,
    "products": lambda world, cast: world.mine.product,
    "promises": lambda world, cast: world.mine.promise,
    "quotes": lambda world, cast: deal_of(world, cast).quotes.order_by("id").first(),
    "routes": lambda world, cast: world.mine.route,
    "entitlements": lambda world, cast: world.mine.entitlement,
    "service-deliveries": lambda world, cast: world.mine.delivery,
    "segments": lambda world, cast: norths_segment(cast),
    "experiments": lambda world, cast: norths_experiment(cast),
    "services": lambda world, cast: world.mine.service,
    "service-ratings": lambda world, cast: world.rating,
    "service-requests": lambda world, cast: world.request,
    "service-standards": lambda world, cast: world.standard,
    "step-members": lambda world, cast: world.member,
    "stops": lambda world, cast: world.mine.stop,
    "teams": lambda world, cast: cast.north,
    "territories": lambda world, cast: world.mine.territory,
    "tier-assignments": lambda world, cast: TierAssignment.objects.get_or_create(
        id=world.mine.account.pk,
        account=world.mine.account,
        defaults={"kind": "computed", "after": "key", "as_of": "2026-03-02", "reason": "first_rating", "at": timezone.now()},
    )[0],
    "tier-policies": lambda world, cast: TierPolicy.objects.get(number=1),
    "tokens": lambda world, cast: Token.objects.order_by("id").first(),
    "trial-offers": lambda world, cast: world.mine.trial,
    "touchpoints": lambda world, cast: world.mine.note,
    "trust-events": lambda world, cast: world.mine.trust,
    "uploads": lambda world, cast: Upload.objects.get_or_create(
        by=cast.alice, length=9, defaults={"expires_at": timezone.now() + timedelta(days=1)}
    )[0],
    "users": lambda world, cast: cast.alice,
    "goodwills": lambda world, cast: world.mine.goodwill,
    "goodwill-limits": lambda world, cast: GoodwillLimit.objects.get(role="manager"),
    "abuse-reports": lambda world, cast: world.mine.abuse,
    "courteous-replies": lambda world, cast: CourteousReply.objects.order_by("id").first(),
    "handovers": lambda world, cast: alices_handover(world, cast),  # noqa: PLW0108 - it stands below
    "handover-accounts": lambda world, cast: alices_handover(world, cast).items.get(),
    "handover-policies": lambda world, cast: HandoverPolicy.objects.get_or_create(team=cast.north)[0],
    "joint-visits": lambda world, cast: JointVisit.objects.get_or_create(
        handover=alices_handover(world, cast), account=world.mine.account, defaults={"planned_on": today()}
    )[0],
    "allocation-falls": lambda world, cast: AllocationFall.objects.get_or_create(
        account=world.mine.account,
        manager=cast.alice,
        changed_on="2026-01-05",
        defaults={"found_on": "2026-03-02", "due_on": "2026-03-09", "change_percent": -60},
    )[0],
    "visits": lambda world, cast: world.mine.visit,
    "visit-types": lambda world, cast: VisitType.objects.get_or_create(label_zh="门店检查")[0],
    "visit-steps": lambda world, cast: VisitStep.objects.get_or_create(
        account=world.mine.account, visit=world.mine.visit, kind="talk", position=0, state="done"
    )[0],
    "findings": lambda world, cast: alices_finding(world, cast),  # noqa: PLW0108 - it stands below
    "follow-ups": lambda world, cast: FollowUp.objects.get_or_create(
        account=world.mine.account, owner=cast.alice, kind="training", text="培训报价", due_on=today()
    )[0],
    "knowledge-entries": lambda world, cast: KnowledgeEntry.objects.get_or_create(
        manager=cast.alice, question="能效等级?", known=False, defaults={"asked_at": timezone.now()}
    )[0],
    "talk-switches": lambda world, cast: TalkSwitch.objects.get_or_create(
        team=cast.north, is_on=True, reason="年终清仓", defaults={"at": timezone.now()}
    )[0],
    "win-back": lambda world, cast: alices_lost(world),
    "balances": lambda world, cast: alices_move(world, cast).balance,
    "balance-moves": lambda world, cast: alices_move(world, cast),  # noqa: PLW0108 - it stands below
    "owner-locks": lambda world, cast: OwnerLock.objects.get_or_create(account=world.mine.account, reason="family")[0],
    "welcome-proposals": lambda world, cast: deal_of(world, cast).registrant.welcome_proposals.get(),
}


def norths_segment(cast: Any) -> Segment:
    fields = {"filters": {"tier": "vip"}, "brief": "Say hello."}
    return Segment.objects.get_or_create(name="Large ones", team=cast.north, defaults=fields)[0]


def norths_experiment(cast: Any) -> Experiment:
    """Everybody concerned has read the brief, and something was measured."""
    segment = norths_segment(cast)
    for person in (cast.alice, cast.bob, cast.lena, cast.sam):
        BriefAcknowledgement.objects.get_or_create(segment=segment, person=person, brief_number=1, defaults={"at": timezone.now()})
    fields = {"name": "Box", "hypothesis": "More", "offer": "A box", "holdout_share": "0.50", "result": {"outcome": "too_few"}}
    return Experiment.objects.get_or_create(segment=segment, defaults=fields)[0]


def begun(world: Any, cast: Any) -> Any:
    norths_experiment(cast)
    Experiment.objects.update(status="running", starts_on=today(), ends_on=today())
    return {}


def alices_cycle(world: Any, cast: Any) -> Cycle:
    """A plan that is ready to be published, with her one customer on its first day."""
    if found := Cycle.objects.filter(manager=cast.alice).first():
        return found
    cycle = open_cycle(manager=cast.alice, by=None, at=timezone.now(), starts_on=next_monday(today()))
    stop = {"arrive_minute": 540, "begin_minute": 540, "leave_minute": 560, "travel_minutes": 0, "position": 1}
    CycleStop.objects.create(id=cycle.pk, cycle=cycle, account=world.mine.account, on=cycle.starts_on, **stop)
    Cycle.objects.filter(pk=cycle.pk).update(state="ready")
    return Cycle.objects.get(pk=cycle.pk)


def the_stop(**body: Any) -> Callable[[Any, Any], Any]:
    return lambda world, cast: {"stop": str(alices_cycle(world, cast).pk)} | body


def alices_paper(world: Any, cast: Any) -> Attachment:
    """One whose bytes are there."""
    path = store.path_of("a" * 64)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"%PDF-")
    stored = StoredFile.objects.get_or_create(sha256="a" * 64, defaults={"size": 5, "content_type": "application/pdf"})[0]
    Upload.objects.get_or_create(by=cast.alice, length=5, stored=stored, expires_at=timezone.now() + timedelta(days=1))
    fields = {"stored": stored, "filename": "a.pdf", "by": cast.alice}
    return Attachment.objects.get_or_create(account=world.mine.account, defaults=fields)[0]


def alices_handover(world: Any, cast: Any) -> Handover:
    """She gives her shop to Bob."""
    found = Handover.objects.first()
    return found or open_handover(
        giver=cast.alice, taker=cast.bob, accounts=[world.mine.account.pk], reason="Moves", by=None, at=timezone.now()
    )


def of_handover(**body: Any) -> Callable[[Any, Any], Any]:
    return lambda world, cast: {"handover": str(alices_handover(world, cast).pk), "account": str(world.mine.account.pk)} | body


def alices_finding(world: Any, cast: Any) -> Finding:
    found = {"account": world.mine.account, "visit": world.mine.visit, "text": "缺货", "by": cast.alice}
    return Finding.objects.get_or_create(**found, defaults={"found_on": today()})[0]


def alices_run(model: Any, cast: Any, **fields: Any) -> Any:
    """One that waits, and has a file already."""
    path = exports_folder() / "list.csv"
    path.touch()
    more = {"path": str(path)} if model is ExportRun else {}
    return model.objects.get_or_create(by=cast.alice, defaults={"filters": {}, **fields, **more})[0]


def alices_lost(world: Any) -> Journey:
    """She has given this customer up."""
    Journey.objects.filter(account=world.mine.account).update(set_stage="lost", set_at=timezone.now(), set_reason="moved")
    return Journey.objects.get(account=world.mine.account)


def alices_move(world: Any, cast: Any) -> BalanceMove:
    """A run proposes to give her shop to Bob."""
    fields = {"day": "2026-03-02", "most_moves": 5, "mean_minutes": 100}
    run = Balance.objects.get_or_create(team=cast.north, archived_at=None, defaults=fields)[0]
    move = {"giver": cast.alice, "taker": cast.bob, "position": 1, "minutes": 40, "way_before": 5, "way_after": 6}
    return BalanceMove.objects.get_or_create(balance=run, account=world.mine.account, defaults=move)[0]


def alices_second(world: Any) -> Account:
    """Another one of hers, which looks like the first."""
    shop = world.mine.account
    fields = {"team": shop.team, "owner": shop.owner, "role": "retailer", "name_key": "x"}
    return Account.objects.get_or_create(name="Alice's other shop", defaults=fields)[0]


def alices_pair(world: Any) -> DuplicatePair:
    first, second = sorted([world.mine.account, alices_second(world)], key=lambda account: account.pk)
    fields = {"id": first.pk, "score": 90, "reasons": ["phone"], "found_at": timezone.now()}
    return DuplicatePair.objects.get_or_create(first=first, second=second, defaults=fields)[0]


def alices_merge(world: Any) -> Merge:
    found = Merge.objects.first()
    return found or merge_accounts(kept=world.mine.account, lost=alices_second(world), by=None, at=timezone.now())


def alices_import(cast: Any) -> ImportRun:
    """One that runs and has refused a line already."""
    errors = imports_folder() / "errors.csv"
    errors.touch()
    fields = {"type": "orders", "by": cast.alice, "team": cast.north, "filename": "orders.csv", "path": "/nowhere"}
    return ImportRun.objects.get_or_create(errors_path=str(errors), defaults=fields)[0]


class Row(NamedTuple):
    statuses: str
    body: Callable[[Any, Any], Any] | None = None
    query: Callable[[Any], str] = lambda cast: ""


def rows(**body: Any) -> Callable[[Any, Any], Any]:
    return lambda world, cast: body


def alices(cast: Any) -> str:
    return f"?manager={cast.alice.pk}"


def about_shop(**body: Any) -> Callable[[Any, Any], Any]:
    return lambda world, cast: {"account": str(world.mine.account.pk)} | body


OPEN_TO_ALL = {
    ("GET", "api/v1/calendar/<str:secret>.ics"),
    ("GET", "livez"),
    ("GET", "readyz"),
    ("GET", "api/docs/"),
    ("GET", "api/v1/schema/"),
} | {(method, "api/v1/session/") for method in ("GET", "POST", "DELETE")}

#                                                        alice bob charlie lena sam dora ann admin token
TABLE: dict[tuple[str, str], Row] = {
    ("GET", "accounts/"): Row("                          200   200 200     200  200 200  200 200   200"),
    ("GET", "accounts/lookalikes/"): Row("               200   200 200     200  200 200  200 200   200",
        None, lambda cast: "?name=New&phone=13800138000"),
    ("GET", "win-back/"): Row("                          200   200 200     200  200 200  200 200   200"),
    ("GET", "win-back/<uuid:pk>/"): Row("                200   200 404     200  404 404  200 200   200"),
    ("GET", "accounts/<uuid:pk>/"): Row("                200   200 404     200  200 404  200 200   200"),
    ("GET", "accounts/<uuid:pk>/hierarchy/"): Row("      200   200 404     200  403 404  200 200   200"),
    ("GET", "accounts/<uuid:pk>/overview/"): Row("       200   200 404     200  200 404  200 200   200"),
    ("GET", "accounts/<uuid:pk>/journey/"): Row("        200   200 404     200  404 404  200 200   200"),
    ("POST", "accounts/<uuid:pk>/journey/set-stage/"): Row("200 403 404   200  403 404  403 200   200",
        rows(stage="lost", reason="Moves away")),
    ("POST", "accounts/<uuid:pk>/journey/judge-belief/"): Row("200 403 404 200 403 404  403 200   200",
        rows(belief="trying", evidence="Took a small bag")),
    ("POST", "accounts/<uuid:pk>/journey/note-arrival/"): Row("200 403 404 200 403 404  403 200   200", rows(arrival="visit")),
    ("GET", "accounts/<uuid:pk>/edits/"): Row("          200   200 404     200  200 404  200 200   200", None, lambda cast: "?since=0"),
    ("GET", "accounts/<uuid:pk>/trust/"): Row("          200   200 404     200  200 404  200 200   200"),
    ("GET", "duplicates/"): Row("                        200   200 200     200  200 200  200 200   200"),
    ("GET", "duplicates/<uuid:pk>/"): Row("              200   200 404     200  200 404  200 200   200"),
    ("POST", "duplicates/<uuid:pk>/different/"): Row("   200   403 404     200  403 404  403 200   200", rows()),
    ("GET", "merges/"): Row("                            200   200 200     200  200 200  200 200   200"),
    ("GET", "merges/<uuid:pk>/"): Row("                  200   200 404     200  200 404  200 200   200"),
    ("POST", "merges/"): Row("                           201   403 404     201  403 404  403 201   201",
        lambda world, cast: {"kept": str(world.mine.account.pk), "lost": str(alices_second(world).pk)}),
    ("POST", "merges/preview/"): Row("                   200   200 404     200  200 404  200 200   200",
        lambda world, cast: {"kept": str(world.mine.account.pk), "lost": str(alices_second(world).pk)}),
    ("POST", "merges/<uuid:pk>/undo/"): Row("            200   403 404     200  403 404  403 200   200", rows()),
    ("GET", "handovers/"): Row("                         200   200 200     200  200 200  200 200   200"),
    ("GET", "handovers/<uuid:pk>/"): Row("               200   200 404     200  404 404  200 200   200"),
    ("POST", "handovers/"): Row("                        403   403 404     201  403 404  403 201   201",
        lambda world, cast: {"accounts": [str(world.mine.account.pk)], "taker": str(cast.bob.pk), "reason": "Moves"}),
    ("POST", "handovers/<uuid:pk>/sign/"): Row("         200   200 404     409  404 404  403 409   403", rows(note="Named.")),
    ("POST", "handovers/<uuid:pk>/cancel/"): Row("       403   403 404     200  404 404  403 200   200", rows(reason="Stays")),
    ("POST", "handovers/<uuid:pk>/refresh/"): Row("      200   200 404     200  404 404  403 200   403", rows()),
    ("GET", "handover-accounts/"): Row("                 200   200 200     200  200 200  200 200   200"),
    ("GET", "handover-accounts/<uuid:pk>/"): Row("       200   200 404     200  404 404  200 200   200"),
    ("GET", "joint-visits/"): Row("                      200   200 200     200  200 200  200 200   200"),
    ("GET", "joint-visits/<uuid:pk>/"): Row("            200   200 404     200  404 404  200 200   200"),
    ("POST", "joint-visits/"): Row("                     201   201 404     201  404 404  403 201   403",
        of_handover(planned_on=str(today()))),
    ("POST", "joint-visits/log/"): Row("                 201   201 404     201  404 404  403 201   403",
        of_handover(learned="Wants to be asked first")),
    ("POST", "joint-visits/<uuid:pk>/cancel/"): Row("    200   200 404     200  404 404  403 200   403", rows()),
    ("GET", "handover-policies/"): Row("                 200   200 200     200  200 200  200 200   200"),
    ("GET", "handover-policies/<uuid:pk>/"): Row("       200   200 404     200  404 404  200 200   200"),
    ("POST", "handover-policies/"): Row("                403   403 403     201  403 403  403 201   201",
        lambda world, cast: {"settling_days": 30, "team": cast.north.pk}),
    ("PATCH", "handover-policies/<uuid:pk>/"): Row("     403   403 404     200  404 404  403 200   200", rows(fall_percent=40)),
    ("GET", "allocation-falls/"): Row("                  200   200 200     200  200 200  200 200   200"),
    ("GET", "allocation-falls/<uuid:pk>/"): Row("        200   200 404     200  404 404  200 200   200"),
    ("POST", "allocation-falls/<uuid:pk>/explain/"): Row("200 403 404     200  404 404  403 200   200", rows(said="Short everywhere")),
    ("POST", "allocation-falls/<uuid:pk>/dismiss/"): Row("200 403 404     200  404 404  403 200   200", rows(said="Closed for repair")),
    ("GET", "bus-factor/"): Row("                        200   200 200     200  200 200  200 200   200"),
    ("GET", "bus-factor/summary/"): Row("                200   200 200     200  200 200  200 200   200"),
    ("GET", "pool/"): Row("                              200   200 200     200  200 200  200 200   200"),
    ("GET", "pool/room/"): Row("                         200   200 200     200  200 200  200 200   200"),
    ("GET", "pool/warnings/"): Row("                     200   200 200     200  200 200  200 200   200"),
    ("POST", "pool/<uuid:pk>/claim/"): Row("             200   200 404     200  403 404  403 403   403", rows()),
    ("POST", "pool/<uuid:pk>/release/"): Row("           403   403 404     200  403 404  403 200   200", rows(reason="far")),
    ("GET", "pool-rules/"): Row("                        200   200 200     200  200 200  200 200   200"),
    ("GET", "pool-rules/<uuid:pk>/"): Row("              200   200 404     200  404 404  200 200   200"),
    ("GET", "pool-rules/<uuid:pk>/preview/"): Row("      200   200 404     200  404 404  200 200   200"),
    ("POST", "pool-rules/"): Row("                       403   403 403     201  403 403  403 201   201",
        lambda world, cast: {"idle_days": 60, "team": cast.north.pk}),
    ("PATCH", "pool-rules/<uuid:pk>/"): Row("            403   403 404     200  404 404  403 200   200", rows(idle_days=60)),
    ("GET", "accounts/<uuid:pk>/history/"): Row("        200   200 404     200  200 404  200 200   200"),
    ("POST", "accounts/"): Row("                         201   201 400     201  403 403  403 201   201",
        lambda world, cast: {"name": "New", "role": "retailer", "team": str(cast.north.pk)}),
    ("PATCH", "accounts/<uuid:pk>/"): Row("              200   403 404     200  403 404  403 200   200", rows(phone="1")),
    ("POST", "accounts/<uuid:pk>/reassign/"): Row("      403   403 404     200  403 404  403 200   200",
        lambda world, cast: {"owner": str(cast.bob.pk), "reason": "balance"}),
    ("POST", "accounts/<uuid:pk>/archive/"): Row("       200   403 404     200  403 404  403 200   200", rows()),
    ("POST", "accounts/<uuid:pk>/reopen/"): Row("        409   403 404     409  403 404  403 409   409", rows()),
    ("GET", "accounts/<uuid:pk>/why-tier/"): Row("       200   200 404     200  403 404  200 200   200"),
    ("POST", "accounts/<uuid:pk>/override-tier/"): Row(" 403   403 404     200  403 404  403 200   403",
        lambda world, cast: {"tier": "key", "reason": "Opens a branch in May",
                             "expires_on": str(today() + timedelta(days=30))}),
    ("POST", "accounts/<uuid:pk>/end-override/"): Row("  403   403 404     409  403 404  403 409   403", rows()),
    ("POST", "accounts/<uuid:pk>/decide-welcome/"): Row("403   403 404     200  403 404  403 200   403",
        rows(welcome="watch", reason="Pays late every month")),
    ("GET", "accounts/<uuid:pk>/visit-rules/"): Row("    200   200 404     200  200 404  200 200   200"),
    ("PATCH", "accounts/<uuid:pk>/visit-rules/"): Row("  200   403 404     200  403 404  403 200   200", rows(weekdays=[1, 3])),
    ("GET", "absences/"): Row("                          200   200 200     200  200 200  200 200   200"),
    ("GET", "absences/<uuid:pk>/"): Row("                200   200 404     200  404 404  200 200   200"),
    ("POST", "absences/"): Row("                         201   403 404     201  404 404  403 201   201",
        lambda world, cast: {"manager": str(cast.alice.pk), "since": "2026-05-01", "until": "2026-05-02"}),
    ("POST", "absences/<uuid:pk>/call-off/"): Row("      200   403 404     200  404 404  403 200   200", rows()),
    ("GET", "shifts/"): Row("                            200   200 200     200  200 200  200 200   200"),
    ("GET", "shifts/<uuid:pk>/"): Row("                  200   200 404     200  404 404  200 200   200"),
    ("POST", "shifts/set/"): Row("                       200   403 404     200  404 404  403 200   200",
        lambda world, cast: {"manager": str(cast.alice.pk), "ends_at": "17:00"}),
    ("GET", "cycle-plans/"): Row("                            200   200 200     200  200 200  200 200   200"),
    ("GET", "cycle-plans/<uuid:pk>/"): Row("                  200   200 404     200  404 404  200 200   200"),
    ("GET", "cycle-plans/overload/"): Row("                   200   200 404     200  404 404  200 200   200", None, alices),
    ("POST", "cycle-plans/"): Row("                           201   403 400     201  400 400  403 201   201",
        lambda world, cast: {"manager": str(cast.alice.pk)}),
    ("POST", "cycle-plans/<uuid:pk>/start/"): Row("           409   403 404     409  404 404  403 409   409", rows()),
    ("POST", "cycle-plans/<uuid:pk>/cancel/"): Row("          200   403 404     200  404 404  403 200   200", rows()),
    ("GET", "cycle-plans/<uuid:pk>/plan/"): Row("             200   200 404     200  404 404  200 200   200"),
    ("GET", "cycle-plans/<uuid:pk>/prices/"): Row("           200   200 404     200  404 404  200 200   200",
        None, lambda cast: f"?stop={Cycle.objects.get().pk}"),
    ("POST", "cycle-plans/<uuid:pk>/move/"): Row("            200   403 404     200  404 404  403 200   200", the_stop(to=None)),
    ("POST", "cycle-plans/<uuid:pk>/lock/"): Row("            200   403 404     200  404 404  403 200   200", the_stop(locked=True)),
    ("POST", "cycle-plans/<uuid:pk>/undo/"): Row("            409   403 404     409  404 404  403 409   409", rows()),
    ("GET", "cycle-plans/<uuid:pk>/edits/"): Row("            200   200 404     200  404 404  200 200   200"),
    ("GET", "cycle-plans/<uuid:pk>/changes/"): Row("          200   200 404     200  404 404  200 200   200"),
    ("POST", "cycle-plans/<uuid:pk>/publish/"): Row("         200   403 404     200  404 404  403 200   200", rows()),
    ("GET", "coverage/"): Row("                          200   200 200     200  200 200  200 200   200"),
    ("GET", "calendar-feed/"): Row("                     200   200 200     200  200 200  200 200   200"),
    ("POST", "calendar-feed/"): Row("                    201   201 201     201  403 403  403 403   403", rows()),
    ("DELETE", "calendar-feed/"): Row("                  204   204 204     204  204 204  204 204   204"),
    ("GET", "consumptions/"): Row("                      200   200 200     200  200 200  200 200   200"),
    ("GET", "consumptions/<uuid:pk>/"): Row("            200   200 404     200  404 404  200 200   200"),
    ("POST", "consumptions/"): Row("                     201   403 404     201  403 404  403 201   201",
        lambda world, cast: {"account": str(world.mine.account.pk), "product": str(world.theirs.product.pk)}),
    ("PATCH", "consumptions/<uuid:pk>/"): Row("          200   403 404     200  404 404  403 200   200", rows(household=4)),
    ("POST", "consumptions/<uuid:pk>/count/"): Row("     200   403 404     200  404 404  403 200   200", rows(quantity="3")),
    ("POST", "consumptions/<uuid:pk>/archive/"): Row("   200   403 404     200  404 404  403 200   200", rows()),
    ("GET", "accounts/<uuid:pk>/loyalty/"): Row("        200   200 404     200  403 404  200 200   200"),
    ("GET", "accounts/<uuid:pk>/referrals/"): Row("      200   200 404     200  403 404  200 200   200"),
    ("GET", "accounts/<uuid:pk>/place/"): Row("          200   200 404     200  403 404  200 200   200"),
    ("POST", "accounts/<uuid:pk>/place/"): Row("         400   400 404     400  403 404  400 400   400",
        lambda world, cast: {"visit": str(world.theirs.visit.pk)}),
    ("GET", "accounts/<uuid:pk>/equity/"): Row("         200   200 404     200  403 404  200 200   200"),
    ("GET", "loyalty/"): Row("                           200   200 200     200  403 200  200 200   200"),
    ("GET", "equity/"): Row("                            200   200 200     200  403 200  200 200   200"),
    ("GET", "work-list/"): Row("                         200   200 200     200  403 200  200 200   200",
        None, lambda cast: f"?team={cast.north.pk}"),
    ("GET", "market-share/"): Row("                      200   200 200     200  200 200  200 200   200",
        None, lambda cast: "?points=5"),
    ("GET", "equity/overview/"): Row("                   200   200 200     200  403 200  200 200   200"),
    ("GET", "equity/changes/"): Row("                    200   200 200     200  403 200  200 200   200",
        None, lambda cast: "?cause=lost&currency=CNY"),
    ("GET", "loyalty-evidence/"): Row("                  200   200 200     200  200 200  200 200   200"),
    ("GET", "loyalty-evidence/<uuid:pk>/"): Row("        200   200 404     200  404 404  200 200   200"),
    ("POST", "loyalty-evidence/"): Row("                 201   403 404     201  403 404  403 201   201",
        about_shop(kind="competitor_promotion", competitor="Rival")),
    ("POST", "loyalty-evidence/<uuid:pk>/advance/"): Row("200  403 404     200  404 404  403 200   200", rows(kind="meeting_held")),
    ("POST", "loyalty-evidence/<uuid:pk>/take-back/"): Row("200 403 404    200  404 404  403 200   200", rows(reason="Another one")),
    ("GET", "accounts/<uuid:pk>/explain/"): Row("        200   200 404     200  403 404  200 200   200",
        None, lambda cast: "?figure=annual_value"),
    ("GET", "accounts/<uuid:pk>/incident-cost/"): Row("  200   200 404     200  403 404  200 200   200"),
    ("GET", "constants/"): Row("                         200   200 200     200  200 200  200 200   200"),
    ("GET", "constants/<uuid:pk>/"): Row("               200   200 200     200  200 200  200 200   200"),
    ("GET", "constants/<uuid:pk>/history/"): Row("       200   200 200     200  200 200  200 200   200"),
    ("GET", "constants/ranges/"): Row("                  200   200 200     200  200 200  200 200   200"),
    ("POST", "constants/"): Row("                        403   403 403     201  403 403  403 201   403",
        rows(key="ours", topic="trust", low="1", high="2", unit="people", meaning_zh="我们的", meaning_en="ours", file="us",
             source_title="us", why="counted")),
    ("PATCH", "constants/<uuid:pk>/"): Row("             403   403 403     200  403 403  403 200   403", rows(low="200", why="counted")),
    ("GET", "deals/"): Row("                             200   200 200     200  200 200  200 200   200"),
    ("GET", "deals/<uuid:pk>/"): Row("                   200   200 404     200  404 404  200 200   200"),
    ("GET", "deals/<uuid:pk>/bounds/"): Row("            200   200 404     200  404 404  200 200   200"),
    ("POST", "deals/"): Row("                            201   403 404     201  403 404  403 201   201",
        lambda world, cast: {"account": str(world.mine.account.pk), "registrant": str(dealer_of(world, cast).pk), "name": "Roof"}),
    ("POST", "deals/<uuid:pk>/win/"): Row("              200   403 404     200  404 404  403 200   200", rows()),
    ("POST", "deals/<uuid:pk>/lose/"): Row("             200   403 404     200  404 404  403 200   200", rows(reason="price")),
    ("POST", "deals/<uuid:pk>/withdraw/"): Row("         200   403 404     200  404 404  403 200   200", rows()),
    ("POST", "deals/<uuid:pk>/extend/"): Row("           403   403 404     200  404 404  403 200   403",
        lambda world, cast: {"until": str(today() + timedelta(days=120)), "reason": "tender"}),
    ("GET", "floor-prices/"): Row("                      200   200 200     200  200 200  200 200   200"),
    ("GET", "floor-prices/<uuid:pk>/"): Row("            200   200 200     200  404 404  200 200   200"),
    ("POST", "floor-prices/"): Row("                     403   403 403     201  403 403  403 201   403",
        lambda world, cast: {"product": str(world.mine.product.pk), "team": str(cast.north.pk), "currency": "CNY", "price": "9.99",
                             "valid_from": str(today()), "reason": "policy"}),
    ("GET", "price-offences/"): Row("                    200   200 200     200  200 200  200 200   200"),
    ("GET", "price-offences/<uuid:pk>/"): Row("          200   200 404     200  404 404  200 200   200"),
    ("GET", "price-offences/<uuid:pk>/explain/"): Row("  200   200 404     200  404 404  200 200   200"),
    ("POST", "price-offences/<uuid:pk>/waive/"): Row("   403   403 404     200  404 404  403 200   403", rows(reason="Never sent to anybody")),
    ("GET", "quotes/"): Row("                            200   200 200     200  200 200  200 200   200"),
    ("GET", "quotes/<uuid:pk>/"): Row("                  200   200 404     200  404 404  200 200   200"),
    ("POST", "quotes/"): Row("                           201   403 404     201  404 404  403 201   201",
        lambda world, cast: {"deal": str(deal_of(world, cast).pk), "dealer": str(dealer_of(world, cast).pk),
                             "lines": [{"product": str(world.mine.product.pk), "quantity": "1", "unit_price": "12"}]}),
    ("GET", "welcome-proposals/"): Row("                 200   200 200     200  200 200  200 200   200"),
    ("GET", "welcome-proposals/<uuid:pk>/"): Row("       200   200 404     200  404 404  200 200   200"),
    ("POST", "welcome-proposals/<uuid:pk>/decline/"): Row("403 403 404     200  404 404  403 200   403",
        rows(reason="An old customer of ours")),
    ("GET", "approaches/"): Row("                        200   200 200     200  200 200  200 200   200"),
    ("GET", "approaches/<uuid:pk>/"): Row("              200   200 404     200  200 404  200 200   200"),
    ("GET", "approaches/results/"): Row("                200   200 200     200  200 200  200 200   200"),
    ("POST", "approaches/"): Row("                       201   403 404     201  403 404  403 201   201",
        about_shop(methods=["care"], result="opened")),
    ("GET", "care-events/"): Row("                       200   200 200     200  200 200  200 200   200"),
    ("GET", "care-events/<uuid:pk>/"): Row("             200   200 404     200  200 404  200 200   200"),
    ("POST", "care-events/"): Row("                      201   403 404     201  403 404  403 201   201",
        lambda world, cast: {"contact": str(world.mine.contact.pk), "kind": "family", "on": "2026-03-09"}),
    ("POST", "care-events/<uuid:pk>/finish/"): Row("     200   403 404     200  403 404  403 200   200", rows(outcome="Rang.")),
    ("POST", "care-events/<uuid:pk>/drop/"): Row("       200   403 404     200  403 404  403 200   200", rows()),
    ("GET", "conversations/"): Row("                     200   200 200     200  200 200  200 200   200"),
    ("GET", "conversations/<uuid:pk>/"): Row("           200   200 404     200  200 404  200 200   200"),
    ("POST", "conversations/"): Row("                    201   403 404     201  403 404  403 201   201",
        about_shop(channel="phone", direction="out", purpose="samples", confirmed="Two boxes on Friday")),
    ("GET", "phrases/"): Row("                           200   200 200     200  200 200  200 200   200"),
    ("GET", "phrases/<uuid:pk>/"): Row("                 200   200 200     200  200 200  200 200   200"),
    ("POST", "phrases/"): Row("                          403   403 403     201  403 403  403 201   403",
        rows(text="不晓得", better="我去问")),
    ("PATCH", "phrases/<uuid:pk>/"): Row("               403   403 403     200  403 403  403 200   403", rows(better="我来查")),
    ("POST", "phrases/<uuid:pk>/archive/"): Row("        403   403 403     200  403 403  403 200   403", rows()),
    ("GET", "trust-events/"): Row("                      200   200 200     200  200 200  200 200   200"),
    ("GET", "trust-events/<uuid:pk>/"): Row("            200   200 404     200  200 404  200 200   200"),
    ("POST", "trust-events/"): Row("                     201   403 404     201  403 404  403 201   201",
        about_shop(effect="built", act="Told the truth about the delay")),
    ("POST", "trust-events/<uuid:pk>/withdraw/"): Row("  200   403 404     200  403 404  403 200   200", rows(reason="Another shop")),
    ("GET", "contacts/<uuid:pk>/judgements/"): Row("     200   200 404     200  200 404  200 200   200"),
    ("GET", "contacts/<uuid:pk>/advice/"): Row("         200   200 404     200  200 404  200 200   200"),
    ("GET", "contacts/<uuid:pk>/edits/"): Row("          200   200 404     200  200 404  200 200   200", None, lambda cast: "?since=0"),
    ("POST", "contacts/<uuid:pk>/restore/"): Row("       409   403 404     409  403 404  403 409   409", rows()),
    ("GET", "promises/kept-rates/"): Row("               200   200 200     200  200 200  200 200   200",
        None, lambda cast: "?since=2026-01-01&until=2026-03-31"),
    ("GET", "attachments/"): Row("                       200   200 200     200  200 200  200 200   200"),
    ("GET", "attachments/<uuid:pk>/"): Row("             200   200 404     200  404 404  200 200   200"),
    ("GET", "attachments/<uuid:pk>/file/"): Row("        200   200 404     200  404 404  200 200   200"),
    ("GET", "attachments/<uuid:pk>/preview/"): Row("     404   404 404     404  404 404  404 404   404"),  # a paper has none
    ("POST", "attachments/"): Row("                      201   403 404     201  403 404  403 201   201",
        lambda world, cast: {"account": str(world.mine.account.pk), "sha256": alices_paper(world, cast).stored_id}),
    ("POST", "attachments/<uuid:pk>/archive/"): Row("    200   403 404     200  404 404  403 200   200", rows()),
    ("POST", "attachments/<uuid:pk>/restore/"): Row("    409   403 404     409  404 404  403 409   409", rows()),
    ("POST", "uploads/"): Row("                          412   412 412     412  412 412  412 412   412", rows()),  # without tus
    ("PATCH", "uploads/<uuid:pk>/"): Row("               412   412 412     412  412 412  412 412   412", rows()),
    ("DELETE", "uploads/<uuid:pk>/"): Row("              412   412 412     412  412 412  412 412   412", rows()),
    ("GET", "contacts/"): Row("                          200   200 200     200  200 200  200 200   200"),
    ("GET", "contacts/<uuid:pk>/"): Row("                200   200 404     200  200 404  200 200   200"),
    ("POST", "contacts/"): Row("                         201   403 404     201  403 404  403 201   201", about_shop(name="Li")),
    ("PATCH", "contacts/<uuid:pk>/"): Row("              200   403 404     200  403 404  403 200   200", rows(position="owner")),
    ("POST", "contacts/<uuid:pk>/archive/"): Row("       200   403 404     200  403 404  403 200   200", rows()),
    ("GET", "bulk-actions/"): Row("                      200   200 200     200  200 200  200 200   200"),
    ("GET", "bulk-actions/<uuid:pk>/"): Row("            200   404 404     404  404 404  404 200   404"),
    ("GET", "bulk-actions/<uuid:pk>/refused/"): Row("    200   404 404     404  404 404  404 200   404"),
    ("POST", "bulk-actions/"): Row("                     202   202 202     202  403 403  403 202   202",
        rows(verb="add_tags", params={"tags": ["x"]}, filters={})),
    ("POST", "bulk-actions/<uuid:pk>/cancel/"): Row("    200   404 404     404  404 404  404 200   404", rows()),
    ("POST", "bulk-actions/<uuid:pk>/undo/"): Row("      409   404 404     404  404 404  404 409   404", rows()),
    ("GET", "exports/"): Row("                           200   200 200     200  200 200  200 200   200"),
    ("GET", "exports/<uuid:pk>/"): Row("                 200   404 404     404  404 404  404 200   404"),
    ("GET", "exports/<uuid:pk>/file/"): Row("            200   404 404     404  404 404  404 200   404"),
    ("POST", "exports/"): Row("                          201   201 201     201  201 201  201 201   201",
        rows(format="csv", columns=["name"], filters={})),
    ("POST", "exports/<uuid:pk>/cancel/"): Row("         200   404 404     404  404 404  404 200   404", rows()),
    ("GET", "segments/"): Row("                          200   200 200     200  200 200  200 200   200"),
    ("GET", "segments/<uuid:pk>/"): Row("                200   200 404     200  200 404  200 200   200"),
    ("GET", "segments/<uuid:pk>/count/"): Row("          200   200 404     200  403 404  200 200   200"),
    ("GET", "segments/<uuid:pk>/readers/"): Row("        200   200 404     200  200 404  200 200   200"),
    ("POST", "segments/"): Row("                         403   403 403     201  403 403  201 201   201",
        lambda world, cast: {"name": "New", "team": str(cast.north.pk), "filters": {"tier": "vip"}}),
    ("POST", "segments/preview/"): Row("                 200   200 200     200  403 403  200 200   200",
        rows(filters={"tier": "vip"})),
    ("PATCH", "segments/<uuid:pk>/"): Row("              403   403 404     200  403 404  200 200   200", rows(description="x")),
    ("POST", "segments/<uuid:pk>/archive/"): Row("       403   403 404     200  403 404  200 200   200", rows()),
    ("POST", "segments/<uuid:pk>/acknowledge/"): Row("   200   200 404     200  200 404  403 403   403", rows(brief_number=1)),
    ("GET", "experiments/"): Row("                       200   200 200     200  200 200  200 200   200"),
    ("GET", "experiments/<uuid:pk>/"): Row("             200   200 404     200  200 404  200 200   200"),
    ("GET", "experiments/<uuid:pk>/decisions/"): Row("   200   200 404     200  200 404  200 200   200"),
    ("POST", "experiments/"): Row("                      403   403 404     201  403 404  201 201   201",
        lambda world, cast: {"segment": str(norths_segment(cast).pk), "name": "Box", "hypothesis": "More", "offer": "A box",
                             "holdout_share": "0.50"}),
    ("PATCH", "experiments/<uuid:pk>/"): Row("           403   403 404     200  403 404  200 200   200", rows(days=14)),
    ("POST", "experiments/<uuid:pk>/start/"): Row("      403   403 404     202  403 404  202 202   202", rows()),
    ("POST", "experiments/<uuid:pk>/measure/"): Row("    403   403 404     202  403 404  202 202   202", begun),
    ("POST", "experiments/<uuid:pk>/end/"): Row("        403   403 404     200  403 404  200 200   200", rows()),
    ("POST", "experiments/<uuid:pk>/decide/"): Row("     403   403 404     201  403 404  201 201   201",
        rows(verdict="repeat", reason="Too few")),
    ("GET", "experiment-members/"): Row("                200   200 200     200  200 200  200 200   200"),
    ("GET", "saved-views/"): Row("                       200   200 200     200  200 200  200 200   200"),
    ("GET", "saved-views/<uuid:pk>/"): Row("             200   200 404     200  200 404  200 200   200"),
    ("POST", "saved-views/"): Row("                      201   201 201     201  201 201  201 201   201", rows(name="big")),
    ("PATCH", "saved-views/<uuid:pk>/"): Row("           200   403 404     200  403 404  403 200   403", rows(name="bigger")),
    ("POST", "saved-views/arrange/"): Row("              200   403 404     200  403 404  403 200   403",
        lambda world, cast: {"views": [str(SavedView.objects.get_or_create(name="mine", owner=cast.alice, team=cast.north)[0].pk)]}),
    ("DELETE", "saved-views/<uuid:pk>/"): Row("          204   403 404     204  403 404  403 204   403"),
    ("GET", "custom-fields/"): Row("                     200   200 200     200  200 200  200 200   200"),
    ("GET", "custom-fields/<uuid:pk>/"): Row("           200   200 200     200  200 200  200 200   200"),
    ("POST", "custom-fields/"): Row("                    403   403 403     201  403 403  403 201   403",
        rows(key="size", label_zh="规模", type="text")),
    ("PATCH", "custom-fields/<uuid:pk>/"): Row("         403   403 403     200  403 403  403 200   403", rows(label_zh="面积 ㎡")),
    ("POST", "custom-fields/<uuid:pk>/archive/"): Row("  403   403 403     200  403 403  403 200   403", rows()),
    ("POST", "custom-fields/<uuid:pk>/restore/"): Row("  403   403 403     200  403 403  403 200   403", rows()),
    ("GET", "events/"): Row("                            403   403 403     403  403 403  403 200   200"),
    ("GET", "imports/"): Row("                           200   200 200     200  200 200  200 200   200"),
    ("POST", "imports/"): Row("                          202   202 202     202  403 403  403 202   202",
        lambda world, cast: {"type": "orders", "file": BytesIO(b"order_id\n")}),
    ("GET", "imports/<uuid:pk>/"): Row("                 200   404 404     200  404 404  404 200   404"),
    ("GET", "imports/<uuid:pk>/errors/"): Row("          200   404 404     200  404 404  404 200   404"),
    ("GET", "imports/<uuid:pk>/doubts/"): Row("          200   404 404     200  404 404  404 200   404"),
    ("GET", "imports/<uuid:pk>/refusals/"): Row("        200   404 404     200  404 404  404 200   404"),
    ("GET", "imports/template/"): Row("                  200   200 200     200  200 200  200 200   200", None, lambda cast: "?type=orders"),
    ("POST", "imports/preview/"): Row("                  200   200 200     200  403 403  403 200   200",
        lambda world, cast: {"file": BytesIO(b"order_id\n")}),
    ("POST", "imports/<uuid:pk>/commit/"): Row("         409   404 404     409  404 404  404 409   404", rows()),
    ("POST", "imports/<uuid:pk>/undo/"): Row("           409   404 404     403  404 404  404 409   404", rows()),
    ("POST", "imports/<uuid:pk>/cancel/"): Row("         200   404 404     403  404 404  404 200   404", rows()),
    ("GET", "journeys/"): Row("                          200   200 200     200  200 200  200 200   200"),
    ("GET", "journeys/<uuid:pk>/"): Row("                200   200 404     200  404 404  200 200   200"),
    ("GET", "accounts/<uuid:pk>/coach-card/"): Row("     200   200 404     200  403 404  200 200   200"),
    ("GET", "accounts/<uuid:pk>/order-comparison/"): Row("200 200 404   200  403 404  200 200   200"),
    ("GET", "visit-types/"): Row("                       200   200 200     200  200 200  200 200   200"),
    ("GET", "visit-types/<uuid:pk>/"): Row("             200   200 200     200  200 200  200 200   200"),
    ("POST", "visit-types/"): Row("                      403   403 403     201  403 403  403 201   403",
        rows(label_zh="新店拜访", steps=[{"kind": "talk", "must": True}])),
    ("PATCH", "visit-types/<uuid:pk>/"): Row("           403   403 403     200  403 403  403 200   403", rows(label_en="Shop check")),
    ("POST", "visit-types/<uuid:pk>/archive/"): Row("    403   403 403     200  403 403  403 200   403", rows()),
    ("GET", "visit-steps/"): Row("                       200   200 200     200  200 200  200 200   200"),
    ("GET", "visit-steps/<uuid:pk>/"): Row("             200   200 404     200  404 404  200 200   200"),
    ("GET", "findings/"): Row("                          200   200 200     200  200 200  200 200   200"),
    ("GET", "findings/<uuid:pk>/"): Row("                200   200 404     200  404 404  200 200   200"),
    ("GET", "findings/roll-up/"): Row("                  200   200 200     200  200 200  200 200   200",
        None, lambda cast: "?since=2026-01-01&until=2026-03-31"),
    ("POST", "findings/"): Row("                         201   403 400     201  400 400  403 201   201",
        lambda world, cast: {"visit": str(world.mine.visit.pk), "kind": "cannot_explain", "text": "不会报价"}),
    ("GET", "follow-ups/"): Row("                        200   200 200     200  200 200  200 200   200"),
    ("GET", "follow-ups/<uuid:pk>/"): Row("              200   200 404     200  404 404  200 200   200"),
    ("POST", "follow-ups/"): Row("                       201   403 404     201  403 404  403 201   201",
        about_shop(kind="training", text="培训报价", due_on="2026-04-02")),
    ("PATCH", "follow-ups/<uuid:pk>/"): Row("            200   403 404     200  404 404  403 200   200", rows(text="培训导购")),
    ("POST", "follow-ups/<uuid:pk>/settle/"): Row("      200   403 404     200  404 404  403 200   200",
        rows(state="done", outcome="导购已能独立讲解")),
    ("GET", "knowledge-entries/"): Row("                 200   200 200     200  200 200  200 200   200"),
    ("GET", "knowledge-entries/<uuid:pk>/"): Row("       200   404 404     200  404 404  404 200   200"),
    ("POST", "knowledge-entries/"): Row("                201   201 201     201  403 403  403 403   403",
        rows(question="能效等级?", known=False)),
    ("POST", "knowledge-entries/<uuid:pk>/learn/"): Row("200   404 404     200  404 404  404 200   403", rows(answer="一级能效")),
    ("GET", "talk-switches/"): Row("                     200   200 200     200  200 200  200 200   200"),
    ("GET", "talk-switches/<uuid:pk>/"): Row("           200   200 404     200  200 404  200 200   200"),
    ("POST", "talk-switches/"): Row("                    403   403 403     201  403 403  403 201   403",
        lambda world, cast: {"team": str(cast.north.pk), "is_on": True, "reason": "年终清仓"}),
    ("GET", "needs/"): Row("                             200   200 200     200  200 200  200 200   200"),
    ("GET", "needs/<uuid:pk>/"): Row("                   200   200 404     200  404 404  200 200   200"),
    ("POST", "needs/"): Row("                            201   403 404     201  403 404  403 201   201",
        about_shop(kind="emotional", said="Wants to be asked first")),
    ("PATCH", "needs/<uuid:pk>/"): Row("                 200   403 404     200  404 404  403 200   200", rows(is_dominant=True)),
    ("POST", "needs/<uuid:pk>/settle/"): Row("           200   403 404     200  404 404  403 200   200", rows(status="met")),
    ("GET", "orders/"): Row("                            200   200 200     200  200 200  200 200   200"),
    ("GET", "orders/<uuid:pk>/"): Row("                  200   200 404     200  404 404  200 200   200"),
    ("POST", "orders/"): Row("                           201   403 404     201  403 404  403 201   201",
        lambda world, cast: {"account": str(world.mine.account.pk),
                             "lines": [{"product": str(world.mine.product.pk), "quantity": "1", "unit_price": "2"}]}),
    ("GET", "preferences/"): Row("                       200   200 200     200  200 200  200 200   200"),
    ("GET", "preferences/<uuid:pk>/"): Row("             200   200 404     200  404 404  200 200   200"),
    ("POST", "preferences/"): Row("                      201   403 404     201  403 404  403 201   201",
        about_shop(text="Mornings only", source="observed")),
    ("PATCH", "preferences/<uuid:pk>/"): Row("           200   403 404     200  404 404  403 200   200", rows(kind="habit")),
    ("POST", "preferences/<uuid:pk>/retire/"): Row("     200   403 404     200  404 404  403 200   200", rows()),
    ("GET", "process-links/"): Row("                     200   200 200     200  200 200  200 200   200"),
    ("GET", "process-links/<uuid:pk>/"): Row("           200   200 200     200  200 200  200 200   200"),
    ("POST", "process-links/"): Row("                    403   403 403     403  403 403  403 201   201",
        lambda world, cast: {"supplier": str(world.kitchen.pk), "customer": str(world.desk.pk), "service": "reports"}),
    ("PATCH", "process-links/<uuid:pk>/"): Row("         403   403 403     403  403 403  403 200   200", rows(service="soup")),
    ("POST", "process-links/<uuid:pk>/archive/"): Row("  403   403 403     403  403 403  403 409   409", rows()),
    ("GET", "process-chain/"): Row("                     200   200 200     200  200 200  200 200   200"),
    ("GET", "step-members/"): Row("                      200   200 200     200  200 200  200 200   200"),
    ("GET", "step-members/<uuid:pk>/"): Row("            200   200 200     200  200 200  200 200   200"),
    ("POST", "step-members/"): Row("                     403   403 403     403  403 403  403 201   201",
        lambda world, cast: {"account": str(world.desk.pk), "user": str(cast.bob.pk)}),
    ("POST", "step-members/<uuid:pk>/leave/"): Row("     403   403 403     403  403 403  403 200   200", rows()),
    ("GET", "service-standards/"): Row("                 200   200 200     200  200 200  200 200   200"),
    ("GET", "service-standards/<uuid:pk>/"): Row("       200   200 200     200  200 200  200 200   200"),
    ("POST", "service-standards/"): Row("                403   403 403     403  403 201  403 201   201",
        lambda world, cast: {"link": str(world.link.pk), "what": "tea", "within": 10, "unit": "minutes"}),
    ("POST", "service-standards/<uuid:pk>/revise/"): Row("403   403 403     403  403 200  403 200   200", rows(within=1)),
    ("POST", "service-standards/<uuid:pk>/end/"): Row("  403   403 403     403  403 200  403 200   200", rows()),
    ("GET", "service-requests/"): Row("                  200   200 200     200  200 200  200 200   200"),
    ("GET", "service-requests/<uuid:pk>/"): Row("        200   200 200     200  200 200  200 200   200"),
    ("POST", "service-requests/"): Row("                 201   403 403     403  403 403  403 201   201",
        lambda world, cast: {"link": str(world.link.pk), "standard": str(world.standard.pk), "text": "for two more"}),
    ("POST", "service-requests/<uuid:pk>/pause/"): Row(" 403   403 403     403  403 200  403 200   200", rows(reason="no salt")),
    ("POST", "service-requests/<uuid:pk>/resume/"): Row("409   403 403     403  403 409  403 409   409", rows()),
    ("POST", "service-requests/<uuid:pk>/finish/"): Row("403   403 403     403  403 200  403 200   200", rows()),
    ("POST", "service-requests/<uuid:pk>/confirm/"): Row("409   403 403     403  403 403  403 409   409", rows()),
    ("POST", "service-requests/<uuid:pk>/reopen/"): Row("409   403 403     403  403 403  403 409   409", rows(reason="cold")),
    ("POST", "service-requests/<uuid:pk>/withdraw/"): Row("200   403 403     403  403 403  403 200   200", rows()),
    ("GET", "goodwills/"): Row("                         200   200 200     200  200 200  200 200   200"),
    ("GET", "goodwills/room/"): Row("                    200   200 404     200  200 404  200 200   200",
        None, lambda cast: "?account=" + str(Goodwill.objects.get(given_by=cast.alice).account_id)),
    ("GET", "goodwills/<uuid:pk>/"): Row("               200   200 404     200  200 404  200 200   200"),
    ("GET", "goodwills/<uuid:pk>/recoveries/"): Row("    200   200 404     200  200 404  200 200   200"),
    ("POST", "goodwills/"): Row("                        201   403 404     201  403 404  403 201   403",  # a program has no limit set
        about_shop(amount="50", reason="The tyre", no_evidence_why="Left at home")),
    ("POST", "goodwills/<uuid:pk>/recover/"): Row("      200   403 404     200  403 404  403 200   200", rows()),
    ("POST", "goodwills/<uuid:pk>/withdraw/"): Row("     200   403 404     200  403 404  403 200   200", rows(reason="Twice")),
    ("GET", "goodwill-limits/"): Row("                   200   200 200     200  200 200  200 200   200"),
    ("GET", "goodwill-limits/<uuid:pk>/"): Row("         200   200 200     200  200 200  200 200   200"),
    ("POST", "goodwill-limits/"): Row("                  403   403 403     201  403 403  403 201   403",
        rows(role="manager", amount="300", reason="Prices rose")),
    ("GET", "abuse-reports/"): Row("                     200   200 200     200  200 200  200 200   200"),
    ("GET", "abuse-reports/<uuid:pk>/"): Row("           200   404 404     200  404 404  404 200   200"),
    ("POST", "abuse-reports/"): Row("                    201   201 404     201  201 404  403 201   201",
        about_shop(kind="provoked", what="Threw the samples at us")),
    ("POST", "abuse-reports/<uuid:pk>/settle/"): Row("   403   404 404     200  404 404  404 200   403",
        rows(outcome="upheld", reason="Two of us heard it")),
    ("GET", "courteous-replies/"): Row("                 200   200 200     200  200 200  200 200   200"),
    ("GET", "courteous-replies/<uuid:pk>/"): Row("       200   200 200     200  200 200  200 200   200"),
    ("POST", "courteous-replies/"): Row("                403   403 403     201  403 403  403 201   403",
        rows(occasion="unfounded", text_zh="谢谢", text_en="Thank you")),
    ("PATCH", "courteous-replies/<uuid:pk>/"): Row("     403   403 403     200  403 403  403 200   403", rows(text_en="Thanks")),
    ("POST", "courteous-replies/<uuid:pk>/archive/"): Row("403 403 403     200  403 403  403 200   403", rows()),
    ("GET", "accounts/<uuid:pk>/entitlements/"): Row("   200   200 404     200  200 404  200 200   200"),
    ("GET", "services/"): Row("                          200   200 200     200  200 200  200 200   200"),
    ("GET", "services/<uuid:pk>/"): Row("                200   200 200     200  200 200  200 200   200"),
    ("POST", "services/"): Row("                         403   403 403     201  403 403  403 201   201",
        rows(code="X-1", name="Storing", layer="additional", kind="storage")),
    ("PATCH", "services/<uuid:pk>/"): Row("              403   403 403     200  403 403  403 200   200", rows(name="Trying")),
    ("POST", "services/<uuid:pk>/archive/"): Row("       403   403 403     200  403 403  403 200   200", rows()),
    ("GET", "entitlements/"): Row("                      200   200 200     200  200 200  200 200   200"),
    ("GET", "entitlements/<uuid:pk>/"): Row("            200   200 200     200  200 200  200 200   200"),
    ("POST", "entitlements/"): Row("                     403   403 403     201  403 403  403 201   201",
        lambda world, cast: {"service": str(world.mine.service.pk), "tier": "vip", "quota": 4}),
    ("POST", "entitlements/<uuid:pk>/archive/"): Row("   403   403 403     200  403 403  403 200   200", rows()),
    ("GET", "service-deliveries/"): Row("                200   200 200     200  200 200  200 200   200"),
    ("GET", "service-deliveries/<uuid:pk>/"): Row("      200   200 404     200  200 404  200 200   200"),
    ("POST", "service-deliveries/"): Row("               201   403 404     201  403 404  403 201   201",
        lambda world, cast: {"account": str(world.mine.account.pk), "service": str(world.mine.service.pk), "note": "Asked."}),
    ("POST", "service-deliveries/<uuid:pk>/settle-alert/"): Row("200 403 404    200  403 404  403 200   200", rows(text="Rang.")),
    ("POST", "service-deliveries/<uuid:pk>/grade/"): Row("200 403 404     200  403 404  403 200   200", rows(level=3)),
    ("POST", "service-deliveries/<uuid:pk>/withdraw/"): Row("200 403 404   200  403 404  403 200   200", rows(reason="Twice.")),
    ("GET", "service-ratings/"): Row("                   200   200 200     200  200 200  200 200   200"),
    ("GET", "service-ratings/<uuid:pk>/"): Row("         200   200 200     200  200 200  200 200   200"),
    ("POST", "service-ratings/"): Row("                  201   403 403     403  403 403  403 403   403",
        lambda world, cast: {"link": str(world.link.pk), "score": 5}),
    ("GET", "products/"): Row("                          200   200 200     200  200 200  200 200   200"),
    ("GET", "products/<uuid:pk>/"): Row("                200   200 200     200  200 200  200 200   200"),
    ("GET", "promises/"): Row("                          200   200 200     200  200 200  200 200   200"),
    ("GET", "promises/<uuid:pk>/"): Row("                200   200 404     200  200 404  200 200   200"),
    ("POST", "promises/"): Row("                         201   403 404     201  403 404  403 201   201",
        about_shop(text="samples", due_on="2026-03-09")),
    ("POST", "promises/<uuid:pk>/keep/"): Row("          200   403 404     200  403 404  403 200   200", rows()),
    ("GET", "search/"): Row("                            200   200 200     200  200 200  200 200   200", None, lambda cast: "?q=shop"),
    ("POST", "promises/<uuid:pk>/break/"): Row("         200   403 404     200  403 404  403 200   200", rows(reason="no stock")),
    ("POST", "promises/<uuid:pk>/release/"): Row("       200   403 404     200  403 404  403 200   200", rows(reason="sold")),
    ("GET", "sync/changes/"): Row("                      200   200 200     200  200 200  200 200   403"),
    ("POST", "sync/ops/"): Row("                         200   200 200     200  200 200  200 200   403", rows(device="d", ops=[])),
    ("GET", "teams/"): Row("                             200   200 200     200  200 200  200 200   200"),
    ("GET", "teams/<uuid:pk>/"): Row("                   200   200 404     200  200 404  200 200   200"),
    ("GET", "territories/"): Row("                       200   200 200     200  200 200  200 200   200"),
    ("GET", "territories/counts/"): Row("                200   200 200     200  200 200  200 200   200"),
    ("POST", "territories/"): Row("                      403   403 403     201  403 403  403 201   201",
        lambda world, cast: {"name": "New", "team": str(cast.north.pk)}),
    ("PATCH", "territories/<uuid:pk>/"): Row("           403   403 404     200  403 404  403 200   200", rows(name="Other")),
    ("POST", "territories/<uuid:pk>/archive/"): Row("    403   403 404     200  403 404  403 200   200", rows()),
    ("POST", "territories/<uuid:pk>/restore/"): Row("    403   403 404     200  403 404  403 200   200", rows()),
    ("GET", "territories/<uuid:pk>/"): Row("             200   200 404     200  200 404  200 200   200"),
    ("GET", "tier-assignments/"): Row("                  200   200 200     200  200 200  200 200   200"),
    ("GET", "tier-assignments/<uuid:pk>/"): Row("        200   200 404     200  404 404  200 200   200"),
    ("GET", "tier-policies/"): Row("                     200   200 200     200  200 200  200 200   200"),
    ("GET", "tier-policies/<uuid:pk>/"): Row("           200   200 200     200  200 200  200 200   200"),
    ("POST", "tier-policies/"): Row("                    403   403 403     201  403 403  403 201   403",
        lambda world, cast: {"name": "Autumn", "effective_on": str(today())}),
    ("POST", "tier-policies/simulate/"): Row("            403   403 403     200  403 403  403 200   403", rows()),
    ("GET", "policy-trials/"): Row("                     200   200 200     200  200 200  200 200   200"),
    ("GET", "policy-trials/<uuid:pk>/"): Row("           404   404 404     200  404 404  404 200   404"),
    ("POST", "policy-trials/<uuid:pk>/cancel/"): Row("   404   404 404     200  404 404  404 200   404", rows()),
    ("GET", "accounts/<uuid:pk>/service-policy/"): Row(" 200   200 404     200  403 404  200 200   200"),
    ("POST", "accounts/<uuid:pk>/estimate-wallet/"): Row("200  403 404     200  403 404  403 200   200",
        rows(amount="5000", source="The owner's word")),
    ("POST", "tier-policies/<uuid:pk>/publish/"): Row("  403   403 403     409  403 403  403 409   403", rows()),
    ("GET", "tier-board/"): Row("                        200   200 200     200  403 200  200 200   200"),
    ("GET", "tier-cards/"): Row("                        200   200 200     200  403 200  200 200   200"),
    ("GET", "tier-migration/"): Row("                    200   200 200     200  403 200  200 200   200",
        query=lambda cast: "?since=2026-01-01"),
    ("GET", "pareto/"): Row("                            200   200 200     200  403 200  200 200   200"),
    ("GET", "tiers/"): Row("                             200   200 200     200  403 200  200 200   200"),
    ("GET", "tokens/"): Row("                            403   403 403     403  403 403  403 200   403"),
    ("POST", "tokens/"): Row("                           403   403 403     403  403 403  403 201   403",
        rows(name="erp", scopes=["accounts:read"])),
    ("GET", "touchpoints/"): Row("                       200   200 200     200  200 200  200 200   200"),
    ("GET", "touchpoints/<uuid:pk>/"): Row("             200   200 404     200  200 404  200 200   200"),
    ("POST", "touchpoints/"): Row("                      201   403 404     201  403 404  403 201   201", about_shop(text="Rang.")),
    ("GET", "events/<uuid:pk>/"): Row("                  403   403 403     403  403 403  403 404   404"),  # shown when committed
    ("GET", "tokens/<uuid:pk>/"): Row("                  403   403 403     403  403 403  403 200   403"),
    ("POST", "tokens/<uuid:pk>/revoke/"): Row("          403   403 403     403  403 403  403 200   403", rows()),
    ("GET", "routes/"): Row("                            200   200 200     200  200 200  200 200   200"),
    ("GET", "routes/<uuid:pk>/"): Row("                  200   200 404     200  404 404  200 200   200"),
    ("POST", "routes/"): Row("                           201   403 403     201  403 403  403 201   201",
        lambda world, cast: {"name": "Monday", "manager": str(cast.alice.pk)}),
    ("PATCH", "routes/<uuid:pk>/"): Row("                200   403 404     200  404 404  403 200   200", rows(name="Tuesday")),
    ("POST", "routes/<uuid:pk>/archive/"): Row("         200   403 404     200  404 404  403 200   200", rows()),
    ("POST", "routes/<uuid:pk>/set-stops/"): Row("       200   403 404     200  404 404  403 200   200",
        lambda world, cast: {"accounts": [str(world.mine.account.pk)]}),
    ("GET", "stops/"): Row("                             200   200 200     200  200 200  200 200   200"),
    ("GET", "stops/<uuid:pk>/"): Row("                   200   200 404     200  404 404  200 200   200"),
    ("GET", "balances/"): Row("                          200   200 200     200  200 200  200 200   200"),
    ("GET", "balances/<uuid:pk>/"): Row("                404   404 404     200  404 404  200 200   200"),
    ("POST", "balances/"): Row("                         403   403 403     201  403 403  403 201   201",
        lambda world, cast: {"team": str(cast.north.pk)}),
    ("GET", "balance-moves/"): Row("                     200   200 200     200  200 200  200 200   200"),
    ("GET", "balance-moves/<uuid:pk>/"): Row("           404   404 404     200  404 404  200 200   200"),
    ("POST", "balance-moves/<uuid:pk>/accept/"): Row("   404   404 404     200  404 404  403 200   200", rows()),
    ("POST", "balance-moves/<uuid:pk>/decline/"): Row("  404   404 404     200  404 404  403 200   200", rows(reason="family")),
    ("GET", "owner-locks/"): Row("                       200   200 200     200  200 200  200 200   200"),
    ("GET", "owner-locks/<uuid:pk>/"): Row("             404   404 404     200  404 404  200 200   200"),
    ("POST", "owner-locks/"): Row("                      403   403 400     201  403 400  403 201   201", about_shop(reason="family")),
    ("POST", "owner-locks/<uuid:pk>/lift/"): Row("       404   404 404     200  404 404  403 200   200", rows()),
    ("GET", "day-plans/"): Row("                         200   200 404     200  404 404  200 200   200", None, alices),
    ("POST", "day-plans/replan/"): Row("                 200   200 404     200  404 404  200 200   200",
        lambda world, cast: {"manager": str(cast.alice.pk), "order": [str(world.mine.account.pk)]}),
    ("GET", "day-plans/slots/"): Row("                   200   200 404     200  404 404  200 200   200", None,
        lambda cast: f"{alices(cast)}&account={Account.objects.filter(owner=cast.alice).earliest('created_at').pk}"),
    ("GET", "day-plans/rule/"): Row("                    200   200 404     200  404 404  200 200   200", None, alices),
    ("PUT", "day-plans/rule/"): Row("                    200   403 404     200  404 404  403 200   403",
        lambda world, cast: {"manager": str(cast.alice.pk), "orders_first": False}),
    ("GET", "route-sheets/"): Row("                      200   200 404     200  404 404  200 200   200", None, alices),
    ("GET", "visits/"): Row("                            200   200 200     200  200 200  200 200   200"),
    ("GET", "visits/<uuid:pk>/"): Row("                  200   200 404     200  404 404  200 200   200"),
    ("POST", "visits/"): Row("                           201   403 404     201  403 404  403 201   201",
        about_shop(planned_on="2026-03-10")),
    ("PATCH", "visits/<uuid:pk>/"): Row("                200   403 404     200  404 404  403 200   200", rows(planned_on="2026-03-11")),
    ("POST", "visits/<uuid:pk>/start/"): Row("           200   403 404     200  404 404  403 200   200", rows()),
    ("POST", "visits/<uuid:pk>/complete/"): Row("        200   403 404     200  404 404  403 200   200", rows(outcome="ordered")),
    ("POST", "visits/<uuid:pk>/miss/"): Row("            200   403 404     200  404 404  403 200   200", rows(reason="closed")),
    ("POST", "visits/<uuid:pk>/cancel/"): Row("          200   403 404     200  404 404  403 200   200", rows()),
    ("POST", "visits/<uuid:pk>/finish-next-action/"): Row("409   403 404     409  404 404  403 409   409", rows()),
    ("POST", "touchpoints/<uuid:pk>/judge/"): Row("      200   403 404     200  403 404  403 200   200",
        rows(expectation="On time", verdict="uncertain")),
    ("GET", "trial-offers/"): Row("                      200   200 200     200  200 200  200 200   200"),
    ("GET", "trial-offers/<uuid:pk>/"): Row("            200   200 404     200  404 404  200 200   200"),
    ("POST", "trial-offers/"): Row("                     201   403 404     201  403 404  403 201   201",
        lambda world, cast: {"account": str(world.mine.account.pk), "text": "A small bag",
                             "ends_on": str(today() + timedelta(days=30))}),
    ("POST", "trial-offers/<uuid:pk>/decline/"): Row("   200   403 404     200  404 404  403 200   200", rows()),
    ("GET", "users/"): Row("                             200   200 200     200  200 200  200 200   200"),
    ("GET", "users/<uuid:pk>/"): Row("                   200   200 200     200  200 200  200 200   200"),
}  # fmt: skip


def full(route: str) -> str:
    return V1 + route


def test_every_address_has_a_row():
    """A new address is not served before it says here who may use it."""
    known = OPEN_TO_ALL | {(method, full(route)) for method, route in TABLE}

    assert [operation for operation in operations() if operation not in known] == []
    assert [operation for operation in known if operation not in operations()] == []


def path_of(route: str, world: SimpleNamespace, cast: SimpleNamespace) -> str:
    if "<uuid:pk>" not in route:
        return f"/{full(route)}"
    return f"/{full(route)}".replace("<uuid:pk>", str(SUBJECTS[route.partition("/")[0]](world, cast).pk))


def version_of(route: str, world: SimpleNamespace, cast: SimpleNamespace) -> dict[str, str]:
    """What hangs under an account has a version of its own: 0 as long as nobody has set it."""
    subject = SUBJECTS[route.partition("/")[0]](world, cast)
    if not hasattr(subject, "version"):
        return {}
    return {"If_Match": f'"{0 if route == "accounts/<uuid:pk>/visit-rules/" else subject.version}"'}


@pytest.fixture
def attempt(call: Callable[..., Any], world: SimpleNamespace, cast: SimpleNamespace) -> Callable[[str, str, str], Any]:
    """Try one row as one actor and take its effect back."""

    def run(who: str, method: str, route: str) -> Any:
        make_body = TABLE[method, route].body
        body = make_body(world, cast) if make_body else None
        headers = version_of(route, world, cast) if method == "PATCH" else {}
        path = path_of(route, world, cast) + TABLE[method, route].query(cast)
        with transaction.atomic():
            response = call(who, method, path, body, **headers)
            transaction.set_rollback(True)
        return response

    return run


@pytest.mark.parametrize(("method", "route"), TABLE, ids=[f"{method} {route}" for method, route in TABLE])
def test_each_role_gets_what_the_table_says(method: str, route: str, attempt: Callable[..., Any]):
    expected = dict(zip(ACTORS, map(int, TABLE[method, route].statuses.split()), strict=True))

    answers = {who: attempt(who, method, route) for who in ACTORS}

    assert {who: answer.status_code for who, answer in answers.items()} == expected, {
        who: answer.content[:200] for who, answer in answers.items() if answer.status_code != expected[who]
    }


@pytest.mark.parametrize(("method", "route"), TABLE, ids=[f"{method} {route}" for method, route in TABLE])
def test_nobody_gets_in_without_being_known(method: str, route: str, attempt: Callable[..., Any]):
    strangers = {"anonymous": 401, "off": 401, "expired": 401, "scopeless": 403}

    answers = {who: attempt(who, method, route) for who in strangers}

    assert {who: answer.status_code for who, answer in answers.items()} == strangers
    assert {answer["Content-Type"] for answer in answers.values()} == {"application/problem+json"}
    assert all("Alice" not in answer.content.decode() for answer in answers.values())


@pytest.mark.parametrize("route", sorted({route for method, route in TABLE if "<uuid:pk>" in route}))
def test_what_is_a_strangers_looks_like_what_does_not_exist(route: str, call: Callable[..., Any], attempt: Callable[..., Any]):
    """The same status and the same words, so that nobody learns which ids are taken."""
    method = next(method for method, known in TABLE if known == route)
    column = dict(zip(ACTORS, TABLE[method, route].statuses.split(), strict=True))
    if column["charlie"] != "404":
        pytest.skip("visible to all")

    seen = attempt("charlie", method, route)
    made_up = call("charlie", method, f"/{full(route)}".replace("<uuid:pk>", str(uuid4())), {} if method == "POST" else None)

    assert (seen.status_code, seen.json()) == (made_up.status_code, made_up.json())
