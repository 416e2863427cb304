"""What the steps of our own process promise each other, ask and think of each other (rows 5, 47)."""

from dataclasses import dataclass

MINUTES, HOURS, WORKING_DAYS = "minutes", "hours", "working_days"


@dataclass(frozen=True, slots=True)
class StaffSpec:
    step: str
    username: str
    is_lead: bool = False


@dataclass(frozen=True, slots=True)
class StandardSpec:
    """Of the link from `supplier` to `customer`; keys of `demo.chain.STEPS`."""

    supplier: str
    customer: str
    what: str
    within: int
    unit: str
    measure: str
    target: int = 95
    round_the_clock: bool = False


@dataclass(frozen=True, slots=True)
class RequestSpec:
    """`text` asks for `standard` (its `what`; None: a complaint). `ended`: minutes after the due instant, negative in time;
    None: not done. `by` asks; without one the step has no user of its own, and the administrator writes for it."""

    supplier: str
    customer: str
    standard: str | None
    text: str
    days_ago: float
    ended: int | None = None
    by: str | None = None
    answer: str = ""
    paused: str = ""
    is_confirmed: bool = True


@dataclass(frozen=True, slots=True)
class RatingSpec:
    supplier: str
    customer: str
    by: str
    score: int
    comment: str = ""
    is_last_month: bool = False


STAFF = (
    StaffSpec("freight", "dora", is_lead=True),
    StaffSpec("service", "sam", is_lead=True),
    StaffSpec("town_sales", "lena", is_lead=True),
    StaffSpec("town_sales", "alice"),
    StaffSpec("town_sales", "bob"),
    StaffSpec("county_sales", "leo", is_lead=True),
    StaffSpec("county_sales", "charlie"),
)

STANDARDS = (
    StandardSpec("purchasing", "quality", "到货通知", 1, WORKING_DAYS, "通知时间对比到货时间"),
    StandardSpec("quality", "warehouse", "检验结果", 4, HOURS, "收货单和检验单的时间差"),
    StandardSpec("warehouse", "milling", "补发原粮", 4, HOURS, "出库单时间"),
    StandardSpec("milling", "warehouse", "不合格大米返工", 2, WORKING_DAYS, "返工单", target=90),
    StandardSpec("orders", "warehouse", "改单", 2, HOURS, "改单记录", target=98),
    StandardSpec("warehouse", "picking", "缺货答复", 30, MINUTES, "配货班登记"),
    StandardSpec("picking", "freight", "补配漏货", 120, MINUTES, "装车记录", round_the_clock=True),
    StandardSpec("freight", "drivers", "换车", 2, HOURS, "车辆调度表"),
    StandardSpec("freight", "drivers", "线路调整", 1, WORKING_DAYS, "排车单版本"),
    StandardSpec("drivers", "town_sales", "改约送货时段", 1, WORKING_DAYS, "签收时间"),
    StandardSpec("drivers", "town_sales", "送错换货", 2, WORKING_DAYS, "换货签收单"),
    StandardSpec("drivers", "county_sales", "送错换货", 3, WORKING_DAYS, "换货签收单", target=90),
    StandardSpec("finance", "town_sales", "对账差错更正", 1, WORKING_DAYS, "更正单"),
    StandardSpec("finance", "county_sales", "对账差错更正", 1, WORKING_DAYS, "更正单"),
    StandardSpec("service", "town_sales", "来电转告", 30, MINUTES, "电话记录和转告记录", target=98),
    StandardSpec("service", "county_sales", "来电转告", 30, MINUTES, "电话记录和转告记录", target=98),
)

