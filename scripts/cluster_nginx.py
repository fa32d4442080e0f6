"""nginx with the configuration of deploy/nginx, in a folder of its own."""

from __future__ import annotations

import shutil
import socket
import ssl
import time
from collections.abc import Iterable
from pathlib import Path

from scripts.cluster_parts import DEPLOY, Part, Worker, run

# What Debian's own nginx.conf sets: logs of everything, for all that a server block does not switch off.
AROUND = """daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/log/error.log info;
events {{}}
http {{
    access_log {folder}/log/access.log;
    client_body_temp_path {folder}/temp/body;
    proxy_temp_path {folder}/temp/proxy;
    fastcgi_temp_path {folder}/temp/fastcgi;
    uwsgi_temp_path {folder}/temp/uwsgi;
    scgi_temp_path {folder}/temp/scgi;
    include {folder}/signpost.conf;
}}
"""
SETTLED_AFTER_SECONDS = 1.0


class Nginx(Part):
    """The proxy in front of the workers."""

    def prepare(self, workers: Iterable[Worker]) -> None:
        """Fill in the configuration of deploy/ and have nginx check it."""
        shutil.copytree(DEPLOY / "nginx", self.folder, dirs_exist_ok=True)
        for name in ("log", "temp"):
            (self.folder / name).mkdir()
        key, certificate = self.folder / "key.pem", self.folder / "certificate.pem"
        made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        named = ["-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]
        run([*made, *named, "-keyout", str(key), "-out", str(certificate)])
        self._fill_in(key, certificate)
        (self.folder / "nginx.conf").write_text(AROUND.format(folder=self.folder))
        self.list_workers(workers)
        run([self._program(), *self._settings(), "-t"])

    def _fill_in(self, key: Path, certificate: Path) -> None:
        file = self.folder / "signpost.conf"
        text = file.read_text("utf-8")
        for old, new in (
            ("listen 443 ssl", f"listen {self.host}:{self.port} ssl"),
            ("SIGNPOST.FORCE.EXAMPLE", "localhost"),
            ("/etc/ssl/signpost/CERTIFICATE.pem", str(certificate)),
            ("/etc/ssl/signpost/KEY.pem", str(key)),
        ):
            assert old in text, old
            text = text.replace(old, new)
        file.write_text(text, "utf-8")

    def list_workers(self, workers: Iterable[Worker], down: Worker | None = None) -> None:
        """Write which workers there are, with one of them taken out, as the runbook does before an upgrade."""
        written = (DEPLOY / "nginx" / "signpost-workers.conf").read_text("utf-8")
        template = next(line for line in written.splitlines() if line.startswith("server "))
        assert "127.0.0.1:5005" in template
        lines = []
        for worker in workers:
            line = template.replace("127.0.0.1:5005", f"{worker.host}:{worker.port}")
            lines.append(line.replace(";", " down;") if worker is down else line)
        (self.folder / "signpost-workers.conf").write_text("\n".join(lines) + "\n")

    def reload(self) -> None:
        """Have it read its configuration again; requests under way are finished by the old one."""
        run([self._program(), *self._settings(), "-s", "reload"])
        time.sleep(SETTLED_AFTER_SECONDS)

    def forbid_files(self) -> None:
        """Put a file where each folder for what does not fit into memory was: writing there fails from now on."""
        for folder in (self.folder / "temp").iterdir():
            shutil.rmtree(folder)
            folder.touch()

    def command(self) -> list[str]:
        """Give what is run."""
        return [self._program(), *self._settings()]

    def answers(self) -> bool:
        """Say whether it listens."""
        with socket.socket() as probe:
            return probe.connect_ex((self.host, self.port)) == 0

    def trust(self) -> ssl.SSLContext:
        """Give what a client needs to trust it."""
        return ssl.create_default_context(cafile=str(self.folder / "certificate.pem"))

    def _settings(self) -> list[str]:
        return ["-p", str(self.folder), "-c", str(self.folder / "nginx.conf")]

    @staticmethod
    def _program() -> str:
        return shutil.which("nginx") or "/usr/sbin/nginx"
