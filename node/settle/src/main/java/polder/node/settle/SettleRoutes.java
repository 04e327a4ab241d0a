package polder.node.settle;

import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.epoch.EpochHeader;
import polder.node.archive.EvidenceException;
import polder.node.gateway.Answers;
import polder.node.gateway.Body;
import polder.node.gateway.HttpLimits;
import polder.ports.chain.ChainException;
import polder.ports.chain.Settlement;
import polder.protocol.Bytes;
import polder.protocol.identity.Account;
import polder.protocol.settlement.SettlementContracts;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /v1/settlement}: how far epochs are on the chain; {@code /v1/attestations}: validators'
 * signatures; {@code /v1/accounts/ADDRESS/claim} and {@code /v1/claims}: what can be claimed, with
 * proofs.
 */
public final class SettleRoutes implements HttpService {
  private static final Logger LOG = LoggerFactory.getLogger(SettleRoutes.class);
  private static final Set<String> JSON = Set.of("application/json");
  private static final long MOST_BYTES = 4_096;
  private static final int PAGE = 100;
  private static final int MOST_MISSING = 256;

  private final Progress settler;
  private final Members members;
  private final Attestations attestations;
  private final Payable payable;
  private final Settlement settlement;
  private final Supplier<Optional<String>> reading;
  private final Where where;
  private final HttpLimits limits;

  /**
   * Where epochs settle.
   *
   * @param rpc where the chain is reached, if anybody on this machine may know
   */
  public record Where(long chainId, SettlementContracts contracts, Optional<URI> rpc) {}

  /** What brings epochs onto the chain. */
  public interface Progress {
    /** How far it is. */
    SettleStatus status();

    /** Something has happened: an epoch is sealed, a signature is there. */
    void wake();
  }

  /**
   * The doors of {@code settler}.
   *
   * @param reading why epochs take in nothing new of the chain, if so
   */
  public SettleRoutes(
      Progress settler,
      Members members,
      Attestations attestations,
      Payable payable,
      Settlement settlement,
      Supplier<Optional<String>> reading,
      Where where,
      HttpLimits limits) {
    this.settler = settler;
    this.members = members;
    this.attestations = attestations;
    this.payable = payable;
    this.settlement = settlement;
    this.reading = reading;
    this.where = where;
    this.limits = limits;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get("/v1/settlement", this::status);
    rules.post("/v1/attestations", this::attest);
    rules.get("/v1/attestations", this::missing);
    rules.get("/v1/attestations/{epoch}", this::attested);
    rules.get("/v1/accounts/{address}/claim", this::claim);
    rules.get("/v1/claims", this::claims);
  }

  private void status(ServerRequest request, ServerResponse response) {
    SettleStatus now = settler.status();
    ObjectNode node =
        Answers.object()
            .put("chainId", where.chainId())
            .put("settlement", where.contracts().settlement().toString())
            .put("token", where.contracts().token().toString());
    where.contracts().inbox().ifPresent(inbox -> node.put("inbox", inbox.toString()));
    where.rpc().ifPresent(url -> node.put("rpc", url.toString()));
    node.put("validator", now.account().toString())
        .put("sealed", now.sealed())
        .put("final", now.finalEpoch())
        .put("released", now.released())
        .put("backlog", now.backlog())
        .put("attempt", now.attempt())
        .put("claimedWei", now.claimedWei().toString())
        .put("claimableWei", now.claimableWei().toString());
    ArrayNode signers = node.putArray("signers");
    for (SettleStatus.Signer signer : now.signers()) {
      ObjectNode one = signers.addObject();
      one.put("account", signer.account().toString())
          .put("weightWei", signer.weight().toString())
          .put("signed", signer.signed())
          .put("latest", signer.attendance().latest())
          .put("silent", signer.attendance().silent())
          .put("epochs", signer.attendance().epochs());
      ArrayNode missed = one.putArray("missed");
      signer.attendance().missed().forEach(missed::add);
    }
    node.putObject("transactions")
        .put("waiting", now.outbox().waiting())
        .put("sent", now.outbox().sent())
        .put("mined", now.outbox().mined())
        .put("blocked", now.outbox().blocked());
    now.trouble().or(reading).ifPresent(why -> node.put("trouble", why));
    Answers.send(response, Status.OK_200, node);
  }

