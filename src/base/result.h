// Result<T>: a value or the reason there is none.
//
// It carries a machine's failures (a file that cannot be read, a peer that is gone). What a person
// wrote wrongly in a policy or an expression is not an Error but a list of Issues (base/issue.h).
//
//   Result<std::string> text = files.read("policy.yaml");
//   if (!text) return tl::unexpected(text.error());
//
// Inside a function that itself returns a Result, GS_TRY does the above in one line.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace gs {

enum class ErrorCode {
  kInvalidInput,   // the caller's bytes or arguments are wrong; trying again does not help
  kNotFound,       // the named thing does not exist
  kAlreadyExists,  // the named thing exists and must not
  kTooLarge,       // a limit was exceeded; the message names it
  kUnavailable,    // the thing exists but cannot be used now; trying again may help
  kIo,             // the operating system refused; the message holds its words
  kInternal,       // a library failed in a way that no input should cause
};

struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;  // what is wrong, without a trailing stop
  std::string where;    // a file, file:line:column, field or peer; may be empty

  // "<message> (<where>)", the form that every command prints behind "error: ".
  std::string to_string() const { return where.empty() ? message : message + " (" + where + ")"; }
};

template <typename T>
using Result = tl::expected<T, Error>;

// Success without a value.
struct Ok {};
using Status = Result<Ok>;

inline tl::unexpected<Error> fail(ErrorCode code, std::string message, std::string where = {}) {
  return tl::unexpected<Error>(Error{code, std::move(message), std::move(where)});
}

}  // namespace gs

#define GS_CONCAT_INNER(a, b) a##b
#define GS_CONCAT(a, b) GS_CONCAT_INNER(a, b)

// GS_TRY(auto text, files.read(path)): declares `text`, or returns the error from this function.
#define GS_TRY(declaration, expression) \
  GS_TRY_INNER(declaration, expression, GS_CONCAT(gs_result_, __LINE__))
#define GS_TRY_INNER(declaration, expression, result)            \
  auto result = (expression);                                    \
  if (!result) return tl::unexpected(std::move(result).error()); \
  declaration = *std::move(result)

// GS_CHECK_OK(files.sync(path)): returns the error from this function, or goes on.
#define GS_CHECK_OK(expression) \
  if (auto gs_status = (expression); !gs_status) return tl::unexpected(std::move(gs_status).error())
