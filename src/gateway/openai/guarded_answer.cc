#include "gateway/openai/guarded_answer.h"

#include <algorithm>
#include <utility>

#include "base/json.h"
#include "base/json_edits.h"
#include "base/json_outline.h"
#include "base/json_writer.h"
#include "gateway/openai/guarded_texts.h"
#include "gateway/openai/model_strings.h"

namespace gs::gateway::openai {
namespace {

using Value = JsonOutline::Value;

tl::unexpected<UpstreamProblem> problem(std::string what) {
  return tl::unexpected(UpstreamProblem{std::move(what)});
}

std::string_view list_name(AnswerForm form) {
  switch (form) {
    case AnswerForm::kResponses:
      return "output";
    case AnswerForm::kEmbeddings:
      return "data";
    default:
      return "choices";
  }
}

int64_t number(Value object, std::string_view name, std::string_view other) {
  return object.member(name).integer().value_or(object.member(other).integer().value_or(0));
}

}  // namespace

struct GuardedAnswer::Judged {
  // A string that the model may have written, and what the caller gets for it.
  struct Field {
    Value value;
    std::string said;
    std::string out;
    GuardedText* text = nullptr;
  };

  Judged(AnswerForm answer_form, std::string bytes, const OutputRules& output_rules)
      : form(answer_form),
        rules(output_rules),
        body(std::move(bytes)),
        outline(body),
        texts(rules) {}

  std::vector<ModelString> strings() const;
  void judge();
  void note_facts();
  void take_rests();
  std::string changed_body() const;
  void drop_spelling(const Field& field, std::vector<Value>& dropped) const;
  std::string blocked_body() const;
  void block_choices(JsonEdits& edits) const;
  void block_response(JsonEdits& edits) const;
  std::string said_at(Value value) const;
  Value plain_text() const;

