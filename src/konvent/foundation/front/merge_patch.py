# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""JSON merge patches (RFC 7396): what has to be said to turn one state into the next."""

from __future__ import annotations

from typing import Any, TypeAlias

State: TypeAlias = dict[str, Any]

MISSING = object()


def diff(old: State, new: State) -> State:
    """Return the patch from old to new; neither has a null anywhere in its maps."""
    patch: State = {name: None for name in old if name not in new}
    for name, value in new.items():
        before = old.get(name, MISSING)
        if before is MISSING:
            patch[name] = value
        elif isinstance(value, dict) and isinstance(before, dict):
            if inner := diff(before, value):
                patch[name] = inner
        elif differs(before, value):
            patch[name] = value
    return patch


def differs(before: object, value: object) -> bool:
    """Whether two values are different in JSON, where true is not 1, wherever it stands."""
    if type(before) is not type(value) or before != value:
        return True
    if isinstance(before, list) and isinstance(value, list):
        return any(map(differs, before, value))
    if isinstance(before, dict) and isinstance(value, dict):
        return any(differs(inner, value[name]) for name, inner in before.items())
    return False


def without_nulls(state: State) -> State:
    """Leave out what is null: a patch could not say it."""
    return {
        name: without_nulls(value) if isinstance(value, dict) else value
        for name, value in state.items()
        if value is not None
    }


def apply(state: State, patch: State) -> State:
    """Return the state after a patch; the one before stays as it was."""
    patched = dict(state)
    for name, value in patch.items():
        if value is None:
            patched.pop(name, None)
        elif isinstance(value, dict):
            before = state.get(name)
            patched[name] = apply(before if isinstance(before, dict) else {}, value)
        else:
            patched[name] = value
    return patched
