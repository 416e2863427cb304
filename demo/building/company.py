"""The internal accounts: our own process as a chain of customers (row 5)."""

from accounts.actions.accounts import AccountDraft, open_accounts
from accounts.actions.chain import link_process
from accounts.actions.contacts import ContactDraft, add_contacts
from accounts.models import AccountKind, AccountRole
from demo import chain
from demo.building.setting import SOURCE, Setting
from demo.people import COUNTY, TOWN
from demo.rhythm import HISTORY_DAYS


def open_company(setting: Setting) -> None:
    """Twelve departments and posts with their heads, each linked to the next step."""
    at = setting.ago(HISTORY_DAYS)
    drafts = [AccountDraft(team=setting.teams[_team(step)], fields=_fields(step)) for step in chain.STEPS]
    steps = open_accounts(drafts=drafts, by=setting.admin, at=at)
    setting.steps = {step.key: account for step, account in zip(chain.STEPS, steps, strict=True)}
    heads = [
        ContactDraft(account=account, fields={"name": step.head, "position": "负责人", "is_primary": True})
        for step, account in zip(chain.STEPS, steps, strict=True)
    ]
    add_contacts(drafts=heads, by=setting.admin, at=at)
    for link in chain.LINKS:
        _link(setting, link)
    _serve_end_customers(setting)


def _team(step: chain.StepSpec) -> str:
    return COUNTY if step.key == chain.LAST_STEPS[COUNTY] else TOWN


def _fields(step: chain.StepSpec) -> dict[str, object]:
    return {
        "kind": AccountKind.INTERNAL, "role": step.role, "name": step.name, "phone": step.phone,
        "source": SOURCE, "external_id": f"NB-{step.key}",
    }  # fmt: skip


def _link(setting: Setting, link: chain.LinkSpec) -> None:
    link_process(
        supplier=setting.steps[link.supplier], customer=setting.steps[link.customer], service=link.service,
        standard=link.standard, goes_back=link.goes_back, by=setting.admin, at=setting.ago(HISTORY_DAYS),
    )  # fmt: skip


def _serve_end_customers(setting: Setting) -> None:
    """The chain ends outside: with households that eat what we deliver."""
    for team, step in chain.LAST_STEPS.items():
        households = [
            shop for shop in setting.shops
            if shop.team == team and shop.role == AccountRole.END_CONSUMER and shop.life == "steady" and shop.manager
        ]  # fmt: skip
        for shop in households[: chain.END_CUSTOMERS_EACH]:
            link_process(
                supplier=setting.steps[step], customer=setting.accounts[shop.key], service=chain.LAST_SERVICE,
                standard=chain.LAST_STANDARD, by=setting.admin, at=setting.ago(HISTORY_DAYS),
            )  # fmt: skip
