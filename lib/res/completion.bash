# Completion of ao for bash: source it, or put it where bash-completion looks.
_ao_completion() {
  local IFS=$'\n'
  COMPREPLY=($("${COMP_WORDS[0]}" completion words "$COMP_CWORD" -- "${COMP_WORDS[@]:1}" 2>/dev/null))
}
complete -o default -o bashdefault -F _ao_completion ao ./ao
