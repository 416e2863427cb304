"""A wrong value stops the start with a sentence that names the variable."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from crm.environment import Environment

ROOT = Path(__file__).resolve().parents[2]
SOUND = {
    "CRM_ENV": "production",
    "CRM_SECRET_KEY": "k3y-from-a-generator_Zq81LxvTnB04uYwRmE7cPdHs92JoAfGi",
    "CRM_PUBLIC_URL": "https://crm.example.com",
    "DATABASE_URL": "postgresql://crm:word@db.example.com:5433/crm?sslmode=require",
}


def settings_with(**variables: str) -> subprocess.CompletedProcess[str]:
    """What a start says, in an environment of nothing else; `print` shows some of the settings."""
    show = (
        "import crm.settings as s; print(s.ALLOWED_HOSTS, s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.DATABASES['default'])"
    )
    return subprocess.run(
        [sys.executable, "-c", f"import sys; sys.tracebacklimit = 0\n{show}"],
        cwd=ROOT, env=variables, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("read", "name", "value", "sentence"),
    [
        ("time_zone", "CRM_TIME_ZONE", "Mars/Olympus", "no such time zone"),
        ("time_zone", "CRM_TIME_ZONE", "../etc", "no such time zone"),
        ("flag", "CRM_DEBUG", "perhaps", "say 1 or 0"),
        ("web_address", "CRM_PUBLIC_URL", "crm.example.com", "write it like https"),
        ("web_address", "CRM_PUBLIC_URL", "https://crm.example.com/crm", "without a path"),
        ("web_address", "CRM_PUBLIC_URL", "https://crm.example.com:99999", "write it like https"),
        ("database", "DATABASE_URL", "mysql://localhost/crm", "must begin with postgresql://"),
        ("database", "DATABASE_URL", "postgresql://localhost", "names no database"),
        ("database", "DATABASE_URL", "postgresql://localhost/crm?colour=red", "cannot be read"),
        ("folder", "CRM_DATA_DIR", __file__, "not a folder"),
        ("days", "CRM_FREE_DAYS", "2026-02-30", "write days like"),
        ("weekdays", "CRM_WORKDAYS", "1,2,8", "1 is Monday"),
        ("hours", "CRM_WORK_HOURS", "17:30-08:30", "write hours of one day"),
        ("hours", "CRM_WORK_HOURS", "nine to five", "write hours of one day"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_by_name(read, name, value, sentence):
    defaults = {"time_zone": ["UTC"], "web_address": ["http://localhost"], "folder": [Path()], "weekdays": [""], "hours": [""]}
    environment = Environment({name: value})

    with pytest.raises(ImproperlyConfigured, match=f"{name}.*{sentence}"):
        getattr(environment, read)(name, *defaults.get(read, []))


@pytest.mark.parametrize("port", ["0", "65536", "-1", "eighty", "８０００", "80.5"])
def test_a_port_is_a_whole_number_in_range(port):
    with pytest.raises(ImproperlyConfigured, match="PORT is"):
        Environment({"PORT": port}).number("PORT", 8000, low=1, high=65535)


def test_an_empty_variable_counts_as_not_set():
    assert Environment({"PORT": " "}).number("PORT", 8000, low=1, high=65535) == 8000


def test_a_database_address_becomes_djangos_fields():
    fields = Environment(SOUND).database("DATABASE_URL")

    assert fields == {
        "NAME": "crm", "USER": "crm", "PASSWORD": "word", "HOST": "db.example.com", "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }  # fmt: skip


def test_a_sound_production_starts_with_cookies_bound_to_its_host():
    start = settings_with(**SOUND)

    assert start.returncode == 0, start.stderr
    assert "'crm.example.com'" in start.stdout
    assert "__Host-sessionid True" in start.stdout


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"CRM_SECRET_KEY": ""}, "CRM_SECRET_KEY is missing or shorter"),
        ({"CRM_SECRET_KEY": "short"}, "CRM_SECRET_KEY is missing or shorter"),
        ({"CRM_SECRET_KEY": "ab" * 40}, "CRM_SECRET_KEY repeats"),
        ({"CRM_DEBUG": "1"}, "CRM_DEBUG shows"),
        ({"CRM_PUBLIC_URL": "http://crm.example.com"}, "CRM_PUBLIC_URL must begin with https"),
        ({"CRM_PUBLIC_URL": ""}, "CRM_PUBLIC_URL must begin with https"),
        ({"CRM_ALLOWED_HOSTS": "*"}, "CRM_ALLOWED_HOSTS must name the hosts"),
        ({"CRM_ALLOWED_HOSTS": "crm.example.com,*.example.com"}, "CRM_ALLOWED_HOSTS must name the hosts"),
        ({"DATABASE_URL": ""}, "DATABASE_URL is missing"),
        ({"CRM_ENV": "prod"}, "CRM_ENV is 'prod': it must be one of"),
    ],
)
def test_production_refuses_what_is_unsafe(change, sentence):
    start = settings_with(**(SOUND | change))

    assert start.returncode != 0
    assert sentence in start.stderr


def test_the_command_line_says_it_without_a_traceback():
    start = subprocess.run(
        [sys.executable, "manage.py", "migrate"],
        cwd=ROOT, env={"CRM_TIME_ZONE": "Mars"}, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert start.returncode == 1
    assert start.stderr == "CRM_TIME_ZONE is 'Mars': no such time zone. Write it like Asia/Shanghai.\n"
