package polder.node.session;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import polder.ports.chain.ChainException;
import polder.ports.chain.ContractWallets;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.Eip191;
import polder.protocol.crypto.Secp256k1;
import polder.protocol.crypto.WalletSignature;
import polder.protocol.identity.Account;

/** Decides who signed in: the checks of EIP-4361, in its order, then the signature. */
public final class SignIn {
  private final long chainId;
  private final Optional<ContractWallets> contracts;
  private final InstantSource clock;
  private final Nonces nonces;
  private final Semaphore questions;

  /**
   * At a node of the chain of this number.
   *
   * @param contracts accounts that are contracts; empty where the node asks no chain
   */
  public SignIn(
      long chainId,
      Optional<ContractWallets> contracts,
      InstantSource clock,
      SessionLimits limits) {
    this.chainId = chainId;
    this.contracts = contracts;
    this.clock = clock;
    this.nonces = new Nonces(clock, limits);
    this.questions = new Semaphore(limits.questions());
  }

  /** What comes of it. */
  sealed interface Outcome {
    /**
     * The account signed.
     *
     * @param contract whether a contract said so
     */
    record Good(Account account, boolean contract) implements Outcome {}

    /** The account did not sign this here and now. */
    record Bad(String reason, String detail) implements Outcome {}

    /** Nobody knows yet: try again. */
    record Unknown(String reason, String detail) implements Outcome {}
  }

  /** The chain's number by EIP-155. */
  long chainId() {
    return chainId;
  }

  /** A nonce for a message to {@code origin}, for one use. */
  String nonce(Origin origin) {
    return nonces.give(purpose(origin));
  }

  /** When a nonce that is given now is too old, epoch milliseconds. */
  long nonceEndMillis() {
    return nonces.endMillis();
  }

  private String purpose(Origin origin) {
    return origin + "\n" + chainId;
  }

  /** Whether {@code text} with {@code signature} signs somebody in to {@code origin}. */
  Outcome judge(String text, Bytes signature, Origin origin) {
    SignInMessage message;
    try {
      message = SignInMessage.parse(text);
    } catch (IllegalArgumentException e) {
      return new Outcome.Bad("bad_message", String.valueOf(e.getMessage()));
    }
    Optional<Outcome.Bad> wrong = place(message, origin).or(() -> time(message, clock.instant()));
    if (wrong.isPresent()) {
      return wrong.get();
    }
    String nonce = message.nonce();
    Optional<Outcome> stale = stale(nonces.state(nonce, purpose(origin)));
    if (stale.isPresent()) {
      return stale.get();
    }
    Outcome signed = signature(message, text, signature);
    return signed instanceof Outcome.Good
        ? stale(nonces.use(nonce, purpose(origin))).orElse(signed)
        : signed;
  }

  private Optional<Outcome.Bad> place(SignInMessage message, Origin origin) {
    if (!message.domain().equals(origin.authority())
        || !message.scheme().orElse(origin.scheme()).equals(origin.scheme())) {
      return bad(
          "wrong_domain",
          "the message is to " + message.domain() + ", and this is " + origin.authority());
    }
    if (!Origin.ofResource(message.uri()).equals(Optional.of(origin))) {
      return bad("wrong_uri", "the message's URI is " + message.uri() + ", and this is " + origin);
    }
    if (message.chainId() != chainId) {
      return bad(
          "wrong_chain",
          "the message is for chain " + message.chainId() + ", and this node's is " + chainId);
    }
    return Optional.empty();
  }

  static Optional<Outcome.Bad> time(SignInMessage message, Instant now) {
    if (message.expirationTime().filter(end -> !now.isBefore(end)).isPresent()) {
      return bad("expired", "the message is of no use any more; here it is " + now);
    }
    if (message.notBefore().filter(now::isBefore).isPresent()) {
      return bad("not_yet_valid", "the message is of no use yet; here it is " + now);
    }
    return Optional.empty();
  }

  private static Optional<Outcome.Bad> bad(String reason, String detail) {
    return Optional.of(new Outcome.Bad(reason, detail));
  }

  private static Optional<Outcome> stale(Nonces.State state) {
    return switch (state) {
      case FRESH -> Optional.empty();
      case UNKNOWN ->
          Optional.of(
              new Outcome.Bad(
                  "unknown_nonce",
                  "this node gave no such nonce for this, or long ago: ask for another"));
      case USED ->
          Optional.of(
              new Outcome.Bad("used_nonce", "somebody signed in by this nonce: ask for another"));
      case BUSY ->
          Optional.of(new Outcome.Unknown("busy", "too many sign in now; try again in a minute"));
    };
  }

  private Outcome signature(SignInMessage message, String text, Bytes signature) {
    Hash digest = Eip191.digest(text.getBytes(StandardCharsets.US_ASCII));
    if (isByKey(message.account(), digest, signature)) {
      return new Outcome.Good(message.account(), false);
    }
    if (contracts.isEmpty()) {
      return new Outcome.Bad(
          "bad_signature",
          "the account did not sign this message; wallets that are contracts can sign in only at a"
              + " node that knows a chain");
    }
    return byContract(contracts.get(), message, digest, signature);
  }

  /** Whether the key of {@code account} signed {@code digest}. */
  static boolean isByKey(Account account, Hash digest, Bytes signature) {
    return WalletSignature.normal(signature)
        .flatMap(its -> Secp256k1.recover(digest, its.unsafeArray()))
        .filter(account::equals)
        .isPresent();
  }

  private Outcome byContract(
      ContractWallets wallets, SignInMessage message, Hash digest, Bytes signature) {
    if (!questions.tryAcquire()) {
      return new Outcome.Unknown("busy", "too many ask the chain now; try again in a moment");
    }
    try {
      return wallets.isSigned(message.account(), digest, signature)
          ? new Outcome.Good(message.account(), true)
          : new Outcome.Bad("bad_signature", "the account did not sign this message");
    } catch (ChainException e) {
      return new Outcome.Unknown(
          "chain_unreachable",
          "whether the account's contract takes this signature could not be asked: "
              + e.getMessage());
    } finally {
      questions.release();
    }
  }
}
