"""What is written about running it stays true."""

import re
from pathlib import Path

import pytest
import yaml
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = (ROOT / "docker-compose.yml").read_text()
KNOWN = set(re.findall(r'env\.\w+\(\s*"(\w+)"', (ROOT / "crm" / "settings.py").read_text()))


def test_compose_brings_a_database_a_web_and_a_worker():
    services = yaml.safe_load(COMPOSE)["services"]

    assert {"postgres", "web", "worker"} <= services.keys()
    assert services["worker"]["command"][-1] == "worker"
    for name in ("web", "worker"):
        assert services[name]["environment"]["CRM_ENV"] == "production"


def test_compose_sets_only_what_the_settings_read():
    given = set(yaml.safe_load(COMPOSE)["services"]["web"]["environment"])

    assert given <= KNOWN, "a variable that nobody reads"


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_every_setting_is_explained(name):
    assert f"`{name}" in (ROOT / "docs" / "operations.md").read_text()


def test_the_image_holds_every_app():
    copied = set(re.findall(r"^COPY (\w+)/ \1/$", (ROOT / "Dockerfile").read_text(), re.MULTILINE))
    ours = {app for app in settings.INSTALLED_APPS if (ROOT / app).is_dir()}

    assert ours <= copied | {"frontend"}
    allowed = set(re.findall(r"^!(\w+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE))
    assert ours <= allowed


@pytest.mark.parametrize("lock", sorted(path.name for path in ROOT.glob("requirements*.lock")))
def test_a_lock_file_pins_by_hash_and_names_no_address(lock):
    text = (ROOT / lock).read_text()

    pins = re.findall(r"^(\S+)==\S+ \\$", text, re.MULTILINE)
    assert len(pins) >= 2
    assert len(pins) == len(re.findall(r"^\S+==", text, re.MULTILINE)), "a pin without a hash"
    assert "://" not in text


def test_the_development_lock_holds_the_others():
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^(\S+==\S+)", (ROOT / name).read_text(), re.MULTILINE))

    assert pins("requirements.lock") | pins("requirements-build.lock") <= pins("requirements-dev.lock")


def test_the_front_ends_lock_file_names_no_address():
    assert '"resolved"' not in (ROOT / "frontend" / "package-lock.json").read_text()
