"""Products from a file."""

from accounts.models import Product
from tests.accounts.importing.conftest import counts, refusals


def test_rows_become_products_once(write, run_import, db):
    path = write("code,name,category,unit,is_core\nrice,大米,粮油,kg,是\noil,菜油,粮油,L,\nrice,大米,粮油,kg,是\noil,豆油,,,")

    run = run_import("products", path)

    assert counts(run) == {"rows_total": 4, "created": 2, "unchanged": 1, "rejected": 1}
    assert refusals(run) == [(5, "code", "Line 3 says otherwise about the same code.")]
    assert set(Product.objects.values_list("code", "name", "is_core")) == {("rice", "大米", True), ("oil", "菜油", False)}


def test_what_differs_is_written_and_an_empty_cell_says_nothing(write, run_import, db):
    run_import("products", write("code,name,unit\nrice,大米,kg\noil,菜油,L"))

    run = run_import("products", write("code,name,unit\nrice,粳米,\noil,菜油,"))

    assert counts(run) == {"rows_total": 2, "updated": 1, "unchanged": 1}
    assert Product.objects.values_list("name", "unit").get(code="rice") == ("粳米", "kg")
