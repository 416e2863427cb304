"""What was said can be found: an index over the terms of a touchpoint's text, made by the database whatever writes the row."""

from django.db import migrations

# Each Han character with its neighbour (the last alone, so that one character is found as a beginning), words and numbers;
# lower case, without accents, full-width forms made plain, as `accounts/search/characters.py` folds what is asked. What is kept
# of a long text are its first 2,000 characters. Written as \\uXXXX, so that the file stays plain.
FUNCTION = r"""
CREATE FUNCTION accounts_text_terms(body text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT array_to_tsvector(ARRAY(
        SELECT DISTINCT substr(run.text, at, 2)
        FROM regexp_matches(plain.text, '[\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]+', 'g') AS found
        CROSS JOIN LATERAL (SELECT found[1]) AS run (text)
        CROSS JOIN generate_series(1, length(run.text)) AS at
        UNION SELECT left(found[1], 32)
        FROM regexp_matches(plain.text, '[a-z\u00df-\u024f\u0370-\u052f]+|[0-9]+', 'g') AS found
    ))
    FROM (SELECT normalize(regexp_replace(
        normalize(lower(left(body, 2000)), NFKD), '[\u0300-\u036f\u3099\u309a]', '', 'g'), NFC)) AS plain (text)
$$;
"""

#: Orders, tiers and events tell of themselves elsewhere.
KINDS = "('note', 'call', 'message', 'visit', 'complaint', 'promise')"

INDEX = f"""
CREATE INDEX touchpoint_terms ON accounts_touchpoint USING gin (accounts_text_terms(text)) WITH (gin_pending_list_limit = 256)
    WHERE text <> '' AND kind IN {KINDS};
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0018_track_notebook")]
    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION accounts_text_terms(text);"),
        migrations.RunSQL(INDEX, "DROP INDEX touchpoint_terms;"),
    ]
