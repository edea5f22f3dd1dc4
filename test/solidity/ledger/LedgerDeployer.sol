// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ILedger} from "../../../contracts/ledger/ILedger.sol";
import {Ledger} from "../../../contracts/ledger/Ledger.sol";
import {vm} from "../../../contracts/test/Vm.sol";

/// @notice Predicts the ledger's address, so that the books can be deployed first.
contract LedgerDeployer {
    /// @notice The address where the ledger is, or will be.
    ILedger public immutable ledger = ILedger(vm.computeCreateAddress(address(this), 1));

    function deploy(IERC20 token, address[] calldata books) external {
        new Ledger(token, books);
    }
}
