"""The encoder: values against sentence-transformers itself, long texts, threads, and what cannot be loaded."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.errors import ModelUnavailable, QueryInvalid
from indexer.models import model_fingerprint
from indexer.retrieval import encoder as encoder_module
from indexer.retrieval.encoder import NO_TOKEN, Encoder, cut_windows

CLAUSES = [
    "新增养老床位480张，改建认知障碍照护床位150张。",
    "新建5个社区食堂和助餐点，方便老年人就近用餐。",
    "完成既有多层住宅加装电梯100台。",
    "全面落实河长制，提升苏州河水质。",
    "引进跨国公司地区总部6家，实到外资9亿美元。",
    "新增公办幼儿园托班托额400个。",
]
LIMIT = 64  # tokens that the tiny model reads at once


@pytest.fixture(scope="module")
def tiny(tiny_model_folder: Path) -> Encoder:
    return Encoder.load(tiny_model_folder)


def reference(folder: Path, texts: list[str]) -> np.ndarray:
    """What sentence-transformers makes of the texts, as they stand and cut at the model's limit."""
    from sentence_transformers import SentenceTransformer

    return np.asarray(SentenceTransformer(str(folder), device="cpu").encode(texts, normalize_embeddings=True))


def vectors_of(encoder: Encoder, texts: list[str]) -> np.ndarray:
    """What the encoder makes of whole texts, one row each."""
    rows = np.zeros((len(texts), encoder.dimension), np.float32)
    for place, encoding in encoder.encode_passages(texts):
        rows[place] = encoding.vector
    return rows


def test_vectors_are_those_of_sentence_transformers_with_the_prompts_of_the_model(
    tiny: Encoder, tiny_model_folder: Path
) -> None:
    expected = reference(tiny_model_folder, [f"passage: {text}" for text in CLAUSES])
    np.testing.assert_allclose(vectors_of(tiny, CLAUSES), expected, atol=1e-6)
    expected = reference(tiny_model_folder, ["query: 养老床位"])[0]
    np.testing.assert_allclose(tiny.encode_query("养老床位").vector, expected, atol=1e-6)


def test_a_model_without_prompts_gets_the_texts_as_they_are(tiny_model_folder: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(tiny_model_folder, tmp_path / "plain")
    (folder / "config_sentence_transformers.json").unlink()
    plain = Encoder.load(folder)
    np.testing.assert_allclose(vectors_of(plain, CLAUSES), reference(folder, CLAUSES), atol=1e-6)
    np.testing.assert_allclose(plain.encode_query("养老").vector, reference(folder, ["养老"])[0], atol=1e-6)


def test_rows_are_unit_vectors_in_the_order_of_the_texts(tiny: Encoder, tiny_model_folder: Path) -> None:
    texts = [f"第{i}项：{'工作' * (i * 37 % 50)}" for i in range(50)]
    vectors = vectors_of(tiny, texts)
    assert vectors.dtype == np.float32
    assert vectors.shape == (50, 16) == (50, tiny.dimension)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    order = np.random.default_rng(1).permutation(50)
    np.testing.assert_allclose(vectors_of(tiny, [texts[i] for i in order]), vectors[order], atol=1e-5)
    assert tiny.fingerprint == model_fingerprint(tiny_model_folder)


def test_no_texts_give_no_rows(tiny: Encoder) -> None:
    assert vectors_of(tiny, []).shape == (0, 16)


@pytest.mark.parametrize("size", [1, 3, 64])
def test_a_vector_does_not_depend_on_what_is_encoded_with_it(
    encoder: Encoder, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    expected = np.stack([vectors_of(encoder, [text])[0] for text in CLAUSES])
    monkeypatch.setattr(encoder_module, "_BATCH_TEXTS", size)
    np.testing.assert_allclose(vectors_of(encoder, CLAUSES), expected, atol=1e-5)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("老人吃饭的地方有多少", 1),
        ("养老院还差几张床", 0),
        ("孩子没人带怎么办", 5),
        ("老房子爬楼困難", 2),
        ("foreign investment", 4),
    ],
)
def test_a_question_in_other_words_is_nearest_to_its_clause(encoder: Encoder, question: str, answer: int) -> None:
    assert int(np.argmax(vectors_of(encoder, CLAUSES) @ encoder.encode_query(question).vector)) == answer


