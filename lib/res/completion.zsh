#compdef ao
# Completion of ao for zsh: source it, or put it as _ao in a folder of fpath.
_ao_completion() {
  local -a found
  found=("${(@f)$("${words[1]}" completion words $((CURRENT - 1)) -- "${(@)words[2,-1]}" 2>/dev/null)}")
  if [[ -n ${found[1]} ]]; then compadd -a found; else _files; fi
}
compdef _ao_completion ao ./ao
