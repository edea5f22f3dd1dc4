import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as protocol from '@assay/protocol'
import { allErrorsAbi } from '@assay/protocol'
import { type Abi, type AbiParameter, encodeErrorResult, RawContractError } from 'viem'
import { contractErrors } from './contractErrors.ts'
import { decodeContractError } from './decodeContractError.ts'

/** Some operand of each type that errors carry. */
function operand({ type }: AbiParameter): unknown {
  if (type === 'address') return '0x00000000000000000000000000000000000000aa'
  if (type === 'string') return 'some-name'
  if (type === 'bool') return true
  const size = Number(/^bytes(\d+)$/.exec(type)?.[1] ?? 2)
  if (type.startsWith('bytes')) return `0x${'ab'.repeat(size)}`
  const bits = Number(/^u?int(\d+)$/.exec(type)?.[1])
  if (Number.isNaN(bits)) throw new Error(`no operand of type ${type}`)
  return bits <= 48 ? 1 : 1_700_000_000n
}

test('every error of the ABIs is known and has its words', () => {
  const everywhere = Object.entries(protocol)
    .flatMap(([name, value]) => (name.endsWith('Abi') ? (value as Abi) : []))
    .filter((item) => item.type === 'error')
    .map(({ name }) => name)
  const known = new Set<string>(allErrorsAbi.map(({ name }) => name))
  const forgotten = everywhere.filter((name) => !known.has(name))
  assert.deepEqual([...new Set(forgotten)], [], 'errors of contracts that allErrorsAbi leaves out')
  assert.ok(allErrorsAbi.length > 30, `${allErrorsAbi.length} errors`)
  const missing = allErrorsAbi.filter(({ name }) => !(name in contractErrors))
  assert.deepEqual(
    missing.map(
      ({ name, inputs }) => `${name}(${inputs.map((input) => `${input.type} ${input.name}`)})`,
    ),
    [],
  )
})

test('every error in the sources of the contracts has its words', () => {
  const names = Object.keys(protocol.errorNotices)
  assert.ok(names.length > 100, `${names.length} errors`)
  assert.deepEqual(
    names.filter((name) => !(name in contractErrors)),
    [],
  )
})

test('no words are kept for errors that do not exist', () => {
  const names = new Set([
    ...allErrorsAbi.map(({ name }) => name),
    ...Object.keys(protocol.errorNotices),
  ])
  const stale = Object.keys(contractErrors).filter((name) => !names.has(name))
  assert.deepEqual(stale, [])
})

for (const error of allErrorsAbi) {
  test(`${error.name} is explained in a sentence with its remedy`, () => {
    const args = error.inputs.map(operand)
    const data = encodeErrorResult({ abi: [error], errorName: error.name, args } as never)
    const decoded = decodeContractError(new RawContractError({ data }))
    assert.equal(decoded?.errorName, error.name)
    assert.deepEqual(
      decoded.operands.map((value) => String(value).toLowerCase()),
      args.map((value) => String(value).toLowerCase()),
    )
    assert.match(decoded.shortMessage, /^["\d\p{Lu}].*\.$/su)
    assert.match(decoded.remedy ?? '', /\.$/)
    assert.doesNotMatch(decoded.message, /undefined|NaN|Invalid Date|\[object/)
  })
}
