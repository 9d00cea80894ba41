"""The graph of a network: what is kept in 4 bits, and what it gives beside the network in torch."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest

from indexer.retrieval.engines import Kind
from indexer.retrieval.onnx_graph import Shape, bert_graph, eight_bits, four_bits


def network(folder: Path) -> Any:
    from transformers import AutoModel

    return AutoModel.from_pretrained(folder).eval()


def weights_of(model: Any) -> dict[str, np.ndarray]:
    return {name: values.numpy() for name, values in model.state_dict().items()}


def both(model: Any, kind: Kind, first_position: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What torch and the graph make of three texts of different length, and where there are tokens."""
    import torch

    graph = bert_graph(weights_of(model), Shape(2, 2, 1e-12, first_position), kind=kind)
    ids = np.random.default_rng(5).integers(4, 500, (3, 20))
    mask = (np.arange(20) < np.array([[20], [7], [1]])).astype(np.int64)
    ids[mask == 0] = model.config.pad_token_id
    session = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
    [found] = session.run(None, {"input_ids": ids, "attention_mask": mask})
    with torch.inference_mode():
        output = model(input_ids=torch.from_numpy(ids), attention_mask=torch.from_numpy(mask))
    return output.last_hidden_state.numpy(), found, mask.astype(bool)


def test_numbers_of_4_bits_are_found_again() -> None:
    scales = np.float16([0.5, -0.013, 0.25, 0.0]).astype(np.float32)
    numbers = np.random.default_rng(1).integers(0, 16, (2, 2, 32))
    numbers[..., 7] = 0  # the largest of each block
    values = ((numbers - 8) * scales.reshape(2, 2, 1)).astype(np.float32).reshape(2, 64)
    packed, found = four_bits(values) or pytest.fail("they were made of 4 bits")
    assert packed.shape == (2, 32)
    unpacked = np.stack([packed & 15, packed >> 4], axis=-1).reshape(2, 2, 32).astype(np.float32)
    np.testing.assert_array_equal(((unpacked - 8) * found[..., None]).reshape(2, 64), values)


@pytest.mark.parametrize("shape", [(4, 32), (4, 16)])
def test_other_values_are_not_made_4_bits(shape: tuple[int, int]) -> None:
    assert four_bits(np.random.default_rng(2).normal(size=shape).astype(np.float32)) is None


def test_the_graph_gives_what_the_network_gives(tiny_model_folder: Path) -> None:
    expected, found, own = both(network(tiny_model_folder), "float32")
    np.testing.assert_allclose(found[own], expected[own], atol=2e-3)  # words are kept as half floats


def test_products_of_bytes_give_nearly_the_same(tiny_model_folder: Path) -> None:
    expected, found, own = both(network(tiny_model_folder), "int8")
    cosines = np.sum(expected[own] * found[own], axis=1)
    cosines /= np.linalg.norm(expected[own], axis=1) * np.linalg.norm(found[own], axis=1)
    assert cosines.min() > 0.999
    _, floats, _ = both(network(tiny_model_folder), "float32")
    assert np.abs(found[own] - floats[own]).max() > 1e-4  # they are of bytes indeed


def wide(*, of_four_bits: bool) -> Any:
    """A network whose rows are whole blocks; with ``of_four_bits`` its weights come from blocks of 4 bits."""
    import torch
    from transformers import BertConfig, BertModel

    torch.manual_seed(4)
    sizes = {"vocab_size": 500, "hidden_size": 64, "intermediate_size": 128, "max_position_embeddings": 40}
    model = BertModel(BertConfig(num_hidden_layers=2, num_attention_heads=2, initializer_range=0.1, **sizes)).eval()
    for name, values in model.named_parameters():
        if of_four_bits and name.startswith("encoder") and values.dim() == 2:
            blocks = values.data.reshape(len(values), -1, 32)
            scales = blocks.abs().amax(-1, keepdim=True) / 8
            numbers = (blocks / scales).round().clamp(-8, 7)
            numbers[..., 5] = -8  # the largest of each block
            values.data = (numbers * scales).reshape(values.shape)
    return model


@pytest.mark.parametrize("of_four_bits", [True, False])
def test_products_of_blocks_err_less_than_products_of_whole_rows(of_four_bits: bool) -> None:
    model = wide(of_four_bits=of_four_bits)
    expected, floats, own = both(model, "float32")
    errors = {kind: np.abs(both(model, kind)[1][own] - floats[own]).mean() for kind in ("blocks", "int8")}
    np.testing.assert_allclose(floats[own], expected[own], atol=2e-3)
    assert 1e-4 < errors["blocks"] < errors["int8"]


def test_weights_of_4_bits_are_kept_in_4_bits() -> None:
    shape = Shape(2, 2, 1e-12, 0)
    small, large = (len(bert_graph(weights_of(wide(of_four_bits=of)), shape, kind="blocks")) for of in (True, False))
    layers = 2 * (4 * 64 * 64 + 2 * 64 * 128)  # weights, half a byte of which is saved
    assert large - small == pytest.approx(layers / 2, rel=0.01)


def test_bytes_in_blocks_are_within_half_a_step_of_the_values() -> None:
    values = np.random.default_rng(6).normal(size=(3, 64)).astype(np.float32)
    values[1, :32] = 0
    numbers, scales = eight_bits(values)
    assert (numbers.shape, scales.shape) == ((3, 64), (3, 2))
    read = (numbers.reshape(3, 2, 32).astype(np.float32) - 128) * scales[..., None]
    assert (np.abs(read - values.reshape(3, 2, 32)) <= 0.5001 * scales[..., None]).all()
    assert (read[1, 0] == 0).all()


def test_positions_of_roberta_begin_behind_that_of_padding() -> None:
    import torch
    from transformers import RobertaConfig, RobertaModel

    torch.manual_seed(3)
    sizes = {"vocab_size": 500, "hidden_size": 16, "intermediate_size": 32, "max_position_embeddings": 40}
    config = RobertaConfig(num_hidden_layers=2, num_attention_heads=2, layer_norm_eps=1e-12, pad_token_id=1, **sizes)
    expected, found, own = both(RobertaModel(config).eval(), "float32", first_position=2)
    np.testing.assert_allclose(found[own], expected[own], atol=2e-3)


def test_a_missing_parameter_is_named(tiny_model_folder: Path) -> None:
    weights = weights_of(network(tiny_model_folder))
    del weights["encoder.layer.1.output.dense.bias"]
    with pytest.raises(KeyError, match=r"layer\.1\.output\.dense\.bias"):
        bert_graph(weights, Shape(2, 2, 1e-12, 0), kind="int8")


def test_layers_are_counted(tiny_model_folder: Path) -> None:
    told: list[tuple[int, int]] = []
    shape = Shape(2, 2, 1e-12, 0)
    bert_graph(weights_of(network(tiny_model_folder)), shape, kind="int8", progress=lambda *n: told.append(n))
    assert told == [(1, 2), (2, 2)]
