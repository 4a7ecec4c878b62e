// Finds a set of tokens in bytes, letters of ASCII in any case, in one pass (Aho and Corasick,
// "Efficient string matching", 1975).
//
//   const TokenAutomaton tokens({"blue-heron-42", ...});
//   TokenAutomaton::State state = TokenAutomaton::kRoot;
//   for (each byte) {
//     state = tokens.next(state, byte);
//     if (const TokenAutomaton::Token* token = tokens.ended(state)) ...
//   }
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gs::detect {

// Immutable. A table of one row a byte of the tokens and one column a distinct byte.
class TokenAutomaton {
 public:
  using State = uint32_t;  // a row's offset in the table
  static constexpr State kRoot = 0;

  // No token is empty.
  explicit TokenAutomaton(const std::vector<std::string>& tokens);

  State next(State state, unsigned char byte) const { return table_[state + class_of_[byte]]; }

  // Whether a token begins with the byte.
  bool begins(unsigned char byte) const { return begins_[byte]; }

  struct Token {
    uint32_t number = 0;  // index in the list
    uint32_t size = 0;    // bytes
  };
  // The longest token that ends here; null when none does.
  const Token* ended(State state) const {
    const Token& token = ended_[state / classes_];
    return token.size > 0 ? &token : nullptr;
  }
  // How many of the last bytes may be the beginning of a token.
  uint32_t open_bytes(State state) const { return open_[state / classes_]; }

 private:
  uint32_t add_row();
  void insert(std::string_view token, uint32_t number);
  void link();

  std::array<uint8_t, 256> class_of_{};  // 0: in no token
  std::array<bool, 256> begins_{};
  uint32_t classes_ = 1;
  std::vector<State> table_;
  std::vector<Token> ended_;    // by row
  std::vector<uint32_t> open_;  // by row
};

}  // namespace gs::detect
