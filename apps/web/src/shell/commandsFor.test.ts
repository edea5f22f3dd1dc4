import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commandsFor, saysNothingFound } from './commandsFor.ts'

const hash = `0x${'ab'.repeat(32)}`
const address = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
const models = [
  { name: 'digits', title: 'Handwritten digits', task: 'image-classification' },
  { name: 'pump', title: 'Pump condition', task: 'tabular-classification' },
]
const menu = (text: string, hits?: unknown[]) =>
  commandsFor({
    ...{ text, models, isConnected: false },
    answer: hits === undefined ? undefined : { q: text, hits },
  })
const hrefs = (text: string, hits?: unknown[]) =>
  menu(text, hits).commands.flatMap(({ does }) => (does.what === 'go' ? [does.href] : []))

test('an empty menu offers every page, the models and what can be done', () => {
  const labels = menu('').commands.map(({ label }) => label)
  for (const wanted of ['Results', 'Status', 'Pump condition', 'Theme: dark', 'Connect a wallet'])
    assert.ok(labels.includes(wanted), wanted)
})

test('words find models by name, title and task, and pages by name', () => {
  assert.deepEqual(hrefs('pump'), ['/models/pump'])
  assert.deepEqual(hrefs('classification image'), ['/models/digits'])
  assert.deepEqual(hrefs('disp'), ['/disputes'])
  assert.deepEqual(hrefs('no such thing'), [])
})

test('a hash is opened as a job until the index says what it is', () => {
  assert.deepEqual(hrefs(hash), [`/jobs/${hash}`])
  assert.deepEqual(hrefs(hash, [{ kind: 'output-root', id: hash, label: 'x', count: 1 }]), [
    `/results?q=${hash}`,
  ])
  assert.equal(
    menu(hash, [{ kind: 'output-root', id: hash, label: 'x', count: 1 }]).commands[0]?.label,
    'The output root of 1 job',
  )
  assert.deepEqual(hrefs(hash, []), [])
  assert.match(menu('0x1234').problem ?? '', /4 hexadecimal digits/)
})

test('an address leads to each of its roles', () => {
  const hits = ['worker', 'account'].map((kind) => ({ kind, id: address, label: 'x', count: 1 }))
  assert.deepEqual(hrefs(address, hits), [`/workers/${address}`, `/address/${address}`])
})

test('what the index says leads to pages of this site only', () => {
  const wrong = [
    { kind: 'job', id: '//evil.example' },
    { kind: 'model', id: hash, label: '//evil.example @1' },
    { kind: 'dispute', id: '1/../..' },
    { kind: 'worker', id: 'javascript:alert(1)' },
    { kind: '__proto__', id: address },
    { kind: 7 },
    null,
  ]
  assert.deepEqual(hrefs(hash, wrong), [])
  // A name may hold slashes, and is kept apart from the rest of the address.
  assert.deepEqual(hrefs('acme', [{ kind: 'model', id: hash, label: 'acme/p?x#y@2' }]), [
    '/models/acme/p%3Fx%23y@2',
  ])
})

test('what nobody knows is told with the block, and nothing is told too early', () => {
  const answer = { hits: [], block: { number: 1_204 } }
  assert.match(saysNothingFound({ term: hash, answer, found: 0 }) ?? '', /at block 1,204\./)
  assert.equal(saysNothingFound({ term: hash, answer: undefined, found: 0 }), undefined)
  assert.equal(saysNothingFound({ term: 'pump', answer, found: 2 }), undefined)
})
