import { Argument, Command } from 'commander'
import { type Print, toStdout } from './client/print.ts'

const SHELLS = ['bash', 'zsh', 'fish'] as const

const HELP = `
Examples:
  assay completion bash >> ~/.bashrc
  assay completion zsh > "\${fpath[1]}/_assay"
  assay completion fish > ~/.config/fish/completions/assay.fish`

/** `assay completion`: a script that completes the commands and options that there are now. */
export function completionCommand(print: Print = toStdout): Command {
  return new Command('completion')
    .description('Print a script that completes commands in a shell')
    .addArgument(new Argument('<shell>', 'which shell').choices(SHELLS))
    .addHelpText('after', HELP)
    .action((shell: (typeof SHELLS)[number], _options: object, command: Command) => {
      const words = wordsOf(command.parent ?? command)
      print({ bash, zsh, fish }[shell](words))
    })
}

/** What may follow each line of commands: the names of its own commands, and its options. */
type Words = readonly (readonly [line: string, words: readonly string[]])[]

function wordsOf(command: Command, line = ''): Words {
  const options = command.options.flatMap(({ long }) => (long ? [long] : []))
  const names = command.commands.map((each) => each.name())
  return [
    [line, [...names, ...options, '--help']],
    ...command.commands.flatMap((each) => wordsOf(each, `${line} ${each.name()}`.trim())),
  ]
}

/** Walks down the commands that stand on the line, and completes what may follow, or a file. */
function bash(words: Words): string {
  return `_assay() {
  local line="" word key candidates
  declare -A words=(
${words.map(([line, list]) => `    ["${line}|"]="${list.join(' ')}"`).join('\n')}
  )
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    key="\${line:+$line }$word"
    [[ -n "\${words["$key|"]}" ]] && line="$key"
  done
  candidates="\${words["$line|"]}"
  COMPREPLY=($(compgen -W "$candidates" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _assay assay
`
}

function zsh(words: Words): string {
  return `#compdef assay
autoload -U +X bashcompinit && bashcompinit
${bash(words)}`
}

function fish(words: Words): string {
  const isAt = (line: string) =>
    line === ''
      ? '__fish_use_subcommand'
      : line
          .split(' ')
          .map((word) => `__fish_seen_subcommand_from ${word}`)
          .join('; and ')
  return words
    .flatMap(([line, list]) =>
      list.map((word) =>
        word.startsWith('--')
          ? `complete -c assay -n '${isAt(line)}' -l ${word.slice(2)}\n`
          : `complete -c assay -n '${isAt(line)}' -a ${word}\n`,
      ),
    )
    .join('')
}
