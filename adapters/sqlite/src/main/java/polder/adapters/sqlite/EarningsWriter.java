package polder.adapters.sqlite;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import polder.ports.readings.Earned;
import polder.ports.readings.EpochReadings;
import polder.protocol.Hash;
import polder.protocol.identity.DeviceId;
import polder.protocol.manifest.NetworkManifest;

/**
 * Keeps the sums of what accounts earned, a row an account, day and source, within a transaction of
 * its caller. They outlive readings, and stay true when epochs are closed again: what an epoch
 * added can be taken off again.
 */
final class EarningsWriter {
  private static final long DAY_MILLIS = 86_400_000;

  private final Statements statements;

  EarningsWriter(Statements statements) {
    this.statements = statements;
  }

  /** Which epochs the sums are of, and the header of the last. */
  private record Span(long first, long last, Hash header) {}

  private Optional<Span> span() throws SQLException {
    try (ResultSet found =
        statements.statement("SELECT first, last, header FROM earnings").executeQuery()) {
      return found.next()
          ? Optional.of(new Span(found.getLong(1), found.getLong(2), Hash.of(found.getBytes(3))))
          : Optional.empty();
    }
  }

  /** Takes in an epoch; sums that do not end with the one before it are given up. */
  void add(EpochReadings epoch) throws SQLException {
    Optional<Span> span = span();
    if (epoch.earnings().isEmpty()) {
      // A state to begin with: what was earned until then is known only if it was summed before.
      boolean known =
          span.isPresent()
              && span.get().last() == epoch.epoch()
              && span.get().header().equals(epoch.header());
      if (!known) {
        forget();
      }
      return;
    }
    boolean goesOn = span.isPresent() && span.get().last() == epoch.epoch() - 1;
    if (!goesOn) {
      forget();
    }
    for (Earned earned : epoch.earnings().get()) {
      change(earned, epoch, 1);
    }
    statements.update("DELETE FROM earnings");
    statements.update(
        "INSERT INTO earnings VALUES (?, ?, ?)",
        goesOn ? span.get().first() : epoch.epoch(),
        epoch.epoch(),
        epoch.header().toArray());
  }

  private void forget() throws SQLException {
    statements.update("DELETE FROM earnings");
    statements.update("DELETE FROM earning");
  }

  /**
   * Takes off what epochs added; they are given from the last one downwards.
   *
   * @param before hash of the header of the epoch before {@code epoch}
   */
  void takeOff(EpochReadings epoch, Hash before) throws SQLException {
    Span span =
        span()
            .filter(its -> its.last() == epoch.epoch() && its.header().equals(epoch.header()))
            .orElseThrow(() -> new SQLException("the sums do not end with epoch " + epoch.epoch()));
    for (Earned earned : epoch.earnings().orElse(List.of())) {
      change(earned, epoch, -1);
    }
    statements.update("DELETE FROM earnings");
    if (span.first() < epoch.epoch()) {
      statements.update(
          "INSERT INTO earnings VALUES (?, ?, ?)",
          span.first(),
          epoch.epoch() - 1,
          before.toArray());
    }
  }

  private void change(Earned earned, EpochReadings epoch, int sign) throws SQLException {
    long payee = payee(earned);
    long day = Math.floorDiv(epoch.endMillis() - 1, DAY_MILLIS);
    long source = source(earned, epoch.networks());
    statements.update(
        "INSERT INTO earning VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (payee, day, source) DO UPDATE"
            + " SET credited = credited + excluded.credited, held = held + excluded.held, epochs ="
            + " epochs + excluded.epochs",
        payee,
        day,
        source,
        sign * earned.creditedNano(),
        sign * earned.heldNano(),
        (long) sign);
    if (sign < 0) {
      statements.update(
          "DELETE FROM earning WHERE payee = ? AND day = ? AND source = ? AND epochs = 0",
          payee,
          day,
          source);
    }
  }

  private long payee(Earned earned) throws SQLException {
    String account = earned.account().toString();
    return statements.remembered(
        List.of("payee", account),
        () -> {
          statements.update("INSERT OR IGNORE INTO payee (account) VALUES (?)", account);
          return statements.find("SELECT id FROM payee WHERE account = ?", account).orElseThrow();
        });
  }

  private long source(Earned earned, SortedMap<String, NetworkManifest> networks)
      throws SQLException {
    NetworkManifest network = networks.get(earned.network());
    long simulated = network != null && network.simulated() ? 1 : 0;
    String device = earned.device().map(DeviceId::did).orElse("");
    return statements.remembered(
        List.of("source", earned.network(), device, simulated),
        () -> {
          statements.update(
              "INSERT OR IGNORE INTO source (network, device, simulated) VALUES (?, ?, ?)",
              earned.network(),
              device,
              simulated);
          return statements
              .find(
                  "SELECT id FROM source WHERE network = ? AND device = ? AND simulated = ?",
                  earned.network(),
                  device,
                  simulated)
              .orElseThrow();
        });
  }
}
