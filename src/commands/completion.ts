import { TOOL_NAME } from '../model/version.ts';
import { COMMAND_NAMES, COMMAND_ROWS, type CommandRow, optionRow, type Shell } from './command-rows.ts';
import { GENERAL_OPTION_ROWS, type OptionRow } from './option-rows.ts';

/** @returns the script that completes commands, options and values in a shell, made from the tables of the help */
export function completionScript(shell: Shell): string {
  return SCRIPTS[shell]();
}

const SCRIPTS: Readonly<Record<Shell, () => string>> = { bash: bashScript, zsh: zshScript, fish: fishScript };

/** An option of a command, or of all. */
type NamedOption = OptionRow & { readonly name: string };

function optionsOf({ name, options }: CommandRow): readonly NamedOption[] {
  return [...options.map((option) => ({ name: option, ...optionRow(name, option) })), ...generalOptions()];
}

function generalOptions(): readonly NamedOption[] {
  return Object.entries(GENERAL_OPTION_ROWS).map(([name, row]) => ({ name, ...row }));
}

/** What completes a value: words, or the names of files or folders; null: nothing does. */
type Completion = readonly string[] | 'files' | 'folders' | null;

function valueCompletion({ value, choices }: OptionRow): Completion {
  if (choices !== undefined) return choices;
  return value === 'FILE' || value === 'FORMAT=FILE' ? 'files' : value === 'DIR' ? 'folders' : null;
}

function operandCompletion({ operand }: CommandRow): Completion {
  if (operand === undefined) return null;
  return operand === 'file' ? 'files' : operand === 'command' ? COMMAND_NAMES : operand;
}

/** @returns `--policy` and `-p` */
function spellings({ name, short }: NamedOption): readonly string[] {
  return [`--${name}`, ...(short === undefined ? [] : [`-${short}`])];
}

/** Bash splits `--fail-on=high` at the `=`. No other program is needed, not even bash-completion. */
function bashScript(): string {
  const compgen = (completion: Completion): string => {
    if (completion === null) return 'COMPREPLY=()';
    if (completion === 'files') return 'compopt -o filenames; COMPREPLY=($(compgen -f -- "$cur"))';
    if (completion === 'folders') return 'compopt -o filenames; COMPREPLY=($(compgen -d -- "$cur"))';
    return `COMPREPLY=($(compgen -W '${completion.join(' ')}' -- "$cur"))`;
  };
  const names = (options: readonly NamedOption[]): readonly string[] => options.map(({ name }) => `--${name}`);
  const cases = COMMAND_ROWS.map((row) => {
    const values = optionsOf(row)
      .filter(({ value }) => value !== null)
      .map((option) => `        ${spellings(option).join('|')}) ${compgen(valueCompletion(option))}; return ;;`);
    return `    ${row.name})
      case "$prev" in
${[...values, '        *) ;;'].join('\n')}
      esac
      if [[ $cur == -* ]]; then
        ${compgen(names(optionsOf(row)))}
      else
        ${compgen(operandCompletion(row))}
      fi ;;`;
  });
  return `# bash completion of ${TOOL_NAME}: source <(${TOOL_NAME} completion bash)
_exposure_gate() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD - 1]}" verb='' word
  if [[ $cur == '=' ]]; then
    cur=''
  elif [[ $prev == '=' && COMP_CWORD -ge 2 ]]; then
    prev="\${COMP_WORDS[COMP_CWORD - 2]}"
  fi
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case " ${COMMAND_NAMES.join(' ')} " in
      *" $word "*) verb=$word; break ;;
    esac
  done
  COMPREPLY=()
  case "$verb" in
    '')
      if [[ $cur == -* ]]; then
        ${compgen(names(generalOptions()))}
      else
        ${compgen(COMMAND_NAMES)}
      fi ;;
${cases.join('\n')}
  esac
}
complete -F _exposure_gate ${TOOL_NAME}
`;
}

