// SPDX-License-Identifier: MIT
// Processes that are killed while they write, for tests of what is left. On systems that have fork.
#pragma once

#if defined(__unix__) || defined(__APPLE__)
#define LINNET_TEST_KILLED 1

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstddef>
#include <stdexcept>

namespace linnet::test {

/// Calls write(0), write(1) and so on in a process of its own, and kills that after `microseconds`.
template <class Write>
void kill_while(const Write& write, unsigned microseconds) {
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("kill_while: fork failed");
  if (child == 0) {  // ends by the signal alone
    try {
      for (std::size_t i = 0;; ++i) write(i);
    } catch (...) {
      _exit(1);
    }
  }
  usleep(microseconds);
  kill(child, SIGKILL);
  int status = 0;
  if (waitpid(child, &status, 0) != child || !WIFSIGNALED(status)) throw std::runtime_error("kill_while: a write failed");
}

}  // namespace linnet::test
#else
#define LINNET_TEST_KILLED 0
#endif
