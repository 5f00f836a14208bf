"""Makes headers and bodies that frame a request, and those that two servers might read in two ways."""
import fragments


def make(chance, inner):
    """Returns lines of headers, and the body. `inner` is a request that a body may hold."""
    content = chance.choice((b'', b'12345', b'12345', inner, bytes(chance.choices(fragments.BYTES, k=40))))
    kind = chance.choice((with_length, in_chunks, in_chunks, in_odd_chunks, with_odd_length, with_odd_coding, with_both))
    headers, body = kind(chance, content)
    mutation = chance.random()
    if mutation < 0.2:
        return mutated(chance, headers), body
    return headers, mutated(chance, body) if mutation < 0.4 else body


def with_length(_, content):
    return b'Content-Length: %d\r\n' % len(content), content


def with_odd_length(chance, content):
    names = (b'Content-Length: %s\r\n', b'content-length:%s\r\n', b'Content-Length : %s\r\n', b'Content_Length: %s\r\n')
    lengths = chance.choices(fragments.LENGTHS, k=chance.choice((1, 1, 1, 2)))
    return b''.join(chance.choice(names) % length for length in lengths), content[:5]


def in_chunks(chance, content):
    body, at = b'', 0
    while at < len(content):
        size = chance.randint(1, len(content) - at)
        body += b'%x%s\r\n%s\r\n' % (size, chance.choice((b'', b'', b';a=b', b' ;a')), content[at:at + size])
        at += size
    return b'Transfer-Encoding: chunked\r\n', body + b'0\r\n' + chance.choice(fragments.TRAILERS) + b'\r\n'


def in_odd_chunks(chance, _):
    chunk = chance.choice(fragments.SIZES) + b'\r\n12345' + chance.choice((b'\r\n', b'\r\n', b'\n', b'', b'\r\r\n'))
    return b'Transfer-Encoding: chunked\r\n', chunk + chance.choice(fragments.LAST_CHUNKS)


def with_odd_coding(chance, content):
    names = (b'Transfer-Encoding: %s\r\n', b'transfer-encoding:%s\r\n', b'Transfer-Encoding : %s\r\n', b'Transfer_Encoding: %s\r\n',
             b' Transfer-Encoding: %s\r\n', b'Transfer-Encoding\x0b: %s\r\n')
    codings = chance.choices(fragments.CODINGS, k=chance.choice((1, 1, 1, 2)))
    return b''.join(chance.choice(names) % coding for coding in codings), in_chunks(chance, content)[1]


def with_both(chance, content):
    headers, body = with_odd_coding(chance, content)
    length, _ = chance.choice((with_odd_length, with_length))(chance, body)
    return chance.choice((headers + length, length + headers)), body


def mutated(chance, data):
    for _ in range(chance.choice((1, 1, 2))):
        at = chance.randrange(len(data) + 1)
        byte = bytes((chance.choice(fragments.BYTES),))
        data = chance.choice((data[:at] + byte + data[at:], data[:at] + byte + data[at + 1:], data[:at] + data[at + 1:]))
    return data
