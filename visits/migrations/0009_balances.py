import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import uuid6
from django.conf import settings
from django.db import migrations, models

from crm.history import track
from crm.stamps import stamp_changes


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0028_welcome_by_abuse'),
        ('crm', '0010_find_what_was_deleted'),
        ('visits', '0008_driving_and_doubts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Balance',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('changed_in', models.BigIntegerField(default=0, editable=False)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('day', models.DateField(help_text='The business day whose rhythms and owners it saw.')),
                ('most_moves', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(500)])),
                ('tolerance_percent', models.PositiveSmallIntegerField(default=5, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(50)])),
                ('mean_minutes', models.FloatField(editable=False)),
                ('loads', models.JSONField(default=list, editable=False, help_text='Minutes and customers of each manager, before and after.')),
                ('without_place', models.PositiveIntegerField(default=0, editable=False, help_text='Customers that count and cannot be moved.')),
                ('without_rhythm', models.PositiveIntegerField(default=0, editable=False, help_text='Customers that take no planned time.')),
                ('archived_at', models.DateTimeField(blank=True, help_text='When a later run took its place.', null=True)),
                ('asked_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='balances', to='crm.team')),
            ],
            options={
                'ordering': ['-created_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='BalanceMove',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('changed_in', models.BigIntegerField(default=0, editable=False)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('position', models.PositiveSmallIntegerField(help_text='In the order in which they help.')),
                ('minutes', models.FloatField(help_text='Work in four weeks that goes with the customer.')),
                ('way_before', models.FloatField(help_text="Minutes from the middle of the giver's customers.")),
                ('way_after', models.FloatField(help_text="Minutes from the middle of the taker's customers.")),
                ('state', models.CharField(choices=[('open', '待决定'), ('accepted', '已接受'), ('declined', '已拒绝'), ('stale', '已过时')], default='open', max_length=10)),
                ('decided_at', models.DateTimeField(editable=False, null=True)),
                ('reason', models.CharField(blank=True, help_text='Why it was declined.', max_length=200)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='balance_moves', to='accounts.account')),
                ('balance', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='moves', to='visits.balance')),
                ('decided_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('giver', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('taker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='OwnerLock',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('changed_in', models.BigIntegerField(default=0, editable=False)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('reason', models.CharField(max_length=200)),
                ('archived_at', models.DateTimeField(blank=True, help_text='When it was lifted.', null=True)),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='owner_locks', to='accounts.account')),
                ('locked_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-created_at', '-id'],
            },
        ),
        migrations.AddIndex(
            model_name='balance',
            index=models.Index(models.F('team'), models.OrderBy(models.F('created_at'), descending=True), name='balance_team'),
        ),
        migrations.AddIndex(
            model_name='balance',
            index=models.Index(fields=['changed_in', 'id'], name='balance_change'),
        ),
        migrations.AddConstraint(
            model_name='balance',
            constraint=models.UniqueConstraint(condition=models.Q(('archived_at__isnull', True)), fields=('team',), name='balance_one_of_a_team'),
        ),
        migrations.AddIndex(
            model_name='balancemove',
            index=models.Index(fields=['balance', 'position', 'id'], name='balance_move_order'),
        ),
        migrations.AddIndex(
            model_name='balancemove',
            index=models.Index(fields=['changed_in', 'id'], name='balance_move_change'),
        ),
        migrations.AddConstraint(
            model_name='balancemove',
            constraint=models.UniqueConstraint(fields=('balance', 'account'), name='balance_moves_an_account_once'),
        ),
        migrations.AddConstraint(
            model_name='balancemove',
            constraint=models.CheckConstraint(condition=models.Q(('giver', models.F('taker')), _negated=True), name='balance_move_has_two_people'),
        ),
        migrations.AddConstraint(
            model_name='balancemove',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'open'), ('decided_at__isnull', False), _connector='OR'), name='balance_move_decided_has_time'),
        ),
        migrations.AddIndex(
            model_name='ownerlock',
            index=models.Index(fields=['changed_in', 'id'], name='owner_lock_change'),
        ),
        migrations.AddConstraint(
            model_name='ownerlock',
            constraint=models.UniqueConstraint(condition=models.Q(('archived_at__isnull', True)), fields=('account',), name='owner_lock_once'),
        ),
        *(stamp_changes(table) for table in ("visits_balance", "visits_balancemove", "visits_ownerlock")),
        track("balancemove", naming=["position"]),
        track("ownerlock", naming=["reason"]),
    ]
