import type { Build } from './openBuild.ts'

/** The enums that clients meet in ABIs as numbers: their members' names in order, the first letter small. */
const ENUMS = ['JobState', 'SeatState', 'Outcome', 'GameState', 'DemandState']

export function enumConstants(build: Build): string {
  let text = ''
  for (const name of ENUMS) {
    const node = build.sources
      .flatMap((source) => source.nodes ?? [])
      .find((candidate) => candidate.nodeType === 'EnumDefinition' && candidate.name === name)
    if (!node?.members) throw new Error(`contracts/ defines no enum ${name}`)
    const members = node.members.map(
      ({ name: member = '' }) => `'${member.charAt(0).toLowerCase()}${member.slice(1)}'`,
    )
    const constant = `${name.charAt(0).toLowerCase()}${name.slice(1)}s`
    text += `export const ${constant} = [${members.join(', ')}] as const\n`
    text += `export type ${name} = (typeof ${constant})[number]\n\n`
  }
  return `${text.trimEnd()}\n`
}
