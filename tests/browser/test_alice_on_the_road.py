"""The account manager's story on a phone: today's stops, three taps, no network, a dead battery, a lost answer."""

import re
import time
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.acts import PASSWORD, PULL_MS, await_synced, check_in_button, log_visit, sign_in
from tests.browser.phone import Phone
from tests.browser.site import Site
from tests.browser.words import say

NEAR = {"latitude": 29.08, "longitude": 119.65, "accuracy": 12}


def signed_in(phone: Phone, site: Site) -> Page:
    page = phone.boot()
    phone.context.grant_permissions(["geolocation"], origin=site.url)
    phone.context.set_geolocation(NEAR)  # type: ignore[arg-type]
    sign_in(page, site.url, "alice")
    expect(check_in_button(page).first).to_be_visible(timeout=PULL_MS)
    await_synced(page)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    return page


def test_today_puts_orders_first_and_says_why(phone: Phone, site: Site):
    page = signed_in(phone, site)

    reasons = page.locator("main .badges .badge:last-child").all_inner_texts()
    # Only a shop's hours may put a stop before one with an order today (row 20).
    ordered = [bool(re.search(r"今天有 ?\d+ ?单", reason)) for reason in reasons if not reason.startswith("营业")]

    assert sum(ordered) >= 3
    assert ordered == sorted(ordered, reverse=True), reasons
    assert len(reasons) >= 8


def test_a_visit_takes_three_taps(phone: Phone, site: Site):
    page = signed_in(phone, site)
    before = completed_today(site)

    taps = log_visit(page)

    assert taps == 3
    expect(page.locator(".toast")).to_contain_text(say("visit.saved", name=""))
    await_synced(page)
    new = [visit for key, visit in completed_today(site).items() if key not in before]
    assert [visit["outcome"] for visit in new] == ["not_ordered"]
    assert new[0]["distance_m"] is not None


def completed_today(site: Site) -> dict[str, dict[str, Any]]:
    today = site.api("session/")["today"]
    return {visit["id"]: visit for visit in site.api("visits/", status="completed", planned_on=today, limit="200")["results"]}


def test_three_visits_without_network_survive_a_dead_phone_and_a_lost_answer(phone: Phone, site: Site):
    mark = f"离线 {time.time_ns()}"
    page = signed_in(phone, site)
    account = page.locator(".next-stop__name a").get_attribute("href") or ""
    phone.context.set_offline(True)
    page.reload()
    expect(check_in_button(page).first).to_be_visible()
    page.goto(site.url + account)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto(site.url)

    for number in (1, 2, 3):
        log_visit(page, note=f"{mark} 第{number}家")
    expect(page.locator(".sync-line").first).to_contain_text("已存本机")

    phone.kill()
    page = phone.boot(offline=True)
    page.goto(site.url)
    expect(page.locator(".sync-line").first).to_contain_text("已存本机")
    expect(page.locator(".number--done")).to_have_count(3 + done_before(page))
    assert site.visits_with(mark) == []

    lost: list[str] = []
    phone.context.route("**/api/v1/sync/ops/", lambda route: lose_first_answer(route, lost))
    phone.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    sign_in_again_if_asked(page, site)
    await_synced(page)
    expect(page.get_by_text(re.compile("已存本机"))).to_have_count(0, timeout=PULL_MS)

    notes = sorted(visit["notes"] for visit in site.visits_with(mark))
    assert lost, "The answer was never lost, so nothing was shown."
    assert notes == [f"{mark} 第{number}家" for number in (1, 2, 3)]


def sign_in_again_if_asked(page: Page, site: Site) -> None:
    """Chromium writes cookies to disk only every 30 seconds: a phone that dies sooner must sign in again, and loses nothing."""
    line = page.locator(".sync-line").first
    expect(line).to_contain_text(re.compile(f"{say('sync.sign_in')}|{say('sync.synced').split('·')[0]}"), timeout=PULL_MS)
    if say("sync.sign_in") in line.inner_text():
        page.goto(f"{site.url}/sign-in")
        page.get_by_label(say("sign_in.password")).fill(PASSWORD)
        page.get_by_role("button", name=say("sign_in.submit"), exact=True).click()


def done_before(page: Page) -> int:
    """Visits of other stories on the same day."""
    return page.locator(".number--done").count() - 3


def lose_first_answer(route: Route, lost: list[str]) -> None:
    """The server gets and books it; the phone never hears."""
    if lost:
        route.continue_()
        return
    lost.append(route.request.url)
    route.fetch()
    route.abort("connectionreset")


def test_a_stopped_server_keeps_the_queue(phone: Phone, site: Site):
    mark = f"停机 {time.time_ns()}"
    page = signed_in(phone, site)
    site.stop()
    try:
        log_visit(page, note=mark)
        expect(page.locator(".sync-line").first).to_contain_text("已存本机")
    finally:
        site.start()

    page.evaluate("dispatchEvent(new Event('online'))")
    await_synced(page)
    deadline = time.monotonic() + 30
    while len(found := site.visits_with(mark)) != 1 and time.monotonic() < deadline:
        time.sleep(0.5)

    assert len(found) == 1


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_wrong_password_is_said_and_nothing_opens(phone: Phone, site: Site, language: str):
    page = phone.boot()
    page.goto(site.url)
    if language == "en":
        page.get_by_role("radio", name="English").click()
    page.get_by_label(say("sign_in.username", language)).fill("alice")
    page.get_by_label(say("sign_in.password", language)).fill("wrong-wrong")
    page.get_by_role("button", name=say("sign_in.submit", language), exact=True).click()

    expect(page.get_by_text(say("sign_in.wrong", language))).to_be_visible()
