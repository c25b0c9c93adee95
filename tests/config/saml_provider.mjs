// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// A real SAML identity provider for a test: whoever types a name at it is that person.
//
//     node saml_provider.mjs KEY CERTIFICATE METADATA        prints its port when it listens
//
// It serves its metadata, and reads that of the installation it answers to at the address METADATA.
// Like many of them it asks people at another origin than the one it is known by: "localhost" here.

import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import * as saml from "samlify";

const [key, certificate] = process.argv.slice(2, 4).map((path) => readFileSync(path, "utf8"));
const installation = process.argv[4];
const { binding, format } = saml.Constants.namespace;
saml.setSchemaValidator({ validate: async () => "the other side does" });

const escaped = (text) => String(text).replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

function provider(base) {
  return saml.IdentityProvider({
    entityID: `${base}/metadata`,
    privateKey: key,
    signingCert: certificate,
    requestSignatureAlgorithm: "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
    nameIDFormat: [format.persistent],
    singleSignOnService: [{ Binding: binding.redirect, Location: `${base}/sso` }],
    loginResponseTemplate: {
      context: saml.SamlLib.defaultLoginResponseTemplate.context.replace(
        "{AuthnStatement}",
        '<saml:AuthnStatement AuthnInstant="{IssueInstant}"><saml:AuthnContext>' +
          "<saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password" +
          "</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>",
      ),
      attributes: [
        {
          name: "urn:oid:0.9.2342.19200300.100.1.3",
          valueTag: "mail",
          nameFormat: "urn:oasis:names:tc:SAML:2.0:attrname-format:uri",
          valueXsiType: "xs:string",
        },
      ],
    },
  });
}

async function answer(identity, partner, query, name) {
  const asked = await identity.parseLoginRequest(partner, "redirect", { query });
  const fill = (template) => {
    const now = new Date();
    const soon = new Date(now.getTime() + 300_000).toISOString();
    const id = `_${randomUUID()}`;
    const values = {
      ID: id,
      AssertionID: `_${randomUUID()}`,
      Destination: partner.entityMeta.getAssertionConsumerService("post"),
      Audience: partner.entityMeta.getEntityID(),
      EntityID: partner.entityMeta.getEntityID(),
      SubjectRecipient: partner.entityMeta.getAssertionConsumerService("post"),
      Issuer: identity.entityMeta.getEntityID(),
      IssueInstant: now.toISOString(),
      StatusCode: "urn:oasis:names:tc:SAML:2.0:status:Success",
      ConditionsNotBefore: now.toISOString(),
      ConditionsNotOnOrAfter: soon,
      SubjectConfirmationDataNotOnOrAfter: soon,
      NameIDFormat: format.persistent,
      NameID: `number-of-${name.split("@")[0]}`,
      InResponseTo: asked.extract.request.id,
      attrMail: name,
    };
    return { id, context: saml.SamlLib.replaceTagsByValue(template, values) };
  };
  return identity.createLoginResponse(partner, asked, "post", { email: name }, fill);
}

const server = createServer(async (request, response) => {
  const base = `http://127.0.0.1:${server.address().port}`;
  const { pathname, searchParams } = new URL(request.url, base);
  const identity = provider(base);
  const say = (type, text) => response.writeHead(200, { "Content-Type": type }).end(text);
  if (pathname === "/metadata") return say("application/xml", identity.getMetadata());
  const query = Object.fromEntries(searchParams);
  if (request.headers.host.startsWith("127.")) {
    const there = base.replace("127.0.0.1", "localhost");
    return response.writeHead(302, { Location: `${there}${request.url}` }).end();
  }
  const login = searchParams.get("login");
  if (!login) {
    const kept = Object.entries(query).map(
      ([name, value]) => `<input type="hidden" name="${name}" value="${escaped(value)}">`,
    );
    kept.push('<input name="login"><button>Continue</button>');
    return say("text/html", `<form action="/sso">${kept.join("")}</form>`);
  }
  const theirs = await fetch(installation);
  const partner = saml.ServiceProvider({ metadata: await theirs.text() });
  const { context, entityEndpoint } = await answer(identity, partner, query, login);
  const field = `<input type="hidden" name="SAMLResponse" value="${escaped(context)}">`;
  const form = `<form method="post" action="${escaped(entityEndpoint)}">${field}`;
  return say("text/html", `${form}<button>Continue</button></form>`);
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
