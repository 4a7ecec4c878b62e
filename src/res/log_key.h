// The key that signs the heads of the log.
#pragma once

#include <string>

#include "base/files.h"
#include "ledger/signed_note.h"

namespace gs::res {

// The file's one line is a private key in the text form of Go's golang.org/x/mod/sumdb/note:
// "PRIVATE+KEY+<name>+<key id, 8 hex>+<base64(0x01 || 32-byte seed)>". An absent file is made, with
// a new key for `origin` (mode 0600, by `files`). kInvalidInput: a file that is none, or the key of
// another name.
Result<ledger::NoteSigner> open_log_key(Files& files, const std::string& path,
                                        const std::string& origin);

}  // namespace gs::res
