#!/bin/sh
# Builds akguard from the directory of this file, puts it into a bin directory, and installs the hook.
set -eu
unset CDPATH GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE

git_needed=2.31
tmp=
say() { printf '%s\n' "$*"; }
warn() { printf 'install.sh: %s\n' "$*" >&2; }
fail() {
  warn "$@"
  exit 2
}

usage() {
  say "usage: ./install.sh [REPOSITORY]"
  say
  say "Builds akguard, puts it into \${AKGUARD_PREFIX:-\$HOME/.local}/bin, and runs 'akguard install' in"
  say "REPOSITORY when one is named. Needs Rust, git $git_needed or newer and a C compiler. Run it again to upgrade."
}

cleanup() { if [ -n "$tmp" ]; then rm -f -- "$tmp"; fi; }

# quote TEXT: as a shell would need it, for the commands in messages.
quote() {
  case $1 in
    *[!A-Za-z0-9_./+:@%,=-]*) printf "'%s'" "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")" ;;
    *) printf '%s' "$1" ;;
  esac
}

# absolute PATH: seen from the caller's directory.
absolute() { case $1 in /*) printf '%s' "$1" ;; *) printf '%s' "${PWD%/}/$1" ;; esac; }

# at_least HAVE NEED: compares major.minor.patch.
at_least() {
  awk -v have="$1" -v need="$2" 'BEGIN {
    split(have, h, "."); split(need, n, ".")
    for (i = 1; i <= 3; i++) if (h[i] + 0 != n[i] + 0) exit !(h[i] + 0 > n[i] + 0)
  }'
}

check_tools() {
  missing=
  command -v cargo >/dev/null || { warn "cargo is missing: install Rust from rustup.rs"; missing=1; }
  command -v git >/dev/null || { warn "git is missing: install git (Debian: apt-get install git)"; missing=1; }
  if ! command -v cc >/dev/null && ! { [ -n "${CC:-}" ] && command -v "${CC%% *}" >/dev/null; }; then
    warn "a C compiler is missing: install gcc or clang (Debian: apt-get install gcc)"; missing=1
  fi
  if [ -n "$missing" ]; then exit 2; fi
  git_has=$(git --version | awk '{ print $3 }')
  at_least "$git_has" "$git_needed" || fail "git $git_has is too old: install git $git_needed or newer"
  cargo_needed=$(sed -n 's/^rust-version *= *"\(.*\)".*/\1/p' "$here/Cargo.toml")
  cargo_has=$(cd "$here" && cargo --version | awk '{ print $2 }')
  [ -n "$cargo_has" ] || fail "cargo does not run: rustup default stable"
  at_least "$cargo_has" "$cargo_needed" || fail "cargo $cargo_has is too old, $cargo_needed is needed: rustup update stable"
  # rustc links with 'cc' by default; where only $CC is there, use that.
  if ! command -v cc >/dev/null; then
    host=$(cargo -vV | sed -n 's/^host: //p' | tr 'a-z.-' 'A-Z__')
    export "CARGO_TARGET_${host}_LINKER=${CC%% *}"
  fi
}

check_repository() {
  [ -d "$repository" ] || fail "$repository is not a directory"
  git_says=$(LC_ALL=C git -C "$repository" rev-parse --git-dir 2>&1) && return
  case $git_says in
    *"not a git repository"*) fail "$repository is not a git repository: git -C $(quote "$repository") init" ;;
    *) fail "git cannot read $repository: $(say "$git_says" | sed 1q)" ;;
  esac
}

# The temporary file is beside the program, so that mv swaps it in one step and no running hook sees half of it.
prepare_prefix() {
  if { mkdir -p -- "$bin_dir" && tmp=$(mktemp "$bin_dir/.akguard.XXXXXX"); } 2>/dev/null; then :; else
    fail "cannot write to $bin_dir: AKGUARD_PREFIX=DIRECTORY $(quote "$0")"
  fi
  if [ -d "$program" ]; then fail "$program is a directory: remove it"; fi
}

