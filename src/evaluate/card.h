// Model cards and system cards: what is known of a model or a system, and what is not.
//
// The fields follow Mitchell et al., "Model Cards for Model Reporting", FAT* 2019, and the
// technical documentation that Annex IV of the EU AI Act asks for; a policy's require_fields names
// those that must be filled. Figures come from metric artifacts, rules and limits from the policy,
// figures at run time and filed evidence from the evidence service, words from whoever wrote the
// about file. What nobody has said is {"unknown": true, "needs": ...}, and is listed in `missing`:
// nothing is filled in. Pure.
#pragma once

#include <boost/json/object.hpp>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace gs::evaluate {

enum class CardKind : uint8_t { kModel, kSystem };

// The fields in the order of a card.
std::span<const std::string_view> card_fields();
// "Out-of-scope use" of "out_of_scope_use".
std::string field_title(std::string_view field);

struct CardSources {
  CardKind kind = CardKind::kModel;
  std::string subject;     // model or system
  std::string created_at;  // RFC 3339
  // Metric artifacts by area. Of the subject, as the caller has checked.
  std::map<std::string, boost::json::object, std::less<>> artifacts;
  // {id, title, version, digest, rules: [{id, action, mode, phase, owner}], thresholds: {area:
  // {...}}, approvers: [..], change: {author, commit, reviewed_by}, eu_ai_act_tier}; empty: none.
  boost::json::object policy;
  // {snapshot, evidence: [{artifactType, id, stored_at}], incidents: [..], models: [..]}, each
  // where the service has it; empty: none.
  boost::json::object service;
  // Words by field: a text, a list or an object. `name_of_the_field: text`.
  boost::json::object about;
};

// That the about file has fields of a card alone. kInvalidInput names one that is none.
Status check_about(const boost::json::object& about, const std::string& file);

// {format, model or system, created_at, <field>..., fields: [..], missing: [..]}.
boost::json::object make_card(const CardSources& sources);

// The same for people.
std::string card_markdown(const boost::json::object& card);

}  // namespace gs::evaluate
