"""What runs the encoder: clauses a second, likeness to plain sentence-transformers, milliseconds of a query.

    python -m benchmarks.encoders [CLAUSES]

Clauses of the corpus, drawn evenly, are encoded by sentence-transformers as it comes (float32 in torch, its own
batches of 32, as many threads as cores) and by each engine, a portion by each in turn, so that whatever else the
machine does meets all alike. ``cpu_ratio`` compares seconds of the processor, which other processes disturb less.
Prints a table and writes ``benchmarks/results/encoders.json``.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.machine import describe
from indexer.errors import ModelUnavailable
from indexer.models import ensure_model
from indexer.reading import read_file
from indexer.retrieval.encoder import Encoder, Encoding
from indexer.settings import AUTO, ENCODERS, Settings
from indexer.structure import doc_id_of, structure

PLAIN = "sentence-transformers"
PORTION = 64  # clauses: four batches, under two seconds for the slowest
QUERIES = ["养老床位有多少", "健全接诉即办机制", "老旧小区加装电梯", "孩子没人带有什么托班", "口袋公园"]
RESULTS = Path(__file__).parent / "results" / "encoders.json"

Vectors = NDArray[np.float32]


def corpus_clauses(corpus: Path) -> list[str]:
    """Return the distinct clauses of the documents of a folder, in their order."""
    clauses: list[str] = []
    for path in sorted(corpus.glob("*.txt")):
        data, clean = read_file(path, str(path))
        document = structure(clean, doc_id=doc_id_of(data), source=path.name)
        clauses += [clause.text for clause in document.clauses]
    return list(dict.fromkeys(clauses))


def measure(clauses: Sequence[str], model: Path, engines: Sequence[str] = ENCODERS[1:]) -> dict[str, Any]:
    """Return figures of sentence-transformers and of each engine; what does not run here has a ``reason``."""
    encoders, report = _load(model, engines)
    plain = _load_plain(model)
    runs: dict[str, Callable[[list[str]], list[Vectors]]] = {PLAIN: plain}
    runs |= {name: _passages(encoder) for name, encoder in encoders.items()}
    portions = [list(clauses[at : at + PORTION]) for at in range(0, len(clauses), PORTION)]
    for run in runs.values():
        run(portions[0][:8])
    seconds, cpu = dict.fromkeys(runs, 0.0), dict.fromkeys(runs, 0.0)
    vectors: dict[str, list[Vectors]] = {name: [] for name in runs}
    for portion in portions:
        for name, run in runs.items():
            start, used = time.perf_counter(), time.process_time()
            made = run(portion)
            seconds[name] += time.perf_counter() - start
            cpu[name] += time.process_time() - used
            vectors[name] += made
    expected = np.stack(vectors[PLAIN])
    for name in runs:
        cosines = np.einsum("ij,ij->i", np.stack(vectors[name]), expected)
        report[name] = {
            "clauses_per_second": len(clauses) / seconds[name],
            "ratio": seconds[PLAIN] / seconds[name],
            "cpu_ratio": cpu[PLAIN] / cpu[name],
            "cosine_mean": float(cosines.mean()),
            "cosine_least": float(cosines.min()),
        }
    _measure_encodings(report, encoders, plain, portions[0])
    return {"clauses": len(clauses), "characters": sum(map(len, clauses)), "engines": report}


def _load(model: Path, engines: Sequence[str]) -> tuple[dict[str, Encoder], dict[str, dict[str, Any]]]:
    loaded, refused = {}, {}
    for engine in engines:
        try:
            loaded[engine] = Encoder.load(model, engine=engine)
        except ModelUnavailable as error:
            refused[engine] = {"reason": str(error)}
    return loaded, refused


def _load_plain(model: Path) -> Callable[[list[str]], list[Vectors]]:
    """Return sentence-transformers as it comes, the prompt of passages put before the texts."""
    from sentence_transformers import SentenceTransformer

    plain = SentenceTransformer(str(model), device="cpu", local_files_only=True)
    prompt = plain.prompts.get("passage") or ""
    return lambda texts: list(plain.encode(texts, prompt=prompt, normalize_embeddings=True, show_progress_bar=False))


def _passages(encoder: Encoder) -> Callable[[list[str]], list[Vectors]]:
    def run(texts: list[str]) -> list[Vectors]:
        made = {place: encoding.vector for place, encoding in encoder.encode_passages(texts)}
        return [made[place] for place in range(len(texts))]

    return run


def _measure_encodings(
    report: dict[str, dict[str, Any]],
    encoders: dict[str, Encoder],
    plain: Callable[[list[str]], list[Vectors]],
    clauses: list[str],
) -> None:
    """Add the time of a query, and how alike a clause is encoded alone and among others, its tokens too."""
    report[PLAIN]["query_ms"] = _median_ms(lambda words: plain([words]))
    for name, encoder in encoders.items():
        report[name]["query_ms"] = _median_ms(encoder.encode_query)
        together = dict(encoder.encode_passages(clauses))
        alike = [_likeness(together[at], next(encoder.encode_passages([clauses[at]]))[1]) for at in range(0, 64, 4)]
        report[name]["alone_cosine_least"] = min(alike)


def _likeness(one: Encoding, other: Encoding) -> float:
    """Return the least cosine, of the vectors as a whole and of the tokens."""
    tokens = np.einsum("ij,ij->i", one.tokens, other.tokens)
    lengths = np.linalg.norm(one.tokens, axis=1) * np.linalg.norm(other.tokens, axis=1)
    return float(min(one.vector @ other.vector, (tokens / lengths).min()))


def _median_ms(ask: Callable[[str], object]) -> float:
    seconds = []
    for number in range(5):  # other words each time, for an encoder remembers queries
        for query in QUERIES:
            start = time.perf_counter()
            ask(f"{query}{number}")
            seconds.append(time.perf_counter() - start)
    return statistics.median(seconds) * 1000


def _line(name: str, figures: dict[str, Any]) -> str:
    if "reason" in figures:
        return f"{name:<22} {figures['reason']}"
    alone = f"{figures['alone_cosine_least']:.6f}" if "alone_cosine_least" in figures else "-"
    return (
        f"{name:<22} {figures['clauses_per_second']:7.1f} {figures['ratio']:6.2f} {figures['cpu_ratio']:6.2f} "
        f"{figures['cosine_mean']:9.5f} {figures['cosine_least']:9.5f} {alone:>9} {figures['query_ms']:7.1f}"
    )


def main() -> None:
    """Measure, print and write down."""
    settings = Settings()
    model = ensure_model(settings.model, settings.models)
    clauses = corpus_clauses(settings.corpus)
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 256
    clauses = clauses[:: max(1, len(clauses) // wanted)][:wanted]
    found = measure(clauses, model) | {"machine": describe(), "chosen": Encoder.load(model, engine=AUTO).engine}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    print(
        f"{found['machine']}\n{found['clauses']} clauses of {found['characters']} characters, chosen: {found['chosen']}"
    )
    print(f"{'':<22} {'a sec.':>7} {'ratio':>6} {'of cpu':>6} {'cosine':>9} {'least':>9} {'alone':>9} {'query ms':>7}")
    for name, figures in found["engines"].items():
        print(_line(name, figures))


if __name__ == "__main__":
    main()
