"""Products: one per code and source."""

import pytest

from accounts.actions.trade import ProductDraft, define_product, define_products
from accounts.models import Product
from crm.errors import Forbidden, Invalid
from crm.models import Event
from tests.crm.factories import NOW


def test_a_product_is_defined_once_and_then_brought_up_to_date(cast):
    first = define_product(code=" rice ", name="大米", unit="kg", by=cast.lena, at=NOW)

    second = define_product(code="rice", name="东北大米", by=cast.lena, at=NOW)

    assert second.pk == first.pk
    product = Product.objects.get()
    assert (product.code, product.name, product.unit, product.version) == ("rice", "东北大米", "kg", 2)
    assert list(Event.objects.order_by("id").values_list("type", flat=True)) == ["product.created", "product.updated"]


def test_what_is_said_again_changes_nothing(db):
    drafts = [ProductDraft(code="rice", name="大米"), ProductDraft(code="oil")]
    define_products(drafts=drafts, by=None, at=NOW)

    defined = define_products(drafts=drafts, by=None, at=NOW)

    assert (defined.created, defined.updated, sorted(defined.unchanged)) == ([], [], ["oil", "rice"])
    assert set(Product.objects.values_list("version", flat=True)) == {1}


def test_codes_are_unique_per_source(db):
    define_product(code="rice", source="erp", by=None, at=NOW)
    define_product(code="rice", source="shop", by=None, at=NOW)

    assert Product.objects.count() == 2


def test_many_are_told_apart(db):
    define_products(drafts=[ProductDraft(code="rice", name="大米"), ProductDraft(code="oil")], by=None, at=NOW)

    defined = define_products(
        drafts=[ProductDraft(code="rice", name="粳米"), ProductDraft(code="oil"), ProductDraft(code="salt", is_core=True)],
        by=None,
        at=NOW,
    )

    assert (defined.created, defined.updated, defined.unchanged) == (["salt"], ["rice"], ["oil"])
    assert defined.by_code["salt"].is_core is True


@pytest.mark.parametrize("person", ["alice", "sam", "ann"])
def test_others_define_nothing(cast, person):
    with pytest.raises(Forbidden):
        define_product(code="rice", by=getattr(cast, person), at=NOW)


@pytest.mark.parametrize("fields", [{"code": ""}, {"code": "x" * 61}, {"code": "a\x00"}, {"code": "a", "shoe_size": 43}])
def test_what_cannot_be_written_is_refused(db, fields):
    with pytest.raises(Invalid):
        define_product(by=None, at=NOW, **fields)

    assert not Product.objects.exists()