REQUESTS = (
    RequestSpec("quality", "warehouse", "检验结果", "七号批次稻谷", 40, -60),
    RequestSpec("quality", "warehouse", "检验结果", "九号批次稻谷", 26, -45),
    RequestSpec("quality", "warehouse", "检验结果", "十一号批次面粉", 12, 20),
    RequestSpec("quality", "warehouse", "检验结果", "十二号批次菜油", 5, -90),
    RequestSpec("orders", "warehouse", "改单", "南浦街两家店数量写反", 33, -30),
    RequestSpec("orders", "warehouse", "改单", "取消一张重复订货单", 18, -50),
    RequestSpec("orders", "warehouse", "改单", "补一张加急单", 9, -20),
    RequestSpec("picking", "freight", "补配漏货", "二号车少 3 箱菜油", 30, -40, "dora", "已补装"),
    RequestSpec("picking", "freight", "补配漏货", "五号车少 10 袋大米", 21, -15, "dora", "已补装"),
    RequestSpec("picking", "freight", "补配漏货", "一号车多装一件", 10, 35, "dora", "卸下入库"),
    RequestSpec("picking", "freight", "补配漏货", "三号车少 2 箱酱油", 0.2, -30, "dora", "已补装，请核对", is_confirmed=False),
    RequestSpec("freight", "drivers", "换车", "四号车制动异响", 28, -30, None, "换六号车"),
    RequestSpec("freight", "drivers", "换车", "二号车冷柜不制冷", 15, 90, None, "借了外部冷藏车"),
    RequestSpec("freight", "drivers", "线路调整", "溪口桥封路绕行", 13, -200, None, "绕行方案已发"),
    RequestSpec("freight", "drivers", "换车", "五号车轮胎磨平，雨天不敢跑山路", 5),
    RequestSpec("freight", "drivers", "线路调整", "城南三家店要求 7 点前送到", 4),
    RequestSpec("freight", "drivers", "线路调整", "周四乡镇班次提前半小时", 0.05),
    RequestSpec("drivers", "town_sales", "改约送货时段", "客户午休后再送", 36, 600, "alice", "第二天送到"),
    RequestSpec("drivers", "town_sales", "改约送货时段", "店面装修改送仓库", 24, 300, "bob", "已送仓库"),
    RequestSpec("drivers", "town_sales", "送错换货", "菜油送成了花生油", 17, 1500, "alice", "已换回"),
    RequestSpec("drivers", "town_sales", "改约送货时段", "早市前送到", 8, -60, "bob", "按时送到"),
    RequestSpec("drivers", "town_sales", "送错换货", "少送一袋糯米", 6, None, "alice"),
    RequestSpec("drivers", "town_sales", None, "这个月第三次把货卸在门外就走，客户淋湿了两袋米", 3, None, "alice"),
    RequestSpec("drivers", "county_sales", "送错换货", "面粉规格不对", 20, -400, "charlie", "已换"),
    RequestSpec("drivers", "county_sales", "送错换货", "破了一箱鸡蛋", 11, -300, "charlie", "已补"),
    RequestSpec("drivers", "county_sales", "送错换货", "酱油漏瓶", 5, 200, "charlie", "已补"),
    RequestSpec("finance", "town_sales", "对账差错更正", "两笔退货没有冲减", 22, -120, "bob", "已更正"),
    RequestSpec("finance", "town_sales", "对账差错更正", "抬头写错", 14, -200, "alice", "已重开"),
    RequestSpec("finance", "town_sales", "对账差错更正", "金额差 36 元", 0.06, None, "bob", paused="等门店的收货单照片"),
    RequestSpec("service", "town_sales", "来电转告", "客户问什么时候送到", 19, -10, "alice", "已转告"),
    RequestSpec("service", "town_sales", "来电转告", "客户要加订", 12, -12, "bob", "已转告"),
    RequestSpec("service", "town_sales", "来电转告", "客户说没人接电话", 7, -5, "alice", "已转告"),
    RequestSpec("service", "county_sales", "来电转告", "村口小店要改地址", 9, 15, "charlie", "已转告"),
)

RATINGS = (
    RatingSpec("drivers", "town_sales", "alice", 2, "态度还行，时间总是靠不住"),
    RatingSpec("drivers", "town_sales", "bob", 2, "卸货不帮忙搬进店"),
    RatingSpec("drivers", "town_sales", "lena", 1, "客户连着三周提意见"),
    RatingSpec("drivers", "town_sales", "alice", 3, "", is_last_month=True),
    RatingSpec("drivers", "county_sales", "charlie", 4, "山路不好走，基本准时"),
    RatingSpec("finance", "town_sales", "alice", 4),
    RatingSpec("finance", "town_sales", "bob", 5, "更正很快"),
    RatingSpec("finance", "county_sales", "leo", 4),
    RatingSpec("service", "town_sales", "bob", 5, "转告又快又清楚"),
    RatingSpec("service", "town_sales", "lena", 4),
    RatingSpec("service", "county_sales", "charlie", 4),
    RatingSpec("picking", "freight", "dora", 4, "漏配比上月少了"),
)
