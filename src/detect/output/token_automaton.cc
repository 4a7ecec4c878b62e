#include "detect/output/token_automaton.h"

#include <algorithm>

namespace gs::detect {
namespace {

unsigned char lower(unsigned char byte) {
  return byte >= 'A' && byte <= 'Z' ? static_cast<unsigned char>(byte + ('a' - 'A')) : byte;
}

}  // namespace

TokenAutomaton::TokenAutomaton(const std::vector<std::string>& tokens) {
  std::array<bool, 256> used{};
  for (const std::string& token : tokens) {
    for (char c : token) used[lower(static_cast<unsigned char>(c))] = true;
  }
  for (size_t byte = 0; byte < 256; ++byte) {
    if (used[byte]) class_of_[byte] = static_cast<uint8_t>(classes_++);
  }
  for (unsigned char byte = 'A'; byte <= 'Z'; ++byte) class_of_[byte] = class_of_[lower(byte)];
  add_row();
  for (size_t i = 0; i < tokens.size(); ++i) insert(tokens[i], static_cast<uint32_t>(i));
  link();
  for (size_t byte = 0; byte < 256; ++byte) begins_[byte] = table_[class_of_[byte]] != kRoot;
}

uint32_t TokenAutomaton::add_row() {
  const auto row = static_cast<State>(table_.size());
  table_.resize(table_.size() + classes_, kRoot);
  ended_.push_back({});
  open_.push_back(0);
  return row;
}

void TokenAutomaton::insert(std::string_view token, uint32_t number) {
  State state = kRoot;
  for (size_t i = 0; i < token.size(); ++i) {
    open_[state / classes_] = static_cast<uint32_t>(i);  // has a child
    const size_t place = state + class_of_[static_cast<unsigned char>(token[i])];
    if (table_[place] == kRoot) {
      const State added = add_row();
      table_[place] = added;
    }
    state = table_[place];
  }
  ended_[state / classes_] = {number, static_cast<uint32_t>(token.size())};
}

// Row by row from the root on: what a row lacks it takes from the row of its longest proper end.
void TokenAutomaton::link() {
  std::vector<State> suffix(ended_.size(), kRoot);
  std::vector<State> order{kRoot};
  for (size_t i = 0; i < order.size(); ++i) {
    const State state = order[i];
    const State end = suffix[state / classes_];
    if (ended_[state / classes_].size == 0) ended_[state / classes_] = ended_[end / classes_];
    if (open_[state / classes_] == 0) open_[state / classes_] = open_[end / classes_];
    for (uint32_t c = 1; c < classes_; ++c) {
      State& next = table_[state + c];
      const State behind_end = state == kRoot ? kRoot : table_[end + c];
      if (next == kRoot) {
        next = behind_end;
      } else {
        suffix[next / classes_] = behind_end;
        order.push_back(next);
      }
    }
  }
}

}  // namespace gs::detect
