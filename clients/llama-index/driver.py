import sys

sys.path.append("..")
import contract as d  # noqa: E402
import openai  # noqa: E402
from llama_index.core.base.llms.types import ChatMessage, TextBlock, ToolCallBlock  # noqa: E402
from llama_index.core.tools import FunctionTool  # noqa: E402
from llama_index.embeddings.openai_like import OpenAILikeEmbedding  # noqa: E402
from llama_index.llms.openai_like import OpenAILike  # noqa: E402

PLACE = {"api_base": d.BASE_URL, "api_key": d.API_KEY, "max_retries": 0, "timeout": d.TIMEOUT}


def model(name=d.CHAT, **more):
    kind = {"is_chat_model": True, "is_function_calling_model": True}
    return OpenAILike(**PLACE, **{**kind, "model": name, "temperature": 0, "max_tokens": d.CAP, **more})


def history(turns):
    for turn in turns:
        if turn["said"] != "calls":
            yield ChatMessage(role=turn["said"], content=turn["text"])
            continue
        yield ChatMessage(
            role="assistant",
            blocks=[
                ToolCallBlock(tool_call_id=call["id"], tool_name=call["name"], tool_kwargs=call["input"])
                for call in turn["calls"]
            ],
        )
        for call in turn["calls"]:
            yield result_of(call["id"], call["result"])


def result_of(call_id, text):
    return ChatMessage(role="tool", blocks=[TextBlock(text=text)], additional_kwargs={"tool_call_id": call_id})


def ask(turns, name=d.CHAT, **more):
    return model(name).chat(list(history(turns)), **more)


def last(stream):
    answer = None
    for answer in stream:
        pass
    return answer


def text():
    """Chats, and text completions, which are its default."""
    completed = model(is_chat_model=False).complete(d.REPEAT[-1]["text"])
    return {"chat": ask(d.REPEAT).message.content, "completed": completed.text}


def stream():
    completed = model(is_chat_model=False).stream_complete(d.REPEAT[-1]["text"])
    chunks = list(model().stream_chat(list(history(d.REPEAT))))
    return {
        "deltas": "".join(chunk.delta or "" for chunk in chunks),
        "message": chunks[-1].message.content,
        "completed": last(completed).text,
    }


def tool_loop(answer):
    calls, llm = [], model(d.TOOLS)
    tools = {d.TOOL["name"]: FunctionTool.from_defaults(d.weather(calls))}
    turns = list(history(d.WEATHER))
    for _ in range(2):
        response = answer(llm)([*tools.values()], chat_history=turns, allow_parallel_tool_calls=True)
        selected = llm.get_tool_calls_from_response(response, error_on_no_tool_call=False)
        if not selected:
            break
        turns.append(response.message)
        turns += [result_of(call.tool_id, tools[call.tool_name](**call.tool_kwargs).content) for call in selected]
    return {"text": response.message.content, "calls": calls}


def called(turns, **choice):
    llm = model(d.TOOLS)
    tool = FunctionTool.from_defaults(d.weather([]))
    response = llm.chat_with_tools([tool], chat_history=list(history(turns)), **choice)
    return [call.tool_name for call in llm.get_tool_calls_from_response(response, error_on_no_tool_call=False)]


def typed(**more):
    return model(d.TOOLS, **more).as_structured_llm(d.Place)


def streamed_object():
    """By `response_format`: streamed by a tool, its default, this version gives empty objects from any server."""
    return last(typed(should_use_structured_outputs=True).stream_chat(list(history(d.PLACE)))).raw.model_dump()


def counts(response):
    return [response.additional_kwargs.get(f"{kind}_tokens") for kind in ("prompt", "completion", "total")]


def cap():
    cut = model(max_tokens=d.SHORT_CAP).chat(list(history(d.COUNT)))
    return [cut.message.content, cut.raw.choices[0].finish_reason]


d.serve(
    "llama-index-llms-openai-like",
    {
        "text": text,
        "stream": stream,
        "tools": lambda: tool_loop(lambda llm: llm.chat_with_tools),
        "streamed tools": lambda: tool_loop(lambda llm: lambda *a, **b: last(llm.stream_chat_with_tools(*a, **b))),
        "object": lambda: typed().chat(list(history(d.PLACE))).raw.model_dump(),
        "streamed object": streamed_object,
        "embeddings": lambda: OpenAILikeEmbedding(model_name=d.EMBEDDING, **PLACE).get_text_embedding_batch(d.EMBEDDED),
        "usage": lambda: counts(ask(d.REPEAT)),
        "streamed usage": lambda: counts(
            last(model().stream_chat(list(history(d.REPEAT)), stream_options={"include_usage": True}))
        ),
        "forced tool": lambda: [
            called(d.GREETING, tool_required=True),
            called(d.GREETING, tool_choice=d.TOOL["name"]),
        ],
        "no tool": lambda: called(d.WEATHER, tool_choice="none"),
        "stop": lambda: ask(d.COUNT, stop=[d.STOP]).message.content,
        "cap": cap,
        "error": lambda: d.unknown_model(lambda: ask(d.GREETING, d.NO_MODEL), openai.NotFoundError),
    },
)
