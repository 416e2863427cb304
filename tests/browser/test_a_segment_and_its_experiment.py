"""A segment is defined by a rule, its staff read the brief, an offer is tried on a part of it, and what came of it is decided."""

import re
from collections.abc import Iterator
from secrets import token_hex

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.acts import PULL_MS, await_synced, rest_of_network, sign_in
from tests.browser.phone import Phone
from tests.browser.site import Site
from tests.browser.test_accessibility import AXE, DESK, TWO_LOOKS, look_at, violations, wear
from tests.browser.words import say

#: One of the ordinary customers of Lena's team is treated as a key customer for a while.
MOVE_ONE_IN = """
from datetime import timedelta
from django.utils import timezone
from accounts.models import Account
from crm.calendar import today
from crm.models import User
from tiers.actions.overrides import override_tier
lena = User.objects.get(username="lena")
shop = Account.objects.filter(
    team__in=lena.teams_led.all(), tier="ordinary", status="active", tier_overrides__isnull=True
).order_by("name_key").first()
override_tier(account=shop, tier="key", reason="签了全年整箱供货的合同", by=lena, at=timezone.now(), expires_on=today() + timedelta(days=90))
print(shop.name)
"""
#: Whoever else the brief is for reads it meanwhile.
THE_OTHERS_READ = """
from django.utils import timezone
from tiers.actions.segments import acknowledge_brief, unread_by
from tiers.models import Segment
segment = Segment.objects.get(pk="{segment}")
for person in unread_by(segment):
    acknowledge_brief(segment=segment, brief_number=segment.brief_number, by=person, at=timezone.now())
"""
#: What was drawn today was drawn four weeks ago, and the customers have ordered as they did.
FOUR_WEEKS_PASS = """
from datetime import timedelta
from tiers.models import Experiment
one = Experiment.objects.get(pk="{experiment}")
Experiment.objects.filter(pk=one.pk).update(starts_on=one.starts_on - timedelta(days=28), ends_on=one.ends_on - timedelta(days=28))
"""


def work_off(site: Site) -> None:
    site.manage("procrastinate", "worker", "--one-shot")


@pytest.fixture(scope="module")
def lena(browser: Browser, site: Site) -> Iterator[Page]:
    context = browser.new_context(viewport=DESK, locale="zh-CN", bypass_csp=True)
    page = context.new_page()
    sign_in(page, site.url, "lena")
    expect(page.locator(".rail__person")).to_be_visible(timeout=PULL_MS)
    yield page
    context.close()


def how_many(site: Site, team: str, **asked: str) -> int:
    return int(site.api("accounts/", kind="external", team=team, count="exact", limit="1", **asked)["count"])


