// SPDX-License-Identifier: MIT
// All macros of linnet, defined from the compiler's description of CPU and system.
#pragma once

#if defined(_MSVC_LANG) ? (_MSVC_LANG < 202002L) : (__cplusplus < 202002L)
#error "linnet needs C++20: compile with -std=c++20 (MSVC: /std:c++20) or newer"
#endif

#if defined(__FAST_MATH__) || defined(_M_FP_FAST) || (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__)
#error "linnet: -ffast-math changes the results from one compiler to the next and hides NaN; compile without it"
#endif

// The parts of -ffast-math change results, too. GCC has macros for them; for Clang core/unsafe_math.hpp detects them.
#define LINNET_UNSAFE_MATH                                                                                                \
  "linnet: -funsafe-math-optimizations, -fassociative-math, -freciprocal-math and -fno-signed-zeros change the results, " \
  "as -ffast-math does; compile without them"
#if defined(__ASSOCIATIVE_MATH__) || defined(__RECIPROCAL_MATH__) || defined(__NO_SIGNED_ZEROS__)
static_assert(false, LINNET_UNSAFE_MATH);
#endif
#if defined(__clang__)
#define LINNET_PROBES_MATH 1
#define LINNET_ERROR_IF_CALLED(sentence) __attribute__((error(sentence)))
#else
#define LINNET_PROBES_MATH 0
#endif

// A host has files, threads, exceptions and iostreams; anything else is a target.
#if __STDC_HOSTED__ && (defined(__cpp_exceptions) || defined(_CPPUNWIND)) && !defined(__arm_none_eabi__) && \
    (defined(__unix__) || defined(__APPLE__) || defined(_WIN32))
#define LINNET_HOST 1
#else
#define LINNET_HOST 0
#endif

// Checks that cost time and find mistakes in programs: on a host without NDEBUG, like assert.
#if LINNET_HOST && !defined(NDEBUG)
#define LINNET_DEBUG_CHECKS 1
#else
#define LINNET_DEBUG_CHECKS 0
#endif

// Checks that models and trainings are constructed before use: always on a host, on a target without NDEBUG.
#if LINNET_HOST || !defined(NDEBUG)
#define LINNET_CHECKS_CONSTRUCTED 1
#else
#define LINNET_CHECKS_CONSTRUCTED 0
#endif

// System calls of a host beyond C++: their header, the test for a terminal, and flushing a file to the disk. On other systems no file is a
// terminal, and nothing is flushed. A file's status, and a rename that replaces a file; <filesystem> would do both, for a second of
// compile time.
#if defined(_WIN32)
#define LINNET_RENAME_HEADER <filesystem>
#define LINNET_FILE_STATUS struct ::_stat64
#define LINNET_GET_FILE_STATUS(file, status) (::_fstat64(::_fileno(file), status) == 0)
#define LINNET_REPLACE_FILE(from, to, problem) std::filesystem::rename(from, to, problem)
#else
#define LINNET_RENAME_HEADER <cstdio>
#define LINNET_FILE_STATUS struct ::stat
#define LINNET_GET_FILE_STATUS(file, status) (::fstat(::fileno(file), status) == 0)
#define LINNET_REPLACE_FILE(from, to, problem) \
  static_cast<void>(std::rename((from).c_str(), (to).c_str()) == 0 || ((problem).assign(errno, std::generic_category()), false))
#endif
#if defined(_WIN32)
#define LINNET_SYSTEM_HEADER <io.h>
#define LINNET_IS_TERMINAL(file) (::_isatty(::_fileno(file)) != 0)
#define LINNET_FLUSH_TO_DISK(file) (::_commit(::_fileno(file)) == 0)
#elif defined(__unix__) || defined(__APPLE__)
#define LINNET_SYSTEM_HEADER <unistd.h>
#define LINNET_IS_TERMINAL(file) (::isatty(::fileno(file)) != 0)
#define LINNET_FLUSH_TO_DISK(file) (::fsync(::fileno(file)) == 0)
#else
#define LINNET_SYSTEM_HEADER <cstdio>
#define LINNET_IS_TERMINAL(file) false
#define LINNET_FLUSH_TO_DISK(file) true
#endif

