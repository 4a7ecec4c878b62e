"""TLS, and a certificate that is replaced while the server runs."""

import socket
import ssl
import subprocess

import pytest

from gateway import REFERENCE_POLICY, Gateway, run, free_port, wait_until


def certificate(folder, name, serial):
    """A self-signed certificate for 127.0.0.1 with that serial number."""
    crt, key = folder / f"{name}.crt", folder / f"{name}.key"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-keyout", str(key), "-out", str(crt), "-days", "30", "-subj", "/CN=gateway",
         "-set_serial", str(serial), "-addext", "subjectAltName=IP:127.0.0.1"],
        check=True, capture_output=True,
    )
    return crt, key


class TlsGateway(Gateway):
    def __init__(self, folder, settings=None):
        self.crt, self.key = certificate(folder, "served", 1)
        settings = {"tls.certificate": str(self.crt), "tls.key": str(self.key), **(settings or {})}
        super().__init__(folder, REFERENCE_POLICY, settings, scheme="https")
        self.session.verify = str(self.crt)

    def connect(self, minimum=None, maximum=None):
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        if minimum:
            context.minimum_version = minimum
        if maximum:
            context.maximum_version = maximum
        plain = socket.create_connection(("127.0.0.1", self.port), 5)
        return context.wrap_socket(plain)

    def serial(self):
        with self.connect() as connection:
            text = ssl.DER_cert_to_PEM_cert(connection.getpeercert(binary_form=True))
        shown = subprocess.run(["openssl", "x509", "-noout", "-serial"], input=text, capture_output=True, text=True, check=True)
        return int(shown.stdout.strip().split("=")[1], 16)


@pytest.fixture
def gateway(tmp_path):
    gateway = TlsGateway(tmp_path).wait_ready()
    yield gateway
    gateway.stop()


def replace(gateway, crt, key):
    key.replace(gateway.key)
    crt.replace(gateway.crt)


def test_a_real_client_verifies_and_talks(gateway):
    assert gateway.prompt("hi", {"contains_pii": True})["action"] == "block"


def test_versions(gateway):
    with gateway.connect() as connection:
        assert connection.version() == "TLSv1.3"
    with gateway.connect(maximum=ssl.TLSVersion.TLSv1_2) as connection:
        assert connection.version() == "TLSv1.2"


def test_a_minimum_of_1_3(tmp_path):
    gateway = TlsGateway(tmp_path, {"tls.minimum": "1.3"}).wait_ready()
    try:
        with pytest.raises((ssl.SSLError, ConnectionError)):
            gateway.connect(maximum=ssl.TLSVersion.TLSv1_2)
        assert gateway.get("/health").status_code == 200
    finally:
        gateway.stop()


def test_a_new_certificate_is_served_and_old_connections_go_on(gateway, tmp_path):
    assert gateway.serial() == 1
    with gateway.connect() as old:
        replace(gateway, *certificate(tmp_path, "next", 2))
        wait_until(lambda: gateway.serial() == 2, 5, "the new certificate")
        old.sendall(b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        assert old.recv(4096).startswith(b"HTTP/1.1 200")


def test_an_unusable_certificate_changes_nothing(gateway, tmp_path):
    gateway.crt.write_text("not a certificate")

    def noticed(entry):
        gateway.serial()  # the files are looked at when somebody connects
        return str(gateway.crt) in str(entry) and entry.get("level") in ("warning", "error")

    gateway.wait_log(noticed)
    assert gateway.serial() == 1


def test_plain_http_to_the_tls_port_harms_nobody(gateway):
    with socket.create_connection(("127.0.0.1", gateway.port), 5) as plain:
        plain.sendall(b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert not plain.recv(4096).startswith(b"HTTP/1.1 200")
    assert gateway.get("/health").status_code == 200


def test_a_handshake_that_never_comes_is_cut_off(tmp_path):
    gateway = TlsGateway(tmp_path, {"http.timeouts.header": "1s", "http.timeouts.idle": "1s"}).wait_ready()
    try:
        with socket.create_connection(("127.0.0.1", gateway.port), 5) as silent:
            assert silent.recv(1) == b""
    finally:
        gateway.stop()


def test_a_key_that_does_not_fit_is_refused_at_start(tmp_path):
    crt, _ = certificate(tmp_path, "one", 1)
    _, key = certificate(tmp_path, "two", 2)
    settings = tmp_path / "governed-speed.yaml"
    settings.write_text(f"tls: {{ certificate: {crt}, key: {key} }}\n")
    result = run("gateway", "--config", REFERENCE_POLICY, "--settings", settings, "--listen", f"127.0.0.1:{free_port()}")
    assert result.returncode != 0
    assert "error" in result.stderr
