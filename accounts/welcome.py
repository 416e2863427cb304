"""Which place on the welcome axis the evidence proposes (rows 6, 7). The program proposes and never sets; a lead decides.

The numbers are ours: one upheld case of abuse, or two provocations, ask for an eye on the customer; two cases of abuse, or three
of either, ask whether we want to go on serving it. A claim that was not justified may be an error; only the third asks for an eye
on the customer, and the fifth whether we want to go on.
"""

#: From the mildest to the hardest.
SEVERITY = ("welcome", "watch", "unwelcome")
WELCOME, WATCH, UNWELCOME = SEVERITY

WATCH_FROM = {"abused": 1, "either": 2}
UNWELCOME_FROM = {"abused": 2, "either": 3}


def proposed_by_abuse(*, abused: int, provoked: int) -> str:
    """`abused` and `provoked` are upheld reports."""
    counted = {"abused": abused, "either": abused + provoked}
    if any(counted[what] >= least for what, least in UNWELCOME_FROM.items()):
        return UNWELCOME
    return WATCH if any(counted[what] >= least for what, least in WATCH_FROM.items()) else WELCOME


WATCH_FROM_CLAIMS, UNWELCOME_FROM_CLAIMS = 3, 5


def proposed_by_claims(claims: int) -> str:
    """`claims` are upheld reports that a claim was not justified."""
    if claims >= UNWELCOME_FROM_CLAIMS:
        return UNWELCOME
    return WATCH if claims >= WATCH_FROM_CLAIMS else WELCOME


def is_harder(one: str, other: str) -> bool:
    return SEVERITY.index(one) > SEVERITY.index(other)
