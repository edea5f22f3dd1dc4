// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

/// @notice For what a worker answers requests for a model. A price tag, not a promise: what binds is the claim.
/// @dev One slot: fee 12, collateral 12, lockFor 4, askedAt 4 bytes.
struct Ask {
    /// The least fee, in units of the market's token.
    uint96 fee;
    /// The most collateral that it locks, in units of the market's token.
    uint96 collateral;
    /// How long it needs after its claim at most, in seconds; zero where there is no ask.
    uint32 lockFor;
    /// When it asked, in seconds since 1970 (until the year 2106).
    uint32 askedAt;
}
