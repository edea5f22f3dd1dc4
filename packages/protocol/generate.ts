import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { abiConstants } from './generate/abiConstants.ts'
import { enumConstants } from './generate/enumConstants.ts'
import { errorNotices } from './generate/errorNotices.ts'
import { numberConstants } from './generate/numberConstants.ts'
import { openBuild } from './generate/openBuild.ts'
import { typedDataConstants } from './generate/typedDataConstants.ts'

const FOLDER = resolve(import.meta.dirname, 'src/generated')
const HEAD = '// Generated from contracts/ by `npm run generate`. Do not edit.\n\n'

const HELP = `npm run generate [-- --check]

Reads the contracts with the compiler and writes packages/protocol/src/generated: ABIs, EIP-712 types, enums,
fixed numbers and the sentences of errors, all taken from the Solidity sources.

--check  writes nothing; fails when a generated file differs from what would be written.`

async function generate(): Promise<Map<string, string>> {
  const build = await openBuild()
  const files = new Map<string, string>()
  for (const [file, text] of abiConstants(build)) files.set(file, HEAD + text)
  files.set('typedData.ts', HEAD + typedDataConstants(build))
  files.set('enums.ts', HEAD + enumConstants(build))
  files.set('constants.ts', HEAD + numberConstants(build))
  files.set('errorNotices.ts', HEAD + errorNotices(build))
  return files
}

async function present(): Promise<Map<string, string>> {
  const files = new Map<string, string>()
  const names = await readdir(FOLDER).catch(() => [])
  for (const name of names) files.set(name, await readFile(resolve(FOLDER, name), 'utf8'))
  return files
}

const { values } = parseArgs({
  options: { help: { type: 'boolean', short: 'h' }, check: { type: 'boolean' } },
})
if (values.help) {
  console.log(HELP)
} else {
  const wanted = await generate()
  const found = await present()
  const stale = [...new Set([...wanted.keys(), ...found.keys()])].filter(
    (name) => wanted.get(name) !== found.get(name),
  )
  if (values.check) {
    if (stale.length > 0) {
      console.error(
        `packages/protocol/src/generated is out of step with contracts/ in ${stale.join(', ')}; run \`npm run generate\` and commit the result.`,
      )
      process.exitCode = 1
    } else {
      console.log(`${wanted.size} generated files are in step with contracts/`)
    }
  } else {
    await mkdir(FOLDER, { recursive: true })
    for (const name of stale) {
      const text = wanted.get(name)
      if (text === undefined) await rm(resolve(FOLDER, name))
      else await writeFile(resolve(FOLDER, name), text)
    }
    console.log(
      stale.length === 0 ? `${wanted.size} files, nothing changed` : `wrote ${stale.join(', ')}`,
    )
  }
}
