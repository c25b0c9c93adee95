# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What moderators type when they prepare a poll, and what people answer without a script."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from konvent.audience.answers import most_choices
from konvent.audience.models import WRITTEN, Poll, PollKind, WordList
from konvent.audience.models.polls import (
    LEAST_OPTIONS,
    LONGEST_OPEN,
    LONGEST_POLL,
    LONGEST_WORD,
    MOST_OPTIONS,
    MOST_WORDS,
)
from konvent.audience.polls import in_place
from konvent.audience.wishes import AnswerPoll
from konvent.foundation.forms import StaffForm
from konvent.foundation.text_inputs import TextsField
from konvent.foundation.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from konvent.foundation.refusals import RefusedError

USUAL_SCALE = 5
FIELDS: dict[str, tuple[str, ...]] = {
    PollKind.SINGLE: ("lines",),
    PollKind.MULTIPLE: ("lines", "most"),
    PollKind.SCALE: ("steps", "low", "high"),
    PollKind.RANKING: ("lines",),
    PollKind.WORDS: ("most",),
    PollKind.OPEN: (),
}
"""What each kind asks for besides its question."""
NOT_ALWAYS = ("lines", "most", "steps", "low", "high")


class PollForm(StaffForm):
    """A poll of one kind: what is asked, and what there is to choose from."""

    lines = TextsField(
        label=_("answers to choose from"),
        help_text=_("One in each line. In several languages: the same line, the same answer."),
        required=False,
    )
    steps = forms.IntegerField(
        label=_("points"), min_value=LEAST_OPTIONS, max_value=10, initial=USUAL_SCALE
    )
    opens = forms.BooleanField(label=_("open it at once"), required=False)
    rows: ClassVar = {"lines": 6}
    field_order = ("question", "lines", "steps", "low", "high", "most", "results", "opens")

    class Meta:
        model = Poll
        fields = ("question", "low", "high", "most", "results")

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 -- Django's signature
        kind: str,
        options: Sequence[Text] = (),
        languages: Iterable[str],
        **more: Any,  # noqa: ANN401 -- Django's signature
    ) -> None:
        lines = _lines(options)
        more["initial"] = {"lines": lines, "steps": len(options) or USUAL_SCALE}
        super().__init__(*args, languages=languages, **more)
        self.kind = kind
        for name in set(NOT_ALWAYS) - set(FIELDS[kind]):
            del self.fields[name]
        if self.instance.pk is not None:
            del self.fields["opens"]
        if "lines" in self.fields:
            self.fields["lines"].speak(dict.fromkeys([*languages, *lines]), 6)  # type: ignore[attr-defined]  # a TextsField
        if "most" in self.fields:
            self._ask_how_many(is_new=self.instance.pk is None)

    def _ask_how_many(self, *, is_new: bool) -> None:
        is_cloud = self.kind == PollKind.WORDS
        most = MOST_WORDS if is_cloud else MOST_OPTIONS
        label = _("words of one person") if is_cloud else _("answers of one person")
        first = 3 if is_new else getattr(self.instance, "most", 1)
        self.fields["most"] = forms.IntegerField(
            label=label, help_text=_("At most so many."), min_value=1, max_value=most, initial=first
        )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        typed: dict[str, str] = values.get("lines") or {}
        lines = {language: _split(text) for language, text in typed.items()}
        if len({len(parts) for parts in lines.values()}) > 1:
            self.add_error("lines", _("Please write as many lines in one language as in another."))
        return values

    @property
    def texts(self) -> list[Text]:
        """Return the options, or the points of the scale."""
        if self.kind == PollKind.SCALE:
            return [Text()] * self.cleaned_data["steps"]
        typed: dict[str, str] = self.cleaned_data.get("lines") or {}
        columns = [[(language, line) for line in _split(text)] for language, text in typed.items()]
        rows = zip_longest(*columns, fillvalue=("", ""))
        return [Text(dict(row)) for row in rows]

    @property
    def values(self) -> dict[str, Any]:
        """Return the facts of the poll itself."""
        names = ("question", "low", "high", "most", "results")
        values = {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}
        return {**values, "kind": self.kind}


