import django.db.models.deletion
import django.utils.timezone
import uuid6
from django.conf import settings
from django.db import migrations, models

from crm.history import track
from crm.stamps import stamp_changes

#: Split by run: a night fills a table of its own and attaches it, and an old run goes by dropping its part.
WORTH = """
    CREATE TABLE tiers_worth (
        run_id bigint NOT NULL,
        account_id uuid NOT NULL,
        cohort smallint NOT NULL,
        outcome smallint NOT NULL,
        alive float8, orders_ahead float8, order_value float8, discounted_orders float8, equity float8,
        repurchase float8, retention float8, immunity float8, advocacy float8, helping float8, loyalty float8, coverage float8,
        PRIMARY KEY (run_id, account_id)
    ) PARTITION BY LIST (run_id)
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0019_find_texts'),
        ('tiers', '0006_track_tiers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Worth',
            fields=[
                ('pk', models.CompositePrimaryKey('run_id', 'account_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('cohort', models.SmallIntegerField()),
                ('outcome', models.SmallIntegerField(choices=[(1, '已计算'), (2, '从未下单'), (3, '订单太少'), (4, '模型无法识别')])),
                ('alive', models.FloatField(null=True)),
                ('orders_ahead', models.FloatField(help_text='Order days expected in 90 days.', null=True)),
                ('order_value', models.FloatField(null=True)),
                ('discounted_orders', models.FloatField(null=True)),
                ('equity', models.FloatField(null=True)),
                ('repurchase', models.FloatField(null=True)),
                ('retention', models.FloatField(null=True)),
                ('immunity', models.FloatField(null=True)),
                ('advocacy', models.FloatField(null=True)),
                ('helping', models.FloatField(null=True)),
                ('loyalty', models.FloatField(null=True)),
                ('coverage', models.FloatField(null=True)),
            ],
            options={
                'db_table': 'tiers_worth',
                'ordering': [models.OrderBy(models.F('run_id'), descending=True), 'account_id'],
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='WorthRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('state', models.CharField(choices=[('running', '进行中'), ('done', '完成'), ('failed', '失败')], default='running', max_length=10)),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('orders_until', models.BigIntegerField(help_text='Change number below which all orders are in.')),
                ('fixed_days', models.JSONField(default=dict, help_text='Teams that are judged on a day of their own, and that day.')),
                ('cohorts', models.JSONField(default=list)),
                ('is_kept', models.BooleanField(default=False, help_text='The last of a month, to compare with.')),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='OrderRhythm',
            fields=[
                ('account', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='order_rhythm', serialize=False, to='accounts.account')),
                ('currency', models.CharField(max_length=3)),
                ('first_on', models.DateField()),
                ('last_on', models.DateField()),
                ('repeats', models.PositiveIntegerField(help_text='Order days after the first.')),
                ('log_gaps', models.FloatField(help_text='Sum of the logarithms of the gaps between order days, in weeks.')),
                ('repeat_value', models.DecimalField(decimal_places=2, help_text='Sales of the days after the first.', max_digits=18)),
                ('breadth', models.PositiveIntegerField(help_text='Categories bought in the last 12 months.')),
                ('review_after', models.DateField(help_text='When the numbers change without a new order: one lies ahead, or a category leaves the year.', null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['review_after'], name='order_rhythm_review_after')],
            },
        ),
        migrations.CreateModel(
            name='LoyaltyEvidence',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('changed_in', models.BigIntegerField(default=0, editable=False)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('mark', models.CharField(choices=[('immunity', '不为竞品促销所动'), ('advocacy', '主动推荐'), ('helping', '协助销售')], max_length=10)),
                ('kind', models.CharField(choices=[('competitor_promotion', '竞品促销'), ('offer_refused', '拒绝竞品报价'), ('line_lost', '品类流失'), ('recommends', '愿意推荐（9-10 分）'), ('contact_given', '提供联系人'), ('meeting_held', '促成会面'), ('became_customer', '转介成交'), ('reference_call', '参考电话'), ('testimonial', '客户证言'), ('hosted_visit', '接待参观'), ('introduction', '引见决策人')], max_length=24)),
                ('on', models.DateField()),
                ('competitor', models.CharField(blank=True, max_length=100)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('subject', models.UUIDField(blank=True, help_text='The visit or touchpoint where it was learnt.', null=True)),
                ('voided_at', models.DateTimeField(blank=True, null=True)),
                ('voided_because', models.CharField(blank=True, max_length=200)),
                ('about', models.ForeignKey(blank=True, help_text='The account that was referred.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='referred_by', to='accounts.account')),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='loyalty_evidence', to='accounts.account')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-on', '-id'],
                'indexes': [models.Index(models.F('account'), models.OrderBy(models.F('on'), descending=True), models.OrderBy(models.F('id'), descending=True), name='loyalty_evidence_account'), models.Index(models.OrderBy(models.F('on'), descending=True), models.OrderBy(models.F('id'), descending=True), name='loyalty_evidence_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['competitor_promotion', 'offer_refused', 'line_lost']), ('mark', 'immunity')), models.Q(('kind__in', ['recommends', 'contact_given', 'meeting_held', 'became_customer']), ('mark', 'advocacy')), models.Q(('kind__in', ['reference_call', 'testimonial', 'hosted_visit', 'introduction']), ('mark', 'helping')), _connector='OR'), name='loyalty_evidence_kind_fits_mark'), models.CheckConstraint(condition=models.Q(('about__isnull', True), models.Q(('about', models.F('account')), _negated=True), _connector='OR'), name='loyalty_evidence_not_about_itself'), models.CheckConstraint(condition=models.Q(('voided_at__isnull', True), models.Q(('voided_because', ''), _negated=True), _connector='OR'), name='loyalty_evidence_voided_with_reason'), models.UniqueConstraint(condition=models.Q(('about__isnull', False), ('mark', 'advocacy'), ('voided_at__isnull', True)), fields=('account', 'about'), name='loyalty_evidence_one_referral_of_an_account')],
            },
        ),
        stamp_changes("tiers_loyaltyevidence"),
        track("loyaltyevidence", naming=["kind", "on"]),
        migrations.RunSQL(WORTH, "DROP TABLE tiers_worth"),
    ]
