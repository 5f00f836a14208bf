"""The two proxies, their certificates and passwords, and the relay that counts connections."""
import atexit
import pathlib
import shutil
import socket
import subprocess
import threading
import time

HERE = pathlib.Path(__file__).parent


class Proxy:
    """Listens on a port for HTTP, 363 ports above for HTTPS, and on the next one for callers with a certificate."""

    def __init__(self, name, port, api, command, folder):
        self.name, self.port, self.api = name, port, api
        with open(folder / f'{name}.log', 'wb') as log:
            self.process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
        atexit.register(self.process.terminate)
        for listening in (port, port + 364):
            if not wait_for(listening, self.process):
                raise SystemExit(f'{command[0]} does not listen on port {listening}:\n{(folder / f"{name}.log").read_text()}')

    def plain_port(self, over_tls):
        return self.port + 363 * over_tls

    def base(self, listener, over_tls):
        """Returns the beginning of a call's address."""
        scheme = 'https' if over_tls else 'http'
        return {
            'plain': f'{scheme}://127.0.0.1:{self.plain_port(over_tls)}',
            'ipv6': f'{scheme}://[::1]:{self.plain_port(over_tls)}',
            'proxied': 'http://api.example.com',
            'tls': f'https://localhost:{self.port + 363}',
            'tls-no-sni': f'https://127.0.0.1:{self.port + 363}',
            'certificate': f'https://localhost:{self.port + 364}',
        }[listener]

    def neutral(self, text):
        """Replaces the ports that tell the proxies apart."""
        for own, common in ((self.port, 8080), (self.port + 363, 8443), (self.port + 364, 8444), (self.api, 9000)):
            text = text.replace(f':{own}', f':{common}')
        return text


def start(binary, folder):
    """Returns the gateway and nginx, which serve."""
    make_certificates(folder)
    (folder / 'passwords').write_text('payroll:{PLAIN}sesame %\n')
    (folder / 'temporary').mkdir()
    shutil.copy(HERE / 'gateway.json', folder / 'appsettings.json')
    shutil.copy(HERE / 'nginx.conf', folder)
    return [Proxy('gateway', 8080, 9000, [binary], folder),
            Proxy('nginx', 8180, 9001, ['nginx', '-p', folder, '-c', 'nginx.conf', '-e', 'nginx.log'], folder)]


def stop(both):
    for proxy in both:
        proxy.process.terminate()
    for proxy in both:
        proxy.process.wait()


def make_certificates(folder):
    def openssl(*arguments):
        subprocess.run(['openssl', *arguments], cwd=folder, check=True, capture_output=True)

    def issue(name, subject, extension):
        openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', subject, '-addext', extension,
                '-CA', 'authority.pem', '-CAkey', 'authority.key', '-keyout', f'{name}.key', '-out', f'{name}.pem')

    openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=authority',
            '-keyout', 'authority.key', '-out', 'authority.pem')
    issue('server', '/CN=localhost', 'subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1')
    issue('client', '/CN=payroll', 'extendedKeyUsage=clientAuth')
    # Old algorithms, which mono reads.
    openssl('pkcs12', '-export', '-certpbe', 'PBE-SHA1-3DES', '-keypbe', 'PBE-SHA1-3DES', '-macalg', 'sha1',
            '-in', 'client.pem', '-inkey', 'client.key', '-passout', 'pass:sesame', '-out', 'client.pfx')
    (folder / 'client.both').write_text((folder / 'client.pem').read_text() + (folder / 'client.key').read_text())


def wait_for(port, process):
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(('127.0.0.1', port)) == 0:
                return True
        time.sleep(0.05)
    return False


class Relay:
    """Passes connections on to another port. `connections` counts them."""

    def __init__(self, port):
        self.target, self.connections = port, 0
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            caller, _ = self.listener.accept()
            self.connections += 1
            server = socket.create_connection(('127.0.0.1', self.target))
            for source, destination in ((caller, server), (server, caller)):
                threading.Thread(target=self.copy, args=(source, destination), daemon=True).start()

    @staticmethod
    def copy(source, destination):
        try:
            while data := source.recv(65536):
                destination.sendall(data)
            destination.shutdown(socket.SHUT_WR)
        except OSError:
            destination.close()
