package polder.node.view;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import polder.epoch.EpochHeader;
import polder.node.archive.SignedHeader;
import polder.node.witness.Proof;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CodecException;
import polder.protocol.cose.CoseSign1;
import polder.protocol.identity.DeviceId;
import polder.protocol.merkle.AbsenceProof;
import polder.protocol.merkle.AbsenceProof.ProvenLeaf;
import polder.protocol.merkle.MerkleProof;
import polder.protocol.merkle.PayoutLeaf;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A proof as a JSON document that holds all that checking it takes: the same on the command line
 * and over HTTP.
 */
public final class ProofDocument {
  private static final String FORM = "polder/proof/1";

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private ProofDocument() {}

  /** The document of {@code proof}. What is only for people stands in it and is never read back. */
  public static Map<String, Object> of(Proof proof) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("form", FORM);
    document.put("kind", kind(proof));
    document.put("statement", proof.statement());
    document.put("signedBy", proof.header().node().did());
    document.put("header", proof.header().encode().toHex());
    // What a page checks by itself: the signature covers toBeSigned, which ends with headerBytes.
    CoseSign1 envelope = proof.header().envelope();
    document.put("headerBytes", envelope.payload().toHex());
    document.put("toBeSigned", envelope.toBeSigned().toHex());
    document.put("signature", envelope.signature().toHex());
    document.put("root", root(proof).toHex());
    switch (proof) {
      case Proof.OfMessage message -> document.put("leaves", leaves(List.of(message.message())));
      case Proof.OfReward reward -> {
        document.put("device", reward.device().did());
        document.put("leaves", leaves(reward.lines()));
      }
      case Proof.OfAbsence absence -> {
        document.put("absent", absence.wire().toHex());
        document.put("before", leaves(absence.absence().before().stream().toList()));
        document.put("after", leaves(absence.absence().after().stream().toList()));
      }
      case Proof.OfAccount account -> {
        document.put("payout", payout(account.payout()));
        document.put("path", account.path().stream().map(Hash::toHex).toList());
      }
    }
    return document;
  }

  private static Hash root(Proof proof) {
    EpochHeader header = proof.header().header();
    return switch (proof) {
      case Proof.OfMessage message -> header.inputsRoot();
      case Proof.OfReward reward -> header.outcomeRoot();
      case Proof.OfAbsence absence -> header.inputsRoot();
      case Proof.OfAccount account -> header.payoutsRoot();
    };
  }

  private static String kind(Proof proof) {
    return switch (proof) {
      case Proof.OfMessage message -> "message";
      case Proof.OfReward reward -> "reward";
      case Proof.OfAbsence absence -> "absence";
      case Proof.OfAccount account -> "account";
    };
  }

  private static List<Map<String, Object>> leaves(List<ProvenLeaf> leaves) {
    List<Map<String, Object>> documents = new ArrayList<>();
    for (ProvenLeaf leaf : leaves) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("bytes", leaf.leaf().toHex());
      document.put("index", leaf.proof().index());
      document.put("size", leaf.proof().size());
      document.put("path", leaf.proof().path().stream().map(Hash::toHex).toList());
      documents.add(document);
    }
    return documents;
  }

  private static Map<String, Object> payout(PayoutLeaf leaf) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("chainId", leaf.chainId().toString());
    document.put("contract", "0x" + leaf.contract().toHex());
    document.put("token", "0x" + leaf.token().toHex());
    document.put("account", "0x" + leaf.account().toHex());
    document.put("cumulativeWei", leaf.cumulativeWei().toString());
    return document;
  }

  /** The document as text. */
  public static String text(Proof proof) {
    return MAPPER.writeValueAsString(of(proof));
  }

  /**
   * Reads a document; whether it proves anything is not decided here.
   *
   * @throws IllegalArgumentException saying why it is no proof
   */
  public static Proof read(String text) {
    try {
      return read(MAPPER.readTree(text));
    } catch (JacksonException e) {
      throw new IllegalArgumentException("it is no JSON: " + e.getOriginalMessage(), e);
    } catch (CodecException e) {
      throw new IllegalArgumentException("its header cannot be read: " + e.getMessage(), e);
    }
  }

  private static Proof read(JsonNode document) {
    if (!document.path("form").asString("").equals(FORM)) {
      throw new IllegalArgumentException("its form is not " + FORM);
    }
    SignedHeader header = SignedHeader.decode(Bytes.fromHex(text(document, "header")));
    return switch (text(document, "kind")) {
      case "message" -> new Proof.OfMessage(header, one(document, "leaves"));
      case "reward" ->
          new Proof.OfReward(
              header, DeviceId.parse(text(document, "device")), leaves(document, "leaves"));
      case "absence" ->
          new Proof.OfAbsence(
              header,
              Bytes.fromHex(text(document, "absent")),
              new AbsenceProof(atMostOne(document, "before"), atMostOne(document, "after")));
      case "account" ->
          new Proof.OfAccount(header, payout(document.path("payout")), path(document));
      default -> throw new IllegalArgumentException("its kind is unknown");
    };
  }

  private static List<ProvenLeaf> leaves(JsonNode document, String name) {
    List<ProvenLeaf> leaves = new ArrayList<>();
    for (JsonNode leaf : document.path(name).values()) {
      leaves.add(
          new ProvenLeaf(
              Bytes.fromHex(text(leaf, "bytes")),
              new MerkleProof(number(leaf, "index"), number(leaf, "size"), path(leaf))));
    }
    return leaves;
  }

  private static ProvenLeaf one(JsonNode document, String name) {
    return atMostOne(document, name)
        .orElseThrow(() -> new IllegalArgumentException("it has no leaf"));
  }

  private static Optional<ProvenLeaf> atMostOne(JsonNode document, String name) {
    List<ProvenLeaf> leaves = leaves(document, name);
    if (leaves.size() > 1) {
      throw new IllegalArgumentException("it has too many leaves at " + name);
    }
    return leaves.stream().findFirst();
  }

  private static PayoutLeaf payout(JsonNode leaf) {
    return new PayoutLeaf(
        word(leaf, "chainId"),
        Bytes.fromHex(text(leaf, "contract")),
        Bytes.fromHex(text(leaf, "token")),
        Bytes.fromHex(text(leaf, "account")),
        word(leaf, "cumulativeWei"));
  }

  /** A number of 256 bits has at most 78 digits; reading millions of them would take minutes. */
  private static BigInteger word(JsonNode document, String name) {
    String digits = text(document, name);
    if (!digits.matches("[0-9]{1,78}")) {
      throw new IllegalArgumentException(name + " must be 1 to 78 digits");
    }
    return new BigInteger(digits);
  }

  private static List<Hash> path(JsonNode document) {
    List<Hash> path = new ArrayList<>();
    for (JsonNode hash : document.path("path").values()) {
      path.add(Hash.fromHex(hash.asString("")));
    }
    return path;
  }

  private static String text(JsonNode document, String name) {
    if (!document.path(name).isString()) {
      throw new IllegalArgumentException("it lacks " + name);
    }
    return document.path(name).stringValue();
  }

  private static long number(JsonNode document, String name) {
    if (!document.path(name).isIntegralNumber() || !document.path(name).canConvertToLong()) {
      throw new IllegalArgumentException("it lacks the number " + name);
    }
    return document.path(name).longValue();
  }
}
