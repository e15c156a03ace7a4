import sys

sys.path.append("..")
import contract as d  # noqa: E402
import openai  # noqa: E402
from langchain_core.messages import convert_to_messages  # noqa: E402
from langchain_core.tools import tool  # noqa: E402
from langchain_openai import ChatOpenAI, OpenAIEmbeddings  # noqa: E402

PLACE = {"base_url": d.BASE_URL, "api_key": d.API_KEY, "max_retries": 0, "timeout": d.TIMEOUT}


def model(name=d.CHAT, **more):
    return ChatOpenAI(**PLACE, **{"model": name, "temperature": 0, "max_tokens": d.CAP, **more})


def history(turns):
    return convert_to_messages(list(d.messages(turns)))


def ask(turns, **more):
    return model(**more).invoke(history(turns))


def collected(chunks):
    whole = None
    for chunk in chunks:
        whole = chunk if whole is None else whole + chunk
    return whole


def tool_loop(answer):
    turns, calls = history(d.WEATHER), []
    tools = {d.TOOL["name"]: tool(d.weather(calls))}
    runnable = model(d.TOOLS).bind_tools([*tools.values()])
    for _ in range(2):
        message = answer(runnable, turns)
        if not message.tool_calls:
            break
        turns += [message, *(tools[call["name"]].invoke(call) for call in message.tool_calls)]
    return {"text": message.text, "calls": calls}


def called(turns, tool_choice):
    answer = model(d.TOOLS).bind_tools([tool(d.weather([]))], tool_choice=tool_choice).invoke(history(turns))
    return [call["name"] for call in answer.tool_calls]


def typed():
    return model().with_structured_output(d.Place)


def counts(usage):
    return usage and [usage["input_tokens"], usage["output_tokens"], usage["total_tokens"]]


def cap():
    cut = ask(d.COUNT, max_tokens=d.SHORT_CAP)
    return [cut.text, cut.response_metadata.get("finish_reason")]


d.serve(
    "langchain-openai",
    {
        "text": lambda: ask(d.REPEAT).text,
        "stream": lambda: collected(model().stream(history(d.REPEAT))).text,
        "tools": lambda: tool_loop(lambda runnable, turns: runnable.invoke(turns)),
        "streamed tools": lambda: tool_loop(lambda runnable, turns: collected(runnable.stream(turns))),
        "object": lambda: typed().invoke(history(d.PLACE)).model_dump(),
        "streamed object": lambda: list(typed().stream(history(d.PLACE)))[-1].model_dump(),
        # Unless told otherwise it sends lists of tokens, with a tokenizer that is downloaded.
        "embeddings": lambda: OpenAIEmbeddings(
            model=d.EMBEDDING, check_embedding_ctx_length=False, **PLACE
        ).embed_documents(d.EMBEDDED),
        "usage": lambda: counts(ask(d.REPEAT).usage_metadata),
        "streamed usage": lambda: counts(
            collected(model(stream_usage=True).stream(history(d.REPEAT))).usage_metadata
        ),
        "forced tool": lambda: [called(d.GREETING, "required"), called(d.GREETING, d.TOOL["name"])],
        "no tool": lambda: called(d.WEATHER, "none"),
        "stop": lambda: ask(d.COUNT, stop=[d.STOP]).text,
        "cap": cap,
        "error": lambda: d.unknown_model(lambda: ask(d.GREETING, name=d.NO_MODEL), openai.NotFoundError),
    },
)
