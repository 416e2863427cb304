"""The man at the wrong shop: goodwill within one's limit, brought back later; and a report that protects our people (rows 4, 6)."""

import re
import time
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.acts import at_the_desk, await_synced, sign_in
from tests.browser.phone import Phone
from tests.browser.site import Site
from tests.browser.words import say


def section(page: Page, key: str) -> Locator:
    return page.get_by_role("region", name=say(key), exact=True)


def alices_plain_account(site: Site) -> dict[str, Any]:
    """One of hers without goodwill so far."""
    alice = next(person["id"] for person in site.api("users/", limit="200")["results"] if person["username"] == "alice")
    given = {row["account"]["id"] for row in site.api("goodwills/", limit="200")["results"]}
    rows = site.api("accounts/", owner=alice, role="retailer", tier="ordinary", limit="200")["results"]
    found: dict[str, Any] = next(row for row in rows if row["id"] not in given)
    return found


def managers_limit(site: Site) -> str:
    """Such as `200.00`."""
    return str(site.api("goodwill-limits/", role="manager", ended_at__isnull="true")["results"][0]["amount"])


def tiers_limit(site: Site, account: str) -> str:
    """Such as `100.00`: narrower than what the manager's role may give."""
    limit = float(site.api(f"accounts/{account}/service-policy/")["goodwill_limit"])
    assert limit < float(managers_limit(site))
    return f"{limit:.2f}"


def test_goodwill_is_given_within_the_limit_and_comes_back(browser: Browser, site: Site):
    account = alices_plain_account(site)
    page = at_the_desk(browser, site, "alice")
    page.goto(f"{site.url}/accounts/{account['id']}?tab=trade")
    section(page, "goodwill.title").get_by_role("button", name=say("goodwill.give"), exact=True).click()
    form = page.get_by_role("dialog")
    limit = f"¥{tiers_limit(site, account['id'])}"
    expect(form.get_by_text(limit).first).to_be_visible()
    form.get_by_label(say("goodwill.amount")).fill("500")
    form.get_by_label(say("goodwill.reason")).fill("轮胎不能用")
    form.get_by_role("radio", name=say("goodwill.proof.none")).click()
    form.get_by_label(say("goodwill.no_evidence_why")).fill("发票忘在家里")
    form.get_by_role("button", name=say("goodwill.give"), exact=True).click()
    # Refused aloud: the limit that holds, and who may give so much.
    expect(form.get_by_text(re.compile(f"超出这个等级的客户的额度.*{limit}.*雷娜"))).to_be_visible()
    form.get_by_label(say("goodwill.amount")).fill("50")
    form.get_by_role("button", name=say("goodwill.give"), exact=True).click()
    expect(form).to_have_count(0)

    line = section(page, "goodwill.title").get_by_role("listitem").first
    expect(line).to_contain_text(say("goodwill.net", amount="¥50.00"))
    line.get_by_role("button", name=re.compile(say("goodwill.recover"))).click()
    form.get_by_label(say("goodwill.recover_amount")).fill("60")
    form.get_by_role("button", name=say("save"), exact=True).click()
    expect(form.get_by_text(say("goodwill.over_recovered"))).to_be_visible()
    form.get_by_label(say("goodwill.recover_amount")).fill("")
    form.get_by_role("button", name=say("save"), exact=True).click()
    expect(line).to_contain_text(say("goodwill.net", amount="¥0.00"))
    page.context.close()

    row = site.api("goodwills/", account=account["id"], limit="5")["results"][0]
    assert (row["amount"], row["recovered"], row["net"], row["no_evidence_why"]) == ("50.00", "50.00", "0.00", "发票忘在家里")


