"""Names of invented people, shops and firms, as they might stand over a door or on a licence (row 17)."""

import random
from collections.abc import Sequence

from accounts.models import AccountRole

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段章钱汤尹黎易常武乔贺赖龚文"  # fmt: skip  # noqa: E501
WOMEN = (
    "秀兰", "桂英", "玉梅", "丽华", "春燕", "晓红", "美玲", "雪芳", "海燕", "静怡", "慧敏", "爱珍", "月娥", "彩霞", "小萍", "文娟",
    "雅琴", "素芬", "红霞", "金花", "婷婷", "佳慧", "丹", "莉", "芳", "敏", "娟", "燕", "巧云", "银凤", "水仙", "菊香",
)  # fmt: skip
MEN = (
    "建国", "志强", "国庆", "永福", "海波", "卫东", "伟民", "立军", "家兴", "德明", "春林", "水根", "土生", "明亮", "长富", "浩然",
    "俊杰", "子轩", "晓东", "文斌", "光荣", "金水", "荣华", "新民", "勇", "军", "磊", "涛", "斌", "强", "云飞", "有财",
)  # fmt: skip

LUCK = (
    "永兴", "惠民", "万家", "顺发", "鑫源", "福满", "天天", "家家乐", "旺客", "百惠", "聚丰", "同乐", "好邻居", "康达", "益民",
    "宏泰", "金穗", "丰禾", "喜盈", "和顺", "瑞祥", "恒昌", "宝隆", "利群", "美佳", "新世纪", "阳光", "吉祥", "润泽", "嘉和",
    "兴隆", "东升", "红太阳", "绿源", "春晓", "佳佳", "联华友", "千禧", "众诚", "一品", "乐购鲜", "悦来", "客满", "长青",
    "安康", "富源",
)  # fmt: skip
TYPES = {
    "town_retailer": ("便利店", "超市", "食品店", "粮油店", "副食店", "生活超市", "杂货店", "生鲜店", "烟酒店", "水果店"),
    "village_retailer": ("小卖部", "便民店", "日杂店", "副食店", "代销店", "小超市", "粮油店", "农家店"),
    AccountRole.DEALER: ("商贸行", "粮油批发部", "食品商行", "贸易有限公司", "副食批发部", "供应链有限公司"),
}
TOWN_FIRMS = {
    "餐饮": ("大酒店", "饭店", "面馆", "火锅城", "快餐店", "家常菜馆"),
    "住宿": ("宾馆", "商务酒店"),
    "学校": ("小学食堂", "中学食堂", "幼儿园"),
    "工厂": ("机械厂食堂", "服装厂食堂", "电子厂食堂"),
    "养老": ("敬老院", "康养中心"),
    "加工": ("糕点厂", "豆制品厂", "食品加工厂"),
    "配送中心": ("生鲜配送中心", "团餐配送中心"),
}
VILLAGE_FIRMS = {
    "餐饮": ("农家乐", "土菜馆", "饭店"),
    "住宿": ("民宿", "山庄"),
    "学校": ("小学食堂", "中心幼儿园"),
    "加工": ("笋干厂", "豆腐坊", "年糕厂", "米酒坊"),
    "养老": ("敬老院",),
}


def person_name(rng: random.Random, *, woman: bool) -> str:
    return rng.choice(SURNAMES) + rng.choice(WOMEN if woman else MEN)


def shop_name(rng: random.Random, *, owner: str, place: str, is_village: bool) -> str:
    """What stands over a retailer's door: lucky words, the owner, or the place."""
    kind = rng.choice(TYPES["village_retailer" if is_village else "town_retailer"])
    style = rng.random()
    if style < 0.58:
        return rng.choice(LUCK) + kind
    if style < 0.82:
        return rng.choice((f"老{owner[0]}", f"{owner[0]}记", f"小{owner[0]}", f"阿{owner[-1]}")) + kind
    return short(place) + kind


def dealer_name(rng: random.Random) -> str:
    return rng.choice(LUCK) + rng.choice(TYPES[AccountRole.DEALER])


def firm_name(rng: random.Random, *, industry: str, place: str, is_village: bool) -> str:
    """A legal person that eats, lodges or makes: named after luck or after its place."""
    kind = rng.choice((VILLAGE_FIRMS if is_village else TOWN_FIRMS)[industry])
    local = industry in ("学校", "养老") or rng.random() < 0.3
    return (short(place) if local else rng.choice(LUCK)) + kind


def short(place: str) -> str:
    """The place without the word for what it is, as people say it."""
    return place.removesuffix("村") if len(place) > 2 and place.endswith("村") else place[:-1] if place[-1] in "街路巷" else place


def unique(name: str, *, place: str, taken: set[str], attempts: Sequence[str] = ("", "老店", "新店", "二店", "三店")) -> str:
    """The name, told apart by its street or village where another has it."""
    for attempt in (name, *(f"{name}（{short(place)}{suffix}）" for suffix in attempts)):
        if attempt not in taken:
            taken.add(attempt)
            return attempt
    raise ValueError(f"Too many are called {name} in {place}.")


def licence_name(rng: random.Random, *, name: str, owner: str, role: str, district: str) -> str:
    """The name on the licence. One in eight was never changed after a new owner or a new sign (row 17)."""
    plain = name.split("（", maxsplit=1)[0]
    if role == AccountRole.END_CONSUMER:
        return ""
    if rng.random() < 0.125:
        return f"{district}{rng.choice((owner, person_name(rng, woman=rng.random() < 0.4)))}食品经营部"
    return plain


def phone(number: int) -> str:
    """The `number`-th invented mobile number: no operator in China has the prefix 154."""
    return f"154{number:08d}"
