"""The review as PostgreSQL runs it: `tiers.scoring` and `tiers.hysteresis` said in SQL, for a whole team at once.

The rule files are the text to read; this is their set-based twin, because a million accounts do not pass through Python each
night. `tests/tiers/test_review_agrees_with_rules.py` sends random histories through both, month by month.
Steps of the ladder are numbers here: 1 ordinary … 4 vip.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings

from tiers import composite, hysteresis
from tiers.hysteresis import month_end_on_or_before, previous_month_end
from tiers.models import TierPolicy
from tiers.scoring import CUT_TIERS, LADDER, Cuts, Method

LADDER_SQL = f"ARRAY[{', '.join(repr(tier) for tier in LADDER)}]"

#: A UUIDv7 of now: rows made in bulk keep the order of their making.
UUID7_SQL = """encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) PLACING
    substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6), 52, 1), 53, 1),
    'hex')::uuid"""


def highest_step(line: str) -> str:
    """The highest step whose line of this kind (cut, enter) the place reaches."""
    tests = "\n".join(
        f"WHEN score >= {line}_{tier} AND value >= %(floor_{tier})s THEN {LADDER.index(tier) + 1}" for tier in CUT_TIERS
    )
    return f"CASE WHEN rank IS NULL THEN 1 {tests} ELSE 1 END"


def _holds() -> str:
    tests = "\n".join(
        f"WHEN {LADDER.index(tier) + 1} THEN coalesce(score >= leave_{tier} AND value >= %(floor_{tier})s, false)"
        for tier in CUT_TIERS
    )
    return f"CASE held_step {tests} ELSE true END"


def lines_of(method: Method) -> str:
    """One column a line. Ranks are negated, so that more is better whether we count places or money."""
    names = [f"{line}_{tier}" for line in ("cut", "enter", "leave") for tier in CUT_TIERS]
    at = "-ceil(%({0})s::numeric * count(*) FILTER (WHERE competes))" if method == Method.PERCENTILE else "%({0})s::numeric"
    return ", ".join(f"{at.format(name)} AS {name}" for name in names)


#: A composite score asks the last appraisal for loyalty and equity, and people for the wallet. Ranked by value it costs nothing.
KNOWN_JOINS = """
        LEFT JOIN tiers_worth AS worth ON worth.account_id = account.id
             AND worth.run_id = (SELECT max(id) FROM tiers_worthrun WHERE state = 'done')
        LEFT JOIN tiers_wallet AS wallet ON wallet.account_id = account.id
"""
KNOWN_COLUMNS = f""",
               worth.equity::numeric AS equity, wallet.amount AS wallet,
               CASE WHEN worth.coverage >= {composite.FIRM_COVERAGE} THEN round(worth.loyalty::numeric / 100, 6) END AS loyalty_part
"""


def scored_cte(source: str, peers: str, *, is_composite: bool) -> str:
    """`source` with the `points` that its rows are ranked by among their `peers`, and the parts they are made of."""
    if not is_composite:
        return f"SELECT *, NULL::numeric AS points, NULL::jsonb AS parts, value AS merit FROM {source}"
    return f"""
        SELECT *, points AS merit,
               CASE WHEN competes THEN jsonb_build_object(
                   'value', value_part, 'loyalty', loyalty_part, 'potential', potential_part) END AS parts
        FROM (
            SELECT *, CASE WHEN competes THEN round(
                100 * (%(weigh_value)s * value_part + coalesce(%(weigh_loyalty)s * loyalty_part, 0)
                       + coalesce(%(weigh_potential)s * potential_part, 0))
                / (%(weigh_value)s + CASE WHEN loyalty_part IS NULL THEN 0 ELSE %(weigh_loyalty)s END
                   + CASE WHEN potential_part IS NULL THEN 0 ELSE %(weigh_potential)s END), 4) END AS points
            FROM (
                SELECT *, round(cume_dist() OVER (PARTITION BY {peers}, competes ORDER BY
                           CASE WHEN equity IS NULL THEN value * %(margin_rate)s
                                ELSE (value * %(margin_rate)s + equity / %(horizon_years)s) / 2 END)::numeric, 6) AS value_part,
                       CASE WHEN wallet IS NOT NULL THEN round(cume_dist() OVER (
                           PARTITION BY {peers}, competes, wallet IS NULL ORDER BY greatest(wallet - value, 0)
                       )::numeric, 6) END AS potential_part
                FROM {source}
            ) AS parted
        ) AS weighed
    """


#: An order that is placed meanwhile waits, and then finds the reviewed row.
LOCK_TEAM = """
    WITH locked AS (SELECT id FROM accounts_account WHERE team_id = %s AND kind = 'external' ORDER BY id FOR NO KEY UPDATE)
    SELECT count(*) FROM locked
