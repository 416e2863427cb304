"""Before, in and after a talk: the coach card, pressure only where a lead allows it, a question unanswered, the licence, the order."""

import time
from collections.abc import Iterator
from urllib.error import HTTPError

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.acts import PULL_MS, at_the_desk, await_synced, check_in_button, log_visit, rest_of_network, sign_in
from tests.browser.phone import Phone
from tests.browser.site import Site
from tests.browser.words import say

#: As somebody would ask the API past the phone's own screens; answers status and code.
COMPLETE = """async ([visit, steps]) => {
  const { csrf_token } = await (await fetch('/api/v1/session/')).json();
  const headers = { 'Content-Type': 'application/json', 'X-CSRFToken': csrf_token };
  const body = JSON.stringify({ outcome: 'not_ordered', steps });
  const answer = await fetch(`/api/v1/visits/${visit}/complete/`, { method: 'POST', headers, body });
  return [answer.status, (await answer.json()).code];
}"""


def on_the_road(phone: Phone, site: Site, name: str) -> Page:
    page = phone.boot()
    sign_in(page, site.url, name)
    expect(check_in_button(page).first).to_be_visible(timeout=PULL_MS)
    await_synced(page)
    return page


@pytest.fixture
def alice(phone: Phone, site: Site) -> Page:
    return on_the_road(phone, site, "alice")


@pytest.fixture
def bob(phone: Phone, site: Site) -> Page:
    """Whose orders of the day no other story visits."""
    return on_the_road(phone, site, "bob")


@pytest.fixture
def lena(browser: Browser, site: Site) -> Iterator[Page]:
    page = at_the_desk(browser, site, "lena")
    yield page
    page.context.close()


def next_account(page: Page) -> str:
    return str(page.locator(".next-stop__name a").get_attribute("href")).rsplit("/", 1)[-1]


def methods_in(sheet: Locator) -> Locator:
    """The ways to talk that the step offers, unfolded."""
    if not sheet.locator("details.steps[open]").filter(has_text=say("v.steps.title")).count():
        sheet.locator("summary", has_text=say("v.steps.title")).click()
    card = sheet.get_by_role("group", name=say("v.step.talk"), exact=True)
    card.get_by_role("radio", name=say("v.steps.done"), exact=True).click()
    return card


def test_pressing_is_refused_until_the_lead_allows_it_and_an_unknown_answer_is_a_gap(alice: Page, lena: Page, site: Site):
    question = f"山茶油的酸价是多少？{time.time_ns() % 1000}"
    check_in_button(alice).first.click()
    sheet = alice.get_by_role("dialog")
    coach = sheet.locator("[data-part=coach]")
    expect(coach).to_contain_text(say("v.coach.ask"))
    visit = alice.url.split("visit=")[1]
    rest_of_network(alice)
    await_visit(alice, site, visit, "in_progress")
    card = site.api(f"accounts/{card_account(site, visit)}/coach-card/")
    coach.locator("summary", has_text=say("v.coach.title")).click()
    for method in card["methods"]:
        expect(coach).to_contain_text(say(f"v.talk.{method}"))
    assert "limited_time" not in card["methods"]

    # Off by default: the step does not offer it, and the server refuses whoever writes past the step.
    talk = methods_in(sheet)
    expect(talk.get_by_role("button", name=say("v.talk.praise_facts"), exact=True)).to_be_visible()
    expect(talk.get_by_role("button", name=say("v.talk.limited_time"), exact=True)).to_have_count(0)
    steps = [{"kind": "talk", "state": "done", "details": {"methods": ["limited_time"]}}]
    assert alice.evaluate(COMPLETE, [visit, steps]) == [409, "pressure_off"]

    asked = sheet.get_by_role("group", name=say("v.know.title"), exact=True)
    asked.get_by_label(say("v.know.question")).fill(question)
    asked.get_by_role("button", name=say("v.know.unknown"), exact=True).click()
    expect(coach.get_by_text(say("v.coach.gaps"), exact=True)).to_be_visible()
    expect(coach.get_by_text(question)).to_be_visible()

    # The lead allows it and says why; the list is the audit.
    team = site.api(f"accounts/{card_account(site, visit)}/")["team"]["name"]
    lena.goto(f"{site.url}/visit-types")
    lena.get_by_role("button", name=f"{say('v.pressure.turn_on')} {team}", exact=True).click()
    form = lena.get_by_role("dialog")
    form.get_by_label(say("v.pressure.reason")).fill("仓库清仓到周五")
    form.get_by_role("button", name=say("v.pressure.turn_on"), exact=True).click()
    expect(form).to_have_count(0)
    audit = lena.get_by_text("仓库清仓到周五")
    expect(audit).to_contain_text("雷娜")
    expect(audit).to_contain_text(say("v.pressure.on"))

    alice.evaluate("dispatchEvent(new Event('online'))")
    pressing = talk.get_by_role("button", name=say("v.talk.limited_time"), exact=True)
    expect(pressing).to_be_visible(timeout=PULL_MS)
    pressing.click()
    sheet.get_by_role("radio", name=say("outcome.not_ordered")).click()
    sheet.get_by_role("button", name=say("visit.save"), exact=True).click()
    expect(sheet).to_have_count(0)
    rest_of_network(alice)
    await_visit(alice, site, visit, "completed")
    assert site.api("visit-steps/", visit=visit)["results"][0]["details"] == {"methods": ["limited_time"]}

    # What she did not know is the team's to see, and hers to learn before the next talk.
    lena.reload()
    expect(lena.get_by_text(question)).to_be_visible()
    alice.goto(site.url)
    check_in_button(alice).first.click()
    coach.locator("summary", has_text=say("v.coach.title")).click()
    gap = coach.locator(".field", has_text=question)
    gap.get_by_role("button").click()
    gap.get_by_label(say("v.coach.answer")).fill("一级油不高于 2.0")
    gap.get_by_role("button", name=say("v.coach.learn")).click()
    expect(coach.get_by_text(question)).to_have_count(0)


