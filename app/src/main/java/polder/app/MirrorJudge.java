package polder.app;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import polder.epoch.EpochHeader;
import polder.node.archive.EpochArchive;
import polder.node.archive.EpochArchive.Position;
import polder.node.settle.Judge;
import polder.node.validator.Refusal;
import polder.node.validator.Validator;
import polder.protocol.Hash;

/** What a validator found: right is what it mirrors, wrong what it computed and refused. */
record MirrorJudge(Validator validator, EpochArchive mirror) implements Judge {
  private Optional<EpochHeader> wrong(Hash header) {
    return validator.refused(header).filter(Refusal::computed).map(its -> its.header().header());
  }

  @Override
  public Finding find(long epoch, Hash header) throws IOException {
    if (wrong(header).isPresent()) {
      return Finding.WRONG;
    }
    return mirrored(epoch, header).isPresent() ? Finding.RIGHT : Finding.UNKNOWN;
  }

  @Override
  public Optional<EpochHeader> header(long epoch, Hash header) throws IOException {
    Optional<EpochHeader> wrong = wrong(header);
    return wrong.isPresent() ? wrong : mirrored(epoch, header);
  }

  private Optional<EpochHeader> mirrored(long epoch, Hash header) throws IOException {
    for (Position position : mirror.attempts(epoch)) {
      EpochHeader known = mirror.header(position).header();
      if (known.hash().equals(header)) {
        return Optional.of(known);
      }
    }
    return Optional.empty();
  }

  @Override
  public Optional<EpochHeader> right(long epoch) throws IOException {
    List<Position> attempts = mirror.attempts(epoch);
    return attempts.isEmpty()
        ? Optional.empty()
        : Optional.of(mirror.header(attempts.getLast()).header());
  }

  @Override
  public String reason(Hash header) {
    return validator.refused(header).map(its -> its.difference().summary()).orElse("");
  }
}
