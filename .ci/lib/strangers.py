"""Attacks a gateway as strangers would, one attack after the other, while a known caller calls it.

Usage: strangers.py PROCESS FOLDER ATTACK... The gateway listens on 8080, 8081 (management), 8082 (HTTP/2) and 8443 (TLS);
FOLDER has its log and its audit log.
"""
import base64
import errno
import glob
import http.client
import json
import os
import re
import select
import socket
import ssl
import struct
import sys
import threading
import time
import urllib.request

PROCESS, FOLDER, ATTACKS = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
KEY = 'ops-console-demo-key'
ONE = ['127.0.0.2']
MANY = [f'127.{i // 200}.{i % 200}.3' for i in range(1000)]
failures = []


def expect(holds, what):
    if not holds:
        failures.append(what)
    print(('ok  ' if holds else 'FAIL'), what, flush=True)


def memory(key):
    with open(f'/proc/{PROCESS}/status', encoding='ascii') as status:
        return int(re.search(rf'{key}:\s+(\d+)', status.read())[1]) / 1024


def metrics():
    with urllib.request.urlopen('http://127.0.0.1:8081/metrics', timeout=10) as answer:
        return answer.read().decode()


def refused():
    return sum(float(value) for value in re.findall(r'ciam_gateway_connections_refused_total\{.*\} (\d+)', metrics()))


def overflows():
    """How many handshakes the system ignored, since too many connections waited to be accepted; a client repeats its one after 1 s."""
    with open('/proc/net/netstat', encoding='ascii') as counts:
        names, values = [line.split() for line in counts if line.startswith('TcpExt:')]
    return int(values[names.index('ListenOverflows')])


def insecure():
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


class Caller(threading.Thread):
    """A known caller: calls on a connection that it keeps, calls on new ones with and without TLS, changes, and looks at health."""

    def __init__(self, makes_changes):
        super().__init__(daemon=True)
        self.failed, self.times, self.changes, self.ends = [], [], 0, False
        self.makes_changes = makes_changes
        self.kept, self.context = None, insecure()

    def run(self):
        for turn in range(1 << 30):
            if self.ends:
                return
            begin = time.monotonic()
            try:
                self.call(turn)
            except (OSError, http.client.HTTPException) as error:
                self.failed.append(repr(error))
                self.kept = None
            self.times.append(time.monotonic() - begin)
            time.sleep(max(0, 0.02 - (time.monotonic() - begin)))

    def call(self, turn):
        if turn % 10 == 9:
            status = urllib.request.urlopen('http://127.0.0.1:8081/health/live', timeout=10).status
        elif turn % 10 == 8 and self.makes_changes:
            status = self.ask(http.client.HTTPConnection('127.0.0.1', 8080, timeout=10), 'POST', '/Domains')
            self.changes += 1
        elif turn % 10 == 7:
            status = self.ask(http.client.HTTPSConnection('127.0.0.1', 8443, timeout=10, context=self.context), 'GET', '/Domains')
        elif turn % 2 == 0:
            self.kept = self.kept or http.client.HTTPConnection('127.0.0.1', 8080, timeout=10)
            status = self.ask(self.kept, 'GET', '/Domains')
        else:
            status = self.ask(http.client.HTTPConnection('127.0.0.1', 8080, timeout=10), 'GET', '/Domains')
        if status != 200:
            self.failed.append(status)

    @staticmethod
    def ask(connection, method, path):
        connection.request(method, path, headers={'X-Api-Key': KEY})
        with connection.getresponse() as answer:
            answer.read()
            return answer.status


def take(callers):
    """The median and the 99th percentile in milliseconds of the calls since it was called last."""
    taken = sorted(time for caller in callers for time in caller.times)
    for caller in callers:
        caller.times = []
    return [1000 * taken[int(len(taken) * part)] for part in (0.5, 0.99)] if taken else [0, 0]


def flood(count, addresses, payload, port=8080, seconds=1.0, at_once=500):
    """Opens connections without waiting for one after the other, sends the payload on each, reads what comes and keeps them."""
    poll, opening, kept = select.epoll(), {}, []
    opened, end = 0, time.monotonic() + 4
    while (opened < count or opening) and time.monotonic() < end:
        while opened < count and len(opening) < at_once:
            one = socket.socket()
            one.setblocking(False)
            one.bind((addresses[opened % len(addresses)], 0))
            opened += 1
            if one.connect_ex(('127.0.0.1', port)) in (0, errno.EINPROGRESS):
                opening[one.fileno()] = one
                poll.register(one, select.EPOLLOUT)
        for number, _ in poll.poll(0.1):
            one = opening.pop(number)
            poll.unregister(number)
            try:
                if payload:
                    one.send(payload)
                kept.append(one)
            except OSError:
                one.close()
    time.sleep(seconds)
    return kept


HALF = b'GET /Domains HTTP/1.1\r\nHost: gateway\r\n' + b''.join(b'X-%d: %s\r\n' % (i, b'a' * 330) for i in range(92))


def half_requests():
    return flood(5000, ONE, HALF)


def half_requests_of_many():
    return flood(5000, MANY, HALF)


def silent():
    return flood(10000, ONE, b'', seconds=5)


def kept_401():
    return flood(10000, ONE, b'GET /Domains HTTP/1.1\r\nHost: gateway\r\n\r\n')


def guesses():
    wrong = base64.b64encode(b'guessed:wrong')
    return flood(3000, MANY, b'GET /Domains HTTP/1.1\r\nHost: gateway\r\nAuthorization: Basic %s\r\n\r\n' % wrong, seconds=3)


