"""A day that goes otherwise than planned: skipped, started anew, added without a network; its rule and a free hour at the desk."""

import re
import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.browser.acts import PULL_MS, await_synced, check_in_button, rest_of_network, sign_in
from tests.browser.phone import Phone
from tests.browser.site import Site
from tests.browser.words import say

NEAR = {"latitude": 29.08, "longitude": 119.65, "accuracy": 12}


def test_the_day_is_planned_anew_without_a_network(phone: Phone, site: Site):
    page = phone.boot()
    phone.context.grant_permissions(["geolocation"], origin=site.url)
    phone.context.set_geolocation(NEAR)  # type: ignore[arg-type]
    sign_in(page, site.url, "alice")
    expect(check_in_button(page).first).to_be_visible(timeout=PULL_MS)
    await_synced(page)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    expect(check_in_button(page).first).to_be_visible(timeout=PULL_MS)
    phone.context.set_offline(True)

    page.get_by_role("button", name=say("today.change"), exact=True).click()
    sheet = page.get_by_role("dialog")
    stops = sheet.locator("ol.rows > li")
    expect(stops.first).to_be_visible()
    before = stops.count()
    assert re.match(r"\d\d:\d\d ", stops.first.locator(".row__title").inner_text())

    skipped = stops.nth(1).locator(".row__title").inner_text()[6:]
    sheet.get_by_role("button", name=say("day.skip_of", name=skipped), exact=True).click()
    expect(stops).to_have_count(before - 1)
    expect(sheet.get_by_role("heading", name=say("day.skipped"), exact=True)).to_be_visible()
    hours = sheet.get_by_role("button", name=re.compile("^" + say("day.slot_take")))
    expect(hours.first).to_be_visible()
    assert 1 <= hours.count() <= 3
    hours.first.click()
    expect(page.locator(".toast")).to_contain_text(say("day.slot_taken", day=""))

    sheet.get_by_role("button", name=say("day.start_here"), exact=True).click()
    expect(stops).to_have_count(before - 1)
    expect(sheet.get_by_role("button", name=say("day.reset"), exact=True)).to_be_visible()
    page.keyboard.press("Escape")

    page.reload()
    expect(check_in_button(page).first).to_be_visible(timeout=PULL_MS)
    shown = [name.strip() for name in page.locator(".next-stop__name, .stop-row .row__title").all_inner_texts()]
    assert skipped not in shown
    page.get_by_role("button", name=say("today.change"), exact=True).click()
    expect(stops).to_have_count(before - 1)
    assert [title[6:] for title in stops.locator(".row__title").all_inner_texts()] == shown


def test_orders_first_is_one_rule_and_the_desk_finds_an_hour(phone: Phone, browser: Browser, site: Site):
    alice = phone.boot()
    sign_in(alice, site.url, "alice")
    expect(check_in_button(alice).first).to_be_visible(timeout=PULL_MS)
    await_synced(alice)
    person = next(person["id"] for person in site.api("users/", limit="200")["results"] if person["username"] == "alice")
    lena = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN").new_page()
    sign_in(lena, site.url, "lena")
    expect(lena.locator(".rail__person")).to_be_visible(timeout=PULL_MS)

    # Switched off at the desk, it is off on the phone; switched on there, it is on at the desk.
    lena.goto(f"{site.url}/route-sheet?manager={person}")
    switch = lena.get_by_role("checkbox", name=re.compile("^" + say("day.orders_first")))
    expect(switch).to_be_checked()
    switch.click()
    expect(switch).not_to_be_checked()
    await_rule(lena, site, person, is_on=False)
    alice.get_by_role("button", name=say("today.change"), exact=True).click()
    mine = alice.get_by_role("dialog").get_by_role("checkbox", name=re.compile("^" + say("day.orders_first")))
    pull_until(alice, lambda: not mine.is_checked())
    mine.click()
    expect(mine).to_be_checked()
    rest_of_network(alice)
    await_rule(alice, site, person, is_on=True)

    shops = site.api("accounts/", owner=person, kind="external", status="active", limit="100")["results"]
    free = next(row for row in shops if row["latitude"] is not None and not planned_at(site, row["id"]))
    lena.goto(f"{site.url}/accounts/{free['id']}")
    lena.get_by_role("button", name=say("day.ask_slots"), exact=True).click()
    takes = lena.get_by_role("button", name=re.compile("^" + say("day.slot_take")))
    expect(takes.first).to_be_visible()
    assert 1 <= takes.count() <= 3
    takes.first.click()
    expect(lena.locator(".toast")).to_contain_text(say("day.slot_taken", day=""))
    [planned] = planned_at(site, free["id"])
    assert planned["manager"]["id"] == person
    lena.context.close()


def pull_until(page: Page, seen: Callable[[], bool]) -> None:
    """What another device did shows on an open sheet. A pull waits for writers who are still at it: the next one brings it."""
    deadline = time.monotonic() + PULL_MS / 1000
    while not seen():
        assert time.monotonic() < deadline, "It never arrived on the phone."
        page.evaluate("dispatchEvent(new Event('online'))")
        page.wait_for_timeout(1000)


def planned_at(site: Site, account: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = site.api("visits/", account=account, status="planned")["results"]
    return rows


def await_rule(page: Page, site: Site, person: str, *, is_on: bool) -> None:
    """Until the server has it."""
    deadline = time.monotonic() + PULL_MS / 1000
    while site.api("day-plans/rule/", manager=person)["orders_first"] is not is_on:
        assert time.monotonic() < deadline, "The rule never arrived."
        page.wait_for_timeout(200)