  private void attest(ServerRequest request, ServerResponse response) {
    Optional<Bytes> body = Body.read(request, response, JSON, MOST_BYTES, limits);
    if (body.isEmpty()) {
      return;
    }
    AttestationJson.Attestation given;
    try {
      given = AttestationJson.read(body.get());
    } catch (IllegalArgumentException e) {
      Answers.refuse(response, Status.BAD_REQUEST_400, "malformed", String.valueOf(e.getMessage()));
      return;
    }
    Attestations.Verdict verdict;
    try {
      Optional<EpochHeader> open = attestations.header(given.epoch());
      verdict =
          open.isEmpty()
              ? Attestations.Verdict.NOT_OPEN
              : attestations.add(
                  given.epoch(),
                  given.attempt(),
                  given.header(),
                  given.account(),
                  given.signature(),
                  members.of(open.get().chain().validatorSet()));
    } catch (ChainException e) {
      Answers.refuse(
          response,
          Status.SERVICE_UNAVAILABLE_503,
          "no_chain",
          "who may sign is not known while the chain does not answer; send it again later");
      return;
    } catch (IOException e) {
      LOG.error("a signature cannot be kept: {}", e.getMessage(), e);
      Answers.refuse(
          response,
          Status.SERVICE_UNAVAILABLE_503,
          "not_kept",
          "the signature cannot be kept now; send it again later");
      return;
    }
    answer(response, given, verdict);
  }

  private void answer(
      ServerResponse response, AttestationJson.Attestation given, Attestations.Verdict verdict) {
    switch (verdict) {
      case TAKEN -> {
        settler.wake();
        Answers.send(response, Status.OK_200, AttestationJson.write(given));
      }
      case NOT_OPEN -> notOpen(response, given.epoch());
      case OTHER_HEADER ->
          Answers.refuse(
              response,
              Status.CONFLICT_409,
              "other_header",
              "this node sealed another header or attempt of epoch " + given.epoch());
      case NOT_MEMBER ->
          Answers.refuse(
              response,
              Status.FORBIDDEN_403,
              "not_member",
              given.account() + " is not in the set that signs epoch " + given.epoch());
      case BAD_SIGNATURE ->
          Answers.refuse(
              response,
              Status.FORBIDDEN_403,
              "bad_signature",
              "that is no signature of this header by " + given.account());
    }
  }

  /** A validator may be quicker than this node's own look at what it sealed: it asks again. */
  private void notOpen(ServerResponse response, long epoch) {
    if (epoch > settler.status().finalEpoch()) {
      Answers.refuse(
          response,
          Status.SERVICE_UNAVAILABLE_503,
          "not_yet",
          "no signatures are taken for epoch " + epoch + " yet; send it again later");
    } else {
      Answers.refuse(
          response, Status.CONFLICT_409, "not_open", "epoch " + epoch + " is final already");
    }
  }

  /** What an account's signature is not there of, so that it can send it again. */
  private void missing(ServerRequest request, ServerResponse response) {
    Optional<Account> account = account(response, request.query().first("account").orElse(""));
    if (account.isEmpty()) {
      return;
    }
    ObjectNode node = Answers.object().put("account", account.get().toString());
    ArrayNode all = node.putArray("missing");
    long from = settler.status().finalEpoch() + 1;
    for (EpochHeader header : attestations.missing(account.get(), from, MOST_MISSING)) {
      all.addObject()
          .put("epoch", header.epoch())
          .put("attempt", header.attempt())
          .put("header", "0x" + header.hash().toHex());
    }
    Answers.send(response, Status.OK_200, node);
  }

