// SPDX-License-Identifier: MIT
// Reads and writes .npy files, NumPy's own format of one array. Source: numpy.lib.format, versions 1.0, 2.0 and 3.0.
//
// The format: 93 "NUMPY", version; length of the header, 16 bits in version 1.0, otherwise 32, little-endian; the header, a Python
// dictionary {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), } padded with spaces, then a line feed; the elements.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/views.hpp>
#include <linnet/data/elements.hpp>
#include <linnet/files/whole_file.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace linnet {

namespace detail {

/// An element type of the format: its code is a byte order and this.
struct NpyType {
  std::string_view code;
  ElementType elements;
};

inline constexpr NpyType npy_types[] = {{"u1", uint8_elements},  {"i1", int8_elements},   {"u2", uint16_elements},
                                        {"i2", int16_elements},  {"u4", uint32_elements}, {"i4", int32_elements},
                                        {"u8", uint64_elements}, {"i8", int64_elements},  {"f4", float32_elements},
                                        {"f8", float64_elements}};

/// Reads the dictionary of the header from left to right; refuses text that NumPy would not write, with its offset in the file.
class NpyHeader {
 public:
  std::string descr;
  bool fortran_order = false;
  std::vector<std::uint64_t> shape;

  NpyHeader(const std::string& path, std::string_view header, std::size_t offset)
      : path_(path), header_(header), offset_(offset) {
    std::array<bool, 3> seen{};
    expect("{");
    while (!accept("}")) {
      const std::string key = string();
      const auto* const found = std::find(std::begin(keys), std::end(keys), key);
      const auto k = static_cast<std::size_t>(found - std::begin(keys));
      if (found == std::end(keys) || seen[k]) fail("the keys 'descr', 'fortran_order' and 'shape', each once");
      seen[k] = true;
      expect(":");
      k == 0 ? read_descr() : k == 1 ? read_order() : read_shape();
      if (!accept(",")) {
        expect("}");
        break;
      }
    }
    if (seen != std::array{true, true, true}) fail("the keys 'descr', 'fortran_order' and 'shape', each once");
    skip_spaces();
    if (next_ + 1 != header_.size() || header_[next_] != '\n') fail("spaces and a line feed at its end");
  }

 private:
  static constexpr std::string_view keys[] = {"descr", "fortran_order", "shape"};

  [[noreturn]] LINNET_COLD void fail(const char* expected) const {
    file_error(path_, text("expected ", expected, " in the header, at byte ", offset_ + next_));
  }
  void skip_spaces() {
    while (next_ < header_.size() && header_[next_] == ' ') ++next_;
  }
  bool accept(std::string_view token) {
    skip_spaces();
    if (!header_.substr(next_).starts_with(token)) return false;
    next_ += token.size();
    return true;
  }
  void expect(const char* token) {
    if (!accept(token)) fail(text("\"", token, "\"").c_str());
  }
  std::string string() {
    const char quote = accept("'") ? '\'' : accept("\"") ? '"' : '\0';
    if (quote == '\0') fail("a text in quotes");
    const std::size_t end = header_.find(quote, next_);
    if (end == std::string_view::npos) fail("a text in quotes");
    std::string found(header_.substr(next_, end - next_));
    next_ = end + 1;
    return found;
  }
  void read_descr() {
    if (accept("[")) fail("elements that are numbers (structured arrays are not read; save each field by itself)");
    descr = string();
  }
  void read_order() {
    fortran_order = accept("True");
    if (!fortran_order) expect("False");
  }
  void read_shape() {
    expect("(");
    while (!accept(")")) {
      shape.push_back(number());
      if (accept(",")) continue;
      if (shape.size() == 1) fail("a comma after the only extent");  // (3) is a number, (3,) a shape
      expect(")");
      break;
    }
  }
  std::uint64_t number() {
    skip_spaces();
    constexpr std::uint64_t largest = (std::numeric_limits<std::uint64_t>::max)();
    const std::size_t first = next_;
    std::uint64_t value = 0;
    for (; next_ < header_.size() && header_[next_] >= '0' && header_[next_] <= '9'; ++next_) {
      const auto digit = static_cast<std::uint64_t>(header_[next_] - '0');
      if (value > (largest - digit) / 10) fail("an extent below 2^64");
      value = 10 * value + digit;
    }
    if (next_ == first || (header_[first] == '0' && next_ > first + 1)) fail("an extent");
    return value;
  }

