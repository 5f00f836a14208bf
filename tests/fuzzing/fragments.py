"""The fragments of which hostile requests are made."""


def words(text):
    return [word.encode('latin-1') for word in text.split()]


def lines(text):
    """The lines of a text, in which \\r, \\n, \\t, \\0 and \\xNN are characters."""
    return [line.strip(' ').encode('latin-1').decode('unicode_escape').encode('latin-1') for line in text.strip().split('\n')]


PIECES = words(r"""
    / // /./ /../ .. . ./ ../ \ ..\ ; ;a=b ;/../ ..;/ ? ?/../ # + * : @ ~ ' | { } [ ] " < > ^ ` ! $ & ( ) , = % %zz %2 %u002f
    %2e %2E%2e %2e%2e/ %2e%2e%2f ..%2f %2f %2F %5c %5C %3b %3B %3f %23 %25 %20 %2b %22 %7c %00 %0d%0a %09 %0a %7f %c2%85 %41 %7e
    %252e%252e%252f %252f %255c %2500 %2523 %25252F %25%32%66 %c0%af %c0%ae %e0%80%af %f0%80%80%af %ff %c3 %ed%a0%80 %f4%90%80%80
    %ef%bc%8f %ef%bc%8e %ef%bc%bc %ef%bc%9b %ef%bc%85 %e2%88%95 %e2%80%a4 %e2%80%a6 %e2%80%8b %e2%80%ae %c3%bc
    """) + [b'\0', b'\x01', b'\x7f', b'\t', b' ', b'\xe9', b'\xc3\xa9', b'\r', b'\n']
NAMES = words('1 a a.b J%C3%BCrgen Users Notes Domains Owner Files v1 V1 Jobs %55sers ..a .hidden')
METHODS = words('GET GET HEAD POST PUT DELETE DELETE PATCH OPTIONS TRACE CONNECT PROPFIND delete Get DELET DELETE* GET, PRI')
VERSIONS = words('1.1 1.1 1.1 1.1 1.1 1.1 1.1 1.1 1.0 1.0 1.2 2.0 0.9 1.1x 1 01.1')
ORIGINS = words('https://gateway HTTP://GATEWAY:80 http://a@gateway http:/gateway //gateway ftp://gateway http://gateway: http://other')

QUERIES = words("""
    ?mode=full ?mode=Full ?MODE=full ?mode=full&mode=x ?mode=x&mode=full ?a;mode=full ?mode=full;a ?mode%3Dfull ?%6dode=full ?mode=ful%6c
    ??mode=full ?mode[]=full ?mode.x=full ?+mode=full ?mode=full+ ?mode=full%00 ?mode=full%0a ?mode=%ff ?mode=% ?&mode=full& ?mode ?mode=
    ?mode=full%26mode=x ?a=%26mode=full ?mode=full&a=b ?mode%00=full ?mode%5b%5d=full ?mode=x%3bmode=full ?a=%2526mode=full
    ?a=/../b;c%2f%00 ?x=http://a//b ?? ? ?a#b
    """)

# The header of a route's condition.
CONDITIONS = lines(r"""
    X-Mode: audit
    X-Mode: Audit
    X-Mode: audit\r\nX-Mode: none
    X-Mode: none\r\nX-Mode: audit
    X_Mode: audit
    x-mode: audit, none
    X-Mode: audit \t
    X-MODE:audit
    X-Mode: "audit"
    X-Mode:
    """)