"""


def review_table(method: Method, *, is_composite: bool = False) -> str:
    """Fill the temporary table `tier_review`: one row for each account of the team that was there on the day."""
    return f"""
    CREATE TEMPORARY TABLE tier_review ON COMMIT DROP AS
    WITH told AS (
        SELECT * FROM tier_trade WHERE team_id = %(team)s
    ), subject AS MATERIALIZED (
        SELECT account.id AS account_id, account.currency, account.status <> 'archived' AS is_open,
               account.tier AS shown, account.tier_since AS shown_since,
               CASE WHEN meanwhile.ordered THEN coalesce(account.annual_value, 0) ELSE told.value END AS value,
               CASE WHEN meanwhile.ordered THEN account.mixed_currency ELSE told.mixed_currency END AS mixed_currency,
               CASE WHEN meanwhile.ordered THEN account.last_order_on ELSE told.last_order_on END AS last_order_on,
               standing.account_id IS NOT NULL AS has_standing, standing.policy_id AS seen_policy, standing.as_of AS seen_on,
               standing.value AS seen_value, standing.rank AS seen_rank, standing.peers AS seen_peers,
               standing.reason AS seen_reason,
               standing.computed AS held, standing.computed_since AS held_since,
               array_position({LADDER_SQL}, standing.computed::text) AS held_step,
               coalesce(standing.months_beyond, 0) AS held_months, standing.last_month_end AS held_month_end,
               standing.last_fault_on,
               override.id AS override_id, override.tier AS override_tier, override.expires_on <= %(today)s AS is_expired,
               born.day + %(minimum_age_days)s AS rated_from,
               account.status <> 'archived'
                   AND (standing.computed IS NOT NULL OR born.day + %(minimum_age_days)s <= %(day)s) AS is_rated,
               coalesce(standing.as_of > %(day)s, false)
                   OR account.id IN (SELECT account_id FROM tiers_tierassignment WHERE as_of > %(day)s) AS is_later,
               ROW(account.annual_value, account.mixed_currency, account.last_order_on) AS figures_before,
               standing.points AS seen_points{KNOWN_COLUMNS if is_composite else ""}
        FROM accounts_account AS account
        JOIN told ON told.account_id = account.id
        LEFT JOIN tiers_standing AS standing ON standing.account_id = account.id
        LEFT JOIN tiers_tieroverride AS override ON override.account_id = account.id AND override.ended_at IS NULL
        {KNOWN_JOINS if is_composite else ""}
        CROSS JOIN LATERAL (
            SELECT ROW(account.annual_value, account.mixed_currency, account.last_order_on)
                   IS DISTINCT FROM ROW(told.known_value, told.known_mixed, told.known_last_order_on) AS ordered
        ) AS meanwhile
        CROSS JOIN LATERAL (
            SELECT least((account.created_at AT TIME ZONE %(zone)s)::date, told.first_order_on) AS day OFFSET 0
        ) AS born
        WHERE account.team_id = %(team)s AND account.kind = 'external'
          AND (standing.account_id IS NOT NULL OR born.day <= %(day)s)
    ), rival AS (
        SELECT *, is_rated AND value > 0 AS competes FROM subject
    ), scored AS (
        {scored_cte("rival", "currency", is_composite=is_composite)}
    ), placed AS (
        SELECT *, CASE WHEN competes THEN count(*) OVER (PARTITION BY currency, competes ORDER BY merit DESC) END AS rank
        FROM scored
    ), line AS (
        SELECT currency, count(*) FILTER (WHERE competes) AS peers, bool_and(held IS NULL) AS is_opening, {lines_of(method)}
        FROM placed GROUP BY currency
    ), judged AS (
        SELECT *, {"-rank::numeric" if method == Method.PERCENTILE else "merit"} AS score
        FROM placed JOIN line USING (currency)
    ), stepped AS (
        SELECT *, {highest_step("cut")} AS cut_step, {highest_step("enter")} AS enter_step, {_holds()} AS holds,
               held_month_end IS NULL OR %(month_end)s > held_month_end AS is_new_month,
               coalesce(%(day)s - last_fault_on < %(protection_days)s, false) AS is_protected,
               coalesce(is_rated = (held IS NOT NULL) AND seen_on = %(day)s AND seen_policy = %(policy)s
                        AND held_month_end >= %(month_end)s AND seen_value = value AND seen_rank IS NOT DISTINCT FROM rank
                        AND seen_peers = peers
                        AND seen_points IS NOT DISTINCT FROM points, false) AS is_seen
        FROM judged
    ), counted AS (
        SELECT *, CASE WHEN is_opening THEN cut_step ELSE enter_step END AS entered_step,
               CASE WHEN NOT is_new_month THEN held_months
                    WHEN holds THEN 0
                    WHEN held_month_end = %(previous_month_end)s THEN held_months + 1
                    ELSE 1 END AS months
        FROM stepped
    ), reasoned AS (
        SELECT *, CASE WHEN is_seen OR NOT is_open THEN seen_reason
                       WHEN NOT is_rated THEN '{hysteresis.NOT_YET_RATED}'
                       WHEN held IS NULL THEN '{hysteresis.FIRST_RATING}'
                       WHEN entered_step > held_step THEN '{hysteresis.PROMOTED}'
                       WHEN holds AND cut_step = held_step THEN '{hysteresis.IN_TIER}'
                       WHEN holds AND cut_step > held_step THEN '{hysteresis.BELOW_ENTRY}'
                       WHEN holds THEN '{hysteresis.HELD_BY_BAND}'
                       WHEN months < %(grace_months)s THEN '{hysteresis.IN_GRACE}'
                       WHEN is_protected THEN '{hysteresis.PROTECTED}'
                       WHEN NOT is_new_month THEN '{hysteresis.IN_GRACE}'
                       ELSE '{hysteresis.DEMOTED}' END AS reason
        FROM counted
    ), decided AS (
        SELECT *, CASE WHEN is_seen OR NOT is_open THEN held
                       WHEN reason IN ('{hysteresis.FIRST_RATING}', '{hysteresis.PROMOTED}') THEN ({LADDER_SQL})[entered_step]
                       WHEN reason = '{hysteresis.DEMOTED}' THEN ({LADDER_SQL})[held_step - 1]
                       ELSE held END AS computed
        FROM reasoned
    ), shown AS (
        SELECT *, CASE WHEN override_id IS NOT NULL AND NOT is_expired THEN override_tier ELSE computed END AS tier
        FROM decided
    )
    SELECT account_id, currency, value, mixed_currency, last_order_on, rank, peers, points, parts, is_open, has_standing,
           computed, reason,
           CASE WHEN NOT is_rated THEN rated_from END AS rated_from,
           CASE WHEN computed IS NOT DISTINCT FROM held THEN held_since ELSE %(day)s END AS computed_since,
           CASE WHEN is_rated THEN ({LADDER_SQL})[cut_step] END AS candidate,
           CASE WHEN is_seen THEN held_months
                WHEN reason IN ('{hysteresis.NOT_YET_RATED}', '{hysteresis.FIRST_RATING}', '{hysteresis.PROMOTED}',
                                '{hysteresis.DEMOTED}') THEN 0
                ELSE months END AS months_beyond,
           greatest(held_month_end, %(month_end)s) AS last_month_end,
           NOT is_seen AND is_open AS is_new, coalesce(is_expired, false) AS is_expired, override_id,
           figures_before IS DISTINCT FROM ROW(value, mixed_currency, last_order_on) OR tier IS DISTINCT FROM shown AS is_written,
           shown AS tier_before, tier, CASE WHEN tier IS NOT DISTINCT FROM shown THEN shown_since ELSE %(day)s END AS tier_since,
           CASE WHEN tier IS DISTINCT FROM shown THEN {UUID7_SQL} END AS assignment_id,
           {", ".join(f"abs(cut_{tier}) AS cut_{tier}" for tier in CUT_TIERS)}
    FROM shown WHERE NOT is_later
    """


def review_params(*, policy: TierPolicy, team_id: UUID, day: date, today: date) -> dict[str, Any]:
    """`today` is the real day: it ends overrides, and a month end counts only once it is over."""
    month_end = month_end_on_or_before(min(day, today - timedelta(days=1)))
    patience = policy.patience()
    return {
        "team": team_id, "policy": policy.pk, "day": day, "today": today, "zone": settings.BUSINESS_TZ.key,
        "month_end": month_end, "previous_month_end": previous_month_end(month_end), "grace_months": patience.grace_months,
        "minimum_age_days": patience.minimum_age_days, "protection_days": patience.protection_days, **cut_params(policy),
    }  # fmt: skip


def cut_params(policy: TierPolicy) -> dict[str, Any]:
    """What the lines and the score of this version are made of."""
    weights = {f"weigh_{part}": Decimal(weight) for part, weight in policy.score_weights.items()}
    return {**_line_params(policy.cuts()), **weights, "margin_rate": policy.margin_rate, "horizon_years": policy.horizon_years}


def _line_params(cuts: Cuts) -> Mapping[str, Decimal]:
    factors = {"cut": Decimal(1), "enter": cuts.enter_factor, "leave": cuts.leave_factor}
    lines = {f"{line}_{tier}": cuts.at[tier] * factor for line, factor in factors.items() for tier in CUT_TIERS}
    return lines | {f"floor_{tier}": cuts.floors.get(tier, Decimal(0)) for tier in CUT_TIERS}


UPDATE_STANDINGS = """
    UPDATE tiers_standing AS standing
    SET policy_id = %(policy)s, as_of = %(day)s, computed = review.computed, computed_since = review.computed_since,
        candidate = review.candidate, value = review.value, currency = review.currency, rank = review.rank, peers = review.peers,
        points = review.points, parts = review.parts,
        months_beyond = review.months_beyond, last_month_end = review.last_month_end, rated_from = review.rated_from,
        reason = review.reason
    FROM tier_review AS review
    WHERE standing.account_id = review.account_id AND review.is_new
