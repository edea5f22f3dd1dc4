// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

/// @notice How the input travels: inline, or by reference.
struct Input {
    /// The canonical bytes, at most MAX_INLINE; the market checks their root.
    bytes data;
    /// Where the bytes can be fetched when `data` is empty. Readers check the root.
    string[] uris;
}
