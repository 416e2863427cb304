"""What speaks for the customers, then their loyalty and worth as the nights would have reckoned them (rows 10, 46, 68)."""

from datetime import timedelta

from crm.calendar import at_noon, business_day
from demo.building.setting import Setting
from demo.loyalty import draw_evidence
from tiers.actions.evidence import note_evidence

#: So many month ends to look back on.
MONTHS = 2


def collect_evidence(setting: Setting) -> None:
    for told in draw_evidence(setting.shops):
        at = setting.ago(told.days_ago)
        note_evidence(
            account=setting.accounts[told.shop.key], kind=told.kind, on=business_day(at), by=setting.carer_of(told.shop), at=at,
            competitor=told.competitor, note=told.note,
            about=setting.accounts[told.newcomer.key] if told.newcomer else None,
        )  # fmt: skip


def appraise_all(setting: Setting) -> None:
    """Imported only here: a second seed, which does nothing, and the demo's token shall not wait for numpy."""
    from tiers.worth.appraisal import appraise

    month_ends = [setting.today.replace(day=1) - timedelta(days=1)]
    while len(month_ends) < MONTHS:
        month_ends.append(month_ends[-1].replace(day=1) - timedelta(days=1))
    for day in reversed(month_ends):
        appraise(at=at_noon(day))
    appraise(at=setting.at)
