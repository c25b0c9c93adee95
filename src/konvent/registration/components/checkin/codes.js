// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// What somebody shows at a door: the link of a ticket, the code of a badge, or that code typed.
// Links and codes stay here; what is looked for, and perhaps sent, is their digest.

const LINK = /\/ticket\/([^/?#\s]+)\.([\w-]+)$/;
const BADGE = /^KONVENT:([^:]+):([0-9A-Z]{8})$/i;
const TYPED = /^[0-9A-HJKMNP-TV-Z]{8}$/;
const DIGEST = 12; // bytes, as the server shortens them

/** Return { digest } with what else is known of it, { isOther } for another convention, or null. */
export async function recognise(text, convention) {
  const link = LINK.exec(text.trim());
  if (link) return ofLink(link[1], link[2], convention);
  const badge = BADGE.exec(text.trim());
  if (badge && badge[1].toUpperCase() !== convention.toUpperCase()) return { isOther: true };
  const code = typedCode(badge ? badge[2] : text);
  return code ? { digest: await digest(`${convention} ${code}`), words: code } : null;
}

async function ofLink(facts, signature, convention) {
  if (facts.split("~")[0] !== convention) return { isOther: true };
  return { digest: await digest(`${facts}.${signature}`), facts };
}

/** Return the code somebody typed as it is kept, or "". */
export function typedCode(text) {
  const code = text
    .replace(/[\s-]/g, "")
    .toUpperCase()
    .replaceAll("O", "0")
    .replace(/[IL]/g, "1");
  return TYPED.test(code) ? code : "";
}

async function digest(said) {
  const whole = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(said));
  const text = btoa(String.fromCharCode(...new Uint8Array(whole).subarray(0, DIGEST)));
  return text.replaceAll("+", "-").replaceAll("/", "_");
}
