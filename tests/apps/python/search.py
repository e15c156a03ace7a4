"""Semantic search over five texts."""

import math
import sys

from openai import OpenAI

client = OpenAI(timeout=8)
TEXTS = [
    "Our shop opens at nine in the morning.",
    "Parcels are delivered within three days.",
    "The garden needs water in the summer.",
    "Tickets for the concert are sold out.",
    "Every account has a limit of ten users.",
]


def embed(texts):
    answer = client.embeddings.create(
        model="text-embedding-3-small", input=texts, dimensions=32, encoding_format="float"
    )
    if answer.usage.prompt_tokens == 0:
        print("warning: no count of tokens", file=sys.stderr)
    return [item.embedding for item in sorted(answer.data, key=lambda item: item.index)]


def cosine(a, b):
    return sum(x * y for x, y in zip(a, b, strict=True)) / (math.hypot(*a) * math.hypot(*b))


vectors = embed(TEXTS)
assert [len(vector) for vector in vectors] == [32] * 5, "the dimensions that the index has"
[query] = embed(["within how many days are parcels delivered"])
ranking = sorted(range(5), key=lambda at: cosine(query, vectors[at]), reverse=True)
assert ranking[0] == 1, ranking