def card_account(site: Site, visit: str) -> str:
    return str(site.api(f"visits/{visit}/")["account"]["id"])


def await_visit(page: Page, site: Site, visit: str, status: str) -> None:
    """Until the server has heard of it."""
    deadline = time.monotonic() + PULL_MS / 1000
    while status_of(site, visit) != status:
        assert time.monotonic() < deadline, f"The visit never was {status}."
        page.wait_for_timeout(200)


def status_of(site: Site, visit: str) -> str:
    try:
        return str(site.api(f"visits/{visit}/")["status"])
    except HTTPError:
        return "unknown"


def test_after_an_order_the_phone_says_what_differs(bob: Page, phone: Phone, site: Site):
    account = next_account(bob)  # orders come first
    told = site.api(f"accounts/{account}/order-comparison/")
    today = site.api("session/")["today"]
    assert told["on"] == today
    states = [line["state"] for line in told["lines"]]

    taps = log_visit(bob, outcome="ordered")

    assert taps == 3
    toast = bob.locator(".toast", has=bob.get_by_role("button", name=say("v.compare.look"), exact=True))
    expect(toast).to_be_visible()
    for state in ("missing", "less", "more", "new"):
        if states.count(state):
            expect(toast).to_contain_text(say(f"v.compare.count_{state}", count=str(states.count(state))))
    toast.get_by_role("button", name=say("v.compare.look"), exact=True).click()
    lines = bob.get_by_role("dialog").locator("ul.rows > li")
    expect(lines).to_have_count(len(states))
    first = told["lines"][0]
    expect(lines.first).to_contain_text(first["product"]["name"])
    expect(lines.first).to_contain_text(say(f"v.compare.{first['state']}"))

    # Without a network there is nothing to compare with, and nothing is said.
    bob.goto(site.url)
    expect(check_in_button(bob).first).to_be_visible(timeout=PULL_MS)
    bob.evaluate("navigator.serviceWorker.ready.then(() => true)")
    bob.reload()
    expect(check_in_button(bob).first).to_be_visible(timeout=PULL_MS)
    phone.context.set_offline(True)
    log_visit(bob, outcome="ordered")
    expect(bob.locator(".toast")).to_have_count(1)
    bob.wait_for_timeout(1500)
    expect(bob.get_by_role("button", name=say("v.compare.look"), exact=True)).to_have_count(0)


def test_the_licence_is_compared_and_the_owner_takes_the_name_over(alice: Page, site: Site):
    read = f"青澜诚信商行{time.time_ns() % 1000}"
    check_in_button(alice).first.click()
    sheet = alice.get_by_role("dialog")
    sheet.locator("summary", has_text=say("v.steps.title")).click()
    sheet.get_by_role("radio", name="门店检查", exact=True).click()
    card = sheet.get_by_role("group", name=say("v.step.licence_check"), exact=True)
    card.get_by_role("radio", name=say("v.steps.done"), exact=True).click()
    expect(
        card.get_by_label(say("v.steps.found")).or_(card.get_by_role("radio", name=say("v.steps.differs"), exact=True)).first
    ).to_be_visible()
    shown = card.inner_text()
    if say("v.licence.not_recorded") not in shown:
        card.get_by_role("radio", name=say("v.steps.differs"), exact=True).click()
    card.get_by_label(say("v.steps.found")).fill(read)
    for kind in ("storefront_photo", "stock_count"):
        must = sheet.get_by_role("group", name=say(f"v.step.{kind}"), exact=True)
        must.get_by_role("radio", name=say("v.steps.skip"), exact=True).click()
        must.get_by_label(say("v.steps.reason")).fill("店主赶着出门")
    sheet.get_by_role("radio", name=say("outcome.not_ordered")).click()
    visit = alice.url.split("visit=")[1]
    sheet.get_by_role("button", name=say("visit.save"), exact=True).click()
    expect(sheet).to_have_count(0)
    rest_of_network(alice)
    await_visit(alice, site, visit, "completed")
    account = card_account(site, visit)
    recorded = site.api(f"accounts/{account}/")["licence_name"]
    assert recorded != read, "nobody has accepted it yet"
    assert (recorded or say("v.licence.not_recorded")) in shown

    alice.goto(f"{site.url}/todo")
    task = alice.get_by_role("button", name=say("v.task.settle_what", text=f"{say('v.task.licence')} · {read}"), exact=True)
    expect(task).to_be_visible(timeout=PULL_MS)
    task.click()
    alice.get_by_role("dialog").get_by_role("button", name=say("v.licence.take", name=read), exact=True).click()
    expect(task).to_have_count(0)
    rest_of_network(alice)
    deadline = time.monotonic() + PULL_MS / 1000
    while site.api(f"accounts/{account}/")["licence_name"] != read:
        assert time.monotonic() < deadline, "The record never changed."
        alice.wait_for_timeout(200)
