# Brings the services' environment variables into a home directory, or looks what that would change.
#
# Arguments: look or write; the home directory. Standard input: the texts of the .sh and of the .fish file, each line
# behind a hyphen, and a lone full stop after each text. Nothing of it is ever evaluated. For each thing that is not as
# it should be, a line is printed: create, update or append, and the file.
set -eu
umask 022
LC_ALL=C # Bytes, whatever they mean.
export LC_ALL
mode=$1
new=
trap 'rm -f "$new"' EXIT
trap 'exit 1' HUP INT TERM

fail() {
  echo "$1" >&2
  exit 1
}

[ -d "$2" ] || fail "there is no directory $2"
cd "$2"

# What is made in somebody's home is theirs, also where the container runs as root.
own() {
  [ "$(id -u)" -ne 0 ] || chown "$(ls -ldn . | awk '{ print $3 ":" $4 }')" "$1"
}

# One text of the input, with a full stop behind it that keeps the newlines at its end.
text() {
  while IFS= read -r line; do
    if [ "$line" = . ]; then
      echo .
      return
    fi
    printf '%s\n' "${line#-}"
  done
  fail 'the input ended early'
}

folder() {
  if [ ! -d "$1" ]; then
    mkdir "$1"
    own "$1"
  fi
}

# replace FILE TEXT: in one go, so that a shell that starts meanwhile reads the old file or the new one.
replace() {
  [ ! -d "$1" ] || fail "$1 is a directory"
  if [ -x "$1" ] && [ "$(cat "$1" && echo .)" = "$2" ]; then
    return
  fi
  if [ -e "$1" ]; then echo "update $1"; else echo "create $1"; fi
  if [ "$mode" = write ]; then
    new=$1.new.$$
    printf '%s' "${2%.}" >"$new"
    chmod 755 "$new"
    own "$new"
    mv -f "$new" "$1"
  fi
}

# append FILE LINE NAME: unless a line there sources NAME already, however it is written.
append() {
  if [ -e "$1" ]; then
    found=0
    grep -Eq "^([^#]*[[:space:];&|])?(source|\\.)[[:space:]][^#;&|]*$3" "$1" || found=$?
    [ "$found" -le 1 ] || exit 1
    [ "$found" -ne 0 ] || return 0
  fi
  echo "append $1"
  if [ "$mode" = write ]; then
    if [ ! -e "$1" ]; then
      : >"$1"
      own "$1"
    fi
    separator=
    [ -z "$(tail -c 1 "$1")" ] || separator='
'
    printf '%s%s\n' "$separator" "$2" >>"$1"
  fi
}

sh_text=$(text)
fish_text=$(text)
if [ "$mode" = write ]; then
  folder .config
  folder .config/thinkube
  folder .config/fish
fi
sh_file=.config/thinkube/service-env-cs.sh
fish_file=.config/thinkube/service-env-cs.fish
replace "$sh_file" "$sh_text"
replace "$fish_file" "$fish_text"
for rc in .bashrc .zshrc; do
  append "$rc" "if [ -r ~/$sh_file ]; then . ~/$sh_file; fi" 'service-env-cs\.sh'
done
append .config/fish/config.fish "if test -r ~/$fish_file; source ~/$fish_file; end" 'service-env-cs\.fish'
