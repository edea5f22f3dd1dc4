import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseDeployment } from './parseDeployment.ts'

const record = {
  chainId: 31337,
  rpcUrl: 'http://127.0.0.1:8545',
  token: '0x5fbdb2315678afecb367f032d93f642f64180aa3',
  market: '0xe7f1725e7734ce288f8367e1bb143e90bb3f0512',
  modelRegistry: '0x9fe46736679d2d9a65f0992f2272de9f3c7fa6e0',
  verifiers: { signature: '0xcf7ed3acca5a467e9e704c703e8d87f634fb0fc9' },
  startBlock: 1,
}

test('default', () => {
  const parsed = parseDeployment(JSON.stringify(record))
  assert.equal(parsed.token, '0x5FbDB2315678afecb367f032d93F642f64180aa3')
  assert.equal(parsed.chainId, 31337)
})

test('behavior: names the field that is wrong', () => {
  const wrong: [string, unknown, RegExp][] = [
    ['chainId', '31337', /chainId/],
    ['chainId', 0, /chainId/],
    ['startBlock', -1, /startBlock/],
    ['rpcUrl', 'javascript:alert(1)', /rpcUrl/],
    ['token', '0x12', /token/],
    ['verifiers', {}, /verifiers\.signature/],
    ['verifiers', undefined, /verifiers/],
  ]
  for (const [field, value, message] of wrong)
    assert.throws(() => parseDeployment(JSON.stringify({ ...record, [field]: value })), message)
})

test('behavior: what is not a record is refused', () => {
  assert.throws(() => parseDeployment('{'), /not JSON/)
  assert.throws(() => parseDeployment('[]'), /not an object/)
})