def test_on_the_phone_it_is_given_on_the_spot_and_taken_back_when_it_was_a_mistake(phone: Phone, site: Site):
    account = alices_plain_account(site)
    page = phone.boot()
    sign_in(page, site.url, "alice")
    await_synced(page)
    page.goto(f"{site.url}/accounts/{account['id']}")
    goodwill = section(page, "goodwill.title")
    goodwill.get_by_role("button", name=say("goodwill.give"), exact=True).click()
    form = page.get_by_role("dialog")
    form.get_by_label(say("goodwill.amount")).fill("20")
    form.get_by_label(say("goodwill.reason")).fill("送货晚了两天")
    form.get_by_label(say("goodwill.evidence")).fill("送货单")

    # between two masts: nothing is given, and nothing that was typed is lost
    phone.context.set_offline(True)
    form.get_by_role("button", name=say("goodwill.give"), exact=True).click()
    expect(form.get_by_label(say("goodwill.reason"))).to_have_value("送货晚了两天")
    expect(form).to_be_visible()
    phone.context.set_offline(False)
    expect(form.get_by_role("button", name=say("goodwill.give"), exact=True)).to_be_enabled()
    form.get_by_role("button", name=say("goodwill.give"), exact=True).click()
    expect(form).to_have_count(0)
    line = goodwill.get_by_role("listitem").first
    expect(line).to_contain_text(say("goodwill.net", amount="¥20.00"))

    line.get_by_role("button", name=re.compile(f"^{say('goodwill.withdraw')}")).click()
    form.get_by_label(say("goodwill.withdraw_why")).fill("记错了客户")
    form.get_by_role("button", name=say("goodwill.withdraw"), exact=True).click()
    expect(line).to_contain_text(say("goodwill.withdrawn"))
    row = site.api("goodwills/", account=account["id"], limit="5")["results"][0]
    assert (row["amount"], row["net"], row["withdrawn_why"]) == ("20.00", "0.00", "记错了客户")


def test_abuse_is_reported_with_courteous_words_at_hand_and_settled_by_the_lead(browser: Browser, site: Site):
    account = alices_plain_account(site)
    what = f"当众辱骂店员 {time.time_ns()}"
    alice = at_the_desk(browser, site, "alice")
    alice.goto(f"{site.url}/accounts/{account['id']}?tab=people")
    section(alice, "abuse.title").get_by_role("button", name=say("abuse.report"), exact=True).click()
    form = alice.get_by_role("dialog")
    form.get_by_role("radio", name=say("abuse.kind.abused")).click()
    expect(form.get_by_text(say("replies.occasion.abused")).nth(1)).to_be_visible()
    form.get_by_label(say("abuse.what")).fill(what)
    form.get_by_role("button", name=say("abuse.report"), exact=True).click()
    expect(section(alice, "abuse.title").get_by_text(what)).to_be_visible()
    alice.goto(f"{site.url}/accounts/{account['id']}")
    expect(alice.get_by_text(say("abuse.flag"))).to_be_visible()

    # A team mate who sees the account learns nothing of it.
    bob = at_the_desk(browser, site, "bob")
    bob.goto(f"{site.url}/accounts/{account['id']}?tab=people")
    expect(section(bob, "abuse.title").get_by_text(say("abuse.none"))).to_be_visible()
    bob.context.close()

    lena = at_the_desk(browser, site, "lena")
    lena.goto(f"{site.url}/goodwill-limits")
    section(lena, "abuse.waiting").get_by_role("link").filter(has_text=what).click()
    section(lena, "abuse.title").get_by_role("button", name=re.compile(what)).click()
    form = lena.get_by_role("dialog")
    form.get_by_role("radio", name=say("abuse.outcome.cleared")).click()
    form.get_by_label(say("abuse.reason")).fill("是误会，双方都道了歉")
    form.get_by_role("button", name=say("save"), exact=True).click()
    expect(section(lena, "abuse.title").get_by_text("是误会，双方都道了歉")).to_be_visible()

    # The limit of managers is hers to set, the former one stays to be read.
    lena.goto(f"{site.url}/goodwill-limits")
    before = managers_limit(site)
    after = f"{float(before) + 1:.2f}"
    name = f"{say('goodwill.limit_set')} {say('role.manager')}"
    lena.get_by_role("button", name=name, exact=True).click()
    form.get_by_label(say("goodwill.limit_amount")).fill(after)
    form.get_by_label(say("goodwill.limit_why")).fill("旺季")
    form.get_by_role("button", name=say("save"), exact=True).click()
    expect(section(lena, "goodwill.limits_now").get_by_text(f"¥{after}")).to_be_visible()
    expect(section(lena, "goodwill.limits_before").get_by_text(f"¥{before}").first).to_be_visible()

    # What may be given in another currency is a limit of its own.
    lena.get_by_role("button", name=name, exact=True).click()
    form.get_by_label(say("goodwill.limit_amount")).fill("20")
    form.get_by_label(say("goodwill.limit_currency")).fill("eur")
    form.get_by_label(say("goodwill.limit_why")).fill("边贸客户用欧元")
    form.get_by_role("button", name=say("save"), exact=True).click()
    expect(section(lena, "goodwill.limits_now").get_by_text(f"¥{after} · €20.00")).to_be_visible()
    lena.context.close()
    alice.reload()
    expect(alice.get_by_role("article")).to_be_visible()
    expect(alice.get_by_text(say("abuse.flag"))).to_have_count(0)
    alice.context.close()
