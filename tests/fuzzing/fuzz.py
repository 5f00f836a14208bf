"""Usage: fuzz.py BINARY KESTREL CASES SEED[:NUMBER]. Documented in `run`."""
import asyncio
import collections
import pathlib
import sys
import tempfile
import time

import cases
import wire
from api import Api
from connection import TIME_LIMIT, Connection
from judging import Judge, name_of
from sending import Sender
from servers import API, GATEWAY, OPERATIONS, READERS, Servers

BATCH, MOST_FAILURES = 500, 10
# From so many cases on, each operation must have been performed, and each reader must have read half of what was served.
ENOUGH = 5000


class Run:
    def __init__(self, servers, api):
        self.servers, self.api = servers, api
        self.counts = collections.Counter()
        self.faults = {}
        self.sender, self.judge = (kind(self.fault, self.counts) for kind in (Sender, Judge))

    def fault(self, case, text, reader='gateway'):
        self.faults.setdefault(case, {}).setdefault(text, []).append(reader)

    async def send(self, batch):
        """Returns the faults of a batch by their case, or None if that is not known: texts, with the servers that they concern."""
        await self.sender.send(batch)
        await self.judge.judge(batch, self.api.take())
        problem = await self.known_call()
        if problem or not self.servers.is_running('gateway'):
            self.fault(None, f'a plain call afterwards fails: {problem}\n{self.servers.log("gateway")}')
        for arrival in self.api.take():
            if name_of(arrival) != b'known':
                self.fault(None, f'arrived after its answer: {arrival.sent!r}')
        for fault in self.api.faults:
            self.fault(None, f'what arrived is no HTTP: {fault}')
        self.api.faults.clear()
        faults, self.faults = self.faults, {}
        return faults

    async def known_call(self):
        try:
            connection = await Connection.open(GATEWAY)
            await connection.send(cases.line_and_headers(b'GET', b'/Domains/known', b'known') + b'Connection: close\r\n\r\n')
            answer = await asyncio.wait_for(connection.read(wire.read_answer, b'GET'), TIME_LIMIT)
            connection.close()
            return None if answer and answer.status == 200 else f'answered with {answer}'
        except (OSError, TimeoutError, wire.Malformed) as failure:
            return repr(failure)

    def idle(self):
        """Returns what this run did not try, so that it shows nothing."""
        served = self.counts['served']
        return ([f'no request performs {one["name"]}' for one in OPERATIONS if not self.counts[f'performed {one["name"]}']]
                + [f'{name} reads only {self.counts[f"read by {name}"]} of {served} served cases'
                   for name in READERS if self.counts[f'read by {name}'] < served / 2])


async def main(binary, kestrel, count, seed):
    began = time.monotonic()
    seed, _, number = seed.partition(':')
    numbers = range(int(number or 0), int(number or 0) + int(count))
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        api, servers = Api(API), Servers(binary, kestrel, pathlib.Path(folder))
        api.start()
        try:
            await servers.listen()
            run = Run(servers, api)
            for first in numbers[::BATCH]:
                batch = [cases.make(seed, one) for one in numbers[first - numbers.start:][:BATCH]]
                for case, faults in (await run.send(batch)).items():
                    failures += 1
                    show(seed, case, faults, batch)
                if failures >= MOST_FAILURES:
                    break
        finally:
            servers.stop()
    for problem in run.idle() if len(numbers) >= ENOUGH and not failures else []:
        failures += 1
        print(f'FAIL seed {seed}: {problem}')
    print(f'{run.counts["served"]} cases served, {run.counts["refused"]} refused, {failures} failed, '
          f'seed {seed}, {time.monotonic() - began:.0f} s')
    return 1 if failures else 0


def show(seed, case, faults, batch):
    where = f'{seed}:{case.number}' if case else f'{seed}:{batch[0].number}, or up to {len(batch) - 1} further'
    print(f'FAIL {where}')
    for text, readers in faults.items():
        print(f'  {", ".join(readers)}: {text}')
    if case:
        print(f'  sent, which ends {case.ending}: {case.sent!r}')


if __name__ == '__main__':
    sys.stdout.reconfigure(errors='backslashreplace')
    sys.exit(asyncio.run(main(*sys.argv[1:])))