"""

INSERT_STANDINGS = """
    INSERT INTO tiers_standing (account_id, policy_id, as_of, computed, computed_since, candidate, value, currency, rank, peers,
                                points, parts, months_beyond, last_month_end, rated_from, reason)
    SELECT account_id, %(policy)s, %(day)s, computed, computed_since, candidate, value, currency, rank, peers,
           points, parts, months_beyond, last_month_end, rated_from, reason
    FROM tier_review WHERE is_new AND NOT has_standing
"""

#: The numbers that explain a change; those of a composite score beside them.
NUMBERS = f"""jsonb_build_object('value', value::text, 'currency', currency, 'rank', rank, 'peers', peers,
                              'rank_share', round(rank::numeric / nullif(peers, 0), 6)::text, 'candidate', candidate,
                              'computed', computed, 'months_beyond', months_beyond, 'cuts', jsonb_build_object({
    ", ".join(f"'{tier}', cut_{tier}::text" for tier in CUT_TIERS)
}))
               || CASE WHEN points IS NULL THEN '{{}}'::jsonb ELSE jsonb_build_object('points', points::text, 'parts', parts) END"""

INSERT_ASSIGNMENTS = f"""
    INSERT INTO tiers_tierassignment (id, account_id, kind, before, after, as_of, policy_id, reason, numbers, at, by_id)
    SELECT assignment_id, account_id,
           CASE WHEN override_id IS NULL THEN 'computed' WHEN is_expired THEN 'expired' ELSE 'override' END,
           tier_before, tier, %(day)s, %(policy)s, CASE WHEN is_expired THEN 'override_expired' ELSE reason END,
           {NUMBERS},
           %(at)s, %(by)s
    FROM tier_review WHERE assignment_id IS NOT NULL
