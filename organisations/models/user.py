import zoneinfo
from typing import Any

from django.conf import settings
from django.contrib.auth.models import (
    AbstractBaseUser,
    BaseUserManager,
    Permission,
    PermissionsMixin,
)
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ledger.clock import now
from ledger.remembering import remembered
from organisations.names import validate_plain_line

CURATE = "organisations.curate"
MODERATE = "organisations.moderate"
PROTECT = "organisations.protect"


def validate_time_zone(value: str) -> None:
    """Raise ValidationError where the time zone is not one of the IANA database."""
    if value not in zoneinfo.available_timezones():
        raise ValidationError(
            _("“%(zone)s” is not a time zone. Write it like Europe/Vienna."),
            code="time_zone",
            params={"zone": value},
        )


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def holding(self, permission_name: str) -> "models.QuerySet[User]":
        """Return the people who were given it and may enter the admin, superusers left out."""
        app, codename = permission_name.split(".")
        held = {"content_type__app_label": app, "codename": codename}
        permission = Permission.objects.filter(**held)
        by_group = models.Q(groups__permissions__in=permission)
        people: models.QuerySet[User] = self.filter(is_active=True, is_staff=True)
        return people.filter(by_group | models.Q(user_permissions__in=permission)).distinct()

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


def languages() -> list[tuple[str, str]]:
    """Return the languages in which pages and mails are offered."""
    return list(settings.LANGUAGES)


def curates(user: Any) -> bool:
    """Tell whether the person sees what only curators see of the record."""
    return bool(user.has_perm(CURATE))


class User(AbstractBaseUser, PermissionsMixin):
    """A person who logs in, by e-mail address; or one of whom it is no longer kept who they are."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150, blank=True, validators=[validate_plain_line])
    language = models.CharField(
        _("language"), max_length=10, choices=languages, default=settings.LANGUAGE_CODE
    )
    time_zone = models.CharField(
        _("time zone"), max_length=64, blank=True, validators=[validate_time_zone]
    )
    is_staff = models.BooleanField(_("may enter the admin"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    is_blanked = models.BooleanField(_("blanked"), default=False, editable=False)
    wants_notices = models.BooleanField(
        _("wants mails"),
        default=True,
        help_text=_("When something awaits them; receipts and decisions come in any case."),
    )
    date_joined = models.DateTimeField(_("joined"), default=now)

    objects = UserManager()

    EMAIL_FIELD = USERNAME_FIELD = "email"

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["email"]
        permissions = [
            ("curate", _("Can keep the record: sees drafts, verifies organisations")),
            ("moderate", _("Can decide on comments")),
            ("protect", _("Can ask, with a reason, who is not listed or not named")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="user_email_is_lower_case"
            ),
            models.CheckConstraint(
                condition=models.Q(is_blanked=False)
                | models.Q(
                    name="",
                    time_zone="",
                    last_login=None,
                    is_active=False,
                    is_staff=False,
                    is_superuser=False,
                ),
                name="user_blanked_is_nobody",
            ),
        ]

    def __str__(self) -> str:
        if self.is_blanked:
            return gettext("a former member")
        return self.name or self.email

    def get_all_permissions(self, obj: Any = None) -> set[str]:
        """Return what the person was given, where they may enter the admin; remembered."""
        if obj is not None or not self.is_active or self.is_superuser:
            return super().get_all_permissions(obj)
        if self._given is None:
            self._given = remembered(("permissions", self.pk), self._ask_what_is_given)
        return self._given

    # Asked of the database, where it was: as long as the row is in hand.
    _given: set[str] | None = None

    def _ask_what_is_given(self) -> set[str]:
        # A second factor is asked only of those who may enter the admin.
        if not self.is_staff:
            return set()
        given = models.Q(user=self) | models.Q(group__user=self)
        rows = Permission.objects.filter(given).order_by().distinct()
        names = rows.values_list("content_type__app_label", "codename")
        return {f"{app}.{codename}" for app, codename in names}

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Tell whether the person was given it, or is active and may do everything."""
        if self.is_active and self.is_superuser:
            return True
        return self.is_active and perm in self.get_all_permissions(obj)

    def has_module_perms(self, app_label: str) -> bool:
        """Tell whether the person was given anything of the app."""
        if self.is_active and self.is_superuser:
            return True
        return any(name.startswith(f"{app_label}.") for name in self.get_all_permissions())

    def get_full_name(self) -> str:
        return self.name
