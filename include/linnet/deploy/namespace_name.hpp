// SPDX-License-Identifier: MIT
// The namespace of an exported header: checked, or made from the file's name. For hosts.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/error.hpp>

#include <algorithm>
#include <string>
#include <string_view>

namespace linnet::detail {

LINNET_COLD inline bool is_identifier(std::string_view name) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  const auto right = [&](char c) { return letter(c) || (c >= '0' && c <= '9'); };
  return !name.empty() && letter(name.front()) && std::all_of(name.begin(), name.end(), right);
}

/// `list` has words with one space before and after each.
LINNET_COLD inline bool is_one_of(std::string_view list, std::string_view word) {
  return list.find(text(" ", word, " ")) != std::string_view::npos;
}

/// Words that are not names, and namespaces that do not belong to the user.
inline constexpr std::string_view reserved_words =
    " alignas alignof and and_eq asm auto bitand bitor bool break case catch char char8_t char16_t char32_t class co_await "
    "co_return "
    "co_yield compl concept const const_cast consteval constexpr constinit continue decltype default delete do double "
    "dynamic_cast "
    "else enum explicit export extern false float for friend goto if inline int long mutable namespace new noexcept not not_eq "
    "nullptr operator or or_eq private protected public register reinterpret_cast requires return short signed sizeof static "
    "static_assert static_cast struct switch template this thread_local throw true try typedef typeid typename union unsigned "
    "using "
    "virtual void volatile wchar_t while xor xor_eq std posix linnet Eigen main linux unix errno assert ";

/// Names that C's headers declare or define outside of every namespace, so that a namespace cannot have them; and nn, the usual alias of
/// linnet.
inline constexpr std::string_view names_of_c =
    " EOF FILE NULL clock_t div_t double_t float_t int16_t int32_t int64_t int8_t intptr_t ldiv_t max_align_t nn ptrdiff_t "
    "size_t time_t tm uint16_t uint32_t uint64_t uint8_t uintptr_t va_list wint_t "
    "abort abs acos acosh access alarm asin asinh atan atan2 atanh atexit atof atoi atol bsearch calloc cbrt ceil clearerr "
    "clock "
    "close copysign cos cosh ctime difftime div drand48 dup environ erf erfc exit exp exp2 expm1 fabs fclose fdim feof ferror "
    "fflush "
    "fgetc fgets finite floor fma fmax fmin fmod fopen fork fprintf fputc fputs fread free freopen frexp fscanf fseek ftell "
    "fwrite "
    "gamma getc getchar getenv gets gmtime hypot ilogb index isalnum isalpha isdigit islower isspace isupper j0 j1 jn kill "
    "labs "
    "ldexp ldiv lgamma link localtime log log10 log1p log2 logb longjmp lrint lround malloc mblen memchr memcmp memcpy memmove "
    "memset "
    "mktime modf nan nearbyint nextafter open pause perror pipe pow printf putc putchar puts qsort raise rand random read "
    "realloc "
    "remainder remove remquo rename rewind rindex rint round scalb scanf select setbuf setjmp setvbuf signal significand sin "
    "sinh "
    "sleep sprintf sqrt srand sscanf stat stderr stdin stdout strcat strchr strcmp strcpy strlen strstr strtod strtok strtol "
    "swab sync "
    "system tan tanh tgamma time times tmpfile tmpnam toascii tolower toupper trunc truncate ungetc unlink wait write y0 y1 "
    "yn ";

/// "a", "a::b" and so on.
LINNET_COLD inline void require_namespace(std::string_view name) {
  for (std::string_view rest = name;;) {
    const std::size_t end = rest.find("::");
    const std::string_view part = rest.substr(0, end);
    require(is_identifier(part),
            [&] { return text("export_header: name_space is \"", name, "\"; it must be a name, or names with ::"); });
    require(!is_one_of(reserved_words, part),
            [&] { return text("export_header: name_space is \"", name, "\"; \"", part, "\" is reserved, take another name"); });
    if (end == std::string_view::npos) return;
    rest.remove_prefix(end + 2);
  }
}

/// Returns the file's name without folders and extension, as the name of a namespace: "digits" for "models/digits.hpp". Characters that a
/// name may not have become _ ("my_model_2" for "my-model 2.hpp"); a name that begins with a digit, or is empty, gets the prefix "model"
/// ("model_2nd"); a name of C++, C's headers or linnet gets the suffix _ ("class_", "std_", "index_").
LINNET_COLD inline std::string namespace_of_file(const std::string& path) {
  std::string_view stem = path;  // std::filesystem would take longer to compile than everything else here
  stem.remove_prefix(stem.find_last_of("/\\") + 1);
  if (const std::size_t dot = stem.rfind('.'); dot != 0) stem = stem.substr(0, dot);
  std::string name;
  for (const char c : stem) {
    const bool named = c != '_' && is_identifier(text("_", std::string_view(&c, 1)));
    if (named) {
      name += c;
    } else if (!name.empty() && name.back() != '_') {  // __ and a leading _ belong to the compiler
      name += '_';
    }
  }
  if (!name.empty() && name.back() == '_') name.pop_back();
  if (name.empty()) return "model";
  if (!is_identifier(name)) name.insert(0, "model_");
  if (is_one_of(reserved_words, name) || is_one_of(names_of_c, name)) name += '_';
  return name;
}

}  // namespace linnet::detail
