// SPDX-License-Identifier: MIT
// From reset to main: vector table, FPU, memory, constructors. Source: the Armv6-M, Armv7-M and Armv8-M reference manuals.
//
// Compiled with -fno-builtin, so that the loops do not become calls of memset and memcpy.
#include "board.hpp"
#include "image.hpp"

extern "C" {

int program() asm("main");  // ISO C++ does not let us call main by its name

[[noreturn]] void exit_with_exception(std::uint32_t number) { board::exit(100 + static_cast<int>(number)); }

/// Handles all other exceptions: exit status 100 + number, so 103 for a hard fault.
[[gnu::naked]] void unhandled() noexcept {
  asm(R"(
    ldr r0, =__stack_top   // a full stack may have caused the fault
    mov sp, r0
    mrs r0, ipsr
    bl exit_with_exception)");
}

[[gnu::weak, gnu::alias("unhandled")]] void systick_handler() noexcept;

[[noreturn]] void reset_handler() {
#if defined(__ARM_FP) || defined(__ARM_FEATURE_MVE)
  auto* const coprocessor_access = reinterpret_cast<volatile std::uint32_t*>(0xe000ed88u);
  *coprocessor_access = *coprocessor_access | 0xfu << 20;  // FPU and MVE
  asm volatile("dsb\n isb" ::: "memory");
#endif
#if defined(__ARM_FEATURE_MVE)
  auto* const configuration = reinterpret_cast<volatile std::uint32_t*>(0xe000ed14u);
  *configuration = *configuration | 1u << 19;  // low-overhead loops
  asm volatile("dsb\n isb" ::: "memory");
#endif

  std::uint32_t* stack_pointer;
  asm volatile("mov %0, sp" : "=r"(stack_pointer));
  for (std::uint32_t* p = __stack_bottom; p < stack_pointer; ++p) *p = stack_paint;
  const std::uint32_t* from = __data_load;
  for (std::uint32_t* to = __data_start; to < __data_end; ++to) *to = *from++;
  for (std::uint32_t* p = __bss_start; p < __bss_end; ++p) *p = 0;
  for (auto constructor = __init_array_start; constructor < __init_array_end; ++constructor) (*constructor)();

  board::exit(program());
}

/// Nothing runs after main, so destructors of static objects are not registered; the C library would need a heap for that.
int __aeabi_atexit(void*, void (*)(void*), void*) { return 0; }
void* __dso_handle = nullptr;

struct VectorTable {
  std::uint32_t* stack_top;
  void (*handlers[15])();
};
[[gnu::section(".vectors"), gnu::used]] const VectorTable vector_table = {
    __stack_top,
    {
        reset_handler,
        unhandled,  // NMI
        unhandled,  // HardFault
        unhandled,  // MemManage
        unhandled,  // BusFault
        unhandled,  // UsageFault
        unhandled,  // SecureFault
        unhandled,
        unhandled,
        unhandled,
        unhandled,  // SVCall
        unhandled,  // DebugMonitor
        unhandled,
        unhandled,  // PendSV
        systick_handler,
    },
};

}  // extern "C"
