// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Settlement} from "../../contracts/lib/Settlement.sol";
import {Offer} from "../../contracts/market/types/Request.sol";

/// @notice For all amounts: a seat's price and collateral are split without a rest, and nobody gets more than the rules give.
contract SettlementProof {
    function feeIsSplitWithoutRest(uint96 fee, uint16 royaltyBps) external pure {
        require(royaltyBps <= 2_000);
        (uint256 royalty, uint256 earned) = Settlement.splitFee(fee, royaltyBps);
        assert(royalty + earned == fee);
    }

    function royaltyIsAtMostAFifth(uint96 fee, uint16 royaltyBps) external pure {
        require(royaltyBps <= 2_000);
        (uint256 royalty, ) = Settlement.splitFee(fee, royaltyBps);
        assert(royalty * 5 <= fee);
    }

    function forfeitIsSplitWithoutRest(uint96 collateral) external pure {
        (uint256 rewarded, uint256 burned) = Settlement.splitForfeit(collateral);
        assert(rewarded + burned == collateral);
        assert(rewarded <= burned);
    }

    /// @notice The ways in which a seat ends, with what each pays out of the price (maxFee) and the collateral that were locked.
    function seatIsSettledWithoutRest(
        uint96 maxFee,
        uint96 fee,
        uint16 royaltyBps,
        uint96 collateral,
        bool isPaid,
        bool isTaken,
        bool hasChallenger
    ) external pure {
        require(fee <= maxFee && royaltyBps <= 2_000);
        uint256 refund = maxFee;
        uint256 out = 0;
        if (isPaid) {
            (uint256 royalty, uint256 earned) = Settlement.splitFee(fee, royaltyBps);
            refund -= royalty + earned;
            out = royalty + earned + collateral;
        } else if (isTaken) {
            (uint256 rewarded, uint256 burned) = Settlement.splitForfeit(collateral);
            if (!hasChallenger) (rewarded, burned) = (0, rewarded + burned);
            out = rewarded + burned;
        } else {
            out = collateral;
        }
        assert(out + refund == uint256(maxFee) + collateral);
    }
}

/// @notice For all offers and times: the fee lies between minFee and maxFee.
contract OfferProof {
    function feeIsWithinTheOffer(Offer calldata offer, uint40 time) external pure {
        require(offer.minFee <= offer.maxFee);
        uint256 fee = offer.feeAt(time);
        assert(fee >= offer.minFee);
        assert(fee <= offer.maxFee);
    }
}
