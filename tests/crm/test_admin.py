"""Django's admin: reference data, for administrators only."""

import pytest
from django.test import Client

from tests.crm.factories import UserFactory

pytestmark = pytest.mark.django_db

PAGES = ("/admin/crm/user/", "/admin/crm/team/", "/admin/accounts/territory/", "/admin/accounts/product/", "/admin/crm/user/add/")


@pytest.mark.parametrize("page", PAGES)
def test_an_administrator_finds_the_reference_data(client: Client, page: str):
    client.force_login(UserFactory(role="admin"))

    assert client.get(page).status_code == 200


@pytest.mark.parametrize("role", ["lead", "analyst", "integration"])
def test_nobody_else_gets_in(client: Client, role: str):
    client.force_login(UserFactory(role=role))

    assert client.get("/admin/crm/user/").status_code == 302


def test_business_rows_are_not_offered(client: Client):
    client.force_login(UserFactory(role="admin"))

    page = client.get("/admin/").content.decode()

    assert "/admin/accounts/account/" not in page
    assert "/admin/visits/" not in page