# links_static: can this machine link without a loader? The hook then starts in half the time. Fedora: glibc-static.
links_static() {
  case $(cargo -vV 2>/dev/null | sed -n 's/^host: //p') in *-linux-gnu) ;; *) return 1 ;; esac
  [ -z "${CARGO_BUILD_TARGET:-}" ] || return 1
  echo 'int main(void) { return 0; }' | ${CC:-cc} -static -x c -o "$tmp" - 2>/dev/null
}

# build: sets $built, which cargo names itself, so that CARGO_TARGET_DIR and cargo's config hold. On a terminal cargo
# shows how far it is.
build() {
  quiet=--quiet
  if [ -t 2 ]; then quiet=; fi
  set -- build
  # Only the last step, the program itself, gets the flags: what runs while it is built (macros) stays as it is.
  if links_static; then
    export LIBZ_SYS_STATIC=1
    set -- rustc --bin akguard
    flags='-- -C target-feature=+crt-static -C relocation-model=static'
  fi
  # shellcheck disable=SC2086 # words
  messages=$(cd "$here" && cargo "$@" --release --locked $quiet --message-format=json-render-diagnostics ${flags:-}) ||
    fail "the build failed: see cargo's message above"
  built=$(say "$messages" | sed -nE 's/.*"executable":"(([^"\\]|\\.)*\/akguard)".*/\1/p' | sed -E 's/\\(["\\])/\1/g')
  [ -f "$built" ] || fail "the build left no akguard program: cargo clean, then again"
}

place() {
  old=$("$program" --version 2>/dev/null | awk '{ print $2 }')
  { cp -- "$built" "$tmp" && chmod 755 "$tmp"; } || fail "cannot write to $bin_dir: is the disk full?"
  new=$("$tmp" --version | awk '{ print $2 }')
  [ -n "$new" ] || fail "the built akguard does not run in $bin_dir: is it mounted noexec, or built for another machine?"
  mv -f -- "$tmp" "$program" || fail "cannot replace $program"
  tmp=
  if [ -z "$old" ]; then say "installed $new: $program"
  elif [ "$old" = "$new" ]; then say "reinstalled $new: $program"
  elif at_least "$new" "$old"; then say "upgraded $old -> $new: $program"
  else say "downgraded $old -> $new: $program"; fi
}

case ${1:-} in
  -h | --help) usage; exit 0 ;;
  --) shift ;;
  -?*) fail "unknown option $1: ./install.sh --help" ;;
esac
[ $# -le 1 ] || fail "one REPOSITORY at a time: ./install.sh --help"
if [ $# -eq 1 ] && [ -z "$1" ]; then fail "REPOSITORY is empty: ./install.sh --help"; fi
case $0 in */*) here=$(cd -- "${0%/*}/" && pwd) ;; *) here=$PWD ;; esac
[ -f "$here/Cargo.toml" ] || fail "no Cargo.toml in $here: run install.sh in akguard's source directory"
check_tools
repository=
if [ $# -eq 1 ]; then repository=$(absolute "$1"); check_repository; fi
prefix=${AKGUARD_PREFIX:-${HOME:+$HOME/.local}}
[ -n "$prefix" ] || fail "HOME is not set: AKGUARD_PREFIX=DIRECTORY $(quote "$0")"
bin_dir=$(absolute "${prefix%/}/bin")
program=$bin_dir/akguard
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
prepare_prefix
say "building akguard (a few minutes the first time) ..."
build
place
case :$PATH: in *:"$bin_dir":*) ;; *) say "not on PATH yet, add: export PATH=$(quote "$bin_dir"):\$PATH" ;; esac
if [ -z "$repository" ]; then
  say "next: cd REPOSITORY && $(quote "$program") install"
else
  cd -- "$repository" && "$program" install
fi
