"""Django's admin holds reference data only: people and teams. Business rows are written through actions, never here."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm

from crm.models import Team, User


class NewUserForm(AdminUserCreationForm):
    class Meta(AdminUserCreationForm.Meta):
        model = User
        fields = ("username", "name", "role", "team")


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    add_form = NewUserForm
    list_display = ("username", "name", "role", "team", "is_active")
    list_filter = ("role", "team", "is_active")
    search_fields = ("username", "name")
    ordering = ("username",)
    filter_horizontal = ()
    fieldsets = ((None, {"fields": ("username", "password", "name", "role", "team", "is_active")}),)
    add_fieldsets = ((None, {"fields": ("username", "name", "role", "team", "usable_password", "password1", "password2")}),)


@admin.register(Team)
class TeamAdmin(admin.ModelAdmin):
    list_display = ("name", "lead", "currency", "review_on")
    search_fields = ("name",)
    exclude = ("changed_in", "changed_at")
