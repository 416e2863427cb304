"""What `/imports/` is told and what it answers."""

from typing import Any

from django.db.models import Case, CharField, F, TextField, Value, When
from django.db.models.functions import Cast, Concat
from rest_framework import serializers

from accounts.importing.mappings import MAPPINGS
from accounts.models import ImportRun
from api.parsers import read_json
from api.resources import StrictSerializer
from api.rows import Ref, RowSerializer
from crm.models import Team


class ImportSerializer(RowSerializer):
    """Counts are lines: created + updated + unchanged + rejected = rows_total once it is done."""

    id = serializers.UUIDField()
    type = serializers.ChoiceField(choices=ImportRun.Type.choices)
    mode = serializers.ChoiceField(choices=ImportRun.Mode.choices)
    on_error = serializers.ChoiceField(choices=ImportRun.OnError.choices)
    map = serializers.CharField(source="mapping")
    team = Ref(allow_null=True)
    by = Ref(allow_null=True)
    filename = serializers.CharField()
    state = serializers.ChoiceField(choices=ImportRun.State.choices)
    rows_read = serializers.IntegerField(source="lines_read", help_text="Lines taken over from the file so far.")
    rows_done = serializers.IntegerField()
    rows_total = serializers.IntegerField(allow_null=True, help_text="Null until the whole file has been read.")
    created = serializers.IntegerField()
    updated = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    rejected = serializers.IntegerField()
    accounts_created = serializers.IntegerField()
    orders_created = serializers.IntegerField()
    errors_url = serializers.CharField(allow_null=True, help_text="The refused rows with their reasons, as CSV.")
    error = serializers.CharField(help_text="Why the import as a whole ended early.")
    encoding = serializers.CharField(help_text="As recognised, or as chosen.")
    identity = serializers.CharField(help_text="By which column accounts are known again.")
    on_doubt = serializers.ChoiceField(choices=ImportRun.OnDoubt.choices)
    doubtful = serializers.IntegerField(help_text="Lines that look like another account; they are among the other counts.")
    sample = serializers.JSONField(help_text="Some lines: `{line, name, changes: {field: [from, to]}}`; new ones have no changes.")
    undone_at = serializers.DateTimeField(allow_null=True)
    undone = serializers.JSONField(help_text="`{state, removed, restored, kept, kept_rows}`, empty while nobody asked for it.")
    started_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()

    expressions = {
        "errors_url": Case(
            When(errors_path="", then=Value(None)),
            default=Concat(Value("/api/v1/imports/"), Cast(F("id"), CharField()), Value("/errors/"), output_field=TextField()),
            output_field=TextField(),
        ),
    }


class JSONText(serializers.JSONField):
    """An object; in a form its JSON."""

    def to_internal_value(self, data: Any) -> dict[str, str]:
        found = read_json(data.encode()) if isinstance(data, str) else data
        if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
            raise serializers.ValidationError("An object of texts is expected.")
        return found


class FileForm(StrictSerializer):
    file = serializers.FileField(max_length=255, required=False)
    upload = serializers.UUIDField(required=False, help_text="Instead of the file: the `upload` of its preview.")
    encoding = serializers.ChoiceField(choices=["utf-8", "gb18030"], required=False, help_text="Otherwise recognised.")


