"""What differs between the two proxies, and the list of the differences that have a reason."""
import fnmatch
import hashlib
import pathlib
import re

LIST = pathlib.Path(__file__).parent / 'differences.md'


def seen_by_client(out, case, connections, neutral):
    """Returns the lines of what the client saw, or none if the call failed. Names of headers have no case and no order."""
    head, body = out / f'{case}.head', out / f'{case}.body'
    if not head.exists() or not head.stat().st_size:
        return []
    lines = []
    for line in neutral(head.read_bytes().decode('utf-8', 'surrogateescape')).splitlines():
        name, colon, value = line.partition(':')
        if line.strip():
            lines.append(f'{name.lower()}: {"…" if name.lower() == "date" else value.strip()}' if colon else line.strip())
    content = body.read_bytes() if body.exists() else b''
    lines.append(f'body: {len(content)} bytes, SHA-256 {hashlib.sha256(content).hexdigest()}')
    return lines + ([f'connections: {connections}'] if connections else [])


def seen_by_api(requests, neutral):
    """Returns, for each request, its lines. The trace identifier differs from call to call."""
    lines = [[neutral(line.decode('utf-8', 'surrogateescape')) for line in request] for request in requests]
    return [[re.sub('^traceparent: .*', 'traceparent: …', line) for line in request] for request in lines]


def compare(gateway, nginx):
    """Returns the differences of two pairs (lines of the client, requests at the API)."""
    found = [f'client {line}' for line in changed(gateway[0], nginx[0])]
    one, other = [' '.join(re.findall(r'^HTTP\S* (\d+)', '\n'.join(lines), re.MULTILINE)) for lines in (gateway[0], nginx[0])]
    if one != other:
        found.append(f'status {one}, not {other}')
    if len(gateway[1]) != len(nginx[1]):
        found.append(f'API {len(gateway[1])} requests, not {len(nginx[1])}')
    for one, other in zip(gateway[1], nginx[1]):
        found += [f'API {line}' for line in changed(one, other)]
        found += in_other_form(one, other)
    return found


def changed(gateway, nginx):
    """Returns the lines that only one of them has. The case of a header's name does not count."""
    one, other = [[with_small_name(line) for line in lines] for lines in (gateway, nginx)]
    return [f'+ {line}' for line in one if one.count(line) > other.count(line)] + \
           [f'- {line}' for line in other if other.count(line) > one.count(line)]


def in_other_form(gateway, nginx):
    """Yields what differs although the same headers are there."""
    common = [[with_small_name(line) for line in lines] for lines in (gateway, nginx)]
    orders = [[line for line in one if line in other] for one, other in (common, common[::-1])]
    names = [{line.split(':')[0] for line in lines if ':' in line} for lines in (gateway, nginx)]
    small = [{name.lower(): name for name in one} for one in names]
    if any(small[0][name] != small[1][name] for name in small[0].keys() & small[1].keys()):
        yield 'API names in other case'
    if orders[0] != orders[1]:
        yield 'API headers in other order'


def with_small_name(line):
    name, colon, value = line.partition(':')
    return f'{name.lower()}:{value}' if colon and ' ' not in name else line


class Listed:
    """A row of the list. Notes which parts of it occurred."""

    def __init__(self, number, what, where):
        self.number = number
        self.what = dict.fromkeys(re.findall(r'`([^`]+)`', what), False)
        self.where = dict.fromkeys([pattern for pattern in where.split() if pattern[0] != '!'], False)
        self.without = [pattern[1:] for pattern in where.split() if pattern[0] == '!']

    def covers(self, cell, difference):
        if any(fnmatch.fnmatchcase(cell, pattern) for pattern in self.without):
            return False
        what = [pattern for pattern in self.what if matches(difference, pattern)]
        where = [pattern for pattern in self.where if fnmatch.fnmatchcase(cell, pattern)]
        if what and where:
            self.what |= dict.fromkeys(what, True)
            self.where |= dict.fromkeys(where, True)
        return bool(what and where)

    def idle(self):
        """Returns the patterns that matched nothing."""
        return [pattern for pattern, occurred in (*self.what.items(), *self.where.items()) if not occurred]


def matches(text, pattern):
    return re.fullmatch('.*'.join(map(re.escape, pattern.split('*'))), text, re.DOTALL) is not None


def read_list():
    rows = [re.split(r' *\| *', line.strip('| \n')) for line in LIST.read_text().splitlines() if re.match(r'\| \d', line)]
    return [Listed(number, what, where) for number, _, what, where, _ in rows]
