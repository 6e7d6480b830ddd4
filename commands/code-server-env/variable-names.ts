/** Names with a meaning in bash, zsh or fish. Some are read-only, and the shell runs the value of others. */
const OF_SHELLS = words(`
  ARGC CDPATH CMD_DURATION COLUMNS COPROC DIRSTACK DIRSTACKSIZE EGID EMACS ENV EPOCHREALTIME EPOCHSECONDS EUID EXECIGNORE
  FCEDIT FIGNORE FPATH FUNCNAME FUNCNEST GID GLOBIGNORE GROUPS HOME HOSTFILE HOSTNAME HOSTTYPE IFS IGNOREEOF INPUTRC
  INSIDE_EMACS KEYBOARD_HACK KEYTIMEOUT LANG LANGUAGE LINENO LINES LISTMAX LOGCHECK LOGNAME MACHTYPE MAIL MAILCHECK MAILPATH
  MANPATH MAPFILE MODULE_PATH NULLCMD OLDPWD OPTARG OPTERR OPTIND OSTYPE PATH PIPESTATUS POSIXLY_CORRECT POSTEDIT PPID PROMPT
  PROMPT2 PROMPT3 PROMPT4 PS0 PS1 PS2 PS3 PS4 PSVAR PWD RANDOM READNULLCMD REPLY REPORTMEMORY REPORTTIME RPROMPT RPROMPT2
  RPS1 RPS2 SAVEHIST SECONDS SHELL SHELLOPTS SHLVL SPROMPT SRANDOM STTY TERM TIMEFMT TIMEFORMAT TMOUT TMPPREFIX TTYIDLE UID
  USER USERNAME WATCH WATCHFMT WORDCHARS _ aliases argv auto_resume builtins cdpath commands dirstack fignore fpath
  funcfiletrace funcsourcetrace funcstack functions functions_source functrace galiases histchars history historywords
  hostname jobdirs jobstates jobtexts mailpath manpath module_path modules nameddirs options parameters patchars path
  pipestatus prompt psvar reswords saliases signals status status_generation umask userdirs usergroups version watch
`);

/** Names by which the loader, interpreters and common tools are told what to run or where to find it. */
const OF_PROGRAMS = words(`
  BROWSER CLASSPATH EDITOR GCONV_PATH HOSTALIASES JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS LESS LESSCLOSE LESSOPEN LOCALDOMAIN
  LOCPATH MANPAGER NLSPATH NODE_OPTIONS NODE_PATH PAGER RES_OPTIONS RUBYLIB RUBYOPT SUDO_ASKPASS TEMP TERMCAP TERMINFO
  TERMINFO_DIRS TMP TMPDIR VISUAL _JAVA_OPTIONS
`);

/** Beginnings of more such names. */
const BEGINNINGS =
  /^(?:BASH|COMP_|FISH_|HIST|LC_|PROMPT_|READLINE_|ZDOTDIR|ZLE_|ZSH|__fish|dis_|fish_|zsh_|DYLD_|GLIBC_|LD_|MALLOC_|PERL5|PERLLIB|PYTHON|SSH_|TRY_BLOCK_|XDG_|npm_config_|GIT_(?:ASKPASS|CONFIG|DIR|EDITOR|EXEC|EXTERNAL|PAGER|PROXY|SEQUENCE|SSH|TEMPLATE|WORK))/;
/** Lists of functions that zsh calls by itself. */
const HOOKS = /_functions$/;

/** Whether every shell can have a variable of this name. */
export function isName(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]{0,254}$/.test(name);
}

/**
 * Whether a variable of this name controls shells or other programs. A service must not set such a variable.
 * No such list is complete. It has the names of bash, zsh and fish, and names that run code in common programs.
 */
export function isReserved(name: string): boolean {
  return OF_SHELLS.has(name) || OF_PROGRAMS.has(name) || BEGINNINGS.test(name) || HOOKS.test(name);
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
