// The API behind the gateway: takes nothing on trust, and answers with what it verified.
import { createHash, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { calculateJwkThumbprint, createLocalJWKSet, EmbeddedJWK, jwtVerify } from 'jose';
import { resource } from './authorization-server.mjs';
import { listen } from './listen.mjs';

class Rejection extends Error {}

const demand = (condition, message) => {
  if (!condition) {
    throw new Rejection(message);
  }
};

export async function startApi({ issuer, jwks }) {
  const keys = createLocalJWKSet(jwks);
  const nonce = randomUUID();
  const proofs = new Set();
  let challenges = 0;
  let origin;

  const server = createServer(async (request, response) => {
    response.setHeader('Content-Type', 'application/json');
    try {
      const [scheme, token] = (request.headers.authorization ?? '').split(' ');
      const { payload } = await jwtVerify(token, keys, { issuer, audience: resource, typ: 'at+jwt' });
      const isBound = payload.cnf?.jkt !== undefined;
      demand(scheme === (isBound ? 'DPoP' : 'Bearer'), `a token goes out as ${scheme}`);
      demand(isBound || request.headers.dpop === undefined, 'a proof goes along with a token that is not bound');
      if (isBound && await verifyProof(request, token, payload.cnf.jkt) !== nonce) {
        challenges++;
        response.writeHead(401, { 'WWW-Authenticate': 'DPoP error="use_dpop_nonce"', 'DPoP-Nonce': nonce }).end('{}');
        return;
      }
      let body = '';
      for await (const chunk of request) {
        body += chunk;
      }
      response.end(JSON.stringify({ client: payload.client_id, scope: payload.scope, scheme, body }));
    } catch (error) {
      response.writeHead(error instanceof Rejection ? 400 : 401).end(JSON.stringify({ error: error.message }));
    }
  });

  /** RFC 9449 §4.3. Returns the proof's nonce. */
  async function verifyProof(request, token, thumbprint) {
    const { payload, protectedHeader } = await jwtVerify(request.headers.dpop, EmbeddedJWK, { typ: 'dpop+jwt', algorithms: ['ES256'], maxTokenAge: 60 });
    demand(protectedHeader.jwk.d === undefined, 'the proof shows its private key');
    demand(await calculateJwkThumbprint(protectedHeader.jwk) === thumbprint, 'the proof is of another key than the token');
    demand(payload.htm === request.method, `htm is ${payload.htm}`);
    demand(payload.htu === origin + request.url.split('?')[0], `htu is ${payload.htu}`);
    demand(payload.ath === createHash('sha256').update(token).digest('base64url'), 'ath is not the hash of the token');
    demand(payload.jti && !proofs.has(payload.jti), 'a proof was used twice');
    proofs.add(payload.jti);
    return payload.nonce;
  }

  origin = `http://127.0.0.1:${await listen(server)}`;
  return { origin, challenges: () => challenges, stop: () => server.close(() => {}) && server.closeAllConnections() };
}
