"""A visit step by step on a phone without a network: musts hold the result, a reason lets it pass, and what was found is work for later."""

from playwright.sync_api import Locator, expect

from tests.browser.acts import PULL_MS, await_synced, check_in_button, rest_of_network, sign_in
from tests.browser.phone import Phone
from tests.browser.site import Site
from tests.browser.words import say

NEAR = {"latitude": 29.08, "longitude": 119.65, "accuracy": 12}
PROMISE = "周五前送三袋胚芽米样品"


def step(sheet: Locator, kind: str) -> Locator:
    return sheet.get_by_role("group", name=say(f"v.step.{kind}"), exact=True)


def mark(sheet: Locator, kind: str, state: str) -> Locator:
    """Say that a step was done or is skipped; answers its card."""
    card = step(sheet, kind)
    card.get_by_role("radio", name=say(f"v.steps.{state}"), exact=True).click()
    return card


def test_a_dealer_is_visited_step_by_step_without_a_network(phone: Phone, site: Site):
    page = phone.boot()
    phone.context.grant_permissions(["geolocation"], origin=site.url)
    phone.context.set_geolocation(NEAR)  # type: ignore[arg-type]
    sign_in(page, site.url, "charlie")
    expect(check_in_button(page).first).to_be_visible(timeout=PULL_MS)
    await_synced(page)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    expect(check_in_button(page).first).to_be_visible(timeout=PULL_MS)
    phone.context.set_offline(True)

    check_in_button(page).first.click()
    sheet = page.get_by_role("dialog")
    sheet.locator("summary", has_text=say("v.steps.title")).click()
    sheet.get_by_role("radio", name="经销商拜访", exact=True).click()
    sheet.get_by_role("radio", name=say("outcome.not_ordered")).click()
    held = sheet.get_by_role("button", name=say("v.steps.blocked", steps=""))
    expect(held).to_be_disabled()
    expect(held).to_contain_text(say("v.step.brand"))
    expect(held).to_contain_text(say("v.step.price_check"))

    brand = mark(sheet, "brand", "done")
    brand.get_by_label(say("v.steps.product")).fill("山茶油 500ml×2")
    brand.get_by_role("button", name=say("v.seen.cannot_explain"), exact=True).click()
    price = mark(sheet, "price_check", "skip")
    expect(held).to_contain_text(say("v.step.price_check"))  # a reason is still owed
    price.get_by_label(say("v.steps.reason")).fill("老板不在，价签收起来了")
    sheet.get_by_role("button", name=say("v.promise.add"), exact=True).click()
    sheet.get_by_label(say("v.promise.text")).fill(PROMISE)

    sheet.get_by_role("button", name=say("visit.save"), exact=True).click()
    expect(sheet).to_have_count(0)
    rest_of_network(page)
    page.goto(f"{site.url}/todo")
    expect(page.get_by_text(PROMISE)).to_be_visible()

    phone.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.goto(site.url)
    await_synced(page)

    skips = site.api("visit-steps/", kind="price_check", state="skipped", limit="200")["results"]
    [skipped] = [row for row in skips if row["reason"].startswith("老板不在，价签")]
    done = {row["kind"]: row["state"] for row in site.api("visit-steps/", visit=skipped["visit"])["results"]}
    assert done == {"brand": "done", "price_check": "skipped"}
    tasks = site.api("follow-ups/", visit=skipped["visit"])["results"]
    assert [(task["kind"], task["text"]) for task in tasks] == [("training", "山茶油 500ml×2")]
    promises = [row for row in site.api("promises/", state="open", limit="200")["results"] if row["text"] == PROMISE]
    assert len(promises) == 1
    page.goto(f"{site.url}/todo")
    expect(page.get_by_text("山茶油 500ml×2").first).to_be_visible()  # the task came down with the next pull
