// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// The player's controls speak the page's language; this has to be said before they are made.

import "media-chrome/lang/de";
import { setLanguage } from "media-chrome/utils/i18n";

setLanguage(document.documentElement.lang);
