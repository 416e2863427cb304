"""What is usual: a ModelSerializer with nested names, django-filter, pages by COUNT and OFFSET, the stock JSON renderer."""

from django.urls import URLPattern, path
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import filters, generics, pagination, renderers, serializers

from accounts.models import Account, Touchpoint
from crm.models import Team, User


class NameOfUser(serializers.ModelSerializer):
    class Meta:
        model = User
        fields = ("id", "name")


class NameOfTeam(serializers.ModelSerializer):
    class Meta:
        model = Team
        fields = ("id", "name")


class AccountRow(serializers.ModelSerializer):
    owner = NameOfUser()
    team = NameOfTeam()

    class Meta:
        model = Account
        exclude = ("search", "search_text", "name_key", "changed_in", "changed_at")


class Pages(pagination.PageNumberPagination):
    page_size = 50


class StockList(generics.ListAPIView):
    serializer_class = AccountRow
    pagination_class = Pages
    renderer_classes = (renderers.JSONRenderer,)
    filter_backends = (DjangoFilterBackend, filters.SearchFilter, filters.OrderingFilter)
    filterset_fields = {"tier": ["exact", "in"], "last_visit_on": ["lte"]}
    search_fields = ("name", "address", "phone")
    ordering_fields = ("created_at", "annual_value")
    ordering = ("-created_at", "-id")

    def get_queryset(self):
        return Account.objects.visible_to(self.request.user).exclude(status="archived").select_related("owner", "team", "territory")


class TouchpointRow(serializers.ModelSerializer):
    class Meta:
        model = Touchpoint
        exclude = ("changed_in", "changed_at")


class AccountPage(AccountRow):
    touchpoints = serializers.SerializerMethodField()

    def get_touchpoints(self, account):
        return TouchpointRow(account.touchpoints.select_related("by").order_by("-at", "-id")[:20], many=True).data


class StockDetail(generics.RetrieveAPIView):
    serializer_class = AccountPage
    renderer_classes = (renderers.JSONRenderer,)

    def get_queryset(self):
        return Account.objects.visible_to(self.request.user).select_related("owner", "team", "territory")


for view in (StockList, StockDetail):
    view.noun = "accounts"

urlpatterns: list[URLPattern] = [
    path("api/v1/accounts/", StockList.as_view()),
    path("api/v1/accounts/<uuid:pk>/overview/", StockDetail.as_view()),
]
