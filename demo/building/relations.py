"""What managers did with the people in their accounts: approaches, talks, care, and acts of trust (rows 36, 65 to 67, 70)."""

import random
from datetime import datetime, timedelta
from itertools import islice

from accounts.actions.care import log_care, plan_care
from accounts.actions.contacts import update_contact
from accounts.actions.conversations import log_approach, log_conversation
from accounts.actions.trust import note_trust
from accounts.approach import TOGETHER, advise
from accounts.models import Contact
from crm.models import User
from demo import words
from demo.building.setting import Setting
from demo.chance import stream

EACH_MANAGER = 16
ROLES = {"店主": ["decides"], "采购": ["buys", "influences"], "老板": ["decides"], "老板娘": ["decides", "buys"], "店员": ["uses"]}
CHANNELS = ("phone", "in_person", "messenger", "phone")


def tend_relations(setting: Setting) -> None:
    """A few people of each manager's steady customers, told by the same actions as in life."""
    rng = stream("relations")
    for manager, people in _by_manager(setting).items():
        for number, contact in enumerate(people):
            _know(rng, contact, manager, setting.ago(30))
            _approach(rng, contact, manager, setting.ago(rng.randint(3, 80)))
            if number % 2 == 0:
                _talk(rng, contact, manager, setting.ago(rng.randint(1, 40)))
            if number % 3 == 0:
                _care(rng, contact, manager, setting)
            if number % 4 == 0:
                _trust(rng, contact, manager, setting.ago(rng.randint(2, 120)))


def _by_manager(setting: Setting) -> dict[User, list[Contact]]:
    carers = {setting.accounts[shop.key].pk: setting.people[shop.manager] for shop in setting.shops if shop.manager}
    known = (
        Contact.objects.filter(account__in=carers, personality__isnull=False, is_primary=True)
        .select_related("account")
        .order_by("name_key", "id")
    )
    found: dict[User, list[Contact]] = {}
    for contact in known:
        found.setdefault(carers[contact.account_id], []).append(contact)
    return {manager: list(islice(people, EACH_MANAGER)) for manager, people in found.items()}


def _know(rng: random.Random, contact: Contact, by: User, at: datetime) -> None:
    update_contact(
        contact=contact, by=by, at=at,
        changes={
            "decision_roles": ROLES.get(contact.position, ["influences"]),
            "preferred_channel": rng.choice(CHANNELS),
            "need_esteem": rng.choice(words.ESTEEM),
            "need_belonging": rng.choice(words.BELONGING),
        },
    )  # fmt: skip


def _approach(rng: random.Random, contact: Contact, by: User, at: datetime) -> None:
    """Whoever follows the advice comes near more often."""
    advised = [each.method for each in advise(personality=contact.personality).methods]
    follows = rng.random() < 0.7
    methods = advised[: TOGETHER[contact.personality]] if follows else rng.sample(advised, 1)
    result = rng.choice(("opened", "agreed", "opened", "cool")) if follows else rng.choice(("cool", "refused", "opened"))
    log_approach(account=contact.account, contact=contact, methods=methods, result=result, by=by, at=at)


def _talk(rng: random.Random, contact: Contact, by: User, at: datetime) -> None:
    purpose, confirmed = rng.choice(words.TALKS)
    log_conversation(
        account=contact.account, contact=contact, channel=rng.choice(("phone", "phone", "messenger")),
        direction=rng.choice(("out", "in")), purpose=purpose, confirmed=confirmed,
        questions=rng.choice((["seeking"], ["choice"], ["seeking", "choice"])), by=by, at=at,
    )  # fmt: skip


def _care(rng: random.Random, contact: Contact, by: User, setting: Setting) -> None:
    kind, plan, outcome = rng.choice(words.CARE)
    if rng.random() < 0.5:
        at = setting.ago(rng.randint(10, 100))
        log_care(contact=contact, kind=kind, on=at.date(), outcome=outcome, by=by, at=at)
    else:
        on = setting.today + timedelta(days=rng.randint(0, 12))
        plan_care(contact=contact, kind=kind, on=on, is_yearly=kind == "festival", plan=plan, by=by, at=setting.ago(2))


def _trust(rng: random.Random, contact: Contact, by: User, at: datetime) -> None:
    effect, act, evidence = rng.choice(words.TRUST)
    note_trust(account=contact.account, contact=contact, effect=effect, act=act, evidence=evidence, by=by, at=at)
