// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IPriceFeed} from "../periphery/interfaces/IPriceFeed.sol";

/// @notice A price feed whose rounds a test sets.
contract ScriptedFeed is IPriceFeed {
    struct Round {
        int256 answer;
        uint256 updatedAt;
    }

    error NoDataPresent();

    uint80 public latest;
    bool public fails;
    mapping(uint80 round => Round data) private _rounds;

    function set(uint80 round, int256 answer, uint256 updatedAt) external {
        _rounds[round] = Round(answer, updatedAt);
        latest = round;
    }

    function setFails(bool fails_) external {
        fails = fails_;
    }

    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        return getRoundData(latest);
    }

    function getRoundData(uint80 round) public view returns (uint80, int256, uint256, uint256, uint80) {
        if (fails) revert NoDataPresent();
        Round memory data = _rounds[round];
        return (round, data.answer, data.updatedAt, data.updatedAt, round);
    }
}
