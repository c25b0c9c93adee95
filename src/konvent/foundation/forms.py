# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What all forms of the staff share: how they look, and what they notice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting

from konvent.foundation.text_inputs import TextsField

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from django.db import models
    from django_stubs_ext import StrOrPromise

    from konvent.foundation.refusals import RefusedError

    ModelForm = forms.ModelForm[models.Model]
else:
    ModelForm = forms.ModelForm  # generic only for the type checker

KERN_CLASSES = {
    "checkbox": "kern-form-check__checkbox",
    "radio": "kern-form-check__radio",
    "select": "kern-form-input__select",
    "hidden": "",
}


class KernField(BoundField):
    """A field with the classes that KERN's style sheet knows."""

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        attrs = super().build_widget_attrs(attrs, widget)
        kind = getattr(widget or self.field.widget, "input_type", "text")
        name = KERN_CLASSES.get(kind, "kern-form-input__input")
        if name and not isinstance(self.field.widget, forms.CheckboxSelectMultiple):
            attrs["class"] = f"{name} {name}--error" if self.errors else name
        return attrs

    @property
    def is_check(self) -> bool:
        return getattr(self.field.widget, "input_type", "") == "checkbox" and not self.use_fieldset

    @property
    def is_select(self) -> bool:
        return isinstance(self.field.widget, forms.Select) and not self.use_fieldset


class KernRenderer(TemplatesSetting):
    """Draws every form, our own and those of the sign-in, the way KERN does."""

    form_template_name = "foundation/forms/form.html"
    field_template_name = "foundation/forms/field.html"
    bound_field_class = KernField


class KeptFile(forms.ClearableFileInput):
    """A file that may be there already; it is not linked, as nobody could open it."""

    template_name = "foundation/forms/kept_file.html"


class Moment(forms.DateTimeField):
    """A date and a time of day on the convention's clock, typed with the browser's own input."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 -- Django's signature
        options.setdefault(
            "widget",
            forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        )
        super().__init__(**options)


def _nothing(exclude: Collection[str] | None = None) -> None:
    """Validate no constraint."""


class StaffForm(ModelForm):
    """Asks for the facts of one thing, its texts in the languages of its convention."""

    rows: ClassVar[dict[str, int]] = {}
    """How many rows the longer texts get, by name."""
    groups: ClassVar[Sequence[tuple[StrOrPromise, Sequence[str]]]] = ()
    """Headings and the names of the fields below each; the rest comes first, without a heading."""

    def __init__(self, *args: Any, languages: Iterable[str], **options: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(*args, **options)
        self.heading = str(self.instance) if self.instance.pk else ""
        # The database's rules are left to the actions, which know how to say them.
        self.instance.validate_constraints = _nothing  # type: ignore[method-assign]  # of this one
        for name, field in self.fields.items():
            if isinstance(field, TextsField):
                present = getattr(self.instance, name, None) or {}
                spoken = dict.fromkeys([*languages, *present])
                field.speak(spoken, self.rows.get(name, 1))

    def refuse(self, refusal: RefusedError) -> None:
        """Show why the action was not done."""
        field = refusal.field if refusal.field in self.fields else None
        self.add_error(field, str(refusal))

    @property
    def grouped(self) -> list[tuple[StrOrPromise, list[BoundField]]]:
        """The visible fields under their headings."""
        named = {name for _, names in self.groups for name in names}
        loose = [field for field in self.visible_fields() if field.name not in named]
        parts = [(heading, [self[name] for name in names]) for heading, names in self.groups]
        return [("", loose), *parts] if loose else parts
