"""Goodwill with its limits (row 4), reports of abuse and courteous replies (row 6)."""

from typing import Any

import django.db.models.deletion
import django.utils.timezone
import uuid6
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone

from crm.history import track
from crm.stamps import stamp_changes

TABLES = (
    "accounts_goodwill", "accounts_goodwillrecovery", "accounts_goodwilllimit", "accounts_abusereport", "accounts_courteousreply",
)  # fmt: skip

#: To begin with; the source names one case of 50 yuan and no limits.
LIMITS = (("manager", 200), ("lead", 2000))

#: In our own words: the source asks for tact and gives no text.
REPLIES = (
    (
        "unfounded",
        "谢谢您告诉我们。这件事我们逐项查过了，这一次没有发现我们做错的地方。我把查到的情况讲给您听，您看还有哪里我们没有想到？",
        "Thank you for telling us. We have looked into every part of it and this time found nothing that we did wrong. May I tell you "
        "what we found, and would you tell me what we may have missed?",
    ),
    (
        "misunderstanding",
        "我明白您为什么这样想，是我们没有说清楚。实际情况是……，您看这样说清楚了吗？",
        "I see why you thought so; we did not make it clear. What happened is this: … Does that answer it?",
    ),
    (
        "provoked",
        "您的意见我都记下了。我们能做的是……，请您选一样，我马上办。",
        "I have written down all that you said. What we can do is … Please choose, and I will see to it at once.",
    ),
    (
        "abused",
        "我很想帮您把事情办好，请让我们好好说话。如果现在不方便，我明天上午再联系您。",
        "I do want to help you settle this, so let us talk calmly. If now is not a good time, I will call you tomorrow morning.",
    ),
)


