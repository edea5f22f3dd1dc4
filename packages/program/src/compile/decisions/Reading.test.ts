import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { floatOf, orderOf } from '../../orderedFloat.ts'
import { randomFrom } from '../testing/onnxModel.ts'
import { after, ordered, pullBack, type Reading } from './Reading.ts'

const random = randomFrom(7)

function anyFloat(): number {
  const order = Math.floor((random.next() * 2 - 1) * (ordered.greatest + 1))
  return floatOf(order)
}

describe('orderOf', () => {
  it('keeps the order of any two float32 numbers', () => {
    for (let i = 0; i < 20_000; i++) {
      const [a, b] = [anyFloat(), i % 2 ? anyFloat() : random.normal()]
      const single = Math.fround(b)
      assert.equal(Math.sign(orderOf(a) - orderOf(single)), Math.sign(a - single))
    }
  })

  it('has one integer for both zeros, the ends for infinity, and floatOf as its inverse', () => {
    assert.ok(Object.is(orderOf(-0), 0))
    assert.equal(orderOf(1), 0x3f800000)
    assert.equal(orderOf(-1), -0x3f800000)
    assert.equal(orderOf(Infinity), 0x7f800000)
    assert.equal(orderOf(1e-45), 1)
    for (let i = 0; i < 2_000; i++) {
      const value = anyFloat()
      assert.equal(floatOf(orderOf(value)), value)
    }
  })
})

describe('pullBack', () => {
  const scaled = (offset: number, scale: number): Reading =>
    after(ordered, (value) => Math.fround(Math.fround(value - offset) * scale), scale < 0)

  it('decides as the float arithmetic does, at the bound and everywhere else', () => {
    for (let i = 0; i < 400; i++) {
      const reading = i % 3 === 0 ? ordered : scaled(random.normal(), random.normal())
      const threshold = Math.fround(random.normal() * 10 ** (Math.floor(random.next() * 9) - 4))
      for (const kind of ['<', '<='] as const) {
        const { bound, below } = pullBack(reading, kind, threshold)
        const codes = [bound - 2, bound - 1, bound, bound + 1, orderOf(anyFloat())]
        for (const code of [...codes, reading.least, reading.greatest]) {
          if (code < reading.least || code > reading.greatest) continue
          const value = reading.numberOf(code)
          const wanted = kind === '<' ? value < threshold : value <= threshold
          assert.equal(code < bound === below, wanted, `${value} ${kind} ${threshold}`)
        }
      }
    }
  })

  it('has a bound for what always holds and for what never does', () => {
    for (const reading of [ordered, scaled(1, -2)]) {
      for (const [kind, threshold, wanted] of [
        ['<', -Infinity, false],
        ['<=', Infinity, true],
      ] as const) {
        const { bound, below } = pullBack(reading, kind, threshold)
        for (const code of [reading.least, 0, reading.greatest])
          assert.equal(code < bound === below, wanted)
        assert.ok(bound >= -(2 ** 31) && bound < 2 ** 31)
      }
    }
  })
})
