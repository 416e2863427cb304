"""Everything that the coach card of a visit reads (rows 9, 22, 34, 37, 44, 66)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from accounts.approach import HANDLING
from accounts.models import Account, Consumption, Contact, Need, Promise
from crm.models import User
from visits.actions.talk_switches import is_pressure_allowed
from visits.coaching import Question, methods_for, question_for
from visits.handover import UNRATED
from visits.models import FollowUp, KnowledgeEntry, Visit
from visits.queries import aimed_levels

MOST_GAPS = 5


@dataclass(frozen=True, slots=True)
class CoachCard:
    """`gaps`: what the visitor was asked and still does not know, of products that this customer uses first."""

    contact: Contact | None
    handling: tuple[str, ...]
    methods: list[str]
    pressure_allowed: bool
    question: Question
    promises: list[Promise]
    follow_ups: list[FollowUp]
    gaps: list[KnowledgeEntry]
    target_level: int | None
    last_level: int | None


def coach_card(*, account: Account, user: User, day: date, at: datetime) -> CoachCard:
    """Of what `user` sees; nine statements, whatever there is."""
    contact = _whom(account, user)
    personality = contact.personality if contact else None
    allowed = is_pressure_allowed(team=account.team_id, at=at)
    follow_ups = list(
        FollowUp.objects.visible_to(user).open().filter(account=account).select_related("owner").order_by("due_on", "id")[:20]
    )
    kept = list(Consumption.objects.visible_to(user).current().filter(account=account).select_related("product").order_by("id"))
    needs = Need.objects.visible_to(user).open().filter(account=account)
    question = question_for(
        open_complaints=account.open_complaints or 0,
        follow_ups=[each.text for each in follow_ups],
        unclear_needs=list(needs.filter(wanted="").order_by("-is_dominant", "noted_at", "id").values_list("said", flat=True)[:1]),
        unknown_rates=[str(each.product) for each in kept if each.per_day is None],
        missing=_missing(account, contact, needs=needs, kept=kept),
    )
    return CoachCard(
        contact=contact,
        handling=HANDLING[personality],
        methods=methods_for(personality=personality, open_complaints=account.open_complaints or 0, pressure_allowed=allowed),
        pressure_allowed=allowed,
        question=question,
        promises=list(
            Promise.objects.visible_to(user).filter(account=account, state=Promise.State.OPEN).order_by("due_on", "id")[:20]
        ),
        follow_ups=follow_ups,
        gaps=_gaps(user, {each.product_id for each in kept}),
        target_level=aimed_levels(day).get(account.tier or UNRATED),
        last_level=_last_level(account, user),
    )


def _whom(account: Account, user: User) -> Contact | None:
    people = Contact.objects.visible_to(user).filter(account=account, archived_at__isnull=True)
    return min(people, key=lambda each: (each.personality is None, not each.is_primary, each.name, each.pk), default=None)


def _missing(account: Account, contact: Contact | None, *, needs: Any, kept: list[Consumption]) -> list[str]:
    """Of what one may ask for, what is not there; a name, then a phone."""
    there = {
        "contact": contact is not None,
        "phone": bool(account.phone or (contact and contact.phone)),
        "need": needs.exists(),
        "consumption": bool(kept),
        "order_days": bool(account.order_weekdays),
    }
    return [name for name, is_there in there.items() if not is_there]


def _gaps(user: User, products: set[Any]) -> list[KnowledgeEntry]:
    gaps = list(KnowledgeEntry.objects.filter(manager=user).gaps().select_related("product").order_by("-asked_at", "-id")[:50])
    return sorted(gaps, key=lambda each: each.product_id not in products)[:MOST_GAPS]


def _last_level(account: Account, user: User) -> int | None:
    visits = Visit.objects.visible_to(user).filter(account=account, service_level__isnull=False)
    return visits.order_by("-planned_on", "-id").values_list("service_level", flat=True).first()
