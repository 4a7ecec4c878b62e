#include "gateway/durability.h"

namespace gs::gateway {

using settings::Durability;

bool changes_something(policy::Action action) {
  return action != policy::Action::kAllow && action != policy::Action::kFlag;
}

bool waits_for_effect(Durability durability, policy::Action action) {
  switch (durability) {
    case Durability::kStrict:
      return changes_something(action);
    case Durability::kStrictAll:
      return true;
    case Durability::kRelaxed:
      return false;
  }
  return true;
}

bool waits_for_answer(Durability durability) {
  return durability != Durability::kRelaxed;
}

}  // namespace gs::gateway
