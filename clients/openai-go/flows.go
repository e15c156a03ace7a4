package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
	"github.com/openai/openai-go/v3/shared"
)

var (
	client = openai.NewClient(
		option.WithBaseURL(os.Getenv("BASE_URL")), option.WithAPIKey(os.Getenv("API_KEY")), option.WithMaxRetries(0))
	ctx = context.Background()
)

type call struct {
	Name  string `json:"name"`
	Input any    `json:"input"`
}

type params = openai.ChatCompletionNewParams

func history(turns []turn) (all []openai.ChatCompletionMessageParamUnion) {
	for _, one := range turns {
		switch one.Said {
		case "user":
			all = append(all, openai.UserMessage(one.Text))
		case "assistant":
			all = append(all, openai.AssistantMessage(one.Text))
		case "calls":
			called := openai.ChatCompletionAssistantMessageParam{}
			results := []openai.ChatCompletionMessageParamUnion{}
			for _, made := range one.Calls {
				called.ToolCalls = append(called.ToolCalls, openai.ChatCompletionMessageToolCallUnionParam{
					OfFunction: &openai.ChatCompletionMessageFunctionToolCallParam{
						ID: made.ID,
						Function: openai.ChatCompletionMessageFunctionToolCallFunctionParam{
							Name: made.Name, Arguments: string(made.Input),
						},
					},
				})
				results = append(results, openai.ToolMessage(made.Result, made.ID))
			}
			all = append(all, openai.ChatCompletionMessageParamUnion{OfAssistant: &called})
			all = append(all, results...)
		}
	}
	return all
}

func request(turns []turn) params {
	return params{
		Model:       os.Getenv("CHAT_MODEL"),
		Messages:    history(turns),
		Temperature: openai.Float(0),
		MaxTokens:   openai.Int(asked.Cap),
	}
}

func withTool(turns []turn) params {
	one := request(turns)
	one.Model = os.Getenv("TOOLS_MODEL")
	one.Tools = []openai.ChatCompletionToolUnionParam{openai.ChatCompletionFunctionTool(shared.FunctionDefinitionParam{
		Name:        asked.Tool.Name,
		Description: openai.String(asked.Tool.Description),
		Parameters:  asked.Tool.Parameters,
	})}
	return one
}

type complete func(params) (*openai.ChatCompletion, error)

func plain(one params) (*openai.ChatCompletion, error) {
	return client.Chat.Completions.New(ctx, one)
}

// The accumulator is how the documentation puts a stream together.
func streamed(one params) (*openai.ChatCompletion, error) {
	stream := client.Chat.Completions.NewStreaming(ctx, one)
	whole := openai.ChatCompletionAccumulator{}
	for stream.Next() {
		if !whole.AddChunk(stream.Current()) {
			return nil, errors.New("a chunk could not be added")
		}
	}
	return &whole.ChatCompletion, stream.Err()
}

func message(answer *openai.ChatCompletion) (openai.ChatCompletionMessage, error) {
	if len(answer.Choices) == 0 {
		return openai.ChatCompletionMessage{}, errors.New("no choices")
	}
	return answer.Choices[0].Message, nil
}

func text(ask complete, one params) (any, error) {
	answer, err := ask(one)
	if err != nil {
		return nil, err
	}
	said, err := message(answer)
	return said.Content, err
}

func toolLoop(ask complete) (any, error) {
	one := withTool(asked.Weather)
	calls := []call{}
	for range 2 {
		answer, err := ask(one)
		if err != nil {
			return nil, err
		}
		said, err := message(answer)
		if err != nil {
			return nil, err
		}
		if len(said.ToolCalls) == 0 {
			return map[string]any{"text": said.Content, "calls": calls}, nil
		}
		one.Messages = append(one.Messages, said.ToParam())
		for _, made := range said.ToolCalls {
			var input any
			if err := json.Unmarshal([]byte(made.Function.Arguments), &input); err != nil {
				return nil, err
			}
			calls = append(calls, call{made.Function.Name, input})
			one.Messages = append(one.Messages, openai.ToolMessage(asked.Tool.Result, made.ID))
		}
	}
	return map[string]any{"text": "", "calls": calls}, nil
}

func object(ask complete) (any, error) {
	one := request(asked.Place)
	one.ResponseFormat = openai.ChatCompletionNewParamsResponseFormatUnion{
		OfJSONSchema: &shared.ResponseFormatJSONSchemaParam{
			JSONSchema: shared.ResponseFormatJSONSchemaJSONSchemaParam{
				Name: asked.Object.Name, Schema: asked.Object.Schema, Strict: openai.Bool(true),
			},
		},
	}
	said, err := text(ask, one)
	if err != nil {
		return nil, err
	}
	var value any
	err = json.Unmarshal([]byte(fmt.Sprint(said)), &value)
	return value, err
}

func embeddings() (any, error) {
	answer, err := client.Embeddings.New(ctx, openai.EmbeddingNewParams{
		Model: os.Getenv("EMBEDDING_MODEL"),
		Input: openai.EmbeddingNewParamsInputUnion{OfArrayOfStrings: asked.Embedded},
	})
	if err != nil {
		return nil, err
	}
	vectors := [][]float64{}
	for _, one := range answer.Data {
		vectors = append(vectors, one.Embedding)
	}
	return vectors, nil
}

func usage(ask complete, one params) (any, error) {
	answer, err := ask(one)
	if err != nil {
		return nil, err
	}
	return []int64{answer.Usage.PromptTokens, answer.Usage.CompletionTokens, answer.Usage.TotalTokens}, nil
}

func called(turns []turn, choice openai.ChatCompletionToolChoiceOptionUnionParam) (any, error) {
	one := withTool(turns)
	one.ToolChoice = choice
	answer, err := plain(one)
	if err != nil {
		return nil, err
	}
	said, err := message(answer)
	names := []string{}
	for _, made := range said.ToolCalls {
		names = append(names, made.Function.Name)
	}
	return names, err
}

func mode(word string) openai.ChatCompletionToolChoiceOptionUnionParam {
	return openai.ChatCompletionToolChoiceOptionUnionParam{OfAuto: openai.String(word)}
}

func forcedTool() (any, error) {
	required, err := called(asked.Greeting, mode("required"))
	if err != nil {
		return nil, err
	}
	named, err := called(asked.Greeting, openai.ToolChoiceOptionFunctionToolChoice(
		openai.ChatCompletionNamedToolChoiceFunctionParam{Name: asked.Tool.Name}))
	return []any{required, named}, err
}

func shortened() (any, error) {
	one := request(asked.Count)
	one.MaxTokens = openai.Int(asked.ShortCap)
	answer, err := plain(one)
	if err != nil {
		return nil, err
	}
	said, err := message(answer)
	if err != nil {
		return nil, err
	}
	return []string{said.Content, answer.Choices[0].FinishReason}, nil
}

func unknownModel() (any, error) {
	one := request(asked.Greeting)
	one.Model = asked.UnknownModel
	_, err := plain(one)
	var told *openai.Error
	return errors.As(err, &told) && told.StatusCode == 404 && strings.Contains(told.Message, asked.UnknownModel), nil
}
