"""Reads HTTP/1.1 as strictly as RFC 9112 allows, so that what two servers could read in two ways is malformed here."""
import collections
import re

Request = collections.namedtuple('Request', 'method target version headers body head')
Answer = collections.namedtuple('Answer', 'status headers body')

TOKEN = rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
NAME = re.compile(TOKEN)
# RFC 9112 §3 lets servers part the line at any white space. Kestrel takes several spaces before the version.
REQUEST_LINE = re.compile(rb'(' + TOKEN + rb') ([!-~]+) +HTTP/(1\.[01])')
STATUS_LINE = re.compile(rb'HTTP/1\.[01] ([1-5][0-9][0-9]) [\t -~\x80-\xff]*')
# RFC 9110 §5.5: controls other than NUL, CR and LF may stay in a value. A name that is no token names no header that frames a message.
HEADER = re.compile(rb'([!-9;-~]+):[\t ]*([^\0\r\n]*?)[\t ]*')
# RFC 9112 §7.1.1: extensions are ignored, whatever is in them but the end of the line.
CHUNK = re.compile(rb'([0-9A-Fa-f]{1,8})(?:[\t ]*;[^\r\n]*)?')


class Malformed(Exception):
    """What no server may take for a request."""


class Incomplete(Exception):
    """The bytes end before the message does."""


def read_request(data, at=0):
    """Returns the request that begins at an offset, and the offset of its end."""
    start, lines, at = read_head(data, at)
    line = match(REQUEST_LINE, start, 'request line')
    method, target, version = line.groups()
    headers = read_headers(lines)
    hosts = values(headers, b'host')
    if len(hosts) > 1 or (version == b'1.1' and not hosts):
        raise Malformed('not exactly one Host')
    head = at
    codings = values(headers, b'transfer-encoding')
    if codings and version == b'1.0':
        raise Malformed('Transfer-Encoding over HTTP/1.0')
    body, at = read_body(data, at, headers) if codings or values(headers, b'content-length') else (b'', at)
    return Request(method, target, version, headers, body, head), at


def read_answer(data, method):
    """Returns an answer that is not interim, and the offset of its end. The end of the connection never ends a body."""
    at, status = 0, 100
    while status < 200:
        start, lines, at = read_head(data, at)
        status = int(match(STATUS_LINE, start, 'status line').group(1))
        headers = read_headers(lines)
    is_without_body = method == b'HEAD' or status in (204, 304)
    body, at = (b'', at) if is_without_body else read_body(data, at, headers)
    return Answer(status, headers, body), at


def values(headers, name):
    return [value for written, value in headers if written.lower() == name]


def closes(headers):
    """Whether a message is the last one of its connection."""
    return b'close' in b','.join(values(headers, b'connection')).lower()


def read_head(data, at):
    """Returns the first line, the lines of the headers, and the offset of the body."""
    lines = []
    # RFC 9112 §2.2: a server ignores an empty line before the request line. Kestrel ignores any CR and LF there.
    while at < len(data) and data[at] in b'\r\n':
        at += 1
    while True:
        end = data.find(b'\n', at)
        if end < 0:
            raise Incomplete
        if end == at or data[end - 1] != 13:
            raise Malformed('a line that does not end with CR LF')
        line, at = data[at:end - 1], end + 1
        if line:
            lines.append(line)
        else:
            return lines[0], lines[1:], at


def read_headers(lines):
    return [match(HEADER, line, 'header').groups() for line in lines]


def read_body(data, at, headers):
    lengths, codings = values(headers, b'content-length'), values(headers, b'transfer-encoding')
    if lengths and codings or len(lengths) + len(codings) != 1:
        raise Malformed('not exactly one of Content-Length and Transfer-Encoding')
    if lengths:
        if not re.fullmatch(rb'[0-9]{1,19}', lengths[0]):
            raise Malformed('Content-Length')
        end = at + int(lengths[0])
        if end > len(data):
            raise Incomplete
        return data[at:end], end
    if codings[0].lower() != b'chunked':
        raise Malformed('Transfer-Encoding')
    return read_chunks(data, at)


def read_chunks(data, at):
    body = b''
    while True:
        end = data.find(b'\n', at)
        if end < 0:
            raise Incomplete
        line = data[at:end + 1]
        if not line.endswith(b'\r\n'):
            raise Malformed('the end of a chunk size')
        size, at = int(match(CHUNK, line[:-2], 'chunk size').group(1), 16), end + 1
        if size == 0:
            return body, read_trailers(data, at)
        if len(data) < at + size + 2:
            raise Incomplete
        if data[at + size:at + size + 2] != b'\r\n':
            raise Malformed('the end of a chunk')
        body, at = body + data[at:at + size], at + size + 2


def read_trailers(data, at):
    if data.startswith(b'\r\n', at):
        return at + 2
    start, lines, end = read_head(data, at)
    read_headers([start, *lines])
    return end


def match(pattern, line, what):
    found = pattern.fullmatch(line)
    if not found:
        raise Malformed(what)
    return found
