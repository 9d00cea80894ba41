"""The encoder: texts come in, vectors of their meaning go out. The only module that imports sentence_transformers.

Each text gets one unit vector as a whole, and one vector for each of its tokens, which late interaction compares.

Nothing is fetched from a network, no code out of a model's folder is run, and no text is cut short without a word: one
that is longer than the model can read is read in windows.
"""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError

from indexer.errors import ModelUnavailable, QueryInvalid
from indexer.models import find_problem, model_fingerprint
from indexer.retrieval.engines import GRAPHS, HALVES, PLAIN, Choice, choose_engine
from indexer.settings import AUTO, DEFAULT_MODEL, Settings

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]
NO_TOKEN = -1  # id of the one vector of a text where the model has none for tokens

_CACHED_QUERIES = 256  # turning pages, filtering and sorting ask for the same words again
_BATCH_TEXTS = 16  # larger batches are no faster on a CPU, and keep a query waiting longer
_BATCH_TOKENS = 4_096  # padding included: eight windows of 512
_COUNTED_AT_ONCE = 1_024  # texts whose tokens are counted in one go
_OVERLAP = 5  # windows share a fifth of their tokens: what the edge of one cuts apart, the next has whole
_UNLIMITED_TOKENS = 1_000_000  # a model that gives no limit gives a number beyond any text
_LOAD_ERRORS = (OSError, ValueError, LookupError, TypeError, AttributeError, ImportError, RuntimeError, SafetensorError)
_PASSAGE_PROMPTS = ("passage", "document", "corpus")  # what models call the prompt of the texts that are searched


@dataclass(frozen=True, slots=True)
class _Window:
    """A text, or the part of one that the model can read at once."""

    owner: int  # place of the text among all
    text: str
    tokens: int  # prompt and special tokens included


@dataclass(frozen=True, slots=True)
class Encoding:
    """What a model makes of a text: a unit vector as a whole, and the tokens that are its own, in order.

    Shapes: vector (dimension,), ids (tokens,), tokens (tokens, dimension). Prompts and special tokens are left out.
    """

    vector: Vectors
    ids: NDArray[np.int32]
    tokens: Vectors


