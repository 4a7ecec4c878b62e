// Listening sockets, by the system's own calls. Internal to src/http.
#pragma once

#include <cstdint>

#include "base/result.h"
#include "http/listen_address.h"

namespace gs::http {

// A bound and listening TCP socket that shares its address with others of this process
// (SO_REUSEPORT). The caller closes it. Errors: kAlreadyExists for an address in use, kIo.
Result<int> open_listener(const ListenAddress& address);

// Fails with kAlreadyExists if somebody else listens there. Needed because a second process of the
// same user could otherwise share the address unnoticed and get a part of the requests.
Status check_address_free(const ListenAddress& address);

Result<uint16_t> local_port(int socket);

// From now on the kernel drops attempts to connect, while handshakes under way end well: closing
// the socket after draining its queue then loses nobody. (The technique HAProxy and GitHub used for
// reloads, as a filter on the socket.) Best effort: where it is not possible, nothing changes.
void refuse_new_handshakes(int socket);

}  // namespace gs::http
