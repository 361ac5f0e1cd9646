// SPDX-License-Identifier: MIT
#include <tests/support/allocations.hpp>

#include <atomic>
#include <cerrno>
#include <cstddef>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define LINNET_TEST_SANITIZER_HEAP 1
#endif
#elif defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define LINNET_TEST_SANITIZER_HEAP 1
#endif

namespace {

constinit std::atomic<std::uint64_t> count{0}, bytes{0};

[[maybe_unused]] void add(std::size_t size) {  // where the heap tells of no allocation, no one calls it
  ++count;
  bytes += size;
}

}  // namespace

#if defined(LINNET_TEST_SANITIZER_HEAP)

// The heap belongs to the sanitizer, which tells of each allocation. Declared here because GCC 12 comes without the header.
extern "C" int __sanitizer_install_malloc_and_free_hooks(void (*allocation)(const volatile void*, std::size_t),
                                                         void (*release)(const volatile void*));

namespace {

void count_allocation(const volatile void*, std::size_t size) { add(size); }
void ignore_release(const volatile void*) {}

}  // namespace

bool linnet::test::counts_allocations() { return true; }

std::uint64_t linnet::test::allocations() {
  [[maybe_unused]] static const int installed = __sanitizer_install_malloc_and_free_hooks(count_allocation, ignore_release);
  return count;
}
std::uint64_t linnet::test::allocated_bytes() {
  allocations();
  return bytes;
}

#elif defined(__GLIBC__)

// A program's own malloc comes before the C library's, also for what operator new calls. Memory still comes from the library, so
// its free is the right one.
extern "C" {

void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t items, std::size_t size);
void* __libc_realloc(void* memory, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);

void* malloc(std::size_t size) noexcept {
  add(size);
  return __libc_malloc(size);
}
void* calloc(std::size_t items, std::size_t size) noexcept {
  add(items * size);
  return __libc_calloc(items, size);
}
void* realloc(void* memory, std::size_t size) noexcept {
  add(size);
  return __libc_realloc(memory, size);
}
void* memalign(std::size_t alignment, std::size_t size) noexcept {
  add(size);
  return __libc_memalign(alignment, size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept { return memalign(alignment, size); }
int posix_memalign(void** memory, std::size_t alignment, std::size_t size) noexcept {
  *memory = memalign(alignment, size);
  return *memory == nullptr ? ENOMEM : 0;
}

}  // extern "C"

bool linnet::test::counts_allocations() { return true; }
std::uint64_t linnet::test::allocations() { return count; }
std::uint64_t linnet::test::allocated_bytes() { return bytes; }

#else

bool linnet::test::counts_allocations() { return false; }
std::uint64_t linnet::test::allocations() { return count; }
std::uint64_t linnet::test::allocated_bytes() { return bytes; }

#endif
