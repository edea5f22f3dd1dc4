// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Callback} from "./Callback.sol";
import {ModelId} from "./ModelId.sol";
import {Offer} from "./Offer.sol";
import {Policy} from "./Policy.sol";

/// @notice What a requester posts or signs. Its EIP-712 digest is the job's id.
struct Request {
    /// Who pays, and to whom unspent money returns.
    address requester;
    /// Any number that the requester has not used with the same other fields.
    uint256 nonce;
    ModelId model;
    /// The paged Merkle root of the input's canonical bytes.
    bytes32 inputRoot;
    Offer offer;
    Policy policy;
    Callback callback;
}

using {hash, terms} for Request global;

bytes32 constant REQUEST_TYPEHASH = keccak256(
    "Request(address requester,uint256 nonce,bytes32 model,bytes32 inputRoot,Offer offer,Policy policy,Callback callback)"
    "Callback(address target,uint32 gasLimit,uint8 when)"
    "Offer(uint96 minFee,uint96 maxFee,uint40 rampStart,uint32 rampLength,uint32 lockFor,uint40 expiry,uint96 collateral,address worker)"
    "Policy(uint8 seats,address verifier,bytes params)"
);

/// @notice A field of the request is wider than its type.
error FieldOutOfRange();

/// @dev The EIP-712 struct hash; the market adds its domain.
function hash(Request calldata self) pure returns (bytes32 result) {
    bytes32 typehash = REQUEST_TYPEHASH;
    bytes32 offerHash = self.offer.hash();
    bytes32 policyHash = self.policy.hash();
    bytes32 callbackHash = self.callback.hash();
    // Assembly, because every function hashes its request, and the compiler would load, check and store word by word what one
    // copy takes over. A field wider than its type gives a digest of its own, for which no job exists: terms() refuses it.
    assembly ("memory-safe") {
        let at := mload(0x40)
        mstore(at, typehash)
        // requester, nonce, model, inputRoot
        calldatacopy(add(at, 0x20), self, 0x80)
        mstore(add(at, 0xa0), offerHash)
        mstore(add(at, 0xc0), policyHash)
        mstore(add(at, 0xe0), callbackHash)
        result := keccak256(at, 0x100)
    }
}

/// @dev The request without its requester and model, each field at its own width, one after another: what the log of a posted
/// request holds beside these two. A third of the ABI encoding's length, and the log is what posting pays most for.
function terms(Request calldata self) pure returns (bytes memory packed) {
    Offer calldata offer = self.offer;
    Policy calldata policy = self.policy;
    Callback calldata callback = self.callback;
    bytes calldata params = policy.params;
    uint256 excess = 0;
    // Assembly, because abi.encodePacked of fifteen fields does not fit the stack and in parts is copied again and again. A
    // fuzz test holds it to abi.encodePacked.
    assembly ("memory-safe") {
        // Each word is written with its bytes to the left, and the next one over what is too much.
        function write(from, count, widths, to, dirt) -> end, dirtier {
            end := to
            dirtier := dirt
            for {
                let i := 0
            } lt(i, count) {
                i := add(i, 1)
            } {
                let word := calldataload(add(from, shl(5, i)))
                let bits := shl(3, byte(i, widths))
                dirtier := or(dirtier, shr(bits, word))
                mstore(end, shl(sub(256, bits), word))
                end := add(end, shr(3, bits))
            }
        }
        packed := mload(0x40)
        let at := add(packed, 0x20)
        // nonce, and two words further inputRoot
        mstore(at, calldataload(add(self, 0x20)))
        mstore(add(at, 0x20), calldataload(add(self, 0x60)))
        at := add(at, 0x40)
        at, excess := write(offer, 8, 0x0c0c050404050c14000000000000000000000000000000000000000000000000, at, excess)
        at, excess := write(policy, 2, 0x0114000000000000000000000000000000000000000000000000000000000000, at, excess)
        at, excess := write(callback, 3, 0x1404010000000000000000000000000000000000000000000000000000000000, at, excess)
        excess := or(excess, shr(160, calldataload(self)))
        calldatacopy(at, params.offset, params.length)
        let length := add(sub(sub(at, packed), 0x20), params.length)
        mstore(packed, length)
        mstore(0x40, and(add(add(packed, 0x5f), length), not(0x1f)))
    }
    // INVARIANT: what the log says hashes to the job's id.
    if (excess != 0) revert FieldOutOfRange();
}
