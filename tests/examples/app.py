import json
import urllib.request


def answer(question, base_url):
    """What the app does with a model: one answer, as text."""
    body = {"model": "llama3.2:1b", "messages": [{"role": "user", "content": question}]}
    request = urllib.request.Request(
        f"{base_url}/chat/completions", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        choices = json.load(response)["choices"]
    text = choices[0]["message"]["content"] if choices else None
    if not text:
        raise ValueError("The model gave no answer.")
    return text
