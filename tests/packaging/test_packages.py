"""The .deb and the tarball in bare Debian folders. They are made and tried by `./dev test package`, which sets
GS_PACKAGES; without it there are none."""

import json
import os
import re
import shutil
import socket
import subprocess
from pathlib import Path

import pytest
import requests
import yaml

from debian_folder import a_copy, libraries_not_found, pristine, unit_command
from tool import ROOT

pytestmark = [
    pytest.mark.skipif("GS_PACKAGES" not in os.environ, reason="the packages are tried by ./dev test package"),
    pytest.mark.timeout(600),
]
VERSION = re.search(r"VERSION ([\d.]+)", (ROOT / "CMakeLists.txt").read_text().split("project(")[1])[1]
POLICY = ROOT / "policies" / "adr-006.embedded-governance.yaml"


def package(pattern):
    found = list(Path(os.environ["GS_PACKAGES"]).glob(pattern))
    assert len(found) == 1, found
    return found[0]


@pytest.fixture(scope="module")
def with_deb(tmp_path_factory):
    """Debian 12 with the .deb and what it depends on."""
    deb = package("*.deb")
    with a_copy(pristine("bookworm"), tmp_path_factory.mktemp("deb") / "debian") as debian:
        shutil.copy(deb, debian.path("/tmp"))
        debian.run("apt-get", "update", "-qq")
        debian.run("apt-get", "install", "-y", "-qq", "--no-install-recommends", f"/tmp/{deb.name}")
        yield debian


@pytest.fixture(scope="module", params=["bookworm", "trixie"])
def with_tarball(request, tmp_path_factory):
    """A Debian that has none of the libraries, with the tarball in /opt."""
    with a_copy(pristine(request.param), tmp_path_factory.mktemp("tarball") / "debian") as debian:
        libraries = [path.name for path in debian.path("/usr/lib").rglob("*.so*")]
        assert not [name for name in libraries if re.match(r"lib(pq|icu\w+|yaml-cpp|hs|sasl2)\.", name)]
        subprocess.run(["tar", "-xf", package("*.tar.gz"), "-C", debian.path("/opt")], check=True)
        debian.home = "/opt/" + next(path.name for path in debian.path("/opt").iterdir())
        yield debian


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def write_settings(debian, path):
    """The package's settings, on free ports. Returns the URLs of gateway and evidence service."""
    settings = yaml.safe_load((ROOT / "packaging" / "governed-speed.yaml").read_text())
    gateway, res = f"127.0.0.1:{free_port()}", f"127.0.0.1:{free_port()}"
    settings["gateway"]["listen"] = gateway
    settings["res"] |= {"listen": res, "url": f"http://{res}"}
    debian.path(path).write_text(yaml.safe_dump(settings))
    return f"http://{gateway}", f"http://{res}"


def judge(url):
    answer = requests.post(f"{url}/filter/prompt", json={"prompt": "write to jane@example.org"}, timeout=10)
    assert answer.status_code == 200, answer.text
    return answer.json()["action"]


def check_both_services(debian, program, settings):
    """By the command lines of the units, as nobody, on a file system that is read-only but for their state."""
    gateway, res = write_settings(debian, settings)

    def command(unit):
        line = unit_command(unit, f"/var/lib/{unit}")
        return [program, *(word.replace("/etc/governed-speed/governed-speed.yaml", settings) for word in line[1:])]

    with debian.service(command("governed-speed-res"), res, "/var/lib/governed-speed-res"):
        with debian.service(command("governed-speed-gateway"), gateway, "/var/lib/governed-speed-gateway"):
            assert debian.run(program, "health", gateway, res) == f"{gateway} is ready\n{res} is ready\n"
            assert judge(gateway) == "block"
        decisions = requests.get(f"{res}/decisions", timeout=10).json()["items"]
        assert [item["decision"]["action"] for item in decisions] == ["block"]
    debian.run(program, "health", gateway, status=1)


# The .deb


def test_the_deb_has_all_that_it_needs(with_deb):
    assert with_deb.run("governed-speed", "version") == f"governed-speed {VERSION}\n"
    assert libraries_not_found(with_deb, "/usr/bin/governed-speed") == []
    assert os.readlink(with_deb.path("/usr/bin/pac_ci")) == "governed-speed"
    assert with_deb.run("dpkg", "--verify", "governed-speed") == ""
    needs = with_deb.run("dpkg-query", "-W", "-f", "${Depends}", "governed-speed")
    assert "libpq5" in needs and "libssl3" in needs and "libboost" not in needs


