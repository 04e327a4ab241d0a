package polder.protocol.settlement;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import polder.protocol.crypto.TypedData;
import polder.protocol.crypto.TypedData.Field;
import polder.protocol.identity.Account;

/**
 * The contracts that a deployment settles with. Payout leaves name them, so that a proof is worth
 * nothing elsewhere.
 *
 * @param settlement keeps the chain of headers and pays
 * @param token what it pays in
 * @param inbox where messages can be posted that no node can leave out; empty if nowhere
 */
public record SettlementContracts(Account settlement, Account token, Optional<Account> inbox) {
  /** Those of a deployment without an inbox. */
  public SettlementContracts(Account settlement, Account token) {
    this(settlement, token, Optional.empty());
  }

  /**
   * The domain (EIP-712) of what validators sign for the contract on the chain {@code chainId}:
   * {@code EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)}.
   */
  public TypedData domain(long chainId) {
    return new TypedData(
        "EIP712Domain",
        List.of(
            Field.string("name", "Polder"),
            Field.string("version", "1"),
            Field.uint256("chainId", BigInteger.valueOf(chainId)),
            Field.address("verifyingContract", settlement)));
  }
}
