// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IDisputeClaims} from "../../interfaces/IDisputeClaims.sol";
import {IMarket} from "../../interfaces/IMarket.sol";
import {IReferee} from "../../interfaces/IReferee.sol";
import {PagedMerkle} from "../../libraries/PagedMerkle.sol";
import {Claim} from "../../types/Claim.sol";
import {Demand} from "../../types/Demand.sol";
import {Game} from "../../types/Game.sol";
import {JobId} from "../../types/JobId.sol";
import {Header, ProgramHeader} from "./ProgramHeader.sol";
import {SparseTree} from "./SparseTree.sol";

/// @title Claims
/// @notice What is disputed, how it stands, and who showed it wrong first. Games and demands are counted, never listed, so their
/// number makes nothing dearer.
abstract contract Claims is IDisputeClaims, ReentrancyGuardTransient {
    /// @inheritdoc IDisputeClaims
    bytes32 public constant PROFILE_EXACT = keccak256("assay.exact.1");
    /// @inheritdoc IDisputeClaims
    uint256 public constant MAX_MOVES = 12;

    uint256 internal constant _LONGEST_MOVE_TIME = 30 days;

    /// @inheritdoc IDisputeClaims
    IMarket public immutable market;
    /// @inheritdoc IDisputeClaims
    IReferee public immutable referee;
    /// @inheritdoc IDisputeClaims
    uint256 public immutable bond;
    /// @inheritdoc IDisputeClaims
    uint256 public immutable moveTime;

    /// @inheritdoc IDisputeClaims
    uint256 public lastNumber;

    /// @inheritdoc IDisputeClaims
    mapping(bytes32 commitment => uint256 blockNumber) public committedAt;
    /// @inheritdoc IDisputeClaims
    mapping(bytes32 claim => mapping(address challenger => uint256 game)) public gameOf;

    mapping(bytes32 id => Claim claim) internal _claims;
    mapping(uint256 number => Game game) internal _games;
    mapping(uint256 number => Demand demand) internal _demands;

    constructor(IMarket market_, IReferee referee_, uint256 bond_, uint256 moveTime_) {
        if (address(market_).code.length == 0) revert ContractMissing(address(market_));
        if (address(referee_).code.length == 0) revert ContractMissing(address(referee_));
        if (moveTime_ == 0 || moveTime_ > _LONGEST_MOVE_TIME) revert ParameterOutOfRange(moveTime_);
        // INVARIANT: a challenge pays for the answers to it, so nobody can wear a worker out with challenges.
        if (bond_ == 0) revert ParameterOutOfRange(bond_);
        bond = bond_;
        market = market_;
        referee = referee_;
        moveTime = moveTime_;
    }

    /// @dev Notes who showed the claim wrong, if nobody was there before it.
    function _refute(Claim storage claim, address account, uint40 since, uint256 number) internal {
        // INVARIANT: the earliest is rewarded, whoever ends first: a copy of a challenge is later than the challenge.
        if (claim.winner != address(0)) {
            if (since > claim.winnerSince) return;
            if (since == claim.winnerSince && number > claim.winnerNumber) return;
        }
        claim.winner = account;
        claim.winnerSince = since;
        claim.winnerNumber = uint40(number);
    }

    /// @dev Whether a page is zero from `used` on.
    function _isPadded(bytes calldata page, uint256 used) internal pure returns (bool) {
        for (uint256 at = (used / 32) * 32; at < PagedMerkle.PAGE_SIZE; at += 32) {
            uint256 word = uint256(bytes32(page[at:at + 32]));
            if (at < used) word <<= 8 * (used - at);
            if (word != 0) return false;
        }
        return true;
    }

    function _claimIdOf(JobId job, address worker, bytes32 outputRoot) internal pure returns (bytes32) {
        return keccak256(abi.encode(job, worker, outputRoot));
    }

    /// @dev Checks that a step stands in a program at its place.
    function _checkStep(
        Header memory header,
        uint256 index,
        bytes calldata step,
        bytes32[] calldata proof
    ) internal pure {
        bytes32 actual = PagedMerkle.rootFromProof(keccak256(step), index, SparseTree.depth(header.stepCount), proof);
        // INVARIANT: the step that is judged is the program's at that place, and no other.
        if (actual != header.stepsRoot) revert StepMismatch(actual, header.stepsRoot);
    }

    /// @dev How a step's output lies in bytes.
    function _outputOf(bytes calldata step) internal view returns (uint256 elementBytes, uint256 byteLength) {
        uint8 dtype;
        (dtype, byteLength) = referee.outputOf(step);
        // Steps produce u8 and i32; weights alone are i8.
        elementBytes = dtype == 2 ? 0 : ProgramHeader.elementBytes(dtype);
        // INVARIANT: a tensor has a bounded number of pages, each of whole elements.
        if (
            elementBytes == 0 ||
            byteLength == 0 ||
            byteLength > ProgramHeader.MAX_TENSOR_BYTES ||
            byteLength % elementBytes != 0
        ) revert StepOutputOutOfRange(dtype, byteLength);
    }

    function _parse(bytes calldata encoding) internal pure returns (Header memory header) {
        bool valid;
        (valid, header) = ProgramHeader.parse(encoding);
        if (!valid) revert HeaderMalformed();
    }
}
