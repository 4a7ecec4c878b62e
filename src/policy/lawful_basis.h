// Whether the caller names a lawful basis that counts (GDPR Art. 6).
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <vector>

namespace gs::policy {

struct LawfulBasis {
  bool lawful = false;
  std::string remark;  // why a basis that was named does not count, for the reasons; or empty
};

// `allowed` is classification.lawful_basis.allowed, `of_key` what the caller's key may use (null:
// all). With no list, any non-empty string or `true` counts. A bare `true` where a list or a key's
// bases exist names no basis and does not count. What the caller wrote is escaped in the remark.
LawfulBasis lawful_basis(const boost::json::object* context,
                         const std::optional<std::vector<std::string>>& allowed,
                         const std::vector<std::string>* of_key);

}  // namespace gs::policy
