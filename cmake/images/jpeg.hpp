// SPDX-License-Identifier: MIT
// Checks a JPEG file before decoding, from its first segment to its end marker. JPEG has no checksum, so a bit that changes a colour and no
// length goes unnoticed. stb_image before version 2.28 writes beyond its tables if a Huffman table has more than 256 symbols.
//
// The format (ITU-T T.81, annex B): markers FF and a byte; most are followed by two bytes of length, which count themselves, and data;
// the bits of a scan follow SOS. All big-endian.
#pragma once

#include <linnet/files/byte_order.hpp>

#include "exif.hpp"
#include "jpeg_scan.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>
#include <string>
#include <vector>

namespace linnet::detail {

inline bool is_jpeg(std::span<const std::uint8_t> bytes) {
  return bytes.size() >= 3 && bytes[0] == 0xff && bytes[1] == 0xd8 && bytes[2] == 0xff;
}

/// Walks over the segments of a file in `run`.
class JpegCheck {
 public:
  JpegCheck(const std::string& path, std::span<const std::uint8_t> bytes) : path_(path), bytes_(bytes) {}

  ImageHeader run() {
    for (;;) {
      const std::uint8_t marker = next_marker();
      if (marker == 0xd9) break;
      const auto data = segment();
      switch (marker) {
        case 0xc0:
        case 0xc1:
        case 0xc2: frame(data, marker == 0xc2); break;
        case 0xc4: huffman_tables(data); break;
        case 0xdb: quantization_tables(data); break;
        case 0xdd:
          if (data.size() != 2) fail("expected a restart interval of 2 bytes");
          restart_interval_ = big_endian(data.data(), 2);
          break;
        case 0xda: scan(data); break;
        case 0xe1: exif(data); break;
        default:
          if (marker != 0xfe && (marker < 0xe0 || marker > 0xef)) fail(text("cannot be read: its marker is ", int{marker}));
      }
    }
    if (components_.empty()) fail("expected a frame before the end");
    for (const JpegComponent& component : components_) {
      if (!component.scanned) fail("expected a scan of each component before the end");
    }
    header_.orientation = orientation_;
    return header_;
  }

 private:
  using Data = std::span<const std::uint8_t>;

  [[noreturn]] void fail(const std::string& reason) const { damaged(path_, "JPEG", at_, reason); }

  std::uint8_t next_marker() {
    if (at_ < bytes_.size() && bytes_[at_] != 0xff) fail("expected a marker");
    while (at_ < bytes_.size() && bytes_[at_] == 0xff) ++at_;
    if (at_ >= bytes_.size()) fail("the file is cut short: it has no end marker");
    return bytes_[at_++];
  }

  Data segment() {
    const std::size_t left = bytes_.size() - at_;
    const std::uint64_t length = left < 2 ? 0 : big_endian(bytes_.data() + at_, 2);
    if (length < 2 || length > left) fail(text("expected a segment of ", length, " bytes, ", left, " are left"));
    const Data data = bytes_.subspan(at_ + 2, static_cast<std::size_t>(length) - 2);
    at_ += static_cast<std::size_t>(length);
    return data;
  }

  /// The first segment of EXIF data counts; others of its marker hold XMP.
  void exif(Data data) {
    constexpr std::uint8_t name[] = {'E', 'x', 'i', 'f', 0, 0};
    if (has_exif_ || data.size() < sizeof name || !std::equal(std::begin(name), std::end(name), data.begin())) return;
    has_exif_ = true;
    orientation_ = exif_orientation(data.subspan(sizeof name));
  }

  void quantization_tables(Data data) {
    while (!data.empty()) {
      const std::size_t size = data[0] >> 4 == 0 ? 65 : 129;
      if (data[0] >> 4 > 1 || (data[0] & 15) > 3 || data.size() < size) fail("expected quantization tables");
      quantization_[data[0] & 15] = true;
      data = data.subspan(size);
    }
  }

  void huffman_tables(Data data) {
    while (!data.empty()) {
      if (data.size() < 17 || data[0] >> 4 > 1 || (data[0] & 15) > 3) fail("expected Huffman tables");
      const Data counts = data.subspan(1, 16);
      std::size_t symbols = 0;
      for (const std::uint8_t count : counts) symbols += count;
      if (symbols > 256 || symbols > data.size() - 17) fail("expected a Huffman table of at most 256 symbols");
      JpegTable& table = tables_[data[0] >> 4][data[0] & 15];
      if (!table.define(counts, data.subspan(17, symbols))) fail("a Huffman table with more codes than fit");
      data = data.subspan(17 + symbols);
    }
  }

