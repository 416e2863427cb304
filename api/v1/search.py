"""`/search/`: one question over accounts, people and what was said, ranked, with the part that answers marked."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.finding import KINDS, Found, Group, find_everywhere
from accounts.models import TierName
from accounts.search.marking import Piece
from api.describing import extend_schema
from api.filters import refuse_unknown
from api.permissions import Known, ScopeMissing
from api.rows import Ref
from crm.errors import Invalid
from crm.models import Token, User

MOST, USUALLY, LONGEST = 20, 6, 200
#: What a token needs beside `accounts:read`.
SCOPES = {"contact": "contacts:read", "promise": "promises:read"}
SAID = "touchpoints:read"


def asked(name: str, description: str, *, needed: bool = False, type: Any = OpenApiTypes.STR) -> OpenApiParameter:
    return OpenApiParameter(name, type, OpenApiParameter.QUERY, required=needed, description=description)


class PieceSerializer(serializers.Serializer[Any]):
    text = serializers.CharField()
    hit = serializers.BooleanField(help_text="This piece is what was asked for.")


class FoundSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=KINDS)
    id = serializers.UUIDField()
    account = Ref()
    title = PieceSerializer(many=True)
    text = PieceSerializer(many=True)
    by = serializers.ChoiceField(
        choices=["name", "phone", "address", "street", "village", "licence_name", "external_id", "contact", "text", "several"],
        help_text="What answers; `several`: the words stand in different places.",
    )
    tier = serializers.ChoiceField(choices=TierName.choices, allow_null=True)
    is_mine = serializers.BooleanField()
    at = serializers.DateTimeField(allow_null=True, help_text="Of what was said.")
    subject = serializers.UUIDField(allow_null=True, help_text="The visit, promise or complaint that a text tells of.")


class GroupSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=KINDS)
    results = FoundSerializer(many=True)
    has_more = serializers.BooleanField()


class SearchSerializer(serializers.Serializer[Any]):
    groups = GroupSerializer(many=True)


class SearchView(APIView):
    """Accounts, people and texts that the asking person sees: the very name first, then its beginning, a part of it, its pinyin,
    then phones and places; among equals one's own, then the higher tier. Kinds without an answer are left out."""

    noun = "accounts"
    permission_classes = (Known,)

    @extend_schema(
        operation_id="search_retrieve",
        parameters=[
            asked(
                "q", "Chinese, pinyin, initials, four digits or more of a phone, an address; words are joined by AND.", needed=True
            ),
            asked("kinds", f"Some of {', '.join(KINDS)}; all unless given."),
            asked("limit", f"Of each kind: 1 to {MOST}, {USUALLY} unless given.", type=OpenApiTypes.INT),
        ],
        responses=SearchSerializer,
    )
    def get(self, request: Request) -> Response:
        params = request.query_params
        refuse_unknown(params, ("q", "kinds", "limit"))
        assert isinstance(request.user, User)  # Known let nobody else in
        text, kinds = read_question(params), read_kinds(params, request)
        groups = find_everywhere(text, kinds=kinds, most=read_most(params), user=request.user)
        return Response({"groups": [group_body(group) for group in groups]})


def read_question(params: Mapping[str, str]) -> str:
    text = params.get("q", "").strip()
    if not text:
        raise Invalid("What is looked for?", fields={"q": ["This field is needed."]})
    if len(text) > LONGEST:
        raise Invalid("This is too long to be searched for.", fields={"q": [f"At most {LONGEST} characters."]})
    return text


def read_kinds(params: Mapping[str, str], request: Request) -> list[str]:
    """Those asked for, which a token's scopes must allow; unasked, those that they allow."""
    wanted = params["kinds"].split(",") if params.get("kinds") else None
    if wanted is not None and (unknown := sorted(set(wanted) - set(KINDS))):
        raise Invalid("Some kinds are unknown.", fields={"kinds": [f"{unknown[0]!r} is none of {', '.join(KINDS)}."]})
    closed = [kind for kind in KINDS if not is_open(kind, request)]
    if wanted is None:
        return [kind for kind in KINDS if kind not in closed]
    if needed := [scope_of(kind) for kind in wanted if kind in closed]:
        raise ScopeMissing(f"This token needs the scope {needed[0]}.")
    return [kind for kind in KINDS if kind in wanted]


def scope_of(kind: str) -> str | None:
    return None if kind == "account" else SCOPES.get(kind, SAID)


def is_open(kind: str, request: Request) -> bool:
    scope = scope_of(kind)
    return scope is None or not isinstance(request.auth, Token) or scope in request.auth.scopes


def read_most(params: Mapping[str, str]) -> int:
    text = params.get("limit", str(USUALLY))
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MOST):
        raise Invalid("Cannot use this limit.", fields={"limit": [f"1 to {MOST}."]})
    return int(text)


def group_body(group: Group) -> dict[str, Any]:
    return {"kind": group.kind, "results": [found_body(found) for found in group.results], "has_more": group.has_more}


def found_body(found: Found) -> dict[str, Any]:
    return {
        "kind": found.kind,
        "id": found.id,
        "account": {"id": found.account_id, "name": found.account_name},
        "title": [piece_body(piece) for piece in found.title],
        "text": [piece_body(piece) for piece in found.text],
        "by": found.by,
        "tier": found.tier,
        "is_mine": found.is_mine,
        "at": found.at,
        "subject": found.subject,
    }


def piece_body(piece: Piece) -> dict[str, Any]:
    return {"text": piece[0], "hit": piece[1]}
