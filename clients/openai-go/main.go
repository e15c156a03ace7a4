// A driver for openai-go: it reads flows from standard input, one a line, and answers each with one line.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"strings"

	"github.com/openai/openai-go/v3"
)

type turn struct {
	Said  string `json:"said"`
	Text  string `json:"text"`
	Calls []struct {
		ID     string          `json:"id"`
		Name   string          `json:"name"`
		Input  json.RawMessage `json:"input"`
		Result string          `json:"result"`
	} `json:"calls"`
}

// What all drivers are asked for.
var asked struct {
	Cap          int64    `json:"cap"`
	ShortCap     int64    `json:"shortCap"`
	Stop         string   `json:"stop"`
	UnknownModel string   `json:"unknownModel"`
	Embedded     []string `json:"embedded"`
	Repeat       []turn   `json:"repeat"`
	Weather      []turn   `json:"weather"`
	Count        []turn   `json:"count"`
	Greeting     []turn   `json:"greeting"`
	Place        []turn   `json:"place"`
	Tool         struct {
		Name        string         `json:"name"`
		Description string         `json:"description"`
		Parameters  map[string]any `json:"parameters"`
		Result      string         `json:"result"`
	} `json:"tool"`
	Object struct {
		Name   string         `json:"name"`
		Schema map[string]any `json:"schema"`
	} `json:"object"`
}

var names = []string{
	"text", "stream", "tools", "streamed tools", "object", "streamed object", "embeddings",
	"usage", "streamed usage", "forced tool", "no tool", "stop", "cap", "error",
}

func run(flow string) (any, error) {
	switch flow {
	case "text":
		return text(plain, request(asked.Repeat))
	case "stream":
		return text(streamed, request(asked.Repeat))
	case "tools":
		return toolLoop(plain)
	case "streamed tools":
		return toolLoop(streamed)
	case "object":
		return object(plain)
	case "streamed object":
		return object(streamed)
	case "embeddings":
		return embeddings()
	case "usage":
		return usage(plain, request(asked.Repeat))
	case "streamed usage":
		one := request(asked.Repeat)
		one.StreamOptions.IncludeUsage = openai.Bool(true)
		return usage(streamed, one)
	case "forced tool":
		return forcedTool()
	case "no tool":
		return called(asked.Weather, mode("none"))
	case "stop":
		one := request(asked.Count)
		one.Stop = openai.ChatCompletionNewParamsStopUnion{OfStringArray: []string{asked.Stop}}
		return text(plain, one)
	case "cap":
		return shortened()
	case "error":
		return unknownModel()
	}
	return nil, errors.New("no such flow")
}

// A panic is what an app would see as well.
func outcome(flow string) (told map[string]any) {
	defer func() {
		if panicked := recover(); panicked != nil {
			told = map[string]any{"threw": fmt.Sprintf("panic: %v", panicked)}
		}
	}()
	gave, err := run(flow)
	if err != nil {
		return map[string]any{"threw": fmt.Sprintf("%T: %v", err, err)}
	}
	return map[string]any{"gave": gave}
}

func version() string {
	built, _ := debug.ReadBuildInfo()
	for _, module := range built.Deps {
		if strings.HasPrefix(module.Path, "github.com/openai/openai-go") {
			return strings.TrimPrefix(module.Version, "v")
		}
	}
	return ""
}

func main() {
	content, err := os.ReadFile(os.Getenv("ASKED"))
	if err == nil {
		err = json.Unmarshal(content, &asked)
	}
	if err != nil {
		panic(err)
	}
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	out.Encode(map[string]any{"client": "openai-go", "version": version(), "flows": names})
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var line struct{ Flow string }
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			panic(err)
		}
		out.Encode(outcome(line.Flow))
	}
}
