# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Choose several out of hundreds by typing: inputs with the browser's own list of suggestions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.utils.datastructures import MultiValueDict

EMPTY_ROWS = 2


class PicksWidget(forms.Widget):
    """Rows of an input, each with a role beside it where there are roles, and some empty ones."""

    template_name = "programme/organiser/_picks.html"
    use_fieldset = True

    def __init__(
        self, suggestions: Sequence[str] = (), roles: Sequence[tuple[str, str]] = ()
    ) -> None:
        super().__init__()
        self.suggestions = suggestions
        self.roles = roles

    def value_from_datadict(
        self,
        data: Mapping[str, Any],
        files: MultiValueDict[str, Any],  # noqa: ARG002 -- Django's signature
        name: str,
    ) -> list[tuple[str, str]]:
        typed, roles = _lists(data, name), _lists(data, f"{name}_role")
        roles += [""] * (len(typed) - len(roles))
        pairs = zip((text.strip() for text in typed), roles, strict=False)
        return [(text, role) for text, role in pairs if text]

    def value_omitted_from_data(
        self,
        data: Mapping[str, Any],
        files: MultiValueDict[str, Any],  # noqa: ARG002 -- Django's signature
        name: str,
    ) -> bool:
        return name not in data

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:  # noqa: ANN401 -- Django's signature
        context = super().get_context(name, value, attrs)
        first_role = self.roles[0][0] if self.roles else ""
        rows = [*(value or []), *[("", first_role)] * EMPTY_ROWS]
        context["widget"] |= {
            "rows": [
                {"number": number, "text": text, "role": role}
                for number, (text, role) in enumerate(rows, start=1)
            ],
            "suggestions": self.suggestions,
            "roles": self.roles,
        }
        return context

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_1"


class PicksField(forms.Field):
    """Things chosen by name. `things` maps what is suggested to what is meant."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(required=False, widget=PicksWidget(), **options)
        self.things: Mapping[str, Any] = {}
        self.roles: dict[str, str] = {}

    def choose_from(self, things: Mapping[str, Any], roles: Sequence[tuple[str, str]] = ()) -> None:
        """Say what there is to choose from, and in which roles."""
        self.things = things
        self.roles = dict(roles)
        self.widget = PicksWidget(list(things), roles)

    def clean(self, value: list[tuple[str, str]]) -> list[tuple[Any, str]]:
        chosen: dict[int, tuple[Any, str]] = {}
        for text, role in value:
            thing = self._meant(text)
            if self.roles and role not in self.roles:
                raise forms.ValidationError(_("There is no such role."))
            chosen.setdefault(thing.pk, (thing, role))
        return list(chosen.values())

    def _meant(self, text: str) -> Any:  # noqa: ANN401 -- whatever there is to choose from
        if text in self.things:
            return self.things[text]
        like = [
            thing
            for name, thing in self.things.items()
            if text.casefold() in {name.casefold(), name.rpartition(" · ")[0].casefold()}
        ]
        if len(like) == 1:
            return like[0]
        if like:
            raise forms.ValidationError(
                _("“%(name)s” is the name of several. Please choose one from the suggestions.")
                % {"name": text}
            )
        raise forms.ValidationError(
            _("“%(name)s” is not in the list yet. Please add it on its own page first.")
            % {"name": text}
        )


def _lists(data: Mapping[str, Any], name: str) -> list[str]:
    if hasattr(data, "getlist"):
        return list(data.getlist(name))
    return list(data.get(name) or [])
