import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wedgeCorners, wedgeMiddle } from './wedgePath.ts'

const wedges = [0, 1, 2, 3, 4]

test('every corner lies in the field, and every wedge holds its middle', () => {
  for (const wedge of wedges) {
    const corners = wedgeCorners(wedge)
    for (const [x, y] of corners) assert.ok(Math.max(Math.abs(x), Math.abs(y)) <= 30.001)
    assert.ok(holds(corners, wedgeMiddle(wedge)))
  }
})

test('no wedge touches another', () => {
  for (const wedge of wedges)
    for (const other of wedges)
      if (other !== wedge)
        for (const corner of wedgeCorners(other))
          assert.equal(holds(wedgeCorners(wedge), corner), false)
})

test('the first wedge stands at the top, and they go clockwise', () => {
  const [top, right] = [wedgeMiddle(0), wedgeMiddle(1)]
  assert.ok(top[1] < 0 && Math.abs(top[0]) < 0.001)
  assert.ok(right[0] > 0)
})

/** Whether a point lies in a polygon. */
function holds(
  corners: ReturnType<typeof wedgeCorners>,
  [x, y]: readonly [number, number],
): boolean {
  return corners.reduce((inside, [ax, ay], index) => {
    const [bx, by] = corners[(index + 1) % corners.length] ?? [0, 0]
    return ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax ? !inside : inside
  }, false)
}