// Maps bytes of a file into memory. Windows declares its functions in windows.h, whose macros no header should bring along: they are declared
// where they are called.
#if defined(_WIN32)
#define LINNET_MAPS_LIKE_WINDOWS 1
#define LINNET_MAP_HEADER <cstddef>
#define LINNET_WINDOWS_FUNCTION(result) extern "C" __declspec(dllimport) result __stdcall
#elif defined(__unix__) || defined(__APPLE__)
#define LINNET_MAPS_LIKE_WINDOWS 0
#define LINNET_MAP_HEADER <sys/mman.h>
#else
#define LINNET_MAPS_LIKE_WINDOWS 0
#define LINNET_MAP_HEADER <cstddef>
#endif

// Requests huge pages if the system needs a request: large blocks then cost hundreds of times fewer page faults.
#if defined(__linux__)
#define LINNET_MEMORY_HEADER <sys/mman.h>
#define LINNET_ADVISE_HUGE_PAGES(address, bytes) static_cast<void>(::madvise(address, bytes, MADV_HUGEPAGE))
#else
#define LINNET_MEMORY_HEADER <cstddef>
#define LINNET_ADVISE_HUGE_PAGES(address, bytes) static_cast<void>(0)
#endif

// True if the CPU has a fused multiply-add: only then are the bits of a result promised (docs: same bits).
#if defined(__FMA__) || defined(__ARM_FEATURE_FMA) || defined(__FP_FAST_FMAF) || defined(__riscv_flen) || \
    (defined(_MSC_VER) && defined(__AVX2__)) || defined(_M_ARM64)
#define LINNET_HAS_FMA 1
#else
#define LINNET_HAS_FMA 0
#endif

// A program may define it as 1, in all of its files: exp, log and tanh are then the C library's, and the promise of the same bits is void.
#if !defined(LINNET_USE_LIBM)
#define LINNET_USE_LIBM 0
#endif

// The CMake target linnet::host defines it as 1 if it links zlib, which unpacks .gz files.
#if !defined(LINNET_WITH_ZLIB)
#define LINNET_WITH_ZLIB 0
#endif

// The CMake target linnet::host defines it as 1 if it links cmake/stb.cpp, which reads and writes images.
#if !defined(LINNET_WITH_STB)
#define LINNET_WITH_STB 0
#endif

// 1 if the compiler optimises. MSVC does not say so, but its debug library comes with code that it leaves as it is.
#if defined(__OPTIMIZE__) || (defined(_MSC_VER) && !defined(__clang__) && !defined(_DEBUG))
#define LINNET_OPTIMIZES 1
#else
#define LINNET_OPTIMIZES 0
#endif

// True with -Os: without vectors, layers then share code instead of compiling their sizes into it.
#if defined(__OPTIMIZE_SIZE__)
#define LINNET_OPTIMIZE_SIZE 1
#else
#define LINNET_OPTIMIZE_SIZE 0
#endif

// Files of one program may use different optimisation levels or instruction sets. A linker keeps one of several functions with the same
// name, whatever its speed and instructions; so the names of functions that compute encode both. LINNET_CODE is the inline namespace of
// such functions, LINNET_OWN_CODE marks a type or a user's function. Objects that a program passes between files (models, trainings,
// layers) have the same name everywhere. MSVC does not distinguish them.
#if LINNET_OPTIMIZE_SIZE
#define LINNET_CODE_OPTIMIZED small_
#elif defined(__OPTIMIZE__)
#define LINNET_CODE_OPTIMIZED fast_
#else
#define LINNET_CODE_OPTIMIZED plain_
#endif
#if defined(NDEBUG)
#define LINNET_CODE_CHECKED
#else
#define LINNET_CODE_CHECKED asserts_
#endif
#if LINNET_USE_LIBM
#define LINNET_CODE_MATH libm_
#else
#define LINNET_CODE_MATH
#endif
#if defined(__AVX512FP16__)
#define LINNET_CODE_INSTRUCTIONS avx512fp16
#elif defined(__AVX512VNNI__)
#define LINNET_CODE_INSTRUCTIONS avx512vnni
#elif defined(__AVX512F__)
#define LINNET_CODE_INSTRUCTIONS avx512
#elif defined(__AVX2__) && defined(__FMA__)
#define LINNET_CODE_INSTRUCTIONS avx2_fma
#elif defined(__AVX2__)
#define LINNET_CODE_INSTRUCTIONS avx2
#elif defined(__AVX__)
#define LINNET_CODE_INSTRUCTIONS avx
#elif defined(__SSE4_2__)
#define LINNET_CODE_INSTRUCTIONS sse4
#elif defined(__ARM_FEATURE_MVE)
#define LINNET_CODE_INSTRUCTIONS mve
#elif defined(__ARM_FEATURE_DOTPROD)
#define LINNET_CODE_INSTRUCTIONS dotprod
#else
#define LINNET_CODE_INSTRUCTIONS base
#endif
#define LINNET_JOIN_NOW(a, b, c, d) a##b##c##d
#define LINNET_JOIN(a, b, c, d) LINNET_JOIN_NOW(a, b, c, d)
#define LINNET_QUOTE_NOW(name) #name
#define LINNET_QUOTE(name) LINNET_QUOTE_NOW(name)
#define LINNET_CODE LINNET_JOIN(LINNET_CODE_OPTIMIZED, LINNET_CODE_CHECKED, LINNET_CODE_MATH, LINNET_CODE_INSTRUCTIONS)
#if defined(_MSC_VER) && !defined(__clang__)
#define LINNET_OWN_CODE
#else
#define LINNET_OWN_CODE __attribute__((abi_tag(LINNET_QUOTE(LINNET_CODE))))
#endif

