"""Clients: what the comments of their files say, and how one makes its calls through one proxy."""
import fnmatch
import os
import pathlib
import re
import subprocess
import sys

import cases
import proxies

FOLDER = pathlib.Path(__file__).parent / 'clients'


class Client:
    """`cannot` has the reason for each case that is not applicable."""

    def __init__(self, file, text, name, over_tls, command):
        self.file, self.name, self.over_tls, self.command = file, name, bool(over_tls), command
        self.build = re.findall(r'^\W*build: (.*)', text, re.MULTILINE)
        inapplicable = re.findall(r'^\W*cannot (\S+) ([^:]+): (.*)', text, re.MULTILINE)
        self.cannot = {case: reason for names, listed, reason in inapplicable
                       if fnmatch.fnmatchcase(name, names) for case in listed.split()}
        unknown = self.cannot.keys() - {case.name for case in cases.CASES}
        if unknown:
            raise SystemExit(f'{file}: no call has the name {" ".join(unknown)}')

    def run(self, proxy, folder):
        """Makes all applicable calls. Returns the folder with the results, and how many connections it took where they are counted."""
        out = folder / proxy.name / self.name
        out.mkdir(parents=True)
        relays, lines = {}, []
        for case in cases.CASES:
            if case.name in self.cannot:
                continue
            if case.listener == 'counted':
                relays[case.name] = proxies.Relay(proxy.plain_port(self.over_tls))
                base = f'http{"s" * self.over_tls}://127.0.0.1:{relays[case.name].port}'
            else:
                base = proxy.base(case.listener, self.over_tls)
            lines.append(cases.line(case, self.name, base, folder))
        (out / 'plan').write_text(''.join(lines))
        execute(self.fill(self.command, folder, out), folder, out / 'log', {'PROXY': proxy.base('plain', False)})
        return out, {name: relay.connections for name, relay in relays.items()}

    def fill(self, command, folder, out=''):
        return command.format(file=self.file, folder=folder, plan=f'{out}/plan', out=out)


def read_clients(prefixes):
    """Returns the clients whose names begin with one of these."""
    found = []
    for file in sorted(FOLDER.glob('*.*')):
        text = file.read_text()
        found += [Client(file, text, *match) for match in re.findall(r'^\W*run (\S+)( over TLS)?: (.*)', text, re.MULTILINE)]
    return [client for client in found if client.name.startswith(prefixes)] or sys.exit(f'no client has a name that begins with {prefixes}')


def build(clients, folder):
    """Runs the commands that build clients, once for each file."""
    for command in {client.fill(command, folder): client for client in clients for command in client.build}:
        if execute(command, folder, folder / 'build.log', {}) != 0:
            raise SystemExit(f'{command}: failed\n{(folder / "build.log").read_text()}')


def execute(command, folder, log, variables):
    """Runs a command with the few variables that a client reads. Returns its exit code, 1 if it took too long."""
    kept = {name: os.environ[name] for name in ('PATH', 'HOME', 'TMPDIR', 'DOTNET_ROOT') if name in os.environ}
    certificate = {f'CERTIFICATE{name}': f'{folder}/client.{ending}'
                   for name, ending in (('', 'pem'), ('_KEY', 'key'), ('_BOTH', 'both'), ('_PFX', 'pfx'))}
    environment = kept | variables | certificate | {
        'LANG': 'C.UTF-8', 'CREDENTIALS': 'payroll:sesame %', 'AUTHORITY': f'{folder}/authority.pem'}
    with open(log, 'wb') as output:
        try:
            return subprocess.run(command, shell=True, cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                                  stdout=output, stderr=output, timeout=150).returncode
        except subprocess.TimeoutExpired:
            output.write(b'killed after 150 s\n')
            return 1
