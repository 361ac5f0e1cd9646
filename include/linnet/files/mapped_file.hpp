// SPDX-License-Identifier: MIT
// Maps windows of a file into memory, read-only: the system reads their pages when they are used, and forgets them with the window. For
// hosts. Sources: POSIX mmap, Windows CreateFileMapping and MapViewOfFile.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/error.hpp>
#include <linnet/files/file.hpp>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <type_traits>
#include <utility>

#include LINNET_MAP_HEADER
#include LINNET_SYSTEM_HEADER  // NOLINT(readability-duplicate-include)

#if LINNET_MAPS_LIKE_WINDOWS
struct _SECURITY_ATTRIBUTES;  // NOLINT(bugprone-reserved-identifier)
#endif

namespace linnet::detail {

#if LINNET_MAPS_LIKE_WINDOWS

using WindowsSize = std::conditional_t<sizeof(void*) == 8, unsigned long long, unsigned long>;
LINNET_WINDOWS_FUNCTION(void*)
CreateFileMappingA(void*, _SECURITY_ATTRIBUTES*, unsigned long, unsigned long, unsigned long, const char*);
LINNET_WINDOWS_FUNCTION(void*) MapViewOfFile(void*, unsigned long, unsigned long, unsigned long, WindowsSize);
LINNET_WINDOWS_FUNCTION(int) UnmapViewOfFile(const void*);
LINNET_WINDOWS_FUNCTION(int) CloseHandle(void*);

inline void unmap(void* start, std::size_t) { UnmapViewOfFile(start); }

/// Returns null if the system refuses.
inline void* map_bytes(std::FILE* file, std::uint64_t offset, std::size_t count) {
  constexpr unsigned long read_only_pages = 2, read_access = 4;
  void* const handle = reinterpret_cast<void*>(::_get_osfhandle(::_fileno(file)));
  void* const mapping = CreateFileMappingA(handle, nullptr, read_only_pages, 0, 0, nullptr);
  if (!mapping) return nullptr;
  void* const start = MapViewOfFile(mapping, read_access, static_cast<unsigned long>(offset >> 32),
                                    static_cast<unsigned long>(offset & 0xffffffffu), count);
  CloseHandle(mapping);  // the view keeps it
  return start;
}
inline void read_ahead(void*, std::size_t) {}

#else

inline void unmap(void* start, std::size_t count) { ::munmap(start, count); }

inline void* map_bytes(std::FILE* file, std::uint64_t offset, std::size_t count) {
  void* const start = ::mmap(nullptr, count, PROT_READ, MAP_SHARED, ::fileno(file), static_cast<off_t>(offset));
  return start == MAP_FAILED ? nullptr : start;
}
/// Lets the system read the pages before they are used.
inline void read_ahead(void* start, std::size_t count) { ::posix_madvise(start, count, POSIX_MADV_WILLNEED); }

#endif

struct Unmap {
  std::size_t count = 0;
  void operator()(std::uint8_t* start) const { unmap(start, count); }
};

/// A window of a file: its bytes are in memory until the window is destroyed.
class MappedBytes {
 public:
  MappedBytes() = default;
  /// `skipped` bytes in front are mapped, because a window begins with a page, and not shown.
  MappedBytes(void* start, std::size_t skipped, std::size_t count)
      : start_(static_cast<std::uint8_t*>(start), Unmap{skipped + count}), skipped_(skipped) {}

  std::span<const std::uint8_t> bytes() const {
    return start_ ? std::span<const std::uint8_t>(start_.get() + skipped_, start_.get_deleter().count - skipped_)
                  : std::span<const std::uint8_t>{};
  }

 private:
  std::unique_ptr<std::uint8_t, Unmap> start_{};
  std::size_t skipped_ = 0;
};

/// An open file of which windows are mapped. It must keep its size meanwhile.
class MappedFile {
 public:
  /// Throws std::runtime_error with the path and the reason.
  LINNET_COLD explicit MappedFile(std::string path) : path_(std::move(path)), file_(open_file(path_)) {
    const std::int64_t size = file_ ? file_size(file_.get()) : -1;
    if (size < 0) file_error(path_, last_failure());
    size_ = static_cast<std::uint64_t>(size);
  }

  const std::string& path() const { return path_; }
  std::uint64_t size() const { return size_; }

  /// Maps bytes offset .. offset + count - 1 of the file; with `ahead` the system begins to read them. Throws std::runtime_error if the file
  /// has become shorter, whose missing pages would end the program, or if the system refuses.
  MappedBytes map(std::uint64_t offset, std::uint64_t count, bool ahead = true) const {
    constexpr std::uint64_t page = std::uint64_t{1} << 16;  // no less on Windows, and no less than the pages of Linux and macOS
    if (count == 0) return {};
    const std::int64_t now = file_size(file_.get());
    if (now < 0 || static_cast<std::uint64_t>(now) < size_) {
      file_error(path_, text("expected ", size_, " bytes, as when the file was opened, found ", now));
    }
    const std::uint64_t skipped = offset % page, mapped = skipped + count;
    errno = ENOMEM;  // Windows sets none
    void* const start = mapped > (std::numeric_limits<std::size_t>::max)()
                            ? nullptr
                            : map_bytes(file_.get(), offset - skipped, static_cast<std::size_t>(mapped));
    if (!start) file_error(path_, text("cannot be mapped: ", count, " bytes from byte ", offset, ": ", last_failure()));
    MappedBytes window(start, static_cast<std::size_t>(skipped), static_cast<std::size_t>(count));
    if (ahead) read_ahead(start, static_cast<std::size_t>(mapped));
    return window;
  }

 private:
  std::string path_;
  File file_;
  std::uint64_t size_ = 0;
};

}  // namespace linnet::detail
