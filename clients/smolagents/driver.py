import sys

sys.path.append("..")
import contract as d  # noqa: E402
import openai  # noqa: E402
from smolagents import OpenAIModel, ToolCallingAgent, tool  # noqa: E402

# The question of an agent has more words, so that the model calls more often.
MANY = 4 * d.CAP


def model(name=d.CHAT, **more):
    settings = {"temperature": 0, "max_tokens": d.CAP, **more}
    told = {"max_retries": 0, "timeout": d.TIMEOUT}
    return OpenAIModel(name, api_base=d.BASE_URL, api_key=d.API_KEY, client_kwargs=told, retry=False, **settings)


def ask(turns, name=d.CHAT, stop=None, **more):
    return model(name, **more).generate(list(d.messages(turns)), stop_sequences=stop)


def chunks():
    return list(model().generate_stream(list(d.messages(d.REPEAT))))


def tools(stream):
    """One step with tools, and the answer that an agent gives after its last step."""
    calls = []
    answer = d.weather(calls)

    @tool
    def get_weather(city: str) -> str:
        """Current weather of a city

        Args:
            city: The city.
        """
        return answer(city)

    agent = ToolCallingAgent([get_weather], model(d.TOOLS, max_tokens=MANY), stream_outputs=stream, max_steps=1)
    text = agent.run(d.WEATHER[-1]["text"])
    # Tools run in threads, in no fixed order.
    return {"text": text, "calls": sorted(calls, key=d.json.dumps)}


def counts(usage):
    return usage and [usage.input_tokens, usage.output_tokens, usage.total_tokens]


d.serve(
    "smolagents",
    {
        "text": lambda: ask(d.REPEAT).content,
        "stream": lambda: "".join(chunk.content or "" for chunk in chunks()),
        "tools": lambda: tools(False),
        "streamed tools": lambda: tools(True),
        "usage": lambda: counts(ask(d.REPEAT).token_usage),
        "streamed usage": lambda: counts(next(chunk.token_usage for chunk in chunks() if chunk.token_usage)),
        "stop": lambda: ask(d.COUNT, stop=[d.STOP]).content,
        "cap": lambda: ask(d.COUNT, max_tokens=d.SHORT_CAP).content,
        "error": lambda: d.unknown_model(lambda: ask(d.GREETING, d.NO_MODEL), openai.NotFoundError),
    },
)
