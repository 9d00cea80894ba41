"""Readers without a browser: connections that ask the server what a browser asks, and wait for the whole view."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

_MOST = 64 * 2**20  # bytes of a message


@dataclass(frozen=True, slots=True)
class View:
    """What came of a question: the seconds until all was there, the HTML, and whether the program did not fail."""

    seconds: float
    html: str
    is_whole: bool


def at_once(server: str, queries: Sequence[str]) -> list[float]:
    """Let one session for each query ask at the same moment; return the seconds of each until its view is whole."""

    async def ask_all() -> None:
        sockets = [await open_session(server) for _ in queries]
        seconds.extend(await asyncio.gather(*map(_ask, sockets, queries)))
        for socket in sockets:
            await socket.close()

    seconds: list[float] = []
    _start(ask_all()).join()
    return seconds


@contextmanager
def beside(server: str, queries: Sequence[str], *, sessions: int, pause: float) -> Iterator[list[float]]:
    """Let sessions ask while the block runs, each pausing between its questions; the seconds are there afterwards."""
    seconds: list[float] = []
    stop = threading.Event()

    async def one(number: int) -> None:
        await asyncio.sleep(pause * number / sessions)
        socket = await open_session(server)
        for asked in count(number):
            if stop.is_set():
                break
            seconds.append(await _ask(socket, f"{queries[asked % len(queries)]} {number} {asked}"))
            await asyncio.sleep(pause)
        await socket.close()

    async def all_of_them() -> None:
        await asyncio.gather(*map(one, range(sessions)))

    thread = _start(all_of_them())
    try:
        time.sleep(pause)  # until all have come
        yield seconds
    finally:
        stop.set()
        thread.join()


def _start(asking: Coroutine[None, None, None]) -> threading.Thread:
    """Run a coroutine in a thread of its own: the browser keeps an event loop in the main one."""
    thread = threading.Thread(target=asyncio.run, args=(asking,))
    thread.start()
    return thread


async def open_session(server: str) -> ClientConnection:
    """Open a session as a browser does: the page is drawn once, empty."""
    address = server.replace("http", "ws", 1) + "_stcore/stream"
    socket = await connect(address, subprotocols=["streamlit"], origin=server.rstrip("/"), max_size=_MOST)  # type: ignore[arg-type, list-item]
    await _ask(socket, "")
    return socket


async def _ask(socket: ClientConnection, words: str) -> float:
    return (await ask(socket, words)).seconds


async def ask(socket: ClientConnection, words: str) -> View:
    """Ask for the results for some words and wait until the view is whole."""
    asked = BackMsg()
    asked.rerun_script.query_string = urlencode({"q": words}) if words else ""
    start = time.perf_counter()
    await socket.send(asked.SerializeToString())
    drawn: list[str] = []
    is_whole = True
    async for message in socket:
        told = ForwardMsg.FromString(message)
        element = told.delta.new_element
        drawn += [element.html.body] if element.WhichOneof("type") == "html" else []
        is_whole &= element.WhichOneof("type") != "exception"
        if told.WhichOneof("type") == "script_finished":
            is_whole &= told.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
            return View(time.perf_counter() - start, "\n".join(drawn), is_whole)
    raise ConnectionError("the server closed the connection")
