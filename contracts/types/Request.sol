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

/// @dev The EIP-712 struct hash; the market adds its domain.
function hash(Request calldata self) pure returns (bytes32) {
    return
        keccak256(
            abi.encode(
                REQUEST_TYPEHASH,
                self.requester,
                self.nonce,
                self.model,
                self.inputRoot,
                self.offer.hash(),
                self.policy.hash(),
                self.callback.hash()
            )
        );
}

/// @dev The request without its requester and model, each field at its own width, one after another: what the log of a posted
/// request holds beside these two. A third of the ABI encoding's length, and the log is what posting pays most for.
function terms(Request calldata self) pure returns (bytes memory) {
    Offer calldata offer = self.offer;
    return
        bytes.concat(
            abi.encodePacked(self.nonce, self.inputRoot, offer.minFee, offer.maxFee, offer.rampStart, offer.rampLength),
            abi.encodePacked(offer.lockFor, offer.expiry, offer.collateral, offer.worker),
            abi.encodePacked(self.policy.seats, self.policy.verifier),
            abi.encodePacked(self.callback.target, self.callback.gasLimit, self.callback.when),
            self.policy.params
        );
}
