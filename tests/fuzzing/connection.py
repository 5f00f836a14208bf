"""A TCP connection that sends bytes and reads one message after the other."""
import asyncio
import socket

import wire

# In seconds, long enough for a machine that pauses.
TIME_LIMIT = 100


class Connection:
    def __init__(self, opened):
        opened.setblocking(False)
        self.socket, self.received, self.is_at_end = opened, b'', False

    @classmethod
    async def open(cls, port):
        opened = socket.socket()
        opened.setblocking(False)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await asyncio.get_running_loop().sock_connect(opened, ('127.0.0.1', port))
        return cls(opened)

    async def send(self, data):
        """Returns whether all could be sent."""
        try:
            await asyncio.get_running_loop().sock_sendall(self.socket, data)
            return True
        except OSError:
            return False

    async def read(self, read_message, *arguments):
        """Returns what a function of `wire` reads next; None if the other end closed before the end of it. Raises wire.Malformed."""
        while True:
            try:
                message, end = read_message(self.received, *arguments)
                self.received = self.received[end:]
                return message
            except wire.Incomplete:
                if not await self.receive():
                    return None

    async def receive(self):
        """Returns whether bytes came. A connection that was cut off ends, too."""
        try:
            more = await asyncio.get_running_loop().sock_recv(self.socket, 65536)
        except OSError:
            more = b''
        self.received += more
        self.is_at_end = not more
        return bool(more)

    def end_sending(self):
        try:
            self.socket.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def close(self):
        self.socket.close()


async def is_listening(port):
    try:
        (await Connection.open(port)).close()
        return True
    except OSError:
        return False
