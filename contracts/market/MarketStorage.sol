// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {JobId} from "../types/JobId.sol";
import {MAX_SEATS, Seat} from "../types/Seat.sol";
import {StoredJob} from "../types/StoredJob.sol";

/// @title MarketStorage
/// @notice Everything the market stores, in one place and first in every contract's line of inheritance, so that code which
/// the market runs by delegatecall (jobs of several seats) finds each word where the market has it.
abstract contract MarketStorage {
    /// @dev A struct, so that a balance that is read and written is looked up once.
    struct Balance {
        uint256 amount;
    }

    mapping(address account => Balance balance) internal _balances;
    mapping(address owner => mapping(address operator => bool approved)) internal _operators;
    mapping(JobId job => StoredJob stored) internal _jobs;
    /// @dev One bit for each nonce of a request that was signed off chain, and brought or cancelled.
    mapping(address requester => mapping(uint256 word => uint256 bits)) internal _nonces;
    /// @dev When a commitment to a result was announced, in seconds since 1970.
    mapping(bytes32 commitment => uint256 time) internal _announcements;
    /// @dev The seats of jobs that have several.
    mapping(JobId job => Seat[MAX_SEATS] seats) internal _panelSeats;
}
