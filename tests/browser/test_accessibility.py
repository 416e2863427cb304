"""axe on every screen, in both languages and both themes, sheets open: no violation."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.acts import PULL_MS, check_in_button, sign_in
from tests.browser.site import ROOT, Site
from tests.browser.words import say

AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOKS = [(language, theme) for language in ("zh", "en") for theme in ("light", "dark")]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}


def violations(page: Page) -> list[str]:
    result: dict[str, Any] = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})", TAGS
    )
    return [f"{found['id']}: {found['nodes'][0]['html'][:200]}" for found in result["violations"]]


def wear(page: Page, language: str, theme: str) -> None:
    """As chosen under "me"; kept by the browser."""
    page.evaluate(f"localStorage.setItem('language', '{language}'); localStorage.setItem('theme', '{theme}')")


def look_at(page: Page, url: str) -> list[str]:
    page.goto(url)
    page.wait_for_selector("main")
    page.wait_for_timeout(600)  # animations of 150 ms must not fade what axe measures
    page.evaluate(AXE.read_text())
    return violations(page)


@pytest.fixture(scope="module")
def alice(browser: Browser, site: Site) -> Iterator[Page]:
    context = browser.new_context(
        viewport=PHONE, locale="zh-CN", bypass_csp=True, geolocation={"latitude": 29.08, "longitude": 119.65}
    )
    page = context.new_page()
    sign_in(page, site.url, "alice")
    expect(check_in_button(page).first).to_be_visible(timeout=PULL_MS)
    yield page
    context.close()


@pytest.fixture(scope="module")
def lena(browser: Browser, site: Site) -> Iterator[Page]:
    context = browser.new_context(viewport=DESK, locale="zh-CN", bypass_csp=True)
    page = context.new_page()
    sign_in(page, site.url, "lena")
    expect(page.locator(".table tbody tr").first).to_be_visible(timeout=PULL_MS)
    yield page
    context.close()


@pytest.mark.parametrize(("language", "theme"), LOOKS)
@pytest.mark.parametrize("path", ["/", "/accounts", "/add", "/todo", "/me", "account"])
def test_phone_screens(alice: Page, site: Site, path: str, language: str, theme: str):
    wear(alice, language, theme)
    if path == "account":
        alice.goto(site.url)
        path = alice.locator(".next-stop__name a").get_attribute("href") or ""

    assert look_at(alice, site.url + path) == []


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_the_visit_sheet_is_open(alice: Page, site: Site, language: str, theme: str):
    wear(alice, language, theme)
    alice.goto(site.url)
    alice.locator(".next-stop > .button--primary").click()
    sheet = alice.get_by_role("dialog")
    summary = sheet.locator("summary", has_text=say("v.steps.title", language))
    expect(summary).to_be_visible()  # and then it is known whether a kept draft has opened it
    if not sheet.locator("details.steps[open]").count():
        summary.click()
    sheet.get_by_role("radio", name="经销商拜访" if language == "zh" else "Dealer visit", exact=True).click()
    for kind, state in (("brand", "done"), ("price_check", "done"), ("licence_check", "skip")):
        card = sheet.get_by_role("group", name=say(f"v.step.{kind}", language), exact=True)
        card.get_by_role("radio", name=say(f"v.steps.{state}", language), exact=True).first.click()
    sheet.get_by_role("button", name=say("v.promise.add", language), exact=True).click()
    alice.wait_for_timeout(400)
    alice.evaluate(AXE.read_text())

    assert violations(alice) == []


@pytest.mark.parametrize(("language", "theme"), LOOKS)
@pytest.mark.parametrize("sheet", ["customers.views", "customers.conditions"])
def test_a_sheet_over_the_customers_is_open(alice: Page, site: Site, sheet: str, language: str, theme: str):
    wear(alice, language, theme)
    alice.goto(f"{site.url}/accounts")
    alice.get_by_role("button", name=say(sheet, language), exact=True).click()
    expect(alice.get_by_role("dialog").get_by_role("button").nth(2)).to_be_visible()
    alice.wait_for_timeout(400)
    alice.evaluate(AXE.read_text())

    assert violations(alice) == []


@pytest.mark.parametrize(("language", "theme"), LOOKS)
@pytest.mark.parametrize("state", ["table", "panel", "filter", "me", "page", "trade", "equity", "gone"])
def test_desk_screens(lena: Page, site: Site, state: str, language: str, theme: str):
    wear(lena, language, theme)
    bob = next(person["id"] for person in site.api("users/", limit="200")["results"] if person["username"] == "bob")
    account = site.api("accounts/", tier="vip", owner=bob, limit="1")["results"][0]["id"]
    address = {
        "gone": f"/accounts/{bob}",
        "panel": f"/accounts?open={account}",
        "me": "/me",
        "page": f"/accounts/{account}",
        "trade": f"/accounts/{account}?tab=trade",
        "equity": "/equity?cause=shrunk&currency=CNY",
    }.get(state, "/accounts")
    lena.goto(site.url + address)
    lena.wait_for_selector("main h1")
    if state == "filter":
        lena.locator(".filter").first.click()

    lena.wait_for_timeout(600)
    lena.evaluate(AXE.read_text())

    assert violations(lena) == []


#: Light in Chinese and dark in English: what the one hides the other shows, and four looks of twenty screens take long.
TWO_LOOKS = [("zh", "light"), ("en", "dark")]
NOTEBOOK = (
    "/chain", "/services", "/deals", "/floor-prices", "/constants", "/promises", "/talks", "/territories", "/imports",
    "/imports/new", "/duplicates", "/pool", "/fields", "/visit-types",
)  # fmt: skip


@pytest.mark.parametrize(("language", "theme"), TWO_LOOKS)
@pytest.mark.parametrize("path", NOTEBOOK)
def test_desk_screens_of_the_notebook(lena: Page, site: Site, path: str, language: str, theme: str):
    wear(lena, language, theme)
    lena.goto(site.url + path)
    lena.wait_for_selector("main h1")
    lena.wait_for_load_state("networkidle")

    assert look_at_once(lena) == []


@pytest.mark.parametrize(("language", "theme"), TWO_LOOKS)
def test_two_files_side_by_side(lena: Page, site: Site, language: str, theme: str):
    wear(lena, language, theme)
    lena.goto(f"{site.url}/duplicates")
    lena.locator("main a[href^='/duplicates/']").first.click()
    expect(lena.get_by_role("radiogroup")).to_be_visible()

    assert look_at_once(lena) == []


@pytest.mark.parametrize(("language", "theme"), TWO_LOOKS)
def test_the_palette_with_what_it_found(lena: Page, site: Site, language: str, theme: str):
    wear(lena, language, theme)
    lena.goto(f"{site.url}/accounts")
    expect(lena.locator(".table tbody tr").first).to_be_visible()
    lena.keyboard.press("Control+k")
    expect(lena.get_by_role("combobox", name=say("find.label", language))).to_be_focused()
    lena.keyboard.type("超市")
    expect(lena.locator(".palette mark").first).to_be_visible()

    assert look_at_once(lena) == []


@pytest.mark.parametrize(("language", "theme"), TWO_LOOKS)
@pytest.mark.parametrize("path", ["/chain", "/pool"])
def test_phone_screens_of_the_notebook(alice: Page, site: Site, path: str, language: str, theme: str):
    wear(alice, language, theme)

    assert look_at(alice, site.url + path) == []
    wide = alice.evaluate("document.documentElement.scrollWidth")
    assert wide <= PHONE["width"], "nothing is to be pushed sideways"


def look_at_once(page: Page) -> list[str]:
    page.wait_for_timeout(600)  # animations of 150 ms must not fade what axe measures
    page.evaluate(AXE.read_text())
    return violations(page)


def test_nothing_to_tap_is_smaller_than_44_pixels(alice: Page, site: Site):
    for path in ("/", "/accounts", "/add", "/todo", "/me"):
        alice.goto(site.url + path)
        alice.wait_for_timeout(400)
        small = alice.evaluate(
            """() => [...document.querySelectorAll('button, a[href], input, select, textarea, [role=radio]')]
                .filter(e => e.checkVisibility() && !e.closest('.leaflet-control-attribution'))
                .map(e => [e, e.getBoundingClientRect()])
                .filter(([e, box]) => box.width && (box.height < 43.5 || box.width < 43.5))
                .map(([e, box]) => `${e.outerHTML.slice(0, 120)} ${Math.round(box.width)}x${Math.round(box.height)}`)"""
        )
        assert small == [], path
