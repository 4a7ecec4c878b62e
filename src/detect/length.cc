#include "detect/length.h"

#include "base/utf8.h"

namespace gs::detect {
namespace {

constexpr text::SignalNumber kSignals[] = {text::kLength};

class LengthScan final : public Scan {
 public:
  void begin_segment(text::Role) override {}
  void feed(std::string_view piece, std::vector<Finding>&) override {
    characters_ += count_code_points(piece);
  }
  void end_segment(std::vector<Finding>&) override {}
  void report(SignalBoard& board) const override {
    board.raise(text::kLength, static_cast<int64_t>(characters_));
  }

 private:
  size_t characters_ = 0;
};

}  // namespace

std::span<const text::SignalNumber> Length::signals() const {
  return kSignals;
}

std::unique_ptr<Scan> Length::start(const Scope&) const {
  return std::make_unique<LengthScan>();
}

}  // namespace gs::detect
