"""The API behind the gateway, which records each whole request byte for byte, and the token endpoint: a token names its scope."""
import asyncio
import collections
import json
import re
import socket
import urllib.parse

import wire
from connection import Connection

Arrival = collections.namedtuple('Arrival', 'request sent')

ANSWER = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s'
NAME = re.compile(rb'^X-Fuzz:[\t ]*([^\r]*)\r', re.MULTILINE | re.IGNORECASE)


class Api:
    """Serves from `start` on. `arrivals` has what came since the last `take`; `faults` has what came and is no HTTP."""

    def __init__(self, port):
        self.listener = socket.create_server(('127.0.0.1', port), backlog=1024)
        self.listener.setblocking(False)
        self.arrivals, self.faults, self.connections = [], [], set()

    def start(self):
        self.task = asyncio.ensure_future(self.accept())

    def take(self):
        taken, self.arrivals = self.arrivals, []
        return taken

    async def accept(self):
        while True:
            opened, _ = await asyncio.get_running_loop().sock_accept(self.listener)
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            task = asyncio.ensure_future(self.serve(Connection(opened)))
            self.connections.add(task)
            task.add_done_callback(self.connections.discard)

    async def serve(self, connection):
        try:
            while arrived := await connection.read(read_arrival):
                body = b'{}'
                if arrived.request.target == b'/token':
                    scope = urllib.parse.parse_qs(arrived.request.body.decode())['scope'][0]
                    body = json.dumps({'access_token': f'token-{scope}', 'token_type': 'Bearer', 'expires_in': 3600}).encode()
                else:
                    self.arrivals.append(arrived)
                if not await connection.send(ANSWER % (len(body), b'' if arrived.request.method == b'HEAD' else body)):
                    break
        except wire.Malformed as malformed:
            self.faults.append(f'{malformed}: {connection.received!r}')
        finally:
            connection.close()


def read_arrival(data):
    request, end = wire.read_request(data)
    return Arrival(request, data[:end]), end
