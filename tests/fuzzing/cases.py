"""Makes each case from its seed and number: an operation's request that is bent in its target, headers or framing."""
import dataclasses
import random
import re

import fragments
import framing
import http2
import wire
from servers import routes

KEY = b'NVnR7VxlL-hWHUVCeUKKFHfaRYrtg7HFmPQHTVRKxWE'
ROUTES = [(method.encode(), route['Match']) for route in routes().values() for method in route['Match']['Methods']]
WITH_BODY = (b'POST', b'PUT', b'PATCH')

# The forms of a target (RFC 9112 §3.2), most often the first.
FORMS = [lambda target, _: target] * 40 + [lambda target, _: target + b'/'] * 4 + [
    lambda target, _: b'http://gateway' + target,
    lambda target, chance: chance.choice(fragments.ORIGINS) + target,
    lambda target, chance: chance.choice((b'*', b'gateway:443', b'gateway', b'', b'?', b'#')) + target[1:],
    lambda target, chance: chance.choice((b'*', b'gateway:443', b'/')),
    lambda target, _: target.swapcase()]


@dataclasses.dataclass(eq=False)
class Case:
    """What is sent. `requests` and `ending` say how it is read strictly: 'whole', or what is wrong after the last request."""
    number: int
    sent: bytes
    requests: list
    ending: str
    is_http2: bool = False


def make(seed, number):
    chance = random.Random(f'{seed}:{number}')
    kind, name = chance.random(), b'%d' % number
    if kind < 0.1:
        return Case(number, *over_http2(chance, name), is_http2=True)
    sent = bent(chance, name) if kind < 0.72 else framed(chance, name)
    return Case(number, sent, *read_strictly(sent))


def read_strictly(sent):
    requests, at = [], 0
    try:
        while at < len(sent):
            request, at = wire.read_request(sent, at)
            requests.append(request)
            if wire.closes(request.headers):
                break
    except wire.Malformed as malformed:
        return requests, str(malformed)
    except wire.Incomplete:
        return requests, 'incomplete'
    return requests, 'whole'


def line_and_headers(method, target, name, version=b'1.1'):
    return b'%s %s HTTP/%s\r\nHost: gateway\r\nX-Fuzz: %s\r\nX-Api-Key: %s\r\n' % (method, target, version, name, KEY)


def bent(chance, name):
    """A request whose target and headers are bent."""
    method, match, target = hostile(chance)
    sent = line_and_headers(method, target, name, chance.choice(fragments.VERSIONS) if chance.random() < 0.15 else b'1.1')
    if 'Headers' in match:
        sent += chance.choice(fragments.CONDITIONS) + b'\r\n'
    while chance.random() < 0.25:
        sent += chance.choice(fragments.HEADERS) + b'\r\n'
    return sent + (b'Content-Length: 2\r\n\r\n{}' if method in WITH_BODY else b'\r\n')


def hostile(chance):
    """Returns a method, the match of the route as which it began, and a target."""
    method, match = chance.choice(ROUTES)
    target = chance.choice(FORMS)(filled(chance, match['Path']), chance)
    for _ in range(chance.choice((0, 1, 1, 1, 2, 3))):
        target = bend(target, chance)
    if b'?' not in target and ('QueryParameters' in match or chance.random() < 0.1):
        target += chance.choice(fragments.QUERIES)
    return chance.choice(fragments.METHODS) if chance.random() < 0.15 else method, match, target


def filled(chance, path):
    def value(_):
        pieces = [chance.choice(fragments.NAMES)]
        while chance.random() < 0.3:
            pieces.append(chance.choice(fragments.PIECES if chance.random() < 0.6 else fragments.NAMES))
        return b''.join(pieces)
    return re.sub(rb'\{[^}]*\}', value, path.encode())


def bend(target, chance):
    at = chance.randrange(len(target) + 1)
    kind = chance.random()
    if kind < 0.55:
        return target[:at] + chance.choice(fragments.PIECES) + target[at:]
    if kind < 0.65:
        return target[:at] + chance.choice(fragments.NAMES) + target[at:]
    if at == len(target):
        return target
    code = target[at]
    further = (b'%%%02x' % code, b'%%%02X' % code, b'%%25%02X' % code, target[at:at + 1].swapcase(), chance.choice(fragments.PIECES), b'')
    return target[:at] + chance.choice(further) + target[at + 1:]


def framed(chance, name):
    """A request whose framing two servers might read in two ways, mostly before one that would be smuggled, and before a last one."""
    inner, smuggled = (line_and_headers(b'DELETE', b'/Domains/smuggled', name + suffix) + b'\r\n' for suffix in (b'.inner', b'.smuggled'))
    version = b'1.0' if chance.random() < 0.08 else b'1.1'
    method = chance.choice((b'POST', b'POST', b'POST', b'PUT', b'GET', b'DELETE'))
    head = line_and_headers(method, b'/Domains' if method in (b'POST', b'GET') else b'/Domains/1', name, version)
    head += b'Connection: keep-alive\r\n' if version == b'1.0' else b''
    headers, body = framing.make(chance, inner)
    if chance.random() < 0.15:
        headers += chance.choice(fragments.HEADERS) + b'\r\n'
    last = line_and_headers(b'GET', b'/Domains/last', name + b'.last') + b'Connection: close\r\n\r\n'
    return head + headers + b'\r\n' + body + (smuggled if chance.random() < 0.7 else b'') + last


def over_http2(chance, name):
    """Returns the bytes of a connection, and how they are read strictly: a malformed request (RFC 9113 §8.1.1) is none."""
    method, match, target = hostile(chance)
    body = b'{}' if method in WITH_BODY else b''
    fields = [(b':method', method), (b':scheme', b'http'), (b':authority', b'gateway'), (b':path', target),
              (b'x-fuzz', name), (b'x-api-key', KEY)]
    if 'Headers' in match:
        fields.append((b'x-mode', chance.choice((b'audit', b'audit', b'none', b'none, audit', b'"audit"'))))
    if chance.random() < 0.3:
        return http2.connection(malformed(chance, fields), body), [], 'malformed'
    if chance.random() < 0.3:
        fields.append(chance.choice(fragments.FIELDS))
    return http2.connection(fields, body), [wire.Request(method, target, b'2', fields, body, 0)], 'whole'


def malformed(chance, fields):
    kind = chance.random()
    if kind < 0.5:
        return [*fields, chance.choice(fragments.MALFORMED_FIELDS)]
    if kind < 0.7:
        return [chance.choice(fragments.FIRST_FIELDS), *fields]
    pseudo = chance.choice((b':method', b':path', b':scheme'))
    values = fragments.MALFORMED_VALUES.get(pseudo)
    if kind < 0.8 or not values:
        return [field for field in fields if field[0] != pseudo]
    return [(name, chance.choice(values) if name == pseudo else value) for name, value in fields]
