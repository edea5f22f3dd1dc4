import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { test } from 'node:test'
import ts from 'typescript'
import { getAddress } from 'viem'
import { type Call, type CodeParameters, curlCode, sdkCode, solidityCode } from './codeOf.ts'

const ROOT = path.resolve(import.meta.dirname, '../../../../..')
const address = (byte: string) => getAddress(`0x${byte.repeat(20)}`)
const call: Call = {
  input: Uint8Array.of(1, 2, 255),
  inputBytes: 3,
  fee: 100_000n,
  expiresIn: 600,
  policy: {
    ...{ kind: 'optimistic', window: 60, takesLarge: false },
    ...{ collateral: 1_000_000n, params: '0x00' },
  },
  storeUrl: undefined,
}
const parameters: CodeParameters = {
  model: { name: 'acme/pump', version: 2, modelId: `0x${'ab'.repeat(32)}` },
  call,
  inputRoot: `0x${'cd'.repeat(32)}`,
  origin: 'http://localhost:3000',
  market: address('a1'),
  verifier: address('b2'),
  workerUrl: 'http://127.0.0.1:8600',
}
const large = {
  ...parameters,
  call: { ...call, input: undefined, inputBytes: 12_288, storeUrl: 'http://127.0.0.1:8600' },
}
const signed = { ...parameters, call: { ...call, policy: undefined } }

test('the code for the SDK holds exactly what the form holds, and no key', () => {
  const code = sdkCode(parameters)
  for (const part of [
    "name: 'acme/pump', version: 2",
    "hexToBytes('0x0102ff')",
    'fee: 100_000n',
    'expiresIn: 600',
    'collateral: 1_000_000n',
    '{ window: 60, takesLarge: false }',
    'process.env.PRIVATE_KEY',
  ])
    assert.ok(code.includes(part), part)
  assert.doesNotMatch(sdkCode(signed), /optimistic|collateral|Optimistic/)
  assert.match(sdkCode(large), /12,288 bytes\nconst uris = \[await uploadInput\(/)
})

test('the code for a quorum asks as many workers as the form', () => {
  const policy = { kind: 'quorum', seats: 5, k: 3, collateral: 0n, params: '0x00' } as const
  const quorum = { ...parameters, call: { ...call, policy } }
  const code = sdkCode(quorum)
  assert.match(code, /seats: 5,\n {2}verifier: deployment\.verifiers\.quorum/)
  assert.match(code, /encodeQuorumParams\(\{ k: 3, window: 0, drawn: false, takesLarge: false \}\)/)
  assert.match(solidityCode(quorum), /seats: 5,/)
})

test('the code for the SDK is a program', () => {
  for (const each of [parameters, large, signed]) {
    const { diagnostics } = ts.transpileModule(sdkCode(each), {
      reportDiagnostics: true,
      compilerOptions: { target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext },
    })
    assert.deepEqual(diagnostics, [])
  }
})

test('the code for HTTP sends a large input ahead, under its root', () => {
  assert.doesNotMatch(curlCode(parameters), /blobs/)
  assert.ok(curlCode(large).includes(`http://127.0.0.1:8600/blobs/0x${'cd'.repeat(32)}`))
})

test('the code for Solidity compiles with the project’s contracts', () => {
  type Solc = {
    compile: (input: string, callbacks: { import: (name: string) => object }) => string
  }
  const solc = createRequire(path.join(ROOT, 'package.json'))('solc') as Solc
  for (const each of [parameters, large, signed]) {
    const sources = { 'Ask.sol': { content: solidityCode(each) } }
    const settings = { outputSelection: { 'Ask.sol': { Ask: ['abi'] } } }
    const found = solc.compile(JSON.stringify({ language: 'Solidity', sources, settings }), {
      import: (name) => {
        const file = name.startsWith('@')
          ? path.join(ROOT, 'node_modules', name)
          : path.join(ROOT, name.replace(/^assay\//, ''))
        return existsSync(file)
          ? { contents: readFileSync(file, 'utf8') }
          : { error: `${name} is not there` }
      },
    })
    const { errors = [] } = JSON.parse(found) as {
      errors?: { severity: string; formattedMessage: string }[]
    }
    assert.deepEqual(
      errors.filter(({ severity }) => severity === 'error').map((error) => error.formattedMessage),
      [],
    )
  }
})
