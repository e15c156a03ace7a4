import os
import sys

os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
sys.path.append("..")
import contract as d  # noqa: E402
import openai  # noqa: E402
from pydantic_ai import Agent, Embedder, ModelHTTPError, UsageLimits  # noqa: E402
from pydantic_ai.direct import model_request  # noqa: E402
from pydantic_ai.embeddings.openai import OpenAIEmbeddingModel  # noqa: E402
from pydantic_ai.messages import (  # noqa: E402
    ModelRequest,
    ModelResponse,
    TextPart,
    ToolCallPart,
    ToolReturnPart,
    UserPromptPart,
)
from pydantic_ai.models import ModelRequestParameters  # noqa: E402
from pydantic_ai.models.openai import OpenAIChatModel  # noqa: E402
from pydantic_ai.providers.openai import OpenAIProvider  # noqa: E402
from pydantic_ai.tools import ToolDefinition  # noqa: E402

client = openai.AsyncOpenAI(base_url=d.BASE_URL, api_key=d.API_KEY, max_retries=0, timeout=d.TIMEOUT)
provider = OpenAIProvider(openai_client=client)


def history(turns):
    """All but the last turn, which is what the user asks."""
    for turn in turns[:-1]:
        if turn["said"] == "user":
            yield ModelRequest([UserPromptPart(turn["text"])])
        elif turn["said"] == "assistant":
            yield ModelResponse([TextPart(turn["text"])])
        else:
            calls = turn["calls"]
            yield ModelResponse([ToolCallPart(call["name"], call["input"], call["id"]) for call in calls])
            yield ModelRequest([ToolReturnPart(call["name"], call["result"], call["id"]) for call in calls])


def agent(name=d.CHAT, **more):
    return Agent(OpenAIChatModel(name, provider=provider), retries=0, **more)


def asked(turns, **settings):
    return {
        "user_prompt": turns[-1]["text"],
        "message_history": list(history(turns)),
        "model_settings": {"temperature": 0, "max_tokens": d.CAP, **settings},
        "usage_limits": UsageLimits(request_limit=2),
    }


async def run(turns, of=None, **settings):
    return await (of or agent()).run(**asked(turns, **settings))


async def text():
    return (await run(d.REPEAT)).output


async def stream():
    async with agent().run_stream(**asked(d.REPEAT)) as result:
        return "".join([delta async for delta in result.stream_text(delta=True, debounce_by=None)])


async def tools():
    calls = []
    result = await run(d.WEATHER, agent(d.TOOLS, tools=[d.async_weather(calls)]))
    return {"text": result.output, "calls": calls}


async def streamed_tools():
    calls = []
    async with agent(d.TOOLS, tools=[d.async_weather(calls)]).run_stream(**asked(d.WEATHER)) as result:
        return {"text": await result.get_output(), "calls": calls}


async def typed():
    return (await run(d.PLACE, agent(d.TOOLS, output_type=d.Place))).output.model_dump()


async def streamed_typed():
    async with agent(d.TOOLS, output_type=d.Place).run_stream(**asked(d.PLACE)) as result:
        return (await result.get_output()).model_dump()


async def embeddings():
    embedder = Embedder(OpenAIEmbeddingModel(d.EMBEDDING, provider=provider))
    return [list(vector) for vector in (await embedder.embed_documents(d.EMBEDDED)).embeddings]


def counts(usage):
    return [usage.input_tokens, usage.output_tokens, usage.total_tokens]


async def usage():
    return counts((await run(d.REPEAT)).usage)


async def streamed_usage():
    async with agent().run_stream(**asked(d.REPEAT)) as result:
        await result.get_output()
        return counts(result.usage)


async def called(turns, tool_choice):
    """One request: a whole run would be forced to call again in its last answer."""
    name, description, parameters = (d.TOOL[part] for part in ("name", "description", "parameters"))
    tool = ToolDefinition(name=name, description=description, parameters_json_schema=parameters)
    prompt = ModelRequest([UserPromptPart(turns[-1]["text"])])
    answer = await model_request(
        OpenAIChatModel(d.TOOLS, provider=provider),
        [*history(turns), prompt],
        model_settings={"temperature": 0, "max_tokens": d.CAP, "tool_choice": tool_choice},
        model_request_parameters=ModelRequestParameters(function_tools=[tool]),
    )
    return [part.tool_name for part in answer.parts if isinstance(part, ToolCallPart)]


async def forced():
    return [await called(d.GREETING, "required"), await called(d.GREETING, [d.TOOL["name"]])]


async def stop():
    return (await run(d.COUNT, stop_sequences=[d.STOP])).output


async def cap():
    result = await run(d.COUNT, max_tokens=d.SHORT_CAP)
    return [result.output, result.response.finish_reason]


async def error():
    try:
        await run(d.GREETING, agent(d.NO_MODEL))
    except ModelHTTPError as refused:
        return refused.status_code == 404 and d.NO_MODEL in str(refused)


d.serve(
    "pydantic-ai-slim",
    {
        "text": text,
        "stream": stream,
        "tools": tools,
        "streamed tools": streamed_tools,
        "object": typed,
        "streamed object": streamed_typed,
        "embeddings": embeddings,
        "usage": usage,
        "streamed usage": streamed_usage,
        "forced tool": forced,
        "no tool": lambda: called(d.WEATHER, "none"),
        "stop": stop,
        "cap": cap,
        "error": error,
    },
)
