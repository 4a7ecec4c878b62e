#include "service/file_watch.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <thread>
#include <tuple>

namespace gs::service {
namespace {

constexpr uint32_t kEvents =
    IN_MODIFY | IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE;

// What tells one state of a file from another without reading it; zeros when it is gone.
using Identity = std::tuple<dev_t, ino_t, off_t, time_t, long>;

Identity identity_of(const std::string& path) {
  struct stat info{};
  if (::stat(path.c_str(), &info) != 0) return {};
  return {info.st_dev, info.st_ino, info.st_size, info.st_mtim.tv_sec, info.st_mtim.tv_nsec};
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

class InotifyWatch final : public FileWatch {
 public:
  InotifyWatch(std::string path, std::chrono::milliseconds period, std::function<void()> changed)
      : path_(std::move(path)),
        name_(std::filesystem::path(path_).filename()),
        period_(period),
        changed_(std::move(changed)),
        inotify_(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK)),
        stop_(::eventfd(0, EFD_CLOEXEC)) {}

  ~InotifyWatch() override {
    uint64_t one = 1;
    if (::write(stop_.get(), &one, sizeof one) == sizeof one && thread_.joinable()) thread_.join();
  }

  Status begin() {
    std::string folder = std::filesystem::path(path_).parent_path();
    if (folder.empty()) folder.push_back('.');
    if (::inotify_add_watch(inotify_.get(), folder.c_str(), kEvents) < 0) {
      return fail(ErrorCode::kIo, std::string("cannot watch the folder: ") + std::strerror(errno),
                  folder);
    }
    follow_links();
    seen_ = identity_of(path_);
    thread_ = std::thread([this] { run(); });
    return Ok{};
  }

 private:
  void run() {
    std::array<pollfd, 2> waits = {pollfd{stop_.get(), POLLIN, 0},
                                   pollfd{inotify_.get(), POLLIN, 0}};
    while (true) {
      int ready = ::poll(waits.data(), waits.size(), static_cast<int>(period_.count()));
      if (ready < 0 && errno != EINTR) return;
      if ((waits[0].revents & POLLIN) != 0) return;
      bool told = ready > 0 && read_events();
      if (being_written_) continue;
      // The period's look: a change must stand still for one period, since its writer is unseen.
      bool still = std::exchange(last_look_, identity_of(path_)) == last_look_;
      if (told || (ready == 0 && still && last_look_ != seen_)) tell();
    }
  }

  // Where the path is a link to a file in another folder, changes of that file show there.
  void follow_links() {
    std::error_code error;
    const std::filesystem::path target = std::filesystem::canonical(path_, error);
    if (error) return;
    target_name_ = target.filename();
    // A folder that is watched already keeps its one watch.
    ::inotify_add_watch(inotify_.get(), target.parent_path().c_str(), kEvents);
  }

  void tell() {
    follow_links();
    seen_ = identity_of(path_);
    changed_();
  }

  // Reads what has arrived; true when the file may be another one now.
  bool read_events() {
    alignas(inotify_event) std::array<char, 8192> buffer;
    bool changed = false;
    while (true) {
      ssize_t size = ::read(inotify_.get(), buffer.data(), buffer.size());
      if (size <= 0) return changed;
      for (ssize_t at = 0; at < size;) {
        const auto* event = reinterpret_cast<const inotify_event*>(buffer.data() + at);
        std::string_view name = event->len > 0 ? std::string_view(event->name) : std::string_view();
        changed = note(name, event->mask) || changed;
        at += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
      }
    }
  }

  bool note(std::string_view name, uint32_t mask) {
    if ((mask & IN_Q_OVERFLOW) != 0) return true;
    if (name == name_ || name == target_name_) {
      being_written_ = (mask & IN_MODIFY) != 0;
      return !being_written_;
    }
    return (mask & IN_MOVED_TO) != 0;  // ..data, or whatever else the path leads through
  }

  const std::string path_;
  const std::string name_;
  std::string target_name_;  // of the file that the path leads to
  const std::chrono::milliseconds period_;
  const std::function<void()> changed_;
  Descriptor inotify_;
  Descriptor stop_;
  bool being_written_ = false;
  Identity seen_;
  Identity last_look_;
  std::thread thread_;
};

}  // namespace

Result<std::unique_ptr<FileWatch>> FileWatch::start(const std::string& path,
                                                    std::chrono::milliseconds period,
                                                    std::function<void()> changed) {
  auto watch = std::make_unique<InotifyWatch>(path, period, std::move(changed));
  GS_CHECK_OK(watch->begin());
  return watch;
}

}  // namespace gs::service
