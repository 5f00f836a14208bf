// One OAuth client for each way to authenticate: how the authorization server knows it, and how the gateway is configured for it.
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { SignJWT, exportJWK, exportPKCS8, generateKeyPair } from 'jose';
import { pfxPassword } from './certificates.mjs';
import { grantTypes, subjectToken } from './grants.mjs';

/** Every character that one encoding or another mangles. */
const awkward = '50% of+a:b |^ %2B~"&=';

const secretOf = bytes => `${awkward}${randomBytes(bytes).toString('hex')}`;

export async function makeClients(certificates) {
  const inFile = (name, content) => {
    writeFileSync(certificates.path(name), content, { mode: 0o600 });
    return certificates.path(name);
  };
  const withSecret = (client_id, method, settings = {}) => {
    const client_secret = secretOf(32);
    return {
      registration: { client_id, client_secret, token_endpoint_auth_method: method, token_endpoint_auth_signing_alg: settings.SigningAlgorithm },
      settings: { ClientAuthentication: method, ClientSecretFile: inFile(`${client_id.replaceAll(/\W/g, '-')}.secret`, `${client_secret}\n`), ...settings },
    };
  };
  const withKey = async (client_id, alg, format, settings = {}) => {
    const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
    const content = format === 'jwk' ? JSON.stringify({ ...await exportJWK(privateKey), kid: client_id, alg }) : await exportPKCS8(privateKey);
    return {
      registration: {
        client_id, token_endpoint_auth_method: 'private_key_jwt', token_endpoint_auth_signing_alg: alg,
        jwks: { keys: [{ ...await exportJWK(publicKey), kid: client_id, alg, use: 'sig' }] },
      },
      settings: { ClientAuthentication: 'private_key_jwt', PrivateKeyFile: inFile(`${client_id}.${format}`, content), ...settings },
    };
  };
  /** The assertion is in a file, signed by another program than the gateway: this one. The server takes each but once. */
  const withAssertionFile = async (client_id, alg) => {
    const { publicKey, privateKey } = await generateKeyPair(alg);
    const file = certificates.path(`${client_id}.assertion`);
    return {
      registration: {
        client_id, token_endpoint_auth_method: 'private_key_jwt', token_endpoint_auth_signing_alg: alg,
        jwks: { keys: [{ ...await exportJWK(publicKey), kid: client_id, alg, use: 'sig' }] },
      },
      settings: { ClientAuthentication: 'private_key_jwt', ClientAssertionFile: file },
      prepare: async ({ issuer }) => inFile(`${client_id}.assertion`, `${await new SignJWT({ jti: randomBytes(16).toString('hex') })
        .setProtectedHeader({ alg, kid: client_id }).setIssuer(client_id).setSubject(client_id).setAudience(issuer)
        .setIssuedAt().setExpirationTime('10 minutes').sign(privateKey)}\n`),
    };
  };
  const withCertificate = (client_id, settings) => ({
    registration: { client_id, token_endpoint_auth_method: 'tls_client_auth', tls_client_auth_san_dns: 'gateway.example.com' },
    settings: { ClientAuthentication: 'tls_client_auth', ...settings },
  });
  /** The grant's own proof is in a file, which another program than the gateway writes: this one. */
  const withGrant = (client_id, grantType, settings) => {
    const client = withSecret(client_id, 'client_secret_basic', { GrantType: grantType, ...settings });
    return {
      settings: client.settings,
      registration: { ...client.registration, grant_types: [grantType] },
      prepare: async ({ issuer }) => inFile(`${client_id}.jwt`, await subjectToken(issuer, client_id)),
    };
  };
  const bound = ({ registration, settings }) => ({
    registration: { ...registration, dpop_bound_access_tokens: true },
    settings: { ...settings, DPoP: true },
  });

  return [
    withSecret('basic', 'client_secret_basic'),
    withSecret('basic: 100 %+|^', 'client_secret_basic'),
    withSecret('post', 'client_secret_post'),
    withSecret('post: 100 %+|^', 'client_secret_post'),
    withSecret('secret-hs256', 'client_secret_jwt'),
    withSecret('secret-hs512', 'client_secret_jwt', { SigningAlgorithm: 'HS512', AssertionAudience: 'issuer' }),
    await withKey('key-rs256', 'RS256', 'pem'),
    await withKey('key-ps256', 'PS256', 'jwk', { AssertionAudience: 'issuer' }),
    await withKey('key-es256', 'ES256', 'pem', { KeyId: 'key-es256' }),
    await withKey('key-es384', 'ES384', 'jwk'),
    await withAssertionFile('assertion-file-rs256', 'RS256'),
    await withAssertionFile('assertion-file-es256', 'ES256'),
    withCertificate('certificate-pem', { CertificateFile: certificates.path('client-chain.pem'), CertificateKeyFile: certificates.path('client.key') }),
    withCertificate('certificate-pfx', { CertificateFile: certificates.path('client.pfx'), CertificatePassword: pfxPassword }),
    withGrant('jwt-bearer', grantTypes.bearer, { AssertionFile: certificates.path('jwt-bearer.jwt') }),
    withGrant('token-exchange', grantTypes.exchange, { SubjectTokenFile: certificates.path('token-exchange.jwt') }),
    bound(withSecret('dpop-secret', 'client_secret_basic')),
    bound(await withKey('dpop-key', 'ES256', 'jwk')),
    bound(withCertificate('dpop-certificate', { CertificateFile: certificates.path('client-chain.pem'), CertificateKeyFile: certificates.path('client.key') })),
  ];
}