def test_a_fact_at_the_end_of_a_long_text_is_found(encoder: Encoder, model_folder: Path) -> None:
    filler = "持续优化营商环境，落实助企纾困政策，推动重点产业集聚发展，加快重大项目建设。" * 25
    text = filler + CLAUSES[0]
    cut, without = reference(model_folder, [f"passage: {text}", f"passage: {filler}"])
    np.testing.assert_allclose(cut, without, atol=1e-6)  # cut at the limit, the fact is lost
    question = encoder.encode_query("新增多少张养老床位").vector
    assert vectors_of(encoder, [text])[0] @ question > cut @ question + 0.01


def test_a_long_text_gets_the_mean_of_its_windows_by_their_tokens(tiny: Encoder) -> None:
    text = "".join(CLAUSES)[:90]
    room = LIMIT - len("<passage:>")  # one token a character, the two special tokens, the prompt without its blank
    shared = room // 5
    windows = [text[start : start + room] for start in (0, room - shared)]
    assert windows[1].endswith(text[-1])
    parts = vectors_of(tiny, windows)
    mean = LIMIT * parts[0] + (len(windows[1]) + len("<passage:>")) * parts[1]
    np.testing.assert_allclose(vectors_of(tiny, [text])[0], mean / np.linalg.norm(mean), atol=1e-5)


@pytest.mark.parametrize("tokens", [LIMIT - 10, LIMIT - 9])
def test_the_limit_is_counted_with_prompt_and_special_tokens(
    tiny: Encoder, tiny_model_folder: Path, tokens: int
) -> None:
    """One token more than fits decides whether the last character has a say."""
    texts = ["工" * (tokens - 1) + last for last in "养河"]
    cut = reference(tiny_model_folder, [f"passage: {text}" for text in texts])
    assert np.allclose(cut[0], cut[1], atol=1e-5) == (tokens == LIMIT - 9)
    read = vectors_of(tiny, texts)
    assert not np.allclose(read[0], read[1], atol=1e-3)


@given(st.integers(1, 400), st.integers(1, 60))
def test_windows_cover_every_token_and_share_a_fifth(length: int, size: int) -> None:
    text = "".join(chr(0x4E00 + i) for i in range(length))
    windows = cut_windows(text, [(i, i + 1) for i in range(length)], size)
    shared = size // 5
    assert windows[0] + "".join(window[shared:] for window in windows[1:]) == text
    assert all(len(window) <= size for window in windows)
    assert all(before[len(before) - shared :] == after[:shared] for before, after in pairwise(windows))


def test_windows_are_cut_between_tokens() -> None:
    assert cut_windows("养老床位 480张", [(0, 2), (2, 4), (5, 8), (8, 9)], 2) == ["养老床位", "480张"]


@pytest.mark.parametrize("blank", ["", " ", "\u3000\n"])
def test_blank_texts_are_refused(tiny: Encoder, blank: str) -> None:
    with pytest.raises(QueryInvalid, match="没有要检索的内容"):
        tiny.encode_query(blank)
    with pytest.raises(ValueError, match="text 1 of 2"):
        tiny.encode_passages(["养老", blank])


