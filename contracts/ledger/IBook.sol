// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {ILedger} from "./ILedger.sol";

/// @title A book on the ledger
/// @notice A contract that keeps account of what accounts put at stake, while the ledger holds the money.
interface IBook {
    /// @notice The ledger that holds the money. It never changes.
    function ledger() external view returns (ILedger);
}
