"""What the demo company sells: grain, oil and the daily goods that a shop, a canteen or a household uses up (row 2)."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class ProductSpec:
    """`price` in CNY per unit before discounts. `is_core`: without it the customer's shelf or kitchen stands still."""

    code: str
    name: str
    category: str
    unit: str
    price: Decimal
    is_core: bool = False


#: Category, letters of its codes, then (name, unit, price, core).
CATALOGUE: tuple[tuple[str, str, tuple[tuple[str, str, str, bool], ...]], ...] = (
    ("大米", "DM", (
        ("晚籼米 10kg", "袋", "46.00", True), ("东北长粒香 10kg", "袋", "62.00", True), ("五常稻花香 5kg", "袋", "58.00", False),
        ("丝苗米 25kg", "袋", "128.00", True), ("糯米 5kg", "袋", "36.50", False), ("胚芽米 2.5kg", "袋", "32.00", False),
    )),
    ("面粉面条", "MF", (
        ("家用小麦粉 5kg", "袋", "24.50", True), ("高筋面粉 25kg", "袋", "112.00", True), ("手工挂面 1kg×10", "箱", "68.00", False),
        ("米粉干 5kg", "箱", "45.00", False),
    )),
    ("食用油", "SY", (
        ("菜籽油 5L", "桶", "69.00", True), ("大豆油 5L", "桶", "56.00", True), ("花生油 5L", "桶", "118.00", False),
        ("玉米油 5L", "桶", "75.00", False), ("餐饮调和油 20L", "桶", "198.00", True), ("山茶油 500ml×2", "盒", "138.00", False),
    )),
    ("调味品", "TW", (
        ("生抽酱油 1.6L×6", "箱", "78.00", True), ("米醋 500ml×12", "箱", "54.00", False), ("料酒 500ml×12", "箱", "62.00", False),
        ("加碘食盐 400g×50", "箱", "85.00", True), ("白砂糖 1kg×10", "箱", "72.00", False), ("鸡精 454g×20", "箱", "165.00", False),
        ("豆瓣酱 1kg×8", "箱", "76.00", False), ("味精 1kg×10", "箱", "98.00", False),
    )),
    ("饮料", "YL", (
        ("矿泉水 550ml×24", "箱", "23.00", True), ("绿茶 500ml×15", "箱", "36.00", False), ("可乐 330ml×24", "箱", "44.00", False),
        ("椰汁 245ml×24", "箱", "72.00", False), ("啤酒 500ml×12", "箱", "42.00", True), ("凉茶 310ml×24", "箱", "68.00", False),
    )),
    ("酒类礼盒", "JL", (
        ("黄酒 5L", "坛", "88.00", False), ("米酒 500ml×6", "箱", "96.00", False), ("坚果礼盒", "盒", "108.00", False),
        ("土产年货礼盒", "盒", "158.00", False),
    )),
    ("日用纸品", "ZP", (
        ("抽纸 3层×30包", "箱", "58.00", True), ("卷纸 10提", "箱", "86.00", False), ("一次性纸杯 50只×40", "箱", "92.00", False),
    )),
    ("洗涤用品", "XD", (
        ("洗洁精 1kg×12", "箱", "66.00", True), ("洗衣液 2kg×6", "箱", "98.00", False), ("消毒液 2.5L×6", "箱", "74.00", False),
    )),
)  # fmt: skip

PRODUCTS = tuple(
    ProductSpec(f"{letters}{i:02d}", name, category, unit, Decimal(price), core)
    for category, letters, goods in CATALOGUE
    for i, (name, unit, price, core) in enumerate(goods, start=1)
)

#: How much more or less of a category is bought, January to December: the Spring Festival, the summer, the Mid-Autumn Festival.
SEASONS: dict[str, tuple[float, ...]] = {
    "大米": (1.25, 0.90, 0.95, 0.95, 1.00, 0.95, 0.95, 0.95, 1.05, 1.00, 1.00, 1.10),
    "面粉面条": (1.20, 0.90, 0.95, 1.00, 1.00, 0.95, 0.90, 0.95, 1.05, 1.00, 1.05, 1.10),
    "食用油": (1.40, 0.80, 0.90, 0.95, 0.95, 0.95, 0.90, 0.95, 1.15, 1.00, 1.00, 1.20),
    "调味品": (1.20, 0.90, 0.95, 1.00, 1.00, 1.00, 0.95, 0.95, 1.05, 1.00, 1.05, 1.15),
    "饮料": (0.95, 0.75, 0.80, 0.95, 1.15, 1.35, 1.50, 1.45, 1.10, 0.90, 0.75, 0.80),
    "酒类礼盒": (2.40, 0.60, 0.50, 0.70, 0.80, 0.70, 0.60, 0.80, 1.90, 0.90, 0.90, 1.50),
    "日用纸品": (1.10, 0.95, 1.00, 1.00, 1.00, 1.00, 1.00, 1.00, 1.00, 1.00, 1.05, 1.05),
    "洗涤用品": (1.15, 0.90, 1.00, 1.00, 1.00, 1.05, 1.05, 1.05, 1.00, 1.00, 1.00, 1.05),
}
