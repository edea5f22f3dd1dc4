// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

/// @notice The terms on which a worker serves a model. They are a price tag, not a promise: only a claim binds.
/// @dev One slot: fee 12, collateral 12, lockFor 4, askedAt 4 bytes.
struct Ask {
    /// The lowest fee, in units of the market's token.
    uint96 fee;
    /// The highest collateral that it locks, in units of the market's token.
    uint96 collateral;
    /// The longest time that it needs after its claim, in seconds; zero if there is no ask.
    uint32 lockFor;
    /// When the ask was set, in seconds since 1970 (until the year 2106).
    uint32 askedAt;
}
