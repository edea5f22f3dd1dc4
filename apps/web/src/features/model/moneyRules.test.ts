import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type MoneyRulesParameters, moneyRules } from './moneyRules.ts'

const told = (parameters: MoneyRulesParameters) =>
  moneyRules(parameters)
    .map(({ event, money }) => `${event}: ${money}`)
    .join('\n')

test('an answer shown wrong rewards the account that showed it, never the requester', () => {
  const text = told({ seats: 1, collateral: 10n, disputable: true })
  assert.match(text, /shown wrong in a dispute.*half goes to the account that showed it first/)
  assert.match(text, /The fee goes back to the requester, and nothing else/)
})

test('of several seats only absent ones and those shown wrong forfeit', () => {
  const text = told({ seats: 3, collateral: 10n, disputable: true })
  assert.match(text, /gave another answer: It gets its collateral back and no fee/)
  assert.match(text, /gave no answer: It forfeits its collateral, and all of that is burned/)
  assert.match(text, /shown wrong in a dispute/)
})

test('where nobody can dispute, nothing is said of disputes', () => {
  for (const seats of [1, 3])
    assert.doesNotMatch(told({ seats, collateral: 10n, disputable: false }), /dispute/)
})

test('where nothing is locked, nothing is said to be forfeited or to come back to workers', () => {
  for (const seats of [1, 3])
    assert.doesNotMatch(told({ seats, collateral: 0n, disputable: false }), /forfeit|collateral/)
})
