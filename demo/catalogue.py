"""What the demo's company offers, and what each tier gets of it (rows 9, 61, 69)."""

from dataclasses import dataclass, field

CORE, AUXILIARY, ADDITIONAL = "core", "auxiliary", "additional"

#: How often, in which period, at which level; None: as often as needed.
Terms = tuple[int | None, str, int]


@dataclass(frozen=True, slots=True)
class ServiceSpec:
    code: str
    name: str
    layer: str
    description: str
    kind: str | None = None
    unit: str = "次"
    cost: str | None = None
    level: int = 2
    tiers: dict[str, Terms] = field(default_factory=dict)


def everybody(level: int = 2) -> dict[str, Terms]:
    return dict.fromkeys(("vip", "gold", "key", "ordinary"), (None, "year", level))


SERVICES = (
    ServiceSpec("H01", "按时送货", CORE, "约定时段内送到店，完好无缺", cost="12.00", tiers=everybody()),
    ServiceSpec("H02", "保质退换", CORE, "质量问题当场退换，七天内无理由换货", cost="6.50", tiers=everybody()),
    ServiceSpec("F01", "主动补货提醒", AUXILIARY, "快用完之前来电，先问“您看好不好”", cost="1.50", tiers={
        "vip": (None, "year", 3), "gold": (None, "year", 3), "key": (None, "year", 2), "ordinary": (2, "month", 2)}),
    ServiceSpec("F02", "陈列整理", AUXILIARY, "帮店主整理货架，旧货放在前面先卖", cost="15.00", tiers={
        "vip": (4, "month", 3), "gold": (2, "month", 3), "key": (1, "month", 2)}),
    ServiceSpec("J01", "行情月报", ADDITIONAL, "周边同类店的热销品和价格", "information", "份", "3.00", 3, {
        "vip": (1, "month", 3), "gold": (1, "month", 3), "key": (1, "quarter", 2)}),
    ServiceSpec("J02", "开店咨询", ADDITIONAL, "选址、进货比例、毛利测算，上门半天", "consulting", "次", "180.00", 3, {
        "vip": (4, "year", 4), "gold": (2, "year", 3), "key": (1, "year", 2)}),
    ServiceSpec("J03", "夜间代下单", ADDITIONAL, "下班后语音留言，次日一早代下订单", "order_processing", "单", "4.00", 2, {
        "vip": (None, "year", 3), "gold": (8, "month", 2)}),
    ServiceSpec("J04", "节前代保管", ADDITIONAL, "节前备货代存我方仓库，分批送", "storage", "周", "35.00", 2, {
        "vip": (4, "year", 3), "gold": (2, "year", 2)}),
    ServiceSpec("J05", "合并开票", ADDITIONAL, "多家分店合成一张账单，按店列明", "billing", "月", "10.00", 2, {
        "vip": (None, "year", 2), "gold": (None, "year", 2)}),
    ServiceSpec("J06", "新品品鉴会", ADDITIONAL, "请店主来尝新品，吃顿便饭", "hospitality", "位", "80.00", 3, {
        "vip": (4, "year", 4), "gold": (2, "year", 3)}),
    ServiceSpec("J07", "加急单独送", ADDITIONAL, "不在送货日也专车送一趟", "exception", "趟", "60.00", 3, {
        "vip": (2, "quarter", 3)}),
    ServiceSpec("J08", "月结付款", ADDITIONAL, "月底对账后十天内付款", "payment", "月", None, 2, {
        "vip": (None, "year", 2), "gold": (None, "year", 2)}),
)  # fmt: skip

#: Given lately: service, days ago, quantity, level, note. One after the other to the managers' best customers.
GIVEN = (
    ("J02", 40, 1, 4, "帮二店重新排了货架和进货比例，店主说没想到"),
    ("F02", 12, 1, 3, ""),
    ("J01", 9, 1, 3, ""),
    ("J06", 25, 2, 4, "夫妻俩都来了，当场订了新米"),
    ("J07", 6, 1, 3, "周日婚宴缺货，专车送到"),
    ("F01", 3, 1, 2, ""),
    ("H01", 4, 1, 1, "迟到一个多小时，也没有来电说明"),
    ("J04", 60, 2, 2, ""),
    ("F02", 20, 1, 1, "货架没整理完就走了"),
    ("J01", 35, 1, 2, ""),
)