// True on Cortex-M with Helium, whose float vectors Eigen does not know.
#if defined(__ARM_FEATURE_MVE) && (__ARM_FEATURE_MVE & 2)
#define LINNET_HAS_MVE 1
#else
#define LINNET_HAS_MVE 0
#endif

// True on x86 with 256-bit integers, with AVX-512's products of four bytes, and with tile registers that the
// system grants at run time.
#if defined(__AVX2__)
#define LINNET_HAS_AVX2 1
#else
#define LINNET_HAS_AVX2 0
#endif
#if defined(__AVX512VNNI__) && defined(__AVX512BW__) && defined(__AVX512VL__) && defined(__AVX512DQ__)
#define LINNET_HAS_VNNI 1
#else
#define LINNET_HAS_VNNI 0
#endif
#if LINNET_HAS_VNNI && defined(__AMX_TILE__) && defined(__AMX_INT8__) && defined(__linux__)
#define LINNET_HAS_AMX 1
#else
#define LINNET_HAS_AMX 0
#endif

// True on 64-bit ARM, and with its products of four bytes.
#if defined(__aarch64__) && defined(__ARM_NEON)
#define LINNET_HAS_NEON 1
#else
#define LINNET_HAS_NEON 0
#endif
#if LINNET_HAS_NEON && defined(__ARM_FEATURE_DOTPROD)
#define LINNET_HAS_DOT_PRODUCT 1
#else
#define LINNET_HAS_DOT_PRODUCT 0
#endif

// Cortex-M with the DSP extension of Armv7E-M and Armv8-M Main (M4, M7, M33, M55), and Armv6-M or Armv8-M Base (M0, M0+, M23).
#if defined(__ARM_ARCH_PROFILE) && __ARM_ARCH_PROFILE == 'M' && defined(__ARM_FEATURE_DSP)
#define LINNET_HAS_DSP 1
#else
#define LINNET_HAS_DSP 0
#endif
#if defined(__ARM_ARCH_6M__) || defined(__ARM_ARCH_8M_BASE__)
#define LINNET_IS_ARMV6M 1
#else
#define LINNET_IS_ARMV6M 0
#endif

// True on Cortex-M whose floating-point unit computes number by number, with fused multiply-adds (M4F, M7, M33).
#if defined(__ARM_ARCH_PROFILE) && __ARM_ARCH_PROFILE == 'M' && defined(__ARM_FP) && (__ARM_FP & 4) && LINNET_HAS_FMA && \
    !LINNET_HAS_MVE
#define LINNET_HAS_VFP 1
#else
#define LINNET_HAS_VFP 0
#endif

// True on Cortex-M with Helium, whose integer vectors every such CPU has.
#if defined(__ARM_FEATURE_MVE) && (__ARM_FEATURE_MVE & 1)
#define LINNET_HAS_INTEGER_MVE 1
#else
#define LINNET_HAS_INTEGER_MVE 0
#endif

