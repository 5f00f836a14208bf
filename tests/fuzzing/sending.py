"""Sends cases to the gateway over several connections at once, and judges its answers."""
import asyncio

import http2
import wire
from connection import TIME_LIMIT, Connection
from servers import GATEWAY, GATEWAY_HTTP2

LANES = 16


class Sender:
    """Keeps a connection a lane for as long as the answers allow. `fault` is called with a case and what is wrong with it."""

    def __init__(self, fault, counts):
        self.fault, self.counts = fault, counts
        self.lanes = [None] * LANES

    async def send(self, cases):
        waiting = iter(cases)
        await asyncio.gather(*(self.send_all(lane, waiting) for lane in range(LANES)))

    async def send_all(self, lane, waiting):
        for case in waiting:
            try:
                exchange = self.exchange_over_http2(case) if case.is_http2 else self.exchange(lane, case)
                self.judge(case, await asyncio.wait_for(exchange, TIME_LIMIT))
            except TimeoutError:
                self.fault(case, f'no answer within {TIME_LIMIT} s, and the connection stays open')
                self.close(lane)
            except wire.Malformed as malformed:
                self.fault(case, f'the answer is no HTTP: {malformed}')
                self.close(lane)

    def judge(self, case, answers):
        self.counts['served' if any(answer.status < 400 for answer in answers) else 'refused'] += 1
        is_version_known = case.is_http2 or case.sent.partition(b'\r\n')[0].endswith((b' HTTP/1.0', b' HTTP/1.1'))
        for answer in answers:
            if answer.status >= 500 and (answer.status, is_version_known) != (505, False):
                self.fault(case, f'answered with {answer.status} {answer.body[:300]!r}')
        if not answers and case.requests:
            self.fault(case, 'closed without an answer')
        if len(answers) > len(case.requests) and case.ending != 'incomplete' and answers[-1].status < 400:
            self.fault(case, f'answered with {answers[-1].status} although it is malformed: {case.ending}')

    async def exchange(self, lane, case):
        """Returns the answers. A kept connection may have been closed meanwhile: then the case is sent once more."""
        is_kept = self.lanes[lane] is not None
        answers = await self.exchange_once(lane, case)
        if is_kept and not answers and case.requests:
            answers = await self.exchange_once(lane, case)
        return answers

    async def exchange_once(self, lane, case):
        connection = self.lanes[lane] = self.lanes[lane] or await Connection.open(GATEWAY)
        await connection.send(case.sent)
        if case.ending == 'incomplete':
            connection.end_sending()
        answers, is_closed = [], False
        for method in [request.method for request in case.requests] + [case.sent.split(b' ')[0]] * (case.ending != 'whole'):
            answer = await connection.read(wire.read_answer, method)
            answers += [answer] if answer else []
            is_closed = answer is None or wire.closes(answer.headers)
            if is_closed:
                break
        if is_closed:
            # The gateway waits a second for the caller to close.
            connection.end_sending()
            while await connection.receive():
                pass
            if answers and connection.received:
                self.fault(case, f'bytes after the last answer: {connection.received[:200]!r}')
        if is_closed or case.ending != 'whole' or not case.requests:
            self.close(lane)
        return answers

    async def exchange_over_http2(self, case):
        connection = await Connection.open(GATEWAY_HTTP2)
        await connection.send(case.sent)
        answer = await connection.read(http2.read_status)
        connection.close()
        return [answer] if answer else []

    def close(self, lane):
        if self.lanes[lane]:
            self.lanes[lane].close()
        self.lanes[lane] = None
