// Certificates for one run, made by openssl in a folder of their own.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const pfxPassword = 'p%f+x: |^';

/** A certificate authority for servers, and one for clients that issues through an intermediate. */
export function makeCertificates(folder) {
  const path = name => join(folder, name);
  const openssl = (...args) => execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });

  const issue = (name, subject, extensions, issuer) => {
    writeFileSync(path(`${name}.ext`), `[v3]\n${extensions.join('\n')}\n`);
    openssl('req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-subj', subject, '-keyout', `${name}.key`, '-out', `${name}.csr`);
    const signer = issuer ? ['-CA', `${issuer}.crt`, '-CAkey', `${issuer}.key`, '-CAcreateserial'] : ['-key', `${name}.key`];
    openssl('x509', '-req', '-in', `${name}.csr`, ...signer, '-days', '2', '-extfile', `${name}.ext`, '-extensions', 'v3', '-out', `${name}.crt`);
  };
  const authority = ['basicConstraints=critical,CA:true', 'keyUsage=critical,keyCertSign'];

  issue('server-root', '/CN=server root', authority);
  issue('server', '/CN=127.0.0.1', ['subjectAltName=IP:127.0.0.1', 'extendedKeyUsage=serverAuth'], 'server-root');
  issue('client-root', '/CN=client root', authority);
  issue('client-intermediate', '/CN=client intermediate', authority, 'client-root');
  issue('client', '/CN=gateway.example.com', ['subjectAltName=DNS:gateway.example.com', 'extendedKeyUsage=clientAuth'], 'client-intermediate');

  writeFileSync(path('client-chain.pem'), readFileSync(path('client.crt')) + readFileSync(path('client-intermediate.crt')));
  openssl('pkcs12', '-export', '-in', 'client.crt', '-inkey', 'client.key', '-certfile', 'client-intermediate.crt', '-passout', `pass:${pfxPassword}`, '-out', 'client.pfx');
  return { path, read: name => readFileSync(path(name)) };
}
