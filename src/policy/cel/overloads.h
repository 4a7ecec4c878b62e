// The signature of a function that its arguments fit, and what to say when there is none.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "policy/cel/inference.h"
#include "policy/cel/signatures.h"

namespace gs::cel {

// The result type of a call. When the arguments say exactly which types they have, the first
// signature that fits; when they leave it open (dyn), dyn unless all that fit agree. Nothing when
// none fits.
std::optional<Type> resolve_overload(Inference& inference, std::span<const FunctionEntry> entries,
                                     bool member, std::span<const Type> args);

// "string.startsWith(int)": a call as its types. A member's receiver is the first of the types.
std::string describe_call(std::string_view name, bool member, std::span<const Type> types);

// "string.startsWith(string) -> bool or ...", at most four.
std::string describe_candidates(std::span<const FunctionEntry> entries, bool member);

}  // namespace gs::cel
