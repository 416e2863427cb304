"""What upheld abuse proposes for the welcome axis, who sees it, and that only a lead decides (rows 6, 7)."""

import pytest

from accounts.actions.abuse import report_abuse, settle_abuse
from accounts.actions.offences import decline_proposal
from accounts.models import Account, WelcomeProposal
from accounts.welcome import proposed_by_abuse, proposed_by_claims
from crm.models import Event
from tests.accounts.factories import AccountFactory
from tests.crm.factories import NOW
from tiers.actions.welcome import decide_welcome


@pytest.fixture
def shop(cast):
    return AccountFactory(owner=cast.alice, team=cast.team)


def upheld(shop, cast, kind="abused"):
    report = report_abuse(account=shop, kind=kind, what="借酒装疯，骂人", by=cast.alice, at=NOW)
    settle_abuse(report=report, outcome="upheld", reason="有录像", by=cast.lena, at=NOW)
    return report


@pytest.mark.parametrize(
    ("abused", "provoked", "proposed"),
    [
        (0, 0, "welcome"), (0, 1, "welcome"), (0, 2, "watch"), (1, 0, "watch"), (1, 1, "watch"), (0, 3, "unwelcome"),
        (2, 0, "unwelcome"), (1, 2, "unwelcome"),
    ],
)  # fmt: skip
def test_how_much_asks_for_what(abused, provoked, proposed):
    assert proposed_by_abuse(abused=abused, provoked=provoked) == proposed


@pytest.mark.parametrize(("claims", "proposed"), [(0, "welcome"), (2, "welcome"), (3, "watch"), (4, "watch"), (5, "unwelcome")])
def test_how_many_unjustified_claims_ask_for_what(claims, proposed):
    assert proposed_by_claims(claims) == proposed


def test_the_third_unjustified_claim_proposes_to_watch_and_is_no_abuse(cast, shop):
    for _ in range(2):
        upheld(shop, cast, kind="claim")
    assert not WelcomeProposal.objects.exists()

    last = upheld(shop, cast, kind="claim")

    proposal = WelcomeProposal.objects.get(account=shop)
    assert (proposal.proposed, proposal.cause, len(proposal.evidence)) == ("watch", "unjustified_claims", 3)
    assert WelcomeProposal.objects.visible_to(cast.alice).exists()
    assert not WelcomeProposal.objects.visible_to(cast.bob).exists()
    settle_abuse(report=last, outcome="cleared", reason="查实确有破损", by=cast.lena, at=NOW)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decision_reason) == ("declined", "依据已解除")


def test_claims_and_abuse_are_weighed_apart(cast, shop):
    upheld(shop, cast, kind="provoked")
    for _ in range(2):
        upheld(shop, cast, kind="claim")

    assert not WelcomeProposal.objects.exists()  # one provocation and two claims: neither is enough by itself


def test_an_upheld_report_proposes_and_sets_nothing(cast, shop):
    report = upheld(shop, cast)

    proposal = WelcomeProposal.objects.get(account=shop)
    assert (proposal.proposed, proposal.cause, proposal.evidence, proposal.state) == ("watch", "abuse", [str(report.pk)], "open")
    assert Account.objects.get(pk=shop.pk).welcome == "welcome"
    assert Event.objects.get(type="welcome.proposed").payload == {}


def test_what_is_not_upheld_proposes_nothing(cast, shop):
    report = report_abuse(account=shop, kind="abused", what="骂人", by=cast.alice, at=NOW)
    settle_abuse(report=report, outcome="cleared", reason="误会", by=cast.lena, at=NOW)

    assert not WelcomeProposal.objects.exists()


def test_more_of_it_hardens_the_proposal_that_waits(cast, shop):
    upheld(shop, cast)
    upheld(shop, cast)

    proposal = WelcomeProposal.objects.get(account=shop)
    assert (proposal.proposed, len(proposal.evidence)) == ("unwelcome", 2)


def test_a_proposal_goes_with_its_evidence(cast, shop):
    report = upheld(shop, cast)

    settle_abuse(report=report, outcome="cleared", reason="认错人了", by=cast.lena, at=NOW)

    assert WelcomeProposal.objects.get(account=shop).state == "declined"


def test_a_decline_is_not_asked_again_for_the_same_evidence_but_for_more(cast, shop):
    report = upheld(shop, cast)
    decline_proposal(proposal=WelcomeProposal.objects.get(), reason="酒醒后已登门道歉，暂不处理", by=cast.lena, at=NOW)

    settle_abuse(report=report, outcome="upheld", reason="有录像，补充证人", by=cast.lena, at=NOW)
    assert WelcomeProposal.objects.count() == 1
    upheld(shop, cast)

    assert WelcomeProposal.objects.open().get().proposed == "unwelcome"


def test_the_lead_decides_and_the_proposal_is_accepted(cast, shop):
    upheld(shop, cast)

    decide_welcome(account=shop, welcome="watch", reason="再有一次辱骂就停止服务", by=cast.lena, at=NOW)

    assert WelcomeProposal.objects.get().state == "accepted"
    upheld(shop, cast, kind="provoked")
    assert not WelcomeProposal.objects.open().exists()  # one of either kind is still no more than watching


def test_it_is_seen_by_who_sees_the_reports(cast, shop):
    upheld(shop, cast)

    seen = {name for name in ("alice", "bob", "charlie", "lena", "sam", "ann", "dora") if hasattr(cast, name)
            and WelcomeProposal.objects.visible_to(getattr(cast, name)).exists()}  # fmt: skip
    assert seen == {"alice", "lena"}
