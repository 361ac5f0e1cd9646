// SPDX-License-Identifier: MIT
// The frame of every header that export_header writes: guard, includes, namespaces; and its lists of numbers. For hosts.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/error.hpp>
#include <linnet/core/number_text.hpp>
#include <linnet/deploy/crc32.hpp>
#include <linnet/deploy/namespace_name.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace linnet::detail {

/// `count` numbers in braces, as many to a line as go into it; number i is literal(i).
template <class Literal>
LINNET_COLD void append_list(std::string& to, std::size_t count, std::string_view indent, const Literal& literal) {
  to += '{';
  std::size_t line = to.size();
  for (std::size_t i = 0; i < count; ++i) {
    const std::string number = literal(i);
    if (i > 0) to += ',';
    if (i == 0 || to.size() - line + number.size() > 126) {
      line = to.size() + 1;
      (to += '\n') += indent;
    }
    to += number;
  }
  to += '}';
}

/// The lines that include linnet: as a folder, or in one file that stands above, beside the header, or in a library of Arduino.
LINNET_COLD inline std::string including_inference() {
  return R"(
#if defined(LINNET_PART_LINNET) || defined(LINNET_PART_INFERENCE)
#elif __has_include(<linnet/inference.hpp>)
  #include <linnet/inference.hpp>
#elif __has_include("linnet_inference.hpp")
  #include "linnet_inference.hpp"
#elif __has_include("linnet.hpp")
  #include "linnet.hpp"
#elif __has_include("inference.hpp")
  #include "inference.hpp"
#elif defined(ARDUINO)
  #include <linnet.h>
#else
  #include <linnet/inference.hpp>  // from linnet's folder include; or have linnet_inference.hpp beside this file: tools/amalgamate.py
#endif
)";
}
/// The same for int8 models.
LINNET_COLD inline std::string including_quantized() {
  return R"(
#if defined(LINNET_PART_QUANTIZED)
#elif __has_include(<linnet/quantized.hpp>)
  #include <linnet/quantized.hpp>
#elif __has_include("linnet_quantized.hpp")
  #include "linnet_quantized.hpp"
#elif __has_include("quantized.hpp")
  #include "quantized.hpp"
#elif defined(ARDUINO)
  #include <linnet.h>
#else
  #include <linnet/quantized.hpp>  // from linnet's folder include; or have linnet_quantized.hpp beside this file: tools/amalgamate.py
#endif
)";
}

/// A header without its declarations.
struct HeaderFile {
  std::string name_space{};
  std::vector<std::string> includes{};
  std::uint64_t fingerprint = 0;

  /// `declarations` in their namespace, in which they stand in an inline one that no other model's header has: one program may have
  /// several headers of the same namespace.
  LINNET_COLD std::string around(const std::string& declarations, const std::string& including_linnet) const {
    std::string head;
    for (const std::string& include : includes) head += text("#include \"", include, "\"\n");
    Crc32 sum;
    for (const std::string_view part : {std::string_view(head), std::string_view(name_space), std::string_view(declarations)}) {
      sum.add(std::as_bytes(std::span(part)));
    }
    const std::string own = text(hexadecimal(fingerprint), "_", hexadecimal(sum.value(), 8));
    return text("// Written by linnet's export_header: do not edit it, self_test() would tell.\n#ifndef LINNET_MODEL_", own,
                "\n#define LINNET_MODEL_", own, "\n// clang-format off\n", including_linnet, head, "\nnamespace ", name_space,
                " {\ninline namespace model_", own, " {  // fingerprint and checksum: models of one name do not meet\n\n") +
           declarations + text("\n}  // namespace model_", own, "\n}  // namespace ", name_space, "\n\n#endif\n");
  }
};

}  // namespace linnet::detail
