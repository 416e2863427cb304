"""What managers write after a visit or a call, and what they promise (rows 22, 23): short, as people type on a phone."""

import random
from collections.abc import Mapping, Sequence

from accounts.models import AccountRole
from demo.goods import PRODUCTS
from demo.shops import Shop

Notes = Mapping[str, Sequence[str]]

RIVALS = ("城东批发部", "线上平台", "外地来的送货车", "隔壁镇的批发商")
SHORT_NAMES = tuple(goods.name.split(" ")[0] for goods in PRODUCTS)

ORDERED: Notes = {
    AccountRole.RETAILER: (
        "{goods}卖得快，补了货；{other}还有半箱，下次再说。",
        "老板当场下单，说{goods}这周能走完。",
        "帮着盘了库存，{goods}只剩两件，订了一单。",
        "{boss}说周末人多，{goods}多要了几件。",
        "把{goods}调到了门口堆头，顺手补单。",
        "旧货先摆前面，新到的{goods}放里面，订单已录。",
        "按平时的量下单，价格没还价。",
    ),
    AccountRole.DEALER: (
        "仓库{goods}库存只够五天，按常规量补货。",
        "谈了月度返利，{goods}加量一成。",
        "下游几个点都在要{goods}，下了大单，要求周五前到。",
        "一起看了出货表，{goods}比上月多走了一成半。",
    ),
    AccountRole.LEGAL_PERSON: (
        "食堂下月菜单定了，{goods}按新量订。",
        "采购当场确认{goods}和{other}，要求早上八点前送到。",
        "{boss}试了{goods}，说可以长期用，先订一批。",
    ),
    AccountRole.END_CONSUMER: (
        "米缸快见底了，订了{goods}，约好送上楼。",
        "家里来客人，{goods}提前要了一份。",
        "量了米缸，还够一周，先把{goods}订上。",
    ),
}
NOT_ORDERED: Notes = {
    AccountRole.RETAILER: (
        "库存还够，约好下周再看。",
        "{boss}说最近客流少，先不订。",
        "{rival}来报过低价，解释了售后，{boss}说再想想。",
        "陈列被挪到里面了，一起调了回来。",
        "看了临期，{goods}没有问题。",
        "聊了附近新开的超市，压力不小。",
        "{boss}在忙，简单看了货架，{goods}缺面。",
        "记下了意见：纸箱容易破，回去反馈仓库。",
        "价签旧了，换了新的；零售价保持住了。",
    ),
    AccountRole.DEALER: (
        "对了上月的账，没有出入。",
        "{goods}库存偏高，建议先走旧批次。",
        "{boss}想要{goods}的区域价，回来请示。",
        "业务员不熟悉{goods}的规格，约了一次培训。",
    ),
    AccountRole.LEGAL_PERSON: (
        "采购说月底统一报价，先送了样品。",
        "对方在比价，把检验报告留下了。",
        "食堂放假，下月恢复用量。",
        "{boss}要求发票和送货单一起到，已记下。",
    ),
    AccountRole.END_CONSUMER: (
        "米还有大半缸，月底再来。",
        "老人一个人在家，说好下次送货帮忙倒进缸里。",
        "家里最近少开伙，先不要。",
    ),
}
COMPLAINT = (
    "有两袋{goods}外包装破损，拍了照，答应尽快答复。",
    "反映上次送货晚了半天，先道歉，回去查原因。",
    "说{goods}少送了一件，核对送货单中。",
    "嫌司机卸货太急，磕坏了门口的台阶边。",
)
NOT_MET = ("店门关着，邻居说去进货了。", "老板不在，店员做不了主。", "电话没人接，改天再来。", "家里没人，留了字条。")
MISSED = ("暴雨，乡道封了", "临时去处理送货问题", "前面几家谈得久，来不及", "客户来电改期", "车坏了")
NEXT_ACTIONS = (
    "带{goods}样品",
    "送新价目表",
    "核对上月对账单",
    "来看冷柜位置",
    "带{goods}的检验报告",
    "问清{goods}退货原因",
    "帮着调整陈列",
    "确认月底订货量",
    "约老板谈返利",
    "送节日海报",
    "教店员用订货小程序",
)
APPOINTMENTS = ("对账", "新品试吃", "谈陈列", "看库存")
PURPOSES = ("", "", "", "常规拜访", "补货", "对账", "新品推荐", "看库存")

