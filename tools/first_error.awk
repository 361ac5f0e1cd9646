# SPDX-License-Identifier: MIT
# For run.sh and run_on_chip.sh: shortens what g++ or Clang says about the program that the variable `program` of the environment names.
# Prints linnet's own sentences, each once with the line of the program that led to it; if there are none, the errors in the program; if
# there are none of them either, the first errors anywhere, of the linker for example.

BEGIN { program = ENVIRON["program"] }  # awk -v would read \n as a new line

# Returns the line number if the text begins with "program:line:", otherwise 0. Ninja may name the program by its way from the build folder,
# as in ../../lab/program.cpp.
function line_of(text, name, i) {
  name = program
  if (sub(/^(\.\.\/)+/, "/", text)) {
    for (i = 1; i <= length(program); ++i) {
      if (substr(program, i, 1) == "/" && index(text, substr(program, i) ":") == 1) name = substr(program, i)
    }
  }
  return index(text, name ":") == 1 ? substr(text, length(name) + 2) + 0 : 0
}

{
  here = line_of($0)
  at = match($0, /: (fatal )?error: /)
  if (/ld returned 1 exit status/) next
  if (at) {
    words = all = substr($0, at + RLENGTH)
    ours = sub(/^static[_ ]assert(ion)? failed( due to requirement '.*')?:? ?/, "", words) && words != ""
    gsub(/^"|"$/, "", words)
    if (words == "") words = all
    n++
    message[n] = words
    sentence[n] = ours
    line[n] = here ? here : before
    before = 0
  } else if (/undefined (reference to|symbol:) .?main.?$|"_main", referenced from/) {
    message[++n] = "there is no function main; a program starts with int main() { ... }"
    sentence[n] = 1
  } else if (/ overflowed by | will not fit in region |undefined reference to /) {
    sub(/^.*(ld|ld\.bfd): /, "")
    message[++n] = $0
  } else if (n && match($0, /note: (the comparison reduces to|expression evaluates to) /)) {
    words = substr($0, RSTART + RLENGTH)  # numbers of the static_assert before
    gsub(/^[^0-9-]*|[^0-9]*$/, "", words)
    message[n] = message[n] ": " words
  } else if (here && /required from here/) {
    before = here  # g++ names the place before the error
  } else if (here && n && !line[n] && /note: /) {
    line[n] = here  # Clang names it after the error
  }
}

function show(i) {
  if (seen[line[i] ? line[i] : message[i]]++) return
  if (!line[i]) {
    print program ": " message[i]
    return
  }
  print program ":" line[i] ": " message[i]
  if (source[line[i]] != "") print "    " source[line[i]]
}

END {
  while ((getline text < program) > 0) source[++length_of_program] = text
  for (i = 1; i <= n; i++) if (sentence[i]) { show(i); shown++ }
  for (i = 1; i <= n && !shown; i++) if (line[i]) { show(i); if (++few == 3) break }
  for (i = 1; i <= n && !shown && !few; i++) { show(i); if (i == 3) break }
}