  private void attested(ServerRequest request, ServerResponse response) {
    String text = request.path().pathParameters().get("epoch");
    if (!text.matches("[0-9]{1,18}")) {
      Answers.refuse(response, Status.BAD_REQUEST_400, "bad_question", "an epoch is a number");
      return;
    }
    long epoch = Long.parseLong(text);
    ObjectNode node = Answers.object().put("epoch", epoch);
    attestations
        .header(epoch)
        .ifPresent(header ->
            node.put("attempt", header.attempt()).put("header", "0x" + header.hash().toHex()));
    ArrayNode all = node.putArray("attestations");
    attestations
        .of(epoch)
        .forEach((account, signature) ->
            all.addObject()
                .put("account", account.toString())
                .put("signature", "0x" + signature.toHex()));
    Answers.send(response, Status.OK_200, node);
  }

  private interface Asked {
    ObjectNode of(long released) throws IOException;
  }

  /** Answers about the released epoch. */
  private void released(ServerResponse response, Asked asked) {
    long released = settler.status().released();
    if (released < 0) {
      Answers.refuse(
          response,
          Status.NOT_FOUND_404,
          "not_released",
          "no epoch is released yet; /v1/settlement says how far they are");
      return;
    }
    try {
      Answers.send(response, Status.OK_200, asked.of(released));
    } catch (ChainException e) {
      Answers.refuse(
          response, Status.SERVICE_UNAVAILABLE_503, "no_chain", String.valueOf(e.getMessage()));
    } catch (IOException | EvidenceException e) {
      LOG.error("cannot prove what is earned: {}", e.getMessage(), e);
      Answers.refuse(
          response,
          Status.INTERNAL_SERVER_ERROR_500,
          "unreadable",
          "the node cannot read its own data; its log says why");
    }
  }

  private Optional<Account> account(ServerResponse response, String text) {
    try {
      return Optional.of(Account.parse(text));
    } catch (IllegalArgumentException e) {
      Answers.refuse(
          response, Status.BAD_REQUEST_400, "bad_question", String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private void claim(ServerRequest request, ServerResponse response) {
    Optional<Account> account = account(response, request.path().pathParameters().get("address"));
    account.ifPresent(who ->
        released(
            response,
            epoch -> {
              ObjectNode node = about(epoch);
              Optional<Payable.OfAccount> proven = payable.of(who, epoch);
              BigInteger paid = settlement.paid(who);
              node.put("account", who.toString());
              node.put("paidWei", paid.toString());
              node.put(
                  "claimableWei",
                  proven
                      .map(its -> its.leaf().cumulativeWei().subtract(paid).max(BigInteger.ZERO))
                      .orElse(BigInteger.ZERO)
                      .toString());
              proven.ifPresent(its -> write(node, its));
              return node;
            }));
  }

  private void claims(ServerRequest request, ServerResponse response) {
    Optional<Account> after = Optional.empty();
    if (request.query().contains("after")) {
      after = account(response, request.query().get("after"));
      if (after.isEmpty()) {
        return;
      }
    }
    Optional<Account> from = after;
    released(
        response,
        epoch -> {
          ObjectNode node = about(epoch);
          ArrayNode all = node.putArray("claims");
          for (Payable.OfAccount one : payable.page(epoch, from, PAGE)) {
            write(all.addObject().put("account", one.account().toString()), one);
          }
          if (all.size() == PAGE) {
            node.put("next", "after=" + all.get(PAGE - 1).path("account").asString());
          }
          return node;
        });
  }

  private ObjectNode about(long epoch) {
    return Answers.object()
        .put("epoch", epoch)
        .put("chainId", where.chainId())
        .put("settlement", where.contracts().settlement().toString())
        .put("token", where.contracts().token().toString());
  }

  private static void write(ObjectNode node, Payable.OfAccount proven) {
    node.put("cumulativeWei", proven.leaf().cumulativeWei().toString());
    ArrayNode proof = node.putArray("proof");
    proven.proof().forEach(hash -> proof.add("0x" + hash.toHex()));
  }
}
