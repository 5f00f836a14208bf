// A proxy that fetches a token, keeps it while it lives, and adds it to each request.
// Usage: node proxy.mjs PORT UPSTREAM [without-token]
import http from 'node:http';
import { createProxyMiddleware } from 'http-proxy-middleware';
import * as oauth from 'openid-client';

const [port, upstream, without] = process.argv.slice(2);
const client = new oauth.Configuration({ issuer: upstream, token_endpoint: new URL('/token', upstream).href }, 'client', 'secret');
oauth.allowInsecureRequests(client);

const forward = createProxyMiddleware({ target: upstream, agent: new http.Agent({ keepAlive: true }) });
const skewInSeconds = 30;
let token;
let pending;

async function accessToken() {
  if (!(token?.expiresIn() > skewInSeconds)) {
    pending ??= oauth.clientCredentialsGrant(client, { scope: 'application.client' }).finally(() => { pending = undefined; });
    token = await pending;
  }
  return token.access_token;
}

http.createServer(async (request, response) => {
  try {
    if (!without) {
      request.headers.authorization = `Bearer ${await accessToken()}`;
    }
    forward(request, response, () => response.writeHead(404).end());
  } catch {
    response.writeHead(503).end();
  }
}).listen(Number(port), '127.0.0.1');
