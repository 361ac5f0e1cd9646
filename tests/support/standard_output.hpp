// SPDX-License-Identifier: MIT
// Captures the output of a function.
#pragma once

#include <cstdio>
#include <stdexcept>
#include <string>

#if defined(_WIN32)
#include <io.h>
#else
#include <fcntl.h>
#include <unistd.h>
#include <cstdlib>
#endif

namespace linnet::test {

/// Standard output goes to `descriptor` in the scope of this object.
class RedirectedOutput {
 public:
#if defined(_WIN32)
  explicit RedirectedOutput(int descriptor) : before_(::_dup(1)) { to(descriptor); }
  void to(int descriptor) { check(std::fflush(stdout) == 0 && ::_dup2(descriptor, 1) == 0); }
  ~RedirectedOutput() {
    std::fflush(stdout);
    ::_dup2(before_, 1);
    ::_close(before_);
  }
#else
  explicit RedirectedOutput(int descriptor) : before_(::dup(1)) { to(descriptor); }
  void to(int descriptor) { check(std::fflush(stdout) == 0 && ::dup2(descriptor, 1) == 1); }
  ~RedirectedOutput() {
    std::fflush(stdout);
    ::dup2(before_, 1);
    ::close(before_);
  }
#endif
  RedirectedOutput(const RedirectedOutput&) = delete;
  RedirectedOutput& operator=(const RedirectedOutput&) = delete;

 private:
  static void check(bool done) {
    if (!done) throw std::runtime_error("RedirectedOutput: cannot redirect standard output");
  }
  int before_;
};

/// Returns the output of `f` to a file.
template <class Function>
std::string printed(const Function& f) {
  std::FILE* file = std::tmpfile();
  if (file == nullptr) throw std::runtime_error("printed: cannot make a temporary file");
  {
#if defined(_WIN32)
    const RedirectedOutput redirected(::_fileno(file));
#else
    const RedirectedOutput redirected(::fileno(file));
#endif
    f();
  }
  std::string text;
  std::rewind(file);
  for (int c = std::fgetc(file); c != EOF; c = std::fgetc(file)) text += static_cast<char>(c);
  std::fclose(file);
  return text;
}

#if !defined(_WIN32)
/// Returns the output of `f` to a terminal: at most the 4 kB that a pseudo terminal holds.
template <class Function>
std::string printed_to_terminal(const Function& f) {
  const int terminal = ::posix_openpt(O_RDWR | O_NOCTTY);
  if (terminal < 0 || ::grantpt(terminal) != 0 || ::unlockpt(terminal) != 0) throw std::runtime_error("no pseudo terminal");
  const int program_side = ::open(::ptsname(terminal), O_RDWR | O_NOCTTY);
  {
    const RedirectedOutput redirected(program_side);
    f();
  }
  // A mark at the end, read before this side closes: what is still under way when it closes may be lost.
  constexpr char end = '\x01';
  if (::write(program_side, &end, 1) != 1) throw std::runtime_error("cannot write to the pseudo terminal");
  std::string text;
  char part[256];
  while (text.empty() || text.back() != end) {
    const auto length = ::read(terminal, part, sizeof part);
    if (length <= 0) throw std::runtime_error("cannot read from the pseudo terminal");
    text.append(part, static_cast<std::size_t>(length));
  }
  text.pop_back();
  ::close(program_side);
  ::close(terminal);
  return text;
}
#endif

}  // namespace linnet::test
