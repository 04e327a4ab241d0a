// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {PolderToken} from "./PolderToken.sol";
import {Settlement} from "./Settlement.sol";
import {Staking} from "./Staking.sol";

/// @notice What never changes.
struct SeedTerms {
    uint256 demandFee; // wei; pays the validator for answering
    uint64 demandAfter; // seconds without a final header until the next epoch's link can be demanded
    uint64 answerTime; // seconds to answer
    uint64 recommitLag; // epochs until another chain counts
    uint32 withheldPpm; // of its own bond that a validator loses by not answering
}

/// @title Seed chains of validators, and what withholding a link costs.
/// @notice A chain is made backwards: link(e) = SHA-256(link(e + 1)), and its tip is the SHA-256 of the first epoch's
/// link. Links are revealed off chain, one an epoch. Who needs one that is not revealed demands it here.
contract Seeds {
    using SafeERC20 for PolderToken;

    event Committed(address indexed validator, bytes32 tip, uint64 fromEpoch);
    /// @notice `link` of `epoch` is on chain.
    event Revealed(address indexed validator, uint64 indexed epoch, bytes32 link);
    event Demanded(address indexed validator, uint64 indexed epoch, address indexed by, uint64 until);
    event Withheld(address indexed validator, uint64 indexed epoch);

    error NotStaking(address caller);
    error NoChain(address validator, uint64 epoch);
    error BadLink(address validator, uint64 epoch);
    error TooFar(uint64 epoch, uint64 most);
    error KnownBefore(uint64 epoch);
    error DemandOpen(address validator);
    error NoDemand(address validator);
    error NotDue(uint256 from);
    error NoTip();
    error NotCommitted(address validator);

    struct Chain {
        bytes32 link; // the last one known here, or the tip
        uint64 next; // epoch of the link that hashes to it
        uint64 nextFrom; // 0, or epoch from which `nextTip` counts
        bytes32 nextTip;
    }

    struct Demand {
        address by;
        uint64 epoch;
        uint64 until; // last second to answer; 0: no demand
    }

    /// @notice So many links can be skipped in one transaction; `reveal` others in between.
    uint64 public constant MOST_STEPS = 1024;

    PolderToken public immutable token;
    Staking public immutable staking;
    Settlement public immutable settlement;
    uint256 public immutable demandFee;
    uint64 public immutable demandAfter;
    uint64 public immutable answerTime;
    uint64 public immutable recommitLag;
    uint32 public immutable withheldPpm;

    mapping(address validator => Chain) private _chains;
    /// @notice The open demand on a validator; `until` is 0 when there is none.
    mapping(address validator => Demand) public demands;

    constructor(PolderToken token_, Staking staking_, Settlement settlement_, SeedTerms memory terms) {
        token = token_;
        staking = staking_;
        settlement = settlement_;
        demandFee = terms.demandFee;
        demandAfter = terms.demandAfter;
        answerTime = terms.answerTime;
        recommitLag = terms.recommitLag;
        withheldPpm = terms.withheldPpm;
    }

    /// @notice A validator's first chain, from the next epoch on. Only for Staking, when it registers.
    function begin(address validator, bytes32 tip) external {
        if (msg.sender != address(staking)) revert NotStaking(msg.sender);
        if (tip == 0) revert NoTip();
        uint64 from = settlement.nextEpoch();
        _chains[validator] = Chain(tip, from, 0, 0);
        emit Committed(validator, tip, from);
    }

    /// @notice Another chain for the caller, from `recommitLag` epochs after the next on. One that waits is replaced.
    function recommit(bytes32 tip) external {
        if (tip == 0) revert NoTip();
        Chain storage chain = _chains[msg.sender];
        if (chain.link == 0) revert NotCommitted(msg.sender);
        if (demands[msg.sender].until != 0) revert DemandOpen(msg.sender);
        _turn(chain, settlement.nextEpoch());
        uint64 from = settlement.nextEpoch() + recommitLag + 1;
        (chain.nextTip, chain.nextFrom) = (tip, from);
        emit Committed(msg.sender, tip, from);
    }

    /// @notice Puts the link of `epoch` on chain, and answers a demand for it. Anyone may who knows it; links between
    /// the last known one and this need not have been there, up to 1,024 of them.
    function reveal(address validator, uint64 epoch, bytes32 link) external {
        Chain storage chain = _chains[validator];
        Demand memory demand_ = demands[validator];
        // While a link of the old chain is demanded, nobody turns to the new one: it could not be answered any more.
        if (demand_.until != 0 && demand_.epoch < chain.nextFrom && epoch >= chain.nextFrom) {
            revert DemandOpen(validator);
        }
        // A chain whose time has not come does not end the old one: links withheld of that could not be demanded.
        uint64 next = settlement.nextEpoch();
        _turn(chain, epoch < next ? epoch : next);
        _verify(chain, validator, epoch, link);
        (chain.link, chain.next) = (link, epoch + 1);
        emit Revealed(validator, epoch, link);
        if (demand_.until != 0 && demand_.epoch <= epoch) {
            delete demands[validator];
            if (demandFee != 0) token.safeTransfer(validator, demandFee);
        }
    }

    /// @notice Demands the link of `epoch` of a validator: a past one, or the next one when nothing became final for
    /// `demandAfter`. Costs `demandFee`, approved before; it comes back if the validator does not answer.
    function demand(address validator, uint64 epoch) external {
        if (demands[validator].until != 0) revert DemandOpen(validator);
        uint64 next = settlement.nextEpoch();
        if (epoch > next) revert TooFar(epoch, next);
        uint256 due = epoch == next ? settlement.lastFinalisedAt() + demandAfter : 0;
        if (block.timestamp < due) revert NotDue(due);
        Chain storage chain = _chains[validator];
        _turn(chain, epoch);
        if (chain.link == 0) revert NoChain(validator, epoch);
        if (epoch < chain.next) revert KnownBefore(epoch);
        if (epoch - chain.next >= MOST_STEPS) revert TooFar(epoch, chain.next + MOST_STEPS - 1);
        uint64 until = uint64(block.timestamp) + answerTime;
        demands[validator] = Demand(msg.sender, epoch, until);
        emit Demanded(validator, epoch, msg.sender, until);
        if (demandFee != 0) token.safeTransferFrom(msg.sender, address(this), demandFee);
    }

    /// @notice Slashes a validator that did not answer in time; who demanded gets the fee back and the reporter's share.
    function punish(address validator) external {
        Demand memory demand_ = demands[validator];
        if (demand_.until == 0) revert NoDemand(validator);
        if (block.timestamp <= demand_.until) revert NotDue(uint256(demand_.until) + 1);
        delete demands[validator];
        emit Withheld(validator, demand_.epoch);
        staking.slash(validator, demand_.by, withheldPpm, 0, false);
        if (demandFee != 0) token.safeTransfer(demand_.by, demandFee);
    }

    /// @notice The chain of a validator: `link` is what the next one, of epoch `next`, must hash to; `nextTip` counts
    /// from epoch `nextFrom` on, if that is not 0.
    function chainOf(address validator)
        external
        view
        returns (bytes32 link, uint64 next, bytes32 nextTip, uint64 nextFrom)
    {
        Chain memory chain = _chains[validator];
        return (chain.link, chain.next, chain.nextTip, chain.nextFrom);
    }

    /// @dev Goes over to the chain that counts at `epoch`.
    function _turn(Chain storage chain, uint64 epoch) private {
        if (chain.nextFrom != 0 && epoch >= chain.nextFrom) {
            (chain.link, chain.next) = (chain.nextTip, chain.nextFrom);
            (chain.nextTip, chain.nextFrom) = (0, 0);
        }
    }

    function _verify(Chain storage chain, address validator, uint64 epoch, bytes32 link) private view {
        if (chain.link == 0) revert NoChain(validator, epoch);
        if (epoch < chain.next) revert KnownBefore(epoch);
        if (epoch - chain.next >= MOST_STEPS) revert TooFar(epoch, chain.next + MOST_STEPS - 1);
        bytes32 hash = link;
        for (uint64 at = chain.next; at <= epoch; at++) {
            hash = sha256(abi.encodePacked(hash));
        }
        if (hash != chain.link) revert BadLink(validator, epoch);
    }
}
