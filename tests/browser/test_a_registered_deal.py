"""A project is registered, a second dealer comes too late, a price goes below the floor three times: at the desk (row 38)."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.acts import PULL_MS, await_synced, sign_in
from tests.browser.site import Site
from tests.browser.words import say

PROJECT = "滨江中学食堂油采购"
PRODUCT = "餐饮调和油 20L"


@pytest.fixture
def alice(browser: Browser, site: Site) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 1000}, locale="zh-CN")
    page = context.new_page()
    sign_in(page, site.url, "alice")
    await_synced(page)
    yield page
    context.close()


def pick(dialog: Locator, label: str, name: str) -> None:
    """Find an account by its name and take it."""
    dialog.get_by_role("searchbox", name=say(label)).fill(name)
    dialog.get_by_role("list", name=say(label)).get_by_role("button", name=name, exact=True).click()


def register(page: Page, customer: str, dealer: str) -> Locator:
    page.get_by_role("button", name=say("deals.register"), exact=True).click()
    dialog = page.get_by_role("dialog")
    pick(dialog, "deals.customer", customer)
    pick(dialog, "deals.registrant", dealer)
    dialog.get_by_label(say("deals.name"), exact=True).fill(PROJECT)
    dialog.get_by_role("button", name=say("deals.add_product")).click()
    dialog.get_by_label(say("deals.product"), exact=True).select_option(label=PRODUCT)
    dialog.get_by_label(say("deals.quantity"), exact=True).fill("10")
    dialog.get_by_role("button", name=say("deals.register_now"), exact=True).click()
    return dialog


def quote(page: Page, price: str, *, given: bool) -> Locator:
    page.get_by_role("button", name=say("deals.give_quote"), exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(say("deals.unit_price", currency="CNY")).fill(price)
    if given:
        dialog.get_by_role("checkbox", name=say("deals.was_given")).check()
    dialog.get_by_role("button", name=say("deals.give_quote"), exact=True).click()
    return dialog


def test_first_come_first_served_and_the_third_offence_proposes(alice: Page, site: Site):
    accounts = {
        role: site.api("accounts/", role=role, owner=owner_of(site), limit="50")["results"] for role in ("dealer", "legal_person")
    }
    customer = accounts["legal_person"][0]["name"]
    dealer, rival = clean_dealers(site, accounts["dealer"])
    alice.goto(f"{site.url}/deals")
    expect(alice.get_by_role("heading", name=say("deals.title"))).to_be_visible(timeout=PULL_MS)

    register(alice, customer, dealer["name"])
    expect(alice.get_by_role("heading", name=PROJECT)).to_be_visible()

    alice.goto(f"{site.url}/deals")
    late = register(alice, customer, rival["name"])
    expect(late.get_by_role("status")).to_contain_text(dealer["name"])
    alice.keyboard.press("Escape")
    alice.get_by_role("link", name=PROJECT).click()

    refused = quote(alice, "170", given=False)
    expect(refused.get_by_role("status")).to_contain_text("176")
    expect(refused).to_contain_text("¥60.00")  # (176 - 170) x 10
    refused.get_by_role("checkbox", name=say("deals.was_given")).check()
    refused.get_by_role("button", name=say("deals.give_quote"), exact=True).click()
    expect(alice.get_by_role("dialog")).to_have_count(0)
    alice.get_by_role("button", name="¥60.00").first.click()
    arithmetic = alice.get_by_role("dialog")
    expect(arithmetic).to_contain_text("¥60.00")
    arithmetic.locator("summary").first.click()
    expect(arithmetic).to_contain_text("(¥176.00 − ¥170.00) × 10")
    alice.keyboard.press("Escape")
    for price in ("169", "168"):
        quote(alice, price, given=True)
        expect(alice.get_by_role("dialog")).to_have_count(0)
        expect(alice.locator(".quote").filter(has_text=f"¥{price}.00").first).to_be_visible()

    alice.goto(f"{site.url}/accounts/{dealer['id']}")
    alice.get_by_role("tab", name=say("notebook.tab.trade")).click()
    expect(alice.get_by_text(say("deals.proposal", count="3"))).to_be_visible()
    assert site.api(f"accounts/{dealer['id']}/")["welcome"] == "welcome"


def owner_of(site: Site) -> str:
    return next(user["id"] for user in site.api("users/", limit="100")["results"] if user["name"] == alices_name(site))


def alices_name(site: Site) -> str:
    return next(user["name"] for user in site.api("users/", limit="100")["results"] if user["username"] == "alice")


def clean_dealers(site: Site, dealers: list[dict]) -> list[dict]:
    """Two without an offence of the demo's own."""
    fined = {row["dealer"]["id"] for row in site.api("price-offences/", limit="50")["results"]}
    return [dealer for dealer in dealers if dealer["id"] not in fined][:2]


def test_a_lead_reads_the_register_and_opens_a_range_to_its_sources(browser: Browser, site: Site):
    context = browser.new_context(viewport={"width": 1440, "height": 1000}, locale="zh-CN", color_scheme="dark")
    page = context.new_page()
    sign_in(page, site.url, "lena")
    expect(page.locator(".rail")).to_be_visible(timeout=PULL_MS)
    page.goto(f"{site.url}/constants")

    page.locator(".row").filter(has_text="开发一个新客户").get_by_role("button").click()
    sheet = page.get_by_role("dialog")
    expect(sheet).to_contain_text("正确认知客户服务")
    expect(sheet).to_contain_text("物流客户服务")
    page.keyboard.press("Escape")
    page.get_by_role("searchbox").fill("熟人")
    expect(page.get_by_text("250个熟人")).to_be_visible()
    page.get_by_role("button", name=say("constants.edit"), exact=True).first.click()
    form = page.get_by_role("dialog")
    form.get_by_label(say("constants.field.low")).fill("150")
    form.get_by_label(say("constants.why"), exact=True).fill("我们自己数过一次")
    form.get_by_role("button", name=say("save"), exact=True).click()
    expect(page.get_by_text(re.compile("150–250"))).to_be_visible()
    page.get_by_role("button", name=say("constants.history"), exact=True).click()
    expect(page.get_by_role("dialog")).to_contain_text("250 → 150")
    context.close()
