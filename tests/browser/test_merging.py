"""Two files of one customer become one and two again; a customer out of the public pool: at the desk."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.acts import await_synced, sign_in
from tests.browser.site import Site
from tests.browser.words import say


@pytest.fixture
def alice(browser: Browser, site: Site) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 1000}, locale="zh-CN")
    page = context.new_page()
    sign_in(page, site.url, "alice")
    await_synced(page)
    yield page
    context.close()


def test_a_customer_written_down_twice_is_merged_and_comes_back(alice: Page, site: Site):
    alice.get_by_role("link", name=say("desk.nav.duplicates"), exact=True).click()
    alice.get_by_role("link").filter(has_text=_one_of_hers(alice, site)).click()
    radios = alice.get_by_role("radiogroup", name=say("twins.stays")).get_by_role("radio")
    expect(radios).to_have_count(2)
    kept, lost = (text.split(" · ", 1)[1] for text in radios.all_inner_texts())
    expect(alice.get_by_text(say("twins.t.accounts_contact"), exact=True).first).to_be_visible()

    alice.get_by_role("radio", name=say("twins.choose", field=say("twins.f.name"), name=lost), exact=True).check()
    alice.get_by_role("button", name=say("twins.merge"), exact=True).click()
    alice.get_by_role("button", name=say("twins.merge_sure", kept=kept, lost=lost)).click()

    expect(alice.get_by_role("heading", name=say("twins.merges"))).to_be_visible()
    merge = site.api("merges/", limit="1")["results"][0]
    assert merge["undone_at"] is None
    assert merge["kept"]["name"] == lost, "the lost one's name was chosen"
    alice.goto(f"{site.url}/accounts/{merge['lost']['id']}")
    alice.get_by_role("link", name=say("desk.merged_go")).click()
    expect(alice).to_have_url(f"{site.url}/accounts/{merge['kept']['id']}")

    alice.goto(f"{site.url}/duplicates")
    alice.get_by_role("button", name=say("twins.undo"), exact=True).click()
    alice.get_by_role("button", name=say("twins.undo_sure"), exact=True).click()
    expect(alice.get_by_text(say("twins.undone"))).to_be_visible()
    assert site.api(f"accounts/{merge['lost']['id']}/")["merged_into"] is None
    assert site.api(f"accounts/{merge['kept']['id']}/")["name"] == kept


def _one_of_hers(alice: Page, site: Site) -> str:
    name = alice.locator(".rail__person").inner_text()
    twins = site.api("accounts/", tag="新登记", limit="200")["results"]
    return next(str(row["name"]) for row in twins if row["owner"]["name"] == name)


def test_a_claim_out_of_the_pool(alice: Page, site: Site):
    alice.get_by_role("link", name=say("desk.nav.pool"), exact=True).click()
    alice.get_by_role("button", name=say("twins.claim"), exact=False).first.wait_for()
    button = alice.get_by_role("list", name=say("twins.pool")).get_by_role("button").first
    name = button.get_attribute("aria-label") or ""

    button.click()

    taken = alice.get_by_text("已领取“")
    expect(taken).to_be_visible()
    expect(alice.get_by_role("button", name=name, exact=True)).to_have_count(0)
