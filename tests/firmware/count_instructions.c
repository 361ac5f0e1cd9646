// SPDX-License-Identifier: MIT
// A plugin for QEMU (TCG, API version 1) that counts the guest's instructions between the markers of board.hpp, exactly, for any
// program and for each CPU of the toolchains. It prints a line for each pair of markers: "instructions 1234".
//
// QEMU exports these functions to plugins but Debian has no header of them. Source: QEMU's documentation, "TCG Plugins".
#include <stdint.h>
#include <stdio.h>
#include <string.h>

typedef uint64_t qemu_plugin_id_t;
typedef struct {
  const char* target_name;
  struct {
    int min, cur;
  } version;
  _Bool system_emulation;
} qemu_info_t;
struct qemu_plugin_tb;
struct qemu_plugin_insn;
enum { CB_NO_REGS = 0, INLINE_ADD_U64 = 0 };

void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id, void (*callback)(qemu_plugin_id_t, struct qemu_plugin_tb*));
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb* block);
struct qemu_plugin_insn* qemu_plugin_tb_get_insn(const struct qemu_plugin_tb* block, size_t i);
const void* qemu_plugin_insn_data(const struct qemu_plugin_insn* instruction);
size_t qemu_plugin_insn_size(const struct qemu_plugin_insn* instruction);
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn* instruction, void (*callback)(unsigned, void*), int flags,
                                            void* data);
void qemu_plugin_register_vcpu_insn_exec_inline(struct qemu_plugin_insn* instruction, int operation, void* to,
                                                uint64_t operand);

__attribute__((visibility("default"))) int qemu_plugin_version = 1;

// Little-endian encodings of the instructions in board::count_begin and count_end.
static const struct Markers {
  const char* target;
  size_t size;
  uint32_t begin, end;
} markers[] = {
    {"arm", 2, 0x46d2, 0x46db},              // Thumb: mov r10, r10; mov r11, r11
    {"arm", 4, 0xe1a0a00a, 0xe1a0b00b},      // ARM: the same
    {"aarch64", 4, 0xaa0a03ea, 0xaa0b03eb},  // mov x10, x10; mov x11, x11
    {"riscv64", 4, 0x00a56013, 0x00b5e013},  // ori x0, x10, 10; ori x0, x11, 11
};

static const char* target;
static _Bool thumb_only;  // Cortex-M
static uint64_t executed, at_begin;

static void begin(unsigned cpu, void* data) {
  (void)cpu, (void)data;
  at_begin = executed;
}
static void end(unsigned cpu, void* data) {
  (void)cpu, (void)data;
  fprintf(stderr, "instructions %llu\n", (unsigned long long)(executed - at_begin));
}

static void translate(qemu_plugin_id_t id, struct qemu_plugin_tb* block) {
  (void)id;
  for (size_t i = 0; i < qemu_plugin_tb_n_insns(block); ++i) {
    struct qemu_plugin_insn* const instruction = qemu_plugin_tb_get_insn(block, i);
    size_t size = qemu_plugin_insn_size(instruction);
    uint32_t code = 0;
    memcpy(&code, qemu_plugin_insn_data(instruction), size < sizeof code ? size : sizeof code);
    // Before an instruction that crosses a page, QEMU 7.2 appends that one's first half to an instruction of two bytes.
    if (thumb_only && size == 4 && (code & 0xf800) < 0xe800) {
      size = 2;
      code &= 0xffff;
    }
    void (*callback)(unsigned, void*) = NULL;
    for (size_t m = 0; m < sizeof markers / sizeof *markers; ++m) {
      if (size != markers[m].size || strcmp(target, markers[m].target) != 0) continue;
      if (code == markers[m].begin) callback = begin;
      if (code == markers[m].end) callback = end;
    }
    if (callback) {
      qemu_plugin_register_vcpu_insn_exec_cb(instruction, callback, CB_NO_REGS, NULL);
    } else {
      qemu_plugin_register_vcpu_insn_exec_inline(instruction, INLINE_ADD_U64, &executed, 1);
    }
  }
}

__attribute__((visibility("default"))) int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t* info, int argc,
                                                               char** argv) {
  (void)argc, (void)argv;
  target = info->target_name;
  thumb_only = info->system_emulation && strcmp(target, "arm") == 0;
  qemu_plugin_register_vcpu_tb_trans_cb(id, translate);
  return 0;
}
