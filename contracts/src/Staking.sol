// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {PolderToken} from "./PolderToken.sol";
import {Seeds} from "./Seeds.sol";
import {Settlement} from "./Settlement.sol";
import {ValidatorSets, StakingTerms} from "./ValidatorSets.sol";

/// @title Bonds of validators, and stake that others delegate to them.
/// @notice A validator is an account; it signs headers with its key. Stake that leaves stays slashable until a set
/// version without it has been in force for `unbondingDelay`, and until all headers before that version stand. Nobody
/// but its owner takes stake out; slashing burns it, but for the reporter's share.
contract Staking is ValidatorSets {
    using SafeERC20 for PolderToken;
    using SafeCast for uint256;

    event Registered(address indexed validator, uint32 commissionPpm, bytes32 seedTip);
    event Bonded(address indexed validator, uint256 amount, uint256 own);
    event Unbonding(address indexed validator, uint256 amount, uint64 version);
    event CommissionSet(address indexed validator, uint32 commissionPpm, uint64 from);
    event Delegated(address indexed account, address indexed validator, uint256 amount, uint256 shares);
    event Undelegating(address indexed account, address indexed validator, uint256 amount, uint64 version);
    event Withdrawn(address indexed account, address indexed validator, uint256 amount);
    /// @notice `amount` wei were taken from `validator` and its delegators; of these `reward` went to `reporter`, the
    /// rest was burnt. A struck validator never signs again.
    event Slashed(
        address indexed validator,
        address indexed by,
        address indexed reporter,
        uint256 amount,
        uint256 reward,
        bool struck
    );

    error RegisteredBefore(address validator);
    error Commission(uint32 ppm);
    error BondTooSmall(uint256 amount, uint256 least);
    error NoAmount();
    error TooMuch(uint256 amount, uint256 most);
    error NotSlasher(address caller);
    error StillBound(uint64 version, uint256 from);
    error StillDisputable(uint64 standing, uint64 from);

    /// @dev Of `account` with one validator. Shares of the validator's pools.
    struct Delegation {
        uint128 shares;
        uint128 votes; // what the shares were worth when last looked at
        uint128 leavingShares;
        uint64 leftVersion; // the latest set version when stake last left
    }

    /// @notice Of what is slashed, the reporter's part, in parts per million.
    uint256 public constant REPORTER_PPM = 50_000;

    PolderToken public immutable token;
    Seeds public immutable seeds;
    address private immutable _disputes;
    address private immutable _faults;
    uint64 public immutable unbondingDelay;

    mapping(address account => mapping(address validator => Delegation)) private _delegations;
    mapping(address validator => bool) private _faulted;

    /// @param token_ what is staked
    /// @param settlement_ where set versions go
    /// @param seeds_ where seed chains are committed; may slash
    /// @param slashers Disputes and Faults, which may slash
    constructor(
        PolderToken token_,
        Settlement settlement_,
        Seeds seeds_,
        address[2] memory slashers,
        StakingTerms memory terms
    ) ValidatorSets(settlement_, terms) {
        token = token_;
        seeds = seeds_;
        (_disputes, _faults) = (slashers[0], slashers[1]);
        unbondingDelay = terms.unbondingDelay;
    }

    // ── validators ─────────────────────────────────────────────────────────────────────────────────────────────────

    /// @notice Makes the caller a validator, with `amount` wei of its own, approved before. An account registers once;
    /// when struck it needs another key.
    /// @param commissionPpm its part of what its delegators earn, up to 1,000,000; the node pays by it
    /// @param seedTip end of its seed chain (see Seeds)
    function register(uint256 amount, uint32 commissionPpm, bytes32 seedTip) external {
        Validator storage v = _validators[msg.sender];
        if (v.registered) revert RegisteredBefore(msg.sender);
        if (amount < minBond) revert BondTooSmall(amount, minBond);
        if (commissionPpm > MILLION) revert Commission(commissionPpm);
        v.registered = true;
        v.commissionPpm = v.nextCommissionPpm = commissionPpm;
        v.seenAt = uint48(block.timestamp);
        emit Registered(msg.sender, commissionPpm, seedTip);
        seeds.begin(msg.sender, seedTip);
        bond(amount);
    }

    /// @notice Adds `amount` wei, approved before, to the caller's own bond.
    function bond(uint256 amount) public {
        Validator storage v = _requireOpen(msg.sender);
        if (amount == 0) revert NoAmount();
        v.own += amount.toUint128();
        _changeVotes(msg.sender, 0, amount);
        emit Bonded(msg.sender, amount, v.own);
        token.safeTransferFrom(msg.sender, address(this), amount);
        _tryEnter(msg.sender);
    }

    /// @notice Starts to take `amount` wei out of the caller's own bond. Taking out more starts the wait anew.
    function unbond(uint256 amount) external {
        Validator storage v = _validators[msg.sender];
        if (amount == 0) revert NoAmount();
        if (amount > v.own) revert TooMuch(amount, v.own);
        v.own -= uint128(amount);
        v.ownLeaving += uint128(amount);
        v.ownLeftVersion = version;
        _changeVotes(msg.sender, amount, 0);
        if (v.own < minBond) _leave(msg.sender);
        emit Unbonding(msg.sender, amount, version);
    }

    /// @notice Pays out what the caller unbonded.
    /// @param since a set version opened after that, in force for `unbondingDelay`; all headers before it stand
    function withdrawBond(uint64 since) external {
        Validator storage v = _validators[msg.sender];
        uint256 amount = v.ownLeaving;
        if (amount == 0) revert NoAmount();
        _requireLeft(v.ownLeftVersion, since);
        v.ownLeaving = 0;
        emit Withdrawn(msg.sender, msg.sender, amount);
        token.safeTransfer(msg.sender, amount);
    }

    /// @notice Sets the caller's commission; a higher one holds only after `unbondingDelay`, so that delegators can
    /// leave.
    function setCommission(uint32 ppm) external {
        Validator storage v = _requireOpen(msg.sender);
        if (ppm > MILLION) revert Commission(ppm);
        uint32 current = commissionOf(msg.sender);
        uint64 from = uint64(block.timestamp) + (ppm > current ? unbondingDelay : 0);
        (v.commissionPpm, v.nextCommissionPpm, v.nextCommissionAt) = (current, ppm, uint48(from));
        emit CommissionSet(msg.sender, ppm, from);
    }

    /// @notice The commission in force, in parts per million.
    function commissionOf(address validator) public view returns (uint32) {
        Validator storage v = _validators[validator];
        return block.timestamp >= v.nextCommissionAt ? v.nextCommissionPpm : v.commissionPpm;
    }

    // ── delegators ─────────────────────────────────────────────────────────────────────────────────────────────────

    /// @notice Stakes `amount` wei, approved before, with `validator`. It shares in the validator's slashing.
    function delegate(address validator, uint256 amount) external {
        Validator storage v = _requireOpen(validator);
        if (amount == 0) revert NoAmount();
        // A pool loses only to strikes, at most two, each at most half: a share stays above a fifth of a wei.
        uint128 shares = v.poolShares == 0 ? amount.toUint128() : Math.mulDiv(amount, v.poolShares, v.pool).toUint128();
        v.pool += amount.toUint128();
        v.poolShares += shares;
        _delegations[msg.sender][validator].shares += shares;
        sync(msg.sender, validator);
        emit Delegated(msg.sender, validator, amount, shares);
        token.safeTransferFrom(msg.sender, address(this), amount);
        _tryEnter(validator);
    }

    /// @notice Starts to take `amount` wei of the caller's stake out; `type(uint256).max` takes all. Taking out more
    /// starts the wait anew.
    function undelegate(address validator, uint256 amount) external {
        Validator storage v = _validators[validator];
        Delegation storage d = _delegations[msg.sender][validator];
        uint256 shares = d.shares;
        uint256 worth = _worth(shares, v.pool, v.poolShares);
        if (amount == type(uint256).max) amount = worth;
        if (amount == 0) revert NoAmount();
        if (amount > worth) revert TooMuch(amount, worth);
        if (amount < worth) shares = Math.mulDiv(amount, v.poolShares, v.pool, Math.Rounding.Ceil);
        d.shares -= uint128(shares);
        v.poolShares -= uint128(shares);
        v.pool -= uint128(amount);
        uint128 leaving =
            v.leavingShares == 0 ? uint128(amount) : Math.mulDiv(amount, v.leavingShares, v.leaving).toUint128();
        v.leaving += uint128(amount);
        v.leavingShares += leaving;
        d.leavingShares += leaving;
        d.leftVersion = version;
        sync(msg.sender, validator);
        emit Undelegating(msg.sender, validator, amount, version);
    }

    /// @notice Pays out what the caller undelegated from `validator`.
    /// @param since a set version opened after that, in force for `unbondingDelay`; all headers before it stand
    function withdraw(address validator, uint64 since) external {
        Validator storage v = _validators[validator];
        Delegation storage d = _delegations[msg.sender][validator];
        uint128 shares = d.leavingShares;
        if (shares == 0) revert NoAmount();
        _requireLeft(d.leftVersion, since);
        uint128 amount = uint128(_worth(shares, v.leaving, v.leavingShares));
        d.leavingShares = 0;
        v.leavingShares -= shares;
        v.leaving -= amount;
        emit Withdrawn(msg.sender, validator, amount);
        token.safeTransfer(msg.sender, amount);
    }

    /// @notice Brings the votes of `account` to what its stake with `validator` is worth after slashing. Anyone may.
    function sync(address account, address validator) public {
        Validator storage v = _validators[validator];
        Delegation storage d = _delegations[account][validator];
        uint128 worth = uint128(_worth(d.shares, v.pool, v.poolShares));
        _changeVotes(account, d.votes, worth);
        d.votes = worth;
    }

    /// @notice What `account` has delegated to `validator` and what of that is leaving, in wei; `leftVersion` is the
    /// latest set version when it last took out.
    function delegation(address account, address validator)
        external
        view
        returns (uint256 staked, uint256 leaving, uint64 leftVersion)
    {
        Validator storage v = _validators[validator];
        Delegation storage d = _delegations[account][validator];
        return
            (_worth(d.shares, v.pool, v.poolShares), _worth(d.leavingShares, v.leaving, v.leavingShares), d.leftVersion);
    }

    function _worth(uint256 shares, uint256 pool, uint256 poolShares) private pure returns (uint256) {
        return shares == 0 ? 0 : Math.mulDiv(shares, pool, poolShares);
    }

    /// @dev The delay does not cover disputes that follow each other, so all that earlier sets signed must stand too.
    function _requireLeft(uint64 leftVersion, uint64 since) private view {
        uint256 inForce = settlement.inForceSince(since);
        if (since <= leftVersion || inForce == 0) revert StillBound(since, type(uint256).max);
        if (block.timestamp < inForce + unbondingDelay) revert StillBound(since, inForce + unbondingDelay);
        (uint64 released, uint64 confirmed,,) = settlement.releases();
        uint64 standing = released > confirmed ? released : confirmed;
        uint64 from = settlement.inForceFrom(since);
        if (standing < from && standing < settlement.nextEpoch()) revert StillDisputable(standing, from);
    }

    // ── slashing ───────────────────────────────────────────────────────────────────────────────────────────────────

    /// @notice Takes `ownPpm` of a validator's own stake and `poolPpm` of its delegators', leaving stake included.
    /// Only for Disputes, Faults and Seeds. A struck validator isn't slashed again, but once for a fault: gives 0.
    /// @param strike whether the validator may never sign again
    function slash(address validator, address reporter, uint32 ownPpm, uint32 poolPpm, bool strike)
        external
        returns (uint256 amount)
    {
        if (msg.sender != _disputes && msg.sender != _faults && msg.sender != address(seeds)) {
            revert NotSlasher(msg.sender);
        }
        Validator storage v = _validators[validator];
        if (strike) urgent = true;
        // Evidence is no secret and is brought again: it counts once. Who was struck for a refuted header, where half is
        // left, still loses the rest for a fault.
        bool fault = msg.sender == _faults;
        if (v.struck && (!fault || _faulted[validator])) return 0;
        if (fault) _faulted[validator] = true;
        uint128 own = _part(v.own, ownPpm);
        uint128 ownLeaving = _part(v.ownLeaving, ownPpm);
        uint128 pool = _part(v.pool, poolPpm);
        uint128 leaving = _part(v.leaving, poolPpm);
        v.own -= own;
        v.ownLeaving -= ownLeaving;
        v.pool -= pool;
        v.leaving -= leaving;
        _changeVotes(validator, own, 0);
        if (strike) v.struck = true;
        if (strike || v.own < minBond) _leave(validator);
        amount = uint256(own) + ownLeaving + pool + leaving;
        uint256 reward = amount * REPORTER_PPM / MILLION;
        emit Slashed(validator, msg.sender, reporter, amount, reward, strike);
        token.burn(amount - reward);
        if (reward != 0) token.safeTransfer(reporter, reward);
    }

    function _part(uint128 amount, uint32 ppm) private pure returns (uint128) {
        return uint128(uint256(amount) * ppm / MILLION);
    }
}
