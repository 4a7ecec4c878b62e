#include "evaluate/json_row.h"

#include <boost/json/basic_parser_impl.hpp>
namespace gs::evaluate {
namespace {

namespace json = boost::json;

constexpr size_t kMostDepth = 64;
constexpr size_t kMostMembers = 2'000;
constexpr double kMostExact = 9007199254740992.0;  // 2^53

// Where a piece of JsonRow's room stands; views are made when the line is over and the room does
// not move any more.
struct Span {
  size_t begin = 0;
  size_t end = 0;
};

struct Found {
  Span name;
  Cell::Kind kind = Cell::Kind::kAbsent;
  Span text;
};

// Receives the parser's events. Depth 1 is inside the row's object.
struct Collector {
  static constexpr size_t max_object_size = size_t(-1);
  static constexpr size_t max_array_size = size_t(-1);
  static constexpr size_t max_key_size = size_t(-1);
  static constexpr size_t max_string_size = size_t(-1);

  std::string room;
  std::vector<Found> found;
  size_t depth = 0;
  size_t begun = 0;  // where the name, string or number that is being read begins in room
  bool is_object = false;

  void clear() {
    room.clear();
    found.clear();
    depth = begun = 0;
    is_object = false;
  }
  bool is_member() const { return depth == 1 && is_object; }
  bool keep(json::string_view part) {
    if (is_member()) room.append(part.data(), part.size());
    return true;
  }
  bool value(Cell::Kind kind) {
    if (is_member() && !found.empty()) {
      found.back().kind = kind;
      found.back().text = {begun, room.size()};
    }
    begun = room.size();
    return true;
  }
  bool word(Cell::Kind kind, std::string_view text) {
    keep({text.data(), text.size()});
    return value(kind);
  }

  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }
  bool on_object_begin(json::error_code&) {
    if (depth++ == 0) is_object = true;
    return true;
  }
  bool on_object_end(size_t, json::error_code&) {
    --depth;
    return depth == 0 || value(Cell::Kind::kNested);
  }
  bool on_array_begin(json::error_code&) {
    ++depth;
    return true;
  }
  bool on_array_end(size_t, json::error_code&) {
    --depth;
    return depth == 0 || value(Cell::Kind::kNested);
  }
  bool on_key_part(json::string_view part, size_t, json::error_code&) { return keep(part); }
  bool on_key(json::string_view part, size_t, json::error_code&) {
    keep(part);
    if (is_member()) found.push_back({.name = {begun, room.size()}, .text = {}});
    begun = room.size();
    return true;
  }
  bool on_string_part(json::string_view part, size_t, json::error_code&) { return keep(part); }
  bool on_string(json::string_view part, size_t, json::error_code&) {
    keep(part);
    return value(Cell::Kind::kText);
  }
  bool on_number_part(json::string_view part, json::error_code&) { return keep(part); }
  bool number(json::string_view part) {
    keep(part);
    return value(Cell::Kind::kNumber);
  }
  bool on_int64(int64_t, json::string_view part, json::error_code&) { return number(part); }
  bool on_uint64(uint64_t, json::string_view part, json::error_code&) { return number(part); }
  bool on_double(double, json::string_view part, json::error_code&) { return number(part); }
  bool on_bool(bool flag, json::error_code&) {
    return word(Cell::Kind::kBoolean, flag ? "true" : "false");
  }
  bool on_null(json::error_code&) { return word(Cell::Kind::kNull, ""); }
  bool on_comment_part(json::string_view, json::error_code&) { return true; }
  bool on_comment(json::string_view, json::error_code&) { return true; }
};

json::parse_options options() {
  json::parse_options strict;
  strict.max_depth = kMostDepth;
  return strict;
}

std::string why(json::error_code error, std::string_view rest) {
  if (rest.starts_with('-')) rest.remove_prefix(1);
  if (rest.starts_with("NaN") || rest.starts_with("Infinity")) {
    return "NaN and Infinity are not JSON";
  }
  if (error == json::error::too_deep) {
    return "JSON is nested deeper than " + std::to_string(kMostDepth) + " levels";
  }
  if (error == json::error::incomplete) return "JSON ends too early";
  return "not JSON: " + error.message();
}

}  // namespace

class JsonRow::Parser {
 public:
  json::basic_parser<Collector> parser{options()};
};

JsonRow::JsonRow() : parser_(std::make_unique<Parser>()) {}
JsonRow::~JsonRow() = default;

Status JsonRow::read(std::string_view line, const Place& place) {
  auto& parser = parser_->parser;
  Collector& collected = parser.handler();
  parser.reset();
  collected.clear();
  members_.clear();
  json::error_code error;
  const size_t used = parser.write_some(false, line.data(), line.size(), error);
  if (!error && used < line.size()) error = json::error::extra_data;
  if (error) {
    const std::string_view last =
        collected.found.empty()
            ? std::string_view()
            : std::string_view(collected.room)
                  .substr(collected.found.back().name.begin,
                          collected.found.back().name.end - collected.found.back().name.begin);
    return refuse(place, last, why(error, line.substr(used)));
  }
  if (!collected.is_object) return refuse(place, "", "a row must be a JSON object");
  if (collected.found.size() > kMostMembers) {
    return fail(ErrorCode::kTooLarge,
                "a row has more than " + std::to_string(kMostMembers) + " members",
                place.to_string());
  }
  const std::string_view room = collected.room;
  for (const Found& found : collected.found) {
    const std::string_view name = room.substr(found.name.begin, found.name.end - found.name.begin);
    if ((*this)[name].kind != Cell::Kind::kAbsent) return refuse(place, name, "is there twice");
    members_.push_back(
        {name, {found.kind, room.substr(found.text.begin, found.text.end - found.text.begin)}});
  }
  return Ok{};
}

Cell JsonRow::operator[](std::string_view name) const {
  for (const Member& member : members_) {
    if (member.name == name) return member.cell;
  }
  return {};
}

Result<std::string_view> text_of(const JsonRow& row, std::string_view name, const Place& place) {
  const Cell cell = row[name];
  if (cell.kind == Cell::Kind::kAbsent) return refuse(place, name, "is missing");
  if (cell.kind != Cell::Kind::kText || cell.text.empty()) {
    return refuse(place, name, "must be a string that is not empty");
  }
  return cell.text;
}

Result<bool> flag_of(const JsonRow& row, std::string_view name, const Place& place) {
  const Cell cell = row[name];
  if (cell.kind == Cell::Kind::kAbsent) return refuse(place, name, "is missing");
  const auto flag = cell.flag();
  if (!flag) return refuse(place, name, "must be true or false, or 1 or 0");
  return *flag;
}

Result<uint64_t> count_of(const JsonRow& row, std::string_view name, const Place& place) {
  const Cell cell = row[name];
  if (cell.kind == Cell::Kind::kAbsent) return refuse(place, name, "is missing");
  const auto value = cell.number();
  if (!value || *value < 0 || *value >= kMostExact ||
      static_cast<double>(static_cast<uint64_t>(*value)) != *value) {
    return refuse(place, name, "must be a whole number from 0 on");
  }
  return static_cast<uint64_t>(*value);
}

}  // namespace gs::evaluate
