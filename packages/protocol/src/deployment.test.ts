import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Deployment, DeploymentError, parseDeployment } from './deployment.ts'

const address = (digit: number) => `0x${String(digit).repeat(40)}` as const
const good: Deployment = {
  chainId: 31337,
  rpcUrl: 'http://127.0.0.1:8545',
  token: address(1),
  ledger: address(1),
  market: address(2),
  multiSeatMarket: address(4),
  modelRegistry: address(3),
  keyRegistry: address(5),
  workerRegistry: address(6),
  schedule: address(7),
  disputeGame: address(8),
  referee: address(9),
  verifiers: { signature: address(4), optimistic: address(1), quorum: address(2) },
  startBlock: 0,
}

test('a record read from JSON is the one that was written', () => {
  assert.deepEqual(parseDeployment(JSON.stringify(good)), good)
})

test('drops what it does not know', () => {
  assert.deepEqual(parseDeployment(JSON.stringify({ ...good, extra: 1 })), good)
})

const broken: [name: string, value: unknown, field: string][] = [
  ['null', null, 'content'],
  ['an array', [], 'content'],
  ['a missing chain id', { ...good, chainId: undefined }, 'chainId'],
  ['a fractional chain id', { ...good, chainId: 1.5 }, 'chainId'],
  ['a negative start block', { ...good, startBlock: -1 }, 'startBlock'],
  ['a file URL', { ...good, rpcUrl: 'file:///etc/passwd' }, 'rpcUrl'],
  ['no URL', { ...good, rpcUrl: 'here' }, 'rpcUrl'],
  ['a short address', { ...good, market: '0x12' }, 'market'],
  ['a missing ledger', { ...good, ledger: undefined }, 'ledger'],
  ['a missing second market', { ...good, multiSeatMarket: undefined }, 'multiSeatMarket'],
  ['the zero address', { ...good, token: `0x${'0'.repeat(40)}` }, 'token'],
  ['a number for an address', { ...good, modelRegistry: 5 }, 'modelRegistry'],
  ['no verifiers', { ...good, verifiers: null }, 'verifiers'],
  ['a missing verifier', { ...good, verifiers: {} }, 'verifiers.signature'],
  [
    'another missing verifier',
    { ...good, verifiers: { ...good.verifiers, quorum: undefined } },
    'verifiers.quorum',
  ],
  ['a missing dispute', { ...good, disputeGame: undefined }, 'disputeGame'],
]
for (const [name, value, field] of broken) {
  test(`refuses ${name}, naming ${field}`, () => {
    assert.throws(
      () => parseDeployment(JSON.stringify(value), 'record.json'),
      (error) =>
        error instanceof DeploymentError &&
        error.message.startsWith(`record.json has no valid ${field} (`),
    )
  })
}

test('refuses what is not JSON', () => {
  assert.throws(() => parseDeployment('{'), DeploymentError)
})
