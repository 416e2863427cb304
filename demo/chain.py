"""The company's own process: twelve steps, each the customer of the one before, down to the end customer (row 5)."""

from dataclasses import dataclass

from accounts.models import AccountRole
from demo.people import COUNTY, TOWN

DEPARTMENT, POST = AccountRole.DEPARTMENT, AccountRole.POST


@dataclass(frozen=True, slots=True)
class StepSpec:
    key: str
    name: str
    role: AccountRole
    head: str
    phone: str


@dataclass(frozen=True, slots=True)
class LinkSpec:
    """`supplier` serves `customer`; both are keys of `STEPS`. `goes_back`: to an earlier step."""

    supplier: str
    customer: str
    service: str
    standard: str
    goes_back: bool = False


STEPS = (
    StepSpec("purchasing", "采购部", DEPARTMENT, "苗广源", "0000-8101"),
    StepSpec("quality", "质检部", DEPARTMENT, "池素梅", "0000-8102"),
    StepSpec("warehouse", "仓储部", DEPARTMENT, "常满田", "0000-8103"),
    StepSpec("milling", "大米加工车间", DEPARTMENT, "米长根", "0000-8104"),
    StepSpec("orders", "订单中心", DEPARTMENT, "单明慧", "0000-8105"),
    StepSpec("finance", "财务部", DEPARTMENT, "章清如", "0000-8106"),
    StepSpec("picking", "配货班", POST, "管国平", "0000-8107"),
    StepSpec("freight", "货运部", DEPARTMENT, "窦朵", "0000-8108"),
    StepSpec("drivers", "送货司机岗", POST, "路常平", "0000-8109"),
    StepSpec("service", "客户服务部", DEPARTMENT, "单小山", "0000-8110"),
    StepSpec("town_sales", "客户经理岗（城区）", POST, "雷娜", "0000-8111"),
    StepSpec("county_sales", "客户经理岗（乡镇）", POST, "李奥", "0000-8112"),
)

LINKS = (
    LinkSpec("purchasing", "quality", "到货通知和批次单", "到货前一天下班前给出，批次无缺"),
    LinkSpec("quality", "warehouse", "检验合格的原粮和商品", "到货 4 小时内出结果，不合格品不入库"),
    LinkSpec("warehouse", "milling", "按计划发出的原粮", "计划当日 8:00 前到车间，误差不超过 0.5%"),
    LinkSpec("milling", "warehouse", "加工好的大米", "隔日入库，碎米率不高于 5%", goes_back=True),
    LinkSpec("orders", "warehouse", "当天的订货单", "每日 16:30 前传清，错单率低于 0.2%"),
    LinkSpec("warehouse", "picking", "账实相符的库存", "盘点差异低于 0.1%，先进先出"),
    LinkSpec("picking", "freight", "按单配好的货", "次日 6:30 前装车，错配率低于 0.1%"),
    LinkSpec("freight", "drivers", "排好的车次和路线", "前一日 19:00 前发到手机，车况合格"),
    LinkSpec("drivers", "town_sales", "准时完好送到门口的货", "约定时段内送达 97%，破损率低于 0.1%"),
    LinkSpec("drivers", "county_sales", "准时完好送到村里的货", "每周两班不脱班，破损率低于 0.1%"),
    LinkSpec("finance", "town_sales", "对账单和发票", "每月 3 日前，差错当天更正"),
    LinkSpec("finance", "county_sales", "对账单和发票", "每月 3 日前，差错当天更正"),
    LinkSpec("service", "town_sales", "客户来电和投诉的转告", "30 分钟内转到，客户同时得到回话"),
    LinkSpec("service", "county_sales", "客户来电和投诉的转告", "30 分钟内转到，客户同时得到回话"),
)

#: The posts at the end of the chain, by team; each serves some of the team's households, where the chain ends.
LAST_STEPS = {TOWN: "town_sales", COUNTY: "county_sales"}
LAST_SERVICE = "上门订货和售后"
LAST_STANDARD = "按约定的日子到，答应的事当天记下，三天内有回音"
END_CUSTOMERS_EACH = 3
