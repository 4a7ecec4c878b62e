"""`governed-speed health`: what a container asks itself."""

import os
import shutil
import subprocess

import pytest

from gateway import BINARY, clean_environment, free_port, run


def test_a_ready_service_is_healthy(reference):
    done = run("health", reference.url)
    assert (done.returncode, done.stdout) == (0, f"{reference.url} is ready\n"), done.stderr


def test_a_base_path_and_a_slash_are_allowed(reference):
    assert run("health", reference.url + "/").returncode == 0


def test_every_named_service_has_to_answer(reference):
    silent = f"http://127.0.0.1:{free_port()}"
    done = run("health", reference.url, silent)
    assert done.returncode == 1
    assert f"{reference.url} is ready\n" in done.stdout
    assert f"{silent} does not answer: " in done.stdout


def test_one_that_is_not_ready_is_unhealthy_and_says_why(start_res, tmp_path):
    res = start_res()
    res.fill_disk()
    res.post("/evidence", {"artifactType": "other", "modelVersion": "m", "contentRef": "r"})
    done = run("health", res.url)
    res.make_room()
    assert done.returncode == 1
    assert f"{res.url} is not ready: 503 " in done.stdout and "disk" in done.stdout, done.stdout


def test_what_is_no_url_is_refused():
    done = run("health", "localhost")
    assert done.returncode == 2
    assert done.stderr.startswith("error: ") and "localhost" in done.stderr


# In a network of its own, where both addresses are free: $0 is the program.
ALONE = """
ip link set lo up
"$0" health && exit 10
"$0" gateway 2>&1 & gateway=$!
until "$0" health; do kill -0 $gateway || exit 11; done
"$0" health http://127.0.0.1:8081 http://127.0.0.1:8080 && exit 12
kill $gateway && wait $gateway
"""


def test_of_addresses_that_nobody_named_one_has_to_answer(tmp_path):
    if os.geteuid() != 0 or not shutil.which("ip"):
        pytest.skip("a network of one's own needs root and the command ip")
    done = subprocess.run(["unshare", "--net", "sh", "-c", ALONE, BINARY], cwd=tmp_path, env=clean_environment(),
                          capture_output=True, text=True, timeout=50)
    assert done.returncode == 0, done.stdout + done.stderr
