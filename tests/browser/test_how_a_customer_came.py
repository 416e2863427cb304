"""How a customer came to us, and who brought it, noted on its page (rows 10, 39)."""

from playwright.sync_api import Browser, expect

from tests.browser.acts import at_the_desk
from tests.browser.site import Site
from tests.browser.words import say


def test_who_brought_a_customer_is_noted_and_it_is_never_itself(browser: Browser, site: Site):
    alice = next(person for person in site.api("users/", limit="200")["results"] if person["username"] == "alice")
    shops = site.api("accounts/", owner=alice["id"], role="retailer", tier="ordinary", limit="40")["results"]
    alone = [shop for shop in shops if len(site.api("accounts/", search=shop["name"], limit="5")["results"]) == 1]
    brought = {row["id"] for row in alone if (site.api(f"accounts/{row['id']}/journey/") or {}).get("referred_by")}
    new, referrer = [shop for shop in alone if shop["id"] not in brought][-2:]
    page = at_the_desk(browser, site, "alice")
    page.goto(f"{site.url}/accounts/{new['id']}")
    page.get_by_role("button", name=say("notebook.arrival.note"), exact=True).click()
    form = page.get_by_role("dialog")
    save = form.get_by_role("button", name=say("save"), exact=True)
    who = form.get_by_label(say("notebook.arrival.who"), exact=True)
    form.get_by_role("radio", name=say("notebook.arrival.advertising")).click()
    expect(who).to_have_count(0)
    form.get_by_role("radio", name=say("notebook.arrival.referral")).click()
    who.fill(new["name"])
    form.get_by_role("button", name=new["name"], exact=True).click()
    expect(form.get_by_text(say("notebook.arrival.itself"))).to_be_visible()
    save.click()
    expect(form).to_be_visible()  # the server refuses it, and what was typed stays
    who.fill(referrer["name"])
    form.get_by_role("button", name=referrer["name"], exact=True).click()
    save.click()
    expect(form).to_have_count(0)
    expect(
        page.get_by_text(say("notebook.journey.arrival_by", how=say("notebook.arrival.referral"), who=referrer["name"]))
    ).to_be_visible()
    page.context.close()
    assert site.api(f"accounts/{new['id']}/journey/")["referred_by"]["id"] == referrer["id"]
