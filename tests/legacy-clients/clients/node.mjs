// run node-http: node {file} http {plan} {out}
// run node-fetch: env NODE_EXTRA_CA_CERTS="$AUTHORITY" node {file} fetch {plan} {out}
// cannot node-* http-1.0: has no option for it
// cannot node-fetch post-expect certificate proxy: has no option for it
import { readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';

const read = name => readFileSync(process.env[name]);

function withHttp(method, url, body, how, headers, agents) {
  const { protocol, host, hostname, port, pathname, search } = new URL(url);
  const proxy = how.includes('proxy') ? new URL(process.env.PROXY) : undefined;
  const options = {
    method,
    headers: { ...(proxy ? { Host: host } : {}), ...headers },
    host: proxy?.hostname ?? hostname.replace(/[[\]]/g, ''),
    port: proxy?.port ?? port,
    path: proxy ? url : pathname + search,
    agent: agents[protocol],
    ca: read('AUTHORITY'),
    ...(how.includes('basic') ? { auth: process.env.CREDENTIALS } : {}),
    ...(how.includes('certificate') ? { cert: read('CERTIFICATE'), key: read('CERTIFICATE_KEY') } : {}),
  };
  return new Promise((resolve, reject) => {
    const request = (protocol === 'https:' ? https : http).request(options, answer => {
      const chunks = [];
      answer.on('data', chunk => chunks.push(chunk)).on('error', reject).on('end', () => {
        const pairs = answer.rawHeaders.flatMap((name, index, all) => index % 2 ? [] : [`${name}: ${all[index + 1]}`]);
        resolve([[`HTTP/${answer.httpVersion} ${answer.statusCode} ${answer.statusMessage}`, ...pairs], Buffer.concat(chunks)]);
      });
    }).on('error', reject);
    if (how.includes('expect')) {
      request.setHeader('Expect', '100-continue');
      request.flushHeaders();
      request.on('continue', () => request.end(body));
    } else if (how.includes('chunked')) {
      request.write(body);
      request.end();
    } else {
      request.end(body);
    }
  });
}

async function withFetch(method, url, body, how, headers) {
  const all = {
    ...headers,
    ...(how.includes('basic') ? { Authorization: `Basic ${btoa(process.env.CREDENTIALS)}` } : {}),
    ...(how.includes('close') ? { Connection: 'close' } : {}),
  };
  const stream = how.includes('chunked') ? { body: new Blob([body]).stream(), duplex: 'half' } : { body };
  const answer = await fetch(url, { method, headers: all, ...stream });
  const lines = [...answer.headers].map(pair => pair.join(': '));
  return [[`HTTP ${answer.status} ${answer.statusText}`, ...lines], Buffer.from(await answer.arrayBuffer())];
}

const [library, plan, out] = process.argv.slice(2);
for (const line of readFileSync(plan, 'utf8').split('\n').slice(0, -1)) {
  const [name, method, url, body, words, header] = line.split('\t');
  const how = words.split(' ');
  const keepAlive = !how.includes('close');
  const agents = { 'http:': new http.Agent({ keepAlive }), 'https:': new https.Agent({ keepAlive }) };
  const headers = header === '-' ? {} : Object.fromEntries([header.split(': ')]);
  try {
    let result;
    for (let call = 0; call <= how.includes('twice'); call++) {
      const content = body === '-' ? undefined : readFileSync(body);
      result = await (library === 'http' ? withHttp : withFetch)(method, url, content, how, headers, agents);
    }
    writeFileSync(`${out}/${name}.head`, result[0].join('\n'), 'latin1');
    writeFileSync(`${out}/${name}.body`, result[1]);
  } catch (error) {
    console.log(`${name}: ${error} ${error.cause ?? ''}`);
  }
}
process.exit();
