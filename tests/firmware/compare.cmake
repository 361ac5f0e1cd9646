# SPDX-License-Identifier: MIT
# Runs COMMAND and compares what it prints, and its exit status, with the file EXPECTED. In that name @FMA@ is fma or no_fma, as the
# program says in its first line.
execute_process(COMMAND ${COMMAND} OUTPUT_VARIABLE found RESULT_VARIABLE status)
string(APPEND found "exit status ${status}\n")

set(FMA no_fma)
if(found MATCHES "^fma 1\n")
  set(FMA fma)
endif()
string(CONFIGURE "${EXPECTED}" EXPECTED @ONLY)
file(READ ${EXPECTED} expected)
if(NOT found STREQUAL expected)
  message("${EXPECTED} expects\n${expected}\nfound\n${found}")
  message(FATAL_ERROR "the output differs")
endif()
message("${found}")
