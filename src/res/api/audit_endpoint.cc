#include "res/api/audit_endpoint.h"

#include <algorithm>
#include <boost/json/array.hpp>

#include "base/json_writer.h"
#include "res/api/answers.h"
#include "res/api/audit_entry.h"
#include "res/api/query.h"

namespace gs::res {
namespace {

namespace json = boost::json;

constexpr unsigned kWindow = 1000;  // leaves of one piece of an export
constexpr char kLines[] = "application/x-ndjson";

Result<log::RecordFilter> filter_of(const Query& query) {
  log::RecordFilter filter;
  filter.kind = query.text("kind");
  filter.subject = query.text("subject");
  filter.model = query.text("model");
  GS_TRY(filter.from, query.time("from"));
  GS_TRY(filter.to, query.time("to"));
  GS_TRY(filter.before, query.cursor());
  GS_TRY(filter.limit, query.limit(100));
  return filter;
}

Result<http::Response> page_answer(const Call& call, const log::RecordFilter& filter) {
  GS_TRY(const auto connection, reader(call));
  GS_TRY(const std::vector<log::Record> records, log::list_records(*connection, filter));
  json::array items;
  for (const log::Record& record : records) items.push_back(audit_entry(record));
  json::object body{{"items", std::move(items)}, {"next", nullptr}};
  if (records.size() == filter.limit) body["next"] = std::to_string(records.back().leaf_index);
  return json_answer(body);
}

// Lines of the leaves [from, from + kWindow), oldest first.
Result<std::string> window(const Call& call, log::RecordFilter filter, uint64_t from) {
  filter.before = from + kWindow;
  filter.limit = kWindow;
  GS_TRY(const auto connection, reader(call));
  GS_TRY(std::vector<log::Record> records, log::list_records(*connection, filter));
  std::reverse(records.begin(), records.end());
  std::string lines;
  for (const log::Record& record : records) {
    if (record.leaf_index >= from) lines += to_json_text(audit_entry(record)) + "\n";
  }
  return lines;
}

// The piece's bytes go out before the next is read, so an export takes little memory.
http::Task<http::Response> export_lines(Call* call, log::RecordFilter filter) {
  const uint64_t size = call->api.log.published().head.size;
  http::Response head = text_answer("", kLines);
  head.with_header("x-content-type-options", "nosniff");
  const bool begun = co_await call->exchange.begin(std::move(head));
  http::Response done;
  if (!begun) co_return done;
  for (uint64_t from = 0; from <= size; from += kWindow) {  // and what was not published yet
    Result<std::string> lines = std::string();
    const std::function<void()> work = [&] { lines = window(*call, filter, from); };
    co_await aside(call, work);
    if (!lines) {
      call->api.say(true, "export of the audit trail: " + lines.error().to_string());
      call->exchange.abandon();
      co_return done;
    }
    const bool sent = co_await call->exchange.write(*lines);
    if (!sent) co_return done;
  }
  co_return done;
}

}  // namespace

http::Task<http::Response> get_audit(Call* call) {
  const auto query = Query::parse(call->request.query);
  if (!query) co_return problem_of(query.error());
  const auto filter = filter_of(*query);
  if (!filter) co_return problem_of(filter.error());
  const bool as_lines = call->request.header("accept").find(kLines) != std::string_view::npos;
  if (as_lines) co_return co_await export_lines(call, *filter);
  Result<http::Response> page = http::Response();
  const std::function<void()> work = [&] { page = page_answer(*call, *filter); };
  co_await aside(call, work);
  if (!page) co_return refused(*call, page.error());
  co_return *std::move(page);
}

}  // namespace gs::res
