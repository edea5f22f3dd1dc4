/** Writes test/solidity/referee/RefereeGolden.t.sol. `node test/differential/writeGolden.ts` */
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { goldenElementsSource } from './goldenElements.ts'

const FILE = resolve(import.meta.dirname, '../solidity/referee/RefereeGolden.t.sol')
writeFileSync(FILE, await goldenElementsSource())
