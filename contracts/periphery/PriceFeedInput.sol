// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IInputSource} from "./interfaces/IInputSource.sol";
import {IPriceFeed} from "./interfaces/IPriceFeed.sol";

/// @title PriceFeedInput
/// @notice The last rounds of a price feed as one byte each, the oldest first: 128 for the newest price, and one more or less for
/// every `stepBps` hundredths of a percent that a price lies above or below it, within 0 and 255. So a model sees the shape of
/// the curve, whatever the price's unit.
contract PriceFeedInput is IInputSource {
    /// @notice The feed's address holds no contract.
    error FeedHasNoCode(address feed);
    /// @notice The number of rounds is zero or above MAX_ROUNDS, the step is zero or above 10,000, or maxAge is zero.
    error ParametersOutOfRange(uint256 rounds, uint256 stepBps, uint256 maxAge);
    /// @notice The feed has no answer in this round.
    error RoundIncomplete(uint80 round);
    /// @notice The price is zero or less.
    error PriceNotPositive(uint80 round, int256 price);
    /// @notice The price is too large to calculate with.
    error PriceTooLarge(uint80 round, int256 price);
    /// @notice The newest price is older than maxAge.
    error PriceStale(uint256 updatedAt, uint256 time);
    /// @notice The feed's phase has fewer rounds than are needed.
    error NotEnoughRounds(uint256 rounds, uint256 needed);

    /// @notice The most rounds.
    uint256 public constant MAX_ROUNDS = 256;

    uint256 private constant _BPS = 10_000;
    int256 private constant _MIDDLE = 128;
    int256 private constant _LARGEST = type(int192).max;

    /// @notice The feed that prices come from.
    IPriceFeed public immutable feed;
    /// @notice The number of rounds in an input.
    uint256 public immutable rounds;
    /// @notice The value of one step of a byte, in hundredths of a percent of the newest price.
    uint256 public immutable stepBps;
    /// @notice The greatest age of the newest price, in seconds.
    uint256 public immutable maxAge;

    constructor(IPriceFeed feed_, uint256 rounds_, uint256 stepBps_, uint256 maxAge_) {
        if (address(feed_).code.length == 0) revert FeedHasNoCode(address(feed_));
        if (rounds_ == 0 || rounds_ > MAX_ROUNDS || stepBps_ == 0 || stepBps_ > _BPS || maxAge_ == 0) {
            revert ParametersOutOfRange(rounds_, stepBps_, maxAge_);
        }
        (feed, rounds, stepBps, maxAge) = (feed_, rounds_, stepBps_, maxAge_);
    }

    /// @inheritdoc IInputSource
    function nextInput(uint256) external view returns (bytes memory data) {
        (uint80 newest, int256 price, , uint256 updatedAt, ) = feed.latestRoundData();
        _check(newest, price, updatedAt);
        // INVARIANT: nobody pays for an answer about outdated prices.
        if (block.timestamp > updatedAt + maxAge) revert PriceStale(updatedAt, block.timestamp);
        // The rounds of a phase count from 1. Earlier rounds belong to another contract behind the feed.
        uint256 known = uint64(newest);
        if (known < rounds) revert NotEnoughRounds(known, rounds);

        data = new bytes(rounds);
        for (uint256 i = 0; i < rounds; ++i) {
            uint80 round = uint80(newest - (rounds - 1 - i));
            int256 older = price;
            if (round != newest) {
                (, older, , updatedAt, ) = feed.getRoundData(round);
                _check(round, older, updatedAt);
            }
            data[i] = _byteOf(older, price);
        }
    }

    function _byteOf(int256 older, int256 newest) private view returns (bytes1) {
        int256 steps = ((older - newest) * int256(_BPS)) / (newest * int256(stepBps));
        int256 value = _MIDDLE + steps;
        if (value < 0) value = 0;
        if (value > 255) value = 255;
        return bytes1(uint8(uint256(value)));
    }

    function _check(uint80 round, int256 price, uint256 updatedAt) private pure {
        if (updatedAt == 0) revert RoundIncomplete(round);
        if (price <= 0) revert PriceNotPositive(round, price);
        if (price > _LARGEST) revert PriceTooLarge(round, price);
    }
}
