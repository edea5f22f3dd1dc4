// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IMarketCore} from "./IMarketCore.sol";
import {IPanel} from "./IPanel.sol";

/// @title The market
/// @notice Requests, jobs and the money that follows the verdict. Has no owner, cannot be paused or changed.
/// Functions take the whole request again: its digest is the job's id, and only what changes is stored.
interface IMarket is IMarketCore, IPanel {}
