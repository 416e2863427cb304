from django.db import migrations

RENAME = """
    UPDATE crm_token SET scopes = array_replace(array_replace(scopes, '{before}:read', '{after}:read'), '{before}:write', '{after}:write')
    WHERE scopes && ARRAY['{before}:read', '{before}:write']::varchar[]
"""


class Migration(migrations.Migration):
    """Scopes are named like the addresses that they open."""

    dependencies = [
        ('crm', '0010_find_what_was_deleted'),
    ]

    operations = [
        migrations.RunSQL(
            RENAME.format(before='cycles', after='cycle-plans'), RENAME.format(before='cycle-plans', after='cycles'),
        ),
    ]
