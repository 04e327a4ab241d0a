package polder.adapters.evm;

import java.math.BigInteger;
import polder.ports.chain.Anchor;

/**
 * A block's header as far as it is needed.
 *
 * @param at its number and hash
 * @param baseFee wei a gas, EIP-1559; 0 on a chain without
 * @param gasLimit most gas of all its transactions
 */
record Block(Anchor at, BigInteger baseFee, long gasLimit) {}
