"""Stories in a real Chromium against a real server; one site serves them all."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from tests.browser.phone import Phone, chromium_path
from tests.browser.site import ROOT, Site

#: Two cores serve the database, the web, the browser and the other half of the tests.
PATIENCE_MS = 45_000
expect.set_options(timeout=PATIENCE_MS)

LAUNCH = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-dev-shm-usage",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of them in one worker: they share one site.

    A story that fails gets one second go, with a browser and a sign-in of its own: the machine is shared, and a wait that ran
    out proves nothing. The summary names each second go, because a fault that comes seldom is a fault all the same.
    """
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.xdist_group("browser"))
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.flaky(reruns=1, only_rerun=["."]))


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    assert (ROOT / "frontend" / "dist" / "index.html").exists(), "The front end is not built: run `make frontend`."
    folder = Path(tempfile.mkdtemp(prefix="crm-browser-"))
    folder.chmod(0o711)
    made = Site(folder)
    try:
        made.prepare()
        made.start()
        yield made
    finally:
        made.stop()
        rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    # Playwright runs an event loop in this thread, which Django would take for an asynchronous caller.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    launched = playwright.chromium.launch(executable_path=chromium_path(playwright), args=LAUNCH)
    yield launched
    launched.close()


@pytest.fixture
def phone(playwright: Playwright) -> Iterator[Phone]:
    profile = Path(tempfile.mkdtemp(prefix="crm-phone-"))
    held = Phone(playwright, profile)
    yield held
    held.kill()
    rmtree(profile, ignore_errors=True)
