import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type MoneyRulesParameters, moneyRules } from './moneyRules.ts'

const told = (parameters: MoneyRulesParameters) =>
  moneyRules(parameters)
    .map(({ event, money }) => `${event}: ${money}`)
    .join('\n')

test('a refuted answer rewards the challenger, never the requester', () => {
  const text = told({ seats: 1, collateral: 10n, disputable: true })
  assert.match(text, /refuted in a dispute.*half goes to the account that challenged first/)
  assert.match(text, /The requester gets the fee back, and nothing else/)
})

test('of several seats only absent and refuted ones forfeit', () => {
  const text = told({ seats: 3, collateral: 10n, disputable: true })
  assert.match(text, /gave another answer: It gets its collateral back and no fee/)
  assert.match(text, /gave no answer: It forfeits its collateral, and all of it is burned/)
  assert.match(text, /refuted in a dispute/)
})

test('where nobody can dispute, nothing is said of disputes', () => {
  for (const seats of [1, 3])
    assert.doesNotMatch(told({ seats, collateral: 10n, disputable: false }), /dispute/)
})

test('where nothing is locked, nothing is said to be forfeited or to come back to workers', () => {
  for (const seats of [1, 3])
    assert.doesNotMatch(told({ seats, collateral: 0n, disputable: false }), /forfeit|collateral/)
})
