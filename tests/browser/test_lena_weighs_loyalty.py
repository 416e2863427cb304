"""The lead asks why a customer is loyal, notes what she heard, and sees what became of the worth of all (rows 10, 46, 68)."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.acts import PULL_MS, sign_in
from tests.browser.site import Site
from tests.browser.words import say


@pytest.fixture
def lena(browser: Browser, site: Site) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    page = context.new_page()
    sign_in(page, site.url, "lena")
    expect(page.locator(".table tbody tr").first).to_be_visible(timeout=PULL_MS)
    yield page
    context.close()


def a_loyal_friend(site: Site) -> dict[str, Any]:
    """One of Lena's team who has brought a customer."""
    lena = next(person for person in site.api("users/", role="lead", limit="200")["results"] if person["username"] == "lena")
    proofs = site.api("loyalty-evidence/", kind="became_customer", limit="200")["results"]
    accounts = (site.api(f"accounts/{proof['account']['id']}/") for proof in proofs)
    return next(account for account in accounts if account["team"]["id"] == lena["team"]["id"])


def test_she_reads_why_notes_a_help_and_takes_it_back(lena: Page, site: Site):
    account = a_loyal_friend(site)
    told = site.api(f"accounts/{account['id']}/loyalty/")

    lena.goto(f"{site.url}/accounts/{account['id']}?tab=trade")

    loyalty = lena.get_by_role("region", name=say("worth.loyalty"), exact=True)
    expect(loyalty.get_by_role("img", name=re.compile(say("worth.radar")))).to_be_visible(timeout=PULL_MS)
    expect(loyalty.get_by_text(say(f"band.{told['band']}"), exact=True)).to_be_visible()
    loyalty.get_by_text(say("worth.table")).click()
    seen = [mark for mark in told["marks"] if mark["value"] is not None]
    for mark in seen:
        row = loyalty.get_by_role("row", name=re.compile(say(f"worth.mark.{mark['name']}")))
        expect(row).to_contain_text(f"{mark['weight']:g}")
    loyalty.locator("summary", has_text=say("worth.mark.advocacy")).click()
    expect(loyalty.get_by_text(say("worth.kind.became_customer"), exact=False).first).to_be_visible()

    loyalty.get_by_role("button", name=say("worth.add")).click()
    sheet = lena.get_by_role("dialog")
    sheet.get_by_label(say("worth.kind"), exact=True).select_option("testimonial")
    sheet.get_by_role("button", name=say("save"), exact=True).click()
    expect(sheet.get_by_text(say("form.refused"))).to_be_visible()  # help without a word of what was done
    sheet.get_by_label(say("worth.note")).fill("愿意在单页上署名")
    sheet.get_by_role("button", name=say("save"), exact=True).click()
    expect(sheet).to_have_count(0)

    loyalty.locator("summary", has_text=say("worth.mark.helping")).click()
    mine = loyalty.locator("li", has_text="愿意在单页上署名")
    expect(mine).to_contain_text(say("worth.state.tonight"))
    mine.get_by_role("button", name=re.compile("^" + say("worth.take_back"))).click()
    lena.get_by_role("dialog").get_by_label(say("worth.reason")).fill("记错了客户")
    lena.get_by_role("dialog").get_by_role("button", name=say("worth.take_back"), exact=True).click()
    expect(mine).to_have_count(0)


def test_an_equity_opens_to_its_arithmetic_and_the_sum_to_who_is_behind_its_change(lena: Page, site: Site):
    lena.goto(f"{site.url}/equity")
    total = lena.get_by_role("region", name=re.compile(say("worth.total")))
    expect(total).to_contain_text("30%", timeout=PULL_MS)
    expect(total).to_contain_text("15%")

    lena.get_by_role("button", name=say("worth.cause.lost"), exact=True).click()
    expect(lena).to_have_url(re.compile("cause=lost"))
    behind = lena.get_by_role("region", name=say("worth.behind", cause=say("worth.cause.lost")))
    behind.get_by_role("link").first.click()

    equity = lena.get_by_role("region", name=say("worth.equity"), exact=True)
    equity.locator(".explain-open").click()
    sheet = lena.get_by_role("dialog")
    expect(sheet.get_by_text(say("explain.name.margin_rate")).first).to_be_visible()
    expect(sheet.get_by_text(say("explain.name.discounted_orders")).first).to_be_visible()
