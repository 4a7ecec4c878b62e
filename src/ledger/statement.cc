#include "ledger/statement.h"

#include <algorithm>
#include <boost/json.hpp>
#include <optional>

#include "base/json.h"

namespace gs::ledger {
namespace {

namespace json = boost::json;

tl::unexpected<Error> no_statement(std::string why, std::string where = {}) {
  return fail(ErrorCode::kInvalidInput, "no in-toto statement: " + std::move(why),
              std::move(where));
}

// The text of a member; empty optional when it is absent or no string.
std::optional<std::string> text(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return std::string(value->get_string());
}

bool is_sha256_hex(std::string_view digest) {
  return digest.size() == 64 && std::all_of(digest.begin(), digest.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

Result<Subject> read_subject(const json::value& value, const std::string& where) {
  if (!value.is_object()) return no_statement("a subject is not an object", where);
  const json::object& object = value.get_object();
  Subject subject;
  if (object.contains("name")) {
    const auto name = text(object, "name");
    if (!name) return no_statement("the name is not a string", where + ".name");
    subject.name = *name;
  }
  const json::value* digests = object.if_contains("digest");
  const auto digest = digests != nullptr && digests->is_object()
                          ? text(digests->get_object(), "sha256")
                          : std::nullopt;
  if (!digest || !is_sha256_hex(*digest)) {
    return no_statement("the digest is not 64 hex digits in lower case", where + ".digest.sha256");
  }
  subject.sha256 = *digest;
  return subject;
}

Result<std::vector<Subject>> read_subjects(const json::object& statement) {
  const json::value* list = statement.if_contains("subject");
  if (list == nullptr || !list->is_array() || list->get_array().empty()) {
    return no_statement("there is no list with a subject", "subject");
  }
  if (list->get_array().size() > kMaxSubjects) {
    return fail(ErrorCode::kTooLarge,
                "the statement has more than " + std::to_string(kMaxSubjects) + " subjects",
                "subject");
  }
  std::vector<Subject> subjects;
  for (const json::value& item : list->get_array()) {
    GS_TRY(Subject subject, read_subject(item, "subject[" + std::to_string(subjects.size()) + "]"));
    subjects.push_back(std::move(subject));
  }
  return subjects;
}

}  // namespace

Result<std::string> Statement::to_json() const {
  json::array list;
  for (const Subject& subject : subjects) {
    json::object entry{{"digest", {{"sha256", subject.sha256}}}};
    if (!subject.name.empty()) entry["name"] = subject.name;
    list.push_back(std::move(entry));
  }
  return canonical_json(json::object{{"_type", kStatementType},
                                     {"subject", std::move(list)},
                                     {"predicateType", predicate_type},
                                     {"predicate", predicate}});
}

Result<Statement> Statement::parse(std::string_view json_text) {
  const auto tree = parse_json(json_text);
  if (!tree) return tl::unexpected<Error>(tree.error());
  if (!tree->is_object()) return no_statement("it is not an object");
  const json::object& object = tree->get_object();
  if (text(object, "_type") != kStatementType) {
    return no_statement("the type is not " + std::string(kStatementType), "_type");
  }
  Statement statement;
  GS_TRY(statement.subjects, read_subjects(object));
  const auto type = text(object, "predicateType");
  if (!type || type->empty()) {
    return no_statement("there is no type of the predicate", "predicateType");
  }
  statement.predicate_type = *type;
  if (const json::value* predicate = object.if_contains("predicate")) {
    if (!predicate->is_object()) return no_statement("it is not an object", "predicate");
    statement.predicate = predicate->get_object();
  }
  return statement;
}

}  // namespace gs::ledger
