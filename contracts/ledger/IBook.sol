// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {ILedger} from "./ILedger.sol";

/// @title A book on the ledger
/// @notice A contract that records what accounts have at stake. The ledger holds the money.
interface IBook {
    /// @notice The ledger that holds the money. It never changes.
    function ledger() external view returns (ILedger);
}
