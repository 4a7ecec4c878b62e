#include "detect/injection/workbench.h"

namespace gs::detect {

WorkbenchPool::~WorkbenchPool() {
  for (auto& slot : idle_) delete slot.load(std::memory_order_acquire);
}

std::unique_ptr<Workbench> WorkbenchPool::take() {
  for (auto& slot : idle_) {
    if (slot.load(std::memory_order_relaxed) == nullptr) continue;
    if (Workbench* found = slot.exchange(nullptr, std::memory_order_acq_rel)) {
      return std::unique_ptr<Workbench>(found);
    }
  }
  return std::make_unique<Workbench>(set_);
}

void WorkbenchPool::give_back(std::unique_ptr<Workbench> workbench) {
  for (auto& slot : idle_) {
    Workbench* none = nullptr;
    if (slot.compare_exchange_strong(none, workbench.get(), std::memory_order_acq_rel)) {
      (void)workbench.release();
      return;
    }
  }
}

}  // namespace gs::detect
