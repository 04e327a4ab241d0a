// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Rosters} from "./Rosters.sol";
import {Settlement} from "./Settlement.sol";
import {Votes} from "./Votes.sol";

/// @notice What never changes.
struct StakingTerms {
    uint256 minBond; // wei of its own that a validator needs to be in a set
    uint64 unbondingDelay; // seconds; longer than payout delay and dispute
    uint64 versionInterval; // seconds between set versions
    uint64 stallLimit; // seconds without a final header until the silent can be left out, after as long again
}

/// @title Who signs: candidates, and set versions taken from them.
/// @notice At most 64 candidates, so that no loop is longer; who has more stake than the least of them takes its place.
/// A version is fixed when it is opened, by anyone.
abstract contract ValidatorSets is Votes {
    /// @notice The set of `version`; `roster` holds total and members (see Rosters).
    event VersionOpened(uint64 indexed version, address roster, uint256 members, uint256 total);
    event Entered(address indexed validator, address indexed replaced);
    event Left(address indexed validator);
    event StallDeclared(uint64 at);
    event CheckedIn(address indexed validator);

    error NotOpen(address validator);
    error NotEligible(address validator);
    error WeakerThanAll(address validator, uint256 weight, uint256 least);
    error TooSoon(uint256 from);
    error NoMembers();
    error NotStalled(uint256 from);
    error TooFewPresent(uint256 present, uint256 total);

    struct Validator {
        uint128 own; // wei of its own
        uint128 ownLeaving;
        uint128 pool; // wei delegated to it
        uint128 poolShares;
        uint128 leaving;
        uint128 leavingShares;
        uint64 ownLeftVersion;
        uint48 seenAt;
        uint48 nextCommissionAt;
        uint32 commissionPpm;
        uint32 nextCommissionPpm;
        uint8 place; // 1 + index among the candidates; 0: none
        bool registered;
        bool struck;
    }

    uint256 internal constant MILLION = 1_000_000;

    Settlement public immutable settlement;
    uint256 public immutable minBond;
    uint64 public immutable versionInterval;
    uint64 public immutable stallLimit;

    /// @notice The latest set version; 0 before the first.
    uint64 public version;
    /// @notice When it was opened, seconds since 1970.
    uint64 public openedAt;
    /// @notice When a stall was last declared, seconds since 1970.
    uint64 public stallDeclaredAt;
    /// @notice Whether a validator was struck since, or the set has no members: the next version need not wait.
    bool public urgent;
    /// @notice When the silent were last left out; those come back only when they have checked in since.
    uint64 public siftedAt;
    /// @notice Where the members of a version are stored.
    mapping(uint64 version => address) public rosterOf;
    mapping(address validator => Validator) internal _validators;
    address[] private _candidates;

    constructor(Settlement settlement_, StakingTerms memory terms) {
        settlement = settlement_;
        minBond = terms.minBond;
        versionInterval = terms.versionInterval;
        stallLimit = terms.stallLimit;
    }

    /// @notice Fixes the next set: all candidates with their weight of now. Anyone may, once in `versionInterval`, or
    /// at once when `urgent`. When nothing became final for long, the silent are left out (see
    /// `declareStall`).
    function openVersion() external {
        if (version != 0 && !urgent && block.timestamp < openedAt + versionInterval && !_sifts()) {
            revert TooSoon(openedAt + versionInterval);
        }
        if (_sifts()) _leaveSilent();
        uint256 count = _candidates.length;
        // A set without members signs nothing, but lets the stake of the last ones go.
        if (count == 0 && version == 0) revert NoMembers();
        uint256[] memory members = new uint256[](count);
        for (uint256 i = 0; i < count; i++) {
            members[i] = Rosters.pack(_candidates[i], weightOf(_candidates[i]));
        }
        address roster = Rosters.store(members);
        version++;
        openedAt = uint64(block.timestamp);
        urgent = count == 0;
        rosterOf[version] = roster;
        emit VersionOpened(version, roster, count, Rosters.load(roster)[0]);
        settlement.scheduleSet(version, roster);
    }

    /// @notice The members of `version_` in the order of their bits, with their weights in wei.
    function membersOf(uint64 version_)
        external
        view
        returns (address[] memory accounts, uint256[] memory weights, uint256 total)
    {
        if (rosterOf[version_] == address(0)) return (accounts, weights, 0);
        uint256[] memory words = Rosters.load(rosterOf[version_]);
        accounts = new address[](words.length - 1);
        weights = new uint256[](words.length - 1);
        for (uint256 i = 1; i < words.length; i++) {
            accounts[i - 1] = Rosters.account(words[i]);
            weights[i - 1] = Rosters.weight(words[i]);
        }
        return (accounts, weights, words[0]);
    }

    /// @notice What a validator's signature would weigh, in wei: its own bond and what is delegated to it.
    function weightOf(address validator) public view returns (uint256) {
        Validator storage v = _validators[validator];
        return uint256(v.own) + v.pool;
    }

    /// @notice All that is known of a validator.
    function validatorOf(address validator) external view returns (Validator memory) {
        return _validators[validator];
    }

    /// @notice Who will be in the next version.
    function candidates() external view returns (address[] memory) {
        return _candidates;
    }

    // ── candidates ─────────────────────────────────────────────────────────────────────────────────────────────────

    /// @notice Makes `validator` a candidate if it has `minBond` of its own and there is room, or a weaker one.
    function enter(address validator) external {
        Validator storage v = _validators[validator];
        if (!_eligible(v)) revert NotEligible(validator);
        (bool entered, uint256 least) = _enter(validator);
        if (!entered) revert WeakerThanAll(validator, weightOf(validator), least);
    }

    function _tryEnter(address validator) internal {
        if (_eligible(_validators[validator])) _enter(validator);
    }

    function _eligible(Validator storage v) private view returns (bool) {
        return v.place == 0 && !v.struck && v.own >= minBond && v.seenAt >= siftedAt;
    }

    function _enter(address validator) private returns (bool entered, uint256 least) {
        if (_candidates.length < Rosters.MOST_MEMBERS) {
            _candidates.push(validator);
            _validators[validator].place = uint8(_candidates.length);
            emit Entered(validator, address(0));
            return (true, 0);
        }
        uint256 weakest = 0;
        least = type(uint256).max;
        for (uint256 i = 0; i < _candidates.length; i++) {
            uint256 weight = weightOf(_candidates[i]);
            if (weight < least) (weakest, least) = (i, weight);
        }
        if (weightOf(validator) <= least) return (false, least);
        address replaced = _candidates[weakest];
        _validators[replaced].place = 0;
        _candidates[weakest] = validator;
        _validators[validator].place = uint8(weakest + 1);
        emit Entered(validator, replaced);
        return (true, least);
    }

    function _leave(address validator) internal {
        uint256 place = _validators[validator].place;
        if (place == 0) return;
        address last = _candidates[_candidates.length - 1];
        _candidates[place - 1] = last;
        _validators[last].place = uint8(place);
        _candidates.pop();
        _validators[validator].place = 0;
        emit Left(validator);
    }

    function _requireOpen(address validator) internal view returns (Validator storage v) {
        v = _validators[validator];
        if (!v.registered || v.struck) revert NotOpen(validator);
    }

    // ── a third and more of the stake silent for ever ──────────────────────────────────────────────────────────────

    /// @notice Says that nothing became final for `stallLimit`. From then validators have as long again to check in;
    /// after that, and if still nothing became final, the next version leaves out who did not.
    function declareStall() external {
        uint256 from = settlement.lastFinalisedAt() + stallLimit;
        if (stallDeclaredAt > settlement.lastFinalisedAt()) from = stallDeclaredAt + 2 * stallLimit;
        if (block.timestamp < from) revert NotStalled(from);
        stallDeclaredAt = uint64(block.timestamp);
        emit StallDeclared(uint64(block.timestamp));
    }

    /// @notice The caller, a validator, is there.
    function checkIn() external {
        _requireOpen(msg.sender).seenAt = uint48(block.timestamp);
        emit CheckedIn(msg.sender);
    }

    function _sifts() private view returns (bool) {
        return stallDeclaredAt > settlement.lastFinalisedAt() && block.timestamp >= stallDeclaredAt + stallLimit;
    }

    /// @dev Those present must have a third of the weight: few can't take over a network while others sleep.
    function _leaveSilent() private {
        uint256 present = 0;
        uint256 total = 0;
        for (uint256 i = _candidates.length; i > 0; i--) {
            address candidate = _candidates[i - 1];
            uint256 weight = weightOf(candidate);
            total += weight;
            if (_validators[candidate].seenAt >= stallDeclaredAt) present += weight;
            else _leave(candidate);
        }
        if (3 * present < total) revert TooFewPresent(present, total);
        siftedAt = stallDeclaredAt;
        stallDeclaredAt = 0;
    }
}
