# SPDX-License-Identifier: MIT
# Fails if the image IMAGE contains a heap, exceptions or iostreams, with INTEGERS also floating-point arithmetic, and names the symbols and
# instructions that it found. NM, READELF and OBJDUMP are the toolchain's.
execute_process(COMMAND ${NM} --demangle --format=posix ${IMAGE} OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${READELF} --sections --wide ${IMAGE} OUTPUT_VARIABLE sections COMMAND_ERROR_IS_FATAL ANY)
if(NOT symbols MATCHES "(^|\n)main ")
  message(FATAL_ERROR "${IMAGE} is stripped: its symbols cannot tell what is in it")
endif()

set(heap "_*(malloc|calloc|realloc|memalign|aligned_alloc|free|sbrk)(_r)? |operator (new|delete)")
set(exceptions "__cxa_(throw|rethrow|begin_catch|allocate_exception) |__gxx_personality_|_Unwind_")
set(streams "std::(basic_)?[a-z]*(stream|ios|buf)|std::ios_base|std::w?c(in|out|err|log) |_*[a-z]*printf(_r)? ")
string(REGEX MATCHALL "\n(${heap}|${exceptions}|${streams})[^\n]*" found "\n${symbols}")
if(sections MATCHES " \\.ARM\\.extab +[A-Z]+ +[0-9a-f]+ [0-9a-f]+ 0*[1-9a-f]")
  list(APPEND found "\n.ARM.extab")
endif()
if(INTEGERS)  # functions of Arm's ABI and of libgcc, and instructions of the FPU
  string(REGEX MATCHALL "\n__aeabi_(c?[fd]|u?[il]2[fd])[^\n]*|\n__[a-z]*([sd]f|[sd]f[23]|[sd]f[sd]i) [^\n]*" functions "\n${symbols}")
  list(APPEND found ${functions})
  execute_process(COMMAND ${OBJDUMP} --disassemble --no-show-raw-insn ${IMAGE} OUTPUT_VARIABLE code COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX MATCHALL "\n[^\n]*\tv[a-z]+\\.([a-z0-9]+\\.)?f(16|32|64)[^\n]*" instructions "${code}")
  list(APPEND found ${instructions})
endif()

if(found)
  list(JOIN found "" found)
  string(REPLACE "\n" "\n  " found "${found}")  # message() does not reflow lines that begin with spaces
  message(FATAL_ERROR "These must not be in ${IMAGE}:${found}")
endif()
