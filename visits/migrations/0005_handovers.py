"""Handing accounts over, joint visits, and orders that fell after a change of manager (rows 16, 18, 19)."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import uuid6
import visits.models.handover
from django.conf import settings
from django.db import migrations, models

from crm.history import track
from crm.stamps import stamp_changes


TABLES = (
    "visits_handover", "visits_handoveraccount", "visits_handoverpolicy", "visits_jointvisit", "visits_allocationfall",
)  # fmt: skip


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0028_welcome_by_abuse'),
        ('crm', '0010_find_what_was_deleted'),
        ('visits', '0004_track_visits'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Handover',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('changed_in', models.BigIntegerField(default=0, editable=False)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('reason', models.CharField(max_length=200)),
                ('opened_at', models.DateTimeField()),
                ('due_on', models.DateField(blank=True, help_text='By when both should have signed.', null=True)),
                ('state', models.CharField(choices=[('preparing', '准备中'), ('moving', '转移中'), ('moved', '已转移'), ('closed', '已完成'), ('cancelled', '已取消')], default='preparing', max_length=10)),
                ('giver_signed_at', models.DateTimeField(blank=True, null=True)),
                ('giver_note', models.CharField(blank=True, default='', max_length=500)),
                ('taker_signed_at', models.DateTimeField(blank=True, null=True)),
                ('taker_note', models.CharField(blank=True, default='', max_length=500)),
                ('lead_signed_at', models.DateTimeField(blank=True, null=True)),
                ('lead_note', models.CharField(blank=True, default='', max_length=500)),
                ('accounts_total', models.PositiveIntegerField(default=0)),
                ('accounts_ready', models.PositiveIntegerField(default=0, editable=False, help_text='With a dossier.')),
                ('accounts_moved', models.PositiveIntegerField(default=0, editable=False)),
                ('accounts_refused', models.PositiveIntegerField(default=0, editable=False, help_text="Were no longer the giver's, or put away.")),
                ('gaps', models.JSONField(default=dict, editable=False, help_text='How many accounts have each gap, by its name.')),
                ('moved_at', models.DateTimeField(blank=True, null=True)),
                ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                ('cancel_reason', models.CharField(blank=True, default='', max_length=200)),
                ('archived_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('cancelled_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('giver', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='handovers_given', to=settings.AUTH_USER_MODEL)),
                ('giver_signed_by', models.ForeignKey(blank=True, db_index=False, help_text='The lead where the giver does not work here any more.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('lead_signed_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('opened_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('taker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='handovers_taken', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='handovers', to='crm.team')),
            ],
            options={
                'ordering': ['-opened_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='HandoverAccount',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('changed_in', models.BigIntegerField(default=0, editable=False)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('position', models.PositiveIntegerField(help_text='The most valuable first.')),
                ('is_open', models.BooleanField(default=True, editable=False, help_text='Until the hand-over is over: an account is in one at a time.')),
                ('dossier', models.JSONField(default=dict, editable=False)),
                ('dossier_at', models.DateTimeField(editable=False, null=True)),
                ('completeness', models.PositiveSmallIntegerField(editable=False, help_text='Percent of the file.', null=True)),
                ('gaps', models.JSONField(default=list, editable=False)),
                ('joint_required', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('joint_done', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('moved_at', models.DateTimeField(editable=False, null=True)),
                ('refused', models.CharField(blank=True, default='', editable=False, help_text='Why it did not move; a code.', max_length=30)),
                ('settling_since', models.DateField(editable=False, null=True)),
                ('settling_until', models.DateField(editable=False, help_text='Seen more often up to this day (row 18).', null=True)),
                ('settling_percent', models.PositiveSmallIntegerField(default=100, editable=False)),
                ('archived_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='handovers', to='accounts.account')),
                ('handover', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='items', to='visits.handover')),
            ],
            options={
                'ordering': ['handover_id', 'position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='HandoverPolicy',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('changed_in', models.BigIntegerField(default=0, editable=False)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('joint_visits', models.JSONField(default=visits.models.handover.first_joint_visits, help_text='By tier: visits of both managers before it is signed.')),
                ('complete_percent', models.PositiveSmallIntegerField(default=70, help_text='A file below this has a gap (row 16).', validators=[django.core.validators.MaxValueValidator(100)])),
                ('settling_days', models.PositiveSmallIntegerField(default=56, help_text='So long after the change customers are seen more often (row 18).', validators=[django.core.validators.MaxValueValidator(365)])),
                ('settling_percent', models.PositiveSmallIntegerField(default=50, help_text='Of the usual days between two visits.', validators=[django.core.validators.MinValueValidator(10), django.core.validators.MaxValueValidator(100)])),
                ('fall_percent', models.PositiveSmallIntegerField(default=30, help_text='Orders that fell by so much after a change of manager are to be explained (row 19).', validators=[django.core.validators.MinValueValidator(5), django.core.validators.MaxValueValidator(95)])),
                ('watch_days', models.PositiveSmallIntegerField(default=120, help_text='So long after the change orders are watched.', validators=[django.core.validators.MinValueValidator(28), django.core.validators.MaxValueValidator(365)])),
                ('team', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='handover_policy', to='crm.team')),
            ],
        ),
        migrations.CreateModel(
            name='JointVisit',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('changed_in', models.BigIntegerField(default=0, editable=False)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('planned_on', models.DateField()),
                ('state', models.CharField(choices=[('planned', '已计划'), ('done', '已完成'), ('cancelled', '已取消')], default='planned', max_length=10)),
                ('done_on', models.DateField(blank=True, null=True)),
                ('learned', models.CharField(blank=True, default='', help_text='Character, how to get on with them, what to know.', max_length=500)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='joint_visits', to='accounts.account')),
                ('done_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('handover', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='joint_visits', to='visits.handover')),
                ('planned_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['planned_on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='AllocationFall',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('changed_in', models.BigIntegerField(default=0, editable=False)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('changed_on', models.DateField(help_text='When the account came to its present manager.')),
                ('found_on', models.DateField()),
                ('due_on', models.DateField()),
                ('change_percent', models.SmallIntegerField(help_text='Of the orders, a day after against a day before.')),
                ('team_percent', models.SmallIntegerField(help_text="The same of the team's other customers; null without any.", null=True)),
                ('evidence', models.JSONField(default=dict)),
                ('state', models.CharField(choices=[('open', '待解释'), ('explained', '已解释'), ('dismissed', '不成立')], default='open', max_length=10)),
                ('said', models.CharField(blank=True, default='', help_text='What was explained, or why there is nothing to.', max_length=500)),
                ('offered', models.CharField(blank=True, default='', help_text='The other product that was offered.', max_length=200)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='allocation_falls', to='accounts.account')),
                ('former', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('manager', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='allocation_falls', to=settings.AUTH_USER_MODEL)),
                ('settled_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-found_on', '-id'],
                'indexes': [models.Index(fields=['manager', 'state'], name='allocation_fall_manager'), models.Index(models.OrderBy(models.F('found_on'), descending=True), models.OrderBy(models.F('id'), descending=True), name='allocation_fall_day'), models.Index(fields=['changed_in', 'id'], name='allocation_fall_change')],
                'constraints': [models.UniqueConstraint(fields=('account', 'changed_on'), name='allocation_fall_once_a_change'), models.CheckConstraint(condition=models.Q(models.Q(('settled_at__isnull', True), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('settled_at__isnull', False), models.Q(('said', ''), _negated=True)), _connector='OR'), name='allocation_fall_settled_says_how', violation_error_message='A settled task needs its time and what was said.')],
            },
        ),
        migrations.AddIndex(
            model_name='handover',
            index=models.Index(models.F('team'), models.OrderBy(models.F('opened_at'), descending=True), models.OrderBy(models.F('id'), descending=True), name='handover_team'),
        ),
        migrations.AddIndex(
            model_name='handover',
            index=models.Index(models.OrderBy(models.F('opened_at'), descending=True), models.OrderBy(models.F('id'), descending=True), name='handover_time'),
        ),
        migrations.AddIndex(
            model_name='handover',
            index=models.Index(fields=['changed_in', 'id'], name='handover_change'),
        ),
        migrations.AddConstraint(
            model_name='handover',
            constraint=models.CheckConstraint(condition=models.Q(('giver', models.F('taker')), _negated=True), name='handover_has_two_people', violation_error_message='Giver and taker are two people.'),
        ),
        migrations.AddConstraint(
            model_name='handover',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('preparing', 'cancelled')), models.Q(('giver_signed_at__isnull', False), ('taker_signed_at__isnull', False)), _connector='OR'), name='handover_moves_when_both_signed'),
        ),
        migrations.AddConstraint(
            model_name='handover',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'closed'), _negated=True), models.Q(('lead_signed_at__isnull', False), ('moved_at__isnull', False)), _connector='OR'), name='handover_closed_by_the_lead'),
        ),
        migrations.AddConstraint(
            model_name='handover',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'cancelled'), _negated=True), models.Q(('cancel_reason', ''), _negated=True), _connector='OR'), name='handover_cancelled_says_why'),
        ),
        migrations.AddIndex(
            model_name='handoveraccount',
            index=models.Index(condition=models.Q(('settling_until__isnull', False)), fields=['account', 'settling_until'], name='handover_account_settling'),
        ),
        migrations.AddIndex(
            model_name='handoveraccount',
            index=models.Index(fields=['changed_in', 'id'], name='handover_account_change'),
        ),
        migrations.AddConstraint(
            model_name='handoveraccount',
            constraint=models.UniqueConstraint(fields=('handover', 'position'), name='handover_account_place_once'),
        ),
        migrations.AddConstraint(
            model_name='handoveraccount',
            constraint=models.UniqueConstraint(condition=models.Q(('is_open', True)), fields=('account',), name='handover_account_in_one_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='handoverpolicy',
            constraint=models.CheckConstraint(condition=models.Q(('settling_percent__gte', 10), ('settling_percent__lte', 100)), name='handover_settling_is_more_often'),
        ),
        migrations.AddIndex(
            model_name='jointvisit',
            index=models.Index(fields=['changed_in', 'id'], name='joint_visit_change'),
        ),
        migrations.AddConstraint(
            model_name='jointvisit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('done_on__isnull', False), ('state', 'done')), models.Q(models.Q(('state', 'done'), _negated=True), ('done_on__isnull', True)), _connector='OR'), name='joint_visit_done_has_day', violation_error_message='A joint visit that was made needs its day.'),
        ),
        migrations.AddConstraint(
            model_name='jointvisit',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'done')), fields=('handover', 'account', 'done_on'), name='joint_visit_once_a_day'),
        ),
        *(stamp_changes(table) for table in TABLES),
        track("handover", naming=["reason"]),
        track("handoveraccount", naming=["handover_id"]),
        track("handoverpolicy"),
        track("jointvisit", naming=["planned_on"]),
        track("allocationfall", naming=["changed_on"]),
    ]