HEADERS = CONDITIONS + lines(r"""
    X-HTTP-Method-Override: DELETE
    X-Method-Override: DELETE
    X-HTTP-Method: DELETE
    X_HTTP_Method_Override: DELETE
    X-HTTP_METHOD-override: DELETE
    X-Original-URL: /Domains/1
    X-Rewrite-URL: /Domains/1
    X_Original_URL: /Domains/1
    X-Forwarded-Prefix: /Domains
    X-Forwarded-Uri: /Domains/1
    X-Forwarded-For: 127.0.0.1
    X-Forwarded-Host: other
    Forwarded: for=1.2.3.4;host=other
    Authorization: Bearer token-domain.delete
    authorization: Basic YTpi
    Authorization : Bearer x
    Authorization_: x
    \x20Authorization: Bearer x
    Authorization\x0b: Bearer x
    Proxy-Authorization: Basic YTpi
    Connection: keep-alive, Authorization
    Connection: Authorization
    Connection: X-Mode
    Connection: close
    Connection: Content-Length
    Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__
    Connection: Upgrade\r\nUpgrade: websocket
    Keep-Alive: timeout=5
    Origin: http://a\r\nAccess-Control-Request-Method: DELETE
    Expect: 100-continue
    Expect: 200-ok
    TE: trailers
    Trailer: Authorization
    X-Folded: a\r\n Authorization: Bearer x
    X-Folded:\r\n\tb
    X-A: b\nX-B: c
    X-A: b\rX-B: c
    X-A: b\0c
    X-A: \x7f
    X-A: \xe9\xff
    X-A
    : b
    X A: b
    X(A): b
    Host: other
    Host_: other
    Cookie: a=b; c=d
    X-Twice: a\r\nX-Twice: b
    Range: bytes=0-1
    Via: 1.1 x
    Content-Type: application/json
    Content-Encoding: gzip
    Content_Length: 3
    Transfer_Encoding: chunked
    Accept: */*
    Max-Forwards: 0
    """)

LENGTHS = lines(r"""
    0
    2
    5
    05
    +5
    -5
    -0
    0x5
    5.0
    5e0
    5,5
    5, 6
    \x205
    5\t
    5\x0b
    5\xa0
    \xb2
    99999999999999999999
    9
    ;5
    "5"
    5 5
    1_0
    """)
CODINGS = [b'chunked', b''] + lines(r"""
    chunked
    Chunked
    chunked\x20
    \tchunked
    \x0bchunked
    xchunked
    identity
    gzip, chunked
    chunked, chunked
    chunked, identity
    chunked;q=1
    "chunked"
    chunked\0
    ,chunked
    chunked,
    \r\n chunked
    chun\tked
    """)
SIZES = [b'', b'5;' + b'a' * 5000] + lines(r"""
    5
    5
    05
    5;a=b
    5;a="b"
    5 ;a
    5\t
    \x205
    0x5
    +5
    -5
    5\n
    5;a\nb
    5;a\rb
    5\r
    g
    fffffffffffffffff5
    4
    6
    """)
LAST_CHUNKS = [b'0\r\n\r\n', b'0\r\n\r\n', b'0\n\r\n', b'0\r\n\n', b'00\r\n\r\n', b'0;a\r\n\r\n', b'-0\r\n\r\n', b'\r\n\r\n']
TRAILERS = [b'', b'', b''] + lines(r"""
    X-Trailer: a\r\n
    Authorization: Bearer x\r\n
    Content-Length: 5\r\n
    X-Trailer\r\n
    \x20a: b\r\n
    X\x0b: a\r\n
    """)
# Put in or in place of others, one at a time.
BYTES = b'\r\n\0\x0b\x0c \t+-;:,/\\.%x0\xff'

# Fields over HTTP/2. The gateway withholds the last five, which RFC 9113 does not allow.
FIELDS = [tuple(line.split(b'=', 1)) for line in words("""
    x-http-method-override=DELETE x_http_method_override=DELETE x-original-url=/Domains/1 te=trailers authorization=Basic x_mode=audit
    x-mode=audit cookie=a=b host=gateway content_length=5 transfer_encoding=chunked forwarded=for=1.2.3.4 expect=100-continue
    upgrade=h2c keep-alive=a proxy-connection=a te=gzip transfer-encoding=chunked
    """)]
MALFORMED_FIELDS = [tuple(line.split(b'=', 1)) for line in lines(r"""
    :path=/Domains/last
    :other=a
    X-Upper=a
    connection=close
    connection=x-api-key
    content-length=7
    content-length=+2
    x-a=b\r\nx-b: c
    x-a=b\0
    x-a=b\nc
    x-a\r\nx-b=c
    x a=b
    x\x0ba=b
    """)]
FIRST_FIELDS = [(b':path', b'/Domains/last'), (b':method', b'GET'), (b':authority', b'other'), (b':scheme', b'https'), (b':status', b'200'),
                (b'x-a', b'b')]
MALFORMED_VALUES = {
    b':path': [b'', b'/Domains/1 HTTP/1.1\r\nX-A: b', b'/Domains/1\r\n', b'/Domains/1 ', b'/Domains/1\0'],
    b':method': [b'', b'GET /Domains HTTP/1.1\r\nX-A: b', b'GET ', b'G\tET']}
