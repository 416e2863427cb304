"""The sales lead's story on a desktop: filter, sort, open beside the list, share the address; nothing of another team."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.acts import PULL_MS, sign_in
from tests.browser.site import Site
from tests.browser.words import say

ROWS = ".table tbody tr:not(.spacer)"


@pytest.fixture
def desktop(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    yield context
    context.close()


@pytest.fixture
def lena(desktop: BrowserContext, site: Site) -> Page:
    page = desktop.new_page()
    sign_in(page, site.url, "lena")
    expect(page.locator(ROWS).first).to_be_visible(timeout=PULL_MS)
    return page


def test_she_filters_key_accounts_and_the_address_holds_it(lena: Page, site: Site):
    lena.get_by_role("button", name=say("desk.filter.tier"), exact=True).click()
    lena.get_by_role("checkbox", name="VIP").check()
    lena.get_by_role("checkbox", name=say("tier.gold")).check()
    lena.keyboard.press("Escape")
    expect(lena).to_have_url(re.compile("tier__in=vip(%2C|,)gold"))

    lena.reload()

    expect(lena.locator(ROWS).first).to_be_visible()
    tiers = set(lena.locator(f"{ROWS} td:nth-child(3)").all_inner_texts())
    assert tiers
    assert tiers <= {"VIP", say("tier.gold")}


def test_she_sorts_and_opens_an_account_beside_the_list(lena: Page):
    lena.get_by_role("columnheader", name=say("desk.column.last_visit")).get_by_role("button").click()
    expect(lena).to_have_url(re.compile("ordering=-last_visit_on"))
    expect(lena.locator('th[aria-sort="descending"]')).to_contain_text(say("desk.column.last_visit"))

    lena.locator(ROWS).nth(2).click()

    panel = lena.get_by_role("complementary", name=say("desk.panel"))
    expect(panel.get_by_role("heading", level=2).first).to_be_visible()
    expect(panel.get_by_text("版规则")).to_be_visible()
    expect(lena.locator(ROWS).first).to_be_visible()
    lena.keyboard.press("Escape")
    expect(panel).to_have_count(0)


def test_a_filter_that_finds_nothing_says_so(lena: Page, site: Site):
    lena.goto(f"{site.url}/accounts?annual_value__gte=99999999999")

    expect(lena.get_by_text(say("customers.empty"))).to_be_visible()


def test_she_never_sees_another_team(lena: Page, site: Site):
    owner = site.api("users/", limit="200")["results"]
    charlie = next(person for person in owner if person["username"] == "charlie")
    his = site.api("accounts/", owner=charlie["id"], limit="1")["results"][0]

    lena.goto(f"{site.url}/accounts/{his['id']}")
    expect(lena.get_by_text(say("desk.gone"))).to_be_visible()

    lena.goto(f"{site.url}/accounts?search={his['name']}")
    expect(lena.locator(".table, .empty").first).to_be_visible()
    assert his["name"] not in lena.locator("main").inner_text()


def test_the_list_scrolls_through_pages(lena: Page):
    first = lena.locator(f"{ROWS} .name").first.inner_text()
    table = lena.locator(".table")
    for _ in range(12):
        table.evaluate("box => box.scrollTop = box.scrollHeight")
        lena.wait_for_timeout(150)

    assert lena.locator(f"{ROWS} .name").first.inner_text() != first
    assert lena.locator(ROWS).count() <= 60
