"""Every address of the project with its methods, read from the resolver, so that no test can forget one."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

METHODS = ("get", "post", "put", "patch", "delete")


def operations() -> list[tuple[str, str]]:
    """`("GET", "api/v1/accounts/")` and so on, for everything that is not Django's admin."""
    return sorted((method.upper(), route) for route, pattern in walk(get_resolver()) for method in methods_of(pattern))


def walk(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if route.startswith("admin/") or getattr(pattern, "callback", None) is unknown_address():
            continue
        if isinstance(pattern, URLResolver):
            yield from walk(pattern, route)
        else:
            yield route, pattern


def unknown_address() -> Any:
    from api.errors import unknown_address as view

    return view


def methods_of(pattern: URLPattern) -> list[str]:
    view = pattern.callback
    actions = getattr(view, "actions", None)
    if actions:
        allowed = getattr(view.cls, "http_method_names", METHODS)
        return [method for method in actions if method in METHODS and method in allowed]
    kind = getattr(view, "cls", None) or getattr(view, "view_class", None)
    if kind is None:
        return ["get"]  # plain functions: the health endpoints
    return [method for method in METHODS if hasattr(kind, method) and method in kind.http_method_names]