def test_the_services_of_the_deb_run_by_their_units(with_deb):
    check_both_services(with_deb, "/usr/bin/governed-speed", "/etc/governed-speed/governed-speed.yaml")


def test_the_policy_of_the_deb_is_the_reference_policy(with_deb):
    policy = "/etc/governed-speed/policy.yaml"
    assert with_deb.path(policy).read_text() == POLICY.read_text()
    assert "0 errors, 0 warnings" in with_deb.run("governed-speed", "policy", "lint", policy)
    with_deb.path("/tmp/broken.yaml").write_text(POLICY.read_text().replace("contains_pii", "contains_pie"))
    assert "contains_pie" in with_deb.run("governed-speed", "policy", "lint", "/tmp/broken.yaml", status=1)


def test_the_gate_of_the_deb_gates(with_deb):
    check = ["governed-speed", "gate", "check", "--config", "/etc/governed-speed/policy.yaml", "--artifacts"]
    with_deb.run("governed-speed", "gate", "synth", "/tmp/good")
    with_deb.run(*check, "/tmp/good")
    with_deb.run("governed-speed", "gate", "synth", "/tmp/bad", "--violate", "quality.pass_at_5")
    assert "pass_at_5" in with_deb.run(*check, "/tmp/bad", status=1)
    with_deb.run(*check, "/tmp/none", status=2)
    files = [word for option, area in [("--eval", "quality"), ("--fairness", "fairness"), ("--safety", "safety"),
                                       ("--drift", "drift")] for word in (option, f"/tmp/good/{area}.json")]
    historical = with_deb.run("pac_ci", "--config", "/etc/governed-speed/policy.yaml", *files)
    assert json.loads(historical) == {"violations": []}


def test_a_purge_leaves_the_evidence(with_deb, tmp_path):
    with a_copy(with_deb.folder, tmp_path / "debian") as debian:
        evidence = debian.path("/var/lib/governed-speed-res/res.sqlite")
        evidence.parent.mkdir(parents=True, exist_ok=True)
        evidence.touch()
        debian.run("dpkg", "--purge", "governed-speed")
        assert evidence.exists()
        assert not debian.path("/usr/bin/governed-speed").exists() and not debian.path("/etc/governed-speed").exists()


# The tarball


def test_the_tarball_brings_its_libraries(with_tarball):
    program = f"{with_tarball.home}/bin/governed-speed"
    assert with_tarball.run(program, "version") == f"governed-speed {VERSION}\n"
    found = dict(re.findall(r"(\S+) => (\S+)", with_tarball.run("ldd", program)))
    ours = {name for name, path in found.items() if "lib/governed-speed" in path}
    system = set(found) - ours
    assert "libpq.so.5" in ours and "libsasl2.so.2" in ours, found
    assert system <= {"libc.so.6", "libm.so.6", "libresolv.so.2", "libpthread.so.0", "libdl.so.2", "librt.so.1"}, system


def test_the_services_of_the_tarball_run(with_tarball):
    home = with_tarball.home
    etc = with_tarball.path("/etc/governed-speed")
    etc.mkdir(exist_ok=True)
    shutil.copy(with_tarball.path(f"{home}/share/governed-speed/policies/{POLICY.name}"), etc / "policy.yaml")
    check_both_services(with_tarball, f"{home}/bin/governed-speed", "/etc/governed-speed/governed-speed.yaml")


def test_the_tarball_gates(with_tarball):
    program = f"{with_tarball.home}/bin/governed-speed"
    policy = f"{with_tarball.home}/share/governed-speed/policies/{POLICY.name}"
    assert "0 errors, 0 warnings" in with_tarball.run(program, "policy", "lint", policy)
    with_tarball.run(program, "gate", "synth", "/tmp/good")
    with_tarball.run(program, "gate", "check", "--config", policy, "--artifacts", "/tmp/good")


def test_every_library_has_its_licence(with_tarball):
    share = with_tarball.path(f"{with_tarball.home}/share/doc/governed-speed")
    packages = {path.parent.name for path in share.glob("libraries/*/copyright")}
    assert {"libpq5", "libssl3", "libicu72", "libstdc++6"} <= packages
    assert (share / "LICENSE").read_text() == (ROOT / "LICENSE").read_text()
