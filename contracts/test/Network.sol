// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {Deposits} from "../src/Deposits.sol";
import {Disputes, DisputeTerms} from "../src/Disputes.sol";
import {Emission} from "../src/Emission.sol";
import {Faults, FaultTerms} from "../src/Faults.sol";
import {HeaderChain, Parts, Terms} from "../src/HeaderChain.sol";
import {Header, Headers, Seal} from "../src/Headers.sol";
import {Inbox} from "../src/Inbox.sol";
import {ManifestRegistry} from "../src/ManifestRegistry.sol";
import {PolderGovernor, GovernorTerms} from "../src/PolderGovernor.sol";
import {PolderToken} from "../src/PolderToken.sol";
import {Seeds, SeedTerms} from "../src/Seeds.sol";
import {ClaimLimit, Settlement} from "../src/Settlement.sol";
import {Staking} from "../src/Staking.sol";
import {Timelock} from "../src/Timelock.sol";
import {StakingTerms} from "../src/ValidatorSets.sol";
import {Test} from "./Vm.sol";

/// @notice A whole deployment, in the order that contracts/README.md gives, with validators that sign.
abstract contract Network is Test {
    using Headers for Header;

    uint256 internal constant TOKEN = 1e18;
    uint256 internal constant BOND = 1000 * TOKEN;
    uint64 internal constant START = 1_800_000_000; // seconds since 1970
    bytes32 internal constant MANIFEST = keccak256("manifest");
    bytes32 internal constant PROGRAM = keccak256("program");
    bytes32 internal constant EMPTY = 0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855;

    PolderToken internal token;
    Staking internal staking;
    Settlement internal settlement;
    Disputes internal disputes;
    Faults internal faults;
    Seeds internal seeds;
    Deposits internal deposits;
    Inbox internal inbox;
    ManifestRegistry internal registry;
    Timelock internal timelock;
    PolderGovernor internal governor;

    /// @dev Keys of validators, ascending by address: index i is bit i.
    uint256[] internal keys;
    address internal holder = address(0xA11CE);

    /// @dev Final headers by epoch, and their seals.
    mapping(uint64 epoch => Header) internal headerOf;
    mapping(uint64 epoch => Seal) internal sealOf;

    function deploy() internal {
        vm.warp(START);
        vm.roll(1000);
        uint64 nonce = vm.getNonce(address(this));
        address[11] memory at;
        for (uint256 i = 0; i < 11; i++) {
            at[i] = vm.computeCreateAddress(address(this), nonce + i);
        }
        address[] memory holders = new address[](1);
        uint256[] memory amounts = new uint256[](1);
        (holders[0], amounts[0]) = (holder, 1_000_000 * TOKEN);
        token = new PolderToken("Polder", "PLD", at[2], holders, amounts);
        staking = new Staking(token, Settlement(at[2]), Seeds(at[5]), [at[3], at[4]], stakingTerms());
        settlement = new Settlement(
            Parts(token, Deposits(at[6]), at[1], at[8]),
            terms(),
            at[3],
            payoutDelay(),
            ClaimLimit(claimCapacity(), 1 days)
        );
        disputes = new Disputes(token, staking, settlement, DisputeTerms(100 * TOKEN, 3 days, 7 days, 500_000, 100_000));
        faults = new Faults(staking, settlement, FaultTerms(1_000_000, 100_000));
        seeds = new Seeds(token, staking, settlement, SeedTerms(TOKEN, 1 hours, 2 hours, 16, 50_000));
        deposits = new Deposits(token);
        inbox = new Inbox(token, TOKEN / 10);
        registry = new ManifestRegistry(at[9], settlement, MANIFEST, PROGRAM, 4);
        timelock = new Timelock(2 days, at[10]);
        governor = new PolderGovernor(
            IVotes(address(staking)),
            TimelockController(payable(address(timelock))),
            GovernorTerms(1 hours, 3 days, TOKEN, 10)
        );
        assertEq(address(governor), at[10], "addresses are known before");
    }

    function stakingTerms() internal pure virtual returns (StakingTerms memory) {
        return StakingTerms(BOND, 21 days, 1 days, 3 days);
    }

    function terms() internal view virtual returns (Terms memory) {
        return Terms(
            MANIFEST,
            PROGRAM,
            Emission(START * 1000, 2880e9, 1460 days * 1000, 1 hours * 1000),
            1_000_000,
            4096,
            16,
            2 hours
        );
    }

    function payoutDelay() internal pure virtual returns (uint64) {
        return 1 days;
    }

    function claimCapacity() internal pure virtual returns (uint64) {
        return 100_000e9;
    }

    /// @dev Deploys, and bonds `count` validators with 1,000 tokens each in set version 1.
    function start(uint256 count) internal {
        deploy();
        delete keys;
        for (uint256 i = 0; i < count; i++) {
            insertKey(uint256(keccak256(abi.encode("validator", i))));
        }
        for (uint256 i = 0; i < count; i++) {
            register(keys[i], BOND);
        }
        vm.warp(block.timestamp + 1);
        staking.openVersion();
        vm.warp(block.timestamp + 10 minutes);
    }

    function insertKey(uint256 key) internal {
        keys.push(key);
        for (uint256 at = keys.length - 1; at > 0 && vm.addr(keys[at - 1]) > vm.addr(key); at--) {
            (keys[at - 1], keys[at]) = (keys[at], keys[at - 1]);
        }
    }

    function register(uint256 key, uint256 amount) internal {
        fund(vm.addr(key), amount);
        vm.startPrank(vm.addr(key));
        token.approve(address(staking), amount);
        staking.register(amount, 100_000, seedLink(key, 0, 0));
        vm.stopPrank();
    }

    /// @dev The tip of a seed chain of 100 links, or what is `ahead` hashes before it.
    function seedLink(uint256 key, uint64 from, uint64 ahead) internal pure returns (bytes32 link) {
        link = keccak256(abi.encode("seed", key, from));
        for (uint256 i = ahead; i < 100; i++) {
            link = sha256(abi.encodePacked(link));
        }
    }

    function fund(address account, uint256 amount) internal {
        vm.prank(holder);
        token.transfer(account, amount);
    }

    function approveFor(address account, address spender, uint256 amount) internal {
        fund(account, amount);
        vm.prank(account);
        token.approve(spender, amount);
    }

    // ── headers ────────────────────────────────────────────────────────────────────────────────────────────────────

    /// @dev The next header with the totals of the last, anchored two blocks ago.
    function nextHeader() internal view returns (Header memory header) {
        (uint64 epoch, bytes32 parent, uint256 total, uint256 minted, uint256 burnt,) = settlement.head();
        return following(epoch, parent, total, minted, burnt);
    }

    function following(uint64 epoch, bytes32 parent, uint256 total, uint256 minted, uint256 burnt)
        internal
        view
        returns (Header memory header)
    {
        (uint64 version,) = settlement.setOf(epoch);
        header.epoch = epoch;
        header.attempt = settlement.attempt();
        header.parent = parent;
        header.evidence = keccak256(abi.encode("evidence", epoch, header.attempt));
        header.inputs = keccak256(abi.encode("inputs", epoch));
        header.identities = EMPTY;
        header.outcome = keccak256(abi.encode("outcome", epoch));
        header.state = keccak256(abi.encode("state", epoch));
        (header.total, header.minted, header.burnt) = (total, minted, burnt);
        header.anchorBlock = uint64(block.number - 2);
        header.anchorHash = blockhash(block.number - 2);
        (header.manifest, header.program) = (MANIFEST, PROGRAM);
        header.setVersion = version;
    }

    function hashOf(Header memory header) internal view returns (bytes32) {
        return this.hashHeader(header);
    }

    function hashHeader(Header calldata header) external pure returns (bytes32) {
        return header.hash();
    }

    function digest(bytes32 structHash) internal view returns (bytes32) {
        return MessageHashUtils.toTypedDataHash(settlement.DOMAIN_SEPARATOR(), structHash);
    }

    function sign(uint256 key, bytes32 structHash) internal view returns (bytes memory) {
        (bytes32 r, bytes32 vs) = vm.signCompact(key, digest(structHash));
        return abi.encodePacked(r, vs);
    }

    function signatures(bytes32 structHash, uint64 signers) internal view returns (bytes memory all) {
        for (uint256 i = 0; i < keys.length; i++) {
            if ((signers >> i) & 1 == 1) all = bytes.concat(all, sign(keys[i], structHash));
        }
    }

    function everyone() internal view returns (uint64) {
        return uint64((1 << keys.length) - 1);
    }

    function one(Header memory header) internal pure returns (Header[] memory headers) {
        headers = new Header[](1);
        headers[0] = header;
    }

    function finalise(Header memory header) internal {
        finalise(one(header), everyone());
    }

    function finalise(Header[] memory headers, uint64 signers) internal {
        Header memory last = headers[headers.length - 1];
        bytes memory signed = signatures(hashOf(last), signers);
        settlement.finalise(headers, signers, signed);
        for (uint256 i = 0; i < headers.length; i++) {
            headerOf[headers[i].epoch] = headers[i];
            sealOf[headers[i].epoch] = Seal(uint64(block.timestamp), signers, last.setVersion);
        }
    }

    /// @dev Ten minutes and fifty blocks on.
    function pass() internal {
        vm.warp(block.timestamp + 10 minutes);
        vm.roll(block.number + 50);
    }

    /// @dev Makes an epoch final in which `account` alone has earned `cumulative` wei so far.
    function finalisePaying(address account, uint256 cumulative) internal returns (Header memory header) {
        header = nextHeader();
        header.payouts = settlement.leaf(account, cumulative);
        (header.total, header.minted) = (cumulative, cumulative);
        finalise(header);
    }

    function release(uint64 epoch) internal {
        settlement.release(headerOf[epoch], sealOf[epoch]);
    }

    function none() internal pure returns (bytes32[] memory) {
        return new bytes32[](0);
    }
}
