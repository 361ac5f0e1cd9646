// SPDX-License-Identifier: MIT
// expect: checks at run time, wherever a model lives. A host throws InvalidInput, a target calls its failure hook.
#pragma once

#include <linnet/config.hpp>

#include <cstdlib>
#include <string_view>

#if LINNET_HOST

#include <linnet/core/error.hpp>

namespace linnet::detail {

[[noreturn]] LINNET_COLD inline void fail(const char* sentence) { throw_invalid(sentence); }
[[noreturn]] LINNET_COLD inline void fail_with_parts(std::initializer_list<TextPart> parts) { throw_invalid(text(parts)); }
/// Fails with `parts`, one after the other; on a target, where numbers are no text, with `sentence`.
template <class... Parts>
[[noreturn]] void fail_with(const char*, const Parts&... parts) {
  fail_with_parts({TextPart(parts)...});
}
template <class Names>
[[noreturn]] LINNET_COLD void fail_without(const char* who, std::string_view name, const Names& names) {
  throw_invalid(text(who, ": there is no \"", name, "\", only ", joined(names, ", ")));
}

}  // namespace linnet::detail

#else

/// The failure hook of a target, which firmware defines: log, blink, reset. `sentence` describes the failure. If the hook returns, the
/// program stops: at a breakpoint in the debugger, otherwise in the fault handler.
///
/// Firmware without a hook does not link. A weak reference would allow it, but then the linker would ignore a hook in a static library,
/// which ESP-IDF, Arduino and PlatformIO make.
extern "C" void linnet_failure(const char* sentence);

namespace linnet::detail {

[[noreturn]] LINNET_COLD inline void fail(const char* sentence) {
  linnet_failure(sentence);
  LINNET_BREAKPOINT;
  LINNET_TRAP;
}
template <class... Parts>
[[noreturn]] void fail_with(const char* sentence, const Parts&...) {
  fail(sentence);
}
template <class Names>
[[noreturn]] void fail_without(const char*, std::string_view, const Names&) {
  fail("linnet: there is no result of this name");
}

}  // namespace linnet::detail

#endif

namespace linnet::detail {

/// Fails with `sentence` unless `condition`.
inline void expect(bool condition, const char* sentence) {
  if (!condition) [[unlikely]]
    fail(sentence);
}

/// Fails with `parts`, one after the other, unless `condition`; on a target with `sentence`.
template <class... Parts>
requires(sizeof...(Parts) > 0) void expect(bool condition, const char* sentence, const Parts&... parts) {
  if (!condition) [[unlikely]]
    fail_with(sentence, parts...);
}

/// Fails with what is wrong with the settings of a layer, loss, optimizer or metric, if it can tell.
template <class Described>
void expect_settings(const Described& described) {
  if constexpr (requires { described.problem(); }) {
    const char* const problem = described.problem();
    expect(problem == nullptr, problem);
  }
}

/// Returns the settings unchanged. On a target, settings that problem() refuses fail here: they are constants, and the check costs no code.
/// A host checks them when a model is constructed.
template <class Settings>
constexpr Settings checked_on_target(Settings settings) {
  if constexpr (!LINNET_HOST) {
    if (const char* const problem = settings.problem()) fail(problem);
  }
  return settings;
}

}  // namespace linnet::detail
