import json
import os
import sys

# Else it downloads its list of prices.
os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
sys.path.append("..")
import contract as d  # noqa: E402
import litellm  # noqa: E402

PLACE = {"api_base": d.BASE_URL, "api_key": d.API_KEY, "max_retries": 0, "timeout": d.TIMEOUT}
SAME = {**PLACE, "temperature": 0, "max_tokens": d.CAP}
TOOL = {"type": "function", "function": {name: d.TOOL[name] for name in ("name", "description", "parameters")}}


def ask(turns, name=d.CHAT, **more):
    return litellm.completion(f"openai/{name}", messages=list(d.messages(turns)), **{**SAME, **more})


def built(messages, name=d.CHAT, **more):
    """The answer that the library puts together from its chunks."""
    chunks = litellm.completion(f"openai/{name}", messages=messages, stream=True, **{**SAME, **more})
    return litellm.stream_chunk_builder(list(chunks), messages=messages)


def stream():
    iterated = "".join(chunk.choices[0].delta.content or "" for chunk in ask(d.REPEAT, stream=True))
    return {"iterated": iterated, "built": built(list(d.messages(d.REPEAT))).choices[0].message.content}


def tool_loop(answer):
    turns, calls = list(d.messages(d.WEATHER)), []
    for _ in range(2):
        message = answer(messages=turns).choices[0].message
        if not message.tool_calls:
            break
        turns.append(message)
        for call in message.tool_calls:
            calls.append({"name": call.function.name, "input": json.loads(call.function.arguments)})
            turns.append({"role": "tool", "tool_call_id": call.id, "content": d.TOOL["result"]})
    return {"text": message.content, "calls": calls}


def called(turns, tool_choice):
    message = ask(turns, d.TOOLS, tools=[TOOL], tool_choice=tool_choice).choices[0].message
    return [call.function.name for call in message.tool_calls or []]


def typed(answer):
    return d.Place.model_validate_json(answer.choices[0].message.content).model_dump()


def counts(answer):
    return [answer.usage.prompt_tokens, answer.usage.completion_tokens, answer.usage.total_tokens]


def cap():
    cut = ask(d.COUNT, max_tokens=d.SHORT_CAP).choices[0]
    return [cut.message.content, cut.finish_reason]


d.serve(
    "litellm",
    {
        "text": lambda: ask(d.REPEAT).choices[0].message.content,
        "stream": stream,
        "tools": lambda: tool_loop(
            lambda messages: litellm.completion(f"openai/{d.TOOLS}", messages=messages, tools=[TOOL], **SAME)
        ),
        "streamed tools": lambda: tool_loop(lambda messages: built(messages, d.TOOLS, tools=[TOOL])),
        "object": lambda: typed(ask(d.PLACE, response_format=d.Place)),
        "streamed object": lambda: typed(built(list(d.messages(d.PLACE)), response_format=d.Place)),
        "embeddings": lambda: [
            one["embedding"] for one in litellm.embedding(f"openai/{d.EMBEDDING}", input=d.EMBEDDED, **PLACE).data
        ],
        "usage": lambda: counts(ask(d.REPEAT)),
        "streamed usage": lambda: counts(
            built(list(d.messages(d.REPEAT)), stream_options={"include_usage": True})
        ),
        "forced tool": lambda: [
            called(d.GREETING, "required"),
            called(d.GREETING, {"type": "function", "function": {"name": d.TOOL["name"]}}),
        ],
        "no tool": lambda: called(d.WEATHER, "none"),
        "stop": lambda: ask(d.COUNT, stop=[d.STOP]).choices[0].message.content,
        "cap": cap,
        "error": lambda: d.unknown_model(lambda: ask(d.GREETING, d.NO_MODEL), litellm.NotFoundError),
    },
)
