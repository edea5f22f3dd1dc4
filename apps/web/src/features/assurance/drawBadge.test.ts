import assert from 'node:assert/strict'
import { test } from 'node:test'
import { drawBadge } from './drawBadge.ts'

const href = 'https://assay.example/jobs/0x12'

test('a badge has the word, the block and the link, and neither a tick nor green', () => {
  const svg = drawBadge({
    chip: 'unchallenged',
    word: 'Accepted unchallenged',
    block: 1_204n,
    href,
  })
  assert.match(svg, />Accepted unchallenged</)
  assert.match(svg, />as of block 1,204</)
  assert.match(svg, /<a href="https:\/\/assay\.example\/jobs\/0x12">/)
  assert.doesNotMatch(svg, /✓|#18733c|#55c483|green/i)
  assert.equal(svg.match(/<path/g)?.length, 5)
})

test('only an answer that was shown wrong is red', () => {
  assert.match(drawBadge({ chip: 'refuted', word: 'Refuted', block: 1n, href }), /#b0261d/)
  assert.doesNotMatch(
    drawBadge({ chip: 'signed', word: 'Signed only', block: 1n, href }),
    /#b0261d/,
  )
})

test('an address is text in it, whatever it holds', () => {
  const svg = drawBadge({ word: 'Not a job id', href: 'https://a/"><script>alert(1)</script>' })
  assert.doesNotMatch(svg, /<script/)
  assert.doesNotMatch(svg, /as of block/)
})
