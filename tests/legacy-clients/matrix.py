"""Usage: matrix.py BINARY [CLIENT...]. Documented in `run`."""
import collections
import concurrent.futures
import pathlib
import sys
import tempfile
import time

import api
import client
import differences
import proxies
from cases import CASES

NO_ANSWER = 'no answer'


def main(binary, *prefixes):
    began = time.monotonic()
    sys.stdout.reconfigure(errors='backslashreplace')
    clients = client.read_clients(prefixes or ('',))
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / 'small').write_text('{"friendlyName":"Zoë"}')
        (folder / 'large').write_bytes(api.LARGE[::-1])
        apis = [api.Api(9000), api.Api(9001)]
        both = proxies.start(binary, folder)
        try:
            results = run(clients, both, folder)
        finally:
            proxies.stop(both)
        cells = {(one, case.name): compare(one, case.name, zip(both, apis), results)
                 for one in clients for case in CASES if case.name not in one.cannot}
        marks, wrong = judge(cells, is_whole=not prefixes)
        show(clients, marks)
        for difference, where in wrong.items():
            print(f'FAIL {difference}: {" ".join(where)}')
        for one in {one for (one, _), found in cells.items() if NO_ANSWER in found}:
            for proxy in both:
                print(f'log of {one.name} through {proxy.name}:\n{(results[one, proxy][0] / "log").read_text(errors="replace")[-2000:]}')
    count = collections.Counter(mark if mark in '=!' else 'listed' for mark in marks.values())
    print(f'{len(clients)} clients, {len(CASES)} calls, {time.monotonic() - began:.0f} s: {count["="]} as through nginx, '
          f'{count["listed"]} with listed differences, {sum(len(one.cannot) for one in clients)} not applicable, {count["!"]} failed')
    return 1 if wrong else 0


def run(clients, both, folder):
    """Returns what Client.run returns for each client and proxy."""
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        built = pool.submit(client.build, clients, folder)
        runs = {}
        for one in sorted(clients, key=lambda one: len(one.build)):
            if one.build:
                built.result()
            for proxy in both:
                runs[one, proxy] = pool.submit(one.run, proxy, folder)
        return {key: future.result() for key, future in runs.items()}


def compare(one, case, proxies_with_apis, results):
    """Returns the differences of a cell."""
    seen = []
    for proxy, recorded in proxies_with_apis:
        out, connections = results[one, proxy]
        lines = differences.seen_by_client(out, case, connections.get(case), proxy.neutral)
        if not lines:
            return [NO_ANSWER]
        seen.append((lines, differences.seen_by_api(recorded.requests[one.name, case], proxy.neutral)))
    return differences.compare(*seen)


def judge(cells, is_whole):
    """Returns the mark of each cell, and what is wrong: differences that are not listed, with their cells, and idle parts of the list."""
    listed = differences.read_list()
    marks, wrong = {}, collections.defaultdict(list)
    for (one, case), found in cells.items():
        rows = {difference: next((row for row in listed if row.covers(f'{one.name}/{case}', difference)), None) for difference in found}
        for difference, row in rows.items():
            if row is None:
                wrong[difference].append(f'{one.name}/{case}')
        if None in rows.values():
            marks[one, case] = '!'
        else:
            marks[one, case] = ','.join(dict.fromkeys(row.number for row in listed if row in rows.values() and '*' not in row.where)) or '='
    for row in listed if is_whole else []:
        for pattern in row.idle():
            wrong[f'row {row.number} of differences.md has what does not occur'].append(pattern)
    return marks, wrong


def show(clients, marks):
    print('= as through nginx, but for rows of differences.md that hold in all cells; a number: that row; - not applicable; ! not listed')
    widths = [max(len(case.name), *(len(marks.get((one, case.name), '-')) for one in clients)) for case in CASES]
    rows = [(one.name, [marks.get((one, case.name), '-') for case in CASES]) for one in clients]
    for name, texts in [('', [case.name for case in CASES]), *rows]:
        print(name.ljust(24) + ' '.join(text.ljust(width) for text, width in zip(texts, widths)).rstrip())
    for one in clients:
        for reason in dict.fromkeys(one.cannot.values()):
            print(f'- {one.name} {" ".join(case for case in one.cannot if one.cannot[case] == reason)}: {reason}')


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
