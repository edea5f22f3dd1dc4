// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IBalances} from "../interfaces/IBalances.sol";
import {MarketStorage} from "./MarketStorage.sol";

/// @title Ledger
/// @notice The two ways in which a balance changes.
abstract contract Ledger is MarketStorage {
    function _credit(address account, uint256 amount) internal {
        if (amount == 0) return;
        unchecked {
            // INVARIANT: all balances together never exceed the tokens that came in, whose sum the token itself counts in 256 bits.
            _balances[account].amount += amount;
        }
    }

    function _debit(address account, uint256 amount) internal {
        if (amount == 0) return;
        Balance storage entry = _balances[account];
        uint256 balance = entry.amount;
        // INVARIANT: nobody spends what they don't have.
        if (balance < amount) revert IBalances.InsufficientBalance(account, balance, amount);
        unchecked {
            // Just compared.
            entry.amount = balance - amount;
        }
    }
}
