// The peer of bench/expression_bench.cc: the same expressions on the same inputs by cel-go, used as
// well as it can be. Programs are optimised (constants folded, patterns
// compiled once), signals are declared under their qualified names with their types, and values are
// converted to CEL values before the clock starts.
package celbench

import (
	"fmt"
	"testing"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"github.com/google/cel-go/interpreter"
)

func newEnvironment(t testing.TB) *cel.Env {
	environment, err := cel.NewEnv(
		cel.Variable("prompt.contains_pii", cel.BoolType),
		cel.Variable("prompt.jailbreak_score", cel.DoubleType),
		cel.Variable("lawful_basis", cel.BoolType),
		cel.Variable("tags", cel.ListType(cel.StringType)),
		cel.Variable("path", cel.StringType),
	)
	if err != nil {
		t.Fatal(err)
	}
	return environment
}

func newActivation(t testing.TB) interpreter.Activation {
	activation, err := interpreter.NewActivation(map[string]any{
		"prompt.contains_pii":    types.True,
		"prompt.jailbreak_score": types.Double(0.9),
		"lawful_basis":           types.True,
		"tags":                   types.DefaultTypeAdapter.NativeToValue([]string{"alpha", "beta", "x"}),
		"path":                   types.String("/v1/chat/completions"),
	})
	if err != nil {
		t.Fatal(err)
	}
	return activation
}

func compile(t testing.TB, environment *cel.Env, expression string) cel.Program {
	ast, issues := environment.Compile(expression)
	if issues.Err() != nil {
		t.Fatal(issues.Err())
	}
	program, err := environment.Program(ast, cel.EvalOptions(cel.OptOptimize))
	if err != nil {
		t.Fatal(err)
	}
	return program
}

func measure(b *testing.B, expression string, want ref.Val) {
	program := compile(b, newEnvironment(b), expression)
	activation := newActivation(b)
	b.ReportAllocs()
	b.ResetTimer()
	for i := 0; i < b.N; i++ {
		got, _, err := program.Eval(activation)
		if err != nil || got != want {
			b.Fatalf("%s is %v (%v), want %v", expression, got, err, want)
		}
	}
}

func BenchmarkPiiWithoutBasis(b *testing.B) {
	measure(b, "prompt.contains_pii == true && lawful_basis == false", types.False)
}

func BenchmarkJailbreakScore(b *testing.B) {
	measure(b, "prompt.jailbreak_score > 0.8", types.True)
}

func BenchmarkExistsInTags(b *testing.B) {
	measure(b, "tags.exists(t, t == 'x')", types.True)
}

func BenchmarkMatchesPath(b *testing.B) {
	measure(b, "path.matches('^/v1/chat/.*')", types.True)
}

func BenchmarkInConstantList(b *testing.B) {
	measure(b, "path in ['/v1/models', '/v1/chat/completions', '/']", types.True)
}

func BenchmarkEvaluate1000Rules(b *testing.B) {
	environment := newEnvironment(b)
	activation := newActivation(b)
	var programs []cel.Program
	for i := 0; i < 1000; i++ {
		rule := fmt.Sprintf("prompt.jailbreak_score > 0.%d && lawful_basis", i)
		programs = append(programs, compile(b, environment, rule))
	}
	b.ReportAllocs()
	b.ResetTimer()
	for i := 0; i < b.N; i++ {
		for _, program := range programs {
			if _, _, err := program.Eval(activation); err != nil {
				b.Fatal(err)
			}
		}
	}
}

func BenchmarkCompile1000Rules(b *testing.B) {
	environment := newEnvironment(b)
	var rules []string
	for i := 0; i < 1000; i++ {
		rules = append(rules, fmt.Sprintf("prompt.contains_pii == true && lawful_basis == false || "+
			"prompt.jailbreak_score > 0.%d", i))
	}
	b.ReportAllocs()
	b.ResetTimer()
	for i := 0; i < b.N; i++ {
		for _, rule := range rules {
			compile(b, environment, rule)
		}
	}
}
