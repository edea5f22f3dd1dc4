import { buildModule } from '@nomicfoundation/hardhat-ignition/modules'

/**
 * The whole deployment. The parameter `token` is the ERC-20 in which the market counts for ever: a vetted one
 * without transfer fees and without rebasing.
 */
export default buildModule('Assay', (m) => {
  const token = m.getParameter('token')
  const modelRegistry = m.contract('ModelRegistry')
  const keyRegistry = m.contract('KeyRegistry')
  const market = m.contract('Market', [token, modelRegistry, keyRegistry])
  const signature = m.contract('SignatureVerifier')
  return { modelRegistry, keyRegistry, market, signature }
})
