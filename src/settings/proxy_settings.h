// What happens to requests and answers on their way through the gateway.
#pragma once

#include "base/issue.h"
#include "settings/settings.h"

#include <cstdint>
#include <string>
#include <vector>

namespace gs::settings {

enum class OnUnsupported : uint8_t { kBuffer, kReject };
enum class OnBlock : uint8_t { kError, kRefusal };
enum class OnUninspectable : uint8_t { kBlock, kFlag, kAllow };

// What each field means stands in gateway_table_proxy.cc: stream.*, proxy.*, inspect.*,
// mask.restore_tools, transparency.*, summary.*.
struct ProxySettings {
  struct Stream {
    uint32_t holdback_max_chars = 0;
    OnUnsupported on_unsupported = OnUnsupported::kBuffer;
    bool report = false;
  } stream;

  OnBlock on_block = OnBlock::kError;
  std::string block_message;
  OnUninspectable on_uninspectable = OnUninspectable::kBlock;
  std::vector<std::string> inspected_roles;  // names of text::Role
  std::vector<std::string> restore_tools;

  struct Transparency {
    bool header = false;
    std::string text;  // printable ASCII, never empty
  } transparency;

  struct Summary {
    uint32_t max_tokens = 0;
    std::string model;  // empty: that of the request
  } summary;

  // Issues: a role that is none, a text that no header can carry.
  static ProxySettings read(const Settings& settings, Issues& issues);
};

}  // namespace gs::settings
