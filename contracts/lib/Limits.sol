// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

/// @title Limits
/// @notice The markets' constants. The markets expose them, and their interfaces describe each one.
library Limits {
    uint256 internal constant SIGNED_NONCE = 1 << 255;
    uint256 internal constant MAX_LOCK_FOR = 7 days;
    uint256 internal constant MAX_LIFETIME = 90 days;
    uint256 internal constant ANNOUNCEMENT_LIFETIME = 1 days;
    uint256 internal constant VERDICT_TIMEOUT = 30 days;
    uint256 internal constant VERIFIER_GAS = 1_000_000;
    uint256 internal constant MAX_INLINE = 8192;
    uint256 internal constant MAX_CALLBACK_GAS = 2_000_000;
    uint256 internal constant FILL_TIME = 1 hours;
}
