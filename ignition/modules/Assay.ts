import { buildModule } from '@nomicfoundation/hardhat-ignition/modules'
import { contracts } from './contracts.ts'

/**
 * The whole deployment. The parameter `token` is the ERC-20 in which the market counts for ever: a vetted one
 * without transfer fees and without rebasing. The other parameters stand in ignition/parameters.
 */
export default buildModule('Assay', (m) => contracts(m, m.getParameter('token')))
