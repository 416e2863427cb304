"""Reference data of the notebook: territories and products."""

from django.contrib import admin

from accounts.models import Product, Territory


@admin.register(Territory)
class TerritoryAdmin(admin.ModelAdmin):
    list_display = ("name", "parent", "team", "pattern")
    search_fields = ("name",)


@admin.register(Product)
class ProductAdmin(admin.ModelAdmin):
    list_display = ("code", "name", "category", "unit")
    search_fields = ("code", "name")
