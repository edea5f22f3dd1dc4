// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

/// @title How money is split
/// @notice Every split is a part and the rest, so no unit is created or lost.
library Settlement {
    uint256 internal constant BPS = 10_000;

    /// @notice The parts of a fee: the publisher's royalty, rounded down, and the rest, for the worker.
    function splitFee(uint256 fee, uint256 royaltyBps) internal pure returns (uint256 royalty, uint256 paid) {
        royalty = (fee * royaltyBps) / BPS;
        paid = fee - royalty;
    }

    /// @notice The parts of forfeited collateral: the reward, rounded down, and the rest, which is burned.
    function splitForfeit(uint256 collateral) internal pure returns (uint256 rewarded, uint256 burned) {
        rewarded = collateral / 2;
        // INVARIANT: forfeited = burned + rewarded.
        burned = collateral - rewarded;
    }
}
