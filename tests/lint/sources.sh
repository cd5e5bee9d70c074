# Sourced by the rules: what there is to look at below the current folder.
sources() { # FOLDER...: C files, never those of the build or of tests/lint/bad
    find "$@" -type f -name '*.[ch]' ! -path '*/lint/bad/*' ! -path '*/build/*' 2>/dev/null | sort
}

# A C file without its comments and without what stands between quotes, line numbers kept.
code_of() { # FILE
    awk '
        {
            out = ""
            line = $0
            while (length(line) > 0) {
                if (in_comment) {
                    end = index(line, "*/")
                    if (!end) { line = ""; break }
                    line = substr(line, end + 2)
                    in_comment = 0
                } else if (match(line, /^"([^"\\]|\\.)*"/)) {
                    out = out "\"\""
                    line = substr(line, RLENGTH + 1)
                } else if (match(line, /^\047([^\047\\]|\\.)*\047/)) {
                    out = out "0"
                    line = substr(line, RLENGTH + 1)
                } else if (substr(line, 1, 2) == "/*") {
                    in_comment = 1
                    line = substr(line, 3)
                } else if (substr(line, 1, 2) == "//") {
                    line = ""
                } else {
                    out = out substr(line, 1, 1)
                    line = substr(line, 2)
                }
            }
            print out
        }' "$1"
}

# Lines of code that match, as FILE:LINE: CODE.
grep_code() { # PATTERN FOLDER...
    pattern=$1
    shift
    sources "$@" | while read -r file; do
        code_of "$file" | grep -nE "$pattern" | sed "s|^|$file:|"
    done
}
