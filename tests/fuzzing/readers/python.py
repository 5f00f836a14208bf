"""Python's http.server and wsgiref: the path as it is written, as WSGI decodes it, and as a file server normalizes it.
Usage: python.py OPERATIONS PORT."""
import http.server
import json
import posixpath
import re
import socketserver
import sys
import urllib.parse
import wsgiref.simple_server

OPERATIONS = json.load(open(sys.argv[1], encoding='utf-8'))
OVERRIDES = ('HTTP_X_HTTP_METHOD_OVERRIDE', 'HTTP_X_METHOD_OVERRIDE', 'HTTP_X_HTTP_METHOD')


def pattern(path):
    return re.compile(re.sub(r'\\{\w+\\}', '[^/]+', re.escape(path)).replace(re.escape('{**rest}'), '.*') + '/?', re.DOTALL)


PATTERNS = [(operation, pattern(operation['path'])) for operation in OPERATIONS]


def name_of(method, path, query, environ):
    for operation, path_pattern in PATTERNS:
        if (operation['method'] == method and path_pattern.fullmatch(path)
                and all(query.get(name) == [value] for name, value in operation.get('query', {}).items())
                and all(environ.get('HTTP_' + name.upper().replace('-', '_')) == value
                        for name, value in operation.get('header', {}).items())):
            return operation['name']
    return '-'


class Reader(wsgiref.simple_server.WSGIRequestHandler):
    protocol_version = 'HTTP/1.1'
    disable_nagle_algorithm = True

    def handle(self):
        http.server.BaseHTTPRequestHandler.handle(self)

    def __getattr__(self, name):
        if name.startswith('do_'):
            return self.answer
        raise AttributeError(name)

    def answer(self):
        environ = self.get_environ()
        length = len(self.read_body())
        method = next((environ[name] for name in OVERRIDES if name in environ), self.command)
        method = 'GET' if method == 'HEAD' else method
        raw = self.path.partition('?')[0]
        query = urllib.parse.parse_qs(environ['QUERY_STRING'])
        paths = [raw, environ['PATH_INFO'], posixpath.normpath(urllib.parse.unquote(raw)),
                 '/'.join(urllib.parse.unquote(segment).replace('/', '\0') for segment in raw.split('/'))]
        names = dict.fromkeys(name_of(method, path, query, environ) for path in paths)
        self.send_response_only(204)
        self.send_header('X-Reading', '|'.join((
            environ.get('HTTP_X_FUZZ', ''), environ.get('HTTP_AUTHORIZATION', ''), str(length), ','.join(names))))
        self.end_headers()

    def read_body(self):
        if self.headers.get('Transfer-Encoding', '').lower() != 'chunked':
            return self.rfile.read(int(self.headers.get('Content-Length', 0)))
        body = b''
        while size := int(self.rfile.readline().split(b';')[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        while self.rfile.readline() not in (b'\r\n', b''):
            pass
        return body

    def log_message(self, *_):
        pass


class Server(socketserver.ThreadingMixIn, wsgiref.simple_server.WSGIServer):
    daemon_threads = True


Server(('127.0.0.1', int(sys.argv[2])), Reader).serve_forever()
