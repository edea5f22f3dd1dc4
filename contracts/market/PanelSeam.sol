// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IMarketCore} from "../interfaces/IMarketCore.sol";
import {IPanel} from "../interfaces/IPanel.sol";
import {Request} from "../types/Request.sol";
import {Jobs} from "./Jobs.sol";

/// @title PanelSeam
/// @notice Where the market lets the panel's code act for it, since all its code is more than one contract can hold: for jobs of
/// several seats, for what is seldom done with any job, and for what only readers ask. The fewer functions the market has of its own,
/// the less each call pays to be found among them.
abstract contract PanelSeam is IMarketCore, Jobs {
    /// @inheritdoc IMarketCore
    IPanel public immutable panel;

    constructor(IPanel panel_) {
        // INVARIANT: the code that acts for the market asks the same registries, and can't be changed afterwards.
        if (
            address(panel_).code.length == 0 ||
            address(panel_.modelRegistry()) != address(_modelRegistry) ||
            address(panel_.keyRegistry()) != address(_keyRegistry)
        ) revert PanelNotConnected(address(panel_));
        panel = panel_;
    }

    /// @dev Everything in IPanel. Of the panel's functions only these can be reached, since the market's own are found first.
    // solhint-disable-next-line no-complex-fallback
    fallback() external {
        _delegateToPanel();
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
}
