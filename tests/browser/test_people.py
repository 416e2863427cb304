"""People on the phone: whom one meets, how to approach them, what was agreed; and two edits that meet (rows 65 to 67)."""

import json
import re
import time
import urllib.request
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.acts import await_synced, rest_of_network, sign_in, until
from tests.browser.phone import Phone
from tests.browser.site import Site
from tests.browser.words import say


def of_alice(site: Site) -> dict[str, Any]:
    """An account of Alice's with a primary contact of a known character."""
    alice = next(user for user in site.api("users/", limit="200")["results"] if user["username"] == "alice")
    accounts = {row["id"]: row for row in site.api("accounts/", owner=alice["id"], limit="200")["results"]}
    contacts = site.api("contacts/", personality="easy_going", is_primary="true", limit="200")["results"]
    contact = next(row for row in contacts if row["account"]["id"] in accounts)
    return {"account": accounts[contact["account"]["id"]], "contact": contact}


def change(site: Site, path: str, body: dict[str, Any]) -> None:
    """An edit that somebody else makes through the API."""
    version = site.api(path)["version"]
    headers = {"Authorization": f"Bearer {site.token}", "Content-Type": "application/json", "If-Match": f'"{version}"'}
    request = urllib.request.Request(f"{site.url}/api/v1/{path}", json.dumps(body).encode(), headers, method="PATCH")
    with urllib.request.urlopen(request, timeout=20) as answer:
        assert answer.status == 200


@pytest.fixture
def card(phone: Phone, site: Site) -> tuple[Page, dict[str, Any]]:
    page = phone.boot()
    sign_in(page, site.url, "alice")
    await_synced(page)
    known = of_alice(site)
    page.goto(f"{site.url}/accounts/{known['account']['id']}")
    return page, known


def test_a_character_leads_to_an_approach_and_a_logged_call(card: tuple[Page, dict[str, Any]], site: Site):
    page, known = card
    name = known["contact"]["name"]

    page.locator(".row__body", has_text=name).click()
    expect(page.get_by_text(say("people.hint.tell_not_read"))).to_be_visible()
    expect(page.get_by_text(re.compile(say("people.reason.one") + "|" + say("people.reason.after_refusal")))).to_be_visible()
    page.get_by_role("button", name=say("people.call"), exact=True).last.click()
    page.get_by_label(say("people.talk_purpose")).fill("问候")
    save = page.get_by_role("button", name=say("save"), exact=True)
    expect(save).to_be_disabled()
    page.get_by_label(say("people.talk_confirmed")).fill("不知道，下次再说")
    page.get_by_role("button", name=say("people.phrase_use")).click()
    expect(page.get_by_label(say("people.talk_confirmed"))).not_to_have_value(re.compile("不知道"))
    page.get_by_label(say("people.talk_confirmed")).fill("周五上午带样品来")
    page.get_by_role("button", name=say("people.method.introduction"), exact=True).click()
    page.get_by_role("radio", name=say("people.result.agreed")).click()
    save.click()
    expect(page.get_by_role("dialog", name=say("people.talk_title", name=known["account"]["name"]))).to_have_count(0)
    page.wait_for_timeout(6_500)  # the undo pause
    rest_of_network(page)

    def said() -> tuple[str, str]:
        (latest, *_) = site.api("conversations/", account=known["account"]["id"])["results"] or [{"confirmed": "", "contact": None}]
        return latest["confirmed"], (latest["contact"] or {"name": ""})["name"]

    assert until(said, ("周五上午带样品来", name)) == ("周五上午带样品来", name)
    approach = site.api("approaches/", contact=known["contact"]["id"])["results"][0]
    assert (approach["methods"], approach["result"]) == (["introduction"], "agreed")


def test_two_edits_meet_and_the_person_chooses_field_by_field(card: tuple[Page, dict[str, Any]], phone: Phone, site: Site):
    page, known = card
    path = f"accounts/{known['account']['id']}/"
    expect(page.get_by_role("button", name=say("notebook.edit"), exact=True)).to_be_visible()
    page.get_by_role("button", name=say("notebook.edit"), exact=True).click()
    expect(page.get_by_label(say("people.field.industry"))).to_be_visible()
    phone.context.set_offline(True)
    page.get_by_label(say("people.field.industry")).fill("便利店")
    page.get_by_label(say("people.field.street")).fill("人民路")
    page.get_by_label(say("people.field.phone"), exact=True).fill("0579-85551234")
    page.get_by_role("button", name=say("save"), exact=True).click()
    expect(page.get_by_text(say("people.account_saved"))).to_be_visible()
    change(site, path, {"industry": "超市", "street": "解放街"})

    page.wait_for_timeout(6_500)
    phone.context.set_offline(False)
    rest_of_network(page)
    page.goto(f"{site.url}/me")
    card_ = page.locator("article", has_text=known["account"]["name"]).filter(has=page.locator(".conflict"))
    expect(card_.get_by_text("超市")).to_be_visible()
    expect(card_.get_by_text("便利店")).to_be_visible()
    phone.context.set_offline(True)  # the choice itself needs no network
    card_.get_by_role("group", name=say("people.field.industry")).get_by_role("radio").first.check()
    card_.get_by_role("group", name=say("people.field.street")).get_by_role("radio").last.check()
    card_.get_by_role("button", name=say("people.conflict_each")).click()
    expect(page.locator(".conflict")).to_have_count(0)
    phone.context.set_offline(False)
    rest_of_network(page)

    def written() -> list[str]:
        row = site.api(path)
        return [row[name] for name in ("industry", "street", "phone")]

    chosen = ["便利店", "解放街", "0579-85551234"]
    assert until(written, chosen) == chosen


def test_an_act_written_down_by_mistake_is_taken_back_without_a_network(
    card: tuple[Page, dict[str, Any]], phone: Phone, site: Site
):
    page, known = card
    act = f"多送的一箱当场退回 {time.time():.0f}"
    trust = page.get_by_role("region", name=say("people.trust"), exact=True)
    trust.get_by_role("button", name=say("people.trust_add"), exact=True).click()
    page.get_by_label(say("people.trust_act")).fill(act)
    page.get_by_role("button", name=say("save"), exact=True).click()
    row = trust.get_by_role("listitem").filter(has_text=act)
    expect(row).to_be_visible()
    page.wait_for_timeout(6_500)  # the undo pause
    rest_of_network(page)

    def stands() -> list[str | None]:
        acts = site.api("trust-events/", account=known["account"]["id"])["results"]
        return [each["withdrawn_why"] or None for each in acts if each["act"] == act]

    assert until(stands, [None]) == [None]
    phone.context.set_offline(True)
    row.get_by_role("button", name=f"{say('people.trust_take_back')} {act}", exact=True).click()
    sheet = page.get_by_role("dialog", name=say("people.trust_take_back_title"), exact=True)
    take_back = sheet.get_by_role("button", name=say("people.trust_take_back"), exact=True)
    expect(take_back).to_be_disabled()
    sheet.get_by_label(say("people.trust_take_back_why")).fill("记到了别家店上")
    take_back.click()
    expect(row).to_contain_text("记到了别家店上")
    expect(row).to_contain_text(say("people.trust_taken_back"))
    page.wait_for_timeout(6_500)
    phone.context.set_offline(False)
    rest_of_network(page)
    assert until(stands, ["记到了别家店上"]) == ["记到了别家店上"]