  void frame(Data data, bool progressive) {
    if (!components_.empty()) fail("expected one frame, found two");
    if (data.size() < 6 || data.size() != 6 + 3 * std::size_t{data[5]}) fail("expected a frame header");
    if (data[0] != 8) fail(text("expected samples of 8 bits, found ", int{data[0]}));
    const std::size_t count = data[5];
    if (count != 1 && count != 3 && count != 4) fail(text("expected 1, 3 or 4 components, found ", count));
    header_ = {big_endian(data.data() + 1, 2), big_endian(data.data() + 3, 2), count == 1 ? 1 : 3, 1};
    require_size(path_, header_);
    progressive_ = progressive;
    std::uint64_t across = 1, down = 1;
    for (std::size_t i = 0; i < count; ++i) {
      const Data of = data.subspan(6 + 3 * i, 3);
      JpegComponent component{of[0], of[2]};
      component.across = of[1] >> 4;
      component.down = of[1] & 15;
      if (component.across - 1 > 3 || component.down - 1 > 3 || component.table > 3)
        fail("expected sampling factors of 1 to 4");
      across = (std::max)(across, component.across);
      down = (std::max)(down, component.down);
      components_.push_back(component);
    }
    const auto parts = [](std::uint64_t all, std::uint64_t part) { return (all + part - 1) / part; };
    units_ = parts(header_.width, 8 * across);
    unit_rows_ = parts(header_.height, 8 * down);
    std::uint64_t blocks = 0;
    for (JpegComponent& component : components_) {
      if (across % component.across != 0 || down % component.down != 0)
        fail("expected sampling factors that divide the largest");
      component.columns = parts(parts(header_.width * component.across, across), 8);
      component.rows = parts(parts(header_.height * component.down, down), 8);
      component.stride = units_ * component.across;
      blocks += component.columns * component.rows;
    }
    require_justified(path_, header_, blocks, 8 * bytes_.size(), "bits");  // a block has one bit or more
    for (JpegComponent& component : components_) {
      if (progressive) component.coefficients.resize(component.stride * unit_rows_ * component.down);
    }
  }

  void scan(Data data) {
    const std::size_t count = data.empty() ? 0 : data[0];
    if (count < 1 || count > components_.size() || data.size() != 4 + 2 * count) fail("expected a scan header after a frame");
    if (++scans_ > 100) fail("expected at most 100 scans");  // about ten are usual; each may cost the time of all blocks
    JpegScan scan{path_, JpegBits(path_, bytes_, at_), progressive_};
    if (progressive_) {
      const Data range = data.last(3);
      scan.first = range[0];
      scan.last = range[1];
      scan.high = range[2] >> 4;
      scan.low = range[2] & 15;
      const bool dc = scan.first == 0 && scan.last == 0, ac = scan.first > 0 && scan.first <= scan.last && scan.last < 64;
      if ((!dc && !(ac && count == 1)) || scan.high > 13 || scan.low > 13) fail("expected a range of coefficients");
    }
    std::vector<JpegPart> parts;
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint8_t id = data[1 + 2 * i], tables = data[2 + 2 * i];
      const auto component = std::find_if(components_.begin(), components_.end(), [&](const auto& c) { return c.id == id; });
      if (component == components_.end()) fail(text("the frame has no component ", int{id}));
      const bool twice =
          std::any_of(parts.begin(), parts.end(), [&](const auto& part) { return part.component == &*component; });
      if (twice) fail(text("the scan has component ", int{id}, " twice"));
      if (!quantization_[component->table]) fail("expected a quantization table before the scan");
      if (tables >> 4 > 3 || (tables & 15) > 3) fail("expected Huffman tables 0 to 3");
      const JpegTable &dc = tables_[0][tables >> 4], &ac = tables_[1][tables & 15];
      const bool needs_dc = scan.first == 0 && scan.high == 0, needs_ac = scan.last > 0;
      if ((needs_dc && !dc.defined) || (needs_ac && !ac.defined)) fail("expected Huffman tables before the scan");
      component->scanned = component->scanned || needs_dc;
      parts.push_back({&*component, &dc, &ac});
    }
    scan.walk(parts, units_, unit_rows_, restart_interval_);
    at_ = scan.bits.at();
    while (at_ < bytes_.size() && bytes_[at_] != 0xff) ++at_;  // some cameras write zeros after a scan
  }

  const std::string& path_;
  Data bytes_;
  std::size_t at_ = 2;
  ImageHeader header_;
  bool progressive_ = false;
  std::vector<JpegComponent> components_;
  std::array<bool, 4> quantization_{};
  std::array<std::array<JpegTable, 4>, 2> tables_{};  ///< for the first coefficient of a block, and for the others
  std::uint64_t units_ = 0, unit_rows_ = 0, restart_interval_ = 0;
  int scans_ = 0;
  bool has_exif_ = false;
  int orientation_ = 1;
};

}  // namespace linnet::detail