"""

INSERT_TOUCHPOINTS = f"""
    INSERT INTO accounts_touchpoint (id, created_at, updated_at, version, account_id, kind, medium, at, by_id, text, subject)
    SELECT {UUID7_SQL}, %(at)s, %(at)s, 1, account_id, 'tier', 'information', %(at)s, %(by)s,
           coalesce(tier_before, 'unrated') || ' → ' || coalesce(tier, 'unrated'), assignment_id
    FROM tier_review WHERE assignment_id IS NOT NULL
"""

INSERT_EVENTS = f"""
    INSERT INTO crm_event (id, type, subject, account_id, team_id, payload, at, by_id, created_at)
    SELECT {UUID7_SQL}, 'tier.changed', assignment_id, account_id, %(team)s,
           jsonb_build_object('before', tier_before, 'after', tier, 'as_of', %(day)s::date, 'reason', reason,
                              'numbers', {NUMBERS}),
           %(at)s, %(by)s, %(at)s
    FROM tier_review WHERE assignment_id IS NOT NULL
"""

#: Both people are told: the author and the approver stand in the event.
END_EXPIRED_OVERRIDES = f"""
    WITH ended AS (
        UPDATE tiers_tieroverride AS override SET ended_at = %(at)s, version = version + 1, updated_at = %(at)s
        FROM tier_review AS review WHERE override.id = review.override_id AND review.is_expired
        RETURNING override.*, review.tier AS returned
    )
    INSERT INTO crm_event (id, type, subject, account_id, team_id, payload, at, created_at)
    SELECT {UUID7_SQL}, 'tier.override_expired', id, account_id, %(team)s,
           jsonb_build_object('tier', tier, 'returned', returned, 'by', by_id, 'approver', approver_id), %(at)s, %(at)s
    FROM ended
