import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Filter, readAmount, readTime, within } from './Filter.ts'
import { RESULT_LAST, RESULT_ORDERS, resultFilter } from './resultFilter.ts'

const ID = `0x${'ab'.repeat(32)}`
const ADDRESS = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'

const filterOf = (text: string) => {
  const filter = resultFilter(new URLSearchParams(text))
  const order = filter.sort(RESULT_ORDERS, '-requested', RESULT_LAST)
  const page = filter.page()
  filter.finish()
  return { filter, order, page, ignored: filter.ignored.map(({ parameter }) => parameter) }
}

describe('the filter of results', () => {
  it('asks for nothing where the address says nothing', () => {
    const { filter, order, page, ignored } = filterOf('')
    assert.equal(filter.where, '')
    assert.equal(
      order,
      'order by posted_block desc nulls last, posted_log desc nulls last, posted_block desc, posted_log desc',
    )
    assert.deepEqual([page, ignored], [{ limit: 50, offset: 0 }, []])
  })

  it('puts no text of the address into the statement', () => {
    const hostile = "'; drop table jobs; --"
    const { filter, order } = filterOf(
      new URLSearchParams({
        ...{ q: hostile, model: hostile, worker: hostile, state: hostile, from: hostile },
        ...{ min: hostile, sort: hostile, limit: hostile, [hostile]: hostile },
      }).toString(),
    )
    assert.equal(filter.where, 'where model_name ilike $1')
    assert.deepEqual(filter.values, [within(hostile)])
    assert.doesNotMatch(order, /drop/)
    assert.deepEqual(
      filter.ignored.map(({ parameter }) => parameter),
      ['model', 'worker', 'state', 'from', 'min', 'sort', 'limit', hostile],
    )
  })

  it('leaves out of several values those that mean nothing, and names them', () => {
    const { filter } = filterOf('state=accepted,foo,void')
    assert.equal(filter.where, 'where state = any($1)')
    assert.deepEqual(filter.values, [['accepted', 'void']])
    assert.deepEqual(filter.ignored, [
      {
        parameter: 'state',
        value: 'foo',
        reason:
          '`foo` is not a state; open, claimed, revealing, submitted, accepted, rejected, void, cancelled and expired are',
      },
    ])
  })

  it('takes models by id, by name and by version', () => {
    const { filter } = filterOf(`model=${ID.toUpperCase().replace('0X', '0x')},acme/pump,digits@2`)
    assert.equal(
      filter.where,
      'where (model = $1 or model_name = $2 or (model_name = $3 and model_version = $4))',
    )
    assert.deepEqual(filter.values, [ID, 'acme/pump', 'digits', 2])
  })

  it('spells addresses as the tables do', () => {
    const { filter } = filterOf(`requester=${ADDRESS.toLowerCase()}&worker=${ADDRESS}`)
    assert.equal(filter.where, 'where workers && $1::text[] and requester = any($2)')
    assert.deepEqual(filter.values, [[ADDRESS], [ADDRESS]])
  })

  it('looks a beginning of a hash up in ids and roots', () => {
    const { filter } = filterOf('q=0xAB')
    assert.match(filter.where, /id like \$2 or lower\(requester\) like \$2/)
    assert.deepEqual(filter.values, ['%0xAB%', '0xab%'])
  })

  it('sorts unknown values last, whichever way', () => {
    assert.match(filterOf('sort=latency').order, /^order by latency asc nulls last, /)
    assert.match(filterOf('sort=-latency').order, /^order by latency desc nulls last, /)
  })

  it('knows no order, filter or page that objects inherit', () => {
    for (const text of ['sort=constructor', 'limit=0', 'limit=1e9', 'offset=-1', '__proto__=1'])
      assert.equal(filterOf(text).ignored.length, 1, text)
  })

  it('names a filter that does not exist, and shortens what it shows of it', () => {
    const { filter } = filterOf(`stat=open&${'x'.repeat(100)}=1`)
    assert.equal(filter.ignored[0]?.parameter, 'stat')
    assert.ok(filter.ignored[1]!.parameter.length <= 60)
  })
})

describe('times', () => {
  const day = 1_795_737_600
  const cases: [string, boolean, number | undefined][] = [
    ['2026-11-27', false, day],
    ['2026-11-27', true, day + 86_399],
    ['2026-11-27T12:00Z', false, day + 43_200],
    ['2026-11-27T12:00', true, day + 43_200],
    ['2026-11-27T12:00+01:00', false, day + 39_600],
    ['1795737600', false, day],
    ['2026-13-40', false, undefined],
    ['yesterday', false, undefined],
    ['1e9', false, undefined],
  ]
  for (const [text, isEnd, expected] of cases)
    it(`${text} as ${isEnd ? 'an end' : 'a beginning'} is ${expected ?? 'refused in words'}`, () => {
      const read = readTime(isEnd)(text)
      if (expected === undefined) assert.match(String(read), /is not a day/)
      else assert.deepEqual(read, { is: expected })
    })
})

it('an amount is a whole number, however large', () => {
  assert.deepEqual(readAmount('9'.repeat(78)), { is: '9'.repeat(78) })
  for (const text of ['-1', '1.5', '', 'NaN', '9'.repeat(79)])
    assert.equal(typeof readAmount(text), 'string')
})

it('a part of a text has no wildcards of its own', () => {
  assert.equal(within('50%_\\'), '%50\\%\\_\\\\%')
})

it('a filter of one value takes the last, and only whole', () => {
  const filter = new Filter(new URLSearchParams('q=a,b&q=c,d'))
  filter.one(
    'q',
    (value) => ({ is: value }),
    (value) => `q = ${filter.place(value)}`,
  )
  assert.deepEqual(filter.values, ['c,d'])
})
