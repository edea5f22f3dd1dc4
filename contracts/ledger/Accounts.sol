// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {ILedger} from "./ILedger.sol";

/// @title Accounts
/// @notice The arithmetic of the ledger: every way in which free and locked money changes. It makes no external calls.
/// @dev test/proofs proves, for all amounts, that these functions create no money.
abstract contract Accounts {
    /// @dev One slot, so that locking writes one word.
    struct Account {
        uint128 free;
        uint128 locked;
    }

    mapping(address account => Account entry) internal _accounts;

    function _lock(address account, uint256 amount) internal {
        Account storage entry = _accounts[account];
        uint256 free = entry.free;
        // INVARIANT: nobody locks money that they do not have.
        if (free < amount) revert ILedger.InsufficientBalance(account, free, amount);
        unchecked {
            // Just compared. An account's free and locked money together never exceed the tokens that the ledger holds.
            entry.free = uint128(free - amount);
            entry.locked += uint128(amount);
        }
    }

    function _take(address account, uint256 amount) internal {
        Account storage entry = _accounts[account];
        uint256 locked = entry.locked;
        // INVARIANT: nobody is paid more than the locked money that pays for it.
        if (locked < amount) revert ILedger.InsufficientLocked(account, locked, amount);
        unchecked {
            // Just compared.
            entry.locked = uint128(locked - amount);
        }
    }

    function _give(address account, uint256 amount) internal {
        if (amount == 0) return;
        Account storage entry = _accounts[account];
        unchecked {
            // INVARIANT: all accounts together never exceed the tokens that the ledger holds, which fit 128 bits.
            if (account != msg.sender)
                entry.free += uint128(amount);
                // INVARIANT: a book holds money for others, so none of it is free.
            else entry.locked += uint128(amount);
        }
    }

    function _debit(address account, uint256 amount) internal {
        Account storage entry = _accounts[account];
        uint256 free = entry.free;
        // INVARIANT: nobody spends what they do not have.
        if (free < amount) revert ILedger.InsufficientBalance(account, free, amount);
        unchecked {
            // Just compared.
            entry.free = uint128(free - amount);
        }
    }

    function _credit(address account, uint256 amount) internal {
        unchecked {
            // INVARIANT: all accounts together never exceed the tokens that the ledger holds, which fit 128 bits.
            _accounts[account].free += uint128(amount);
        }
    }
}
