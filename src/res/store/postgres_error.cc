#include "res/store/postgres_error.h"

#include <fmt/format.h>

namespace gs::res::store {
namespace {

struct Meaning {
  std::string_view state;  // or its first characters
  ErrorCode code;
  std::string_view words;  // before the server's
};

// The first row that fits.
constexpr Meaning kMeanings[] = {
    {"23505", ErrorCode::kAlreadyExists, ""},
    {"53100", ErrorCode::kUnavailable, "the disk of the server is full"},
    {"55P03", ErrorCode::kUnavailable, "a lock was not got in time"},
    {"57014", ErrorCode::kUnavailable, "the statement was cancelled"},
    {"40", ErrorCode::kUnavailable, "the transaction met another one"},
    {"25P03", ErrorCode::kUnavailable, "the transaction sat idle too long and the server ended it"},
    {"25006", ErrorCode::kUnavailable, "the server is read-only"},
    {"08", ErrorCode::kUnavailable, "the connection failed"},
    {"53", ErrorCode::kUnavailable, "the server is out of resources"},
    {"57P", ErrorCode::kUnavailable, "the server is stopping or starting"},
    {"58", ErrorCode::kIo, "the disk of the server refused"},
    {"54", ErrorCode::kTooLarge, "a limit of the server was exceeded"},
    {"22", ErrorCode::kInvalidInput, "a value does not fit"},
    {"XX00", ErrorCode::kInternal, "the database is damaged or the server has a defect"},
};

}  // namespace

Error postgres_error(std::string_view state, std::string_view words, std::string_view sql,
                     const std::string& server) {
  for (const Meaning& meaning : kMeanings) {
    if (!state.starts_with(meaning.state)) continue;
    const bool of_server =
        meaning.code != ErrorCode::kAlreadyExists && meaning.code != ErrorCode::kInvalidInput;
    std::string message =
        meaning.words.empty() ? std::string(words) : fmt::format("{}: {}", meaning.words, words);
    return {meaning.code, std::move(message), of_server || sql.empty() ? server : std::string(sql)};
  }
  return {ErrorCode::kInternal, fmt::format("{} (SQLSTATE {})", words, state), std::string(sql)};
}

}  // namespace gs::res::store
