"""The two sides of the gateway whose instructions are counted: an API, a token endpoint and a caller that each pause before they send.

The gateway always waits for them then, however busy the machine is: what it runs for one call does not depend on who was faster.

Usage: paced.py serve, or paced.py call COUNT. The gateway listens on 28080.
"""
import asyncio
import sys

PAUSE = 0.008
TOKEN = b'{"access_token":"' + 800 * b't' + b'","token_type":"Bearer","expires_in":7200}'
DOMAINS = b'{"Resources":[{"id":"42","friendlyName":"Main"}],"totalResults":1}'
REQUEST = b'GET /Domains HTTP/1.1\r\nHost: gateway\r\nX-Api-Key: key-of-the-instruction-count\r\n\r\n'


def answering(body):
    async def answer(reader, writer):
        try:
            while head := await reader.readuntil(b'\r\n\r\n'):
                length = [line for line in head.lower().split(b'\r\n') if line.startswith(b'content-length:')]
                if length:
                    await reader.readexactly(int(length[0].split(b':')[1]))
                await asyncio.sleep(PAUSE)
                writer.write(b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s' % (len(body), body))
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    return answer


async def serve():
    for port, body in ((28085, TOKEN), (28086, DOMAINS)):
        await asyncio.start_server(answering(body), '127.0.0.1', port)
    await asyncio.Event().wait()


async def call(count):
    reader, writer = await asyncio.open_connection('127.0.0.1', 28080)
    for _ in range(count):
        await asyncio.sleep(PAUSE)
        writer.write(REQUEST)
        head = await reader.readuntil(b'\r\n\r\n')
        if not head.startswith(b'HTTP/1.1 200 '):
            sys.exit(head.decode())
        length = [line for line in head.lower().split(b'\r\n') if line.startswith(b'content-length:')]
        await reader.readexactly(int(length[0].split(b':')[1]))
    writer.close()


asyncio.run(serve() if sys.argv[1] == 'serve' else call(int(sys.argv[2])))