def test_a_query_is_remembered_and_cannot_be_spoilt(tiny: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = tiny.encode_query("社区食堂").vector
    with pytest.raises(ValueError, match="read-only"):
        expected[:] = 0
    monkeypatch.setattr(tiny, "_forward", None)  # a second computation would fail
    np.testing.assert_array_equal(tiny.encode_query("社区食堂").vector, expected)


def test_threads_get_the_vectors_that_one_gets_alone(tiny_model_folder: Path) -> None:
    queries = [f"{clause}{i}" for i in range(5) for clause in CLAUSES]
    alone = Encoder.load(tiny_model_folder)
    shared = Encoder.load(tiny_model_folder)
    with ThreadPoolExecutor(8) as pool:
        build = pool.submit(vectors_of, shared, queries * 3)
        vectors = [encoding.vector for encoding in pool.map(shared.encode_query, queries)]
    np.testing.assert_allclose(vectors, [alone.encode_query(query).vector for query in queries], atol=1e-5)
    np.testing.assert_allclose(build.result(), vectors_of(alone, queries * 3), atol=1e-5)


def test_progress_counts_texts_up_to_all(tiny: Encoder) -> None:
    told: list[tuple[int, int]] = []
    texts = ["短文", "长文" * 100, *CLAUSES * 5]
    places = [place for place, _ in tiny.encode_passages(texts, progress=lambda *counts: told.append(counts))]
    assert sorted(places) == list(range(32))
    assert told == sorted(told)
    assert told[-1] == (32, 32)
    assert len(told) > 1


def test_a_word_list_without_limit_reads_a_long_text_at_once(tiny_model_folder: Path, tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(tiny_model_folder / "tokenizer.json"))
    weights = np.random.default_rng(3).normal(size=(tokenizer.get_vocab_size(), 8)).astype(np.float32)
    SentenceTransformer(modules=[StaticEmbedding(tokenizer, weights)], device="cpu").save(str(tmp_path / "static"))
    static = Encoder.load(tmp_path / "static")
    text = "养老床位" * 100
    mean = weights[tokenizer.encode(text, add_special_tokens=False).ids].mean(axis=0)
    np.testing.assert_allclose(vectors_of(static, [text])[0], mean / np.linalg.norm(mean), atol=1e-5)


def test_tokens_are_those_of_the_text_alone_in_their_order(tiny: Encoder, tiny_model_folder: Path) -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(tiny_model_folder), device="cpu")
    text = "养老床位480张"
    expected = model.encode("passage: " + text, output_value="token_embeddings").numpy()
    ids = model.tokenizer(text, add_special_tokens=False)["input_ids"]
    for texts in ([text], ["工" * 30, text]):  # padding changes nothing
        encoding = dict(tiny.encode_passages(texts))[len(texts) - 1]
        assert encoding.ids.tolist() == ids
        assert len(ids) == len(text)
        np.testing.assert_allclose(encoding.tokens, expected[-1 - len(ids) : -1], atol=1e-5)


def test_the_tokens_of_all_windows_of_a_long_text_are_there(tiny: Encoder) -> None:
    text = "".join(CLAUSES)[:90]
    _, encoding = next(tiny.encode_passages([text]))
    assert len(encoding.ids) == 90 + (LIMIT - len("<passage:>")) // 5  # what two windows share is there twice
    assert encoding.tokens.shape == (len(encoding.ids), 16)


def test_a_word_list_has_one_token_the_text_itself(tiny_model_folder: Path, tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(tiny_model_folder / "tokenizer.json"))
    weights = np.random.default_rng(3).normal(size=(tokenizer.get_vocab_size(), 8)).astype(np.float32)
    SentenceTransformer(modules=[StaticEmbedding(tokenizer, weights)], device="cpu").save(str(tmp_path / "static"))
    encoding = Encoder.load(tmp_path / "static").encode_query("养老床位")
    assert encoding.ids.tolist() == [NO_TOKEN]
    np.testing.assert_array_equal(encoding.tokens[0], encoding.vector)


def test_no_more_threads_than_cores_compute(tiny_model_folder: Path) -> None:
    code = (
        "import sys, torch; from pathlib import Path; from indexer.retrieval.encoder import Encoder\n"
        "for asked in (1, 1000): Encoder.load(Path(sys.argv[1]), threads=asked); print(torch.get_num_threads())"
    )
    command = [sys.executable, "-c", code, str(tiny_model_folder)]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    one, most = map(int, printed.split())
    assert one == 1
    assert 1 <= most <= (os.cpu_count() or 1)


def test_what_cannot_be_loaded_is_said_in_one_sentence(tiny_model_folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match=r"没有 modules\.json"):
        Encoder.load(tmp_path)

    torn = shutil.copytree(tiny_model_folder, tmp_path / "torn")
    os.truncate(torn / "model.safetensors", 1000)
    with pytest.raises(ModelUnavailable, match=r"torn：模型加载失败（SafetensorError"):
        Encoder.load(torn)

    broken = shutil.copytree(tiny_model_folder, tmp_path / "broken")
    (broken / "tokenizer.json").write_text("{")
    with pytest.raises(ModelUnavailable, match="broken：模型加载失败"):
        Encoder.load(broken)


def test_code_of_a_model_is_not_run(tiny_model_folder: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(tiny_model_folder, tmp_path / "own_code")
    (folder / "own.py").write_text("raise SystemExit('run')\n")
    modules = json.loads((folder / "modules.json").read_text())
    modules[0]["type"] = "own.Transformer"
    (folder / "modules.json").write_text(json.dumps(modules))
    with pytest.raises(ModelUnavailable, match=r"own\.Transformer"):
        Encoder.load(folder)
