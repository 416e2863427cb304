"""A referral bears fruit by itself: the account it led to has bought (rows 10, 68)."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import connection

from crm.history import note_author

FRUIT = """
    UPDATE tiers_loyaltyevidence AS evidence
    SET kind = 'became_customer', "on" = first.sold_on, version = version + 1, updated_at = %(at)s
    FROM (
        SELECT referral.id, min((placed.ordered_at AT TIME ZONE %(zone)s)::date) AS sold_on
        FROM tiers_loyaltyevidence AS referral
        JOIN accounts_order AS placed ON placed.account_id = referral.about_id AND placed.kind = 'sale' AND placed.total > 0
        WHERE referral.kind IN ('contact_given', 'meeting_held') AND referral.voided_at IS NULL AND placed.ordered_at <= %(at)s
        GROUP BY referral.id
    ) AS first
    WHERE evidence.id = first.id AND first.sold_on >= evidence.on
"""


#: Somebody noted on the newcomer's journey who had brought it. What was taken back stays so.
ARRIVALS = """
    INSERT INTO tiers_loyaltyevidence
        (id, created_at, updated_at, version, changed_in, changed_at, account_id, mark, kind, "on", about_id, competitor, note,
         voided_because)
    SELECT gen_random_uuid(), %(at)s, %(at)s, 1, 0, %(at)s, journey.referred_by_id, 'advocacy',
           CASE WHEN kept.first_on IS NULL THEN 'contact_given' ELSE 'became_customer' END,
           coalesce(kept.first_on, (newcomer.created_at AT TIME ZONE %(zone)s)::date), journey.account_id, '', '', ''
    FROM accounts_journey AS journey
    JOIN accounts_account AS newcomer ON newcomer.id = journey.account_id
    JOIN accounts_account AS friend ON friend.id = journey.referred_by_id
    LEFT JOIN tiers_orderrhythm AS kept ON kept.account_id = journey.account_id
    WHERE friend.kind = 'external' AND newcomer.kind = 'external' AND newcomer.created_at <= %(at)s AND NOT EXISTS (
        SELECT FROM tiers_loyaltyevidence AS known
        WHERE known.about_id = journey.account_id AND known.account_id = journey.referred_by_id AND known.mark = 'advocacy'
    )
"""


def adopt_arrivals(*, at: datetime) -> int:
    """A customer that came by another's word is a referral of the other's, whoever noted it where (rows 39, 68)."""
    note_author(by=None, cause="worth.appraise")
    with connection.cursor() as cursor:
        cursor.execute(ARRIVALS, {"at": at, "zone": settings.BUSINESS_TZ.key})
        return int(cursor.rowcount)


def advance_referrals(*, at: datetime) -> int:
    """Referrals whose account has bought since become sales; who had bought before was no referral's fruit."""
    note_author(by=None, cause="worth.appraise")
    with connection.cursor() as cursor:
        cursor.execute(FRUIT, {"at": at, "zone": settings.BUSINESS_TZ.key})
        return int(cursor.rowcount)
