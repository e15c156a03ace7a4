import json
import sys

sys.path.append("..")
import contract as d  # noqa: E402
import openai  # noqa: E402

client = openai.OpenAI(base_url=d.BASE_URL, api_key=d.API_KEY, max_retries=0, timeout=d.TIMEOUT)
completions = client.chat.completions


def asked(turns, **more):
    return {"model": d.CHAT, "messages": list(d.messages(turns)), "temperature": 0, "max_tokens": d.CAP, **more}


def choice(turns, **more):
    return completions.create(**asked(turns, **more)).choices[0]


def streamed(**request):
    """The helper for streams, which puts the answer together."""
    with completions.stream(**request) as events:
        return events.get_final_completion()


def stream():
    chunks = completions.create(**asked(d.REPEAT, stream=True))
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    return {"iterated": text, "helper": streamed(**asked(d.REPEAT)).choices[0].message.content}


class get_weather(d.pydantic.BaseModel):
    city: str


TOOL = openai.pydantic_function_tool(get_weather, description=d.TOOL["description"])


def tool_loop(answer):
    """The loop that an app writes: two answers, with the results of the tools between them."""
    turns, calls = list(d.messages(d.WEATHER)), []
    for _ in range(2):
        completion = answer(model=d.TOOLS, messages=turns, tools=[TOOL], temperature=0, max_tokens=d.CAP)
        message = completion.choices[0].message
        if not message.tool_calls:
            break
        turns.append(message)
        for call in message.tool_calls:
            calls.append({"name": call.function.name, "input": json.loads(call.function.arguments)})
            turns.append({"role": "tool", "tool_call_id": call.id, "content": d.TOOL["result"]})
    return {"text": message.content, "calls": calls}


def typed(answer):
    return answer(**asked(d.PLACE, response_format=d.Place)).choices[0].message.parsed.model_dump()


def called(turns, tool_choice):
    message = choice(turns, model=d.TOOLS, tools=[TOOL], tool_choice=tool_choice).message
    return [call.function.name for call in message.tool_calls or []]


def counts(usage):
    return usage and [usage.prompt_tokens, usage.completion_tokens, usage.total_tokens]


def streamed_usage():
    told = {"include_usage": True}
    usage = None
    for chunk in completions.create(**asked(d.REPEAT, stream=True, stream_options=told)):
        usage = chunk.usage or usage
    return [counts(usage), counts(streamed(**asked(d.REPEAT, stream_options=told)).usage)]


def cap():
    cut = choice(d.COUNT, max_tokens=d.SHORT_CAP)
    return [cut.message.content, cut.finish_reason]


d.serve(
    "openai",
    {
        "text": lambda: choice(d.REPEAT).message.content,
        "stream": stream,
        "tools": lambda: tool_loop(completions.create),
        "streamed tools": lambda: tool_loop(streamed),
        "object": lambda: typed(completions.parse),
        "streamed object": lambda: typed(streamed),
        "embeddings": lambda: [
            one.embedding for one in client.embeddings.create(model=d.EMBEDDING, input=d.EMBEDDED).data
        ],
        "usage": lambda: counts(completions.create(**asked(d.REPEAT)).usage),
        "streamed usage": streamed_usage,
        "forced tool": lambda: [
            called(d.GREETING, "required"),
            called(d.GREETING, {"type": "function", "function": {"name": d.TOOL["name"]}}),
        ],
        "no tool": lambda: called(d.WEATHER, "none"),
        "stop": lambda: choice(d.COUNT, stop=[d.STOP]).message.content,
        "cap": cap,
        "error": lambda: d.unknown_model(lambda: choice(d.GREETING, model=d.NO_MODEL), openai.NotFoundError),
    },
)
