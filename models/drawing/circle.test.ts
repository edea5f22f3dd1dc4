import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cosine, sine } from './circle.ts'

test('sine and cosine: agree with Math to 1e-12', () => {
  for (let angle = -20; angle <= 20; angle += 0.01) {
    assert.ok(Math.abs(sine(angle) - Math.sin(angle)) < 1e-12, `sine ${angle}`)
    assert.ok(Math.abs(cosine(angle) - Math.cos(angle)) < 1e-12, `cosine ${angle}`)
  }
})
