"""Why a stop is on the plan, in words; the front end words the codes itself, in the reader's language."""

from collections.abc import Mapping

from visits.planning.agenda import Reason

WEEKDAYS = "一二三四五六日"

WORDS: Mapping[str, str] = {
    "order_today": "今日有 {orders} 张订单",
    "order_day": "周{weekday_name}是订货日",
    "overdue": "逾期 {overdue_days} 天",
    "due": "今日应访",
    "window": "{opens_at}–{closes_at} 接待",
    "near": "顺路，{due_in_days} 天后到期",
    "added": "手动加入",
}
#: Who fills the wait before another door opens has no hours of their own.
MEANWHILE = "等候时段内顺访"


def reason_text(reason: Reason) -> str:
    parts = reason.parts
    if reason.code == "window" and "opens_minute" not in parts:
        return MEANWHILE
    named = {"weekday_name": WEEKDAYS[parts["weekday"] - 1]} if "weekday" in parts else {}
    hours = {f"{edge}_at": _clock(parts[f"{edge}_minute"]) for edge in ("opens", "closes") if f"{edge}_minute" in parts}
    return WORDS[reason.code].format(**parts, **named, **hours)


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
