// Private keys of notes as text, as Go's golang.org/x/mod/sumdb/note writes them:
//   PRIVATE+KEY+<name>+<key id, 8 hex>+<base64(type || 32-byte seed)>
// One line; a line feed behind it is read and written.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "ledger/signed_note.h"

namespace gs::ledger {

inline constexpr std::string_view kPrivateKeyPrefix = "PRIVATE+KEY+";

// `seed`: the 32 bytes that `signer` was created from.
std::string private_key_text(const NoteSigner& signer, std::string_view seed);

// kInvalidInput: any other text, a key of another type, an id that does not fit name and key.
Result<NoteSigner> parse_private_key(std::string_view text, KeyType type = KeyType::kEd25519);

}  // namespace gs::ledger
