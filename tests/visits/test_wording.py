"""Every reason of the plan has its words."""

import pytest

from visits.planning.agenda import Reason
from visits.wording import WORDS, reason_text


@pytest.mark.parametrize(
    ("reason", "text"),
    [
        (Reason("order_today", {"orders": 2}), "今日有 2 张订单"),
        (Reason("order_day", {"weekday": 7}), "周日是订货日"),
        (Reason("overdue", {"overdue_days": 6}), "逾期 6 天"),
        (Reason("due"), "今日应访"),
        (Reason("window", {"overdue_days": 6, "opens_minute": 510, "closes_minute": 1065}), "08:30–17:45 接待"),
        (Reason("window", {"overdue_days": 6}), "等候时段内顺访"),
        (Reason("near", {"due_in_days": 3}), "顺路，3 天后到期"),
        (Reason("added"), "手动加入"),
    ],
)
def test_a_reason_in_words(reason, text):
    assert reason_text(reason) == text


def test_no_code_of_the_contract_is_without_words():
    assert set(WORDS) == {"order_today", "order_day", "overdue", "due", "window", "near", "added"}
