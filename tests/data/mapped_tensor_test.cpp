// SPDX-License-Identifier: MIT
#include <linnet/data/mapped_tensor.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/idx_file.hpp>
#include <tests/support/paths.hpp>
#include <tests/support/temp_dir.hpp>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

namespace {

using linnet::Index;
using linnet::map_idx;
using linnet::map_npy;
using linnet::slice;
using linnet::take;
using linnet::Tensor;
using linnet::test::Bytes;
using linnet::test::idx_bytes;
using linnet::test::message_contains;
using linnet::test::repository_path;
using linnet::test::TempDir;

Tensor<3> counted(Index samples) {
  Tensor<3> x(samples, 2, 3);
  for (Index i = 0; i < x.size(); ++i) x.data()[i] = static_cast<float>(i) / 8.0f;
  return x;
}

template <class A, class B>
bool same(const A& a, const B& b) {
  return a.size() == b.size() && std::equal(a.data(), a.data() + a.size(), b.data());
}

TEST_CASE("map_npy has the shape and the samples of read_npy", "[data]") {
  const TempDir folder;
  const std::string path = folder.path() / "x.npy";
  const Tensor<3> x = counted(20000);  // several pages
  linnet::write_npy(path, x);
  const auto mapped = map_npy<3>(path);
  CHECK(mapped.samples() == 20000);
  CHECK(mapped.dimension(1) == 2);
  CHECK(mapped.dimension(2) == 3);
  CHECK(mapped.features() == 6);
  CHECK(mapped.sample_bytes() == 24);
  CHECK(mapped.path() == path);
  CHECK(same(slice(mapped, 0, 20000), x));
  CHECK(same(slice(mapped, 19990, 10), slice(x, 19990, 10)));
  CHECK(same(take(mapped, {3, 19999, 3, 4, 5, 0}), take(x, {3, 19999, 3, 4, 5, 0})));
  CHECK(slice(mapped, 5, 0).dimension(0) == 0);
  CHECK_THROWS_MATCHES(slice(mapped, 19999, 2), linnet::InvalidInput, message_contains("there are 20000 samples"));
  const auto copy = mapped;
  CHECK(same(slice(copy, 7, 1), slice(x, 7, 1)));
}

TEST_CASE("Mapped elements are converted as read_npy and read_idx do", "[data]") {
  const TempDir folder;
  const auto idx = folder.write("idx", idx_bytes(0x0d, {2, 1}, {0x3f, 0x80, 0, 0, 0xc0, 0x49, 0x0f, 0xdb}));
  CHECK(slice(map_idx<2, float>(idx), 1, 1)(0, 0) == -3.14159274f);
  CHECK(slice(map_idx<2, double>(idx), 0, 1)(0, 0) == 1.0);
  const auto bytes = folder.write("bytes", idx_bytes(8, {3, 2}, {0, 1, 2, 3, 4, 255}));
  CHECK(slice(map_idx<2>(bytes), 2, 1)(0, 1) == 255);
  CHECK(slice(map_idx<2, float>(bytes), 1, 1)(0, 1) == 3.0f);
  CHECK(slice(map_idx<2, std::int32_t>(bytes), 2, 1)(0, 0) == 4);
  const std::string golden = repository_path("tests/golden/npy/");
  for (const std::string name : {"big_endian_f4_3", "big_endian_i2_3", "u1_1x2x2", "version_3_f4_3"}) {
    if (name == "u1_1x2x2") {
      CHECK(same(slice(map_npy<3>(golden + name + ".npy"), 0, 1), linnet::read_npy<3>(golden + name + ".npy")));
    } else {
      CHECK(same(slice(map_npy<1>(golden + name + ".npy"), 0, 3), linnet::read_npy<1>(golden + name + ".npy")));
    }
  }
}

TEST_CASE("map_npy and map_idx name the file, what was expected and what came", "[data]") {
  const TempDir folder;
  const auto refuses = [](const auto& map, const std::string& path, const std::string& reason) {
    CHECK_THROWS_MATCHES(map(path), std::runtime_error, message_contains(path + ": " + reason));
  };
  const auto idx = [](const std::string& path) { return map_idx<2, float>(path); };
  const auto npy = [](const std::string& path) { return map_npy<2>(path); };
  refuses(idx, folder.path() / "absent", "No such file");
  refuses(idx, folder.write("empty", {}), "expected an IDX file, ");
  refuses(idx, folder.write("magic", Bytes{'P', 'N', 'G', 1, 2}), "expected an IDX file, ");
  refuses(idx, folder.write("rank", idx_bytes(8, {2}, {1, 2})), "expected a tensor of rank 2, found rank 1");
  refuses(idx, folder.write("short", idx_bytes(8, {2, 3}, Bytes(5))), "expected 6 bytes for 2 x 3 elements of uint8, found 5");
  refuses(idx, folder.write("double", idx_bytes(0x0e, {1, 1}, Bytes(8))),
          "expected elements that float32 holds exactly, found float64; convert the array before it is saved, in NumPy "
          "with .astype(np.float32), or open it as elements of double");
  refuses(idx, folder.write("gzip", Bytes{0x1f, 0x8b, 8, 0}),
          "expected a file that can be mapped, found gzip; unpack it with gunzip");
  refuses(npy, folder.write("npy_empty", {}), "expected a .npy file, which begins with 93 \"NUMPY\" and its version");
  refuses(npy, folder.write("idx.npy", idx_bytes(8, {2, 3}, Bytes(6))), "expected a .npy file, ");
  const auto npy_with = [&](const std::string& header, std::size_t elements) {
    std::string text("\x93NUMPY\x01\0", 8);
    text += static_cast<char>(header.size() + 1);
    text += '\0' + header + '\n' + std::string(elements, '\0');
    return folder.write("bad.npy", Bytes(text.begin(), text.end()));
  };
  refuses(npy, npy_with("{'descr': '<f4', 'fortran_order': True, 'shape': (1, 2), }", 8),
          "expected C order, found Fortran order; save np.ascontiguousarray(array)");
  refuses(npy, npy_with("{'descr': '<f2', 'fortran_order': False, 'shape': (1, 2), }", 4),
          "expected elements of uint8 to int64, float32 or float64, found dtype '<f2'");
  refuses(npy, npy_with("{'descr': '<f8', 'fortran_order': False, 'shape': (1, 2), }", 16),
          "expected elements that float32 holds exactly, found float64");
  refuses(npy, npy_with("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }", 7),
          "expected 8 bytes for 1 x 2 elements of float32, found 7");
}

TEST_CASE("A mapped file that has become shorter is refused, not read", "[data]") {
  const TempDir folder;
  const auto path = folder.write("x.idx", idx_bytes(8, {3, 2}, {0, 1, 2, 3, 4, 255}));
  const auto x = map_idx<2>(path);
  std::filesystem::resize_file(path, 15);
  CHECK_THROWS_MATCHES(slice(x, 0, 1), std::runtime_error, message_contains("x.idx: expected 18 bytes"));
}

TEST_CASE("Opening a file maps its beginning alone, and checks the size of all of it", "[data]") {
  const TempDir folder;
  constexpr std::uintmax_t size = 16 + 20000 * 1000 * std::uintmax_t{1};
  const auto path = folder.write("x.idx", idx_bytes(8, {20000, 10, 100}, {}));
  std::filesystem::resize_file(path, size);  // with zeros, which take no space on a disk
  std::fstream(path, std::ios::in | std::ios::out | std::ios::binary).seekp(size - 1).put('\x07');
  const auto x = map_idx<3>(path);
  const auto last = slice(x, 19999, 1);
  CHECK(last(0, 9, 98) == 0);
  CHECK(last(0, 9, 99) == 7);
  std::filesystem::resize_file(path, size - 1);
  CHECK_THROWS_MATCHES(map_idx<3>(path), std::runtime_error,
                       message_contains("expected 20000000 bytes for 20000 x 10 x 100 elements of uint8, found 19999999"));
}

TEST_CASE("A mapped tensor may have no sample", "[data]") {
  const TempDir folder;
  const auto x = map_idx<3>(folder.write("empty", idx_bytes(8, {0, 28, 28}, {})));
  CHECK(x.samples() == 0);
  CHECK(slice(x, 0, 0).dimension(1) == 28);
}

}  // namespace
