import { buildModule } from '@nomicfoundation/hardhat-ignition/modules'

/** A local chain has no dollar token, so it gets one with a faucet. */
export default buildModule('Local', (m) => {
  const token = m.contract('TestToken')
  const modelRegistry = m.contract('ModelRegistry')
  const keyRegistry = m.contract('KeyRegistry')
  const market = m.contract('Market', [token, modelRegistry, keyRegistry])
  const signature = m.contract('SignatureVerifier')
  return { token, modelRegistry, keyRegistry, market, signature }
})
