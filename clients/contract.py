"""What the drivers of Python libraries share: what is asked, where, and the lines they speak (clients/README.md)."""

import asyncio
import inspect
import json
import os
import re
import sys
from importlib.metadata import version
from pathlib import Path

# Libraries print what they like: it goes to standard error, and standard output holds the answers alone.
_answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)

import pydantic  # noqa: E402

BASE_URL = os.environ["BASE_URL"]
API_KEY = os.environ["API_KEY"]
CHAT = os.environ["CHAT_MODEL"]
TOOLS = os.environ["TOOLS_MODEL"]
EMBEDDING = os.environ["EMBEDDING_MODEL"]
# Shorter than what counts as hung, so that the error of the library is told.
TIMEOUT = 8

_asked = json.loads(Path(os.environ["ASKED"]).read_text(encoding="utf-8"))
REPEAT, WEATHER, COUNT, GREETING, PLACE = (_asked[name] for name in ("repeat", "weather", "count", "greeting", "place"))
EMBEDDED, TOOL, STOP, CAP, SHORT_CAP = (_asked[name] for name in ("embedded", "tool", "stop", "cap", "shortCap"))
OBJECT = {"type": "json_schema", "json_schema": {**_asked["object"], "strict": True}}
NO_MODEL = _asked["unknownModel"]


class Place(pydantic.BaseModel):
    """The object that is asked for."""

    city: str
    country: str


def weather(calls):
    """The tool as a plain function, which notes what it is called with."""

    def get_weather(city: str) -> str:
        calls.append({"name": TOOL["name"], "input": {"city": city}})
        return TOOL["result"]

    get_weather.__doc__ = TOOL["description"]
    return get_weather


def async_weather(calls):
    """The same for libraries that run plain functions in threads, in no fixed order."""
    answer = weather(calls)

    async def get_weather(city: str) -> str:
        return answer(city)

    get_weather.__doc__ = answer.__doc__
    return get_weather


def messages(turns):
    """A history in the form of the API, which many libraries take as it is."""
    for turn in turns:
        if turn["said"] != "calls":
            yield {"role": turn["said"], "content": turn["text"]}
            continue
        yield {
            "role": "assistant",
            "content": None,
            "tool_calls": [
                {
                    "id": call["id"],
                    "type": "function",
                    "function": {"name": call["name"], "arguments": json.dumps(call["input"])},
                }
                for call in turn["calls"]
            ],
        }
        for call in turn["calls"]:
            yield {"role": "tool", "tool_call_id": call["id"], "content": call["result"]}


def unknown_model(asking, to_catch):
    """For the flow `error`: whether an error of this type names the model. Any other is raised, as it shows more."""
    try:
        asking()
    except to_catch as refused:
        return NO_MODEL in str(refused)


def serve(package, flows):
    """Runs one flow for each line of standard input, and says what it gave or threw."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    _say({"client": package, "version": version(package), "flows": list(flows)})
    for line in sys.stdin:
        try:
            gave = flows[json.loads(line)["flow"]]()
            _say({"gave": loop.run_until_complete(gave) if inspect.isawaitable(gave) else gave})
        except Exception as error:
            _say({"threw": _told(error)})


def _say(answer):
    # NaN is no JSON.
    _answers.write(json.dumps(answer, allow_nan=False) + "\n")
    _answers.flush()


def _told(error):
    """Type and first words of an error, without tags, and without ids and addresses, which differ from run to run."""
    text = " ".join(re.sub(r"<[^>]+>", " ", str(error)).split())[:300]
    return re.sub(r"0x[0-9a-f]+|\b(call|chatcmpl|resp|msg|req)[_-]\w+", "…", f"{type(error).__name__}: {text}")
