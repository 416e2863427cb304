"""Stamps for the new tables; who keeps the promises that there are; the first judgements; the first phrases to avoid."""

from typing import Any

from django.db import migrations

from crm.stamps import stamp_changes

TABLES = (
    "accounts_careevent", "accounts_approach", "accounts_conversation", "accounts_phrase", "accounts_trustevent",
)  # fmt: skip

KEEPERS = """
    UPDATE accounts_promise AS promise SET keeper_id = coalesce(account.owner_id, promise.made_by_id)
    FROM accounts_account AS account WHERE account.id = promise.account_id
"""
JUDGEMENTS = """
    INSERT INTO accounts_judgement (account_id, contact_id, personality, by_id, at)
    SELECT account_id, id, personality, personality_by_id, personality_at FROM accounts_contact WHERE personality IS NOT NULL
"""

#: What puts people off, what to say instead, and why. In our own words: the source prints only the heading of its list.
PHRASES = (
    ("不知道", "我马上去核实，今天给您答复", "客户要的是答案，不是推脱"),
    ("不归我管", "我请负责的同事来办，并跟到底", "客户只认一家公司"),
    ("没办法", "我们一起看看还有什么办法", "先给出路，再说难处"),
    ("不可能", "目前能做到的是……，您看这样可以吗", "讲究否定的艺术"),
    ("你必须", "请您……，这样我们能更快办好", "请字当头"),
    ("你错了", "可能是我没有说清楚，我再说一遍", "不争对错"),
    ("你听我说", "您先说，我记着", "先听后说"),
    ("急什么", "我理解您着急，我现在就办", "客户的时间也是成本"),
    ("随便你", "您看哪一种更合适", "给选择，不赌气"),
    ("公司规定", "在规定之内，我可以为您做的是……", "说能做的，不拿规定挡人"),
    ("别的客户都", "您的情况我单独看一下", "每位客户都不一样"),
    ("从来没人", "谢谢您告诉我们，我去查清楚", "意见是礼物"),
    ("等通知", "我在……之前给您回电话", "说定时间"),
    ("下班了", "我记下来，明早第一件事就办", "有头有尾"),
    ("绝对没问题", "按现有数据，……的把握是……", "不夸大，用数据说话"),
)


def add_phrases(apps: Any, schema_editor: Any) -> None:
    phrase = apps.get_model("accounts", "Phrase")
    phrase.objects.bulk_create(phrase(text=text, better=better, reason=reason) for text, better, reason in PHRASES)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0011_people_in_accounts"), ("crm", "0002_stamp_changes")]
    operations = [
        *(stamp_changes(table) for table in TABLES),
        migrations.RunSQL(KEEPERS, migrations.RunSQL.noop),
        migrations.RunSQL(JUDGEMENTS, migrations.RunSQL.noop),
        migrations.RunPython(add_phrases, migrations.RunPython.noop),
    ]
