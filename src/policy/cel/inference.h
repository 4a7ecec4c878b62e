// Which types go together, and what that says about types that are not known yet.
//
// An empty list is a list of some T; [] + [1] says that T is int. Such a T is a type parameter with
// a number for a name, made by fresh(). assignable() binds parameters as it goes, and takes the
// bindings back when it fails. The algorithm is that of cel-go's checker: dyn goes with everything,
// a bound parameter may later become more general.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "policy/cel/type.h"

namespace gs::cel {

class Inference {
 public:
  Type fresh();

  // Whether a value of type `from` may stand where `to` is wanted.
  bool assignable(const Type& from, const Type& to);

  // The type of a list that has elements of both types: the more general one, or dyn.
  Type join(const Type& a, const Type& b);

  // With bound parameters replaced; unbound ones stay, or become dyn with `final`.
  Type resolve(const Type& type, bool final = false) const { return resolve(type, final, 0); }

  // The parameters of one use of a signature, by their letters.
  using Letters = std::vector<std::pair<std::string, Type>>;
  // `type` with each letter replaced by a fresh parameter, the same for the same letter.
  Type instantiate(const Type& type, Letters& letters);

  // Points to go back to.
  size_t mark() const { return trail_.size(); }
  void undo(size_t mark);

 private:
  Type resolve(const Type& type, bool final, int depth) const;
  bool assign(const Type& from, const Type& to, int depth);
  bool assign_parameter(const Type& parameter, const Type& other, int depth);
  bool mentions(const Type& type, size_t parameter, int depth) const;
  void bind(size_t parameter, Type type);

  std::vector<Type> bindings_;  // by number; of kind kParam while unbound (naming itself)
  std::vector<std::pair<size_t, Type>> trail_;  // what bind() replaced
};

// Whether values of this type are all of one kind at every level: no dyn, no parameter inside.
bool is_concrete(const Type& type);

}  // namespace gs::cel