class Encoder:
    """Turns texts into unit vectors; the dot product of two is the likeness of their meaning.

    Made by ``Encoder.load``. Threads may share one; they take turns.

    Attributes:
        choice: what runs the model, with how many threads, and why nothing faster does.
        dimension: the length of the vectors.
        fingerprint: identifies the model; vectors made by models of different fingerprints cannot be compared.
    """

    def __init__(self, model: SentenceTransformer, fingerprint: str, choice: Choice) -> None:
        self.fingerprint = fingerprint
        self.choice = choice
        self._model = model
        self._lock = threading.Lock()  # the tokenizer keeps state between calls, and one call already uses every core
        self._query_prompt = model.prompts.get("query") or ""
        prompts = (model.prompts.get(name) for name in _PASSAGE_PROMPTS)
        self._passage_prompt = next((prompt for prompt in prompts if prompt), "")
        self._limit = _token_limit(model)
        self._special = np.array(getattr(model.tokenizer, "all_special_ids", []), np.int32)
        self.dimension: int = model.get_embedding_dimension() or len(self._forward(["。"], "")[0].vector)
        self._cached_query = lru_cache(maxsize=_CACHED_QUERIES)(self._encode_query)

    @classmethod
    def load(
        cls,
        folder: Path,
        *,
        threads: int | None = None,
        engine: str | None = None,
        queries: bool = False,
        progress: Callable[[str, int, int], None] | None = None,
    ) -> Encoder:
        """Load the model of a sentence-transformers folder; takes a few seconds, some more for the first time.

        ``threads`` is how many threads compute, at most and by default one for each physical core that this process
        may use. ``engine`` is what runs the model, by default what is set (``Settings.encoder``); where that leaves the
        choice, it is the fastest for many texts, or for ``queries``. ``progress`` is told the stage in Chinese words,
        what is done of it, and of how much, where the model has to be converted first.

        Raises:
            ModelUnavailable: the folder is incomplete, needs code of its own, does not load, or does not fit the
                engine.
        """
        if problem := find_problem(folder):
            raise ModelUnavailable(f"{folder}：{problem}。请运行 python -m indexer models pull，或换一个模型文件夹。")
        wanted = engine or Settings().encoder
        try:
            choice = choose_engine(folder, wanted, queries=queries, threads=threads)
            model = _load_offline(folder, choice.threads)
            fingerprint = model_fingerprint(folder)
            choice = _install(model, folder, fingerprint, choice, progress, is_free=wanted == AUTO)
        except _LOAD_ERRORS as error:
            reason = (str(error).strip() or "没有说明").splitlines()[0]
            raise ModelUnavailable(
                f"{folder}：模型加载失败（{type(error).__name__}：{reason}）。若是 {DEFAULT_MODEL}，请删除这个文件夹，"
                "再运行 python -m indexer models pull；否则请检查它，或换一个模型文件夹。"
            ) from error
        return cls(model, fingerprint, choice)

    @property
    def engine(self) -> str:
        """What runs the model."""
        return self.choice.engine

    def encode_query(self, text: str) -> Encoding:
        """Return what the model makes of the words of a user.

        Raises:
            QueryInvalid: the text is blank.
        """
        if not text.strip():
            raise QueryInvalid("没有要检索的内容：请输入几个词或一句话。")
        return self._cached_query(text)

    def encode_passages(
        self, texts: Sequence[str], *, progress: Callable[[int, int], None] | None = None
    ) -> Iterator[tuple[int, Encoding]]:
        """Yield the place of each text, and what the model makes of it, in the order in which they are done.

        ``progress`` is told how many texts are done, and of how many. A text longer than the model can read gets the
        mean of the vectors of its windows, weighted by their tokens, and the tokens of all of them.

        Raises:
            ValueError: a text is blank; it has no meaning that a vector could stand for.
        """
        for number, text in enumerate(texts):
            if not text.strip():
                raise ValueError(f"text {number} of {len(texts)} is blank")
        return self._encode(texts, self._passage_prompt, progress)

    def _encode_query(self, text: str) -> Encoding:
        encoding = next(self._encode([text], self._query_prompt, None))[1]
        for values in (encoding.vector, encoding.ids, encoding.tokens):
            values.flags.writeable = False  # it is remembered and given out again
        return encoding

    def _encode(
        self, texts: Sequence[str], prompt: str, progress: Callable[[int, int], None] | None
    ) -> Iterator[tuple[int, Encoding]]:
        windows = list(self._windows(texts, prompt))
        missing = Counter(window.owner for window in windows)
        parts: dict[int, list[tuple[_Window, Encoding]]] = {}
        done = 0
        for batch in _batches(windows):
            for window, encoding in zip(batch, self._forward([window.text for window in batch], prompt), strict=True):
                parts.setdefault(window.owner, []).append((window, encoding))
                missing[window.owner] -= 1
                if not missing[window.owner]:
                    done += 1
                    yield window.owner, _joined(parts.pop(window.owner))
            if progress:
                progress(done, len(texts))

    def _forward(self, texts: list[str], prompt: str) -> list[Encoding]:
        import torch

        # The modules of the pipeline one after the other, without its own sorting into batches: texts come as one.
        with self._lock, torch.inference_mode():
            output = self._model(self._model.preprocess(texts, prompt=prompt))
        return [self._read_output(output, place) for place in range(len(texts))]

    def _read_output(self, output: Mapping[str, Any], place: int) -> Encoding:
        vector = _unit(output["sentence_embedding"][place].float().numpy())
        if "token_embeddings" not in output:  # a model that is a list of word vectors
            return Encoding(vector, np.array([NO_TOKEN], np.int32), vector[None])
        ids = output["input_ids"][place].numpy().astype(np.int32)
        is_own = output["attention_mask"][place].numpy().astype(bool) & ~np.isin(ids, self._special)
        is_own[: output.get("prompt_length") or 0] = False
        return Encoding(vector, ids[is_own], output["token_embeddings"][place].float().numpy()[is_own])

    def _windows(self, texts: Sequence[str], prompt: str) -> Iterator[_Window]:
        """Yield each text as one window, or as several that overlap where it is longer than the model can read."""
        for start in range(0, len(texts), _COUNTED_AT_ONCE):
            some = texts[start : start + _COUNTED_AT_ONCE]
            counts = [len(text) for text in some] if self._limit is None else self._count_tokens(some, prompt)
            for owner, (text, tokens) in enumerate(zip(some, counts, strict=True), start=start):
                if self._limit is None or tokens <= self._limit:
                    yield _Window(owner, text, tokens)
                else:
                    yield from self._cut(owner, text, prompt, self._limit)

    def _cut(self, owner: int, text: str, prompt: str, limit: int) -> list[_Window]:
        with self._lock:
            encoding = self._model.tokenizer(
                text, add_special_tokens=False, return_offsets_mapping=True, truncation=False, verbose=False
            )
        spans = [(start, end) for start, end in encoding["offset_mapping"] if start < end]
        size = limit - self._count_tokens([""], prompt)[0]
        while size > 0:
            pieces = cut_windows(text, spans, size)
            counts = self._count_tokens(pieces, prompt)
            if (excess := max(counts) - limit) <= 0:
                return [_Window(owner, piece, tokens) for piece, tokens in zip(pieces, counts, strict=True)]
            size -= excess  # a piece that begins inside a word can have more tokens than the same words in the text
        raise ModelUnavailable(f"模型一次只能读 {limit} 个词元，被提示语「{prompt}」占满了。请换一个模型。")

    def _count_tokens(self, texts: Sequence[str], prompt: str) -> list[int]:
        with self._lock:
            encoding = self._model.tokenizer([prompt + text for text in texts], truncation=False, verbose=False)
        return [len(ids) for ids in encoding["input_ids"]]