CALLS = (
    "电话确认送货时间，上午九点前到。",
    "来电问{goods}有没有货，已答复。",
    "打电话对了一下余款，月底结清。",
    "来电说{goods}价格比{rival}高，解释了批次和售后。",
    "提醒付款，{boss}说周五转。",
)
MESSAGES = ("微信发了新品图和价格。", "发来货架照片，{goods}要补。", "微信问节日怎么送货，已回复排班。", "发了到货通知和司机电话。")
NOTES = (
    "孩子今年高考，忙完这阵再谈新品。",
    "隔壁店转让，{boss}在考虑盘下来扩店。",
    "喜欢先看样再订，别一上来谈价。",
    "每月十五号前后手头紧，催款避开。",
    "村里办酒席都找这家拿货，留意日子。",
    "门前修路到下月，送货走后门。",
    "{boss}推荐了对面的面馆，可以去看看。",
)

PROMISES = (
    "把破损的{goods}换成新的",
    "给一张带印章的检验报告",
    "申请一台展示冷柜",
    "送货改到上午十点以前",
    "把上月的差价单开好",
    "带两份{goods}试吃装",
    "帮店里做一张新价目表",
    "落实返利的到账时间",
    "找仓库查少送的一件{goods}",
    "请师傅来修冷柜门封",
    "给老人送货上楼，倒进米缸",
    "把发票一次补齐",
)


def visit_note(rng: random.Random, shop: Shop, outcome: str) -> str:
    """What is written down after a visit with this result; often nothing."""
    if outcome == "complaint":
        return said(rng, rng.choice(COMPLAINT), shop)
    if outcome == "not_met":
        return rng.choice(NOT_MET)
    if rng.random() < 0.4:
        return ""
    return said(rng, rng.choice((ORDERED if outcome == "ordered" else NOT_ORDERED)[shop.role]), shop)


def said(rng: random.Random, pattern: str, shop: Shop) -> str:
    """The sentence with this customer's goods and people in it."""
    goods, other = rng.sample(SHORT_NAMES, 2)
    return pattern.format(goods=goods, other=other, boss=honorific(shop), rival=rng.choice(RIVALS))


def honorific(shop: Shop) -> str:
    """How one calls the person to their face."""
    titles = {AccountRole.LEGAL_PERSON: "主任", AccountRole.END_CONSUMER: "阿姨" if len(shop.name) % 2 else "师傅"}
    return shop.people[0].name[0] + titles.get(shop.role, "老板")


#: Why a promise was not kept, or need not be kept any more.
SETTLED: Mapping[str, Sequence[str]] = {
    "broken": ("厂家断货，没能按时送到，已当面道歉。", "排货出错漏了这一家，第二天补上。", "没有跟紧，客户自己来电话催了。"),
    "released": ("客户说暂时不需要了。", "客户改从总部统一采购。", "新品推迟上市，客户同意取消。"),
}

#: What people need beside goods (rows 66, 70).
ESTEEM = ("喜欢别人请教他的经验", "看重守时", "喜欢被叫老板", "爱听真话，不爱听恭维", "在意店里的排面")
BELONGING = ("常去商会的茶会", "和隔壁几家店一起拼车进货", "家里孩子在读高中", "每年正月请老客户吃饭", "喜欢钓鱼，有自己的圈子")

#: Why a talk was held and what was confirmed at its end (row 65).
TALKS = (
    ("约拜访", "周五上午十点到店，看新品陈列"),
    ("核对上月账目", "账目一致，本周内付清"),
    ("了解退货原因", "两箱外包装破损，下次送货时换"),
    ("推荐新规格", "先试一箱，两周后看卖得怎么样"),
    ("回访送货", "准时送到，下次放后门"),
)

#: Kind of day, what we mean to do, what was done and how it was taken (row 70).
CARE = (
    ("festival", "中秋送一盒月饼", "送了月饼，聊了十分钟，很高兴"),
    ("family", "孩子高考，发个祝福", "发了祝福，老板回了电话道谢"),
    ("illness", "住院，带水果去看", "去医院看望，约好出院再谈订货"),
    ("congratulation", "新店开张送花篮", "开张当天送了花篮，帮着招呼客人"),
)

#: What built trust and what broke it, and how we know (row 36).
TRUST = (
    ("built", "临期品主动换回，没有等客户开口", "换货单"),
    ("built", "涨价前一周如实告知", "通话记录"),
    ("built", "下雨天照样准时送到", "签收单"),
    ("built", "承认送错货并当天补送", "补货单"),
    ("broke", "答应的陈列费拖了一个月", "客户来电"),
)
