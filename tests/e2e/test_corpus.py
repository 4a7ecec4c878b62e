"""governed-speed corpus build | info."""

import hashlib
import json
import random
import stat

import pytest

from gateway import run


def corpus(*arguments, **kwargs):
    return run("corpus", *arguments, **kwargs)


def words(count, seed):
    generator = random.Random(seed)
    return " ".join("".join(generator.choices("abcdefghij", k=generator.randint(2, 8))) for _ in range(count))


@pytest.fixture
def folder(tmp_path):
    """Protected texts, and what lies among them."""
    folder = tmp_path / "texts"
    (folder / "sub").mkdir(parents=True)
    (folder / "b.txt").write_text(words(500, 1))
    (folder / "sub" / "a.md").write_text("# Überschrift\n\n" + words(300, 2))
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    (folder / "latin1.txt").write_bytes("Straße".encode("latin-1"))
    return folder


def build(*paths, output, **kwargs):
    result = corpus("build", *paths, "--output", output, "--format", "json", **kwargs)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout), result.stderr


def test_build_says_what_it_made(folder, tmp_path):
    report, errors = build(folder, output=tmp_path / "index.gsv")
    size = sum((folder / name).stat().st_size for name in ("b.txt", "sub/a.md"))
    assert report["files"] == 2
    assert report["bytes"] == size
    assert report["tokens"] == 801
    assert report["skipped"] == 2
    assert 100 < report["fingerprints"] < 240
    assert report["index_bytes"] == (tmp_path / "index.gsv").stat().st_size
    assert report["megabytes_per_second"] > 0
    assert sorted(errors.splitlines()) == [
        f"skipped: not UTF-8 text ({folder}/latin1.txt)",
        f"skipped: not UTF-8 text ({folder}/picture.png)",
    ]


def test_the_index_is_its_owners_alone_and_nothing_else_is_left(folder, tmp_path):
    build(folder, output=tmp_path / "index.gsv")
    assert stat.S_IMODE((tmp_path / "index.gsv").stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["index.gsv", "texts"]


def test_info_shows_the_sources(folder, tmp_path):
    report, _ = build(folder, output=tmp_path / "index.gsv")
    result = corpus("info", tmp_path / "index.gsv", "--format", "json")
    assert result.returncode == 0, result.stderr
    info = json.loads(result.stdout)
    assert info["digest"] == report["digest"]
    assert [source["name"] for source in info["sources"]] == ["b.txt", "sub/a.md"]
    for source in info["sources"]:
        text = (folder / source["name"]).read_bytes()
        assert source["bytes"] == len(text)
        assert source["digest"] == "sha256:" + hashlib.sha256(text).hexdigest()
    shown = corpus("info", tmp_path / "index.gsv").stdout
    assert "tokens        801" in shown
    assert "sub/a.md" in shown
    assert report["digest"] in shown


def test_equal_texts_make_equal_indexes(folder, tmp_path):
    build(folder, output=tmp_path / "one.gsv")
    build(folder, output=tmp_path / "two.gsv")
    assert (tmp_path / "one.gsv").read_bytes() == (tmp_path / "two.gsv").read_bytes()


def test_files_of_equal_names_keep_their_paths(tmp_path):
    for name in ("x", "y"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_text(words(50, name))
    build("x", "y", output="index.gsv", folder=tmp_path)
    info = json.loads(corpus("info", tmp_path / "index.gsv", "--format", "json").stdout)
    assert [source["name"] for source in info["sources"]] == ["a.txt", "y/a.txt"]


def test_text_output_has_the_figures(folder, tmp_path):
    result = corpus("build", folder, "--output", tmp_path / "index.gsv")
    assert result.returncode == 0, result.stderr
    names = [line.split("  ")[0] for line in result.stdout.splitlines()]
    assert names == ["files", "bytes", "tokens", "fingerprints", "index bytes", "unicode", "digest", "skipped", "speed"]


def test_build_refuses(folder, tmp_path):
    (tmp_path / "none").mkdir()
    cases = [
        ([tmp_path / "absent"], tmp_path / "i", f"error: No such file or directory ({tmp_path}/absent)"),
        ([tmp_path / "none"], tmp_path / "i", "error: no text to protect"),
        ([folder / "picture.png"], tmp_path / "i", "error: no text to protect"),
        ([folder / "b.txt"], tmp_path / "no" / "i", f"error: No such file or directory ({tmp_path}/no/i.new)"),
        ([folder, folder, folder], tmp_path / "i", f"error: this file is given twice ({folder}/b.txt)"),
    ]
    for paths, output, expected in cases:
        result = corpus("build", *paths, "--output", output)
        assert result.returncode == 2
        assert result.stderr.splitlines()[-1] == expected
        assert not (tmp_path / "i").exists()
    assert corpus("build", folder).returncode == 2  # without --output


def test_a_failing_build_leaves_the_old_index(folder, tmp_path):
    index = tmp_path / "index.gsv"
    build(folder, output=index)
    before = index.read_bytes()
    assert corpus("build", folder / "picture.png", "--output", index).returncode == 2
    assert index.read_bytes() == before


def test_info_refuses(folder, tmp_path):
    index = tmp_path / "index.gsv"
    build(folder, output=index)
    whole = index.read_bytes()
    other = whole[:8] + (7).to_bytes(4, "little") + whole[12:]
    damaged = whole[:300] + bytes([whole[300] ^ 1]) + whole[301:]
    cases = [
        (b"", "not a verbatim index"),
        (b"some text", "not a verbatim index"),
        (whole[:100], "the index is cut short: it ends in its header"),
        (whole[:-1], f"the index is cut short: {len(whole) - 1} bytes instead of {len(whole)}"),
        (other, "index version 7, this program reads version 1: build the index anew"),
        (whole[:70] + b"\xff" + whole[71:], "the header of the index is damaged"),
        (damaged, "the index is damaged: its digest does not agree"),
    ]
    for content, expected in cases:
        index.write_bytes(content)
        result = corpus("info", index)
        assert (result.returncode, result.stdout) == (2, "")
        assert result.stderr == f"error: {expected} ({index})\n"
