import sys

sys.path.append("..")
import contract as d  # noqa: E402
import instructor  # noqa: E402
import openai  # noqa: E402

client = instructor.from_openai(
    openai.OpenAI(base_url=d.BASE_URL, api_key=d.API_KEY, max_retries=0, timeout=d.TIMEOUT)
)


def asked(turns=d.PLACE, **more):
    return {
        "model": d.TOOLS,
        "messages": list(d.messages(turns)),
        "response_model": d.Place,
        "temperature": 0,
        "max_tokens": d.CAP,
        "max_retries": 0,
        **more,
    }


def streamed():
    *_, last = client.create_partial(**asked())
    return last.model_dump()


def usage():
    _, completion = client.create_with_completion(**asked())
    told = completion.usage
    return [told.prompt_tokens, told.completion_tokens, told.total_tokens]


d.serve(
    "instructor",
    {
        "object": lambda: client.create(**asked()).model_dump(),
        "streamed object": streamed,
        "usage": usage,
        "error": lambda: d.unknown_model(lambda: client.create(**asked(d.GREETING, model=d.NO_MODEL)), Exception),
    },
)
