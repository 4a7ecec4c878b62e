"""What the packages are made of, as far as it can be checked without making them."""

import re

import pytest
import yaml

from tool import ROOT, run, tool

PACKAGING = ROOT / "packaging"
UNITS = sorted((PACKAGING / "systemd").glob("*.service"))
each_unit = pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
MOST_EXPOSED = 15  # tenths, of 100: what systemd-analyze calls OK ends at 40


def test_hadolint_finds_nothing():
    done = run(tool("hadolint"), "Dockerfile")
    assert done.returncode == 0, done.stdout


def test_the_image_runs_as_nobody_and_is_asked_for_its_health():
    text = (ROOT / "Dockerfile").read_text()
    final = text[text.rindex("\nFROM "):]
    assert re.search(r"^USER (?!0)\d+:\d+$", final, re.M)
    assert re.search(r'^HEALTHCHECK .*CMD \["governed-speed", "health"\]$', final, re.M)
    assert re.search(r'^ENTRYPOINT \["governed-speed"\]$', final, re.M)


def test_the_image_is_built_from_everything_that_is_installed():
    ignored = {line.strip("/") for line in (ROOT / ".dockerignore").read_text().split() if line[0] != "#"}
    text = (ROOT / "cmake" / "packaging.cmake").read_text() + (ROOT / "CMakeLists.txt").read_text()
    read = {name.split("/")[0] for line in re.findall(r"(?:DIRECTORY|FILES|include\(|SCRIPT) ?([^\n)]*)", text)
            for name in line.split() if (ROOT / name).exists()}
    assert {"docs", "policies", "specs", "cmake", "packaging"} <= read
    assert not read & ignored
    assert {".git", "build", "tests"} <= ignored


@each_unit
def test_units_are_valid(unit, tmp_path):
    # The program is not where the unit will find it.
    text = unit.read_text().replace("/usr/bin/governed-speed", "/bin/true").replace("man:governed-speed(1) ", "")
    copy = tmp_path / unit.name
    copy.write_text(text)
    done = run(tool("systemd-analyze"), "verify", "--man=no", copy)
    assert done.returncode == 0 and done.stdout.strip() == "", done.stdout


@each_unit
def test_units_are_locked_in(unit):
    done = run(tool("systemd-analyze"), "security", "--offline=yes", "--no-pager", f"--threshold={MOST_EXPOSED}", unit)
    assert done.returncode == 0, done.stdout
    text = unit.read_text()
    for line in ("DynamicUser=yes", "ProtectSystem=strict", f"StateDirectory={unit.stem}", "NoNewPrivileges=yes"):
        assert f"\n{line}\n" in text, line


def test_conffiles_are_what_is_installed_in_etc():
    listed = (PACKAGING / "debian" / "conffiles").read_text().split()
    text = (ROOT / "cmake" / "packaging.cmake").read_text()
    installed = re.findall(r"install\(FILES (\S+) DESTINATION (/etc/\S+)(?:\s+RENAME (\S+))?", text)
    assert sorted(listed) == sorted(f"{folder}/{name or file.rsplit('/', 1)[-1]}" for file, folder, name in installed)
    assert len(listed) == 2


def test_maintainer_scripts_are_shell():
    for name in ("postinst", "prerm", "postrm"):
        path = PACKAGING / "debian" / name
        assert path.stat().st_mode & 0o111 == 0o111
        assert path.read_text().startswith("#!/bin/sh\n")
        assert run("sh", "-n", path).returncode == 0


def test_the_settings_file_of_the_package_says_what_the_units_run():
    settings = yaml.safe_load((PACKAGING / "governed-speed.yaml").read_text())
    assert settings["res"]["url"] == "http://" + settings["res"]["listen"]
    for unit in UNITS:
        assert "--settings /etc/governed-speed/governed-speed.yaml" in unit.read_text()
