// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IMarket} from "../../interfaces/IMarket.sol";
import {IReferee} from "../../interfaces/IReferee.sol";
import {Claims} from "./Claims.sol";
import {Demands} from "./Demands.sol";

/// @title Entry
/// @notice How disputes begin: code of the dispute game, which runs it by delegatecall, because one contract would be too large.
/// @dev Its storage is that of Claims, where the game's begins. Called directly it does nothing, since no verifier listens to it.
contract Entry is Demands {
    constructor(
        IMarket market_,
        IReferee referee_,
        uint256 bond_,
        uint256 moveTime_,
        uint256 demandFeePerPage_
    ) Claims(market_, referee_, bond_, moveTime_) Demands(demandFeePerPage_) {}
}
