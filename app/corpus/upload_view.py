"""Files for the corpus: uploaded, read apart as a build reads them, shown as clauses, and only then accepted or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import streamlit as st

from app.access.guard import guard, is_keeper, keeper_action
from app.corpus import upload_preview
from app.corpus.corpus_actions import accept
from app.corpus.corpus_rows import Corpus
from app.text import Safe, join, notice, show, tag
from indexer.catalog_edit import check_values
from indexer.corpus_files import free_name, safe_name, same_name
from indexer.errors import AuditUnwritable, FileRefused, IndexerError, NotAllowed
from indexer.intake import preview, read_overrides
from indexer.records import Document, DocumentRef
from indexer.settings import MAX_FILE_BYTES, Settings
from indexer.structure.wording import FIELD_WORDS

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

_FORMATS = "网页、PDF、Word、Excel、OFD 或纯文本"
_AT_ONCE = 20  # files looked at in one go: reading one takes up to ten seconds
_SAID = 10  # decisions that are told
_SESSION = "_uploads"
_TYPES = ("政府工作报告", "重点工作安排", "规划", "通知", "其他")
_ASKED = ("district", "year", "doc_type", "issued_on")  # what can be corrected here, below the title
_HINTS = {"district": "例如：静安区", "year": "例如：2025", "issued_on": "例如：2025-02-17"}
_BOTH, _REPLACE = "both", "replace"


@dataclass(frozen=True, slots=True)
class _Target:
    """An uploaded file and the name that it gets in the corpus."""

    file: UploadedFile
    name: str
    is_replacing: bool = False  # the file of that name
    is_doubtful: bool = False  # the name was taken, and people have to choose


@dataclass(slots=True)
class _Uploads:
    """What this session did with its uploads, by their ids."""

    batch: int = 0  # each has an uploader of its own, for one cannot be emptied
    read: dict[tuple[str, str], Document | str] = field(default_factory=dict)  # by id and name; a sentence if refused
    done: dict[str, str] = field(default_factory=dict)  # what was decided
    failed: dict[str, str] = field(default_factory=dict)  # why it could not be accepted


def draw(corpus: Corpus, settings: Settings) -> None:
    """Draw the uploader, and each uploaded file until it is decided on."""
    uploads = _uploads()
    if not is_keeper():
        notice("info", "只有语料管理员能收录文件，您是读者。有文件要收录，请找语料管理员。")
        return
    show(
        tag(
            "p",
            f"选好文件后先看读得对不对，再决定收不收。收录的文件放进语料文件夹，所有人都能检索到；{_FORMATS}都可以。",
            cls="gz-intro",
        ),
        tag("p", "这个页面没有登录：能打开它的人都能收录和移出文件。", cls="gz-facts")
        if not guard().rules.sign_in
        else Safe(),
    )
    files = st.file_uploader(
        f"上传文件（{_FORMATS}，每个最大 {_most_megabytes()} MB）",
        accept_multiple_files=True,
        key=f"upload_{uploads.batch}",
    )
    if uploads.done:
        notice("info", tag("ul", join(tag("li", words) for words in list(uploads.done.values())[-_SAID:])))
    waiting = [file for file in files if file.file_id not in uploads.done]
    if files and not waiting:
        uploads.batch += 1  # all are decided on: begin with an empty uploader
        st.rerun()
    above = st.container()
    documents = [row.document for row in corpus.rows]
    plain_ones = [
        target
        for number, file in enumerate(waiting[:_AT_ONCE])
        if (target := _one(file, number, documents, settings, uploads))
    ]
    if len(plain_ones) > 1:
        words = f"收录没有疑问的 {len(plain_ones)} 份"
        above.button(words, type="primary", on_click=_accept_all, args=(plain_ones, settings, uploads), key="all")
    if len(waiting) > _AT_ONCE:
        show(tag("p", f"另外 {len(waiting) - _AT_ONCE} 个文件，等上面的决定之后再看。", cls="gz-facts"))


def _most_megabytes() -> int:
    """Return how large a file may be: as reading takes it, and as the server that was started takes it."""
    return min(MAX_FILE_BYTES // 2**20, int(st.get_option("server.maxUploadSize")))


def _uploads() -> _Uploads:
    """Return what this session did; a page whose program was changed meanwhile begins anew."""
    uploads = st.session_state.get(_SESSION)
    if not isinstance(uploads, _Uploads):
        uploads = st.session_state[_SESSION] = _Uploads()
    return uploads


def _one(
    file: UploadedFile, number: int, documents: Sequence[DocumentRef], settings: Settings, uploads: _Uploads
) -> _Target | None:
    """Draw an uploaded file with what is found in it, and the decision on it; return it if nothing is to be asked."""
    with st.container(border=True, key=f"file_{number}"):
        try:
            name = safe_name(file.name)
        except FileRefused as refused:
            _refuse(file, file.name, str(refused), uploads)
            return None
        show(tag("h2", name, cls="gz-district"))
        target = _target(file, name, settings)
        document = _read(target, settings, uploads)
        if isinstance(document, str):
            _refuse(file, name, document, uploads)
            return None
        if twin := upload_preview.twin_of(document, documents):
            _refuse(file, name, f"内容与语料里的 {twin} 完全相同，不用再收。", uploads)
            return None
        warnings = upload_preview.warnings_of(document, documents)
        corrections = _decide(target, document, warnings, settings, uploads)
        return None if warnings or corrections or target.is_doubtful else target


def _target(file: UploadedFile, name: str, settings: Settings) -> _Target:
    """Return the name that a file gets in the corpus; where it is taken, ask what is to be done."""
    held = same_name(settings.corpus, name)
    if not held:
        return _Target(file, name)
    notice("warning", f"语料里已有名叫 {held} 的文件。")
    chosen = st.radio(
        "怎么处理同名的文件",
        (_BOTH, _REPLACE),
        format_func={_BOTH: "两份都留着，新的换个名字", _REPLACE: "用新的替换，旧的移出（可以放回）"}.__getitem__,
        key=f"same_{file.file_id}",
    )
    if chosen == _REPLACE:
        return _Target(file, held, is_replacing=True, is_doubtful=True)
    return _Target(file, free_name(settings.corpus, name), is_doubtful=True)


def _read(target: _Target, settings: Settings, uploads: _Uploads) -> Document | str:
    """Return the document that a file would be under its name, or why it is refused; read once."""
    key = (target.file.file_id, target.name)
    if key not in uploads.read:
        with st.spinner("正在读取……"):
            overrides, _ = read_overrides(settings.corpus)
            try:
                with keeper_action("corpus.preview", target.name):
                    uploads.read[key] = preview(target.name, target.file.getvalue(), overrides)
            except (FileRefused, NotAllowed, AuditUnwritable) as refused:
                uploads.read[key] = str(refused)
    return uploads.read[key]


def _refuse(file: UploadedFile, name: str, why: str, uploads: _Uploads) -> None:
    notice("error", tag("b", "不能收录。"), why)
    st.button("知道了", on_click=_leave, args=(file, name, uploads), key=f"leave_{file.file_id}")


def _decide(
    target: _Target, document: Document, warnings: Sequence[str], settings: Settings, uploads: _Uploads
) -> dict[str, str]:
    """Draw what a file would be, what may be wrong with it, and the two buttons; return what was corrected."""
    file = target.file
    if target.name != file.name:
        show(tag("p", f"收录后的文件名：{target.name}", cls="gz-facts"))
    if warnings:
        notice("warning", tag("ul", join(tag("li", words) for words in warnings)))
    show(tag("div", upload_preview.preview(document), cls="gz-preview"))
    corrections = _corrections(file, document, is_open=bool(warnings))
    problems = check_values(corrections)
    for name, problem in problems.items():
        notice("error", f"{FIELD_WORDS[name]}：{problem}")
    if failed := uploads.failed.get(file.file_id):
        notice("error", tag("b", "没有收录。"), failed)
    with st.container(horizontal=True, gap="small"):
        st.button(
            "收录进语料",
            type="primary",
            disabled=bool(problems),
            on_click=_accept,
            args=(target, corrections, settings, uploads),
            key=f"accept_{file.file_id}",
        )
        st.button("不要", on_click=_leave, args=(file, target.name, uploads), key=f"leave_{file.file_id}")
    return corrections


def _corrections(file: UploadedFile, document: Document, *, is_open: bool) -> dict[str, str]:
    """Ask for what is known better than it was read; return what was written, field → value."""
    with st.expander("信息不对或不全，在这里写（留空就照读出的）", expanded=is_open, key=f"correct_{file.file_id}"):
        written = {"title": _field(file, "title", document.metadata.title)}
        for name, column in zip(_ASKED, st.columns(len(_ASKED)), strict=True):
            with column:
                written[name] = _field(file, name, getattr(document.metadata, name))
    return {name: value for name, value in written.items() if value}


def _field(file: UploadedFile, name: str, known: object) -> str:
    key = f"{name}_{file.file_id}"
    if name == "doc_type":
        return str(st.selectbox(FIELD_WORDS[name], _TYPES, index=None, key=key, placeholder=str(known or "请选")) or "")
    hint = str(known or _HINTS.get(name, ""))
    return st.text_input(FIELD_WORDS[name], key=key, placeholder=hint).strip()


def _accept(target: _Target, corrections: Mapping[str, str], settings: Settings, uploads: _Uploads) -> None:
    """Put a file into the corpus (a button's callback)."""
    try:
        source = accept(settings, target.name, target.file.getvalue(), corrections, replace=target.is_replacing)
    except IndexerError as problem:
        uploads.failed[target.file.file_id] = str(problem)
        return
    kept = "替换下来的旧文件在“移出的文件”里，可以放回。" if target.is_replacing else ""
    _finish(target.file, f"已收录：{source}。索引更新后就能检索到。{kept}", uploads)


def _accept_all(targets: Sequence[_Target], settings: Settings, uploads: _Uploads) -> None:
    """Put the files of which nothing is to be asked into the corpus (a button's callback)."""
    for target in targets:
        _accept(target, {}, settings, uploads)


def _leave(file: UploadedFile, name: str, uploads: _Uploads) -> None:
    """Leave a file alone (a button's callback)."""
    _finish(file, f"没有收录：{name}。", uploads)


def _finish(file: UploadedFile, words: str, uploads: _Uploads) -> None:
    uploads.done[file.file_id] = words
    uploads.failed.pop(file.file_id, None)
    uploads.read = {key: value for key, value in uploads.read.items() if key[0] != file.file_id}
