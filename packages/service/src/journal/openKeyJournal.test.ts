import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { Deployment } from '@assay/protocol'
import { type Hex, toHex } from 'viem'
import { generatePrivateKey, privateKeyToAddress } from 'viem/accounts'
import { ServiceError } from '../ServiceError.ts'
import { openKeyJournal } from './openKeyJournal.ts'

const data = mkdtempSync(join(tmpdir(), 'assay-key-journal-'))
after(() => rmSync(data, { recursive: true, force: true }))

const key = privateKeyToAddress(generatePrivateKey())
const market = toHex(7n, { size: 20 })
const deployment = { chainId: 31337, market } as Deployment
/** Opens it, and returns what closes it again. */
const open = (given: { account?: Hex; genesis?: Hex } = {}) => {
  const ends: (() => unknown)[] = []
  const atEnd = (step: () => unknown) => void ends.push(step)
  openKeyJournal({
    data,
    deployment,
    genesis: toHex(1n, { size: 32 }),
    key,
    tables: [],
    atEnd,
    ...given,
  })
  return () => {
    for (const step of ends.reverse()) step()
  }
}
const journals = () => readdirSync(data).filter((name) => name.endsWith('.sqlite'))

test('a key has one journal on one market, and one process', () => {
  const close = open()
  assert.deepEqual(journals(), [`31337-0000000000-0000000000-${key}.sqlite`])
  assert.throws(open, (error) => error instanceof ServiceError && error.message.includes(key))
  close()
  open()()
  assert.equal(journals().length, 1)
})

test('another folder for temporary files does not let a second process in', () => {
  const close = open()
  const before = process.env.TMPDIR
  process.env.TMPDIR = mkdtempSync(join(data, 'tmp-'))
  try {
    assert.throws(open, /Another process already uses the key of/)
  } finally {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
    close()
  }
})

test('another chain, and another account that the key works for, have their own', () => {
  open({ genesis: toHex(1n << 255n, { size: 32 }) })()
  const account = privateKeyToAddress(generatePrivateKey())
  const close = open({ account })
  assert.ok(journals().includes(`31337-0000000000-0000000000-${key}-${account}.sqlite`))
  assert.equal(journals().length, 3)
  // The nonces are the key's, no matter for which account it works.
  assert.throws(open, /Another process already uses the key of/)
  close()
})
