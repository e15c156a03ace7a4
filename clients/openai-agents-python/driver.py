"""`driver.py` speaks chat completions, `driver.py responses` the Responses API."""

import os
import sys

os.environ["OPENAI_AGENTS_DISABLE_TRACING"] = "1"
sys.path.append("..")
import contract as d  # noqa: E402
import openai  # noqa: E402
from agents import (  # noqa: E402
    Agent,
    ModelSettings,
    OpenAIChatCompletionsModel,
    OpenAIResponsesModel,
    Runner,
    function_tool,
)

RESPONSES = sys.argv[1:] == ["responses"]
client = openai.AsyncOpenAI(base_url=d.BASE_URL, api_key=d.API_KEY, max_retries=0, timeout=d.TIMEOUT)


def items(turns):
    """A history in the form of the Responses API, which the library takes for both."""
    for turn in turns:
        if turn["said"] != "calls":
            yield {"role": turn["said"], "content": turn["text"]}
            continue
        for call in turn["calls"]:
            yield {
                "type": "function_call",
                "call_id": call["id"],
                "name": call["name"],
                "arguments": d.json.dumps(call["input"]),
            }
        for call in turn["calls"]:
            yield {"type": "function_call_output", "call_id": call["id"], "output": call["result"]}


def agent(name=d.CHAT, settings=None, **more):
    model = (OpenAIResponsesModel if RESPONSES else OpenAIChatCompletionsModel)(name, client)
    settings = ModelSettings(**{"temperature": 0, "max_tokens": d.CAP, **(settings or {})})
    return Agent(name="Agent", model=model, model_settings=settings, **more)


async def run(turns, name=d.CHAT, settings=None, **more):
    return await Runner.run(agent(name, settings, **more), list(items(turns)), max_turns=2)


async def streamed(turns, name=d.CHAT, settings=None, **more):
    result = Runner.run_streamed(agent(name, settings, **more), list(items(turns)), max_turns=2)
    text = ""
    async for event in result.stream_events():
        if event.type == "raw_response_event" and event.data.type == "response.output_text.delta":
            text += event.data.delta
    return text, result


async def stream():
    text, result = await streamed(d.REPEAT)
    return {"text": text, "final": result.final_output}


async def tools():
    calls = []
    result = await run(d.WEATHER, d.TOOLS, tools=[function_tool(d.async_weather(calls))])
    return {"text": result.final_output, "calls": calls}


async def streamed_tools():
    calls = []
    text, result = await streamed(d.WEATHER, d.TOOLS, tools=[function_tool(d.async_weather(calls))])
    return {"text": text, "final": result.final_output, "calls": calls}


async def called(turns, tool_choice):
    calls = []
    more = {"tools": [function_tool(d.async_weather(calls))], "tool_use_behavior": "stop_on_first_tool"}
    await run(turns, d.TOOLS, {"tool_choice": tool_choice}, **more)
    return [call["name"] for call in calls]


async def forced():
    return [await called(d.GREETING, "required"), await called(d.GREETING, d.TOOL["name"])]


def counts(result):
    usage = result.context_wrapper.usage
    return [usage.input_tokens, usage.output_tokens, usage.total_tokens]


async def error():
    try:
        await run(d.GREETING, d.NO_MODEL)
    except openai.APIStatusError as refused:
        return refused.status_code in (400, 404) and d.NO_MODEL in str(refused)


async def text():
    return (await run(d.REPEAT)).final_output


async def typed():
    return (await run(d.PLACE, output_type=d.Place)).final_output.model_dump()


async def streamed_typed():
    return (await streamed(d.PLACE, output_type=d.Place))[1].final_output.model_dump()


async def usage():
    return counts(await run(d.REPEAT))


async def streamed_usage():
    settings = {} if RESPONSES else {"include_usage": True}
    return counts((await streamed(d.REPEAT, settings=settings))[1])


async def cap():
    return (await run(d.COUNT, settings={"max_tokens": d.SHORT_CAP})).final_output


d.serve(
    "openai-agents",
    {
        "text": text,
        "stream": stream,
        "tools": tools,
        "streamed tools": streamed_tools,
        "object": typed,
        "streamed object": streamed_typed,
        "usage": usage,
        "streamed usage": streamed_usage,
        "forced tool": forced,
        "no tool": lambda: called(d.WEATHER, "none"),
        # An answer that reaches the limit, and says so, ends a run over responses in an error.
        **({} if RESPONSES else {"cap": cap}),
        "error": error,
    },
)
