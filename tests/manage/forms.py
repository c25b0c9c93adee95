# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Sends forms of the staff area the way a browser does."""

import re


def fields_of(page):
    """What a browser would send if nothing were typed."""
    form = page.split('<form class="form')[1].split("</form>")[0]
    fields = {}
    for tag in re.findall(r"<input[^>]*>", form):
        facts = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if facts.get("type") == "checkbox":
            if "checked" in tag:
                fields[facts["name"]] = "on"
        elif "name" in facts:
            fields.setdefault(facts["name"], []).append(facts.get("value", ""))
    areas = r'<textarea name="([^"]*)"[^>]*>\n?([^<]*)</textarea>'
    fields |= dict(re.findall(areas, form))
    for name, options in re.findall(
        r'<select [^>]*?name="([^"]*)".*?>(.*?)</select>', form, re.DOTALL
    ):
        chosen = re.search(r'value="([^"]*)" selected', options)
        fields.setdefault(name, []).append(chosen[1] if chosen else "")
    fields.pop("csrfmiddlewaretoken", None)
    return fields


def fill(desk, address, **changes):
    return desk.post(address, fields_of(desk.get(address).text) | changes)