def add_registers(apps: Any, schema_editor: Any) -> None:
    now = timezone.now()
    limit, reply = apps.get_model("accounts", "GoodwillLimit"), apps.get_model("accounts", "CourteousReply")
    limit.objects.bulk_create(
        limit(role=role, amount=amount, reason="初始设定，请按公司制度修改 · To begin with", set_at=now) for role, amount in LIMITS
    )
    reply.objects.bulk_create(reply(occasion=occasion, text_zh=zh, text_en=en) for occasion, zh, en in REPLIES)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0023_merges_and_pool'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CourteousReply',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('changed_in', models.BigIntegerField(default=0, editable=False)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('occasion', models.CharField(choices=[('unfounded', '投诉不成立'), ('misunderstanding', '误解'), ('provoked', '故意刁难'), ('abused', '辱骂骚扰')], max_length=20)),
                ('text_zh', models.CharField(max_length=1000)),
                ('text_en', models.CharField(max_length=1000)),
                ('archived_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['occasion', 'created_at', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('text_zh', ''), _negated=True), models.Q(('text_en', ''), _negated=True)), name='courteous_reply_says_something')],
            },
        ),
        migrations.CreateModel(
            name='Goodwill',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('changed_in', models.BigIntegerField(default=0, editable=False)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=12)),
                ('currency', models.CharField(default='CNY', max_length=3)),
                ('reason', models.CharField(max_length=500)),
                ('evidence', models.CharField(blank=True, help_text='Such as the number of an invoice.', max_length=500)),
                ('no_evidence_why', models.CharField(blank=True, help_text='Without evidence: why it was given all the same.', max_length=300)),
                ('given_at', models.DateTimeField()),
                ('recovered', models.DecimalField(decimal_places=2, default=0, help_text='The sum of its recoveries.', max_digits=12)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_why', models.CharField(blank=True, max_length=300)),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='goodwills', to='accounts.account')),
                ('attachment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='goodwills', to='accounts.attachment')),
                ('given_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='goodwills', to=settings.AUTH_USER_MODEL)),
                ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-given_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='GoodwillLimit',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('changed_in', models.BigIntegerField(default=0, editable=False)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('role', models.CharField(choices=[('manager', '客户经理'), ('lead', '销售主管'), ('integration', '集成')], max_length=20)),
                ('currency', models.CharField(default='CNY', max_length=3)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=12)),
                ('reason', models.CharField(max_length=300)),
                ('set_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('set_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['role', 'currency', '-set_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='GoodwillRecovery',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('changed_in', models.BigIntegerField(default=0, editable=False)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=12)),
                ('at', models.DateTimeField(help_text='When it came back.')),
                ('note', models.CharField(blank=True, max_length=300)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('goodwill', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recoveries', to='accounts.goodwill')),
            ],
            options={
                'ordering': ['at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='AbuseReport',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('changed_in', models.BigIntegerField(default=0, editable=False)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('kind', models.CharField(choices=[('provoked', '故意刁难'), ('abused', '辱骂骚扰')], max_length=10)),
                ('what', models.CharField(help_text='What happened.', max_length=1000)),
                ('happened_at', models.DateTimeField()),
                ('reported_at', models.DateTimeField()),
                ('outcome', models.CharField(blank=True, choices=[('upheld', '属实'), ('cleared', '解除')], help_text='Null: not settled yet.', max_length=10, null=True)),
                ('outcome_why', models.CharField(blank=True, max_length=500)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='abuse_reports', to='accounts.account')),
                ('contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.contact')),
                ('reported_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='abuse_reports', to=settings.AUTH_USER_MODEL)),
                ('settled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-happened_at', '-id'],
                'indexes': [models.Index(models.F('account'), models.OrderBy(models.F('happened_at'), descending=True), models.OrderBy(models.F('id'), descending=True), name='abuse_report_account'), models.Index(models.OrderBy(models.F('happened_at'), descending=True), models.OrderBy(models.F('id'), descending=True), name='abuse_report_time')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['provoked', 'abused'])), name='abuse_report_kind_is_known'), models.CheckConstraint(condition=models.Q(('what', ''), _negated=True), name='abuse_report_says_what'), models.CheckConstraint(condition=models.Q(models.Q(('outcome__isnull', True), ('settled_at__isnull', True)), models.Q(('outcome__in', ['upheld', 'cleared']), ('settled_at__isnull', False), models.Q(('outcome_why', ''), _negated=True)), _connector='OR'), name='abuse_report_settled_with_reason')],
            },
        ),
        migrations.AddIndex(
            model_name='goodwill',
            index=models.Index(models.F('account'), models.OrderBy(models.F('given_at'), descending=True), models.OrderBy(models.F('id'), descending=True), name='goodwill_account'),
        ),
        migrations.AddIndex(
            model_name='goodwill',
            index=models.Index(models.OrderBy(models.F('given_at'), descending=True), models.OrderBy(models.F('id'), descending=True), name='goodwill_time'),
        ),
        migrations.AddConstraint(
            model_name='goodwill',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='goodwill_is_something'),
        ),
        migrations.AddConstraint(
            model_name='goodwill',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='goodwill_has_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='goodwill',
            constraint=models.CheckConstraint(condition=models.Q(('recovered__gte', 0), ('recovered__lte', models.F('amount'))), name='goodwill_comes_back_once'),
        ),
        migrations.AddConstraint(
            model_name='goodwill',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('evidence', ''), _negated=True), ('attachment__isnull', False), models.Q(('no_evidence_why', ''), _negated=True), _connector='OR'), name='goodwill_has_evidence_or_says_why'),
        ),
        migrations.AddConstraint(
            model_name='goodwill',
            constraint=models.CheckConstraint(condition=models.Q(('withdrawn_at__isnull', True), models.Q(('withdrawn_why', ''), _negated=True), _connector='OR'), name='goodwill_withdrawn_says_why'),
        ),
        migrations.AddConstraint(
            model_name='goodwilllimit',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('role', 'currency'), name='goodwill_limit_one_current'),
        ),
        migrations.AddConstraint(
            model_name='goodwilllimit',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='goodwill_limit_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='goodwillrecovery',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='goodwill_recovery_is_something'),
        ),
        *(stamp_changes(table) for table in TABLES),
        migrations.RunPython(add_registers, migrations.RunPython.noop),
        track("goodwill", naming=["amount", "currency", "reason"]),
        track("goodwillrecovery", journal=True),
        track("goodwilllimit", naming=["role", "amount", "currency"]),
        # apart from the account's own history, which everybody reads who sees the account
        track("abusereport", account=None, naming=["kind"]),
        track("courteousreply", naming=["occasion"]),
    ]
