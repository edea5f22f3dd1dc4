// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IJobs} from "../interfaces/IJobs.sol";
import {IMarket} from "../interfaces/IMarket.sol";
import {Request} from "../types/Request.sol";
import {Jobs} from "./Jobs.sol";

/// @title PanelSeam
/// @notice Where the market lets the panel's code act for it, since all its code is more than one contract can hold: for jobs of
/// several seats, and for what is seldom done with any job.
abstract contract PanelSeam is IMarket, Jobs {
    /// @inheritdoc IMarket
    IJobs public immutable panel;

    constructor(IJobs panel_) {
        // INVARIANT: the code that acts for the market asks the same registries, and can't be changed afterwards.
        if (
            address(panel_).code.length == 0 ||
            address(panel_.modelRegistry()) != address(modelRegistry) ||
            address(panel_.keyRegistry()) != address(keyRegistry)
        ) revert PanelNotConnected(address(panel_));
        panel = panel_;
    }

    /// @dev Goes before the guard, which the panel's functions hold themselves. The number of seats is part of the job's id, so
    /// no caller can choose the other code for a job.
    modifier oneSeat(Request calldata request) {
        if (request.policy.seats != 1) _delegateToPanel();
        _;
    }

    /// @dev Ends this call with the panel's answer.
    function _delegateToPanel() internal {
        address target = address(panel);
        // Assembly, because the call and its answer pass as they are, whatever the function.
        assembly ("memory-safe") {
            let at := mload(0x40)
            calldatacopy(at, 0, calldatasize())
            let succeeded := delegatecall(gas(), target, at, calldatasize(), 0, 0)
            returndatacopy(at, 0, returndatasize())
            switch succeeded
            case 0 {
                revert(at, returndatasize())
            }
            default {
                return(at, returndatasize())
            }
        }
    }

    /// @dev As above for a function of the panel that changes nothing, which the compiler can't know of a delegatecall.
    function _viewInPanel() internal view {
        function() internal delegating = _delegateToPanel;
        function() internal view viewing;
        // Assembly, because Solidity has no such conversion; both are the same jump.
        assembly ("memory-safe") {
            viewing := delegating
        }
        viewing();
    }
}
