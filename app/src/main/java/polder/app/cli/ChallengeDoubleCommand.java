package polder.app.cli;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import polder.app.ChallengeDesk;
import polder.epoch.EpochHeader;
import polder.node.archive.SignedHeader;
import polder.ports.chain.Faults;
import polder.ports.chain.Intent;
import polder.ports.chain.Settlement;
import polder.protocol.Hash;
import polder.protocol.identity.Account;

/** Holds two signatures against whoever gave them. */
@Command(
    name = "double",
    description = {
      "Prove that validators signed two headers for one epoch and attempt: they lose their stake,"
          + " and you get your share. Of two headers, one may be final; else both signatures are"
          + " needed."
    })
final class ChallengeDoubleCommand implements Action {
  @Parameters(
      arity = "1..*",
      paramLabel = "PATH",
      description = {
        "Headers (.cose) and signatures (.json, as GET /v1/attestations/EPOCH gives them), or folders",
        "of them, such as a validator's findings/sealed-twice/EPOCH-ATTEMPT."
      })
  private List<Path> places = new ArrayList<>();

  @Mixin private ChallengeOptions options = new ChallengeOptions();

  /** What is held against an account. */
  private record Proof(Account validator, EpochHeader header, Intent intent) {}

  @Override
  public ExitCode run(Output output) throws IOException, InterruptedException {
    SigningEvidence evidence;
    try {
      evidence = SigningEvidence.read(places);
    } catch (IllegalArgumentException e) {
      return output.fail(ExitCode.BAD_INPUT, String.valueOf(e.getMessage()), "leave it out");
    }
    return options.run(
        output,
        (archive, deployment, desk) -> {
          Hash domain =
              deployment.settlement().orElseThrow().domain(deployment.chainId()).hashStruct();
          return run(output, evidence, domain, desk);
        });
  }

  private static ExitCode run(
      Output output, SigningEvidence evidence, Hash domain, ChallengeDesk desk)
      throws IOException, InterruptedException {
    Map<Account, Proof> proofs = new LinkedHashMap<>();
    List<EpochHeader> headers =
        evidence.headers().stream().map(SignedHeader::header).distinct().toList();
    boolean pair = false;
    for (EpochHeader left : headers) {
      for (EpochHeader right : headers) {
        if (left.epoch() == right.epoch()
            && left.attempt() == right.attempt()
            && !left.hash().equals(right.hash())) {
          pair = true;
          for (Proof proof : proofs(left, right, evidence, domain, desk)) {
            proofs.putIfAbsent(proof.validator(), proof);
          }
        }
      }
    }
    if (proofs.isEmpty()) {
      return output.fail(
          ExitCode.NO,
          pair
              ? "nobody is shown to have signed both headers"
              : "there are no two headers of one epoch and attempt",
          "give both headers, and signatures of both, or of one where the other is final");
    }
    List<Map<String, Object>> document = new ArrayList<>();
    for (Proof proof : proofs.values()) {
      output.line(
          proof.validator()
              + " signed two headers for epoch "
              + proof.header().epoch()
              + ", attempt "
              + proof.header().attempt());
      BigInteger bonded = desk.faults().bonded(proof.validator());
      BigInteger had = desk.tokens();
      Hash transaction = desk.carryOut(proof.intent());
      document.add(Slashed.tell(output, desk, proof.validator(), bonded, had, transaction));
    }
    output.document(Map.of("signedTwice", document));
    return ExitCode.DONE;
  }

  /** What shows that somebody who signed {@code left} signed {@code right} as well. */
  private static List<Proof> proofs(
      EpochHeader left,
      EpochHeader right,
      SigningEvidence evidence,
      Hash domain,
      ChallengeDesk desk)
      throws IOException {
    Faults faults = desk.faults();
    Optional<Settlement.Finalised> seal =
        Optional.ofNullable(desk.seals(right.chain().block(), right.epoch()).get(right.epoch()))
            .filter(done -> done.header().equals(right.hash()));
    List<Proof> proofs = new ArrayList<>();
    for (SigningEvidence.Signature one : signatures(left, evidence, domain)) {
      Faults.Branch branch = new Faults.Branch(List.of(left.typed()), one.signature());
      Optional<SigningEvidence.Signature> other =
          signatures(right, evidence, domain).stream()
              .filter(its -> its.account().equals(one.account()))
              .findFirst();
      if (other.isPresent()) {
        Faults.Branch second = new Faults.Branch(List.of(right.typed()), other.get().signature());
        proofs.add(
            new Proof(one.account(), left, faults.doubleSigned(one.account(), branch, second)));
      } else if (seal.isPresent() && isSigner(desk, seal.get().seal(), one.account())) {
        proofs.add(
            new Proof(
                one.account(),
                left,
                faults.signedAgainstFinal(
                    one.account(), branch, right.typed(), seal.get().seal())));
      }
    }
    return proofs;
  }

  private static List<SigningEvidence.Signature> signatures(
      EpochHeader header, SigningEvidence evidence, Hash domain) {
    return evidence.signatures().stream()
        .filter(its -> its.header().equals(header.hash()) && its.isGood(domain))
        .toList();
  }

  private static boolean isSigner(ChallengeDesk desk, Settlement.Seal seal, Account account)
      throws IOException {
    List<Settlement.Member> members = desk.settlement().members(seal.setVersion());
    for (int i = 0; i < members.size(); i++) {
      if (members.get(i).account().equals(account)) {
        return (seal.signers() >>> i & 1) == 1;
      }
    }
    return false;
  }
}
