"""The customer notebook: accounts, the people in them, what they buy, what was said and promised."""

from accounts.models.abuse import AbuseReport, CourteousReply
from accounts.models.account import (
    Account,
    AccountKind,
    AccountRole,
    AccountStatus,
    Band,
    Ownership,
    PlaceConfidence,
    PlaceDatum,
    TierName,
    Welcome,
)
from accounts.models.approach import Approach
from accounts.models.batches import BulkAction, BulkTarget, ExportRun
from accounts.models.care import CareEvent
from accounts.models.catalogue import STANDARD_LINE, AdditionalKind, Entitlement, Layer, Per, Service, ServiceDelivery, ServiceLevel
from accounts.models.chain import ProcessLink, StepMember
from accounts.models.channel import Channel, Direction
from accounts.models.consumption import Consumption, StockCount
from accounts.models.contact import Contact, Judgement
from accounts.models.conversation import Conversation, Phrase
from accounts.models.custom import CustomField, CustomValue
from accounts.models.deals import Deal, DealProduct, FloorPrice, PriceOffence, Quote, QuoteLine, WelcomeProposal
from accounts.models.files import Attachment, StoredFile, Upload
from accounts.models.goodwill import Goodwill, GoodwillLimit, GoodwillRecovery
from accounts.models.importing import ImportDoubt, ImportLine, ImportMemory, ImportRefusal, ImportRun, ImportUpload
from accounts.models.journey import Arrival, Belief, Journey, Stage, StageChange, TrialOffer
from accounts.models.merge import DuplicatePair, DuplicateScan, IdentityKey, Merge
from accounts.models.need import Need
from accounts.models.pool import PoolRule, PoolWarning
from accounts.models.preference import Preference
from accounts.models.promise import Promise
from accounts.models.service import ServiceRating, ServiceRequest, ServiceStandard, StandardUnit
from accounts.models.territory import Territory
from accounts.models.timeline import Touchpoint
from accounts.models.trade import Order, OrderLine, Product
from accounts.models.trust import TrustEvent
from accounts.models.views import SavedView

__all__ = [
    "STANDARD_LINE",
    "AbuseReport",
    "Account",
    "AccountKind",
    "AccountRole",
    "AccountStatus",
    "AdditionalKind",
    "Approach",
    "Arrival",
    "Attachment",
    "Band",
    "Belief",
    "BulkAction",
    "BulkTarget",
    "CareEvent",
    "Channel",
    "Consumption",
    "Contact",
    "Conversation",
    "CourteousReply",
    "CustomField",
    "CustomValue",
    "Deal",
    "DealProduct",
    "Direction",
    "DuplicatePair",
    "DuplicateScan",
    "Entitlement",
    "ExportRun",
    "FloorPrice",
    "Goodwill",
    "GoodwillLimit",
    "GoodwillRecovery",
    "IdentityKey",
    "ImportDoubt",
    "ImportLine",
    "ImportMemory",
    "ImportRefusal",
    "ImportRun",
    "ImportUpload",
    "Journey",
    "Judgement",
    "Layer",
    "Merge",
    "Need",
    "Order",
    "OrderLine",
    "Ownership",
    "Per",
    "Phrase",
    "PlaceConfidence",
    "PlaceDatum",
    "PoolRule",
    "PoolWarning",
    "Preference",
    "PriceOffence",
    "ProcessLink",
    "Product",
    "Promise",
    "Quote",
    "QuoteLine",
    "SavedView",
    "Service",
    "ServiceDelivery",
    "ServiceLevel",
    "ServiceRating",
    "ServiceRequest",
    "ServiceStandard",
    "Stage",
    "StageChange",
    "StandardUnit",
    "StepMember",
    "StockCount",
    "StoredFile",
    "Territory",
    "TierName",
    "Touchpoint",
    "TrialOffer",
    "TrustEvent",
    "Upload",
    "Welcome",
    "WelcomeProposal",
]
