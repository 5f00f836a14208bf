// Starts oidc-provider, an API that verifies what it gets, and the gateway between them; calls through the gateway as each client. Exit code 0 or 1.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApi } from './api.mjs';
import { scopes, startAuthorizationServer } from './authorization-server.mjs';
import { makeCertificates } from './certificates.mjs';
import { makeClients } from './clients.mjs';
import { startGateway } from './gateway.mjs';

const folder = mkdtempSync(join(tmpdir(), 'ciam-gateway-independent-'));
const running = [];
const started = part => {
  running.push(part);
  return part;
};
let failures = 0;
const report = (isRight, what, found) => {
  failures += isRight ? 0 : 1;
  console.log(isRight ? `ok   ${what}` : `FAIL ${what}: ${found}`);
};

try {
  const certificates = makeCertificates(folder);
  const clients = await makeClients(certificates);
  const server = started(await startAuthorizationServer(certificates, clients));
  for (const client of clients) {
    await client.prepare?.(server);
  }
  const api = started(await startApi(server));
  const gateway = started(await startGateway(process.argv.slice(2), certificates, clients, server, api));

  for (const [index, { registration, settings }] of clients.entries()) {
    const what = [registration.token_endpoint_auth_method, registration.token_endpoint_auth_signing_alg, settings.GrantType, settings.DPoP && 'with DPoP', `as '${registration.client_id}'`].filter(Boolean).join(' ');
    for (const options of [{}, { method: 'POST', body: 'twice if need be' }]) {
      const response = await gateway.call(index, 'a%20path?and=query', options);
      const text = await response.text();
      const seen = response.ok ? JSON.parse(text) : {};
      const isRight = seen.client === registration.client_id && seen.scope === scopes.join(' ')
        && seen.scheme === (settings.DPoP ? 'DPoP' : 'Bearer') && seen.body === (options.body ?? '');
      report(isRight, `${options.method ?? 'GET'} ${what}`, `${response.status} ${text}`);
    }
  }
  const bound = clients.filter(client => client.settings.DPoP).length;
  report(api.challenges() === bound, `one nonce asked for and got by each of ${bound} clients with DPoP`, api.challenges());
  const secrets = clients.map(client => client.registration.client_secret).filter(Boolean);
  report(!secrets.some(secret => gateway.log().includes(secret)), 'no secret in the log', 'there is one');
  if (failures > 0) {
    console.error(gateway.log());
  }
} catch (error) {
  failures++;
  console.error(error);
} finally {
  for (const part of running.reverse()) {
    await part.stop();
  }
  rmSync(folder, { recursive: true });
}
process.exitCode = failures === 0 ? 0 : 1;
