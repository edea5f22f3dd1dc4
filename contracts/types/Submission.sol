// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Receipt} from "./Receipt.sol";

/// @notice A worker's result with what speaks for it.
struct Submission {
    Receipt receipt;
    /// The worker's signature over the receipt (ECDSA, or ERC-1271 for a contract).
    bytes signature;
    /// The output's canonical bytes, at most MAX_INLINE and checked against the receipt; empty when they travel elsewhere.
    bytes output;
    /// What the verifier asks beyond the signature (a proof, a quote); empty for most methods.
    bytes evidence;
}
