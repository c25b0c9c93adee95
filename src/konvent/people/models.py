# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Staff and their roles, persons on stage, organisations."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from konvent.convention.models import Convention
from konvent.foundation.texts import TextField


class StaffManager(UserManager["User"]):
    """Makes users who sign in with their e-mail address."""

    def create_user(  # type: ignore[override]  # there is no user name
        self,
        email: str,
        password: str | None = None,
        **facts: Any,  # noqa: ANN401 -- any field
    ) -> User:
        user = self.model(email=self.normalize_email(email), **facts)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractUser):
    """Somebody who signs in to work on a convention."""

    username = None  # type: ignore[assignment]  # people sign in with their address
    first_name = None  # type: ignore[assignment]  # one name is enough
    last_name = None  # type: ignore[assignment]  # one name is enough
    name = models.CharField(_("name"), max_length=150)
    email = models.EmailField(_("e-mail address"), unique=True)
    language = models.CharField(_("language"), max_length=10, default="de")

    objects: ClassVar[StaffManager] = StaffManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = (models.UniqueConstraint(Lower("email"), name="one_user_per_address"),)

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)


class Duty(models.TextChoices):
    """What somebody does for a convention."""

    ORGANISER = "organiser", _("Organiser")
    PRODUCER = "producer", _("Producer")
    MODERATOR = "moderator", _("Moderator")
    DOOR = "door", _("Helper at the door")


class Role(models.Model):
    """A duty of a user in one convention, or in all of them when no convention is named."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="roles")
    convention = models.ForeignKey(
        Convention, null=True, blank=True, on_delete=models.CASCADE, related_name="roles"
    )
    duty = models.CharField(_("duty"), max_length=20, choices=Duty.choices)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["user", "convention", "duty"],
                name="one_role_per_duty",
            ),
            models.UniqueConstraint(
                fields=["user", "duty"],
                condition=Q(convention=None),
                name="one_general_role_per_duty",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}: {self.get_duty_display()}"


class OrganisationKind(models.TextChoices):
    """What kind of body an organisation is."""

    CITY = "city", _("city or municipality")
    AMT = "amt", _("Amt (union of municipalities)")
    DISTRICT = "district", _("district")
    STATE = "state", _("state or ministry")
    COMPANY = "company", _("company")
    START_UP = "start-up", _("start-up")
    ASSOCIATION = "association", _("association")
    INSTITUTE = "institute", _("institute or university")
    OTHER = "other", _("other")


class Organisation(models.Model):
    """A body that takes part: it sends speakers, hosts sessions, or both."""

    convention = models.ForeignKey(
        Convention, on_delete=models.CASCADE, related_name="organisations"
    )
    guid = models.UUIDField(default=uuid.uuid4, editable=False)
    slug = models.SlugField(_("short name in addresses"), max_length=80)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(
        _("kind"),
        max_length=20,
        choices=OrganisationKind.choices,
        default=OrganisationKind.OTHER,
    )
    description = TextField(_("description"))
    website = models.URLField(_("website"), blank=True)
    is_fictional = models.BooleanField(_("fictional"), default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["convention", "guid"], name="one_organisation_per_guid"
            ),
            models.UniqueConstraint(
                fields=["convention", "slug"], name="one_organisation_per_slug"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """Somebody on a stage, as the programme shows them."""

    convention = models.ForeignKey(Convention, on_delete=models.CASCADE, related_name="people")
    guid = models.UUIDField(default=uuid.uuid4, editable=False)
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=200)
    position = TextField(_("position"))
    biography = TextField(_("about the person"))
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="people"
    )
    is_fictional = models.BooleanField(_("fictional"), default=False)
    origin = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["convention", "guid"], name="one_person_per_guid"),
            models.UniqueConstraint(fields=["convention", "code"], name="one_person_per_code"),
        )

    def __str__(self) -> str:
        return self.name
