// Drift as Evidently exports it (github.com/evidentlyai/evidently), in either layout:
//
//   0.6 and newer, Snapshot.json(): {"metrics": [{"metric_name", "config": {"type":
//     "...:ValueDrift", "column", "method"}, "value": number}]}
//   before, Report.json(): {"metrics": [{"metric": "DataDriftTable", "result": {"drift_by_columns":
//     {<column>: {"stattest_name", "drift_score"}}}}]}
//
// Taken are scores of the methods psi, kl_div and jensenshannon; a p-value of a test is no
// distance, and is told of. The metrics are those of the column that moved most, as in
// evaluate/drift.h.
#pragma once

#include "evaluate/artifact.h"
#include "evaluate/document.h"

namespace gs::evaluate {

bool is_evidently(const boost::json::object& document);
// kInvalidInput: no score of these methods, or one that is no number or negative.
Status add_evidently(const Document& document, Artifact& artifact);

}  // namespace gs::evaluate
