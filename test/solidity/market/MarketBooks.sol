// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Offer} from "../../../contracts/market/types/Request.sol";
import {vm} from "../../../contracts/test/Vm.sol";
import {MarketScene} from "./MarketFixture.sol";

/// @notice Accounts that the test keeps beside the ledger, by the rules of the specification: each account's free and locked
/// money, the burned money, and what each of two parties may have won and lost. A party is all accounts of one person, who
/// requests, works and challenges with them.
abstract contract MarketBooks is MarketScene {
    uint256 internal constant PARTIES = 2;

    address[] public accounts;
    mapping(address account => uint256 amount) public free;
    mapping(address account => uint256 amount) public locked;
    uint256 public burned;
    uint256 public deposited;
    uint256 public withdrawn;
    /// A party's deposits less its withdrawals.
    uint256[PARTIES] public base;
    /// The most that a party can have won: fees of the other's requests, and rewards for the other's wrong or missing results.
    uint256[PARTIES] public gain;
    /// The most that a party can have lost: fees of its own requests, and collateral of its own wrong or missing results.
    uint256[PARTIES] public loss;
    mapping(string action => uint256 count) public done;

    function accountCount() external view returns (uint256) {
        return accounts.length;
    }

    /// @notice An account's free and locked money in the ledger.
    function moneyOf(address account) external view returns (uint256, uint256) {
        return (_balance(account), _locked(account));
    }

    function held() external view returns (uint256) {
        return token.balanceOf(address(ledger));
    }

    /// @notice The party that an account belongs to.
    function partyOf(address account) public view virtual returns (bool found, uint256 party);

    function _lockMoney(address account, uint256 amount) internal {
        free[account] -= amount;
        locked[account] += amount;
    }

    function _freeMoney(address account, uint256 amount) internal {
        locked[account] -= amount;
        free[account] += amount;
    }

    /// @dev Pays a fee from the requester's locked price: the worker's earnings and the publisher's royalty.
    function _payFee(address from, address to, uint256 fee) internal {
        uint256 royalty = (fee * ROYALTY_BPS) / 10_000;
        locked[from] -= fee;
        free[publisher] += royalty;
        free[to] += fee - royalty;
        (, uint256 payer) = partyOf(from);
        (, uint256 earner) = partyOf(to);
        loss[payer] += payer == earner ? royalty : fee;
        if (payer != earner) gain[earner] += fee - royalty;
    }

    /// @dev A worker loses its collateral. Half goes to the account that showed it wrong.
    function _forfeitTo(address account, address challenger, uint256 collateral) internal {
        uint256 rewarded = challenger == address(0) ? 0 : collateral / 2;
        locked[account] -= collateral;
        burned += collateral - rewarded;
        // The market's own account holds the reward for a rescuer, locked.
        if (challenger == address(market)) locked[challenger] += rewarded;
        else if (challenger != address(0)) free[challenger] += rewarded;
        (, uint256 loser) = partyOf(account);
        loss[loser] += collateral;
        (bool known, uint256 winner) = partyOf(challenger);
        if (known && winner != loser) gain[winner] += rewarded;
    }

    /// @dev Like _forfeitTo, after a verdict: if a market is named as challenger, nobody gets the reward.
    function _forfeitShownWrong(address account, address challenger, uint256 collateral) internal {
        bool isBook = challenger == address(market) || challenger == address(multiSeatMarket);
        _forfeitTo(account, isBook ? address(0) : challenger, collateral);
    }

    /// @dev Makes a call that is out of turn, and requires this error.
    function _refused(address caller, address target, bytes memory data, bytes4 error) internal {
        vm.prank(caller);
        (bool succeeded, bytes memory answer) = target.call(data);
        vm.assertTrue(!succeeded, "a call out of turn succeeded");
        vm.assertEq(bytes32(bytes4(answer)), bytes32(error));
        ++done["refused"];
    }

    function _feeOf(Offer storage offer, uint256 time) internal view returns (uint256) {
        uint256 minFee = offer.minFee;
        uint256 maxFee = offer.maxFee;
        uint256 start = offer.rampStart;
        uint256 end = start + offer.rampLength;
        if (time <= start || minFee == maxFee) return minFee;
        if (time >= end) return maxFee;
        return minFee + ((maxFee - minFee) * (time - start)) / (end - start);
    }

    function _bound(uint256 value, uint256 least, uint256 most) internal pure returns (uint256) {
        return least + (value % (most - least + 1));
    }
}

/// @notice Invariants of the ledger and of both parties, whatever happened.
abstract contract BooksInvariants {
    function _checkBooks(MarketBooks books) internal view {
        uint256 owed = books.burned();
        int256[2] memory wealth;
        for (uint256 i = 0; i < books.accountCount(); ++i) {
            address account = books.accounts(i);
            (uint256 free, uint256 locked) = books.moneyOf(account);
            vm.assertEq(free, books.free(account), "free money is off");
            vm.assertEq(locked, books.locked(account), "locked money is off");
            owed += free + locked;
            (bool found, uint256 party) = books.partyOf(account);
            if (found) wealth[party] += int256(free + locked);
        }
        vm.assertEq(books.held(), owed, "the ledger holds another amount than it owes and burned");
        vm.assertEq(books.held(), books.deposited() - books.withdrawn(), "tokens came or went otherwise");
        for (uint256 party = 0; party < 2; ++party) {
            int256 base = int256(books.base(party));
            vm.assertTrue(
                wealth[party] <= base + int256(books.gain(party)),
                "a party won what nobody lost by its own doing"
            );
            vm.assertTrue(wealth[party] >= base - int256(books.loss(party)), "a party lost what it did nothing for");
        }
    }
}
