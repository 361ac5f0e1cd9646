// SPDX-License-Identifier: MIT
// A disk that is full, for tests of what is left when a file cannot be written. On systems that can limit the size of files.
#pragma once

#if defined(__unix__) || defined(__APPLE__)
#define LINNET_TEST_FULL_DISK 1

#include <sys/resource.h>

#include <csignal>
#include <stdexcept>

namespace linnet::test {

/// In its scope no file of this process can become longer than `bytes`.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) {
    if (getrlimit(RLIMIT_FSIZE, &before_) != 0) throw std::runtime_error("FullDisk: getrlimit failed");
    handler_ = std::signal(SIGXFSZ, SIG_IGN);
    rlimit small = before_;
    small.rlim_cur = bytes;
    if (setrlimit(RLIMIT_FSIZE, &small) != 0) throw std::runtime_error("FullDisk: setrlimit failed");
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;
  ~FullDisk() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_{};
  void (*handler_)(int) = SIG_DFL;
};

}  // namespace linnet::test
#else
#define LINNET_TEST_FULL_DISK 0
#endif