function zshScript(): string {
  const action = (completion: Completion): string => {
    if (completion === null) return ' ';
    if (completion === 'files') return '_files';
    return completion === 'folders' ? '_files -/' : `(${completion.join(' ')})`;
  };
  const argument = (option: NamedOption): string => {
    const [long = '', short] = spellings(option);
    const { value, meaning } = option;
    const repeated = meaning.includes('may be repeated');
    const text = `[${zshText(meaning)}]${value === null ? '' : `:${value}:${action(valueCompletion(option))}`}`;
    const suffix = value === null ? '' : '=';
    if (short === undefined) return `'${repeated ? '*' : ''}${long}${suffix}${text}'`;
    return `'(${short} ${long})'{${short}${value === null ? '' : '+'},${long}${suffix}}'${text}'`;
  };
  const list = (lines: readonly string[], indent: string): string =>
    lines.map((line) => `${indent}${line}`).join(' \\\n');
  const cases = COMMAND_ROWS.map((row) => {
    const operand = operandCompletion(row);
    const lines = [...optionsOf(row).map(argument), ...(operand === null ? [] : [`'*:operand:${action(operand)}'`])];
    return `        ${row.name}) _arguments -s \\\n${list(lines, '          ')} ;;`;
  });
  return `#compdef ${TOOL_NAME}
# zsh completion of ${TOOL_NAME}: save it as _${TOOL_NAME} in a folder of $fpath, or: source <(${TOOL_NAME} completion zsh)
_exposure_gate() {
  local line state
  local -a verbs
  verbs=(
${COMMAND_ROWS.map(({ name, meaning }) => `    '${name}:${zshText(meaning)}'`).join('\n')}
  )
  _arguments -C \\
${list([...generalOptions().map(argument), "'1:command:->verb'", "'*::argument:->rest'"], '    ')}
  case $state in
    verb) _describe 'command' verbs ;;
    rest)
      case $line[1] in
${cases.join('\n')}
      esac ;;
  esac
}
if [ "$funcstack[1]" = '_${TOOL_NAME}' ]; then _exposure_gate "$@"; else compdef _exposure_gate ${TOOL_NAME}; fi
`;
}

/** Quotes a text inside single quotes, brackets and colons of zsh's `_arguments`. */
function zshText(text: string): string {
  return text.replaceAll("'", "'\\''").replace(/[[\]:]/g, '\\$&');
}

function fishScript(): string {
  const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const lineOf = (condition: string, option: NamedOption): string => {
    const { name, short, meaning } = option;
    const value = option.value === null ? '' : ` ${fishAction(valueCompletion(option))}`;
    const letter = short === undefined ? '' : ` -s ${short}`;
    return `complete -c ${TOOL_NAME} -n ${quoted(condition)} -l ${name}${letter}${value} -d ${quoted(meaning)}`;
  };
  const fishAction = (completion: Completion): string => {
    if (completion === null) return '-x';
    if (completion === 'files') return '-r -F';
    return completion === 'folders' ? "-x -a '(__fish_complete_directories)'" : `-x -a ${quoted(completion.join(' '))}`;
  };
  const noVerb = `not __fish_seen_subcommand_from ${COMMAND_NAMES.join(' ')}`;
  const lines = COMMAND_ROWS.flatMap((row) => {
    const seen = `__fish_seen_subcommand_from ${row.name}`;
    const operand = operandCompletion(row);
    const operands =
      operand === null
        ? []
        : [`complete -c ${TOOL_NAME} -n ${quoted(seen)} ${fishAction(operand).replace('-x', '-f').replace('-r ', '')}`];
    return [
      `complete -c ${TOOL_NAME} -n ${quoted(noVerb)} -f -a ${row.name} -d ${quoted(row.meaning)}`,
      ...operands,
      ...row.options.map((option) => lineOf(seen, { name: option, ...optionRow(row.name, option) })),
    ];
  });
  const general = generalOptions().map(({ name, short, meaning }) => {
    return `complete -c ${TOOL_NAME} -l ${name}${short === undefined ? '' : ` -s ${short}`} -d ${quoted(meaning)}`;
  });
  return `# fish completion of ${TOOL_NAME}: ${TOOL_NAME} completion fish | source
complete -c ${TOOL_NAME} -f
${[...general, ...lines].join('\n')}
`;
}
