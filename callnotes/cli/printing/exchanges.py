"""Prints what a language model was asked and what it answered, word for word."""

from __future__ import annotations

import json

from pydantic import TypeAdapter
from rich.text import Text

from callnotes.cli.printing.terminal import console, heading
from models.exchange import Exchange

_EXCHANGES: TypeAdapter[tuple[Exchange, ...]] = TypeAdapter(tuple[Exchange, ...])


def print_exchanges(exchanges: tuple[Exchange, ...]) -> None:
    """Print each exchange under a line that says when, with which model and prompt, and what it took."""
    out = console()
    if not exchanges:
        out.print("Nothing is kept of this call; CALLNOTES_LLM_KEEP_EXCHANGES keeps the next ones.")
    for number, exchange in enumerate(exchanges, start=1):
        took = f"{exchange.usage.prompt_tokens} + {exchange.usage.completion_tokens} tokens"
        took += f", {exchange.usage.seconds:.1f} s" + (", cut off" if exchange.cut_off else "")
        at = f"{exchange.at:%Y-%m-%d %H:%M:%S %Z}" if exchange.at else ""
        out.print(heading(f"{number}  {at}  {exchange.model}, {exchange.prompt_version} ({took})"))
        for message in json.loads(exchange.request)["messages"]:
            out.print(Text(f"{message['role']}:", style="bold"))
            out.print(Text(message["content"]), soft_wrap=True)
        out.print(Text("answer:", style="bold"))
        out.print(Text(exchange.answer), soft_wrap=True)


def print_exchanges_json(exchanges: tuple[Exchange, ...]) -> None:
    """Print one JSON document: the list of exchanges."""
    print(_EXCHANGES.dump_json(exchanges, indent=2).decode())
