// Hands one evidence to the service: its record, and the bytes behind it.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>

#include "base/result.h"
#include "http/blocking_client.h"

namespace gs::command {

struct Filing {
  std::string type;   // "ci_evidence", ...
  std::string model;  // version
  std::string ref;
  std::optional<boost::json::value> metadata;
  std::optional<std::string> content;
  std::string content_type = "application/octet-stream";
};

struct Filed {
  boost::json::object evidence;  // {id, evidence_hash, stored_at, leaf_index}
  std::string refusal;           // what the service says; not empty: nothing was filed, or half

  std::string id() const;
};

// Errors: those of the client, and an answer that is none of the service.
Result<Filed> file_evidence(http::BlockingClient& client, const Filing& filing);

}  // namespace gs::command