// LINNET_COLD marks code that rarely runs (messages, tables, set-up): compilers keep it small and spend no time on it.
#if defined(_MSC_VER) && !defined(__clang__)
#define LINNET_ALWAYS_INLINE __forceinline
#define LINNET_INLINE_LAMBDA
#define LINNET_NOINLINE __declspec(noinline)
#define LINNET_COLD __declspec(noinline)
#define LINNET_FLATTEN
#define LINNET_UNROLL
#define LINNET_UNROLL_TWICE
#define LINNET_RESTRICT __restrict
#elif defined(__clang__)
#define LINNET_ALWAYS_INLINE inline __attribute__((always_inline))
#define LINNET_INLINE_LAMBDA __attribute__((always_inline))
#define LINNET_NOINLINE __attribute__((noinline))
#define LINNET_COLD __attribute__((noinline, cold))
#define LINNET_FLATTEN __attribute__((flatten))
#define LINNET_UNROLL _Pragma("clang loop unroll(full)")
#define LINNET_UNROLL_TWICE _Pragma("clang loop unroll_count(2)")
#define LINNET_RESTRICT __restrict__
#else
#define LINNET_ALWAYS_INLINE inline __attribute__((always_inline))
#define LINNET_INLINE_LAMBDA __attribute__((always_inline))
#define LINNET_NOINLINE __attribute__((noinline))
#define LINNET_COLD __attribute__((noinline, cold))
#define LINNET_FLATTEN __attribute__((flatten))
#define LINNET_UNROLL _Pragma("GCC unroll 32")
#define LINNET_UNROLL_TWICE _Pragma("GCC unroll 2")
#define LINNET_RESTRICT __restrict__
#endif

// A function of assembly alone, which keeps to the calling convention by itself; the compiler must conclude nothing from its empty body.
#if defined(__clang__)
#define LINNET_NAKED __attribute__((naked, noinline))
#elif defined(__GNUC__)
#define LINNET_NAKED __attribute__((naked, noipa))
#endif

// Ends a program that cannot continue: a debugger stops there, otherwise the fault handler runs.
#if defined(__ARM_ARCH_PROFILE) && __ARM_ARCH_PROFILE == 'M'
#define LINNET_BREAKPOINT asm volatile("bkpt 0")
#else
#define LINNET_BREAKPOINT static_cast<void>(0)
#endif

#if defined(_MSC_VER) && !defined(__clang__)
#define LINNET_TRAP std::abort()
#else
#define LINNET_TRAP __builtin_trap()
#endif

// Functions that vectorised loops call: inlined into the loop, except in code that is optimised for size.
#if LINNET_OPTIMIZE_SIZE
#define LINNET_INLINE_MATH inline
#else
#define LINNET_INLINE_MATH LINNET_ALWAYS_INLINE
#endif

// The same for activations, which on a target are small enough once and too large three times in a step of an LSTM.
#if LINNET_HOST
#define LINNET_INLINE_ACTIVATION LINNET_INLINE_MATH
#else
#define LINNET_INLINE_ACTIVATION inline
#endif

// True if math::select chooses by a mask: GCC would make a branch, and its loops would run without vectors.
#if defined(__GNUC__) && !defined(__clang__) && !LINNET_OPTIMIZE_SIZE && (defined(__SSE2__) || LINNET_HAS_NEON)
#define LINNET_SELECTS_BY_MASK 1
#else
#define LINNET_SELECTS_BY_MASK 0
#endif

// GCC 12 mistakes the "undefined" operand of its own AVX-512 intrinsics for an uninitialized variable of linnet.
#if defined(__GNUC__) && !defined(__clang__)
#define LINNET_PUSH_NO_UNINITIALIZED_WARNING                                           \
  _Pragma("GCC diagnostic push") _Pragma("GCC diagnostic ignored \"-Wuninitialized\"") \
      _Pragma("GCC diagnostic ignored \"-Wmaybe-uninitialized\"")
#define LINNET_POP_WARNINGS _Pragma("GCC diagnostic pop")
#else
#define LINNET_PUSH_NO_UNINITIALIZED_WARNING
#define LINNET_POP_WARNINGS
#endif

// Macros that break headers of the standard library and of Eigen.
#if defined(abs) || defined(round) || defined(min) || defined(max) || defined(check) || defined(F) || defined(HIGH) || \
    defined(LOW) || defined(A0) || defined(A1) || defined(D0) || defined(D1) || defined(B0) || defined(B1) || defined(Success)
#include <linnet/foreign_macros.hpp>
#endif
