"""The front end as a browser meets it."""

from pathlib import Path

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db  # closing an answer looks after the connection

PAGE = "<!doctype html><title>客户本</title>"


@pytest.fixture
def built(tmp_path: Path, settings) -> Client:
    """A client of a server with a small front end."""
    for name, text in {
        "index.html": PAGE,
        "sw.js": "// worker",
        "icon.svg": "<svg/>",
        "assets/main-B4nDh3l7.js": "export {}",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    settings.FRONT_END = tmp_path
    return Client()


def get(client: Client, path: str):
    """An answer that is read to its end, as a browser does."""
    response = client.get(path)
    if response.streaming:
        response.text_read = b"".join(response).decode()
    response.close()
    return response


@pytest.mark.parametrize("path", ["/", "/today", "/accounts/0190f3e2-0000-7000-8000-000000000000", "/index.html", "/apis"])
def test_every_path_of_nobody_is_a_page_of_the_app(built, path):
    response = get(built, path)

    assert (response.status_code, response.text_read) == (200, PAGE)
    assert response.headers["Cache-Control"] == "no-cache"
    assert response.headers["Content-Type"].startswith("text/html")


def test_the_service_worker_is_asked_for_anew_each_time(built):
    response = get(built, "/sw.js")

    assert response.headers["Cache-Control"] == "no-cache"
    assert response.headers["Content-Type"].startswith("text/javascript")


def test_a_file_with_a_hash_is_kept_for_ever(built):
    response = get(built, "/assets/main-B4nDh3l7.js")

    assert "immutable" in response.headers["Cache-Control"]


def test_a_file_without_a_hash_is_kept_for_a_while(built):
    assert get(built, "/icon.svg").headers["Cache-Control"] == "max-age=3600, public"


@pytest.mark.parametrize("path", ["/assets/gone-A1.js", "/api/v1/nothing/", "/api", "/static/none.css"])
def test_what_is_no_page_is_missed(built, path):
    assert get(built, path).status_code == 404


def test_a_page_takes_no_posts(built):
    assert built.post("/today").status_code == 405


@pytest.mark.parametrize("path", ["/", "/assets/main-B4nDh3l7.js", "/livez", "/api/v1/nothing/"])
def test_no_answer_lets_foreign_code_run(built, path):
    headers = get(built, path).headers

    policy = dict(rule.split(" ", 1) for rule in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["worker-src"] == policy["connect-src"] == "'self'"
    assert policy["img-src"] == "'self' data: blob:"
    assert policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"


def test_a_page_costs_no_statement(built, django_assert_num_queries):
    with django_assert_num_queries(0):
        get(built, "/today")


def test_an_unbuilt_front_end_says_how_to_build_it(settings, tmp_path):
    settings.FRONT_END = tmp_path / "none"

    response = Client().get("/today")

    assert response.status_code == 503
    assert "make run" in response.content.decode()
