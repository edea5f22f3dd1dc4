import { buildModule } from '@nomicfoundation/hardhat-ignition/modules'
import { planned } from './planned.ts'

/**
 * All contracts but the token and the ledger. The parameter `ledger` is the address at which the ledger will be; the others stand in
 * ignition/parameters.
 */
export default buildModule('Assay', (m) => planned(m))
