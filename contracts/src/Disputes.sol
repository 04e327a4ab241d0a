// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Header, Seal} from "./Headers.sol";
import {PolderToken} from "./PolderToken.sol";
import {Rosters} from "./Rosters.sol";
import {Settlement} from "./Settlement.sol";
import {Staking} from "./Staking.sol";

/// @notice What never changes.
struct DisputeTerms {
    uint256 bond; // wei that a challenger risks
    uint64 voteTime; // seconds to vote
    uint64 longVoteTime; // seconds to vote where the signers vote too
    uint32 signerPpm; // of its own bond that a signer of a refuted header loses
    uint32 delegatorPpm; // of what is delegated to it; at most 500,000
}

/// @title Disputes over final headers, decided by stakers who did not sign them.
/// @notice One header is in dispute at a time, the lowest that anybody challenged: if it falls, all after it fall; if
/// it stands, those after it wait the payout delay anew and can be challenged. Votes are stake from before the header
/// became final. The votes say whether the header is right; what the challenger claims is said off chain.
contract Disputes {
    using SafeERC20 for PolderToken;

    /// @notice `evidence` says where the challenger's reasons are. `all`: the signers vote too.
    event Challenged(
        uint256 indexed id, uint64 indexed epoch, address indexed challenger, uint64 until, bool all, string evidence
    );
    /// @notice A lower epoch was challenged; the bond went back.
    event Superseded(uint256 indexed id);
    event Voted(uint256 indexed id, address indexed voter, bool refute, uint256 votes);
    event Decided(uint256 indexed id, bool refuted, uint256 votesFor, uint256 votesAgainst);

    error BadTerms();
    error LowerInDispute(uint64 epoch);
    error NoDispute();
    error SignerVotes(address voter);
    error VotedBefore(address voter);
    error NoVotes(address voter);
    error VoteOver(uint64 until);
    error VoteOpen(uint64 until);
    error OtherHeader(bytes32 headerHash);
    error TextTooLong(uint256 bytes_);

    struct Dispute {
        address challenger;
        uint64 epoch;
        bool all;
        bool open;
        uint64 until;
        uint48 snapshot;
        bytes32 headerHash;
        uint64 signers;
        uint64 setVersion;
        uint256 bond;
        uint256 electorate; // all votes that can be cast, in wei
        uint256 refuting;
        uint256 confirming;
    }

    /// @notice Where less than this of the stake is outside the signers, all vote.
    uint256 public constant LEAST_OUTSIDE_PPM = 200_000;
    /// @notice Each refused challenge doubles the next one's bond, up to 2^5 times; one that succeeds resets it.
    uint256 public constant MOST_DOUBLINGS = 5;
    uint256 private constant MILLION = 1_000_000;
    uint256 private constant MOST_TEXT = 1024;

    PolderToken public immutable token;
    Staking public immutable staking;
    Settlement public immutable settlement;
    uint256 private immutable _bond;
    uint64 public immutable voteTime;
    uint64 public immutable longVoteTime;
    uint32 public immutable signerPpm;
    uint32 public immutable delegatorPpm;

    /// @notice Number of disputes so far; the latest has the id below.
    uint256 public count;
    /// @notice Refused challenges since the last that succeeded.
    uint256 public refused;
    mapping(uint256 id => Dispute) private _disputes;
    mapping(uint256 id => mapping(address voter => bool)) public hasVoted;

    /// @dev Deployed after Staking and Settlement, whose delays it checks.
    constructor(PolderToken token_, Staking staking_, Settlement settlement_, DisputeTerms memory terms) {
        if (terms.signerPpm > MILLION || terms.delegatorPpm > MILLION / 2) revert BadTerms();
        if (staking_.unbondingDelay() <= settlement_.payoutDelay() + terms.voteTime + terms.longVoteTime) {
            revert BadTerms();
        }
        (token, staking, settlement) = (token_, staking_, settlement_);
        _bond = terms.bond;
        (voteTime, longVoteTime) = (terms.voteTime, terms.longVoteTime);
        (signerPpm, delegatorPpm) = (terms.signerPpm, terms.delegatorPpm);
    }

    /// @notice What a challenger risks now, in wei.
    function bond() public view returns (uint256) {
        return _bond << (refused < MOST_DOUBLINGS ? refused : MOST_DOUBLINGS);
    }

    /// @notice The dispute `id`.
    function disputeOf(uint256 id) external view returns (Dispute memory) {
        return _disputes[id];
    }

    /// @notice Challenges a final header that is not released, and freezes it and all after it. Costs `bond`, approved
    /// before, which is lost if the header stands.
    /// @param evidence where the reasons are; at most 1,024 bytes
    function challenge(Header calldata header, Seal calldata seal, string calldata evidence)
        external
        returns (uint256 id)
    {
        if (bytes(evidence).length > MOST_TEXT) revert TextTooLong(bytes(evidence).length);
        _supersede(header.epoch);
        settlement.freeze(header, seal);
        id = count++;
        Dispute storage d = _disputes[id];
        d.challenger = msg.sender;
        d.epoch = header.epoch;
        d.open = true;
        d.headerHash = settlement.requireFinal(header, seal);
        d.signers = seal.signers;
        d.setVersion = seal.setVersion;
        d.snapshot = uint48(seal.finalisedAt) - 1;
        d.bond = bond();
        (d.electorate, d.all) = _electorate(d);
        d.until = uint64(block.timestamp) + (d.all ? longVoteTime : voteTime);
        emit Challenged(id, header.epoch, msg.sender, d.until, d.all, evidence);
        token.safeTransferFrom(msg.sender, address(this), d.bond);
    }

    function _supersede(uint64 epoch) private {
        if (count == 0) return;
        Dispute storage current = _disputes[count - 1];
        if (!current.open) return;
        if (current.epoch <= epoch) revert LowerInDispute(current.epoch);
        current.open = false;
        emit Superseded(count - 1);
        token.safeTransfer(current.challenger, current.bond);
    }

    /// @dev Votes outside the signers, or all where those are too few to decide for the rest.
    function _electorate(Dispute storage d) private view returns (uint256 electorate, bool all) {
        uint256 total = staking.getPastTotalSupply(d.snapshot);
        electorate = total;
        uint256[] memory words = Rosters.load(staking.rosterOf(d.setVersion));
        for (uint256 i = 1; i < words.length; i++) {
            if ((d.signers >> (i - 1)) & 1 == 1) {
                electorate -= staking.getPastVotes(Rosters.account(words[i]), d.snapshot);
            }
        }
        if (electorate * MILLION < total * LEAST_OUTSIDE_PPM) return (total, true);
    }

    /// @notice Votes in the open dispute with all of the caller's stake at its snapshot. Delegators vote for
    /// themselves; signers do not vote unless all do.
    function vote(bool refute) external {
        Dispute storage d = _open();
        if (block.timestamp > d.until) revert VoteOver(d.until);
        uint256 id = count - 1;
        if (hasVoted[id][msg.sender]) revert VotedBefore(msg.sender);
        if (!d.all && _signed(d, msg.sender)) revert SignerVotes(msg.sender);
        uint256 votes = staking.getPastVotes(msg.sender, d.snapshot);
        if (votes == 0) revert NoVotes(msg.sender);
        hasVoted[id][msg.sender] = true;
        if (refute) d.refuting += votes;
        else d.confirming += votes;
        emit Voted(id, msg.sender, refute, votes);
    }

    function _signed(Dispute storage d, address account) private view returns (bool) {
        uint256[] memory words = Rosters.load(staking.rosterOf(d.setVersion));
        for (uint256 i = 1; i < words.length; i++) {
            if (Rosters.account(words[i]) == account) return (d.signers >> (i - 1)) & 1 == 1;
        }
        return false;
    }

    /// @notice Ends the open dispute: after its time, or as soon as more than half of all votes agree. The header is
    /// refuted if more than half of all votes that could be cast say so; else it stands. Anyone may.
    /// @param header the disputed header, with its seal
    /// @param parent the header before it; anything for epoch 0
    function decide(Header calldata header, Seal calldata seal, Header calldata parent) external {
        Dispute storage d = _open();
        bytes32 hash = settlement.requireFinal(header, seal);
        if (hash != d.headerHash) revert OtherHeader(hash);
        bool refuted = 2 * d.refuting > d.electorate;
        bool stands = 2 * d.confirming >= d.electorate;
        if (!refuted && !stands && block.timestamp <= d.until) revert VoteOpen(d.until);
        d.open = false;
        emit Decided(count - 1, refuted, d.refuting, d.confirming);
        if (refuted) {
            refused = 0;
            settlement.revoke(header, seal, parent);
            _slashSigners(d);
            token.safeTransfer(d.challenger, d.bond);
        } else {
            refused++;
            settlement.confirm();
            token.burn(d.bond);
        }
    }

    function _slashSigners(Dispute storage d) private {
        uint256[] memory words = Rosters.load(staking.rosterOf(d.setVersion));
        for (uint256 i = 1; i < words.length; i++) {
            if ((d.signers >> (i - 1)) & 1 == 1) {
                staking.slash(Rosters.account(words[i]), d.challenger, signerPpm, delegatorPpm, true);
            }
        }
    }

    function _open() private view returns (Dispute storage d) {
        if (count == 0 || !_disputes[count - 1].open) revert NoDispute();
        return _disputes[count - 1];
    }
}
