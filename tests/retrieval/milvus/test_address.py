import pytest

from indexer.errors import SettingInvalid
from indexer.retrieval.milvus.address import TOKEN, is_store, read_address
from indexer.settings import Settings


def test_an_address_is_a_uri_and_a_token_that_no_message_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TOKEN, "root:secret")
    address = read_address("milvus:http://127.0.0.1:19530/")
    assert (address.uri, address.token) == ("http://127.0.0.1:19530", "root:secret")
    assert str(address) == "milvus:http://127.0.0.1:19530"
    assert "secret" not in repr(address) + str(address)


def test_a_database_stands_behind_the_address() -> None:
    assert read_address("milvus:https://milvus.internal:19530/gov").uri == "https://milvus.internal:19530/gov"


@pytest.mark.parametrize(
    "text",
    ["http://h:1", "milvus:", "milvus:h:19530", "milvus:ftp://h:1", "milvus:http://h:99999", "milvus:http://h:1/a/b"],
)
def test_what_is_no_address_is_named(text: str) -> None:
    with pytest.raises(SettingInvalid, match=f"存储地址「{text}」不对"):
        read_address(text)


@pytest.mark.parametrize("text", ["milvus:http://root:secret@h:19530", "milvus:ftp://root:secret@h"])
def test_a_password_in_an_address_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(SettingInvalid) as refused:
        read_address(text)
    assert "secret" not in str(refused.value)


def test_settings_take_a_store_and_refuse_what_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INDEXER_STORE", "milvus:http://h:19530")
    assert Settings().published == "milvus:http://h:19530"
    monkeypatch.setenv("INDEXER_STORE", "")
    assert Settings().published == Settings().index
    monkeypatch.setenv("INDEXER_STORE", "http://h:19530")
    with pytest.raises(SettingInvalid, match="应写成 milvus:"):
        Settings()


def test_a_folder_is_no_store() -> None:
    assert is_store("milvus:http://h:19530")
    assert not is_store("index")
