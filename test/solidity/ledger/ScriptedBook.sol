// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IBook} from "../../../contracts/ledger/IBook.sol";
import {ILedger} from "../../../contracts/ledger/ILedger.sol";

/// @notice A book that calls the ledger as a test tells it to, for anyone.
contract ScriptedBook is IBook {
    ILedger public immutable ledger;

    constructor(ILedger ledger_) {
        ledger = ledger_;
    }

    function deposit(address account, uint256 amount) external {
        ledger.deposit(account, amount);
    }

    function lock(address account, uint256 amount) external {
        ledger.lock(account, amount);
    }

    function lockFor(address account, address spender, uint256 amount) external {
        ledger.lockFor(account, spender, amount);
    }

    function pay(address from, address to, uint256 amount) external {
        ledger.pay(from, to, amount);
    }

    function payAndRelease(address from, address to, uint256 amount, uint256 released) external {
        ledger.payAndRelease(from, to, amount, released);
    }

    function forfeit(address from, address to, uint256 rewarded, uint256 burned) external {
        ledger.forfeit(from, to, rewarded, burned);
    }
}
