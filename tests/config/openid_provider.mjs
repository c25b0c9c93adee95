// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// A real OpenID Connect provider for a test: whoever types a name at it is that person.
//
//     node openid_provider.mjs REDIRECT_URI        prints its port when it listens
//
// Like many of them it asks people at another origin than the one it is known by: "localhost" here.

import { createServer } from "node:http";
import { Provider } from "oidc-provider";

const [redirectUri] = process.argv.slice(2);
const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address();
  const provider = new Provider(`http://127.0.0.1:${port}`, {
    clients: [
      {
        client_id: "konvent",
        client_secret: "a-secret-of-the-test",
        redirect_uris: [redirectUri],
      },
    ],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({
        sub: id,
        email: id.replace("unverified-", ""),
        email_verified: !id.startsWith("unverified-"),
        name: id,
      }),
    }),
  });
  const answer = provider.callback();
  server.on("request", (request, response) => {
    const isAsked = request.url.startsWith("/auth?");
    if (!isAsked || request.headers.host.startsWith("localhost")) return answer(request, response);
    return response.writeHead(302, { Location: `http://localhost:${port}${request.url}` }).end();
  });
  console.log(port);
});