class WordListForm(StaffForm):
    """Words that nobody is to read here."""

    rows: ClassVar = {"words": 12}

    class Meta:
        model = WordList
        fields = ("words",)
        widgets: ClassVar = {"words": forms.Textarea(attrs={"rows": 12})}
        help_texts: ClassVar = {
            "words": _(
                "One in each line. An asterisk at the end stands for any ending. "
                "What contains one of them is not taken, and its author is told so."
            )
        }


class AnswerForm(forms.Form):
    """An answer to one poll, in the inputs of its kind."""

    def __init__(self, *args: Any, poll: Poll, own: dict[str, Any], **more: Any) -> None:  # noqa: ANN401 -- Django's signature
        more["prefix"] = f"poll-{poll.number}"
        super().__init__(*args, **more)
        self.poll = poll
        self.options = [(str(option.place), str(option)) for option in in_place(poll)]
        chosen = [str(choice) for choice in own.get("choices", [])]
        if poll.kind == PollKind.RANKING:
            self._ask_for_places(chosen)
        elif poll.kind in WRITTEN:
            self._ask_for_words(own.get("words", []))
        elif most_choices(poll) > 1 or poll.kind == PollKind.MULTIPLE:
            self.fields["choices"] = forms.MultipleChoiceField(
                label=str(poll.question),
                choices=self.options,
                widget=forms.CheckboxSelectMultiple,
                initial=chosen,
                required=False,
            )
        else:
            self.fields["choices"] = forms.ChoiceField(
                label=str(poll.question),
                choices=self.options,
                widget=forms.RadioSelect,
                initial=next(iter(chosen), None),
                required=False,
            )

    def _ask_for_places(self, chosen: list[str]) -> None:
        places = [("", "-"), *((str(n), str(n)) for n in range(1, len(self.options) + 1))]
        for number, label in self.options:
            first = chosen.index(number) + 1 if number in chosen else ""
            self.fields[f"place-{number}"] = forms.ChoiceField(
                label=label, choices=places, initial=first, required=False
            )

    def _ask_for_words(self, words: list[str]) -> None:
        is_cloud = self.poll.kind == PollKind.WORDS
        longest = (LONGEST_WORD + 2) * MOST_WORDS if is_cloud else LONGEST_OPEN
        self.fields["text"] = forms.CharField(
            label=str(self.poll.question),
            initial=", ".join(words),
            max_length=LONGEST_POLL + longest,
            required=False,
            widget=forms.TextInput if is_cloud else forms.Textarea(attrs={"rows": 3}),
        )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        given = [value for name, value in values.items() if name.startswith("place-") and value]
        if len(set(given)) < len(given):
            self.add_error(None, _("Please give each place only once."))
        return values

    @property
    def wish(self) -> AnswerPoll:
        typed = self.cleaned_data
        chosen: Any = typed.get("choices") or []
        if self.poll.kind == PollKind.RANKING:
            placed = [
                (int(place), number)
                for number, _label in self.options
                if (place := typed.get(f"place-{number}"))
            ]
            chosen = [number for _place, number in sorted(placed)]
        choices = [chosen] if isinstance(chosen, str) else chosen
        return AnswerPoll(
            session=self.poll.floor.session_code,
            number=self.poll.number,
            choices=tuple(int(choice) for choice in choices),
            text=typed.get("text", ""),
        )

    def refuse(self, refusal: RefusedError) -> None:
        """Show why it was not taken."""
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))


def _lines(options: Sequence[Text]) -> dict[str, str]:
    """Return the options as they are typed: by language, one in each line."""
    languages = dict.fromkeys(language for option in options for language in option)
    return {
        language: "\n".join(option.within(language) for option in options) for language in languages
    }


def _split(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]