def test_a_rule_becomes_a_membership_and_a_measured_lift(lena: Page, phone: Phone, site: Site):
    team = next(each for each in site.api("users/", limit="200")["results"] if each["username"] == "lena")["team"]["id"]
    name = f"整箱订货 {token_hex(2)}"

    # the card
    lena.goto(f"{site.url}/segments")
    lena.get_by_role("button", name=say("segments.new"), exact=True).click()
    sheet = lena.get_by_role("dialog")
    sheet.get_by_label(say("segments.name"), exact=True).fill(name)
    sheet.get_by_label(say("segments.team"), exact=True).select_option(team)
    sheet.get_by_role("radio", name=say("brief.strategy.difference")).click()
    sheet.get_by_label(say("brief.channel"), exact=True).select_option("in_person")
    sheet.get_by_label(say("brief.message"), exact=True).fill("整箱订货，送一个陈列架")
    sheet.get_by_label(say("brief.brief"), exact=True).fill("先看店里有没有放陈列架的地方，再谈整箱")
    sheet.get_by_role("button", name=say("save"), exact=True).click()
    expect(lena).to_have_url(re.compile("/segments/[0-9a-f-]{36}$"))

    # the rule, and who is in it now
    rule = lena.get_by_role("region", name=say("segments.rule"), exact=True)
    counted = rule.get_by_role("status")
    rule.get_by_role("button", name=say("desk.filter.tier"), exact=True).click()
    rule.get_by_role("checkbox", name=say("tier.key")).check()
    keys = how_many(site, team, tier="key")
    expect(counted).to_have_text(say("segments.customers_other", count=str(keys)))
    lena.keyboard.press("Escape")
    rule.get_by_role("button", name=say("segments.save_rule")).click()
    expect(rule.get_by_role("link", name=say("segments.show"))).to_be_visible()
    newcomer = site.manage("shell", "-v", "0", "-c", MOVE_ONE_IN).strip().splitlines()[-1]
    lena.reload()
    expect(counted).to_have_text(say("segments.customers_other", count=str(keys + 1)))
    address = lena.url
    rule.get_by_role("link", name=say("segments.show")).click()
    lena.get_by_role("searchbox", name=say("customers.search")).fill(newcomer)
    expect(lena.locator(".table tbody tr:not(.spacer)").filter(has_text=newcomer).first).to_be_visible()
    lena.goto(address)

    # a wider rule, so that something can be measured
    rule.get_by_role("button", name=re.compile("^" + say("desk.filter.tier"))).click()
    rule.get_by_role("checkbox", name=say("tier.ordinary")).check()
    expect(counted).to_have_text(say("segments.customers_other", count=str(how_many(site, team, tier__in="key,ordinary"))))
    lena.keyboard.press("Escape")
    rule.get_by_role("button", name=say("segments.save_rule")).click()
    expect(rule.get_by_role("link", name=say("segments.show"))).to_be_visible()

    # the draft, which nobody may start before the staff know
    lena.get_by_role("button", name=say("segments.new_experiment"), exact=True).click()
    sheet = lena.get_by_role("dialog")
    sheet.get_by_label(say("experiment.name"), exact=True).fill("满箱送陈列架")
    sheet.get_by_label(say("experiment.hypothesis"), exact=True).fill("送陈列架的店，四周里每店多进货 100 元")
    sheet.get_by_label(say("experiment.holdout"), exact=True).fill("50")
    sheet.get_by_label(say("experiment.days"), exact=True).fill("28")
    sheet.get_by_role("button", name=say("save"), exact=True).click()
    expect(lena).to_have_url(re.compile("/experiments/[0-9a-f-]{36}$"))
    experiment = lena.url
    lena.get_by_role("button", name=say("experiment.start"), exact=True).click()
    expect(lena.get_by_role("status").filter(has_text=say("experiment.blocked").split("{")[0])).to_contain_text("林爱丽")

    # the brief is read at the desk, on the road, and by everybody else
    lena.goto(address)
    lena.get_by_role("button", name=say("brief.ack"), exact=True).click()
    expect(lena.get_by_role("button", name=say("brief.ack"), exact=True)).to_have_count(0)
    alice = phone.boot()
    sign_in(alice, site.url, "alice")
    await_synced(alice)
    alice.goto(f"{site.url}/todo")
    alice.get_by_role("button", name=f"{say('brief.read_it')} {name}").click(timeout=PULL_MS)
    expect(alice.get_by_role("dialog")).to_contain_text("先看店里有没有放陈列架的地方")
    alice.get_by_role("dialog").get_by_role("button", name=say("brief.ack")).click()
    expect(alice.get_by_role("button", name=f"{say('brief.read_it')} {name}")).to_have_count(0)
    rest_of_network(alice)
    readers = lena.get_by_role("region", name=say("segments.readers"), exact=True)
    expect(reloaded(lena, readers.locator(".row").filter(has_text="林爱丽"), without=say("segments.unread"))).to_be_visible()
    site.manage("shell", "-v", "0", "-c", THE_OTHERS_READ.format(segment=address.rpartition("/")[2]))

    # the draw
    lena.goto(experiment)
    lena.get_by_role("button", name=say("experiment.start"), exact=True).click()
    expect(lena.get_by_text(say("experiment.drawing_now"))).to_be_visible()
    work_off(site)
    parts = lena.get_by_role("region", name=say("experiment.split"), exact=True)
    expect(parts.get_by_role("rowheader", name=say("tier.key"))).to_be_visible()
    drawn = site.api(f"experiments/{experiment.rsplit('/', 1)[1]}/")["split"]
    assert abs(drawn["treated"] - drawn["holdout"]) <= len(drawn["strata"])

    # what it did, with an interval
    site.manage("shell", "-v", "0", "-c", FOUR_WEEKS_PASS.format(experiment=experiment.rpartition("/")[2]))
    lena.get_by_role("button", name=say("experiment.measure"), exact=True).click()
    work_off(site)
    result = lena.get_by_role("region", name=say("experiment.result"), exact=True)
    expect(result.get_by_role("img", name=re.compile(say("experiment.chart")))).to_be_visible()
    told = site.api(f"experiments/{experiment.rsplit('/', 1)[1]}/")["result"]
    assert told["low"] < told["difference"] < told["high"]
    expect(result).to_contain_text(say(f"experiment.outcome.{told['outcome']}"))
    expect(result).to_contain_text(f"自由度 {told['freedom']:.1f}")
    result.get_by_text(say("experiment.table")).click()
    expect(result.get_by_role("row", name=re.compile(say("experiment.accounts")))).to_contain_text(str(told["holdout"]["accounts"]))

    # what is made of it
    lena.get_by_role("button", name=say("experiment.decide"), exact=True).click()
    sheet = lena.get_by_role("dialog")
    sheet.get_by_role("radio", name=say("experiment.verdict.repeat")).click()
    sheet.get_by_label(say("experiment.reason"), exact=True).fill("区间跨过零，冬天再试一次")
    sheet.get_by_role("button", name=say("save"), exact=True).click()
    log = lena.get_by_role("region", name=say("experiment.log"), exact=True)
    expect(log.locator(".row")).to_contain_text("区间跨过零，冬天再试一次")
    expect(log.locator(".row")).to_contain_text(say("experiment.verdict.repeat"))


