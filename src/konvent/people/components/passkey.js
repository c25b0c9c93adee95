// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// <konvent-passkey does="add|prove|sign-in">: asks the device for a passkey, and sends what it says with
// the form around it. What to ask is in the page, or, before anybody has said who they are, at the
// form's address.

class Passkey extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.words = this.querySelector('[data-part="words"]').dataset;
    const button = this.querySelector("button");
    button.hidden = !window.PublicKeyCredential;
    if (button.hidden) this.say("unable");
    button.onclick = () => this.ask();
  }

  async ask() {
    this.say("");
    try {
      const { publicKey } = await this.options();
      const credential =
        this.getAttribute("does") === "add"
          ? await navigator.credentials.create({ publicKey: demanding(publicKey) })
          : await navigator.credentials.get({ publicKey: readable(publicKey) });
      this.form.elements.credential.value = JSON.stringify(sendable(credential));
      this.form.submit();
    } catch (error) {
      this.say(error.name === "InvalidStateError" ? "known" : "stopped");
    }
  }

  async options() {
    const here = this.querySelector('script[type="application/json"]');
    if (here) {
      const said = JSON.parse(here.textContent);
      return said.creation_options ?? said.request_options;
    }
    const answer = await fetch(this.form.action, { headers: { Accept: "application/json" } });
    return (await answer.json()).request_options;
  }

  say(what) {
    this.querySelector('[role="status"]').textContent = this.words[what] ?? "";
  }
}

// A passkey that is enough by itself: the device keeps it, and asks for a finger, a face or a PIN.
function demanding(options) {
  const authenticatorSelection = {
    ...options.authenticatorSelection,
    residentKey: "required",
    requireResidentKey: true,
    userVerification: "required",
  };
  return { ...readable(options), authenticatorSelection };
}

function readable(options) {
  const named = (keys = []) => keys.map((key) => ({ ...key, id: bytes(key.id) }));
  return {
    ...options,
    challenge: bytes(options.challenge),
    ...(options.user && { user: { ...options.user, id: bytes(options.user.id) } }),
    excludeCredentials: named(options.excludeCredentials),
    allowCredentials: named(options.allowCredentials),
  };
}

function sendable({ id, rawId, type, response, authenticatorAttachment }) {
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const said = parts.filter((part) => response[part]).map((part) => [part, text(response[part])]);
  return {
    id,
    rawId: text(rawId),
    type,
    authenticatorAttachment,
    response: Object.fromEntries(said),
    clientExtensionResults: {},
  };
}

function bytes(base64url) {
  const base64 = base64url.replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const letters = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

customElements.define("konvent-passkey", Passkey);
