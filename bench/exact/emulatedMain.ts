/** What runs on the emulated CPU: chooses the encoding by the probe, traces, prints the digests. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { chooseEncoding, readProgram } from '@assay/program'
import { openProgram, probeCpu } from '@assay/program/node'

const [folder, count] = process.argv.slice(2)
const encoding = chooseEncoding(await probeCpu())
const digests: string[] = []
for (let i = 0; i < Number(count); i++) {
  const { program } = await readProgram(new Uint8Array(readFileSync(join(folder!, `${i}.program`))))
  const session = await openProgram(program, { encoding })
  const all = new Uint8Array(readFileSync(join(folder!, `${i}.inputs`)))
  const hash = createHash('sha256')
  for (let at = 0; at < all.length; at += session.inputBytes)
    for (const tensor of await session.trace!(all.slice(at, at + session.inputBytes)))
      hash.update(tensor)
  digests.push(hash.digest('hex'))
}
console.log(JSON.stringify({ encoding, digests }))
process.exit(0)
