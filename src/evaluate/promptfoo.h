// The output of `promptfoo eval --output results.json`, version 3 (github.com/promptfoo/promptfoo,
// src/types): {"evalId", "results": {"version": 3, "results": [{"testIdx", "promptIdx", "success",
// "provider": {"id", "label"}, "testCase", "failureReason"}], "stats"}}.
//
// A row is a sample: it passed when `success` is true. The rows of --repeat have the same test case
// under another testIdx; they are the samples of one task. failureReason 2 is an error, which
// counts as not passed and is told of. Rows of several providers are of several models, those of
// several labels of several configurations of one: `provider` chooses by id or label.
#pragma once

#include <string>

#include "evaluate/document.h"
#include "evaluate/quality.h"

namespace gs::evaluate {

bool is_promptfoo(const boost::json::object& document);

// kInvalidInput: another version, no rows, a row twice, several providers or labels and none
// chosen.
Status add_promptfoo(const Document& document, const QualityOptions& options, Artifact& artifact);

}  // namespace gs::evaluate
