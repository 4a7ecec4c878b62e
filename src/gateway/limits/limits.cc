#include "gateway/limits/limits.h"

#include <utility>

namespace gs::gateway {

auth::Admission ProcessLimits::admit_now(std::vector<auth::LimitSubject> subjects,
                                         uint64_t estimated_tokens) {
  return limits_.admit(std::move(subjects), estimated_tokens, {clock_.steady(), clock_.now()});
}

void ProcessLimits::settle_now(auth::Admission& admission, std::optional<uint64_t> actual_tokens) {
  limits_.settle(admission, actual_tokens, {clock_.steady(), clock_.now()});
}

http::Task<auth::Admission> ProcessLimits::admit(std::vector<auth::LimitSubject> subjects,
                                                 uint64_t estimated_tokens) {
  co_return admit_now(std::move(subjects), estimated_tokens);
}

http::Task<void> ProcessLimits::settle(auth::Admission* admission,
                                       std::optional<uint64_t> actual_tokens) {
  settle_now(*admission, actual_tokens);
  co_return;
}

}  // namespace gs::gateway
