#include "service/keys_file.h"

namespace gs::service {

Result<std::shared_ptr<const auth::KeyRing>> KeysFile::load() {
  GS_TRY(seen_, files_.read(path_));
  GS_TRY(records_, auth::parse_keys(seen_, path_));
  return std::make_shared<const auth::KeyRing>(records_);
}

void KeysFile::reload(Authentication& authentication, telemetry::Log& log,
                      const Replaced& replaced) {
  const std::string before = seen_;
  const std::vector<auth::KeyRecord> old = records_;
  auto keys = load();
  if (seen_ == before) return;
  if (!keys) {
    log.error("keys not replaced: the old ones go on", {{"problem", keys.error().to_string()}});
    return;
  }
  authentication.replace_keys(*keys);
  log.info("keys replaced", {{"file", path_}, {"keys", (*keys)->size()}});
  if (replaced) replaced(old, records_);
}

}  // namespace gs::service
