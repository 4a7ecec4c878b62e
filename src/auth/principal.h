// Who a caller is and what it may do.
#pragma once

#include "auth/limit_set.h"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gs::auth {

enum class Role : uint8_t {
  kCaller,     // the filter and proxy endpoints and POST /ci/check
  kReader,     // looks: rules, evidence, snapshots
  kSubmitter,  // hands in evidence and decisions
  kAuditor,    // sees the audit trail
  kAdmin,      // everything: implies all other roles
};

std::string_view to_string(Role role);  // "caller", "reader", ...
std::optional<Role> role_from(std::string_view name);
std::vector<std::string> role_names();

class RoleSet {
 public:
  constexpr RoleSet() = default;
  constexpr RoleSet(std::initializer_list<Role> roles) {
    for (Role role : roles) insert(role);
  }
  constexpr void insert(Role role) { bits_ |= bit(role); }
  // Whether the role itself is a member.
  constexpr bool contains(Role role) const { return (bits_ & bit(role)) != 0; }
  // Whether the members may do what `role` may: the role itself or admin.
  constexpr bool allows(Role role) const { return contains(role) || contains(Role::kAdmin); }
  constexpr bool empty() const { return bits_ == 0; }
  friend constexpr bool operator==(RoleSet, RoleSet) = default;

 private:
  static constexpr uint8_t bit(Role role) {
    return static_cast<uint8_t>(1u << static_cast<int>(role));
  }
  uint8_t bits_ = 0;
};

// What the risk signals in a caller's context count for.
enum class ContextTrust : uint8_t {
  kRaiseOnly,  // they can raise what the detectors found, never lower it
  kFull,       // they replace it
};

std::string_view to_string(ContextTrust trust);  // "raise_only", "full"

struct Principal {
  std::string id;    // of the key, never the key itself; empty: anonymous
  std::string name;  // for people; may be empty
  RoleSet roles;
  std::string tenant;                                    // may be empty
  std::optional<std::vector<std::string>> models;        // that it may ask for; nothing: all
  std::optional<std::vector<std::string>> lawful_bases;  // that it may name; nothing: all
  ContextTrust trust_context = ContextTrust::kRaiseOnly;
  std::vector<std::pair<std::string, std::string>> labels;  // for rules: request.labels; by name
  LimitSet limits;                                          // 0: the default of the settings
  // What the request says of the person behind it (X-User-ID). A claim: recorded, never trusted.
  // The only field that belongs to a request rather than to a key.
  std::string claimed_user;

  bool may_use_model(std::string_view model) const;
};

// Everybody, under auth.mode none: all roles, no tenant, context that can only raise.
Principal anonymous_principal();

}  // namespace gs::auth
