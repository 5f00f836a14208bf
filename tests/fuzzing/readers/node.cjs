// Express 5 and 4, and Fastify with strict and with loose slashes. Usage: node node.cjs OPERATIONS PORT, PORT + 1 ...
'use strict';

const operations = require(require('node:path').resolve(process.argv[2]));
const port = Number(process.argv[3]);

function nameOf(request, candidates) {
  const query = request.query ?? {};
  return candidates.find((operation) =>
    Object.entries(operation.query ?? {}).every(([name, value]) => query[name] === value) &&
    Object.entries(operation.header ?? {}).every(([name, value]) => request.headers[name.toLowerCase()] === value))?.name ?? '-';
}

function reading(headers, length, name) {
  return `${headers['x-fuzz'] ?? ''}|${headers.authorization ?? ''}|${length}|${name}`;
}

// The operations of one method and path together, in the order of the file: those with a condition come first.
const routes = [...operations.reduce((all, operation) => {
  const key = `${operation.method} ${operation.path}`;
  return all.set(key, [...(all.get(key) ?? []), operation]);
}, new Map()).values()];

function written(path, rest) {
  return path.replace('{**rest}', rest).replace(/\{(\w+)\}/g, ':$1');
}

function express(create, rest, at) {
  const app = create();
  const answer = (request, response, name) => {
    let length = 0;
    request.on('data', (chunk) => { length += chunk.length; });
    request.on('end', () => response.set('X-Reading', reading(request.headers, length, name)).status(204).end());
  };
  for (const candidates of routes) {
    const { method, path } = candidates[0];
    app[method.toLowerCase()](written(path, rest), (request, response) => answer(request, response, nameOf(request, candidates)));
  }
  app.use((request, response) => answer(request, response, '-'));
  // A path whose parameter Express cannot decode.
  app.use((error, request, response, next) => answer(request, response, '-'));
  app.listen(at, '127.0.0.1');
}

// Fastify reads no body of GET.
function fastify(routerOptions, at) {
  const app = require('fastify')({ routerOptions });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) => done(null, body));
  const answer = (name) => (request, reply) =>
    reply.header('X-Reading', reading(request.headers, request.body?.length ?? '', name(request))).code(204).send();
  for (const candidates of routes) {
    const { method, path } = candidates[0];
    app.route({ method, url: written(path, '*'), handler: answer((request) => nameOf(request, candidates)) });
  }
  app.setNotFoundHandler(answer(() => '-'));
  app.listen({ port: at, host: '127.0.0.1' });
}

express(require('express'), '*rest', port);
express(require('express4'), '*', port + 1);
fastify({}, port + 2);
fastify({ ignoreTrailingSlash: true, ignoreDuplicateSlashes: true, caseSensitive: false, useSemicolonDelimiter: true }, port + 3);
