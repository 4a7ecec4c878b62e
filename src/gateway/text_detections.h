// What was found in one content, as the detector API lists it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json_writer.h"
#include "gateway/judgement.h"

namespace gs::gateway {

enum class DetectorId : uint8_t { kPii, kSecrets, kInjection, kPolicy, kAny };

std::optional<DetectorId> detector_id(std::string_view name);

// The detector of ours that stands behind an id, by its name in records; empty: none alone.
std::string_view detector_behind(DetectorId id);

// Writes the list of detections of `content`, in order of their place. Scores below `threshold` are
// left out; without one, injection below 0.5: every text has some score of it.
void write_detections(JsonWriter& out, const Judgement& made, std::string_view content,
                      DetectorId id, std::optional<double> threshold);

}  // namespace gs::gateway
