package polder.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import polder.node.archive.SignedHeader;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CodecException;
import polder.protocol.crypto.CompactSignature;
import polder.protocol.crypto.Eip712;
import polder.protocol.identity.Account;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Headers and validators' signatures, as validators keep them below {@code findings/sealed-twice},
 * and as nodes list them.
 *
 * @param headers headers, whoever sealed them
 * @param signatures what is said to be signatures of headers
 */
record SigningEvidence(List<SignedHeader> headers, List<Signature> signatures) {
  private static final int MOST_FILES = 1_000;
  private static final long MOST_BYTES = 4 << 20;

  SigningEvidence {
    headers = List.copyOf(headers);
    signatures = List.copyOf(signatures);
  }

  /** A signature of a header by its hash. */
  record Signature(Hash header, Account account, Bytes signature) {
    /** Whether the account signed, for the contract of {@code domain}. */
    boolean isGood(Hash domain) {
      return CompactSignature.recover(Eip712.digest(domain, header), signature)
          .filter(account::equals)
          .isPresent();
    }
  }

  /**
   * Reads files and folders of them: {@code .cose} are headers, {@code .json} signatures.
   *
   * @throws IllegalArgumentException saying which file is none of these
   */
  static SigningEvidence read(List<Path> places) throws IOException {
    List<SignedHeader> headers = new ArrayList<>();
    List<Signature> signatures = new ArrayList<>();
    for (Path file : files(places)) {
      if (Files.size(file) > MOST_BYTES) {
        throw new IllegalArgumentException(file + " is larger than 4 MiB");
      }
      Bytes content = Bytes.wrap(Files.readAllBytes(file));
      try {
        if (file.toString().endsWith(".cose")) {
          headers.add(SignedHeader.decode(content));
        } else if (file.toString().endsWith(".json")) {
          signatures.addAll(signatures(content));
        }
      } catch (CodecException | JacksonException | IllegalArgumentException e) {
        throw new IllegalArgumentException(
            file + " is neither a header nor a list of signatures: " + e.getMessage(), e);
      }
    }
    return new SigningEvidence(headers, signatures);
  }

  private static List<Path> files(List<Path> places) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path place : places) {
      if (Files.isDirectory(place)) {
        try (Stream<Path> within = Files.list(place)) {
          within.filter(Files::isRegularFile).sorted().limit(MOST_FILES).forEach(files::add);
        }
      } else {
        files.add(place);
      }
    }
    return files;
  }

  /** One as validators send it, or all of an epoch as nodes list them. */
  static List<Signature> signatures(Bytes json) {
    JsonNode node = JsonMapper.shared().readTree(json.unsafeArray());
    List<Signature> found = new ArrayList<>();
    if (node.has("attestations")) {
      for (JsonNode one : node.path("attestations")) {
        found.add(signature(node, one));
      }
    } else {
      found.add(signature(node, node));
    }
    return found;
  }

  private static Signature signature(JsonNode header, JsonNode one) {
    return new Signature(
        Hash.fromHex(digits(header, "header")),
        Account.parse(one.path("account").asString("")),
        Bytes.fromHex(digits(one, "signature")));
  }

  private static String digits(JsonNode node, String name) {
    String text = node.path(name).asString("");
    if (!text.startsWith("0x")) {
      throw new IllegalArgumentException(name + " must be 0x and hexadecimal digits");
    }
    return text.substring(2);
  }
}
