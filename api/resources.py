"""What every resource has in common: list and retrieve from a queryset, writes through one action each."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from rest_framework import serializers, status, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Account
from api import errors
from api.filters import StrictFilterSet, changed_since, filter_rows, refuse_unknown
from api.idempotency import keep_body, once_per_key
from api.pagination import Page, count_rows, read_limit, read_ordering, take_page
from api.permissions import Known
from api.renderers import JSONText
from api.rows import RowSerializer, json_rows
from api.versions import etag
from crm.errors import Invalid
from crm.models import User

#: With these alone, and for who sees all, the best plan hangs on no value, so that PostgreSQL may keep it.
UNFILTERED = frozenset({"limit", "cursor", "ordering"})


class StrictSerializer(serializers.Serializer[Any]):
    """A body of which every field must be known."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if isinstance(data, Mapping) and (unknown := sorted(set(data) - set(self.fields))):
            raise serializers.ValidationError({name: ["Unknown field."] for name in unknown})
        known: dict[str, Any] = super().to_internal_value(data)
        return known


class Resource(viewsets.GenericViewSet[Any]):
    """Base of the API's viewsets.

    `noun` names the token scope; `serializer_class` is the row; `orderings` maps what clients write to model columns. A
    subclass gives `rows()`, which must pass `visible_to`.
    """

    noun: ClassVar[str]
    permission_classes = (Known,)
    serializer_class: type[RowSerializer]
    filterset_class: ClassVar[type[StrictFilterSet] | None] = None
    orderings: ClassVar[Mapping[str, str]] = {"created_at": "created_at"}
    default_ordering: ClassVar[str] = "-created_at"
    pagination_class = None
    filter_backends = ()
    lookup_value_converter = "uuid"

    @property
    def person(self) -> User:
        return self.request.user  # type: ignore[return-value]

    def rows(self) -> QuerySet[Any]:
        raise NotImplementedError

    def parts(self) -> list[QuerySet[Any]]:
        """`rows()`, perhaps as disjoint parts that indexes serve better."""
        return [self.rows()]

    def current_rows(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """What a list shows unasked; `updated_since` shows archived rows too."""
        names = {field.name for field in queryset.model._meta.get_fields()}
        return queryset.filter(archived_at__isnull=True) if "archived_at" in names else queryset

    def search(self, queryset: QuerySet[Any], text: str) -> QuerySet[Any]:
        raise Invalid("This list cannot be searched.", fields={"search": ["Not available here."]})

    def shape(self) -> dict[str, Any]:
        return self.serializer_class.shape()

    def get_queryset(self) -> QuerySet[Any]:
        return self.rows()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        keep_body(request)
        super().initial(request, *args, **kwargs)
        method = (request.method or "").lower()
        if method in ("post", "patch", "put", "delete") and hasattr(self, method):
            refuse_unknown(request.query_params, ())
            handler = getattr(self, method, None)  # none: 405, which DRF says itself
            if handler:
                setattr(self, method, once_per_key(handler, request))

    def list(self, request: Request) -> Response:
        return Response(JSONText(self.page(request).body()))

    def page(self, request: Request) -> Page:
        params = request.query_params
        key = read_ordering(params, self.orderings, self.default_ordering)
        parts = [self.narrowed(request, part) for part in self.parts()]
        page = take_page(
            parts,
            self.shape(),
            key=key,
            limit=read_limit(params),
            cursor_text=params.get("cursor"),
            prepared=self.has_one_plan(parts),
        )
        return self.counted(page, request)

    def has_one_plan(self, parts: Sequence[QuerySet[Any]]) -> bool:
        """Whether the best plan hangs on no value, so that PostgreSQL may keep it: unfiltered for who sees all; and in parts,
        which are small and each read along its own index."""
        asked = self.request.query_params.keys()
        return len(parts) > 1 or (asked <= UNFILTERED and Account.objects.all().sees_all(self.person))

    def narrowed(self, request: Request, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """`queryset` with the request's filters."""
        params = request.query_params
        queryset = filter_rows(self.filterset_class, params, queryset)
        if since := changed_since(params):
            queryset = queryset.filter(changed_at__gte=since)
        elif "status" not in params:
            queryset = self.current_rows(queryset)
        return self.search(queryset, params["search"]) if params.get("search") else queryset

    def counted(self, page: Page, request: Request) -> Page:
        if "count" not in request.query_params:
            return page
        if request.query_params["count"] != "exact":
            raise Invalid("count is 'exact' or left out.", fields={"count": ["Only exact."]})
        count, is_exact = count_rows(self.narrowed(request, self.rows()))
        return Page(page.rows, page.next, page.previous, count, is_exact)

    def retrieve(self, request: Request, pk: UUID) -> Response:
        refuse_unknown(request.query_params, ())
        return self.answer(pk)

    def answer(self, pk: UUID, *, http_status: int = status.HTTP_200_OK) -> Response:
        """The row as it now stands, with its ETag where it has a version; 404 when it is not visible."""
        versioned = any(field.name == "version" for field in self.rows().model._meta.get_fields())
        found = json_rows(self.rows().filter(pk=pk).order_by(), self.shape(), ("version",) if versioned else (), prepared=True)
        if not found:
            raise Http404
        response = Response(JSONText(found[0].text.encode()), status=http_status)
        if versioned:
            response["ETag"] = etag(found[0].extra[0])
        return response

    def row(self) -> Any:
        """The model instance behind the address, for an action; 404 when it is not visible."""
        found = self.rows().filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404
        return found

    def form(self, form_class: type[serializers.Serializer[Any]], **kwargs: Any) -> dict[str, Any]:
        """The validated body."""
        if not isinstance(self.request.data, Mapping):
            raise Invalid("The body must be a JSON object.")
        form = form_class(data=self.request.data, context={"request": self.request}, **kwargs)
        form.is_valid(raise_exception=True)
        return dict(form.validated_data)

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        """With its length known, an answer goes out in one piece instead of in chunks."""
        response = super().finalize_response(request, response, *args, **kwargs)
        if isinstance(response, Response):
            response.add_post_render_callback(tell_length)
        return response

    def handle_exception(self, exc: Exception) -> Response:
        """Unforeseen errors leave a traceback and still answer in one face."""
        try:
            return super().handle_exception(exc)
        except Exception:  # noqa: BLE001 - whatever it is, nobody foresaw it
            errors.logger.exception("unhandled error in the API")
            return errors.problem_response("server_error", "Something broke on our side; it has been written down.", 500)


def tell_length(response: HttpResponse) -> None:
    response["Content-Length"] = str(len(response.content))