def idle_tls():
    context, kept, end = insecure(), [], time.monotonic() + 4

    def shake(addresses, count):
        for i in range(count):
            if time.monotonic() > end:
                return
            try:
                plain = socket.create_connection(('127.0.0.1', 8443), 5, (addresses[i % len(addresses)], 0))
                kept.append(context.wrap_socket(plain))
            except OSError:
                pass
    threads = [threading.Thread(target=shake, args=(ONE if i < 2 else MANY[i::4], 1300)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return kept


def long_paths():
    request = b'POST /Domains/%s HTTP/1.1\r\nHost: gateway\r\nContent-Length: 0\r\n\r\n' % (b'+' * 8000)
    end = time.monotonic() + 3

    def send(address):
        try:
            with socket.create_connection(('127.0.0.1', 8080), 5, (address, 0)) as one:
                while time.monotonic() < end:
                    one.sendall(request * 10)
                    one.recv(1 << 20)
        except OSError:
            pass
    threads = [threading.Thread(target=send, args=(address,)) for address in MANY[:8]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return []


def frame(kind, flags, stream, payload=b''):
    return struct.pack('>I', len(payload))[1:] + bytes([kind, flags]) + struct.pack('>I', stream) + payload


def http2_floods():
    preface = b'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'
    head = b'\x82\x86\x84\x41\x07gateway'  # GET, http, /, :authority gateway
    resets = b''.join(frame(1, 5, i, head) + frame(3, 0, i, struct.pack('>I', 8)) for i in range(1, 8001, 2))
    pings = frame(6, 0, 0, b'12345678') * 20000
    settings = frame(4, 0, 0) * 20000
    no_window = frame(4, 0, 0, struct.pack('>HI', 4, 0)) + b''.join(frame(1, 5, i, head) for i in range(1, 4001, 2))
    window = frame(1, 4, 1, head) + frame(8, 0, 1, struct.pack('>I', 0x7fffffff)) * 40000  # Above the largest window.
    continuation = frame(1, 1, 1, head) + frame(9, 0, 1, b'\x40\x01a\x7f\x80\x01' + b'b' * 255) * 4000
    end = time.monotonic() + 3

    def send(payload, address):
        while time.monotonic() < end:
            try:
                with socket.create_connection(('127.0.0.1', 8082), 5, (address, 0)) as one:
                    one.settimeout(1)
                    one.sendall(preface + frame(4, 0, 0) + payload)
            except OSError:
                pass
    threads = [threading.Thread(target=send, args=(payload, address), daemon=True)
               for payload in (resets, pings, settings, no_window, window, continuation) for address in MANY[:3]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(4)
    return []


class Strangers:
    """An attack in a process of its own, with what the others leave of the processors: strangers bring their own machines."""

    def __init__(self, attack):
        self.done, done = os.pipe()
        end, self.end = os.pipe()
        self.process = os.fork()
        if self.process == 0:
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
            kept = globals()[attack]()
            os.write(done, b'.')
            os.read(end, 1)
            for one in kept:
                one.close()
            os._exit(0)

    def wait(self):
        os.read(self.done, 1)

    def leave(self):
        os.write(self.end, b'.')
        os.waitpid(self.process, 0)


def audited_changes():
    lines = [json.loads(line) for file in glob.glob(f'{FOLDER}/audit.json*') for line in open(file, encoding='utf-8')]
    return sum(line['caller'] == 'ops-console' for line in lines), max(map(len, map(json.dumps, lines)), default=0)


def main():
    callers, ignored = [Caller(makes_changes=i == 0) for i in range(4)], overflows()
    for caller in callers:
        caller.start()
    time.sleep(10)  # Until the youngest generation is as large as it gets.
    before, quiet = memory('VmRSS'), take(callers)
    for attack in ATTACKS:
        earlier = refused()
        take(callers)
        strangers = Strangers(attack)
        strangers.wait()
        p50, p99 = take(callers)
        print(f'     {attack}: the caller waits {p50:.1f} ms (p99 {p99:.1f}), {quiet[0]:.1f} (p99 {quiet[1]:.1f}) without, '
              f'{refused() - earlier:.0f} connections refused, {memory("VmRSS"):.0f} MB', flush=True)
        failed = [failure for caller in callers for failure in caller.failed]
        expect(not failed, f'{attack}: none of the caller\'s calls fails {failed[:3]}')
        strangers.leave()
    end = time.monotonic() + 30
    while time.monotonic() < end and memory('VmRSS') > 1.2 * before:
        time.sleep(0.5)
    for caller in callers:
        caller.ends = True
    for caller in callers:
        caller.join()
    after, peak, log = memory('VmRSS'), memory('VmHWM'), os.path.getsize(f'{FOLDER}/log')
    expect(peak < 256, f'at most {peak:.0f} MB were in use')
    expect(after <= 1.2 * before, f'{after:.0f} MB are in use afterwards, {before:.0f} before')
    print(f'     {overflows() - ignored} handshakes were ignored because too many connections waited to be accepted', flush=True)
    expect(refused() > 0, 'refused connections are counted')
    expect(log < 100_000, f'the log has {log} bytes')
    changes, longest = audited_changes()
    made = sum(caller.changes for caller in callers)
    expect(changes == made, f'{changes} of {made} changes are in the audit log')
    expect(longest < 5000, f'the longest of its lines has {longest} bytes')
    sys.exit(bool(failures))


main()
