import { buildModule } from '@nomicfoundation/hardhat-ignition/modules'
import { contracts } from './contracts.ts'

/** A local chain has no dollar token, so it gets one with a faucet. */
export default buildModule('Local', (m) => {
  const token = m.contract('TestToken')
  return { token, ...contracts(m, token) }
})
