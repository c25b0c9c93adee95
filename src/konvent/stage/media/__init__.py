# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The stages' pictures: *sources* write segments, a *channel* lists them for the players.

A source is one ffmpeg. Each of its starts is a *run* with a name of its own in every file, so that
nothing is ever overwritten. A channel's index says which segment was shown when; its playlist is a
view of the index. What is decided here, and why, is in docs/decisions/0005.
"""
