// The gateway as its users run it: a process, a folder with its configuration, one route for each token client.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { writeFileSync } from 'node:fs';
import { resource, scopes } from './authorization-server.mjs';
import { freePort } from './listen.mjs';

/** Long enough for a busy machine: nothing here is measured. */
const patience = 120_000;

export async function startGateway(command, certificates, clients, server, api) {
  const [gateway, management] = [`http://127.0.0.1:${await freePort()}`, `http://127.0.0.1:${await freePort()}`];
  const names = clients.map((_, index) => `client-${index}`);
  const routes = names.map((name, index) => [name, {
    ClusterId: 'api',
    Match: { Path: `/${name}/{**rest}` },
    Transforms: [{ AccessToken: name, Scope: scopes.join(' '), Resource: resource }],
  }]);
  const tokenClients = names.map((name, index) => {
    const { registration, settings } = clients[index];
    // A configured token endpoint and the issuer's metadata by turns; certificates are for the endpoint that the metadata names.
    const usesMetadata = index % 2 === 0 || settings.CertificateFile || settings.AssertionAudience === 'issuer';
    return [name, {
      ...(usesMetadata ? { Issuer: server.issuer } : { TokenEndpoint: server.tokenEndpoint }),
      TrustedCertificatesFile: certificates.path('server-root.crt'),
      ClientId: registration.client_id,
      AttemptTimeout: '00:00:20', TotalTimeout: '00:01:00', WaitTimeout: '00:01:00',
      ...settings,
    }];
  });
  writeFileSync(certificates.path('appsettings.json'), JSON.stringify({
    Kestrel: { Endpoints: { Gateway: { Url: gateway } } },
    Logging: { LogLevel: { Default: 'Warning', CiamGateway: 'Information' } },
    Gateway: { Management: { Url: management }, TokenClients: Object.fromEntries(tokenClients) },
    ReverseProxy: { Clusters: { api: { Destinations: { api: { Address: api.origin } } } }, Routes: Object.fromEntries(routes) },
  }));

  const child = spawn(command[0], command.slice(1), { cwd: certificates.path('.'), stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  child.stdout.on('data', chunk => { log += chunk; });
  child.stderr.on('data', chunk => { log += chunk; });
  let hasEnded = false;
  const ended = once(child, 'exit').then(() => { hasEnded = true; });
  const stop = async () => {
    child.kill();
    await ended;
  };

  const giveUpAt = Date.now() + patience;
  while (await fetch(`${management}/health/ready`).then(response => response.status, () => 0) !== 200) {
    if (hasEnded || Date.now() > giveUpAt) {
      await stop();
      throw new Error(`The gateway did not become ready.\n${log}`);
    }
    await setTimeout(200);
  }
  return { call: (index, path, options) => fetch(`${gateway}/client-${index}/${path}`, options), log: () => log, stop };
}
