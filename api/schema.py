"""The OpenAPI description: what every list, edit and refusal has in common is said once, here."""

from typing import Any, Final

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import build_basic_type
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.settings import api_settings

from api.authentication import BearerAuthentication, SessionAuthentication
from api.describing import work_in
from api.filters import StrictFilterSet
from api.pagination import DEFAULT_LIMIT, MAX_LIMIT
from api.resources import Resource

PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "fields": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
    },
}
REFUSALS = {
    "400": "The shape or a value is wrong.",
    "401": "Not signed in.",
    "403": "Role or scope.",
    "404": "Not there, or not yours to see.",
    "405": "Not with this method.",
    "409": "The state refuses.",
    "410": "Gone.",
    "412": "Someone was faster.",
    "413": "Too large.",
    "415": "Not JSON.",
    "422": "The key was used for another request.",
    "428": "If-Match is missing.",
    "429": "Too many tries.",
    "503": "The database does not answer.",
}
QUERY: Final = "query"
HEADER: Final = "header"
READ_REFUSALS = ("400", "401", "403", "404", "405", "429", "503")


def read_notes(endpoints: list[Any]) -> list[Any]:
    """Pre-processing: what the addresses say of themselves is worked in, and those that say nothing get our own reading."""
    framework: Any = api_settings
    framework.DEFAULT_SCHEMA_CLASS = ResourceSchema
    work_in()
    return endpoints


def describe_problems(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Post-processing: put the problem body into the components and name it at every operation."""
    result.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for operations in result.get("paths", {}).values():
        for method, operation in operations.items():
            codes = READ_REFUSALS if method == "get" else tuple(REFUSALS)
            for code in codes:
                operation["responses"].setdefault(code, {"description": REFUSALS[code], "content": content})
    return result


def require_response_fields(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """A row always carries all of its fields, so that generated types need no question marks; forms keep theirs."""
    for name, schema in result.get("components", {}).get("schemas", {}).items():
        if schema.get("type") == "object" and not name.endswith("Request") and name != "Problem" and "properties" in schema:
            schema["required"] = sorted(schema["properties"])
    return result


class ResourceSchema(AutoSchema):
    view: Any

    def get_override_parameters(self) -> list[Any]:
        parameters = list(super().get_override_parameters())
        if isinstance(self.view, Resource):
            parameters += self.list_parameters() if getattr(self.view, "action", "") == "list" else []
            parameters += self.write_parameters()
        return parameters

    def list_parameters(self) -> list[OpenApiParameter]:
        return [*self.filter_parameters(), *self.paging_parameters()]

    def filter_parameters(self) -> list[OpenApiParameter]:
        filters: type[StrictFilterSet] | None = self.view.filterset_class
        names = sorted(filters.base_filters.keys() | filters.extra) if filters else []
        return [OpenApiParameter(name, OpenApiTypes.STR, QUERY) for name in names]

    def paging_parameters(self) -> list[OpenApiParameter]:
        choices = sorted([*self.view.orderings, *(f"-{name}" for name in self.view.orderings)])
        return [
            OpenApiParameter("limit", {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT}, QUERY),
            OpenApiParameter("cursor", OpenApiTypes.STR, QUERY, description="From `next` or `previous` of another page."),
            OpenApiParameter("ordering", OpenApiTypes.STR, QUERY, enum=choices, default=self.view.default_ordering),
            OpenApiParameter("search", OpenApiTypes.STR, QUERY),
            OpenApiParameter("count", OpenApiTypes.STR, QUERY, enum=["exact"]),
            OpenApiParameter("updated_since", OpenApiTypes.DATETIME, QUERY, description="Also shows archived rows."),
        ]

    def write_parameters(self) -> list[OpenApiParameter]:
        made = []
        if self.method in ("POST", "PATCH", "DELETE"):
            made.append(OpenApiParameter("Idempotency-Key", OpenApiTypes.STR, HEADER, description="Makes the write repeatable."))
        if self.method == "PATCH":
            made.append(OpenApiParameter("If-Match", OpenApiTypes.STR, HEADER, required=True, description="The row's ETag."))
        return made

    def _get_response_for_code(self, serializer: Any, status_code: str, *args: Any, **kwargs: Any) -> dict[str, Any]:
        response: dict[str, Any] = super()._get_response_for_code(serializer, status_code, *args, **kwargs)  # type: ignore[no-untyped-call]
        if self.is_page(status_code):
            for content in response.get("content", {}).values():
                content["schema"] = self.page_of(content["schema"])
        return response

    def is_page(self, status_code: str) -> bool:
        return isinstance(self.view, Resource) and getattr(self.view, "action", "") == "list" and status_code == "200"

    def page_of(self, rows: dict[str, Any]) -> dict[str, Any]:
        items = rows if rows.get("type") == "array" else {"type": "array", "items": rows}
        cursor = {"type": ["string", "null"]}
        return {
            "type": "object",
            "required": ["results", "next", "previous"],
            "properties": {
                "results": items,
                "next": cursor,
                "previous": cursor,
                "count": build_basic_type(OpenApiTypes.INT),
                "count_is_exact": build_basic_type(OpenApiTypes.BOOL),
            },
        }


class BearerScheme(OpenApiAuthenticationExtension):
    target_class = BearerAuthentication
    name = "bearer"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "Token of an integration, with scopes such as accounts:read."}


class SessionScheme(OpenApiAuthenticationExtension):
    target_class = SessionAuthentication
    name = "session"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}
