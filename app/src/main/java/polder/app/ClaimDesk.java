package polder.app;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import polder.adapters.evm.EvmChain;
import polder.adapters.evm.JsonRpc;
import polder.adapters.evm.Wallet;
import polder.adapters.evm.WalletFile;
import polder.adapters.evm.contracts.Contracts;
import polder.adapters.evm.contracts.EvmSettlement;
import polder.adapters.files.KeyFile;
import polder.ports.chain.Settlement.Claim;
import polder.protocol.identity.Account;
import polder.protocol.settlement.SettlementContracts;

/** Sends claims from the command line: what was claimed twice is paid once. */
public final class ClaimDesk implements AutoCloseable {
  /** The environment's name of a key file's password. */
  public static final String PASSWORD = "POLDER_PASSWORD";

  private final JsonRpc rpc;
  private final EvmSettlement settlement;
  private final Teller teller;

  /** Another epoch was released meanwhile: a new proof is needed. */
  public static final class StaleProofException extends IOException {
    private static final long serialVersionUID = 1;

    StaleProofException(String message) {
      super(message);
    }
  }

  private ClaimDesk(JsonRpc rpc, EvmSettlement settlement, Teller teller) {
    this.rpc = rpc;
    this.settlement = settlement;
    this.teller = teller;
  }

  /**
   * Opens the way to a chain.
   *
   * @param key of the account that pays the gas
   * @param local whether it is a development chain
   */
  public static ClaimDesk open(
      URI url, long chainId, SettlementContracts contracts, Path key, boolean local)
      throws IOException {
    Wallet wallet = wallet(key);
    Contracts compiled = Contracts.read();
    JsonRpc rpc = ChainAccess.rpc(List.of(url), chainId);
    try {
      EvmSettlement settlement =
          new EvmSettlement(new EvmChain(rpc, 0), contracts, compiled, EvmSettlement.Gas.of(local));
      return new ClaimDesk(rpc, settlement, Teller.open(rpc, wallet, compiled.reasons()));
    } catch (IOException | RuntimeException e) {
      rpc.close();
      throw e;
    }
  }

  /** The wallet of a key file, of ours or of Web3 Secret Storage. */
  static Wallet wallet(Path key) throws IOException {
    String text = Files.readString(key, StandardCharsets.UTF_8);
    if (!text.stripLeading().startsWith("{")) {
      return Wallet.of(KeyFile.owner(key));
    }
    String password = System.getenv(PASSWORD);
    if (password == null) {
      throw new IOException(key + " has a password; put it into the environment as " + PASSWORD);
    }
    return WalletFile.open(key, password.toCharArray());
  }

  /** How many tokens {@code account} has, in wei. */
  public BigInteger tokens(Account account) throws IOException {
    return settlement.tokens(account);
  }

  /** What was paid for {@code account} so far, in wei. */
  public BigInteger paid(Account account) throws IOException {
    return settlement.paid(account);
  }

  /**
   * Claims, and waits until it is in a block.
   *
   * @throws StaleProofException if the proofs are of an epoch that is not the released one any more
   */
  public void claim(List<Claim> claims) throws IOException, InterruptedException {
    try {
      teller.carryOut(settlement.claim(claims));
    } catch (RefusedException e) {
      String reason = String.valueOf(e.getMessage());
      if (reason.contains("BadProof")) {
        throw new StaleProofException(
            "another epoch is released each time a proof is there: " + reason);
      }
      throw new IOException("the claim was refused: " + reason, e);
    }
  }

  @Override
  public void close() throws IOException {
    teller.close();
    rpc.close();
  }
}