"""

FIGURES_SOURCE = "SELECT account_id, value, mixed_currency, last_order_on, tier, tier_since FROM tier_review WHERE is_written"

COUNTS = """
    SELECT count(*), count(*) FILTER (WHERE tier IS NOT NULL), count(assignment_id), count(*) FILTER (WHERE is_expired),
           count(*) FILTER (WHERE tier = 'vip'), count(*) FILTER (WHERE tier = 'gold'),
           count(*) FILTER (WHERE tier = 'key'), count(*) FILTER (WHERE tier = 'ordinary')
    FROM tier_review WHERE is_open
"""

#: Where the curve of the sales is kept: finely among the first, where tiers are cut, and then by tens.
CURVE_SHARES = sorted(
    {Decimal(share) / 1000 for share in (1, 2, 5, 15, 25, 75)}
    | {Decimal(share) / 100 for share in (*range(1, 21), 25, *range(30, 101, 10))}
)

#: How much the first n accounts hold (row 68), by currency, at those shares of the peers.
CURVES = """
    WITH placed AS (
        SELECT currency, value, row_number() OVER falling AS place, sum(value) OVER falling AS held
        FROM tier_review WHERE rank IS NOT NULL
        WINDOW falling AS (PARTITION BY currency ORDER BY value DESC, account_id ROWS UNBOUNDED PRECEDING)
    ), total AS (
        SELECT currency, count(*) AS accounts, sum(value) AS value FROM placed GROUP BY currency
    ), mark AS (
        SELECT DISTINCT currency, ceil(accounts * share)::bigint AS place FROM total, unnest(%(curve_shares)s::numeric[]) AS share
    ), point AS (
        SELECT currency, jsonb_agg(jsonb_build_array(place, held::text) ORDER BY place) AS points
        FROM placed JOIN mark USING (currency, place) GROUP BY currency
    )
    SELECT coalesce(jsonb_agg(jsonb_build_object('currency', currency, 'accounts', accounts, 'value', value::text,
                                                 'points', points) ORDER BY currency), '[]')
    FROM total JOIN point USING (currency)
"""

#: In this order, after `review_table`; then the figures.
WRITES = (UPDATE_STANDINGS, INSERT_STANDINGS, END_EXPIRED_OVERRIDES, INSERT_ASSIGNMENTS, INSERT_TOUCHPOINTS, INSERT_EVENTS)
