# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What the two ways are called by which a directory says who somebody is."""

OIDC, SAML = "directory", "saml"
"""So it is noted how somebody signed in; the first name is older than the second way."""
