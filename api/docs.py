"""`/api/docs/`: the OpenAPI description as one plain page, without a script and without a foreign server."""

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views import View

METHODS = ("get", "post", "patch", "put", "delete")


class DocsView(View):
    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse(page())


@cache
def page() -> str:
    """Made once a process: the addresses do not change while it runs."""
    from drf_spectacular.generators import SchemaGenerator  # brings much that no other request needs

    schema = SchemaGenerator(api_version="1").get_schema(request=None, public=True)
    return render_to_string("api/docs.html", {"schema": schema, "resources": resources(schema), "rows": rows(schema)})


def resources(schema: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Operations by their first word, such as `accounts`."""
    found: dict[str, list[dict[str, Any]]] = {}
    for path, operations in sorted(schema["paths"].items()):
        noun = path.removeprefix("/api/v1/").partition("/")[0]
        found.setdefault(noun, []).extend(
            {"method": method.upper(), "path": path, **describe(operations[method])} for method in METHODS if method in operations
        )
    return found


def describe(operation: dict[str, Any]) -> dict[str, Any]:
    body = operation.get("requestBody", {}).get("content", {})
    answers = {code: answer for code, answer in operation["responses"].items() if code.startswith("2")}
    return {
        "text": operation.get("description", ""),
        "parameters": [parameter for parameter in operation.get("parameters", ()) if parameter["in"] != "path"],
        "body": next((name_of(kind["schema"]) for kind in body.values()), ""),
        "answers": {
            code: next((name_of(kind["schema"]) for kind in answer.get("content", {}).values()), "")
            for code, answer in answers.items()
        },
        "refusals": [code for code in operation["responses"] if not code.startswith("2")],
    }


def name_of(schema: dict[str, Any]) -> str:
    """The component that a schema points to, also inside of a page or a list."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    inside = schema.get("properties", {}).get("results") or schema.get("items")
    return name_of(inside) if inside else ""


def rows(schema: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The fields of every component, with their types in words."""
    return {
        name: [
            {
                "name": field,
                "type": type_of(kind),
                "text": kind.get("description", ""),
                "required": field in component.get("required", ()),
            }
            for field, kind in component["properties"].items()
        ]
        for name, component in sorted(schema["components"]["schemas"].items())
        if "properties" in component
    }


def type_of(schema: dict[str, Any]) -> str:
    if choices := schema.get("oneOf") or schema.get("anyOf") or schema.get("allOf"):
        return " | ".join(type_of(choice) for choice in choices)
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"])
    if "$ref" in schema:
        return name_of(schema)
    kinds = schema.get("type", "any")
    text = " | ".join(kinds) if isinstance(kinds, list) else str(kinds)
    return text + (
        f" of {type_of(schema['items'])}" if "items" in schema else f" ({schema['format']})" if "format" in schema else ""
    )
