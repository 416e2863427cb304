"""What each piece of evidence proves, and from when on an index stands (row 10). Without numpy, as the web explains by it."""

from __future__ import annotations

from math import exp, log

#: Judgement, not a fit; a policy may hold others.
WEIGHTS = {"repurchase": 30.0, "retention": 25.0, "immunity": 20.0, "advocacy": 15.0, "helping": 10.0}
MARKS = tuple(WEIGHTS)
#: Below this coverage the index is provisional, and promotes nobody.
ENOUGH = 55.0
#: Lowest index of each band, highest first.
BANDS = (("loyal", 75.0), ("stable", 50.0), ("fragile", 25.0), ("at_risk", 0.0))

#: Points of "keeps buying the range": for its place among its like, and for the breadth of what it buys.
PLACE_POINTS, WIDTH_POINTS = 80, 20
#: The breadth that counts as the whole range, among the accounts of a segment.
FULL_BREADTH = 0.90
#: Who is new keeps so much of "still there"; the rest comes with the years.
NEW_SHARE = 0.7
TENURE_YEARS = 3.0

#: Days in which an account shows whether a promotion moved it, and those that say what it usually buys.
UNDER_PROMOTION, USUAL = 30, 180
#: How much the segment's own mean weighs against an account's promotions, in promotions.
PRIOR_PROMOTIONS = 2.0
#: A promotion's share is estimated; a refused offer and a lost line are seen.
ESTIMATED_WEIGHT, SEEN_WEIGHT = 1.0, 2.0
KEPT_BY_KIND = {"offer_refused": 1.0, "line_lost": 0.0}

#: Half of what a recommendation or a help proves is gone after a year.
HALF_LIFE_DAYS = 365.0
#: What one event of advocacy and of help proves.
ADVOCACY_POINTS = {"contact_given": 0.2, "recommends": 0.2, "meeting_held": 0.5, "became_customer": 1.0}
HELP_POINTS = {"reference_call": 1.0, "testimonial": 1.0, "hosted_visit": 1.5, "introduction": 2.0}
ADVOCACY_SCALE, HELP_SCALE = 1.0, 2.0


def faded(points: float, age_days: float) -> float:
    """What an event still proves after so many days."""
    return points * exp(-log(2) * max(age_days, 0.0) / HALF_LIFE_DAYS)


def band_of(index: float) -> str:
    """As the index is shown, with two places."""
    return next(name for name, least in BANDS if round(index, 2) >= least)
