# SPDX-License-Identifier: MIT
# A short run of a fuzz program, the same each time: from the seeds, with what it finds in a folder of the build.
file(GLOB seeds ${SEEDS}/*)
if(NOT seeds)
  message(FATAL_ERROR "${SEEDS} has no seeds; tests/fuzz/make_corpus.py writes them")
endif()
file(REMOVE_RECURSE ${SCRATCH})
file(MAKE_DIRECTORY ${SCRATCH}/found)
execute_process(COMMAND ${PROGRAM} -runs=5000 -seed=1 -malloc_limit_mb=64 -rss_limit_mb=1024 -artifact_prefix=${SCRATCH}/
                        ${SCRATCH}/found ${SEEDS}
                RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(NOT result EQUAL 0)
  message("${output}")
  message(FATAL_ERROR "A finding; the input is in ${SCRATCH}")
endif()
