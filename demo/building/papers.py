"""Photos, licences and contracts in some customers' files (row 17)."""

from datetime import datetime
from typing import Any

from accounts.actions.attachments import attach
from accounts.actions.uploads import begin_upload, continue_upload, finish_upload
from accounts.models import Account, Attachment
from crm.models import User
from demo import pictures
from demo.building.setting import Setting
from demo.chance import stream
from demo.people import MANAGERS
from demo.shops import DEALER, RETAILER, Shop

SHOPS_OF_A_MANAGER = 4
TERMS = (
    "1. Price by the list of the quarter.",
    "2. Payment within 30 days of delivery.",
    "3. Returns of damaged goods within 7 days.",
)


def file_papers(setting: Setting) -> None:
    for manager in MANAGERS:
        mine = [shop for shop in setting.shops if shop.manager == manager and shop.life == "steady"]
        for number, shop in enumerate([shop for shop in mine if shop.role == RETAILER][:SHOPS_OF_A_MANAGER]):
            _photograph(setting, shop, days=4 + number)
        _sign(setting, next(shop for shop in mine if shop.role == DEALER))


def _photograph(setting: Setting, shop: Shop, *, days: int) -> None:
    rng, at = stream("papers", shop.key), setting.ago(days)
    _keep(
        setting, shop, pictures.shop_front(rng), at=at, filename="门头.jpg", kind=Attachment.Kind.PHOTO, note="门头和橱窗陈列",
        taken_at=at, latitude=shop.latitude, longitude=shop.longitude,
    )  # fmt: skip
    if shop.licence_name:
        licence = pictures.licence(rng)
        _keep(setting, shop, licence, at=at, filename="营业执照.jpg", kind=Attachment.Kind.LICENCE, note=shop.licence_name)


def _sign(setting: Setting, shop: Shop) -> None:
    paper = pictures.contract(f"Supply contract {shop.key}", TERMS)
    _keep(setting, shop, paper, at=setting.ago(60), filename="供货合同.pdf", kind=Attachment.Kind.CONTRACT, note="年度供货合同")


def _keep(setting: Setting, shop: Shop, content: bytes, *, at: datetime, **fields: Any) -> Attachment:
    """The way that a phone's file takes."""
    by: User = setting.carer_of(shop)
    account: Account = setting.accounts[shop.key]
    upload = begin_upload(length=len(content), metadata={"filename": fields["filename"]}, by=by, at=at)
    continue_upload(upload=upload, offset=0, pieces=[content])
    stored = finish_upload(upload=upload, at=at).stored
    assert stored is not None
    return attach(account=account, sha256=stored.sha256, by=by, at=at, **fields)