  AnswerForm form;
  OutputRules rules;
  std::string body;
  JsonOutline outline;
  GuardedTexts texts;
  std::vector<Field> fields;
  Usage usage;
  std::vector<std::string> finish_reasons;
  std::string model;
};

std::vector<ModelString> GuardedAnswer::Judged::strings() const {
  std::vector<ModelString> found;
  const Value root = outline.root();
  if (form == AnswerForm::kPlainHttp) {
    find_model_strings(plain_text(), rules.restore_tools, found);
  } else if (form != AnswerForm::kEmbeddings) {
    find_answer_strings(root, rules.restore_tools, found);
  }
  return found;
}

Value GuardedAnswer::Judged::plain_text() const {
  const Value content = outline.root().member("content");
  return content.is_string() ? content : outline.root().member("text");
}

void GuardedAnswer::Judged::judge() {
  for (const ModelString& string : strings()) {
    Field field{string.value, string.value.text(), {}, &texts.add(string.restore)};
    field.text->take_whole(field.said);
    fields.push_back(std::move(field));
    if (fields.back().text->blocked()) break;
  }
  take_rests();
}

void GuardedAnswer::Judged::take_rests() {
  for (Field& field : fields) field.out += field.text->take_rest();
}

void GuardedAnswer::Judged::note_facts() {
  const Value root = outline.root();
  model = root.member("model").text();
  const Value counted = root.member("usage");
  if (counted.is_object()) {
    usage = {true, number(counted, "prompt_tokens", "input_tokens"),
             number(counted, "completion_tokens", "output_tokens")};
  }
  if (form == AnswerForm::kResponses) finish_reasons.push_back(root.member("status").text());
  for (Value choice : root.member("choices")) {
    finish_reasons.push_back(choice.member("finish_reason").text());
  }
}

// Whatever spells the tokens of a text that changed, beside it or around it.
void GuardedAnswer::Judged::drop_spelling(const Field& field, std::vector<Value>& dropped) const {
  for (Value at = field.value.container(); at; at = at.container()) {
    if (!at.is_object()) continue;
    for (Value member : at) {
      if (!spells_text(member.name().text()) || member.kind() == JsonKind::kNull) continue;
      if (std::find(dropped.begin(), dropped.end(), member) == dropped.end()) {
        dropped.push_back(member);
      }
    }
  }
}

std::string GuardedAnswer::Judged::changed_body() const {
  JsonEdits edits(outline);
  std::vector<Value> dropped;
  for (const Field& field : fields) {
    if (field.out == field.said) continue;
    edits.replace(field.value, quoted_json(field.out));
    drop_spelling(field, dropped);
  }
  for (Value member : dropped) {
    // Clients of the responses API expect the list to be there.
    if (form == AnswerForm::kResponses && member.is_array()) {
      edits.replace(member, "[]");
    } else {
      edits.remove(member);
    }
  }
  return edits.empty() ? body : edits.apply();
}

void GuardedAnswer::Judged::block_choices(JsonEdits& edits) const {
  size_t place = 0;
  for (Value choice : outline.root().member("choices")) {
    JsonWriter out;
    out.begin_object();
    const auto index = choice.member("index").integer();
    out.key("index").integer(index.value_or(static_cast<int64_t>(place++)));
    if (form == AnswerForm::kCompletions) {
      out.key("text").string(rules.block_message);
    } else {
      out.key("message").begin_object();
      out.key("role").string("assistant").key("content").string(rules.block_message);
      out.key("refusal").null().end_object();
    }
    out.key("logprobs").null().key("finish_reason").string("content_filter").end_object();
    edits.replace(choice, out.take());
  }
}

void set_member(JsonEdits& edits, Value object, std::string_view name, std::string json) {
  const Value member = object.member(name);
  if (member) {
    edits.replace(member, std::move(json));
  } else {
    edits.insert_last_member(object, name, json);
  }
}

void GuardedAnswer::Judged::block_response(JsonEdits& edits) const {
  const Value root = outline.root();
  JsonWriter out;
  out.begin_array().begin_object();
  out.key("type").string("message").key("id").string("msg_withheld");
  out.key("role").string("assistant").key("status").string("incomplete");
  out.key("content").begin_array().begin_object();
  out.key("type").string("output_text").key("text").string(rules.block_message);
  out.key("annotations").begin_array().end_array().end_object().end_array();
  out.end_object().end_array();
  edits.replace(root.member("output"), out.take());
  set_member(edits, root, "status", "\"incomplete\"");
  set_member(edits, root, "incomplete_details", R"({"reason":"content_filter"})");
}

std::string GuardedAnswer::Judged::blocked_body() const {
  JsonEdits edits(outline);
  if (form == AnswerForm::kPlainHttp) {
    edits.replace(plain_text(), quoted_json(rules.block_message));
  } else if (form == AnswerForm::kResponses) {
    block_response(edits);
  } else {
    block_choices(edits);
  }
  if (form == AnswerForm::kPlainHttp) return edits.apply();
  for (Value member : outline.root()) {
    const std::string name = member.name().text();
    const bool may_hold_text = !is_structural(name) && !is_of_server(name);
    const bool is_list = name == list_name(form);
    if (spells_text(name) || (may_hold_text && !is_list)) edits.remove(member);
  }
  return edits.apply();
}

std::string GuardedAnswer::Judged::said_at(Value value) const {
  for (const Field& field : fields) {
    if (field.value == value) return field.out;
  }
  return {};
}

GuardedAnswer::GuardedAnswer(std::unique_ptr<Judged> judged) : judged_(std::move(judged)) {}
GuardedAnswer::GuardedAnswer(GuardedAnswer&&) noexcept = default;
GuardedAnswer& GuardedAnswer::operator=(GuardedAnswer&&) noexcept = default;
GuardedAnswer::~GuardedAnswer() = default;

tl::expected<GuardedAnswer, UpstreamProblem> GuardedAnswer::read(AnswerForm form, std::string body,
                                                                 const OutputRules& rules) {
  JsonLimits limits;
  limits.max_bytes = body.size();
  const auto parsed = parse_json(body, limits);
  if (!parsed) {
    return problem("the answer cannot be read as JSON (" + parsed.error().where + ")");
  }
  if (!parsed->is_object()) return problem("the answer is no JSON object");
  auto judged = std::make_unique<Judged>(form, std::move(body), rules);
  const Value root = judged->outline.root();
  if (form == AnswerForm::kPlainHttp) {
    if (!judged->plain_text().is_string()) return problem("the answer has no `content` or `text`");
  } else if (const std::string name(list_name(form)); !root.member(name).is_array()) {
    return problem("the answer has no list `" + name + "`");
  } else if (name == "choices" && root.member(name).is_empty_container()) {
    return problem("the answer has no choices");
  }
  if (judged->strings().size() > GuardedTexts::kMaxTexts) {
    return problem("the answer has more than " + std::to_string(GuardedTexts::kMaxTexts) +
                   " texts");
  }
  judged->note_facts();
  judged->judge();
  return GuardedAnswer(std::move(judged));
}

std::vector<PendingSummary> GuardedAnswer::pending() const {
  if (blocked()) return {};
  return judged_->texts.pending();
}

void GuardedAnswer::summarized(size_t number, std::string_view summary) {
  judged_->texts.summarized(number, summary);
  judged_->take_rests();
}

bool GuardedAnswer::blocked() const {
  return judged_->texts.blocked();
}

std::string GuardedAnswer::body() const {
  return blocked() ? judged_->blocked_body() : judged_->changed_body();
}

std::string GuardedAnswer::text() const {
  if (blocked()) return std::string(judged_->rules.block_message);
  if (judged_->form == AnswerForm::kPlainHttp) return judged_->said_at(judged_->plain_text());
  const Value choice = judged_->outline.root().member("choices").element(0);
  if (judged_->form == AnswerForm::kCompletions) return judged_->said_at(choice.member("text"));
  const Value content = choice.member("message").member("content");
  if (!content.is_array()) return judged_->said_at(content);
  std::string text;
  for (Value part : content) text += judged_->said_at(part.member("text"));
  return text;
}

filter::Inspection GuardedAnswer::inspection() const {
  return judged_->texts.inspection();
}

std::string GuardedAnswer::content_hmac() const {
  return judged_->texts.content_hmac();
}

const Usage& GuardedAnswer::usage() const {
  return judged_->usage;
}

const std::vector<std::string>& GuardedAnswer::finish_reasons() const {
  return judged_->finish_reasons;
}

const std::string& GuardedAnswer::model() const {
  return judged_->model;
}

}  // namespace gs::gateway::openai
