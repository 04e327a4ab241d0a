package polder.node.settle;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.epoch.EpochHeader;
import polder.node.archive.EvidenceException;
import polder.node.gateway.Answers;
import polder.node.witness.HeaderChain;
import polder.ports.chain.ChainException;
import polder.ports.chain.Settlement.Member;
import polder.protocol.Bytes;
import polder.protocol.identity.Account;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code GET /v1/settlement/epochs/{epoch}}: how far one epoch is on its way from the seal to the
 * accounts that claim by it, who signed it and in which transaction it is final.
 */
public final class EpochFinality implements HttpService {
  private static final Logger LOG = LoggerFactory.getLogger(EpochFinality.class);

  /** So many at once may ask the chain. */
  private static final int AT_ONCE = 4;

  private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

  private final SettleRoutes.Progress settler;
  private final Evidence evidence;
  private final long chainId;
  private final Semaphore free = new Semaphore(AT_ONCE);

  /** How far an epoch is. */
  private enum State {
    /** It waits for validators who have two thirds of the stake. */
    SEALED,
    /** They signed it. */
    SIGNED,
    /** A transaction that makes it final is on its way. */
    SUBMITTED,
    /** It is final, and released when the payout delay is over. */
    FINAL,
    /** It is final and in dispute, or builds on an epoch that is: it is not released meanwhile. */
    FROZEN,
    /** Accounts claim by it or by a later one. */
    RELEASED
  }

  /**
   * What shows how far an epoch is.
   *
   * @param headers what was sealed
   * @param members who may sign
   * @param attestations who signed
   * @param finalisations what the chain says
   */
  public record Evidence(
      HeaderChain headers,
      Members members,
      Attestations attestations,
      Finalisations finalisations) {}

  /**
   * Of the epochs that {@code settler} brings onto the chain.
   *
   * @param chainId the chain's number by EIP-155
   */
  public EpochFinality(SettleRoutes.Progress settler, Evidence evidence, long chainId) {
    this.settler = settler;
    this.evidence = evidence;
    this.chainId = chainId;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get("/v1/settlement/epochs/{epoch}", this::epoch);
  }

  private void epoch(ServerRequest request, ServerResponse response) {
    String text = request.path().pathParameters().get("epoch");
    if (!text.equals("latest") && !text.matches("[0-9]{1,18}")) {
      Answers.refuse(
          response,
          Status.BAD_REQUEST_400,
          "bad_question",
          "an epoch is a whole number or 'latest', not " + text);
      return;
    }
    if (!free.tryAcquire()) {
      response.header(HeaderNames.RETRY_AFTER, "2");
      Answers.refuse(
          response,
          Status.SERVICE_UNAVAILABLE_503,
          "busy",
          "others are asking the chain; ask again in 2 s");
      return;
    }
    try {
      answer(response, text);
    } catch (ChainException e) {
      Answers.refuse(
          response, Status.SERVICE_UNAVAILABLE_503, "no_chain", String.valueOf(e.getMessage()));
    } catch (IOException | EvidenceException e) {
      LOG.error("cannot say how far epoch {} is: {}", text, e.getMessage(), e);
      Answers.refuse(
          response,
          Status.INTERNAL_SERVER_ERROR_500,
          "unreadable",
          "the node cannot read its own data; its log says why");
    } finally {
      free.release();
    }
  }

  private void answer(ServerResponse response, String text) throws IOException {
    long latest = evidence.headers().latest().orElse(-1L);
    long epoch = text.equals("latest") ? latest : Long.parseLong(text);
    if (epoch < 0 || epoch > latest) {
      Answers.refuse(response, Status.NOT_FOUND_404, "no_such_epoch", "this epoch is not sealed");
      return;
    }
    EpochHeader header = evidence.headers().at(epoch).header();
    SettleStatus status = settler.status();
    Optional<Finalisations.Found> found =
        epoch <= status.finalEpoch() ? evidence.finalisations().of(header) : Optional.empty();
    long version =
        found.map(its -> its.finalised().seal().setVersion()).orElse(header.chain().validatorSet());
    List<Member> set = evidence.members().of(version);
    Map<Account, Bytes> given = signatures(header);
    State state = state(epoch, status, set);
    ObjectNode node =
        Answers.object()
            .put("epoch", epoch)
            .put("attempt", header.attempt())
            .put("header", "0x" + header.hash().toHex())
            .put("state", state.name().toLowerCase(Locale.ROOT))
            .put("chainId", chainId);
    signers(node, set, given, found);
    if (found.isPresent()) {
      node.put("transaction", "0x" + found.get().transaction().toHex())
          .put("block", found.get().block().number())
          .put("finalAtMillis", found.get().finalised().seal().finalisedAtSeconds() * 1_000);
    } else if (state == State.SUBMITTED) {
      status
          .submitted()
          .flatMap(SettleStatus.Submitted::transaction)
          .ifPresent(hash -> node.put("transaction", "0x" + hash.toHex()));
    }
    Answers.send(response, Status.OK_200, node);
  }

  /** Signatures of this header; those of another attempt that are still here are not meant. */
  private Map<Account, Bytes> signatures(EpochHeader header) {
    boolean same =
        evidence
            .attestations()
            .header(header.epoch())
            .map(EpochHeader::hash)
            .equals(Optional.of(header.hash()));
    return same ? evidence.attestations().of(header.epoch()) : Map.of();
  }

  private State state(long epoch, SettleStatus status, List<Member> set) {
    if (epoch <= status.released()) {
      return State.RELEASED;
    }
    if (epoch <= status.finalEpoch()) {
      return status.disputed().map(from -> from <= epoch).orElse(false)
          ? State.FROZEN
          : State.FINAL;
    }
    if (status.submitted().map(its -> epoch <= its.lastEpoch()).orElse(false)) {
      return State.SUBMITTED;
    }
    return evidence.attestations().quorum(epoch, set).isReached() ? State.SIGNED : State.SEALED;
  }

  /** A header becomes final with later ones by the signatures of the last of them. */
  private static void signers(
      ObjectNode node,
      List<Member> set,
      Map<Account, Bytes> given,
      Optional<Finalisations.Found> found) {
    BigInteger total = set.stream().map(Member::weight).reduce(BigInteger.ZERO, BigInteger::add);
    BigInteger signed = BigInteger.ZERO;
    long bits = found.map(its -> its.finalised().seal().signers()).orElse(0L);
    ArrayNode all = node.putArray("signatures");
    for (int i = 0; i < set.size(); i++) {
      Member member = set.get(i);
      Bytes signature = given.get(member.account());
      boolean counted = (bits >>> i & 1) == 1;
      ObjectNode one =
          all.addObject()
              .put("account", member.account().toString())
              .put("stakePpm", ppm(member.weight(), total))
              .put("signed", counted || signature != null);
      if (signature != null) {
        one.put("signature", "0x" + signature.toHex());
      }
      if (counted || signature != null) {
        signed = signed.add(member.weight());
      }
    }
    node.put("signedPpm", ppm(signed, total));
  }

  private static long ppm(BigInteger part, BigInteger whole) {
    return whole.signum() == 0 ? 0 : part.multiply(MILLION).divide(whole).longValueExact();
  }
}
