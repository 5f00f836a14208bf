"""Judges what arrived at the API: by itself, and by what each server reads in it."""
import asyncio
import collections

import cases
import wire
from connection import TIME_LIMIT
from servers import READERS, Reader


class Judge:
    """`fault` is called with a case, or None, what is wrong with it, and to which server. `counts` tells what each reader read."""

    def __init__(self, fault, counts):
        self.fault, self.counts = fault, counts
        self.readers = [Reader(name) for name in READERS for _ in range(2)]

    async def judge(self, batch, arrivals):
        by_name = {b'%d' % case.number: case for case in batch}
        known = []
        for arrival in arrivals:
            case = by_name.get(name_of(arrival).partition(b'.')[0])
            if case is None:
                self.fault(None, f'arrived, and was not sent: {arrival.sent!r}')
            else:
                known.append((case, arrival))
                self.judge_arrival(case, arrival)
        for (case, name), count in collections.Counter((case.number, name_of(arrival)) for case, arrival in known).items():
            if count > 1:
                self.fault(by_name[b'%d' % case], f'{name.decode()} arrived {count} times')
        waiting = [iter(known[half::2]) for _ in READERS for half in (0, 1)]
        await asyncio.gather(*(self.read_all(reader, share) for reader, share in zip(self.readers, waiting)))

    def judge_arrival(self, case, arrival):
        """What holds whoever reads it: it was sent as a request, with this body, and has the token and not the caller's key."""
        request = arrival.request
        sent = next((one for one in case.requests if wire.values(one.headers, b'x-fuzz') == [name_of(arrival)]), None)
        if sent is None:
            self.fault(case, f'arrived, although no whole request was sent: {arrival.sent!r}')
        elif (sent.method, sent.body) != (request.method, request.body):
            self.fault(case, f'arrived with another method or body: {arrival.sent!r}')
        tokens = wire.values(request.headers, b'authorization')
        if len(tokens) != 1 or not tokens[0].startswith(b'Bearer token-'):
            self.fault(case, f'arrived with {len(tokens)} tokens: {arrival.sent!r}')
        if cases.KEY in arrival.sent[:request.head]:
            self.fault(case, f"arrived with the caller's key: {arrival.sent!r}")
        if not all(wire.NAME.fullmatch(name) for name, _ in request.headers):
            self.fault(case, f'arrived with a malformed header: {arrival.sent!r}')

    async def read_all(self, reader, arrivals):
        for case, arrival in arrivals:
            try:
                reading = await asyncio.wait_for(reader.read(arrival), TIME_LIMIT)
            except (wire.Malformed, TimeoutError) as failure:
                self.fault(case, f'reads another number of requests ({failure!r}): {arrival.sent!r}', reader.name)
                reader.drop()
                continue
            if reading is not None:
                self.judge_reading(case, arrival, reader.name, *reading)

    def judge_reading(self, case, arrival, reader, name, authorization, length, operations):
        token = b','.join(wire.values(arrival.request.headers, b'authorization')).decode('latin-1')
        if (name, authorization) != (name_of(arrival).decode(), token) or length not in ('', str(len(arrival.request.body))):
            self.fault(case, f'reads request {name}, a body of {length} bytes, and {authorization}: {arrival.sent!r}', reader)
        scope = token.removeprefix('Bearer token-')
        others = set(operations.split(',')) - {'-', scope}
        if others:
            self.fault(case, f'performs {", ".join(others)} with the token of {scope}: {arrival.sent!r}', reader)
        elif operations != '-':
            self.counts[f'read by {reader}'] += 1
            self.counts[f'performed {scope}'] += 1


def name_of(arrival):
    return b','.join(wire.values(arrival.request.headers, b'x-fuzz'))
