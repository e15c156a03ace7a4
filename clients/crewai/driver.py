import os
import sys

os.environ.update(CREWAI_DISABLE_TELEMETRY="true", CREWAI_TRACING_ENABLED="false", OTEL_SDK_DISABLED="true")
sys.path.append("..")
import contract as d  # noqa: E402
from crewai import LLM, Agent  # noqa: E402
from crewai.tools import tool  # noqa: E402

PLACE = {"base_url": d.BASE_URL, "api_key": d.API_KEY, "max_retries": 0, "timeout": d.TIMEOUT}
# An agent words the question in more words, so that the model calls more often.
MANY = 4 * d.CAP


def model(name=d.CHAT, **more):
    return LLM(model=f"openai/{name}", **PLACE, **{"temperature": 0, "max_tokens": d.CAP, **more})


def ask(turns, name=d.CHAT, **more):
    return model(name, **more).call(list(d.messages(turns)))


def run(turns, tools=(), response_format=None, **more):
    agent = Agent(
        role="Assistant",
        goal="Answer the user",
        backstory="You help.",
        llm=model(d.TOOLS, max_tokens=MANY, **more),
        tools=list(tools),
        max_iter=2,
        max_retry_limit=0,
    )
    return agent.kickoff(list(d.messages(turns)), response_format=response_format)


def tools(**more):
    calls = []
    answer = run(d.WEATHER, [tool(d.weather(calls))], **more)
    # Tools run in threads, in no fixed order.
    return {"text": answer.raw, "calls": sorted(calls, key=d.json.dumps)}


def counts(answer):
    return [answer.usage_metrics[f"{kind}_tokens"] for kind in ("prompt", "completion", "total")]


d.serve(
    "crewai",
    {
        "text": lambda: ask(d.REPEAT),
        "stream": lambda: ask(d.REPEAT, stream=True),
        "tools": tools,
        "streamed tools": lambda: tools(stream=True),
        "object": lambda: run(d.PLACE, response_format=d.Place).pydantic.model_dump(),
        "streamed object": lambda: run(d.PLACE, response_format=d.Place, stream=True).pydantic.model_dump(),
        "usage": lambda: counts(run(d.REPEAT)),
        "streamed usage": lambda: counts(run(d.REPEAT, stream=True)),
        "stop": lambda: ask(d.COUNT, stop=[d.STOP]),
        "cap": lambda: ask(d.COUNT, max_tokens=d.SHORT_CAP),
        "error": lambda: d.unknown_model(lambda: ask(d.GREETING, d.NO_MODEL), Exception),
    },
)
