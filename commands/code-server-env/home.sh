# Writes the environment variables of the services into a home directory, or reads the differences.
#
# Arguments: read or write; the home directory. Standard input: the content of the .sh file, then of the .fish file. Each
# line starts with a hyphen, and a line with one full stop ends each content. The script evaluates none of the input. It
# prints a line for each difference: create, update or append, and the file.
set -eu
umask 022
LC_ALL=C # Compares bytes, in any encoding.
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

# Gives a new file to the owner of the home directory. The container may run as root.
own() {
  [ "$(id -u)" -ne 0 ] || chown "$(ls -ldn . | awk '{ print $3 ":" $4 }')" "$1"
}

# One content of the input. A full stop at the end keeps the last newlines.
content() {
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

# replace FILE CONTENT: atomic, so that a shell that starts at this moment reads the old file or the new one.
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

# append FILE LINE NAME: appends LINE, unless a line of FILE already sources NAME.
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

sh_content=$(content)
fish_content=$(content)
if [ "$mode" = write ]; then
  folder .config
  folder .config/thinkube
  folder .config/fish
fi
sh_file=.config/thinkube/service-env-cs.sh
fish_file=.config/thinkube/service-env-cs.fish
replace "$sh_file" "$sh_content"
replace "$fish_file" "$fish_content"
for rc in .bashrc .zshrc; do
  append "$rc" "if [ -r ~/$sh_file ]; then . ~/$sh_file; fi" 'service-env-cs\.sh'
done
append .config/fish/config.fish "if test -r ~/$fish_file; source ~/$fish_file; end" 'service-env-cs\.fish'
