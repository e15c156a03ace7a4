"""An assistant on the Responses API: streamed, with one function call, and with the state kept by the server."""

import json
import sys

from openai import OpenAI

client = OpenAI(timeout=8)
TOOLS = [
    {
        "type": "function",
        "name": "get_weather",
        "description": "Current weather of a city",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}},
            "required": ["city"],
            "additionalProperties": False,
        },
        "strict": True,
    }
]
WEATHER = {"Lima": "20 degrees and wind"}


def turn(input, previous=None):
    said = ""
    with client.responses.stream(
        model="gpt-4o-mini", input=input, tools=TOOLS, previous_response_id=previous
    ) as stream:
        for event in stream:
            if event.type == "response.output_text.delta":
                said += event.delta
        return said, stream.get_final_response()


_, response = turn("What is the weather in Lima?")
outputs = [
    {
        "type": "function_call_output",
        "call_id": item.call_id,
        "output": WEATHER[json.loads(item.arguments)["city"]],
    }
    for item in response.output
    if item.type == "function_call"
]
assert len(outputs) == 1, f"{len(outputs)} calls"
said, last = turn(outputs, response.id)
assert "20 degrees and wind" in said, said
assert last.output_text == said, last.output_text
if not last.usage or last.usage.output_tokens < 1:
    print("warning: no count of tokens", file=sys.stderr)
