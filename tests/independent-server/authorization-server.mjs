// oidc-provider over TLS: the issuer on one port, token requests with certificates on another (RFC 8705 §5). DPoP proofs need a nonce.
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:https';
import { exportJWK, generateKeyPair } from 'jose';
import Provider from 'oidc-provider';
import { registerGrants } from './grants.mjs';
import { listen } from './listen.mjs';

export const scopes = ['application.client', 'domain.manage'];
export const resource = 'https://api.example.com/';

export async function startAuthorizationServer(certificates, clients) {
  const own = { key: certificates.read('server.key'), cert: certificates.read('server.crt') };
  let answer = (_, response) => response.writeHead(503).end();
  const plain = createServer(own, (request, response) => answer(request, response));
  // Only the root is known here, so that a client has to send the rest of its chain.
  const mutual = createServer(
    { ...own, ca: certificates.read('client-root.crt'), requestCert: true, rejectUnauthorized: true },
    (request, response) => answer(request, response));
  const issuer = `https://127.0.0.1:${await listen(plain)}`;
  const mutualPort = await listen(mutual);

  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
  const jwk = { kid: 'server', alg: 'RS256', use: 'sig' };
  const resourceServer = { audience: resource, scope: scopes.join(' '), accessTokenFormat: 'jwt', jwt: { sign: { alg: 'RS256' } } };
  const provider = new Provider(issuer, {
    clients: clients.map(({ registration }) => ({
      grant_types: ['client_credentials'], response_types: [], redirect_uris: [], scope: scopes.join(' '), ...registration,
    })),
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'client_secret_jwt', 'private_key_jwt', 'tls_client_auth'],
    enabledJWA: { clientAuthSigningAlgValues: ['HS256', 'HS384', 'HS512', 'RS256', 'PS256', 'ES256', 'ES384'] },
    discovery: { mtls_endpoint_aliases: { token_endpoint: `https://127.0.0.1:${mutualPort}/token` } },
    jwks: { keys: [{ ...await exportJWK(privateKey), ...jwk }] },
    scopes,
    ttl: { ClientCredentials: 600 },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      dPoP: { enabled: true, nonceSecret: randomBytes(32), requireNonce: () => true },
      mTLS: {
        enabled: true,
        tlsClientAuth: true,
        getCertificate: context => context.socket.getPeerX509Certificate?.(),
        certificateAuthorized: context => context.socket.authorized === true,
        certificateSubjectMatches: (context, property, expected) =>
          property === 'tls_client_auth_san_dns' && context.socket.getPeerX509Certificate().checkHost(expected) === expected,
      },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: () => resourceServer,
      },
    },
  });
  registerGrants(provider, issuer, scopes, resourceServer);
  provider.on('grant.error', (context, error) => {
    if (error.error !== 'use_dpop_nonce') {
      console.error(`authorization server: ${error.error}: ${error.error_description} ${error.error_detail ?? ''} (${context.oidc.client?.clientId ?? 'unknown client'})`);
    }
  });
  provider.on('server_error', (_, error) => console.error('authorization server:', error));
  answer = provider.callback();
  return {
    issuer,
    tokenEndpoint: `${issuer}/token`,
    jwks: { keys: [{ ...await exportJWK(publicKey), ...jwk }] },
    stop: () => [plain, mutual].forEach(server => server.close(() => {}) && server.closeAllConnections()),
  };
}
