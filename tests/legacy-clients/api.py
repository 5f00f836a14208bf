"""The API behind a proxy. It records each request byte for byte, answers by the path, /CLIENT/CASE, and issues the gateway's token."""
import collections
import hashlib
import socketserver
import threading

TOKEN = b'{"access_token":"static","token_type":"Bearer","expires_in":3600}'
LARGE = bytes(range(256)) * 20480  # 5 MiB
OCTETS = b'Content-Type: application/octet-stream'
UNTIL_CLOSE = (b'answer-until-close', b'tls-until-close')
JSON = b'Content-Type: application/json'


def answer(client, case, is_redirected, address):
    """Returns status, headers and body of the answer to a case. Its framing is added later."""
    body = b'{"case":"%s"}' % case
    return {
        b'get': (b'200 OK', [JSON, b'ETag: "v1"', b'Link: </a>; rel=a', b'Link: </b>; rel=b',
                             'Content-Disposition: attachment; filename="Übersicht.csv"'.encode()], body),
        b'post': (b'201 Created', [JSON, b'Location: http://%s/objects/1' % address], body),
        b'delete': (b'204 No Content', [], None),
        b'redirect': (b'302 Found', [b'Location: /%s/redirect/target' % client], b''),
        b'redirect-absolute': (b'302 Found', [b'Location: http://%s/%s/redirect-absolute/target' % (address, client)], b''),
        b'not-modified': (b'304 Not Modified', [b'ETag: "v1"'], None),
        b'error-404': (b'404 Not Found', [JSON], body),
        b'error-500': (b'500 Internal Server Error', [b'Content-Type: text/html'], b'<h1>Broken</h1>'),
        b'error-503': (b'503 Service Unavailable', [b'Retry-After: 7'], b''),
        b'large': (b'200 OK', [OCTETS], LARGE),
    }.get(b'' if is_redirected else case, (b'200 OK', [JSON], body))


class Api(socketserver.ThreadingTCPServer):
    """Serves from its creation on. `requests` has, for each (CLIENT, CASE), the requests as lists of lines, the body's hash at the end."""
    daemon_threads = allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, port):
        super().__init__(('127.0.0.1', port), Connection)
        self.requests = collections.defaultdict(list)
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Connection(socketserver.StreamRequestHandler):
    def handle(self):
        try:
            while self.serve():
                pass
        except ConnectionError:
            pass

    def serve(self):
        """Returns whether the connection is kept."""
        lines = self.read_block()
        if not lines:
            return False
        headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(b':') for line in lines[1:])}
        body = self.read_body(headers)
        method, target, version = lines[0].split(b' ', 2) if lines[0].count(b' ') > 1 else (b'', lines[0], b'')
        if target == b'/token':
            self.write(method, b'token', (b'200 OK', [JSON], TOKEN))
            return True
        _, client, case, *further = target.split(b'?')[0].split(b'/')
        self.server.requests[client.decode(), case.decode()].append(
            [*lines, b'body: %d bytes, SHA-256 %s' % (len(body), hashlib.sha256(body).hexdigest().encode())])
        self.write(method, case, answer(client, case, any(further), headers.get(b'host', b'')))
        return version == b'HTTP/1.1' and headers.get(b'connection', b'').lower() != b'close' and case not in UNTIL_CLOSE

    def read_block(self):
        lines = []
        while (line := self.rfile.readline()) not in (b'\r\n', b''):
            lines.append(line.removesuffix(b'\r\n'))
        return lines

    def read_body(self, headers):
        if headers.get(b'transfer-encoding', b'').lower() != b'chunked':
            return self.rfile.read(int(headers.get(b'content-length', 0)))
        body = b''
        while size := int(self.rfile.readline().split(b';')[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.read_block()
        return body

    def write(self, method, case, result):
        status, headers, body = result
        if body is not None:
            framing = {b'answer-chunked': [b'Transfer-Encoding: chunked']} | dict.fromkeys(UNTIL_CLOSE, [])
            headers = headers + framing.get(case, [b'Content-Length: %d' % len(body)])
        if body and case == b'answer-chunked':
            body = b'%x\r\n%s\r\n0\r\n\r\n' % (len(body), body)
        self.wfile.write(b'\r\n'.join([b'HTTP/1.1 ' + status, *headers, b'', b'']) + (b'' if method == b'HEAD' else body or b''))
