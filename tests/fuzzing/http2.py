"""A request over HTTP/2 (RFC 9113) as the bytes of a whole connection, and the status of its answer."""
import struct

import wire

PREFACE = b'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'
DATA, HEADERS, RST_STREAM, SETTINGS, GOAWAY = 0, 1, 3, 4, 7
END_STREAM, END_HEADERS = 1, 4
# The part of HPACK's static table (RFC 7541, appendix A) that has :status, and the index of its name in a literal field.
STATUSES = {0x88: 200, 0x89: 204, 0x8a: 206, 0x8b: 304, 0x8c: 400, 0x8d: 404, 0x8e: 500}
STATUS_NAME = (0x48, 0x08, 0x18)


def connection(fields, body):
    """Returns what a client sends. No field is indexed or compressed, so that any bytes can be in it."""
    block = b''.join(b'\0' + text(name) + text(value) for name, value in fields)
    head = frame(HEADERS, END_HEADERS | (0 if body else END_STREAM), 1, block)
    return PREFACE + frame(SETTINGS, 0, 0, b'') + head + (frame(DATA, END_STREAM, 1, body) if body else b'')


def frame(kind, flags, stream, payload):
    return struct.pack('>I', len(payload))[1:] + struct.pack('>BBI', kind, flags, stream) + payload


def text(value):
    length = len(value)
    if length < 127:
        return bytes((length,)) + value
    encoded, rest = b'\x7f', length - 127
    while rest >= 128:
        encoded, rest = encoded + bytes((rest % 128 + 128,)), rest // 128
    return encoded + bytes((rest,)) + value


def read_status(data):
    """Returns the status of the answer, or 400 if the stream or the connection was reset; and the offset behind it."""
    at = 0
    while len(data) >= at + 9:
        length, (kind, _, stream) = int.from_bytes(data[at:at + 3], 'big'), struct.unpack('>BBI', data[at + 3:at + 9])
        at += 9 + length
        if len(data) < at:
            break
        payload = data[at - length:at]
        if kind in (RST_STREAM, GOAWAY):
            return wire.Answer(400, [], b''), at
        if kind == HEADERS and stream == 1:
            return wire.Answer(status_of(payload), [], b''), at
    raise wire.Incomplete


def status_of(block):
    while block and block[0] & 0xe0 == 0x20:
        # A change of the table's size.
        block = block[1:]
    if block and block[0] in STATUSES:
        return STATUSES[block[0]]
    if block and block[0] in STATUS_NAME and block[1] == 3:
        return int(block[2:5])
    raise wire.Malformed(f'a head without :status: {block[:20]!r}')
