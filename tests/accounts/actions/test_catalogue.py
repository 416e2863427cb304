"""The service catalogue and who is entitled to what (rows 61, 69)."""

from decimal import Decimal

import pytest

from accounts.actions.catalogue import (
    ServiceArchived,
    ServiceCodeTaken,
    archive_service,
    define_service,
    end_entitlement,
    entitle,
    update_service,
)
from accounts.models import AdditionalKind, Entitlement
from crm.errors import Forbidden, Invalid, Stale
from tests.crm.factories import NOW

TASTING = {"code": "A-1", "name": "新品品鉴会", "layer": "additional", "kind": "hospitality", "cost": "80", "unit": "次"}


@pytest.fixture
def tasting(cast):
    return define_service(**TASTING, by=cast.lena, at=NOW)


def test_the_eight_additional_services_have_a_place(cast):
    for number, kind in enumerate(AdditionalKind.values):
        service = define_service(code=f"A-{number}", name=kind, layer="additional", kind=kind, by=cast.lena, at=NOW)
        assert (service.layer, service.kind, service.level) == ("additional", kind, 2)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"kind": None}, {"kind"}),
        ({"layer": "core"}, {"kind"}),
        ({"kind": "dancing"}, {"kind"}),
        ({"cost": "-1"}, {"cost"}),
        ({"cost": "0.005"}, {"cost"}),
        ({"level": 5}, {"level"}),
        ({"name": " "}, {"name"}),
        ({"currency": "yuan"}, {"currency"}),
    ],
)
def test_what_makes_no_service_is_named(cast, fields, wrong):
    with pytest.raises(Invalid) as refusal:
        define_service(**TASTING | fields, by=cast.lena, at=NOW)

    assert refusal.value.fields.keys() == wrong


def test_a_service_is_worded_anew_under_its_version(cast, tasting):
    changed = update_service(service=tasting, changes={"cost": "95.50"}, version=1, by=cast.lena, at=NOW)

    assert (changed.cost, changed.version) == (Decimal("95.50"), 2)
    with pytest.raises(Stale):
        update_service(service=tasting, changes={"cost": "1"}, version=1, by=cast.lena, at=NOW)
    with pytest.raises(Invalid):
        update_service(service=tasting, changes={"layer": "core"}, by=cast.lena, at=NOW)


def test_a_code_is_taken_once(cast, tasting):
    with pytest.raises(ServiceCodeTaken):
        define_service(**TASTING, by=cast.lena, at=NOW)


def test_each_tier_has_one_word_on_a_service(cast, tasting):
    first = entitle(service=tasting, tier="vip", quota=4, per="year", level=4, by=cast.lena, at=NOW)
    same = entitle(service=tasting, tier="vip", quota=4, per="year", level=4, by=cast.lena, at=NOW)
    more = entitle(service=tasting, tier="vip", quota=6, per="year", level=4, by=cast.lena, at=NOW)
    entitle(service=tasting, tier="gold", quota=2, by=cast.lena, at=NOW)

    assert (first.pk, first.version) == (same.pk, same.version)
    assert (more.pk, more.quota, more.version) == (first.pk, 6, 2)
    end_entitlement(entitlement=more, by=cast.lena, at=NOW)
    assert end_entitlement(entitlement=more, by=cast.lena, at=NOW).archived_at == NOW
    assert entitle(service=tasting, tier="vip", quota=1, by=cast.lena, at=NOW).pk != first.pk
    assert Entitlement.objects.filter(archived_at=None).count() == 2


@pytest.mark.parametrize(
    ("terms", "wrong"),
    [({"level": 1}, {"level"}), ({"quota": 0}, {"quota"}), ({"tier": "king"}, {"tier"}), ({"per": "day"}, {"per"})],
)
def test_no_tier_is_promised_less_than_the_standard_line(cast, tasting, terms, wrong):
    with pytest.raises(Invalid) as refusal:
        entitle(**{"service": tasting, "tier": "vip"} | terms, by=cast.lena, at=NOW)

    assert refusal.value.fields.keys() == wrong


def test_what_is_no_longer_offered_stays_as_it_was(cast, tasting):
    archive_service(service=tasting, by=cast.lena, at=NOW)

    with pytest.raises(ServiceArchived):
        archive_service(service=tasting, by=cast.lena, at=NOW)
    with pytest.raises(ServiceArchived):
        entitle(service=tasting, tier="vip", by=cast.lena, at=NOW)


def test_leads_and_administrators_keep_the_catalogue(cast, tasting):
    for stranger in (cast.alice, cast.dora, cast.sam, cast.ann):
        with pytest.raises(Forbidden):
            define_service(**TASTING | {"code": "B"}, by=stranger, at=NOW)
        with pytest.raises(Forbidden):
            entitle(service=tasting, tier="vip", by=stranger, at=NOW)
