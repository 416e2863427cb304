import django.db.models.deletion
import django.utils.timezone
import uuid6
from django.conf import settings
from django.db import migrations, models

from crm.history import track
from crm.stamps import stamp_changes

TABLES = ("visits_visittype", "visits_visitstep", "visits_finding", "visits_followup", "visits_knowledgeentry", "visits_talkswitch")


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0028_welcome_by_abuse'),
        ('crm', '0010_find_what_was_deleted'),
        ('visits', '0009_balances'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('changed_in', models.BigIntegerField(default=0, editable=False)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('kind', models.CharField(blank=True, max_length=40)),
                ('text', models.CharField(max_length=1000)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('found_on', models.DateField()),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='findings', to='accounts.account')),
                ('by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('visit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='findings', to='visits.visit')),
            ],
            options={
                'ordering': ['-found_on', '-id'],
            },
        ),
        migrations.CreateModel(
            name='FollowUp',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('changed_in', models.BigIntegerField(default=0, editable=False)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('kind', models.CharField(choices=[('training', '培训'), ('promotion', '推广'), ('price_case', '价格问题'), ('restock', '补货'), ('licence', '证照核实'), ('service', '服务补救'), ('other', '其他')], max_length=12)),
                ('text', models.CharField(max_length=300)),
                ('due_on', models.DateField()),
                ('state', models.CharField(choices=[('open', '待办'), ('done', '已完成'), ('dropped', '不再需要')], default='open', max_length=8)),
                ('outcome', models.CharField(blank=True, max_length=300)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='follow_ups', to='accounts.account')),
                ('finding', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='follow_up', to='visits.finding')),
                ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='follow_ups', to=settings.AUTH_USER_MODEL)),
                ('settled_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('visit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='follow_ups', to='visits.visit')),
            ],
            options={
                'ordering': ['due_on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='KnowledgeEntry',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('changed_in', models.BigIntegerField(default=0, editable=False)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('question', models.CharField(max_length=300)),
                ('known', models.BooleanField()),
                ('answer', models.CharField(blank=True, max_length=500)),
                ('asked_at', models.DateTimeField()),
                ('learned_at', models.DateTimeField(blank=True, null=True)),
                ('manager', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='knowledge', to=settings.AUTH_USER_MODEL)),
                ('product', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.product')),
                ('visit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='knowledge', to='visits.visit')),
            ],
            options={
                'ordering': ['-asked_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='TalkSwitch',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('changed_in', models.BigIntegerField(default=0, editable=False)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('is_on', models.BooleanField()),
                ('reason', models.CharField(max_length=300)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='crm.team')),
            ],
            options={
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='VisitStep',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('changed_in', models.BigIntegerField(default=0, editable=False)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('kind', models.CharField(choices=[('talk', '沟通'), ('brand', '推荐品牌'), ('stock_count', '盘点库存'), ('price_check', '检查价格'), ('storefront_photo', '门头照'), ('competitor_promotion', '竞品促销'), ('referral', '转介绍'), ('licence_check', '核对证照')], max_length=24)),
                ('position', models.PositiveSmallIntegerField()),
                ('state', models.CharField(choices=[('done', '已做'), ('skipped', '跳过')], max_length=8)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('details', models.JSONField(blank=True, default=dict, help_text="What was seen, in the shape of the step's kind.")),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='visit_steps', to='accounts.account')),
                ('visit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='visits.visit')),
            ],
            options={
                'ordering': ['visit', 'position'],
            },
        ),
        migrations.CreateModel(
            name='VisitType',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('changed_in', models.BigIntegerField(default=0, editable=False)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('label_zh', models.CharField(max_length=60)),
                ('label_en', models.CharField(blank=True, max_length=60)),
                ('steps', models.JSONField(blank=True, default=list)),
                ('is_default', models.BooleanField(default=False, help_text='What a visit is when nobody says otherwise.')),
                ('position', models.PositiveIntegerField(default=0)),
                ('archived_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['position', 'id'],
                'indexes': [models.Index(fields=['changed_in', 'id'], name='visit_type_change')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_default', True)), fields=('is_default',), name='visit_type_one_default'), models.UniqueConstraint(condition=models.Q(('archived_at__isnull', True)), fields=('label_zh',), name='visit_type_label_once_in_use'), models.CheckConstraint(condition=models.Q(('is_default', False), ('archived_at__isnull', True), _connector='OR'), name='visit_type_default_is_in_use')],
            },
        ),
        migrations.AddField(
            model_name='visit',
            name='visit_type',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='visits.visittype'),
        ),
        migrations.AddIndex(
            model_name='finding',
            index=models.Index(models.F('account'), models.OrderBy(models.F('found_on'), descending=True), models.OrderBy(models.F('id'), descending=True), name='finding_account'),
        ),
        migrations.AddIndex(
            model_name='finding',
            index=models.Index(fields=['visit', 'position'], name='finding_visit'),
        ),
        migrations.AddIndex(
            model_name='finding',
            index=models.Index(models.OrderBy(models.F('found_on'), descending=True), models.OrderBy(models.F('id'), descending=True), name='finding_day'),
        ),
        migrations.AddConstraint(
            model_name='finding',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('text', ''), _negated=True), models.Q(('kind', ''), _negated=True), _connector='OR'), name='finding_says_something'),
        ),
        migrations.AddIndex(
            model_name='followup',
            index=models.Index(fields=['account', 'due_on'], name='follow_up_account'),
        ),
        migrations.AddIndex(
            model_name='followup',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['owner', 'due_on'], name='follow_up_open_owner'),
        ),
        migrations.AddIndex(
            model_name='followup',
            index=models.Index(fields=['due_on', 'id'], name='follow_up_due'),
        ),
        migrations.AddIndex(
            model_name='followup',
            index=models.Index(fields=['changed_in', 'id'], name='follow_up_change'),
        ),
        migrations.AddConstraint(
            model_name='followup',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('settled_at__isnull', True), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('settled_at__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='follow_up_settled_says_what_came'),
        ),
        migrations.AddConstraint(
            model_name='followup',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='follow_up_says_something'),
        ),
        migrations.AddIndex(
            model_name='knowledgeentry',
            index=models.Index(models.F('manager'), models.OrderBy(models.F('asked_at'), descending=True), models.OrderBy(models.F('id'), descending=True), name='knowledge_manager'),
        ),
        migrations.AddIndex(
            model_name='knowledgeentry',
            index=models.Index(models.OrderBy(models.F('asked_at'), descending=True), models.OrderBy(models.F('id'), descending=True), name='knowledge_asked'),
        ),
        migrations.AddIndex(
            model_name='knowledgeentry',
            index=models.Index(fields=['changed_in', 'id'], name='knowledge_change'),
        ),
        migrations.AddConstraint(
            model_name='knowledgeentry',
            constraint=models.CheckConstraint(condition=models.Q(('question', ''), _negated=True), name='knowledge_is_asked'),
        ),
        migrations.AddConstraint(
            model_name='knowledgeentry',
            constraint=models.CheckConstraint(condition=models.Q(('learned_at__isnull', True), models.Q(('known', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='knowledge_learnt_has_answer'),
        ),
        migrations.AddIndex(
            model_name='talkswitch',
            index=models.Index(models.F('team'), models.OrderBy(models.F('at'), descending=True), models.OrderBy(models.F('id'), descending=True), name='talk_switch_team'),
        ),
        migrations.AddIndex(
            model_name='talkswitch',
            index=models.Index(fields=['changed_in', 'id'], name='talk_switch_change'),
        ),
        migrations.AddConstraint(
            model_name='talkswitch',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='talk_switch_says_why'),
        ),
        migrations.AddIndex(
            model_name='visitstep',
            index=models.Index(fields=['account', '-id'], name='visit_step_account'),
        ),
        migrations.AddConstraint(
            model_name='visitstep',
            constraint=models.UniqueConstraint(fields=('visit', 'kind'), name='visit_step_once'),
        ),
        migrations.AddConstraint(
            model_name='visitstep',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'done'), models.Q(('reason', ''), _negated=True), _connector='OR'), name='visit_step_skipped_says_why'),
        ),
        *(stamp_changes(table) for table in TABLES),
        track("visittype", naming=["label_zh"]),
        track("visitstep", part_of=["visit_id", "visits_visit", "steps"], account="account_id"),
        track("finding", naming=["kind", "text"]),
        track("followup", naming=["kind", "text"]),
        track("knowledgeentry", naming=["question"]),
        track("talkswitch", journal=True),
    ]
