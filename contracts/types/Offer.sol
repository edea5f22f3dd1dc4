// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

/// @notice What a requester pays for one seat, and the times that bind requester and worker.
struct Offer {
    /// The fee until `rampStart`, in units of the market's token.
    uint96 minFee;
    /// The fee from `rampStart + rampLength` on; equal to `minFee` for a fixed price.
    uint96 maxFee;
    /// When the fee begins to rise, in seconds since 1970.
    uint40 rampStart;
    /// How long it rises, in seconds.
    uint32 rampLength;
    /// How long a worker has from its claim to its result, in seconds.
    uint32 lockFor;
    /// The last second at which a seat can be claimed.
    uint40 expiry;
    /// What every seat locks when it is claimed, in units of the market's token.
    uint96 collateral;
    /// The only account that may claim, or zero for anyone.
    address worker;
}

using {feeAt, hash} for Offer global;

bytes32 constant OFFER_TYPEHASH = keccak256(
    "Offer(uint96 minFee,uint96 maxFee,uint40 rampStart,uint32 rampLength,uint32 lockFor,uint40 expiry,uint96 collateral,address worker)"
);

/// @dev A reverse Dutch auction: the fee rises in a straight line. Rounds down, so never above `maxFee`.
function feeAt(Offer calldata self, uint256 time) pure returns (uint256) {
    uint256 minFee = self.minFee;
    uint256 rise = self.maxFee - minFee;
    uint256 start = self.rampStart;
    if (rise == 0 || time <= start) return minFee;
    uint256 elapsed = time - start;
    uint256 length = self.rampLength;
    if (elapsed >= length) return minFee + rise;
    return minFee + (rise * elapsed) / length;
}

function hash(Offer calldata self) pure returns (bytes32 result) {
    bytes32 typehash = OFFER_TYPEHASH;
    // Assembly, because the struct's words lie in calldata as they are hashed, and one copy is cheaper than 8.
    assembly ("memory-safe") {
        let at := mload(0x40)
        mstore(at, typehash)
        calldatacopy(add(at, 0x20), self, 0x100)
        result := keccak256(at, 0x120)
    }
}
