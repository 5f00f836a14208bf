"""The gateway and the servers that read what arrived at the API. Each is a process; a reader answers which operation it would perform."""
import asyncio
import atexit
import json
import pathlib
import re
import subprocess
import time

import wire
from connection import Connection, is_listening

HERE = pathlib.Path(__file__).parent
FILE = HERE / 'operations.json'
OPERATIONS = json.loads(FILE.read_text())
GATEWAY, GATEWAY_HTTP2, MANAGEMENT, API = 8080, 8082, 8081, 9000
READERS = {'Kestrel': 9100, 'Express 5': 9110, 'Express 4': 9111, 'Fastify, strict slashes': 9112, 'Fastify, loose slashes': 9113,
           'nginx': 9120, 'Python': 9130, 'Java': 9140}


def regex(path):
    return re.sub(r'\{\w+\}', '[^/]+', path.replace('{**rest}', '.*')) + '/?'


def route(operation, path=None, *transforms):
    match = {'Path': path or operation['path'], 'Methods': [operation['method']]}
    for key, kind in (('query', 'QueryParameters'), ('header', 'Headers')):
        if key in operation:
            match[kind] = [{'Name': name, 'Values': [value], 'IsCaseSensitive': True} for name, value in operation[key].items()]
    metadata = {'AllowInPath': operation['allowInPath']} if 'allowInPath' in operation else {}
    return {'ClusterId': 'api', 'Match': match, 'Metadata': metadata,
            'Transforms': [{'AccessToken': 'api', 'Scope': operation['name']}, *transforms]}


def routes():
    """A route for each operation, and further ones that change the path."""
    named = {operation['name']: operation for operation in OPERATIONS}
    made = {name: route(operation) for name, operation in named.items()}
    for verb in ('read', 'delete'):
        made |= {
            f'legacy.{verb}': route(named[f'archive.{verb}'], '/legacy/{**rest}', {'PathPattern': '/Archive/{**rest}'}),
            f'own.{verb}': route(named[f'domain.{verb}'], '/own/{id}', {'PathPattern': '/Domains/{id}'}),
            f'prefixed.{verb}': route(named[f'user.{verb}'], '/prefixed/Domains/{id}/Users/{user}', {'PathRemovePrefix': '/prefixed'})}
    return made


def configuration():
    return {
        'Kestrel': {'Endpoints': {'Http1': {'Url': f'http://127.0.0.1:{GATEWAY}'},
                                  'Http2': {'Url': f'http://127.0.0.1:{GATEWAY_HTTP2}', 'Protocols': 'Http2'}}},
        'Gateway': {
            'Management': {'Url': f'http://127.0.0.1:{MANAGEMENT}'},
            'TokenClients': {'api': {'TokenEndpoint': f'http://127.0.0.1:{API}/token', 'ClientId': 'gateway', 'ClientSecret': 'secret'}},
            'Callers': {'fuzzer': {'ApiKeys': ['sha256:M8nR9r-NitC9UM9hst439tc-iiORqb_ajY50pj8gyqU']}},
            'Audit': {'Target': 'None'},
            'Shutdown': {'Delay': '00:00:00'}},
        'ReverseProxy': {'Clusters': {'api': {'Destinations': {'only': {'Address': f'http://127.0.0.1:{API}/'}}}}, 'Routes': routes()}}


def nginx_configuration(port):
    """The operation by method, conditions and the path as nginx normalized it."""
    rows = []
    for operation in OPERATIONS:
        method = '(?:GET|HEAD)' if operation['method'] == 'GET' else operation['method']
        query, = operation.get('query', {'mode': '[^|]*'}).values()
        header, = operation.get('header', {'X-Mode': '[^|]*'}).values()
        rows.append(f'"~^(?s:{method}[|]{query}[|]{header}[|]{regex(operation["path"])})$" {operation["name"]};')
    return f'''daemon off; user root; pid nginx.pid; worker_processes 1; events {{}}
http {{
    access_log off;
    client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
    keepalive_requests 1000000;
    large_client_header_buffers 8 64k;
    map_hash_bucket_size 512;
    map "$request_method|$arg_mode|$http_x_mode|$uri" $operation {{ default -; {' '.join(rows)} }}
    server {{
        listen 127.0.0.1:{port};
        add_header X-Reading "$http_x_fuzz|$http_authorization||$operation" always;
        location / {{ return 204; }}
    }}
}}
'''


