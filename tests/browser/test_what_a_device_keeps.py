"""A phone keeps the phone, every address of it; a desk keeps the desk too, once it was opened there."""

from playwright.sync_api import Browser, Page, expect

from tests.browser.acts import PULL_MS, await_synced, sign_in
from tests.browser.phone import Phone
from tests.browser.site import Site
from tests.browser.words import say

#: The names of the kept files, of which the desk's shell is one.
KEPT = """async () => {
    const names = (await caches.keys()).filter(name => name.startsWith('shell-'));
    const all = await Promise.all(names.map(async name => (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname)));
    return all.flat();
}"""


def kept(page: Page, prefix: str) -> list[str]:
    page.evaluate("navigator.serviceWorker.ready")
    names: list[str] = page.evaluate(KEPT)
    return [name for name in names if name.startswith(prefix)]


def test_every_screen_of_the_phone_opens_cold_without_a_network(phone: Phone, site: Site):
    page = phone.boot()
    sign_in(page, site.url, "alice")
    await_synced(page)
    alice = next(person for person in site.api("users/", limit="200")["results"] if person["username"] == "alice")
    account = site.api("accounts/", limit="1", kind="external", owner=alice["id"])["results"][0]
    assert kept(page, "/assets/app-")
    assert not kept(page, "/assets/desk")
    phone.kill()

    page = phone.boot(offline=True)

    for path, heading in [
        ("/", say("nav.today")),
        ("/accounts", say("customers.title")),
        (f"/accounts/{account['id']}", account["name"]),
        ("/todo", say("nav.todo")),
        ("/add", say("nav.add")),
        ("/me", alice["name"]),
    ]:
        page.goto(site.url + path)
        expect(page.get_by_role("heading", level=1)).to_contain_text(heading)


def test_a_desk_that_was_opened_once_opens_without_a_network(browser: Browser, site: Site):
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    page = context.new_page()
    sign_in(page, site.url, "lena")
    expect(page.locator(".table tbody tr").first).to_be_visible(timeout=PULL_MS)
    page.wait_for_function(f"async () => (await ({KEPT})()).filter(name => name.startsWith('/assets/territories')).length > 1")
    context.set_offline(True)

    page.goto(f"{site.url}/territories")  # a screen that was never opened here

    expect(page.get_by_role("navigation", name=say("nav.label"))).to_be_visible()
    expect(page.get_by_role("heading", level=1, name=say("desk.territories"))).to_be_visible()
    context.close()
