// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @notice A token that does what a vetted token does not.
contract HostileToken is ERC20 {
    enum Mood {
        Honest,
        ReturnsFalse,
        Reverts,
        TakesFee,
        Reenters,
        Blacklists
    }

    error Refused();

    Mood public mood;
    address public blacklisted;
    bytes public reentry;
    /// The answer to the re-entering call.
    bytes public answer;
    bool public reentrySucceeded;

    constructor() ERC20("Hostile", "HOST") {}

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function setMood(Mood mood_) external {
        mood = mood_;
    }

    function setBlacklisted(address account) external {
        blacklisted = account;
    }

    function setReentry(bytes calldata data) external {
        reentry = data;
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        if (!_obey(to)) return false;
        return super.transfer(to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        if (!_obey(to)) return false;
        super.transferFrom(from, to, amount);
        if (mood == Mood.TakesFee) _burn(to, amount / 100 + 1);
        return true;
    }

    function _obey(address to) private returns (bool) {
        if (mood == Mood.ReturnsFalse) return false;
        if (mood == Mood.Reverts) revert Refused();
        if (mood == Mood.Blacklists && to == blacklisted) revert Refused();
        if (mood == Mood.Reenters) {
            (reentrySucceeded, answer) = msg.sender.call(reentry);
        }
        return true;
    }
}
