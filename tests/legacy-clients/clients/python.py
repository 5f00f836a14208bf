# run python-http.client: python3 {file} http.client {plan} {out}
# run python-urllib: python3 {file} urllib {plan} {out}
# cannot python-* query-letters query-blank: refuses the address
# cannot python-urllib keep-alive: closes every connection
# cannot python-urllib http-1.0: has no option for it
import base64
import http.client
import os
import ssl
import sys
import urllib.error
import urllib.request
from urllib.parse import urlsplit


def context(how):
    made = ssl.create_default_context(cafile=os.environ['AUTHORITY'])
    if 'certificate' in how:
        made.load_cert_chain(os.environ['CERTIFICATE'], os.environ['CERTIFICATE_KEY'])
    return made


def with_http_client(method, url, body, how, headers):
    address = urlsplit(os.environ['PROXY'] if 'proxy' in how else url)
    connection = http.client.HTTPSConnection(address.hostname, address.port, context=context(how)) if address.scheme == 'https' \
        else http.client.HTTPConnection(address.hostname, address.port)
    if 'http1.0' in how:
        connection._http_vsn, connection._http_vsn_str = 10, 'HTTP/1.0'
    if 'basic' in how:
        headers['Authorization'] = 'Basic ' + base64.b64encode(os.environ['CREDENTIALS'].encode()).decode()
    if 'close' in how:
        headers['Connection'] = 'close'
    target = url if 'proxy' in how else '/' + url.split('/', 3)[3]
    for _ in range(1 + ('twice' in how)):
        connection.request(method, target, iter([body]) if 'chunked' in how else body, headers, encode_chunked='chunked' in how)
        answer = connection.getresponse()
        content = answer.read()
    return answer, content


def with_urllib(method, url, body, how, headers):
    passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
    if 'basic' in how:
        passwords.add_password(None, url, *os.environ['CREDENTIALS'].split(':'))
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({'http': os.environ['PROXY']} if 'proxy' in how else {}),
        urllib.request.HTTPSHandler(context=context(how)), urllib.request.HTTPBasicAuthHandler(passwords))
    for _ in range(1 + ('twice' in how)):
        request = urllib.request.Request(url, iter([body]) if 'chunked' in how else body, headers, method=method)
        try:
            answer = opener.open(request, timeout=30)
        except urllib.error.HTTPError as error:
            answer = error
        content = answer.read()
    return answer, content


library, plan, out = sys.argv[1:]
for line in open(plan, encoding='utf-8'):
    name, method, url, body, how, header = line.rstrip('\n').split('\t')
    headers = dict([header.split(': ')]) if header != '-' else {}
    if 'expect' in how:
        headers['Expect'] = '100-continue'
    content = None if body == '-' else open(body, 'rb').read()
    try:
        answer, content = (with_http_client if library == 'http.client' else with_urllib)(method, url, content, how.split(), headers)
    except Exception as error:
        print(f'{name}: {error!r}')
        continue
    with open(f'{out}/{name}.head', 'w', encoding='latin-1') as head:
        print(f'HTTP {answer.status} {answer.reason}', *map(': '.join, answer.headers.items()), sep='\n', file=head)
    with open(f'{out}/{name}.body', 'wb') as file:
        file.write(content)
