"""The calls that each client makes, and the plan in which it reads them: one line a call, six fields between tabs."""
import collections

# `target` is what follows /CLIENT/CASE; `how` has words that tests/README.md explains; `listener` is one of Proxy.base, or 'counted'.
Case = collections.namedtuple('Case', 'name method target body how header listener', defaults=('GET', '', '-', '-', '-', 'plain'))

JSON = 'Content-Type: application/json'
CASES = [
    Case('get'),
    Case('query', target='?name=J%C3%B6rg%20M%C3%BCller&plus=a%2Bb+c'),
    Case('query-letters', target='?name=Jörg'),
    Case('query-blank', target='?name=a b'),
    Case('post', 'POST', body='small', header=JSON),
    Case('post-chunked', 'POST', body='small', how='chunked', header=JSON),
    Case('post-empty', 'POST'),
    Case('post-expect', 'POST', body='small', how='expect', header=JSON),
    Case('put', 'PUT', body='small', header=JSON),
    Case('delete', 'DELETE'),
    Case('head', 'HEAD'),
    Case('large', 'POST', body='large', header='Content-Type: application/octet-stream'),
    Case('answer-chunked'),
    Case('answer-until-close'),
    Case('redirect'),
    Case('redirect-absolute'),
    Case('not-modified', header='If-None-Match: "v1"'),
    Case('error-404'),
    Case('error-500'),
    Case('error-503'),
    Case('basic', how='basic'),
    Case('api-key', header='X-Api-Key: NVnR7VxlL-hWHUVCeUKKFHfaRYrtg7HFmPQHTVRKxWE'),
    Case('keep-alive', how='twice', listener='counted'),
    Case('close', how='twice close', listener='counted'),
    Case('http-1.0', how='http1.0'),
    Case('proxy', how='proxy', listener='proxied'),
    Case('ipv6', listener='ipv6'),
    Case('tls', listener='tls'),
    Case('tls-no-sni', listener='tls-no-sni'),
    Case('tls-until-close', listener='tls'),
    Case('certificate', how='certificate', listener='certificate'),
]


def line(case, client, base, folder):
    """Returns the call's line in the plan that a client reads."""
    body = case.body if case.body == '-' else f'{folder}/{case.body}'
    return '\t'.join((case.name, case.method, f'{base}/{client}/{case.name}{case.target}', body, case.how, case.header)) + '\n'
