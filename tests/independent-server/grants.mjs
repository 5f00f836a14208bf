// Grants by what another program issued: JWT bearer (RFC 7523 §2.1) and token exchange (RFC 8693). oidc-provider reads the request,
// authenticates the client and signs the token; it leaves to its host to verify what is presented, which is done here.
import { randomBytes } from 'node:crypto';
import { SignJWT, generateKeyPair, jwtVerify } from 'jose';
import { errors } from 'oidc-provider';

export const grantTypes = {
  bearer: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
  exchange: 'urn:ietf:params:oauth:grant-type:token-exchange',
};
const subjectIssuer = 'https://workloads.example.com';
const { publicKey, privateKey } = await generateKeyPair('ES256');

/** The JWT of a workload, for the authorization server: an assertion, or a token to exchange. */
export const subjectToken = (issuer, subject) => new SignJWT({ jti: randomBytes(16).toString('hex') })
  .setProtectedHeader({ alg: 'ES256' }).setIssuer(subjectIssuer).setSubject(subject).setAudience(issuer)
  .setIssuedAt().setExpirationTime('10 minutes').sign(privateKey);

export function registerGrants(provider, issuer, scopes, resourceServer) {
  const register = (grantType, member, parameters) => provider.registerGrantType(grantType, async context => {
    const { client, params } = context.oidc;
    const { payload } = await jwtVerify(params[member] ?? '', publicKey, { issuer: subjectIssuer, audience: issuer })
      .catch(error => { throw new errors.InvalidGrant(error.message); });
    const isOfType = member !== 'subject_token' || params.subject_token_type === 'urn:ietf:params:oauth:token-type:jwt';
    if (payload.sub !== client.clientId || !isOfType || params.scope !== scopes.join(' ')) {
      throw new errors.InvalidRequest('another subject, token type or scope');
    }
    const token = new provider.ClientCredentials({ client, scope: params.scope });
    token.resourceServer = new provider.ResourceServer(params.resource, resourceServer);
    context.body = { access_token: await token.save(), token_type: token.tokenType, expires_in: token.expiration, scope: token.scope };
  }, [member, 'scope', 'resource', ...parameters]);
  register(grantTypes.bearer, 'assertion', []);
  register(grantTypes.exchange, 'subject_token', ['subject_token_type', 'requested_token_type']);
}
