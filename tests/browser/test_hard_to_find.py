"""A customer who is hard to find (row 21): whom to ask, and the first good check-in that settles it, on phone and desk."""

import time

from playwright.sync_api import expect

from tests.browser.acts import PULL_MS, await_synced, check_in_button, rest_of_network, sign_in
from tests.browser.phone import Phone
from tests.browser.site import Site
from tests.browser.words import say

#: Nobody else's door: the same metre at several customers would be a doubt.
DOOR = {"latitude": 29.080417, "longitude": 119.650733, "accuracy": 9}


def test_the_first_good_check_in_finds_a_customer(phone: Phone, site: Site):
    page = phone.boot()
    phone.context.grant_permissions(["geolocation"], origin=site.url)
    phone.context.set_geolocation(DOOR)  # type: ignore[arg-type]
    sign_in(page, site.url, "alice")
    expect(check_in_button(page).first).to_be_visible(timeout=PULL_MS)
    await_synced(page)
    alice = next(person["id"] for person in site.api("users/", limit="200")["results"] if person["username"] == "alice")
    lost = site.api("accounts/", owner=alice, kind="external", place_confidence="none", limit="1")["results"][0]
    page.goto(f"{site.url}/accounts/{lost['id']}")
    place = page.get_by_role("region", name=say("place.title"), exact=True)
    expect(place.get_by_text(say("place.none"), exact=True)).to_be_visible(timeout=PULL_MS)
    expect(place.get_by_text(say("place.who"), exact=True)).to_be_visible()
    told = site.api(f"accounts/{lost['id']}/place/")
    for one in [*told["who"][:5], *told["neighbours"]]:
        expect(place).to_contain_text(one["name"])

    page.get_by_role("button", name=say("card.visit"), exact=True).click()
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_text(say("visit.no_place"))).to_be_visible()
    sheet.get_by_role("radio", name=say("outcome.not_ordered")).click()
    sheet.get_by_role("button", name=say("visit.save"), exact=True).click()
    expect(sheet).to_have_count(0)
    rest_of_network(page)
    deadline = time.monotonic() + PULL_MS / 1000
    while (found := site.api(f"accounts/{lost['id']}/"))["place_confidence"] != "confirmed":
        assert time.monotonic() < deadline, f"The check-in settled nothing: {site.api('visits/', account=lost['id'], limit='1')}"
        page.wait_for_timeout(200)
    assert (found["latitude"], found["longitude"]) == (DOOR["latitude"], DOOR["longitude"])
    expect(place).to_have_count(0, timeout=PULL_MS)  # a confirmed place needs no words
    expect(page.get_by_role("link", name=say("navigate"))).to_be_visible()

    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{site.url}/accounts/{lost['id']}")
    expect(place.get_by_text(say("place.confirmed"), exact=True)).to_be_visible(timeout=PULL_MS)
    expect(place).to_contain_text("林爱丽")
