"""A tiny model with random weights that loads as the real one does: for tests, and for harm done to many builds."""

from __future__ import annotations

import tempfile
from pathlib import Path

TINY_TOKENS = 64  # what it can read at once, so that a paragraph is a long text


def make_tiny_model(folder: Path) -> Path:
    """Write a sentence-transformers folder of 2 layers and 16 dimensions, where texts that share characters are alike.

    Its vocabulary is one token for each character of ASCII and GB 2312, always the same random weights.
    """
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    rows = [bytes((row, cell)).decode("gb2312", "ignore") for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF)]
    characters = dict.fromkeys([*map(chr, range(0x21, 0x7F)), *filter(str.strip, rows)])
    vocabulary = {token: i for i, token in enumerate(["<pad>", "<unk>", "<s>", "</s>", *characters])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, "<unk>"))
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Split(Regex("."), "isolated")]
    )
    ends = [(token, vocabulary[token]) for token in ("<s>", "</s>")]
    tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A </s>", special_tokens=ends)
    special = {"pad_token": "<pad>", "unk_token": "<unk>", "cls_token": "<s>", "sep_token": "</s>"}
    fast = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer, model_max_length=TINY_TOKENS, **special
    )
    torch.manual_seed(2025)
    bert = BertModel(
        BertConfig(
            vocab_size=len(vocabulary),
            hidden_size=16,
            num_hidden_layers=2,
            num_attention_heads=2,
            intermediate_size=32,
            max_position_embeddings=TINY_TOKENS,
        )
    )
    with torch.no_grad():  # where a character stands must not outweigh which one it is
        bert.embeddings.position_embeddings.weight.zero_()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as network:  # on Windows it is still mapped
        fast.save_pretrained(network)
        bert.save_pretrained(network)
        modules = [Transformer(network), Pooling(16), Normalize()]
        model = SentenceTransformer(modules=modules, device="cpu", prompts={"query": "query: ", "passage": "passage: "})
        model.save(str(folder), create_model_card=False)
    return folder
