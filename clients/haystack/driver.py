import os
import sys

os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "False"
sys.path.append("..")
import contract as d  # noqa: E402
import openai  # noqa: E402
from haystack import Document  # noqa: E402
from haystack.components.agents import Agent  # noqa: E402
from haystack.components.embedders import OpenAIDocumentEmbedder  # noqa: E402
from haystack.components.generators.chat import OpenAIChatGenerator  # noqa: E402
from haystack.dataclasses import ChatMessage, ToolCall  # noqa: E402
from haystack.tools import create_tool_from_function  # noqa: E402
from haystack.utils import Secret  # noqa: E402

KEY = Secret.from_token(d.API_KEY)
PLACE = {"api_key": KEY, "api_base_url": d.BASE_URL, "max_retries": 0, "timeout": d.TIMEOUT}


def generator(name=d.CHAT, **settings):
    return OpenAIChatGenerator(
        model=name, **PLACE, generation_kwargs={"temperature": 0, "max_tokens": d.CAP, **settings}
    )


def history(turns):
    for turn in turns:
        if turn["said"] == "user":
            yield ChatMessage.from_user(turn["text"])
        elif turn["said"] == "assistant":
            yield ChatMessage.from_assistant(turn["text"])
        else:
            calls = [ToolCall(call["name"], call["input"], call["id"]) for call in turn["calls"]]
            yield ChatMessage.from_assistant(tool_calls=calls)
            for call, given in zip(turn["calls"], calls):
                yield ChatMessage.from_tool(call["result"], given)


def ask(turns, name=d.CHAT, told=None, tools=None, **settings):
    of = generator(name, **settings)
    return of.run(list(history(turns)), streaming_callback=told, tools=tools)["replies"][0]


def heard(turns, **more):
    """What comes piece by piece, and the answer that is put together."""
    pieces = []
    answer = ask(turns, told=lambda chunk: pieces.append(chunk.content or ""), **more)
    return "".join(pieces), answer


def stream():
    text, answer = heard(d.REPEAT)
    return {"pieces": text, "answer": answer.text}


def tools(told=None):
    calls = []
    agent = Agent(
        chat_generator=generator(d.TOOLS),
        tools=[create_tool_from_function(d.weather(calls))],
        max_agent_steps=2,
        streaming_callback=told,
    )
    text = agent.run(messages=list(history(d.WEATHER)))["last_message"].text
    # Tools run in threads, in no fixed order.
    return {"text": text, "calls": sorted(calls, key=d.json.dumps)}


def called(turns, tool_choice):
    tool = create_tool_from_function(d.weather([]))
    return [call.tool_name for call in ask(turns, d.TOOLS, tools=[tool], tool_choice=tool_choice).tool_calls]


def typed(answer):
    return d.Place.model_validate_json(answer.text).model_dump()


def embeddings():
    embedder = OpenAIDocumentEmbedder(model=d.EMBEDDING, progress_bar=False, raise_on_failure=True, **PLACE)
    found = embedder.run([Document(content=text) for text in d.EMBEDDED])["documents"]
    return [document.embedding for document in found]


def counts(answer):
    usage = answer.meta["usage"]
    return usage and [usage[f"{kind}_tokens"] for kind in ("prompt", "completion", "total")]


def cap():
    cut = ask(d.COUNT, max_tokens=d.SHORT_CAP)
    return [cut.text, cut.meta["finish_reason"]]


d.serve(
    "haystack-ai",
    {
        "text": lambda: ask(d.REPEAT).text,
        "stream": stream,
        "tools": tools,
        "streamed tools": lambda: tools(lambda chunk: None),
        "object": lambda: typed(ask(d.PLACE, response_format=d.Place)),
        "streamed object": lambda: typed(heard(d.PLACE, response_format=d.OBJECT)[1]),
        "embeddings": embeddings,
        "usage": lambda: counts(ask(d.REPEAT)),
        "streamed usage": lambda: counts(heard(d.REPEAT, stream_options={"include_usage": True})[1]),
        "forced tool": lambda: [
            called(d.GREETING, "required"),
            called(d.GREETING, {"type": "function", "function": {"name": d.TOOL["name"]}}),
        ],
        "no tool": lambda: called(d.WEATHER, "none"),
        "stop": lambda: ask(d.COUNT, stop=[d.STOP]).text,
        "cap": cap,
        "error": lambda: d.unknown_model(lambda: ask(d.GREETING, d.NO_MODEL), openai.NotFoundError),
    },
)
