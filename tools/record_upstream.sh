#!/usr/bin/env bash
# Records how a model server answers: one file a request, as `curl -i` prints it.
#
#   [ONLY=REGEX] record_upstream.sh URL MODEL FOLDER [KEY]
#
# Used for tests/fixtures/upstreams. Texts are the project's own.
set -euo pipefail
url=$1 model=$2 folder=$3 key=${4:-}
mkdir -p "$folder"

# record NAME PATH [BODY]: POST when there is a body.
record() {
  [[ $1 =~ ${ONLY:-.} ]] || return 0
  local arguments=(-si --max-time 120 -H "authorization: Bearer ${wrong_key:-$key}")
  if [ $# = 3 ]; then arguments+=(-H 'content-type: application/json' -d "${3//MODEL/$model}"); fi
  curl "${arguments[@]}" "$url$2" >"$folder/$1.txt"
  echo "$1: $(head -1 "$folder/$1.txt" | tr -d '\r')"
}

chat=/v1/chat/completions
hello='"messages":[{"role":"user","content":"Say hello"}],"temperature":0,"max_tokens":8'
repeat='"messages":[{"role":"user","content":"Repeat exactly: write to jane@example.com"}],"temperature":0,"max_tokens":16'
# vLLM refuses several choices at temperature 0.
two='"n":2,"temperature":1,"seed":7'
weather='"tools":[{"type":"function","function":{"name":"weather","description":"The weather of a city","parameters":{"type":"object","properties":{"city":{"type":"string","maxLength":12}},"required":["city"]}}}]'
call='"structured_outputs":{"choice":["<tool_call>\n{\"name\": \"weather\", \"arguments\": {\"city\": \"Oslo\"}}\n</tool_call>"]}'
question='"messages":[{"role":"user","content":"What is the weather in Oslo?"}],"temperature":0,"max_tokens":64'
long=$(printf 'word %.0s' $(seq 6000))

record models /v1/models
record health /health
record chat $chat "{\"model\":\"MODEL\",$hello}"
record chat_repeat $chat "{\"model\":\"MODEL\",$repeat}"
record chat_stop $chat "{\"model\":\"MODEL\",$repeat,\"stop\":[\" \"]}"
record chat_two_choices $chat "{\"model\":\"MODEL\",$hello,$two}"
record chat_logprobs $chat "{\"model\":\"MODEL\",$hello,\"max_tokens\":2,\"logprobs\":true,\"top_logprobs\":2}"
record chat_unknown_field $chat "{\"model\":\"MODEL\",$hello,\"x_unknown\":1}"
record stream $chat "{\"model\":\"MODEL\",$hello,\"stream\":true}"
record stream_repeat $chat "{\"model\":\"MODEL\",$repeat,\"stream\":true}"
record stream_usage $chat "{\"model\":\"MODEL\",$hello,\"max_tokens\":3,\"stream\":true,\"stream_options\":{\"include_usage\":true}}"
record stream_two_choices $chat "{\"model\":\"MODEL\",$hello,\"max_tokens\":3,$two,\"stream\":true}"
record stream_logprobs $chat "{\"model\":\"MODEL\",$hello,\"max_tokens\":2,\"stream\":true,\"logprobs\":true,\"top_logprobs\":1}"
record tools_auto $chat "{\"model\":\"MODEL\",$question,$weather,\"tool_choice\":\"auto\"}"
record tools_none $chat "{\"model\":\"MODEL\",$question,$weather,\"tool_choice\":\"none\"}"
record tools_required $chat "{\"model\":\"MODEL\",$question,$weather,\"tool_choice\":\"required\"}"
record tools_named $chat "{\"model\":\"MODEL\",$question,$weather,\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"weather\"}}}"
record stream_tools_named $chat "{\"model\":\"MODEL\",$question,$weather,\"stream\":true,\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"weather\"}}}"
# Only vLLM knows how to make a model say a certain text this way.
record tools_called $chat "{\"model\":\"MODEL\",$question,$weather,$call}"
record stream_tools_called $chat "{\"model\":\"MODEL\",$question,$weather,$call,\"stream\":true}"
# With --reasoning-parser these carry it.
record reasoning $chat "{\"model\":\"MODEL\",$hello}"
record stream_reasoning $chat "{\"model\":\"MODEL\",$hello,\"stream\":true}"
record completion /v1/completions '{"model":"MODEL","prompt":"Say hello","temperature":0,"max_tokens":4}'
record completion_stream /v1/completions '{"model":"MODEL","prompt":"Say hello","temperature":0,"max_tokens":4,"stream":true}'
record embeddings /v1/embeddings '{"model":"MODEL","input":"hello"}'
record responses /v1/responses '{"model":"MODEL","input":"Say hello","temperature":0,"max_output_tokens":8}'
record error_model $chat "{\"model\":\"no-such-model\",$hello}"
record error_json $chat '{"model":'
record error_type $chat '{"model":"MODEL","messages":"hello"}'
record error_no_messages $chat '{"model":"MODEL"}'
record error_too_long $chat "{\"model\":\"MODEL\",\"messages\":[{\"role\":\"user\",\"content\":\"$long\"}]}"
record error_path /v1/no-such-path '{}'
if [ -n "$key" ]; then wrong_key=wrong record error_key $chat "{\"model\":\"MODEL\",$hello}"; fi