def reloaded(page: Page, row: Locator, *, without: str) -> Locator:
    """The row once it no longer says `without`: the phone sends in its own time."""
    for _ in range(20):
        page.reload()
        expect(row).to_be_visible()
        if without not in row.inner_text():
            break
        page.wait_for_timeout(1000)
    return row


def address_of(site: Site, what: str) -> str:
    """A page of the demo: a segment, its experiment that is over, and the one that may not start yet."""
    if what == "segment":
        return f"/segments/{site.api('segments/', limit='1')['results'][0]['id']}"
    if what in ("ended", "draft"):
        return f"/experiments/{site.api('experiments/', status=what, limit='1')['results'][0]['id']}"
    return what


@pytest.mark.parametrize(("language", "theme"), TWO_LOOKS)
@pytest.mark.parametrize("what", ["/segments", "segment", "ended", "draft", "/market-share?points=5", "/work-list"])
def test_every_screen_of_them_is_accessible(lena: Page, site: Site, what: str, language: str, theme: str):
    wear(lena, language, theme)

    assert look_at(lena, site.url + address_of(site, what)) == []


@pytest.mark.parametrize(("language", "theme"), TWO_LOOKS)
def test_their_forms_are_accessible(lena: Page, site: Site, language: str, theme: str):
    wear(lena, language, theme)
    lena.goto(site.url + address_of(site, "segment"))
    for button in ("segments.edit", "segments.new_experiment"):
        lena.get_by_role("button", name=say(button, language), exact=True).click()
        expect(lena.get_by_role("dialog")).to_be_visible()
        lena.wait_for_timeout(400)
        lena.evaluate(AXE.read_text())
        assert violations(lena) == []
        lena.keyboard.press("Escape")
        expect(lena.get_by_role("dialog")).to_have_count(0)


def test_points_become_a_range_that_names_its_source(lena: Page, site: Site):
    wear(lena, "zh", "light")
    lena.goto(f"{site.url}/market-share")
    lena.get_by_label(say("share.points"), exact=True).fill("5")

    result = lena.get_by_role("region", name=say("share.result"), exact=True)
    opener = result.get_by_role("button", name=say("share.range", low="+1", high="+3"))
    expect(opener).to_be_visible()
    expect(lena).to_have_url(re.compile("points=5"))
    expect(result.get_by_role("img", name=re.compile(r"\+1.*\+3"))).to_be_visible()
    opener.click()
    expect(lena.get_by_role("dialog")).to_contain_text("0.2到0.6个百分点")
    lena.keyboard.press("Escape")
    expect(lena.get_by_role("region", name=say("share.trust"), exact=True)).to_contain_text("40%–75%")

    lena.get_by_label(say("share.points"), exact=True).fill("500")
    expect(lena.get_by_text(say("share.points_wrong"))).to_be_visible()
    expect(result).to_have_count(0)
