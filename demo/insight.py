"""What managers have learned of some customers: needs, preferences, the vat, the belief of a prospect (rows 2, 18, 23, 40, 54)."""

from dataclasses import dataclass, field
from typing import Any

from accounts.models import AccountRole
from demo.chance import stream
from demo.shops import Shop

#: Said, wanted, kind, the rule in the way, what we chose.
NEEDS: tuple[tuple[str, str, str, str, str | None], ...] = (
    ("价格再便宜一点", "怕比隔壁店进价高，没面子", "emotional", "统一价，不能单独降", "win_understanding"),
    ("想要月结", "旺季资金周转不过来", "material", "新客户须现款现货", "reorder"),
    ("送货早一点", "早市前要上架", "material", "", "meet"),
    ("别换来换去送货员", "希望有熟人，被当回事", "emotional", "", "meet"),
    ("多给点陈列费", "想把门口堆头保住", "material", "陈列费有上限", "win_win"),
    ("坏了能退", "怕压货担风险", "material", "", None),
    ("老人搬不动，帮忙倒进缸里", "希望有人照应", "emotional", "", "meet"),
)
PREFERENCES: tuple[tuple[str, str, str], ...] = (
    ("preference", "只要新米，陈米不要", "said"),
    ("habit", "上午十点前最忙，下午两点以后再来", "observed"),
    ("preference", "喜欢先听数据再谈价格", "former_manager"),
    ("suggestion", "建议纸箱加厚，搬运时容易破", "said"),
    ("habit", "家里周末孙子回来，用量翻倍", "neighbour"),
    ("preference", "茶要浓一点，爱聊收成", "neighbour"),
    ("material", "留了去年的进货本复印件", "said"),
    ("suggestion", "希望能在手机上看到货到哪里了", "said"),
    ("habit", "发工资在每月十号，之前不要催款", "colleague"),
)
NEIGHBOURS = ("对门的王婶", "巷口修车的老李", "隔壁杂货店", "村口的老支书")
BELIEFS = (
    ("fears_trick", "上次买过外地车送的米，缺斤少两，说再也不信上门的"),
    ("interested", "主动问了袋装和散装的差价"),
    ("torn", "说米看着不错，又怕老供货商不高兴"),
    ("half_believing", "要求先看检验报告，再考虑"),
)
EXPECTATIONS = (
    ("约好十点前送到", "met"), ("帮忙倒进米缸", "exceeded"), ("当天给答复", "fell_short"), ("带新品样品来", "uncertain"),
)  # fmt: skip
EVERY = 10  # one customer in so many has been looked into


@dataclass(frozen=True, slots=True)
class Insight:
    """Of one customer. `vat` and `eaters` are a household's; a shop's use is told by its orders."""

    shop: Shop
    needs: list[dict[str, Any]] = field(default_factory=list)
    preferences: list[dict[str, Any]] = field(default_factory=list)
    vat: dict[str, Any] | None = None
    belief: tuple[str, str] | None = None


def draw_insights(shops: list[Shop]) -> list[Insight]:
    return [_insight(shop, number) for number, shop in enumerate(shops[::EVERY]) if shop.manager]


def _insight(shop: Shop, number: int) -> Insight:
    rng = stream("insight", shop.key)
    needs = [
        {"said": said, "wanted": wanted, "kind": kind, "conflict": conflict, "handling": handling, "is_dominant": first == 0}
        for first, (said, wanted, kind, conflict, handling) in enumerate(rng.sample(NEEDS, rng.choice((1, 2, 2))))
    ]
    preferences = [
        {"kind": kind, "text": text, "source": source, "teller": rng.choice(NEIGHBOURS) if source == "neighbour" else ""}
        for kind, text, source in rng.sample(PREFERENCES, rng.choice((1, 2, 3)))
    ]
    at_home = shop.role == AccountRole.END_CONSUMER
    vat = {
        "width_cm": rng.choice((40, 45, 50)), "depth_cm": rng.choice((40, 45)), "height_cm": rng.choice((50, 60)),
        "household": rng.randint(2, 7),
    } if at_home else {}  # fmt: skip
    belief = rng.choice(BELIEFS) if shop.life == "prospect" else None
    return Insight(shop, needs, preferences, vat, belief)