class PreviewForm(FileForm):
    type = serializers.ChoiceField(choices=ImportRun.Type.choices, required=False, help_text="Otherwise the likeliest.")
    language = serializers.ChoiceField(choices=["zh", "en"], required=False, help_text="Of what is said of a file that is none.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return {"type": "", "encoding": "", "language": "en"} | attrs


class ImportForm(FileForm):
    """`map` names the columns of another system; `team` is for accounts without an owner."""

    type = serializers.ChoiceField(choices=ImportRun.Type.choices)
    mode = serializers.ChoiceField(choices=ImportRun.Mode.choices, default=ImportRun.Mode.COMMIT)
    on_error = serializers.ChoiceField(choices=ImportRun.OnError.choices, default=ImportRun.OnError.SKIP)
    map = serializers.ChoiceField(choices=sorted(filter(None, MAPPINGS)), required=False, source="mapping")
    team = serializers.PrimaryKeyRelatedField(queryset=Team.objects.all(), required=False, allow_null=True)
    columns = JSONText(required=False, help_text="Our column by the file's header; a header without one is overlooked.")
    identity = serializers.CharField(max_length=60, required=False, help_text="external_id, phone, name or custom.<key>.")
    on_doubt = serializers.ChoiceField(choices=ImportRun.OnDoubt.choices, default=ImportRun.OnDoubt.CREATE)
    decisions = JSONText(required=False, help_text="skip, create or update by line, where it differs from on_doubt.")
    language = serializers.ChoiceField(choices=["zh", "en"], default="en", help_text="Of the reasons in the error file.")

    def validate_decisions(self, value: dict[str, str]) -> dict[str, str]:
        if not set(value.values()) <= set(ImportRun.OnDoubt.values) or not all(line.isdecimal() for line in value):
            raise serializers.ValidationError("Lines with skip, create or update.")
        return value


class CommitForm(StrictSerializer):
    on_error = serializers.ChoiceField(choices=ImportRun.OnError.choices, default=ImportRun.OnError.SKIP)
    on_doubt = serializers.ChoiceField(choices=ImportRun.OnDoubt.choices, default=ImportRun.OnDoubt.SKIP)
    decisions = JSONText(required=False, help_text="skip, create or update by line, where it differs from on_doubt.")

    validate_decisions = ImportForm.validate_decisions


class PreviewColumnSerializer(serializers.Serializer[Any]):
    header = serializers.CharField()
    column = serializers.CharField(allow_blank=True)
    certainty = serializers.ChoiceField(choices=["exact", "label", "like", "remembered", ""])


class OfferedColumnSerializer(serializers.Serializer[Any]):
    column = serializers.CharField()
    header = serializers.CharField(help_text="As our own template calls it.")
    needed = serializers.BooleanField()


class PreviewRowSerializer(serializers.Serializer[Any]):
    line = serializers.IntegerField()
    cells = serializers.ListField(child=serializers.CharField())


class PreviewSerializer(serializers.Serializer[Any]):
    upload = serializers.UUIDField()
    filename = serializers.CharField()
    size = serializers.IntegerField()
    type = serializers.ChoiceField(choices=ImportRun.Type.choices)
    kind = serializers.ChoiceField(choices=["csv", "xlsx"])
    encoding = serializers.CharField()
    delimiter = serializers.CharField()
    packed = serializers.BooleanField()
    notices = serializers.ListField(child=serializers.CharField())
    imported_before = serializers.DateTimeField(allow_null=True)
    columns = PreviewColumnSerializer(many=True)
    offered = OfferedColumnSerializer(many=True)
    identities = serializers.ListField(child=serializers.CharField())
    identity = serializers.CharField()
    rows = PreviewRowSerializer(many=True)


class KnownAccountSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    external_id = serializers.CharField(allow_null=True)
    phone = serializers.CharField()


class DoubtSerializer(serializers.Serializer[Any]):
    line = serializers.IntegerField()
    because = serializers.ChoiceField(choices=["phone", "name"])
    told = serializers.DictField(child=serializers.CharField(), help_text="What the line says.")
    done = serializers.ChoiceField(choices=ImportRun.OnDoubt.choices)
    account = KnownAccountSerializer(allow_null=True)


class BothLanguagesSerializer(serializers.Serializer[Any]):
    en = serializers.CharField()
    zh = serializers.CharField()


class RefusalSerializer(serializers.Serializer[Any]):
    line = serializers.IntegerField()
    column = serializers.CharField()
    code = serializers.CharField()
    reason = BothLanguagesSerializer()


class EmptyForm(StrictSerializer):
    pass
