// Puts values back where a text has their placeholders, and frees look-alikes of their backslash.
//
//   Restorer restorer(placeholders);
//   out += restorer.feed(piece);
//   out += restorer.finish();
//
// Only in plain text: inside a web address a placeholder stays, for a document that the model has
// read may have told it to build a link that carries the value away. The same holds for a
// placeholder that would become part of a host name or a path.
//
// A text that is itself JSON, as the arguments of a tool call are, gets values escaped as the
// content of a JSON string, and its look-alikes have the JSON form of their backslash, two of them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "filter/placeholders.h"

namespace gs::filter {

enum class Restore : uint8_t {
  kText,        // as plain text
  kNone,        // never: placeholders and look-alikes stay as they stand
  kJsonString,  // the text is JSON, values become part of its strings
};

// One text, one thread. How the text is cut does not change the result.
class Restorer {
 public:
  // `placeholders` outlives the restorer.
  explicit Restorer(const Placeholders& placeholders, Restore restore = Restore::kText)
      : placeholders_(placeholders), restore_(restore) {}

  std::string feed(std::string_view piece);
  std::string finish();

 private:
  // What the text since the last white space, quotation mark or bracket looks like.
  class Address {
   public:
    void add(char c);
    bool is_web_address() const { return slashes_ || www_ || path_; }

   private:
    std::string tail_;  // last four bytes
    size_t size_ = 0;
    bool slashes_ = false;  // "//" occurred
    bool www_ = false;
    bool dot_ = false;
    bool path_ = false;  // a slash behind a dot, or at the very beginning
  };

  std::string take(bool at_end);
  void put(std::string_view text, std::string& out);
  void put_value(const std::string& value, std::string& out);

  const Placeholders& placeholders_;
  Restore restore_;
  std::string rest_;  // not yet decided
  Address address_;
};

}  // namespace gs::filter