  const std::string& path_;
  std::string_view header_;
  std::size_t offset_;  ///< of the header in the file
  std::size_t next_ = 0;
};

/// Checks the bytes of a .npy file that should hold a tensor of `rank` (at most 8) dimensions; `path` is for messages. `bytes` may end behind
/// the header: `unread` more follow in the file.
LINNET_COLD inline TensorFile parse_npy(const std::string& path, std::span<const std::uint8_t> bytes, std::size_t rank,
                                        std::uint64_t unread = 0) {
  constexpr std::uint8_t magic[] = {0x93, 'N', 'U', 'M', 'P', 'Y'};
  if (bytes.size() < 8 || !std::equal(std::begin(magic), std::end(magic), bytes.begin())) {
    file_error(path, "expected a .npy file, which begins with 93 \"NUMPY\" and its version");
  }
  const int version = bytes[6];
  if (version < 1 || version > 3 || bytes[7] != 0) {
    file_error(path, text("expected version 1.0, 2.0 or 3.0 of the .npy format, found ", version, ".", int{bytes[7]}));
  }
  const std::size_t length_bytes = version == 1 ? 2 : 4, start = 8 + length_bytes;
  const std::uint64_t length = bytes.size() < start ? 0 : integer_of(bytes.data() + 8, length_bytes, std::endian::little);
  if (bytes.size() < start || length > bytes.size() - start) {
    file_error(path, text("expected a header of ", start + length, " bytes, found ", bytes.size()));
  }
  const auto header_bytes = bytes.subspan(start, static_cast<std::size_t>(length));
  const NpyHeader header(path, {reinterpret_cast<const char*>(header_bytes.data()), header_bytes.size()}, start);

  const std::string_view descr = header.descr;
  const auto* const type = std::find_if(std::begin(npy_types), std::end(npy_types), [&](const NpyType& t) {
    const bool one_byte = t.elements.bytes == 1;
    return descr.size() == 3 && descr.substr(1) == t.code &&
           (descr[0] == '<' || descr[0] == '>' || (one_byte && descr[0] == '|'));
  });
  if (type == std::end(npy_types)) {
    file_error(path, text("expected elements of uint8 to int64, float32 or float64, found dtype '", descr.substr(0, 40),
                          "'; convert the array with .astype(np.float32), for example"));
  }
  if (header.fortran_order) {
    file_error(path, "expected C order, found Fortran order; save np.ascontiguousarray(array)");
  }
  if (header.shape.size() != rank) {
    file_error(path, text("expected a tensor of rank ", rank, ", found rank ", header.shape.size()));
  }
  TensorFile file{type->elements,
                  descr[0] == '>' ? std::endian::big : std::endian::little,
                  {},
                  bytes.subspan(start + static_cast<std::size_t>(length))};
  set_dims(path, file, header.shape, unread);
  return file;
}

/// Returns everything before the elements: version 1.0, with a length that is a multiple of 64 bytes.
LINNET_COLD inline std::string npy_header(const ElementType& elements, std::span<const Index> dims) {
  const auto* const type =
      std::find_if(std::begin(npy_types), std::end(npy_types), [&](const NpyType& t) { return t.elements == elements; });
  std::string header = text("{'descr': '", elements.bytes == 1 ? "|" : "<", type->code, "', 'fortran_order': False, 'shape': (",
                            joined(dims, ", "), dims.size() == 1 ? "," : "", "), }");
  constexpr std::size_t before = 10, line_feed = 1, alignment = 64;
  header.append((2 * alignment - (before + header.size() + line_feed) % alignment) % alignment, ' ');
  header += '\n';
  return text("\x93NUMPY", std::string_view("\x01\0", 2), std::string(1, static_cast<char>(header.size())),
              std::string(1, '\0'), header);
}

}  // namespace detail

/// Reads a .npy file, plain or gzip, as a tensor of `Rank` dimensions with elements of type `T`. C order. Reads
/// files of either byte order on any machine.
///
/// The file's elements (uint8 to uint64, int8 to int64, float32, float64) become `T` only if `T` can represent each value of their
/// type: uint8 as float, but not float64 as float. If the types are equal, every bit is, including NaNs. `max_bytes` limits the size of the
/// file, packed and unpacked (1 GiB). Throws std::runtime_error with the file, the expected and the actual value if the file is missing,
/// short, too long, of another rank or type, in Fortran order, or damaged.
template <int Rank, class T = float>
Tensor<Rank, T> read_npy(const std::string& path, std::size_t max_bytes = std::size_t{1} << 30) {
  static_assert(Rank >= 1 && Rank <= 8, "read_npy: a tensor has one to eight dimensions");
  const std::vector<std::uint8_t> bytes = read_file(path, max_bytes);
  return detail::tensor_of<Rank, T>(path, detail::parse_npy(path, bytes, static_cast<std::size_t>(Rank)), "read_npy");
}

/// Writes a row-major tensor, matrix, vector or map of integers, float or double as a .npy file, which numpy.load opens: version
/// 1.0, C order, little-endian, the same bytes on every machine.
///
/// Replaces the file as a whole or not at all. Throws std::runtime_error with the path and the reason if it cannot be written.
template <class Array>
void write_npy(const std::string& path, const Array& array) {
  using T = std::remove_const_t<typename Array::Scalar>;
  static_assert(std::is_arithmetic_v<T> && sizeof(T) <= 8 && !std::is_same_v<T, bool>,
                "write_npy: elements are integers, float or double; convert others, for example with .cast<float>()");
  const ArrayView<T> view(array);
  std::vector<Index> dims{view.samples()};
  dims.insert(dims.end(), view.sample_dims().begin(), view.sample_dims().end());
  const std::string header = detail::npy_header(detail::element_type<T>, dims);
  const auto elements = std::as_bytes(std::span(view.data(), static_cast<std::size_t>(view.samples() * view.features())));
  if constexpr (std::endian::native == std::endian::little || sizeof(T) == 1) {
    detail::write_whole("array", path, {std::as_bytes(std::span(header)), elements});
  } else {
    std::vector<std::byte> little(elements.begin(), elements.end());
    for (std::size_t i = 0; i < little.size(); i += sizeof(T)) {
      std::reverse(little.data() + i, little.data() + i + sizeof(T));
    }
    detail::write_whole("array", path, {std::as_bytes(std::span(header)), std::span<const std::byte>(little)});
  }
}

}  // namespace linnet