def java_arguments():
    for operation in OPERATIONS:
        yield from (operation['name'], operation['method'], regex(operation['path']))
        yield from ('='.join(*operation.get(key, {'': ''}).items()) for key in ('query', 'header'))


class Servers:
    """Starts all of them, in a folder for their files and logs."""

    def __init__(self, binary, kestrel, folder):
        self.folder, self.processes = folder, {}
        readers = HERE / 'readers'
        files = {'gateway': {'appsettings.json': json.dumps(configuration())},
                 'nginx': {'nginx.conf': nginx_configuration(READERS['nginx'])}}
        for name, port, command in (
                ('gateway', GATEWAY, [binary]),
                ('Kestrel', READERS['Kestrel'], [kestrel, FILE, '9100']),
                ('node', READERS['Fastify, loose slashes'], ['node', readers / 'node.cjs', FILE, '9110']),
                ('nginx', READERS['nginx'], ['nginx', '-p', folder / 'nginx', '-c', 'nginx.conf', '-e', 'errors']),
                ('Python', READERS['Python'], ['python3', '-B', readers / 'python.py', FILE, '9130']),
                ('Java', READERS['Java'], ['java', readers / 'JavaServer.java', '9140', *java_arguments()])):
            (folder / name).mkdir()
            for file, text in files.get(name, {}).items():
                (folder / name / file).write_text(text)
            with open(folder / name / 'log', 'wb') as log:
                self.processes[name] = port, subprocess.Popen(command, cwd=folder / name, stdout=log, stderr=log)
            atexit.register(self.processes[name][1].terminate)

    async def listen(self):
        """Waits until all of them listen."""
        end = time.monotonic() + 120
        for name, (port, process) in self.processes.items():
            while not await is_listening(port):
                if process.poll() is not None or time.monotonic() > end:
                    raise SystemExit(f'{name} does not listen on port {port}:\n{self.log(name)}')
                await asyncio.sleep(0.05)

    def stop(self):
        for _, process in self.processes.values():
            process.terminate()
        for _, process in self.processes.values():
            process.wait()

    def log(self, name):
        return (self.folder / name / 'log').read_text(errors='replace')[-4000:]

    def is_running(self, name):
        return self.processes[name][1].poll() is None


class Reader:
    """Asks a server over one connection after the other."""

    def __init__(self, name):
        self.name, self.connection = name, None

    async def read(self, arrival):
        """Returns the fields of X-Reading; None if the server refused the request. Raises wire.Malformed."""
        for _ in range(2):
            is_fresh = self.connection is None
            if is_fresh:
                self.connection = await Connection.open(READERS[self.name])
            answer = await self.connection.send(arrival.sent) and await self.connection.read(read_status)
            if answer or is_fresh:
                break
            # A kept connection may have been closed meanwhile.
            self.drop()
        if not answer or answer[0] != 204:
            # The server's own refusal, which may end with the connection.
            self.drop()
            return None
        if self.connection.received:
            raise wire.Malformed(f'{self.name} answers one request twice')
        if wire.closes(answer[1]):
            self.drop()
        return wire.values(answer[1], b'x-reading')[0].decode('latin-1').split('|')

    def drop(self):
        self.connection.close()
        self.connection = None


def read_status(data):
    """Returns status and headers of an answer without a body that is not interim."""
    status, at = 100, 0
    while status < 200:
        start, lines, at = wire.read_head(data, at)
        status = int(wire.match(wire.STATUS_LINE, start, 'status line').group(1))
    return (status, wire.read_headers(lines)), at