def _unit(vector: Vectors) -> Vectors:
    norm = float(np.linalg.norm(vector))
    return vector / max(norm, float(np.finfo(np.float32).tiny))  # zeros where a word list knows none of the words


def _joined(parts: list[tuple[_Window, Encoding]]) -> Encoding:
    if len(parts) == 1:
        return parts[0][1]
    vectors = np.stack([window.tokens * encoding.vector for window, encoding in parts])
    ids, tokens = zip(*((encoding.ids, encoding.tokens) for _, encoding in parts), strict=True)
    return Encoding(_unit(vectors.sum(axis=0)), np.concatenate(ids), np.concatenate(tokens))


def cut_windows(text: str, spans: Sequence[tuple[int, int]], size: int) -> list[str]:
    """Cut a text into windows of ``size`` tokens that share a fifth with the next, given the span of every token.

    >>> cut_windows("一二三四五六七八九十", [(i, i + 1) for i in range(10)], 5)
    ['一二三四五', '五六七八九', '九十']
    """
    shared = size // _OVERLAP
    starts = range(0, max(len(spans) - shared, 1), size - shared)
    return [text[spans[start][0] : spans[min(start + size, len(spans)) - 1][1]] for start in starts]


def _batches(windows: list[_Window]) -> Iterator[list[_Window]]:
    """Yield windows of like length together, the longest first, so that little is padded."""
    batch: list[_Window] = []
    for window in sorted(windows, key=lambda window: -window.tokens):
        if batch and (len(batch) == _BATCH_TEXTS or (len(batch) + 1) * batch[0].tokens > _BATCH_TOKENS):
            yield batch
            batch = []
        batch.append(window)
    if batch:
        yield batch


def _load_offline(folder: Path, threads: int) -> SentenceTransformer:
    # All three are read once, at the import. Threads that wait for each other spin by default: with one other busy
    # process on two cores that costs nine tenths of the speed, where threads that sleep lose half.
    os.environ["HF_HUB_OFFLINE"] = os.environ["TRANSFORMERS_OFFLINE"] = "1"
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    torch.set_num_threads(threads)
    model = SentenceTransformer(str(folder), device="cpu", local_files_only=True, trust_remote_code=False)
    if _token_limit(model) is not None and not getattr(model.tokenizer, "is_fast", False):
        raise ValueError("its tokenizer does not tell where a token stands, so that long texts could not be cut")
    return model.float().eval()


def _install(
    model: SentenceTransformer,
    folder: Path,
    fingerprint: str,
    choice: Choice,
    progress: Callable[[str, int, int], None] | None,
    *,
    is_free: bool,
) -> Choice:
    """Let the chosen engine run the model; where it cannot and the choice was ours, torch does, and is returned."""
    if choice.engine == HALVES:
        model.bfloat16()
    if choice.engine not in GRAPHS:
        return choice

    def told(done: int, total: int) -> None:
        if progress:
            progress("转换模型", done, total)

    try:
        _replace_network(model, folder, fingerprint, choice, told)
    except (ModelUnavailable, *_LOAD_ERRORS) as error:
        if not is_free:
            raise
        return replace(choice, engine=PLAIN, reason=str(error).strip().splitlines()[0])
    return choice


def _replace_network(
    model: SentenceTransformer, folder: Path, fingerprint: str, choice: Choice, told: Callable[[int, int], None]
) -> None:
    from indexer.retrieval.onnx_engine import OnnxNetwork, get_graph

    if getattr(model.tokenizer, "padding_side", "") != "right":
        raise ModelUnavailable(f"{folder}：分词器不在文本右侧补齐，模型不能转换。")
    transformer = cast(Any, model[0])
    network = transformer.model
    graph = get_graph(network, folder, fingerprint, kind=GRAPHS[choice.engine], progress=told)
    transformer.model = OnnxNetwork(graph, network.config, choice.threads)


def _token_limit(model: SentenceTransformer) -> int | None:
    limit = model.max_seq_length
    return limit if limit is not None and limit < _UNLIMITED_TOKENS else None
