"""Extracts an object from a text into a model of Pydantic."""

import json
import sys
from typing import Literal

from openai import OpenAI
from pydantic import BaseModel


class Ticket(BaseModel):
    title: str
    priority: Literal["low", "high"]
    customer: str
    tags: list[str]


client = OpenAI(timeout=8)
completion = client.chat.completions.parse(
    model="gpt-4o-mini",
    messages=[
        {"role": "system", "content": "Make a ticket of the message."},
        {"role": "user", "content": "Hello, the printer of Ms. Chen does not print, and she needs it today!"},
    ],
    response_format=Ticket,
)
choice = completion.choices[0]
if choice.message.refusal:
    sys.exit(choice.message.refusal)
ticket = choice.message.parsed
assert ticket is not None and ticket.priority in ("low", "high")

summary = client.chat.completions.create(
    model="gpt-4o-mini",
    messages=[{"role": "user", "content": 'Answer with JSON: {"answer": "yes"} or {"answer": "no"}. Is it urgent?'}],
    response_format={"type": "json_object"},
)
print(ticket)
assert json.loads(summary.choices[0].message.content)["answer"] in ("yes", "no")
if not completion.usage:
    print("warning: no count of tokens", file=sys.stderr)
